"""The systems one can refer to, as a picker offers them."""

from __future__ import annotations

from collections.abc import Collection

from labtui.data.inventory.workspace import Workspace
from labtui.screens.picker import Item


def system_items(
    workspace: Workspace, *, but: Collection[str] = (), first: str | None = None
) -> list[Item]:
    """Every system in service or planned `but` some, in file order after the `first`."""
    systems = workspace.lab.systems
    offered = [id for id in workspace.ids if id not in but and not systems[id].retired]
    offered.sort(key=lambda id: id != first)
    return [Item(id, systems[id].name, id) for id in offered]
