"""Which rules hold for a system, by one table of rows for each level."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

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
    for row in _ROWS[a.level, a.production]:
        if row.rule != last and row.holds(a):
            unproven = row.unproven is not None and row.unproven(a)
            found.append(row.findings[unproven][row.rule in accepted])
            last = row.rule
    return tuple(found)


class _RowAtLevel(NamedTuple):
    rule: str
    holds: Condition
    unproven: Condition | None
    findings: tuple[tuple[Finding, Finding], tuple[Finding, Finding]]
    """The finding: proven and unproven, each not accepted and accepted. All systems share these."""


def _rows(level: LevelId | None, production: bool) -> Iterator[_RowAtLevel]:
    """The rows that can hold at a level, rule by rule, the most severe first."""
    for id in sorted(RULES):
        for row in RULES[id].rows:
            severity = row.production if production else row.other
            if level in row.levels and severity is not None:
                proven = Finding(id, severity, False, False), Finding(id, severity, True, False)
                unproven = Finding(id, severity, False, True), Finding(id, severity, True, True)
                yield _RowAtLevel(id, row.holds, row.unproven, (proven, unproven))


_ROWS = {
    (level, production): tuple(_rows(level, production))
    for level in ANY
    for production in (True, False)
}
