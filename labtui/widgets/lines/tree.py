"""The branches of a tree as cells: signs, name, level, risk, relation, and one remark."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from labtui.data.analysis.trees.branches import Branch, Item, Title, guides
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.framework.severities import severity_sign
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.columns import Cell
from labtui.widgets.lines.colours import (
    SQUARES,
    level_cell_chip,
    risk_piece,
    risk_squares,
    risk_style,
)
from labtui.widgets.lines.layout import HEADING, MUTED, SEVERITY_STYLES, Lines, flow, text

CHIP = 4
"""The width of a level."""

RELATION = 13
"""The width of the longest relation."""

WORDS = SQUARES + len(" Controlled High")
"""The width of a risk in words behind its squares."""

LEAST_NAME, MOST_NAME = 20, 48
LEAST_REMARK = 14
GAP = "  "

MOST_LISTED = 200
"""The most systems of a section in a text; of more, how many there are."""


class Widths(NamedTuple):
    """How wide the cells of a branch are; what has no room has none."""

    name: int
    """Including the signs before it."""
    risk: int
    relation: int
    remark: int


@lru_cache(maxsize=32)
def widths(width: int, *, relations: bool) -> Widths:
    """Share out a width: name and level first, then risk, relation, remark, and risk in words."""
    used = CHIP + len(GAP)
    relation = RELATION if relations and width >= 50 else 0
    used += relation + len(GAP) if relation else 0
    third = max(LEAST_NAME, min(MOST_NAME, width * 8 // 25))
    if width - used - third - WORDS - 2 * len(GAP) > LEAST_REMARK:
        return Widths(third, WORDS, relation, width - used - third - WORDS - 2 * len(GAP))
    risk = SQUARES if width >= 36 else 0
    free = width - used - (risk + len(GAP) if risk else 0)
    name = max(LEAST_NAME, min(MOST_NAME, free * 3 // 5 - relation // 4))
    remark = free - name - len(GAP)
    if remark < LEAST_REMARK - len(GAP):
        return Widths(max(1, free), risk, relation, 0)
    return Widths(name, risk, relation, remark)


def head(branch: Branch, guide: str, widths: Widths) -> str:
    """The signs before a name: `├─▾ `, and at the top `▾ `; of very deep ones the last."""
    leaf = "─" if guide else " "
    sign = leaf if not branch.below else "▸" if branch.folded else "▾"
    most = max(2, widths.name // 4) * 2
    return f"{guide[-most:]}{sign} "


def name_style(a: Assessment, branch: Branch) -> str:
    """Bold for production; muted where it is shown for something else."""
    if branch.quiet or branch.elsewhere or not a.system.active:
        return MUTED
    return "bold $foreground" if a.production else "$foreground"


def told(a: Assessment, was: Assessment | None, branch: Branch, widths: Widths) -> list[Cell]:
    """The cells behind the name."""
    if branch.elsewhere:
        return _elsewhere(branch, widths)
    cells: list[Cell] = [(GAP, ""), level_cell_chip(a.level)]
    if widths.risk:
        shown, style = risk_piece(a) if widths.risk > SQUARES else (risk_squares(a), risk_style(a))
        cells += [(GAP, ""), (pad(shown, widths.risk), style)]
    if widths.relation:
        cells += [(GAP, ""), (pad(branch.relation, widths.relation), MUTED)]
    if widths.remark:
        said, style = remark(a, was)
        cells += [(GAP, ""), (clip(said, widths.remark), style)]
    return cells


def _elsewhere(branch: Branch, widths: Widths) -> list[Cell]:
    """What is said of a system that stands somewhere else with what it needs."""
    arrow = "↑" if branch.elsewhere == "above" else "↓"
    said = f"{GAP}{pad(f' {arrow}', CHIP)}"
    said += GAP + " " * widths.risk if widths.risk else ""
    said += GAP + pad(branch.relation, widths.relation) if widths.relation else ""
    return [(said + (GAP + branch.elsewhere if widths.remark else ""), MUTED)]


def remark(a: Assessment, was: Assessment | None) -> Cell:
    """The one thing to say of a system: what changed, what it was meant to be, or what it is."""
    if changed := changes(a, was):
        return changed, "bold $text-warning"
    if a.misplaced:
        return f"meant to be {a.system.intended_level}", "$risk-critical"
    if a.system.status == "planned":
        return f"planned, would be {a.level}" if a.level else "planned", MUTED
    return printable(a.system.text("description") or ""), MUTED


def changes(a: Assessment, was: Assessment | None) -> str:
    """How a system differs from what is saved: `3a → 3b, High → Critical`; empty if not."""
    if was is None or was is a:
        return ""
    pairs = [
        (was.level or "?", a.level or "?"),
        *([(was.risk.now, a.risk.now)] if was.risk and a.risk else []),
    ]
    said = ", ".join(f"{old} → {new}" for old, new in pairs if old != new)
    return said or ("other findings" if was.findings != a.findings else "")


# --- as a text


def tree_lines(lab: Lab, items: Sequence[Item], width: int) -> Lines:
    """A tree as lines of text; of a section without systems a quiet line."""
    relations = any(isinstance(item, Branch) and item.relation for item in items)
    pairs = [*zip(items, guides(items), strict=True)]
    shown = _fitted(lab, pairs, widths(width - 2, relations=relations))
    lines: Lines = []
    listed = 0
    hidden: list[str] = []
    for item, guide in pairs:
        if isinstance(item, Title):
            lines += [*_more(lab, hidden), *_title_lines(item, width)]
            listed, hidden = 0, []
        elif listed >= MOST_LISTED:
            hidden.append(item.id)
        else:
            listed += 1
            line = Content("  ") + branch_line(lab, item, guide, shown)
            lines.append(line.truncate(width, ellipsis=True))
    return [*lines, *_more(lab, hidden)]


def _fitted(lab: Lab, pairs: Sequence[tuple[Item, str]], shown: Widths) -> Widths:
    """Names and remarks share their room by what each needs; names come first."""
    if not shown.remark:
        return shown
    name = remarked = 0
    for item, guide in pairs:
        if isinstance(item, Branch):
            a = lab.assessments[item.id]
            signs = head(item, guide, shown)
            name = max(name, len(signs) + cell_len(printable(a.system.name)))
            remarked = max(remarked, cell_len(remark(a, None)[0]))
    both = shown.name + shown.remark
    most = max(shown.name, both - max(remarked, LEAST_REMARK - len(GAP)))
    fitted = max(LEAST_NAME, min(name, most))
    return shown._replace(name=fitted, remark=both - fitted)


def branch_line(lab: Lab, branch: Branch, guide: str, shown: Widths) -> Content:
    """A system of a tree as a line of text."""
    a = lab.assessments[branch.id]
    signs = head(branch, guide, shown)
    room = max(0, shown.name - len(signs))
    name = Content.styled(pad(printable(a.system.name), room), name_style(a, branch))
    return Content.assemble((signs, "$rule"), name, *told(a, None, branch, shown))


def _title_lines(title: Title, width: int) -> Lines:
    """A heading, its remark on a line of its own where it does not fit."""
    if title.number == 0:
        return flow(text(_nothing(title), MUTED), width, first="  ", rest="  ")
    line = title_line(title, width)
    if title.remark in line.plain:
        return [line]
    return [line, *flow(text(title.remark, MUTED), width, first="  ", rest="  ")]


def title_line(title: Title, width: int) -> Content:
    """A heading: with its number, and its remark at the right; quiet where there is nothing."""
    if title.number == 0:
        return text(f"  {_nothing(title)}", MUTED).truncate(width, ellipsis=True)
    sign = title.severity and severity_sign(title.severity, unproven=False)
    style = SEVERITY_STYLES[title.severity] if title.severity else HEADING
    number = "" if title.number is None else f"  {title.number}"
    line = Content.assemble((f"{sign or ' '} ", style), (title.title, HEADING), (number, style))
    gap = width - line.cell_length - len(title.remark)
    if gap < 1:
        return line.truncate(width, ellipsis=True)
    return Content.assemble(line, " " * gap, (title.remark, MUTED))


def _nothing(title: Title) -> str:
    """What a section without systems says."""
    return f"Nothing: {title.title.lower()}"


def _more(lab: Lab, ids: Sequence[str]) -> Lines:
    """How many systems are not listed, and how many of them are production."""
    if not ids:
        return []
    production = sum(lab.assessments[id].production for id in ids)
    return [text(f"    and {len(ids)} more, {production} of them production", MUTED)]
