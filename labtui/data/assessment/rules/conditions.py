"""Conditions and facts that rules of several themes share.

Conditions are asked of every system of a lab: they look facts up directly.
"""

from __future__ import annotations

from collections.abc import Iterable

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import is_fresh
from labtui.data.assessment.rules.rule import Condition


def some_stated(table: str, names: Iterable[str], value: str) -> Condition:
    """Whether one of some facts of a table has this value."""
    keys = tuple(f"{table}.{name}" for name in names)

    def holds(a: Assessment) -> bool:
        stated = a.context.stated
        return value in [stated[key][0] for key in keys if key in stated]

    return holds


def exposed(a: Assessment) -> bool:
    """Whether it can be reached from the internet."""
    return a.system.exposure == "internet"


def untested(a: Assessment) -> bool:
    """Whether no fresh test of a restore is known."""
    return not is_fresh(a, "evidence.restore_tested")


def unmonitored(a: Assessment) -> bool:
    """Whether nothing is known to monitor it."""
    return a.value("evidence.monitored") is not True
