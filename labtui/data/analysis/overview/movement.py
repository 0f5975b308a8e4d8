"""What changed lately, and how a lab moved over the months, by its own history."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from heapq import nlargest
from typing import NamedTuple

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Event, System
from labtui.data.framework.events import LEARNING_EVENTS
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS

DATED = ("changed", "evidence.restore_tested", "evidence.config_reviewed")
"""The facts that say when something was done, besides events.

Patches are left out: whoever has them reported every night would see nothing else.
"""


YEAR = timedelta(365)
"""A change before that has not happened lately, and its day is shown without a year."""


class Change(NamedTuple):
    """What happened to a system on a day."""

    day: date
    id: str
    what: Event | Fact
    """An event of its history, or the fact that gives the day."""


def latest(lab: Lab, most: int) -> list[Change]:
    """The last changes up to today of one year at most, the latest first.

    Of one day, events come first, and the last in the file first of these.
    """
    today = lab.evaluation.today
    found = (
        ((change.day, place), change)
        for order, system in enumerate(lab.systems.values())
        for place, change in _changes(order, system)
        if timedelta() <= today - change.day < YEAR
    )
    return [change for _, change in nlargest(most, found, key=lambda each: each[0])]


def _changes(order: int, system: System) -> Iterator[tuple[tuple[int, ...], Change]]:
    """The changes of one system, each with what sorts it among those of its day."""
    told = set()
    """The days of which its history tells already what was changed."""
    for place, event in enumerate(system.history):
        if event.date is not None:
            yield (1, order, place), Change(event.date, system.id, event)
            if event.event != "assessed":
                told.add(event.date)
    for place, key in enumerate(reversed(DATED)):
        day = system.facts.get(key)
        if isinstance(day, date) and not (key == "changed" and day in told):
            yield (0, place, order), Change(day, system.id, FACTS[key])


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
