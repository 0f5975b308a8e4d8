"""`svg-map`: the map alone."""

from __future__ import annotations

from labtui.reports.report import Subject
from labtui.reports.svg.drawing import MARGIN, page
from labtui.reports.svg.map import drawn_map


def report(subject: Subject) -> str:
    """The map."""
    return page(f"Risk and learning on {subject.today}", *drawn_map(subject, MARGIN))
