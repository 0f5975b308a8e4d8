"""What the labels of a container tell: whether a proxy or dashboard shows it, and at which URL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from labtui.text.redaction import public_url

_SHOWN = re.compile(
    r"traefik\.(?:enable$|http\.routers\.|frontend\.rule)|caddy(?:_\d+)?(?:\.|$)|swag(?:_|$)|"
    r"homepage\.(?:instance\.[^.]+\.)?(?:name|href|group)$|glance\.(?:name|url)$|"
    r"tsdproxy\.enable$|flame\.(?:name|url)$|homarr\.(?:name|url)$|nginx[-_.]proxy"
)
_URL = re.compile(r"(?:homepage\.(?:instance\.[^.]+\.)?href|(?:glance|flame|homarr)\.url)$")
_RULE = re.compile(r"traefik\.(?:http\.routers\.[^.]+|frontend)\.rule$")
_HOST = re.compile(
    r"\bHost(?:\(\s*([`\"'])(?P<host>[A-Za-z0-9.-]+)\1|:\s*(?P<old>[A-Za-z0-9.-]+)(?=[,;]|$))"
)
_ENCRYPTED = re.compile(r"secure|https|443")
_CADDY = re.compile(r"caddy(?:_\d+)?$")
_SITE = re.compile(r"(?:https?://)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?=[\s,]|$)")


def is_shown(labels: Mapping[str, str]) -> bool:
    """Return True if labels show a container in a proxy or on a dashboard."""
    hidden = labels.get("traefik.enable", "").lower() in ("false", "0")
    return any(
        _SHOWN.match(name) is not None and not (hidden and name.startswith("traefik."))
        for name in labels
    )


def url(labels: Mapping[str, str]) -> str:
    """Give the URL that labels show a container at, without credentials; empty if none is told."""
    return next((found for address in _addresses(labels) if (found := public_url(address))), "")


def _addresses(labels: Mapping[str, str]) -> Iterator[str]:
    yield from (value for name, value in labels.items() if _URL.match(name))
    if labels.get("traefik.enable", "").lower() not in ("false", "0"):
        for name, rule in labels.items():
            if _RULE.match(name) and (host := _HOST.search(rule)):
                router = name.removesuffix("rule")
                encrypted = any(
                    other.startswith(f"{router}tls")
                    or (other == f"{router}entrypoints" and _ENCRYPTED.search(value))
                    for other, value in labels.items()
                )
                yield f"{'https' if encrypted else 'http'}://{host['host'] or host['old']}"
    for name, sites in labels.items():
        if _CADDY.match(name) and (site := _SITE.match(sites)):
            yield site[0] if "://" in site[0] else f"https://{site[0]}"
