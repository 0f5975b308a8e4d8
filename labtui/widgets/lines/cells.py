"""What an assessment comes to, as cells: the same words and styles in every view."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.widgets.rows import Cell

RISK_CELLS = {
    "Critical": "table--critical",
    "High": "table--warning",
    "Controlled High": "",
    "Low": "table--good",
}
"""How risk now is drawn; plain what is not here."""

NOTHING: Cell = ("—", "table--dim")


def name_cell(a: Assessment) -> Cell:
    """What people call it; production stands out."""
    planned = " (planned)" if a.system.status == "planned" else ""
    return a.system.name + planned, "table--strong" if a.production else ""


def level_cell(a: Assessment, was: Assessment | None = None) -> Cell:
    """The level, `?` where it is not known; behind what it `was`, where that is another."""
    if was is not None and was.level != a.level:
        return f"{was.level or '?'}→{a.level or '?'}", "table--warning"
    if a.level is None:
        return "?", "table--warning"
    return a.level, "table--strong" if a.level == "3b" else ""


def role_cell(a: Assessment) -> Cell:
    """The role."""
    return (a.role, "") if a.role else NOTHING


def risk_cell(a: Assessment) -> Cell:
    """Risk now."""
    return (a.risk.now, RISK_CELLS.get(a.risk.now, "")) if a.risk else NOTHING


def learning_cell(a: Assessment) -> Cell:
    """Learning now."""
    return (a.learning.now, "") if a.learning else NOTHING
