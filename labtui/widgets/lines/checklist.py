"""The checklist of retiring a system as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from labtui.data.analysis.checklist import (
    DONE,
    OPEN,
    TASK_IDS,
    Task,
    can_get_into,
    checklist,
    no_way_back,
    noted,
)
from labtui.data.analysis.checklist_tasks import NO_WAY_BACK
from labtui.data.assessment.facts_used import FactUsed
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.data.framework.values import show_answer
from labtui.widgets.lines.layout import (
    MUTED,
    NOT_ANSWERED,
    Lines,
    flow,
    heading,
    origin_mark,
    packed,
    text,
)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A line of the text."""

    content: Content
    item: str = ""
    """The id of the item that begins here; the lines up to the next one belong to it."""


DEPENDENTS = "dependents"
"""The task whose facts say more than its sentence: each names the system that states it."""

FEW = 6
"""The most facts named behind an item; the rest are counted."""


def checklist_lines(lab: Lab, id: str, width: int) -> list[ItemLine]:
    """The tasks in order; a task that is done or does not apply takes one line."""
    system = lab.systems[id]
    items = checklist(lab, id)
    remark = ticked_words(items) if system.retired else open_words(items)
    lines = _plain(heading("Checklist", width, remark))
    lines += _plain(flow(text(can_get_into(lab, id)), width, first="  ", rest="  "))
    waits = True
    for item in items:
        if waits and TASK_IDS.index(item.id) >= TASK_IDS.index(NO_WAY_BACK):
            waits = False
            lines += _plain(_no_way_back(system, lab.evaluation.today, width))
        first, *others = _item(item, id, width)
        lines += [ItemLine(first, item.id), *_plain(others)]
    notes = noted(system.texts("retirement.done"))
    if notes and not system.retired:  # the record of a retired system has them
        lines += _plain(heading("Noted besides", width))
        for note in notes:
            lines += _plain(flow(text(note), width, first="  · ", rest="    "))
    return lines


def open_words(items: Sequence[Task]) -> str:
    """How many tasks are open, of how many."""
    still = sum(item.state == OPEN for item in items)
    return f"{still} of {len(items)} open" if still else "nothing is open"


def ticked_words(items: Sequence[Task]) -> str:
    """How many tasks were ticked; what was not is no work left of a system that is retired."""
    counts = [(sum(item.state == state for item in items), word) for state, word in _TICKED]
    return ", ".join(f"{count} {word}" for count, word in counts if count) or "nothing ticked"


_TICKED = ((DONE, "done"), (NOT_APPLICABLE, "not applicable"))


def first_open(lab: Lab, id: str) -> str:
    """The id of the first open item, or of the first item if none is open."""
    items = checklist(lab, id)
    return next((item.id for item in items if item.state == OPEN), items[0].id)


def _plain(lines: Iterable[Content]) -> list[ItemLine]:
    """Lines that begin no item."""
    return [ItemLine(line) for line in lines]


def _no_way_back(system: System, today: date, width: int) -> Lines:
    said = text(f"▲ {no_way_back(system, today)}", "$text-warning")
    return [Content(""), *flow(said, width, rest="  "), Content("")]


_MARKS = {
    OPEN: ("[ ]", "bold", "bold"),
    DONE: ("[x]", "$text-success", MUTED),
    NOT_APPLICABLE: ("[-]", MUTED, MUTED),
}
"""The mark before a task by its state, and the styles of the mark and of the title."""


def _item(item: Task, id: str, width: int) -> Lines:
    mark, mark_style, style = _MARKS[item.state]
    reason = f"  n/a: {item.reason}" if item.state == NOT_APPLICABLE else ""
    title = Content.assemble((f"{mark} ", mark_style), (item.title, style), text(reason))
    lines = flow(title, width, rest="    ")
    if item.state != OPEN:
        return lines
    lines += flow(text(f"Done when: {item.done_when}."), width, first="    ", rest="    ")
    if item.says:
        lines += flow(text(item.says), width, first="    ", rest="    ")
        if item.id != DEPENDENTS:
            return lines
    facts = [_because(fact, item, id) for fact in item.because[:FEW]]
    if len(item.because) > FEW:
        facts.append(Content.styled(f"and {len(item.because) - FEW} more", MUTED))
    return lines + [Content("    ") + line for line in packed(facts, width - 4, rest="")]


def _because(fact: FactUsed, item: Task, id: str) -> Content:
    """A fact behind an item: its label, its value, and the system that states it."""
    label, origin = FACTS[fact.key].title, origin_mark(fact.origin, id)
    if item.id == DEPENDENTS:  # these are facts of other systems
        label, origin = f"{fact.origin}: {label.lower()}", ("", "")
    value = NOT_ANSWERED if fact.value is None else text(show_answer(fact.key, fact.value))
    return Content.assemble((f"{label} ", MUTED), value, origin)
