"""`rackpeek`: the resources of RackPeek: hardware, systems and services, and what runs on what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from ipaddress import IPv4Address

from labtui.data.assessment.models import System
from labtui.reports.report import Subject
from labtui.reports.urls import address_of
from labtui.reports.yaml_text import Yaml, yaml_text

VERSION = 2
"""The first version of RackPeek's files that has all that is written; later ones read it."""

_HARDWARE = {"physical": "Server", "storage": "Server", "network": "Switch"}
_SERVICES = frozenset({"app", "platform", "saas"})
_SYSTEMS = {"vm": "vm", "container": "container", "vps": "cloud", "cluster": "cluster"}


def report(subject: Subject) -> str:
    """The resources, named as the systems; retired systems are left out.

    What labtui does not know, such as cores and memory, is left out too.
    """
    systems = [system for system in subject.systems if not system.retired]
    names = _names(systems)
    resources: list[Yaml] = [_resource(subject, system, names) for system in systems]
    return yaml_text({"version": VERSION, "resources": resources})


def _names(systems: list[System]) -> Mapping[str, str]:
    """The names by id; with the id behind one that several have, as these refer by name."""
    called = {system.id: " ".join(system.name.split()) or system.id for system in systems}
    shared = Counter(name.casefold() for name in called.values())
    return {
        id: name if shared[name.casefold()] == 1 else f"{name} ({id})"
        for id, name in called.items()
    }


def _resource(subject: Subject, system: System, names: Mapping[str, str]) -> dict[str, Yaml]:
    kind = system.text("kind") or ""
    is_service = kind in _SERVICES
    host = names.get(system.runs_on or "")
    said = (system.text("description") or "", system.text("notes") or "")
    a = subject.lab.assessments[system.id]
    labels: dict[str, Yaml] = {"labtui-id": system.id, "labtui-level": a.level}
    found: dict[str, Yaml] = {
        "kind": "Service" if is_service else _HARDWARE.get(kind, "System"),
        "name": names[system.id],
        "type": None if is_service or kind in _HARDWARE else _SYSTEMS.get(kind, "other"),
        "tags": [*system.texts("tags")] or None,
        "labels": labels,
        "notes": "\n".join(filter(None, said)) or None,
        "runsOn": [host] if host is not None else None,
        "network": (_network(system.text("url") or "") or None) if is_service else None,
    }
    return found


def _network(url: str) -> dict[str, Yaml]:
    """Where a service is reached; its address and port only where the URL has an address."""
    url = url.strip()
    address = address_of(url)
    if address is None:
        return {}
    try:
        ip = str(IPv4Address(address.host))
    except ValueError:
        return {"url": url}
    return {"ip": ip, "port": address.port, "protocol": "TCP", "url": url}
