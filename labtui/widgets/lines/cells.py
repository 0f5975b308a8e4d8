"""The values of an assessment as cells, with the same words and styles in every view."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.models import System
from labtui.data.framework.severities import SEVERITIES, severity_sign
from labtui.widgets.columns import Cell
from labtui.widgets.lines.colours import risk_style, risk_word

FINDINGS = 15
"""Width of the counts of findings."""

NOTHING: Cell = ("—", "table--dim")


def name_cell(a: Assessment) -> Cell:
    """The name; bold for production."""
    planned = " (planned)" if a.system.status == "planned" else ""
    return a.system.name + planned, "table--strong" if a.production else ""


def level_cell(a: Assessment, was: Assessment | None = None) -> Cell:
    """The level, `?` if it is not known; preceded by the level it `was`, if that differs."""
    if was is not None and was.level != a.level:
        return f"{was.level or '?'}→{a.level or '?'}", "table--warning"
    if a.level is None:
        return "?", "table--warning"
    return a.level, "table--strong" if a.level == "3b" else ""


def role_cell(a: Assessment) -> Cell:
    """The role."""
    return (a.role, "") if a.role else NOTHING


def risk_cell(a: Assessment) -> Cell:
    """Risk now; followed by `?` where it is only feared."""
    if a.risk is None:
        return NOTHING
    return risk_word(a), risk_style(a)


def learning_cell(a: Assessment) -> Cell:
    """Learning now."""
    return (a.learning.now, "") if a.learning else NOTHING


def inventory_cells(a: Assessment, was: Assessment | None) -> tuple[Cell, ...]:
    """The cells of an assessed system in the order of the columns; `was` is the saved one."""
    return (
        name_cell(a),
        level_cell(a, was),
        role_cell(a),
        risk_cell(a),
        learning_cell(a),
        (
            operated_by(a.verdict, a.level),
            "table--good" if a.verdict == "operating" else "table--dim",
        ),
        findings_cell(a),
        (str(a.assessed[0]), "") if a.assessed else ("never", "table--dim"),
    )


def findings_cell(a: Assessment) -> Cell:
    """How many findings there are of each severity, worst first, proven and unproven apart.

    As many as have room, with `…` where that is not all. In the style of the worst severity where
    one of these is proven.
    """
    counts: list[str] = []
    for severity in reversed(SEVERITIES):
        unproven = a.unproven_count(severity)
        for count, asked in ((a.finding_count(severity) - unproven, False), (unproven, True)):
            if count:
                counts.append(f"{count}{severity_sign(severity, unproven=asked)}")
    if not counts:
        return "none", "table--dim"
    said = " ".join(counts)
    while len(said) > FINDINGS:
        counts.pop()
        said = f"{' '.join(counts)} …"
    style = "" if counts[0].endswith("?") else f"table--{SEVERITIES[a.worst - 1]}"
    return said, style


def retired_cells(system: System) -> tuple[Cell, ...]:
    """The cells of a retired system, which is not assessed."""
    return ((system.name, "table--dim"), ("", ""), ("retired", "table--dim"), *(("", ""),) * 5)


def pending_cells(system: System) -> tuple[Cell, ...]:
    """The cells of a system that is still being assessed."""
    return ((system.name, ""), *(("…", "table--dim"),) * 7)
