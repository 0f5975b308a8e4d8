"""What changed lately, and how a lab moved over the months, by its own history."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from heapq import nlargest
from typing import NamedTuple

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Event
from labtui.data.framework.events import LEARNING_EVENTS


class Change(NamedTuple):
    """An event of the history of a system."""

    day: date
    id: str
    event: Event


def latest(lab: Lab, most: int) -> list[Change]:
    """The last events up to today, the latest first; of one day, the last in the file first."""
    today = lab.evaluation.today
    found = [
        (event.date, order, place, Change(event.date, id, event))
        for order, (id, system) in enumerate(lab.systems.items())
        for place, event in enumerate(system.history)
        if event.date is not None and event.date <= today
    ]
    return [change for *_, change in nlargest(most, found, key=lambda each: each[:3])]


class Month(NamedTuple):
    """A lab at the end of a month, or today for the present one."""

    end: date
    tested: int
    """How many systems had a smell test not older than the setting says."""
    critical: int
    """How many systems were at critical risk by their last smell test."""
    learned: int
    """How many experiments, rebuilds and incidents there were in the month."""


def months(lab: Lab, most: int = 12) -> list[Month]:
    """The last months, the present one last: at most `most`, and none before the first event.

    Events are smell tests and what was learned; empty where there is none.

    Systems that are retired today count until their `retired` event.
    """
    today = lab.evaluation.today
    ends = _month_ends(today, most)
    tests, learned, gone = _dated(lab)
    dated = [*(day for days in tests.values() for day, _ in days), *learned]
    if not dated:
        return []
    first = min(dated)
    held = timedelta(lab.evaluation.settings.review_days)
    found = []
    for before, end in zip([_month_before(ends[0]), *ends], ends, strict=False):
        if end < first:
            continue
        last = [
            days[at - 1]
            for id, days in tests.items()
            if (at := bisect_right(days, end, key=_day)) and gone.get(id, date.max) > end
        ]
        found.append(
            Month(
                end,
                sum(end - day <= held for day, _ in last),
                sum(event.risk == "Critical" for _, event in last),
                bisect_right(learned, end) - bisect_right(learned, before),
            )
        )
    return found


def _dated(
    lab: Lab,
) -> tuple[dict[str, list[tuple[date, Event]]], list[date], dict[str, date]]:
    """The smell tests of each system in order, the days something was learned, and retirements."""
    tests: dict[str, list[tuple[date, Event]]] = {}
    learned: list[date] = []
    gone: dict[str, date] = {}
    for id, system in lab.systems.items():
        for event in system.history:
            if event.date is None or event.date > lab.evaluation.today:
                continue
            if event.event == "assessed":
                tests.setdefault(id, []).append((event.date, event))
            elif event.event in LEARNING_EVENTS:
                learned.append(event.date)
            elif event.event == "retired" and system.retired:
                gone[id] = event.date
    for days in tests.values():
        days.sort(key=_day)
    learned.sort()
    return tests, learned, gone


def _day(each: tuple[date, Event]) -> date:
    return each[0]


def _month_ends(today: date, most: int) -> Sequence[date]:
    """The last days of the months before today, and today."""
    ends = [today]
    while len(ends) < most:
        ends.append(_month_before(ends[-1]))
    return ends[::-1]


def _month_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(1)
