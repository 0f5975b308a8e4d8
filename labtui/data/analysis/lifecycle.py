"""Putting a system into service, retiring it, ticking off its checklist, bringing it back.

Each is one edit of the workspace, and so one step to undo. All raise as `Workspace.edit`.
"""

from __future__ import annotations

from datetime import date

from labtui.data.analysis.checklist import DONE, OPEN, State, Task, checklist, task_states, ticked
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, Event, System
from labtui.data.framework.shapes import Value
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
    event = Event(today, "retired", reason or None)
    workspace.edit({id: facts}, "retire", events={id: [event]})


def bring_back(workspace: Workspace, id: str) -> None:
    """Put a retired system into service again, and note it in its history."""
    facts = returned_facts(workspace.system(id))
    event = Event(workspace.today, "changed", "back in service")
    workspace.edit({id: facts}, "bring back", events={id: [event]})


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


def retired_facts(
    system: System, today: date, reason: str | None, replaced_by: str | None
) -> dict[str, Value | None]:
    """The facts to write when a system is retired on the day `today`.

    A reason or a replacement that is None is unset. A date that lies ahead is kept, as the day
    after which there is no way back: the history says when the system was retired.
    """
    day = system.day("retirement.date")
    return {
        "status": "retired",
        "retirement.date": day if day is not None and day > today else today,
        "retirement.reason": reason,
        "retirement.replaced_by": replaced_by,
    }


def returned_facts(system: System) -> Changes:
    """The facts to write when a retired system comes back into service.

    Its history says that it was retired. What was done is open again, since a restore tested for
    one retirement says nothing at the next. What still holds is kept: where its data is kept and
    until when, which tasks do not apply and why, and all notes.
    """
    done = system.texts("retirement.done")
    for task, (state, _) in task_states(done).items():
        if state == DONE:
            done = ticked(done, task, OPEN)
    return {
        "status": None,
        "retirement.date": None,
        "retirement.reason": None,
        "retirement.replaced_by": None,
        "retirement.done": done or None,
    }
