"""Which rules hold for a system, by one table of rows for each level."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.rules.rule import ANY, Condition
from labtui.data.assessment.rules.table import RULES
from labtui.data.framework.levels import LevelId


def findings_of(a: Assessment) -> tuple[Finding, ...]:
    """All findings of a system, sorted by rule id (section 6)."""
    accepted: Collection[str] = ()
    if a.system.accepted:
        today = a.context.evaluation.today
        accepted = {entry.rule for entry in a.system.accepted if entry.until >= today}
    found: list[Finding] = []
    last = None
    for rule, holds, plain, taken in _ROWS[a.level, a.production]:
        if rule != last and holds(a):
            found.append(taken if rule in accepted else plain)
            last = rule
    return tuple(found)


_RowAtLevel = tuple[str, Condition, Finding, Finding]
"""Rule id, condition, and the finding when not accepted and accepted: all systems share these."""


def _rows(level: LevelId | None, production: bool) -> Iterator[_RowAtLevel]:
    """The rows that can hold at a level, rule by rule, the most severe first."""
    for id in sorted(RULES):
        for row in RULES[id].rows:
            severity = row.production if production else row.other
            if level in row.levels and severity is not None:
                plain, taken = (Finding(id, severity, accepted) for accepted in (False, True))
                yield id, row.holds, plain, taken


_ROWS = {
    (level, production): tuple(_rows(level, production))
    for level in ANY
    for production in (True, False)
}
