"""What a system that was just added is, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import why_level
from labtui.data.assessment.lab import Lab
from labtui.text.cells import pad
from labtui.text.printable import printable
from labtui.widgets.lines.colours import level_chip, level_word, risk_piece, solid_chip
from labtui.widgets.lines.layout import MUTED, text

NAME = 18
"""Cells of a name."""


def added_lines(lab: Lab, ids: Sequence[str], *, in_words: bool) -> Content:
    """Systems that were added, the newest at the end: level, name and risk.

    `in_words` says below them why the newest has its level, or what has to be known for one.
    """
    added = [lab.assessments[id] for id in ids]
    lines = [_line(a, a is added[-1]) for a in added]
    if in_words:
        lines.append(text(why_level(lab, added[-1]).rule, MUTED))
    return Content("\n").join(lines)


def _line(a: Assessment, is_newest: bool) -> Content:
    planned = a.system.status == "planned"
    risk, style = ("planned", MUTED) if planned else risk_piece(a)
    name = pad(printable(a.system.name), NAME)
    return Content.assemble(
        solid_chip(a.level) if is_newest else level_chip(a.level),
        " ",
        (name, "bold" if a.production else ""),
        f" {level_word(a)}",
        (f"  {risk}" if a.risk or planned else "", style),
    )
