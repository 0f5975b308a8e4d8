"""What a change does to other systems as a tree: each with its relation, before → after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from textual.content import Content

from labtui.data.analysis.trees.branches import Branch, guides
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Change, Lab
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.columns import Cell
from labtui.widgets.lines.changes import other_words
from labtui.widgets.lines.colours import (
    SQUARES,
    level_cell_chip,
    risk_piece,
    risk_squares,
    risk_style,
)
from labtui.widgets.lines.layout import MUTED, TWO_COLUMNS, Lines, packed

GAP = "  "

LEVELS = 9
"""The width of a level before and after."""


def effect_tree_lines(
    saved: Lab,
    lab: Lab,
    branches: Sequence[Branch],
    changed: Mapping[str, Change],
    width: int,
    *,
    whole: bool = False,
) -> Lines:
    """Systems below what makes them change: level and risk before → after, and what else changes.

    What else changes of the first ones is told only where it is to be the `whole` of it.
    Where there is room, a system has one line, and what else changes of it comes below them all.
    """
    lines: Lines = []
    rest: Lines = []
    relation = max((cell_len(each.relation) for each in branches), default=0)
    now = (lab.assessments[each.id] for each in branches if each.id in lab.assessments)
    risks = SQUARES + 1 + max((len(risk_piece(a)[0]) for a in now), default=1)
    for branch, guide in zip(branches, guides(branches), strict=True):
        id = branch.id
        after = lab.assessments.get(id)
        before, after = changed.get(id, (after, after))
        system = lab.systems[id] if id in lab.systems else saved.systems[id]
        quiet = branch.quiet
        style = MUTED if quiet else "bold" if _production(after) else ""
        name = Content.styled(printable(system.name), style)
        words = other_words(before, after) if not quiet and (whole or branch.depth) else []
        signs = f"{guide}{'─ ' if guide else ''}"
        if width >= TWO_COLUMNS:
            cells = [*_pictured(before, after, risks, quiet=quiet), *_related(branch, relation)]
            room = width - sum(cell_len(said) for said, _ in cells)
            lines.append(_line(signs, name, room, cells))
            if words:
                rest += packed([name, *words], width)
            continue
        related: list[Cell] = [(f" {branch.relation}", MUTED)] if branch.relation else []
        room = width - sum(cell_len(said) for said, _ in related)
        lines.append(_line(signs, name, room, related))
        below = _onward(guide, branch)
        narrow = width - len(below)
        if not quiet and _moved(before, after):
            room = narrow - LEVELS - len(GAP)
            cells = [*_levels(before, after), (GAP, ""), *_risks(before, after, room)]
            line = Content.assemble((below, "$rule"), *cells)
            lines.append(line.truncate(width, ellipsis=True))
        for line in packed(words, narrow, rest=""):
            lines.append(Content.styled(below, "$rule") + line)
    return [*lines, Content(""), *rest] if rest else lines


def _production(a: Assessment | None) -> bool:
    return a is not None and a.production


def _moved(before: Assessment | None, after: Assessment | None) -> bool:
    """Whether level or risk change."""
    if before is None or after is None:
        return before is not after
    return before.level != after.level or _risk(before) != _risk(after)


def _line(signs: str, name: Content, room: int, cells: Sequence[Cell]) -> Content:
    """A name with the signs that lead to it in so many cells, and what is behind it."""
    free = max(0, room - len(signs))
    shown = name.truncate(free, ellipsis=True)
    return Content.assemble((signs, "$rule"), shown, " " * (free - shown.cell_length), *cells)


def _onward(guide: str, branch: Branch) -> str:
    """What is left of the lines below a system: the lines to those after it, and to what it has."""
    through = guide.replace("├─", "│ ").replace("└─", "  ")
    return f"{through}{'│ ' if branch.below else '  '}" if guide or branch.below else GAP


def _related(branch: Branch, width: int) -> list[Cell]:
    """How a system is related to the one above it; nothing where none is."""
    return [(GAP, ""), (pad(branch.relation, width), MUTED)] if width else []


def _pictured(
    before: Assessment | None, after: Assessment | None, risks: int, *, quiet: bool
) -> list[Cell]:
    """Level and risk behind a name, the risk in so many cells; blank where nothing is told."""
    if quiet:
        return [(" " * (len(GAP) + LEVELS + len(GAP) + risks), "")]
    return [(GAP, ""), *_levels(before, after), (GAP, ""), *_risks(before, after, risks)]


def _levels(before: Assessment | None, after: Assessment | None) -> list[Cell]:
    """The level, behind the one it was if that is another."""
    now = _chip(after)
    if before is after or (before and after and before.level == after.level):
        return [(" " * (LEVELS - 4), ""), now]
    return [_chip(before), ("→", MUTED), now]


def _chip(a: Assessment | None) -> Cell:
    return level_cell_chip(a.level) if a is not None else (" –  ", MUTED)


def _risks(before: Assessment | None, after: Assessment | None, room: int) -> list[Cell]:
    """The risk, behind the squares of what it was if that is another."""
    is_moved = _risk(before) != _risk(after)
    head: list[Cell] = [(" " * (SQUARES + 1), "")]
    if is_moved:
        was = f"{_squares(before):>{SQUARES}}"
        head = [(was, risk_style(before) if before else MUTED), ("→", MUTED)]
    left = max(0, room - SQUARES - 1)
    if after is None:
        return [*head, (pad("–", left), MUTED)]
    said, style = risk_piece(after)
    said = said if cell_len(said) <= left else _squares(after)
    return [*head, (pad(clip(said, left), left), f"bold {style}" if is_moved else style)]


def _risk(a: Assessment | None) -> tuple[str, str] | None:
    """Risk as far as it is told."""
    return (a.risk.now, a.risk.proven) if a is not None and a.risk else None


def _squares(a: Assessment | None) -> str:
    return risk_squares(a) if a is not None and a.risk else "–"
