"""What a table of an inventory has besides facts: for what exports it, and what reads it again."""

from __future__ import annotations

import re

from labtui.data.framework.severities import SEVERITIES

COMPUTED = ("level", "role", "risk", "risk_proven", "learning", *SEVERITIES)
"""Columns of what is worked out. By severity, how many findings count."""

_FORMULA = re.compile("'*[=+@\t\r-]")
"""How a cell begins that a spreadsheet would compute instead of showing it; or one made inert."""


def inert(cell: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe makes a text of it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def as_stated(cell: str) -> str:
    """What a cell says that was made inert."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
