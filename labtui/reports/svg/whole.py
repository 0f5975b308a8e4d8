"""`svg`: the matrix and the map, one below the other."""

from __future__ import annotations

from labtui.reports.report import Subject
from labtui.reports.svg.drawing import MARGIN, page
from labtui.reports.svg.levels import drawn_levels
from labtui.reports.svg.map import drawn_map


def report(subject: Subject) -> str:
    """Both drawings."""
    levels, middle = drawn_levels(subject, MARGIN)
    map_parts, bottom = drawn_map(subject, middle)
    return page(f"The lab on {subject.today}", [*levels, *map_parts], bottom)
