"""The systems that a reference can name, as a picker offers them."""

from __future__ import annotations

from collections.abc import Collection

from labtui.data.analysis.editing import referable_ids
from labtui.data.inventory.workspace import Workspace
from labtui.widgets.picker_list import Item


def system_items(
    workspace: Workspace, *, excluded: Collection[str] = (), first: str | None = None
) -> list[Item]:
    """The systems in service or planned but those `excluded`, in file order after the `first`."""
    ids = referable_ids(workspace, excluded=excluded, first=first)
    return [Item(id, workspace.lab.systems[id].name, id) for id in ids]
