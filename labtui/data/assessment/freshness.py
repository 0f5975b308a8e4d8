"""Dates that have to be fresh: how long each holds, and why one proves nothing any more."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.shapes import NEVER
from labtui.text.wording import plural


class Dated(NamedTuple):
    """A date that has to be fresh, and the words for it: `a restore was`, `tested`."""

    setting: str
    """Name of the setting that says for how many days it holds."""
    it_was: str
    done: str


DATES = {
    "smell_test.date": Dated("review_days", "the smell test was", "answered"),
    "evidence.patched": Dated("patch_days", "it was", "patched"),
    "evidence.restore_tested": Dated("restore_days", "a restore was", "tested"),
    "evidence.config_reviewed": Dated("config_days", "its configuration was", "reviewed"),
}
"""The dates that have to be fresh, by the key of the fact."""


def is_fresh(a: Assessment, key: str) -> bool:
    """Whether one of `DATES` is answered with a date that still holds."""
    return a.fresh(key, _days(a, DATES[key].setting))


def is_stale(a: Assessment, key: str) -> bool:
    """Whether one of `DATES` is answered, and not fresh."""
    return a.value(key) is not None and not is_fresh(a, key)


def days_held(a: Assessment, setting: str) -> str:
    """For how long a setting lets a date hold, in words: `180 days`."""
    return plural(_days(a, setting), "day")


def why_not_fresh(a: Assessment, key: str, too_old: str = "") -> str:
    """Why one of `DATES` proves nothing, as a clause.

    It is not answered, was never done, lies ahead, or is too old. `too_old` says the last in
    other words than `more than 180 days ago`.
    """
    when = a.value(key)
    setting, it_was, done = DATES[key]
    if when is None:
        return f"when {it_was} last {done} is not answered"
    if when == NEVER:
        return "no restore was ever tested" if done == "tested" else f"{it_was} never {done}"
    if isinstance(when, date) and when > a.context.evaluation.today:
        return f"the date {it_was} {done}, {when}, lies ahead and proves nothing"
    return f"{it_was} last {done} on {when}, {too_old or f'more than {days_held(a, setting)} ago'}"


def _days(a: Assessment, setting: str) -> int:
    return int(getattr(a.context.evaluation.settings, setting))
