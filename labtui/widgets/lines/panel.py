"""All lines of the panel beside a list about a system."""

from __future__ import annotations

from labtui.data.assessment.lab import Lab
from labtui.widgets.lines.findings import finding_lines
from labtui.widgets.lines.layout import Lines, flow, text
from labtui.widgets.lines.standing import standing_lines
from labtui.widgets.lines.systems import relation_lines, title_lines


def assessment_lines(lab: Lab, id: str, width: int) -> Lines:
    """The lines of the panel about a system."""
    system = lab.systems[id]
    a = lab.assessments.get(id)
    if a is None:
        from labtui.widgets.lines.retirement_record import record_lines

        return [*flow(text(system.name, "bold"), width), *record_lines(lab, system, width)]
    return [
        *title_lines(lab, system, width),
        *standing_lines(lab, a, width),
        *finding_lines(lab, a, width),
        *relation_lines(lab, a, width),
    ]
