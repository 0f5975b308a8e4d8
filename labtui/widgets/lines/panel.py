"""The panel beside a list: what a system is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.text.printable import printable
from labtui.widgets.lines.cells import findings_cell
from labtui.widgets.lines.colours import level_word, risk_piece, time_left
from labtui.widgets.lines.findings import (
    finding_block,
    finding_groups,
    finding_line,
    finding_lines,
    group_line,
)
from labtui.widgets.lines.layout import HEADING, LABEL, MUTED, Lines, labelled, text
from labtui.widgets.lines.owner_strip import owner_lines, strip, strip_words
from labtui.widgets.lines.panels import INDENT, Panel, PanelRow, arranged
from labtui.widgets.lines.standing import ANSWERED, answered_value, smell_test_value, standing_lines
from labtui.widgets.lines.systems import kind_words, relation_lines

TWO_PANELS = 96
"""From this width on, the findings stand beside what the system is."""

STANDING = 45
"""The share of the width that is for what the system is, in per cent."""

TALL = 16
"""A narrow panel of fewer lines has a finding in each line, and in a few what the system is."""


def assessment_lines(lab: Lab, id: str, width: int, height: int = 0) -> Lines:
    """The lines of the panel about a system."""
    system = lab.systems[id]
    a = lab.assessments.get(id)
    if a is None:
        from labtui.widgets.lines.retirement_record import record_lines

        lines = record_lines(lab, system, width - 2 * INDENT)
        panel = Panel(printable(system.name), _rows(lines), "retired")
        return arranged([[(panel, width)]], width)[0]
    title, kind = printable(system.name), kind_words(lab, system)
    if width >= TWO_PANELS:
        left = width * STANDING // 100
        right = width - left - 1
        about = Panel(title, _rows(_about(lab, a, left - INDENT - 1)), kind)
        found = Panel("Findings", _rows(_found(lab, a, right - 2 * INDENT)), findings_cell(a)[0])
        return arranged([[(about, left), (found, right)]], width, height)[0]
    if height >= TALL:
        return arranged([[(panel, width)] for panel in system_panels(lab, a, width)], width)[0]
    level = f"{a.level or '?'} {level_word(a)}"
    brief = Panel(title, _rows(_briefly(lab, a, width - 2 * INDENT)), level)
    return arranged([[(brief, width)]], width)[0]


def system_panels(lab: Lab, a: Assessment, width: int) -> list[Panel]:
    """What a system is, and what is wrong with it, as panels to stand below each other."""
    room = width - 2 * INDENT
    return [
        Panel(printable(a.system.name), _rows(_about(lab, a, room)), kind_words(lab, a.system)),
        Panel("Findings", _rows(finding_lines(lab, a, room)), findings_cell(a)[0]),
    ]


def _rows(lines: Iterable[Content]) -> list[PanelRow]:
    return [PanelRow(Content(" " * INDENT) + line) for line in lines]


def _about(lab: Lab, a: Assessment, width: int) -> Lines:
    """What a system is, whole."""
    lines = [*standing_lines(a, width), Content(""), *owner_lines(lab, a, width)]
    cells = max(1, min(ANSWERED, width - LABEL - len(f" {a.known} of {a.relevant}")))
    lines += labelled("Answered", answered_value(a, cells), width)
    lines += labelled("Smell test", smell_test_value(a), width)
    if relations := relation_lines(lab, a, width):
        lines += [Content(""), *relations]
    return lines


def _found(lab: Lab, a: Assessment, width: int) -> Lines:
    """The findings, a line each, and then the first of them whole.

    Whole ones take several lines each: from one system to the next all would be sent anew.
    """
    lines: Lines = []
    for group in (groups := finding_groups(a)):
        lines.append(group_line(group))
        lines += [finding_line(lab, a, finding, width) for finding in group.findings]
    if not groups:
        return [text("Nothing was found.", MUTED)]
    if not (first := groups[0].findings[0]).accepted:
        lines += [Content(""), text("What to do first", HEADING)]
        lines += finding_block(lab, a, first, width)
    return lines


def _briefly(lab: Lab, a: Assessment, width: int) -> Lines:
    """What a system is in a few lines, and its findings, a line each."""
    ages = [
        Content.assemble((f"{label} ", MUTED), time_left(a, key))
        for label, key in (("Patched", "evidence.patched"), ("Restored", "evidence.restore_tested"))
    ]
    lines = [
        Content("   ").join([Content.styled(*risk_piece(a)), *ages]).truncate(width, ellipsis=True),
        Content.assemble(("Owners  ", MUTED), strip(a, 1), "  ", strip_words(lab, a)).truncate(
            width, ellipsis=True
        ),
    ]
    for group in finding_groups(a):
        lines += [finding_line(lab, a, finding, width) for finding in group.findings]
    if not a.findings:
        lines.append(text("Nothing was found.", MUTED))
    return [*lines, *relation_lines(lab, a, width)]
