"""The facts to write when a system is retired, and when it comes back into service."""

from __future__ import annotations

from datetime import date

from labtui.data.analysis.checklist import DONE, OPEN, task_states, ticked
from labtui.data.assessment.models import Changes, System
from labtui.data.framework.shapes import Value


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
