"""Which backups are kept: all of the last hour, and fewer the older they are."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MOST_BYTES = 100_000_000
"""The most bytes that the backups of one inventory take up."""

_LAST = timedelta(hours=1)
"""All backups of this time are kept."""

_LIMITS = (timedelta.max, timedelta(days=366), timedelta(days=31), timedelta(days=1))
"""For how long the newest backup of each of the `_periods` is kept."""


def surplus(
    backups: Sequence[tuple[datetime, int]], now: datetime, most_bytes: int = MOST_BYTES
) -> set[int]:
    """Tell which backups to remove, as indices; `backups` are times and sizes, newest first.

    The order counts, not the times: the clock can have been wrong. The first is always kept. When
    there are more than `most_bytes`, what is kept for the same reason, such as being the newest of
    a day, and takes up most, gives up its oldest until they fit.
    """
    kept: list[list[int]] = [[] for _ in (*_LIMITS, _LAST)]
    surplus: set[int] = set()
    seen: set[object] = set()
    for index, ((moment, _), age) in enumerate(zip(backups, _ages(backups, now), strict=True)):
        periods = _periods(moment)
        reasons = (
            age < limit and period not in seen
            for limit, period in zip(_LIMITS, periods, strict=True)
        )
        reason = next((number for number, holds in enumerate(reasons) if holds), None)
        if reason is not None:
            kept[reason].append(index)
        elif age < _LAST:
            kept[-1].append(index)
        else:
            surplus.add(index)
        seen.update(periods)
    excess = sum(size for _, size in backups) - most_bytes
    excess -= sum(backups[index][1] for index in surplus)
    while excess > 0 and (rest := [group for group in kept if group and group != [0]]):
        largest = max(rest, key=lambda group: sum(backups[index][1] for index in group))
        index = largest.pop()
        surplus.add(index)
        excess -= backups[index][1]
    return surplus


def _periods(moment: datetime) -> list[object]:
    """Give the month, week, day and hour of a moment."""
    day = moment.toordinal()
    # A week begins with a Monday, as day 1 does.
    return [(moment.year, moment.month), ("week", (day - 1) // 7), day, (day, moment.hour)]


def _ages(backups: Sequence[tuple[datetime, int]], now: datetime) -> list[timedelta]:
    """Give how old backups are at most, where a clock that was wrong leaves that open.

    None is older than the one made before it. One from the future is as old as the one made after
    it, or new.
    """
    ages: list[timedelta | None] = []
    youngest = timedelta.max
    for moment, _ in reversed(backups):
        if moment <= now:
            youngest = min(youngest, now - moment)
        ages.append(youngest if moment <= now else None)
    found: list[timedelta] = []
    for age in reversed(ages):
        found.append(age if age is not None else found[-1] if found else timedelta(0))
    return found
