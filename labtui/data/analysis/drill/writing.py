"""Writing what came of a drill."""

from __future__ import annotations

from collections.abc import Collection

from labtui.data.analysis.drill.record import Entry
from labtui.data.assessment.models import Event
from labtui.data.framework.shapes import Value
from labtui.data.inventory.workspace import Workspace


def write(workspace: Workspace, entries: Collection[Entry]) -> None:
    """Write these entries, as one step. Raises as `Workspace.edit`."""
    changes: dict[str, dict[str, Value | None]] = {entry.id: {} for entry in entries}
    events: dict[str, list[Event]] = {}
    for entry in entries:
        if isinstance(entry.value, Event):
            events.setdefault(entry.id, []).append(entry.value)
        else:
            changes[entry.id][entry.key] = entry.value
    workspace.edit(changes, "drill of", events=events)
