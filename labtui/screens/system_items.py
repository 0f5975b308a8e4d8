"""The systems that a reference can name, as items of a picker."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from labtui.data.analysis.editing import referable_ids
from labtui.data.analysis.hosting import hosts, keeps_backups, may_keep_backups
from labtui.data.inventory.workspace import Workspace
from labtui.widgets.picker_list import Item


def system_items(workspace: Workspace, *, excluded: Collection[str] = ()) -> list[Item]:
    """Return the active and planned systems except `excluded`, in file order."""
    return _items(workspace, referable_ids(workspace, excluded=excluded))


def host_items(
    workspace: Workspace, *, excluded: Collection[str] = (), first: str | None = None
) -> list[Item]:
    """Return what something can run on except `excluded`: `first`, then the likeliest.

    What is unlikely to run anything is only found by its name.
    """
    ids = referable_ids(workspace, excluded=excluded)
    found = hosts(workspace.lab, ids, first=first)
    unlikely = [replace(item, offered=False) for item in _items(workspace, found.unlikely)]
    return _items(workspace, found.likely) + unlikely


def backup_items(workspace: Workspace, *, excluded: Collection[str] = ()) -> list[Item]:
    """Return where something can be backed up to except `excluded`, the likeliest first.

    What is unlikely to keep backups is only found by its name.
    """
    lab = workspace.lab
    ids = referable_ids(workspace, excluded=excluded)
    likely = [id for id in ids if may_keep_backups(lab, id)]
    likely.sort(key=lambda id: (not lab.destinations.by(id), not keeps_backups(lab, id)))
    found = {*likely}
    unlikely = _items(workspace, (id for id in ids if id not in found))
    return _items(workspace, likely) + [replace(item, offered=False) for item in unlikely]


def _items(workspace: Workspace, ids: Iterable[str]) -> list[Item]:
    names = ((id, workspace.lab.systems[id].name) for id in ids)
    return [Item(id, name, "" if name.casefold() == id.casefold() else id) for id, name in names]
