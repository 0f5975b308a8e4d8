"""The systems that a reference can name, as items of a picker."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from labtui.data.analysis.editing import referable_ids
from labtui.data.analysis.hosting import hosts
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


def _items(workspace: Workspace, ids: Iterable[str]) -> list[Item]:
    names = ((id, workspace.lab.systems[id].name) for id in ids)
    return [Item(id, name, "" if name.casefold() == id.casefold() else id) for id, name in names]
