"""The checklist of retiring one system: its tasks, and which of them are ticked.

What is ticked is written in `retirement.done`, one text per task, made to be edited by hand:

    done = ["people", "access n/a: no proxy in front", "sold the rack"]

An id alone means done; `n/a` after it that the task does not apply, and why. Any other text is a
note and is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from labtui.data.analysis.checklist_tasks import TASKS, access_words
from labtui.data.analysis.impact import reached
from labtui.data.assessment.assess import assess
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.facts_used import FactUsed
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.errors import FactError
from labtui.text.wording import join_few

State = Literal["open", "done", "n/a"]
"""Whether a task is still to be done; `n/a` where it does not apply."""

OPEN: Final = "open"
DONE: Final = "done"

TASK_IDS = tuple(TASKS)
"""The ids of all tasks, in the order to do them."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do before, while or after a system is retired."""

    id: str
    title: str
    done_when: str
    """How one sees that it is done, as a clause."""
    says: str
    """What it means for this system, or what is not known; may be empty."""
    because: tuple[FactUsed, ...]
    """The facts it is listed for; those nobody states are the ones that are not known."""
    state: State
    reason: str
    """Why it does not apply; empty where no reason is written."""


def checklist(lab: Lab, id: str) -> list[Task]:
    """The tasks of retiring a system, in the order to do them.

    What can be undone comes first; from `NO_WAY_BACK` on nothing can. Works for retired systems
    too. Raises `FactError` where there is no such system.
    """
    a = _assessment(lab, id)
    states = task_states(a.system.texts("retirement.done"))
    tasks = []
    for name, (title, done_when, reason_for) in TASKS.items():
        found = reason_for(lab, a)
        if found is not None:
            tasks.append(Task(name, title, done_when, *found, *states.get(name, (OPEN, ""))))
    return tasks


def can_get_into(lab: Lab, id: str) -> str:
    """What the checklist begins with, before anything is switched off: what it can get into.

    Raises `FactError` where there is no such system.
    """
    a = _assessment(lab, id)
    if "access_to" not in a.system.facts:
        access = FACTS["access_to"].not_known()
    elif a.system.access_to:
        access = access_words(a)
    else:
        access = "It has no admin access to other systems."
    further = sorted(reached(lab, id).difference(a.system.access_to))
    return f"{access} It also reaches {join_few(further)}." if further else access


def waits_until(system: System, today: date) -> date | None:
    """The day until which a system waits, switched off, before anything of it is deleted.

    None where no day is set, or where it is over.
    """
    day = system.day("retirement.date")
    return day if day is not None and day > today else None


def no_way_back(system: System, today: date) -> str:
    """What stands before the first task that cannot be undone."""
    day = waits_until(system, today)
    return f"No way back from here. Wait until {day}." if day else "No way back from here."


def _assessment(lab: Lab, id: str) -> Assessment:
    """A system as it counts here: retired systems are not assessed, but inherit the same facts."""
    system = lab.systems.get(id)
    if system is None:
        raise FactError(f"No system {id}.")
    return lab.assessments.get(id) or assess(lab.context(system))


# --- what is ticked


def ticked(done: Iterable[str], task: str, state: State, reason: str = "") -> tuple[str, ...]:
    """The value of `retirement.done` once a task is in a state.

    The task keeps its place among the others; texts that name no task are kept as they are.
    Raises `FactError` where a task does not apply and no reason is given.
    """
    reason = " ".join(reason.split())
    if state == NOT_APPLICABLE and not reason:
        raise FactError("say in a few words why it does not apply")
    entry = f"{task} {NOT_APPLICABLE}: {reason}" if state == NOT_APPLICABLE else task
    entries = [] if state == OPEN else [entry]
    result: list[str] = []
    for text in done:
        if _task_of(text) == task:
            result += entries
            entries = []
        else:
            result.append(text)
    return (*result, *entries)


def noted(done: Iterable[str]) -> list[str]:
    """The texts of `retirement.done` that name no task: notes written by hand."""
    return [text for text in done if _task_of(text) is None]


def task_states(done: Iterable[str]) -> dict[str, tuple[State, str]]:
    """State and reason by task, as `retirement.done` says; of two entries the first counts."""
    states: dict[str, tuple[State, str]] = {}
    for text in done:
        task = _task_of(text)
        if task is not None:
            not_applicable, reason = _parts(text)[1:]
            state: State = NOT_APPLICABLE if not_applicable else DONE
            states.setdefault(task, (state, (reason or "").strip()))
    return states


def _task_of(text: str) -> str | None:
    """The task an entry of `retirement.done` is about; None for any other text."""
    name = _parts(text)[0]
    return name if name in TASKS else None


def _parts(text: str) -> tuple[str | None, str | None, str | None]:
    found = _ENTRY.fullmatch(text)
    return (found[1], found[2], found[3]) if found else (None, None, None)


_ENTRY = re.compile(r"\s*([a-z]+)(?:\s+(n/a)\s*(?::(.*))?)?\s*", re.DOTALL)
