"""The history of a system as lines of text: movement, learning and events."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by, operator_words
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Event, System, learned_on
from labtui.data.framework.events import LEARNING_EVENTS
from labtui.text.wording import ago
from labtui.widgets.lines.layout import (
    LABEL,
    MUTED,
    Lines,
    labelled,
    origin_mark,
    packed,
    text,
)
from labtui.widgets.lines.panels import rule
from labtui.widgets.lines.timeline import span_words, timeline

EVENT_SIGNS = {
    "added": "+",
    "changed": "~",
    "assessed": "◆",
    "experiment": "*",
    "rebuilt": "↻",
    "incident": "!",
    "retired": "×",
}
"""The sign before each kind of event."""

EVENT_STYLES = {"incident": "$text-warning", "experiment": "$text-success"}

MOST_MOVES = 5
"""The most values shown of a movement; of more, the first and the latest are shown."""


def history_lines(lab: Lab, system: System, width: int) -> Lines:
    """The movement, the last learning, and the events, latest first."""
    today, a = lab.evaluation.today, lab.assessments.get(system.id)
    remark = span_words(system, today) if system.history else "nothing noted yet"
    lines = rule("History", width, remark)
    if drawn := timeline(system, a, today, width - 2):
        lines += [Content(""), *drawn, Content("")]
    moves = [text(moved, "bold") for moved in movement(system.history, a)]
    for number, moved in enumerate(packed(moves, width - LABEL, rest="")):
        lines += labelled("" if number else "Moved", moved, width)
    if (learned := _learned(lab, system, a)) is not None:
        lines += labelled("Last learned", learned, width)
    elif system.history:
        lines += labelled("Last learned", text("never", MUTED), width)
    in_order = sorted(system.history, key=lambda event: str(event.date or ""))
    for event in in_order[::-1]:
        lines += _event_lines(event, width)
    return lines


def movement(history: Iterable[Event], a: Assessment | None) -> list[str]:
    """The moves of level, risk and operator between assessed events, and since the last one.

    Such as `3a → 3b`, `High → Critical`; a value that never moved is left out.
    """
    tested = [event for event in history if event.event == "assessed" and event.date is not None]
    if not tested:
        return []
    tested.sort(key=lambda event: str(event.date))
    columns = zip(*((event.level, event.risk, _operator(event)) for event in tested), strict=True)
    now: tuple[str | None, ...] = (None,) * 3
    if a is not None:
        now = (a.level, a.risk.now if a.risk else None, operated_by(a.verdict, a.level))
    moves = (_moves(column, latest) for column, latest in zip(columns, now, strict=True))
    labels = ("", "", "operated by: ")
    return [f"{label}{moved}" for label, moved in zip(labels, moves, strict=True) if moved]


def _operator(event: Event) -> str | None:
    """Who operated the system, by what a smell test recorded."""
    return operated_by(event.verdict, event.level) if event.verdict else None


def _moves(values: Iterable[str | None], now: str | None) -> str:
    """The successive values; the present one is marked if no test recorded it."""
    seen = [value for value, _ in groupby(filter(None, values))]
    if seen and now is not None and now != seen[-1]:
        seen.append(f"{now} now")
    if len(seen) > MOST_MOVES:
        seen = [seen[0], "…", *seen[2 - MOST_MOVES :]]
    return " → ".join(seen) if len(seen) > 1 else ""


def _learned(lab: Lab, system: System, a: Assessment | None) -> Content | None:
    """The day something was last learned on a system or its hosts, with the event and the host."""
    today = lab.evaluation.today
    own = learned_on(system, today)
    learned = a.context.learned if a is not None else (own, system.id) if own else None
    if learned is None:
        return None
    day, origin = learned
    kinds = [
        event.event
        for event in lab.systems[origin].history
        if event.date == day and event.event in LEARNING_EVENTS
    ]
    return Content.assemble(
        f"{day} {kinds[-1]} ({ago(day, today)})", origin_mark(origin, system.id)
    )


def _event_lines(event: Event, width: int) -> Lines:
    """An event with its sign and day; of an assessment, also the results."""
    kind = event.event or "?"
    operator = operator_words(event.verdict, event.level) if event.verdict else None
    found = " · ".join(filter(None, (event.level, event.risk, operator)))
    said = [part for part in (event.note, found) if part]
    content = Content.assemble(
        (f"{EVENT_SIGNS.get(kind, '?')} {kind}", EVENT_STYLES.get(kind, "")),
        text(f": {', '.join(said)}" if said else ""),
    )
    return labelled(str(event.date or "undated"), content, width)
