"""The values of an assessment as cells, with the same words and styles in every view."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.models import System
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import SEVERITIES, severity_sign
from labtui.text.cells import clip_at_word
from labtui.widgets.columns import Cell
from labtui.widgets.lines.charts import PROVEN
from labtui.widgets.lines.colours import (
    LEARNING_STYLE,
    level_cell_chip,
    risk_piece,
    risk_squares,
    risk_style,
    risk_word,
    time_left,
)

FINDINGS, LEARNED = 15, 7
"""Widths of the counts of findings, and of what is learned."""

CELLS, RISK = 11, 3
"""How many cells a system has in the inventory, and the place of its risk."""

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
    return (role_word(a.role), "") if a.role else NOTHING


def learning_cell(a: Assessment) -> Cell:
    """Learning now."""
    return (a.learning.now_shown, "") if a.learning else NOTHING


def inventory_cells(a: Assessment, was: Assessment | None) -> tuple[Cell, ...]:
    """The cells of an assessed system in the order of the columns; `was` is the saved one.

    Those of a planned system are quiet, with the word in the place of its risk.
    """
    is_planned = a.system.status == "planned"
    cells = (
        (a.system.name, "table--strong" if a.production else ""),
        _tinted_level(a, was),
        role_cell(a),
        risk_change(a, was),
        _learned(a, was),
        _findings(a, was),
        time_left(a, "evidence.patched"),
        time_left(a, "evidence.restore_tested"),
        time_left(a, "smell_test.date"),
        (operated_by(a.verdict, a.level), "table--dim"),
        (a.system.runs_on, "") if a.system.runs_on else NOTHING,
    )
    if not is_planned:
        return cells
    quiet = [(text, "table--dim") for text, _ in cells]
    quiet[RISK] = "planned", "table--dim"
    return (*quiet,)


def _tinted_level(a: Assessment, was: Assessment | None) -> Cell:
    if was is not None and was.level != a.level:
        return level_cell(a, was)
    return level_cell_chip(a.level)


def risk_change(a: Assessment, was: Assessment | None) -> Cell:
    """Risk as squares and in a word; preceded by the squares it had, if that was another."""
    if was is not None and a.risk and was.risk and was.risk.now != a.risk.now:
        return f"{risk_squares(was)}→{risk_squares(a)} {risk_word(a)}", f"bold {risk_style(a)}"
    return risk_piece(a)


def _learned(a: Assessment, was: Assessment | None) -> Cell:
    """Learning now; behind what it was, if that was another."""
    now, style = learned_cell(a)
    before = learned_cell(was)[0] if was is not None and was.learning else now
    if before == now:
        return now, style
    both = f"{before}→{now}"
    return (both if len(both) <= LEARNED else f"→{now}"), f"bold {style}" if a.learning else style


def _findings(a: Assessment, was: Assessment | None) -> Cell:
    """The counts of findings; in a what-if, how many are new and gone, if any are."""
    if was is None or was.findings == a.findings:
        return _all_findings(a)
    before, now = _counts(was), _counts(a)
    moved = [
        f"{'+' if more > 0 else '-'}{abs(more)}{sign}"
        for sign in dict.fromkeys((*now, *before))
        if (more := now.get(sign, 0) - before.get(sign, 0))
    ]
    return (" ".join(moved), "bold $text-warning") if moved else _all_findings(a)


def learned_cell(a: Assessment) -> Cell:
    """Learning now as squares, one a rank."""
    return (PROVEN * a.learning.now_rank, LEARNING_STYLE) if a.learning else NOTHING


def findings_cell(a: Assessment) -> Cell:
    """How many findings there are of each severity, as many as have room, `…` if not all."""
    said, style = _all_findings(a)
    return clip_at_word(said, FINDINGS), style


def _all_findings(a: Assessment) -> Cell:
    """How many findings there are of each severity, worst first, proven and unproven apart.

    In the style of the worst severity where one of these is proven.
    """
    counts = [f"{count}{sign}" for sign, count in _counts(a).items()]
    if not counts:
        return "none", "table--dim"
    worst = SEVERITIES[a.worst - 1]
    proven = "$risk-critical" if worst == "critical" else f"table--{worst}"
    style = "" if counts[0].endswith("?") else proven
    return " ".join(counts), style


def _counts(a: Assessment) -> dict[str, int]:
    """How many findings there are by their sign, the worst first."""
    counts: dict[str, int] = {}
    for severity in reversed(SEVERITIES):
        unproven = a.unproven_count(severity)
        for count, asked in ((a.finding_count(severity) - unproven, False), (unproven, True)):
            if count:
                counts[severity_sign(severity, unproven=asked)] = count
    return counts


def retired_cells(system: System) -> tuple[Cell, ...]:
    """The cells of a retired system, which is not assessed."""
    cells = [(system.name, "table--dim"), *(("", ""),) * (CELLS - 1)]
    cells[RISK] = "retired", "table--dim"
    return (*cells,)


def pending_cells(system: System) -> tuple[Cell, ...]:
    """The cells of a system that is still being assessed."""
    return ((system.name, ""), *(("…", "table--dim"),) * (CELLS - 1))
