"""The history of a system as a line to scale, from its first event to today."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.models import Event, System
from labtui.data.framework.events import LEARNING_EVENTS
from labtui.text.wording import plural
from labtui.widgets.lines.colours import LEARNING_STYLE
from labtui.widgets.lines.layout import MUTED, Lines

LEAST = 24
"""The least width of a line that is to scale."""

MONTH = 30
"""Days of a month, roughly: a span of three of them and more is told in months."""

TODAY = "today"

SIGN = "●"
"""An event on the line; two that are too near each other for a cell of their own share one."""

LEVEL_STYLE = "$risk-critical"
"""The colour of a change of level."""


class _Mark(NamedTuple):
    """An event on the line."""

    at: int
    words: str
    day: str
    style: str


def span_words(system: System, today: date) -> str:
    """How long the history is: `20 months`."""
    days = [event.date for event in system.history if event.date and event.date <= today]
    if not days:
        return ""
    long = (today - min(days)).days
    return plural(long // MONTH, "month") if long >= 3 * MONTH else plural(long, "day")


def timeline(system: System, a: Assessment | None, today: date, width: int) -> Lines:
    """Three lines: what happened, when on the line, and the days; none without a dated event."""
    events = sorted(
        (event for event in system.history if event.date and event.date <= today),
        key=lambda event: str(event.date),
    )
    first = events[0].date if events else None
    if first is None or first == today or width < LEAST:
        return []
    room, days = width - 1, (today - first).days
    marks = _marks(events, first, room / days)
    moved = a is not None and marks and (level := _last_level(events)) and level != a.level
    now = _Mark(
        room, f"{_last_level(events)}→{a.level or '?'}" if moved and a else "", TODAY,
        LEVEL_STYLE if moved else MUTED,
    )  # fmt: skip
    line = ["─"] * width
    styles = ["$rule"] * width
    for mark in (*marks, now):
        if styles[mark.at] != LEVEL_STYLE:
            line[mark.at], styles[mark.at] = SIGN if mark is not now else "┤", mark.style
    if moved:
        line[room] = SIGN
    drawn = Content.assemble(*zip(line, styles, strict=True)).simplify()
    return [
        _labels([(mark.at, mark.words, mark.style) for mark in (*marks, now)], width),
        drawn,
        _labels([(mark.at, mark.day, MUTED) for mark in (*marks, now)], width),
    ]


def _marks(events: list[Event], first: date, scale: float) -> list[_Mark]:
    marks: list[_Mark] = []
    level: str | None = None
    for event in events:
        assert event.date is not None
        words, style = str(event.event or "?"), "$text-primary"
        if event.event == "assessed":
            words = "smell test"
        elif event.event == "incident":
            style = "$risk-high"
        elif event.event in LEARNING_EVENTS:
            style = LEARNING_STYLE
        if event.level is not None:
            if level is not None and level != event.level:
                words, style = f"{level}→{event.level}", LEVEL_STYLE
            level = event.level
        marks.append(
            _Mark(int((event.date - first).days * scale), words, f"{event.date:%-d %b %y}", style)
        )
    return marks


def _last_level(events: list[Event]) -> str | None:
    return next((event.level for event in reversed(events) if event.level is not None), None)


def _labels(labels: list[tuple[int, str, str]], width: int) -> Content:
    """Words below or above their places: changes of level first, then the latest, as room is."""
    taken = [" "] * (width + 1)
    styles = [""] * width

    def rank(number: int) -> tuple[bool, bool, int]:
        _, words, style = labels[number]
        return style != LEVEL_STYLE, words == TODAY, -number

    order = sorted(range(len(labels)), key=rank)
    for at, words, style in (labels[n] for n in order):
        start = max(0, min(at, width - len(words)))
        around = taken[max(0, start - 1) : start + len(words) + 1]
        if words and all(sign == " " for sign in around):
            taken[start : start + len(words)] = words
            styles[start : start + len(words)] = [style] * len(words)
    return Content.assemble(*zip(taken, styles, strict=False)).simplify().rstrip()
