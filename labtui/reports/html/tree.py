"""What runs on what, drawn as a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from labtui.data.analysis.matrix import Branch, tree
from labtui.data.assessment.clauses import risk_squares
from labtui.data.assessment.lab import Lab
from labtui.reports.html.pieces import RISK_CLASSES
from labtui.reports.html.svg import CELL, LINE, chip, drawing, fitted, link, text
from labtui.reports.naming import called

INDENT = 16
DEEPEST = 8
"""What is deeper is not set in further, so that names keep their room."""

WIDTH = 400
RISK = 11 * CELL

PART = 40
"""The most systems in one drawing."""


def tree_section(lab: Lab, ids: Sequence[str]) -> str:
    """The section; of many systems in several drawings that join, so that paper can have them."""
    branches = tree(lab, ids)
    if not branches:
        return ""
    lines = [_line(lab, branch, at) for at, branch in enumerate(branches)]
    guides: dict[int, list[str]] = defaultdict(list)
    for first, last, drawn in _guides(branches):
        for part in range(first // PART, last // PART + 1):
            guides[part].append(drawn)
    drawings = "".join(
        drawing(
            WIDTH,
            min(PART, len(branches) - start) * LINE,
            f"Systems below what they run on, from number {start + 1}",
            "".join((*guides[start // PART], *lines[start : start + PART])),
            "tree",
            top=start * LINE,
        )
        for start in range(0, len(branches), PART)
    )
    return (
        '<section id="tree">\n<h2>What runs on what</h2>\n'
        f"<figure>\n{drawings}</figure>\n</section>\n"
    )


def _x(depth: int) -> float:
    return min(depth, DEEPEST) * INDENT


def _line(lab: Lab, branch: Branch, at: int) -> str:
    """A system: its level, its name and its risk."""
    a = lab.assessments[branch.id]
    x, y = _x(branch.depth), at * LINE + 16
    name = called(a.system)
    room = int((WIDTH - x - 30 - RISK) / CELL)
    shown = chip(x, y, a.level) + text(x + 30, y, fitted(name, room))
    if a.risk:
        shown += text(WIDTH - RISK + 3 * CELL, y, risk_squares(a), RISK_CLASSES[a.risk.now])
    return link(lab, branch.id, name, shown) + "\n"


def _guides(branches: Sequence[Branch]) -> Iterator[tuple[int, int, str]]:
    """The lines to each system from the one above it, with the first and last row of each."""
    above: list[int] = []
    """The last system at each depth."""
    for at, branch in enumerate(branches):
        depth = branch.depth
        if 0 < depth <= DEEPEST:
            is_first = len(above) == depth
            row = above[depth - 1] if is_first else above[depth]
            top = row * LINE + (LINE - 1 if is_first else 12)
            x, y = _x(depth - 1) + 8, at * LINE + 12
            yield row, at, f'<path class="rule" d="M{x:g} {top}V{y}H{x + 8:g}"/>\n'
        above[depth:] = [at]
