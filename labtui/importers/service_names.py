"""What the names of services tell of one another: `immich-redis` is beside `immich-server`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_GENERIC_END = re.compile(
    r"[-_.](?:server|app|web|main|core|front-?end|back-?end|api|ui|service|webserver)$"
)
_SEPARATOR = re.compile(r"[-_.]")
_SIGNS = re.compile(r"[^a-z0-9]")


def stem(name: str) -> str:
    """Give `immich` for `immich-server`."""
    return _GENERIC_END.sub("", name.lower())


def beginnings(name: str) -> Iterator[str]:
    """Give what a name begins with, the longest first: `a-b-c` → `a-b`, `a`."""
    for match in reversed(list(_SEPARATOR.finditer(name.lower()))):
        yield name.lower()[: match.start()]


def namesake(name: str, by_stem: Mapping[str, Sequence[str]]) -> str:
    """Give the one service that a name begins with: `x` or `x-server` for `x-db`; or nothing."""
    for begin in beginnings(name):
        fitting = [other for other in by_stem.get(begin, ()) if other != name]
        exact = [other for other in fitting if other.lower() == begin]
        if fitting:
            return (exact or fitting)[0] if len(exact or fitting) == 1 else ""
    return ""


def squashed(name: str) -> str:
    """Give a name with letters and digits only: `Paperless-NGX` → paperlessngx."""
    return _SIGNS.sub("", name.lower())
