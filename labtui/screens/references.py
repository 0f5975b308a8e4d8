"""The systems one can refer to, as a picker offers them."""

from __future__ import annotations

from labtui.data.workspace import Workspace
from labtui.screens.picker import Item


def system_items(workspace: Workspace, *, but: str = "") -> list[Item]:
    """Every system in service or planned but one, in file order."""
    systems = workspace.lab.systems
    return [
        Item(id, systems[id].name, id)
        for id in workspace.ids
        if id != but and not systems[id].retired
    ]
