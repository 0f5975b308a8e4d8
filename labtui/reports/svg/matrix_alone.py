"""`svg-matrix`: the matrix alone."""

from __future__ import annotations

from labtui.reports.report import Subject
from labtui.reports.svg.drawing import MARGIN, page
from labtui.reports.svg.levels import drawn_levels


def report(subject: Subject) -> str:
    """The matrix."""
    return page(f"Who is responsible on {subject.today}", *drawn_levels(subject, MARGIN))
