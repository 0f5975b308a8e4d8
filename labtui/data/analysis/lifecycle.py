"""Putting a system into service, retiring it, ticking off its checklist, bringing it back.

Each is one edit of the workspace, and so one step to undo. All raise as `Workspace.edit`.
"""

from __future__ import annotations

from labtui.data.analysis.checklist import OPEN, State, Task, checklist, ticked
from labtui.data.analysis.retirement import retired_facts, returned_facts
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Event
from labtui.data.inventory.workspace import Workspace


def activate(workspace: Workspace, id: str) -> None:
    """Put a planned system into service."""
    # Without a status a system is active: one line of the file goes, and none is rewritten.
    workspace.edit({id: {"status": None}}, "activate")


def retire(workspace: Workspace, id: str, reason: str = "", replaced_by: str = "") -> None:
    """Take a system out of service today, and note it in its history.

    `reason` says why, `replaced_by` is the id of its replacement; empty for none.
    """
    today = workspace.today
    facts = retired_facts(workspace.system(id), today, reason or None, replaced_by or None)
    workspace.edit({id: facts}, "retire", event=Event(today, "retired", reason or None))


def bring_back(workspace: Workspace, id: str) -> None:
    """Put a retired system into service again, and note it in its history."""
    facts = returned_facts(workspace.system(id))
    event = Event(workspace.today, "changed", "back in service")
    workspace.edit({id: facts}, "bring back", event=event)


def set_task_state(
    workspace: Workspace, id: str, task: Task, state: State, reason: str = ""
) -> None:
    """Set a task of a system's checklist to `open`, `done` or `n/a`.

    Raises `FactError` where a task does not apply and no `reason` is given.
    """
    done = ticked(workspace.system(id).texts("retirement.done"), task.id, state, reason)
    workspace.edit({id: {"retirement.done": done or None}}, f"{task.title.lower()}:")


def open_tasks(lab: Lab, id: str) -> tuple[int, int]:
    """How many tasks of a system's checklist are open, and how many there are."""
    states = [task.state for task in checklist(lab, id)]
    return states.count(OPEN), len(states)
