"""What people are told of a system, and whether that is another thing than before."""

from collections.abc import Mapping
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Value


def told_of(a: Assessment | None) -> tuple[object, ...] | None:
    """Level, role, risk, learning, operator and findings; None where nothing is assessed."""
    if a is None:
        return None
    risk = (a.risk.now, a.risk.proven) if a.risk else None
    learning = a.learning.now_shown if a.learning else None
    findings = tuple([(f.rule, f.severity, f.unproven) for f in a.findings])
    return a.level, a.role, risk, learning, operated_by(a.verdict, a.level), findings


def differs(before: Assessment | None, after: Assessment | None) -> bool:
    """Whether anything that is told of a system is another thing than before."""
    return before is not after and told_of(before) != told_of(after)


def _edited_or_differs(before: Assessment | None, after: Assessment | None) -> bool:
    """The same of two that are not one, or whether any of its facts is another one."""
    if before is None or after is None or before.system != after.system:
        return True
    return told_of(before) != told_of(after)


def changed(
    before: Mapping[str, Assessment], after: Mapping[str, Assessment]
) -> dict[str, tuple[Assessment | None, Assessment | None]]:
    """The systems that were edited or are told of otherwise, each before and after."""
    found = {
        id: (was, after.get(id))
        for id, was in before.items()
        if after.get(id) is not was and _edited_or_differs(was, after.get(id))
    }
    new = ((id, a) for id, a in after.items() if id not in before)
    return {**found, **{id: (None, a) for id, a in new}}


def edited(before: Mapping[str, System], after: Mapping[str, System]) -> list[str]:
    """The systems that are new, gone, or of which any fact is another one."""
    found = [id for id, system in after.items() if before.get(id) is not system]
    return [
        *(id for id in found if before.get(id) != after[id]),
        *(id for id in before if id not in after),
    ]


class FactChange(NamedTuple):
    """A fact that is another one than before; None where it is not stated."""

    key: str
    before: Value | None
    after: Value | None


def fact_changes(before: System, after: System) -> list[FactChange]:
    """The facts a system states otherwise than before, in the order of the framework."""
    if before.facts is after.facts:
        return []
    return [
        FactChange(key, was, now)
        for key in FACTS
        if (was := before.facts.get(key)) != (now := after.facts.get(key))
    ]
