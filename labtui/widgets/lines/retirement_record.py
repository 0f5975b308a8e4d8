"""The record of a retired system as lines of text."""

from __future__ import annotations

from datetime import date
from itertools import chain

from textual.content import Content

from labtui.data.analysis.checklist import checklist, noted
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.widgets.lines.checklist import ticked_words
from labtui.widgets.lines.layout import (
    MUTED,
    NOT_ANSWERED,
    Lines,
    flow,
    labelled,
    text,
)
from labtui.widgets.lines.systems import _named, _there, identity


def record_lines(lab: Lab, system: System, width: int) -> Lines:
    """The record of a retired system: date, reason, replacement, and where its data is."""
    day = system.day("retirement.date")
    said = "  on what day is not answered"
    if day is not None:
        said = f"  permanently after {day}" if day > lab.evaluation.today else f"  on {day}"
    lines = flow(Content.assemble((" ■ RETIRED ", "bold on $panel"), (said, "bold")), width)
    lines += flow(identity(lab, system), width)
    lines.append(Content(""))
    kept, until = system.text("retirement.data_kept_at"), system.day("retirement.keep_until")
    rows = [
        ("Reason", _reason(system.text("retirement.reason"))),
        ("Replaced by", _heir(lab, system.text("retirement.replaced_by"))),
        ("Data kept at", _stated(kept)),
        ("Kept until", _until(until, lab.evaluation.today)),
        ("Checklist", text(ticked_words(checklist(lab, system.id)))),
    ]
    if notes := noted(system.texts("retirement.done")):
        rows.append(("Noted", text(" · ".join(notes))))
    return [*lines, *chain.from_iterable(labelled(*row, width) for row in rows)]


def _reason(reason: str | None) -> Content:
    return text(reason) if reason else Content.styled("no reason noted", MUTED)


def _stated(value: object) -> Content:
    return text(str(value)) if value else NOT_ANSWERED


def _heir(lab: Lab, id: str | None) -> Content:
    if not id:
        return Content.styled("no other system", MUTED)
    return _named(lab, id) if id in lab.systems else _there(lab, id)


def _until(day: date | None, today: date) -> Content:
    if day is None or day >= today:
        return _stated(day)
    return Content.assemble(str(day), ("  that day has passed", "$text-warning"))
