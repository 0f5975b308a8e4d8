"""What runs on what, drawn as a tree."""

from __future__ import annotations

from collections.abc import Sequence

from labtui.data.analysis.matrix import Branch, tree
from labtui.data.assessment.lab import Lab
from labtui.reports.html.pieces import RISK_CLASSES
from labtui.reports.html.svg import CELL, LINE, chip, drawing, fitted, link, text
from labtui.reports.naming import called

INDENT = 16
DEEPEST = 8
"""What is deeper is not set in further, so that names keep their room."""

WIDTH = 400
RISK = 11 * CELL


def tree_section(lab: Lab, ids: Sequence[str]) -> str:
    """The section."""
    branches = tree(lab, ids)
    if not branches:
        return ""
    drawn = "".join(_line(lab, branch, at) for at, branch in enumerate(branches))
    guides = "".join(_guides(branches))
    label = f"{len(branches)} systems below what they run on"
    return (
        '<section id="tree">\n<h2>What runs on what</h2>\n<figure>\n'
        f"{drawing(WIDTH, len(branches) * LINE + 4, label, guides + drawn, 'tree')}"
        "</figure>\n</section>\n"
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
        squares = "■" * a.risk.proven_rank + "□" * (a.risk.now_rank - a.risk.proven_rank)
        shown += text(WIDTH - RISK + 3 * CELL, y, squares, RISK_CLASSES[a.risk.now])
    return link(lab, branch.id, name, shown) + "\n"


def _guides(branches: Sequence[Branch]) -> list[str]:
    """The lines from each host to what runs on it."""
    lines = []
    above: list[int] = []
    """Where the line of hosts stands, by depth."""
    for at, branch in enumerate(branches):
        del above[branch.depth :]
        if branch.depth and branch.depth <= DEEPEST:
            x, y = _x(branch.depth - 1) + 8, at * LINE + 12
            top = above[-1] * LINE + 21
            lines.append(f'<path class="rule" d="M{x:g} {top}V{y}H{x + 8:g}"/>\n')
        above.append(at)
    return lines
