"""The systems that a reference can name, as items of a picker."""

from __future__ import annotations

from collections.abc import Collection

from labtui.data.analysis.editing import referable_ids
from labtui.data.inventory.workspace import Workspace
from labtui.widgets.picker_list import Item


def system_items(
    workspace: Workspace, *, excluded: Collection[str] = (), first: str | None = None
) -> list[Item]:
    """Return the active and planned systems except `excluded`: `first`, then in file order."""
    ids = referable_ids(workspace, excluded=excluded, first=first)
    return [Item(id, workspace.lab.systems[id].name, id) for id in ids]
