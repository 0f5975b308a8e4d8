"""Findings for tests, and importing them into an inventory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from labtui.data.inventory.workspace import Workspace
from labtui.importers.found import THE_HOST, Finding, Part, Thing
from labtui.importing.grouping import Decided
from labtui.importing.operations import inventory_of, take
from labtui.importing.plan import Plan, plan
from labtui.importing.sources import Source

STACKS = "/srv/stacks"


def app(services: str, path: str = "media/compose.yml", **more: Any) -> Thing:
    """An app of services, its main one first: `web db>cache` needs `cache` for `db`.

    What `more` says that the app needs, has access to and is reached at is the main service's.
    """
    parts = []
    for word in services.split():
        name, _, others = word.partition(">")
        needed = tuple(filter(None, others.split(",")))
        refs = tuple(f"{path}#{other}" for other in needed)
        parts.append(Part(name, f"{name}:1", path, (), needed, refs))
    main = parts[0].service
    parts[0] = replace(
        parts[0],
        needs=(*parts[0].needs, *more.get("depends_on", ())),
        access_to=more.get("access_to", ()),
        url=more.get("facts", {}).get("url", ""),
    )
    facts: dict[str, Any] = {"description": parts[0].description}
    if len(parts) > 1:
        facts["parts"] = tuple(part.service for part in parts)
    made: dict[str, Any] = {
        "key": main,
        "name": main.title(),
        "kind": "app" if len(parts) > 1 else "container",
        "path": path,
        "root": Path(STACKS),
        "runs_on": THE_HOST,
        "main": main,
        "parts": tuple(parts),
    }
    return Thing(**{**made, **more, "facts": {**facts, **more.get("facts", {})}})


def guest(name: str, key: str, **more: Any) -> Thing:
    """A virtual machine."""
    return Thing(
        **{"key": key, "name": name, "kind": "vm", "path": "pve", "root": Path("/etc/pve"), **more}
    )


def planned(
    workspace: Workspace,
    *things: Thing,
    decided: Decided | None = None,
    **source: Any,
) -> Plan:
    """What importing things would do."""
    where = {"source": "compose", "path": STACKS, **source}
    return plan([Source(**where)], Finding([*things]), inventory_of(workspace), decided)


def imported(workspace: Workspace, *things: Thing, **source: Any) -> Plan:
    """Import things, and save them."""
    found = planned(workspace, *things, **source)
    take(workspace, found)
    workspace.save()
    return found


def facts(workspace: Workspace) -> Mapping[str, Mapping[str, Any]]:
    """What every system states, by id."""
    return {id: dict(system.facts) for id, system in workspace.lab.systems.items()}
