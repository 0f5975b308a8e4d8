"""Dates that have to be fresh: how long each holds, and the words for one that is not."""

from __future__ import annotations

from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.facts import FACTS
from labtui.text.wording import ago, plural

DATES = {
    "smell_test.date": "review_days",
    "evidence.patched": "patch_days",
    "evidence.restore_tested": "restore_days",
    "evidence.config_reviewed": "config_days",
}
"""The dates that have to be fresh, by the key of the fact: the setting that says for how long."""


def days_allowed(a: Assessment, key: str) -> int:
    """For how many days one of `DATES` holds."""
    return _days(a, DATES[key])


def is_fresh(a: Assessment, key: str) -> bool:
    """Whether one of `DATES` is answered with a date that still holds."""
    return a.fresh(key, days_allowed(a, key))


def is_stale(a: Assessment, key: str) -> bool:
    """Whether one of `DATES` is answered, and not fresh."""
    return a.value(key) is not None and not is_fresh(a, key)


def days_held(a: Assessment, setting: str) -> str:
    """For how long a setting lets a date hold, in words: `180 days`."""
    return plural(_days(a, setting), "day")


def when_words(a: Assessment, key: str) -> str:
    """One of `DATES` that is answered and not fresh: `2026-03-14 (259 days ago); limit: 180 days`.

    `never` where it was never done.
    """
    when, today = a.value(key), a.context.evaluation.today
    if type(when) is not date:
        return str(when)
    if when > today:
        return f"{when} is in the future and does not count"
    return f"{when} ({ago(when, today)}); limit: {days_held(a, DATES[key])}"


def restore_words(a: Assessment) -> str:
    """How a restore of a system was tested last, where that is not fresh, or that it is not known.

    `Restore last tested: never.`
    """
    key = "evidence.restore_tested"
    if a.value(key) is None:
        return FACTS[key].not_known()
    return f"Restore last tested: {when_words(a, key)}."


def _days(a: Assessment, setting: str) -> int:
    return int(getattr(a.context.evaluation.settings, setting))
