"""Conditions that rules of several themes share.

They are asked of every system of a lab: they look facts up directly.
"""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import is_fresh
from labtui.data.framework.levels import FULL_STACK_PRODUCTION, RENTED


def exposed(a: Assessment) -> bool:
    """Whether it can be reached from the internet."""
    return a.system.exposure == "internet"


def keeps_something(a: Assessment) -> bool:
    """Whether losing it would lose data (section 3)."""
    return a.system.keeps_something


def without_backup(a: Assessment) -> bool:
    """Whether it keeps something and has no active backup destination."""
    return not a.context.destinations and a.system.keeps_something


def untested(a: Assessment) -> bool:
    """Whether it keeps something and no fresh restore test is known."""
    return a.system.keeps_something and not is_fresh(a, "evidence.restore_tested")


def unmonitored(a: Assessment) -> bool:
    """Whether nothing is known to monitor it, although something could (section 5)."""
    return a.context.watchable and a.value("evidence.monitored") is not True


def renting_risk(a: Assessment) -> bool:
    """Whether a rented machine is not monitored, not backed up or not restored lately."""
    return unmonitored(a) or without_backup(a) or untested(a)


def backups_found(a: Assessment) -> bool:
    """Whether a finding of its own says that its backups are not in order (section 6)."""
    if a.level == FULL_STACK_PRODUCTION:
        return without_backup(a) or untested(a)
    return a.level == RENTED and renting_risk(a)


def monitoring_found(a: Assessment) -> bool:
    """Whether a finding of its own says that it is not monitored (section 6)."""
    if a.level == FULL_STACK_PRODUCTION:
        return unmonitored(a)
    return a.level == RENTED and renting_risk(a)
