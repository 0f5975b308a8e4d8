"""`gatus`: endpoints to check, one for each system whose URL is known; hosts are their groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from labtui.data.assessment.models import System
from labtui.reports.report import Subject
from labtui.reports.urls import address_of
from labtui.reports.yaml_text import Yaml, yaml_text

_CONNECTED = frozenset({"icmp", "ssh", "starttls", "tcp", "tls", "udp", "ws", "wss"})
"""Schemes of which Gatus asks whether it can connect."""

_SIGNS = re.compile(r"[\W_]+")

_CONNECTS, _ANSWERS = "[CONNECTED] == true", "[STATUS] < 400"
"""What has to hold; a request that fails has the status 0."""


def report(subject: Subject) -> str:
    """The endpoints, and in comments what is not among them; retired systems are left out."""
    systems = [system for system in subject.systems if not system.retired]
    found_of = {system.id: _endpoint(subject, system) for system in systems}
    checked = {id: found for id, found in found_of.items() if found is not None}
    same = Counter(map(_key, checked.values()))
    lines = [f"# The lab on {subject.today}, as endpoints of Gatus."]
    lines += _listed("Only planned:", [each.id for each in systems if not each.active])
    without = [each.id for each in systems if each.active and each.id not in checked]
    lines += _listed("No URL to check is known of:", without)
    endpoints: list[Yaml] = [
        {
            "name": found.name if same[_key(found)] == 1 else f"{found.name} ({id})",
            "group": found.group or None,
            "url": found.url,
            "conditions": [*found.conditions],
            "extra-labels": {"labtui_id": id},
        }
        for id, found in checked.items()
    ]
    return "".join(f"{line}\n" for line in lines) + yaml_text({"endpoints": endpoints})


class _Endpoint(NamedTuple):
    name: str
    group: str
    url: str
    conditions: Sequence[str]


def _endpoint(subject: Subject, system: System) -> _Endpoint | None:
    """What to check of a system; None where it does not run yet, or no URL is known."""
    url = (system.text("url") or "").strip()
    address = address_of(url)
    conditions = _conditions(address.scheme) if address else ()
    if address is None or not system.active or not conditions:
        return None
    # Gatus knows a scheme in small letters alone.
    url = address.scheme + url[len(address.scheme) :]
    host = subject.lab.systems.get(system.runs_on or "")
    group = _said(host) if host is not None else ""
    return _Endpoint(_said(system), group, _literal(url), conditions)


def _key(endpoint: _Endpoint) -> tuple[str, str]:
    """What has to differ between two endpoints: Gatus keeps letters and digits of it."""
    group, name = (_SIGNS.sub("-", text.casefold()) for text in (endpoint.group, endpoint.name))
    return group, name


def _conditions(scheme: str) -> Sequence[str]:
    """What has to hold; empty for a scheme that Gatus does not check."""
    if scheme in {"http", "https"}:
        return (_CONNECTS, _ANSWERS)
    return (_CONNECTS,) if scheme in _CONNECTED else ()


def _said(system: System) -> str:
    """A name as Gatus takes it: without quotes and backslashes, and never blank."""
    name = system.name.replace('"', "'").replace("\\", "/").strip()
    return _literal(name or system.id)


def _literal(text: str) -> str:
    """A text in which no variable of the environment is put in."""
    return text.replace("$", "$$")


def _listed(said: str, ids: Sequence[str]) -> list[str]:
    return [f"# {said}", *(f"#   {id}" for id in ids)] if ids else []
