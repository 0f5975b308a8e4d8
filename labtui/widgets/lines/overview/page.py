"""The overview, whole: its panels arranged for a size."""

from __future__ import annotations

from textual.content import Content

from labtui.data.analysis.overview.summary import Summary
from labtui.widgets.lines.colours import LEVEL_NAMES, level_chip
from labtui.widgets.lines.layout import MUTED, Lines
from labtui.widgets.lines.levels import IN_SHORT, LONGEST
from labtui.widgets.lines.overview.ahead import due_panel, steps_panel
from labtui.widgets.lines.overview.behind import changes_panel, has_months, months_panel
from labtui.widgets.lines.overview.standing import (
    carriers_panel,
    learning_panel,
    levels_panel,
    risk_panel,
    systems_panel,
    worst_panel,
)
from labtui.widgets.lines.panels import Band, Place, arranged, rule

NARROW, WIDE, VERY_WIDE = 76, 110, 170
"""Below the first width, panels stand one below the other; from the others on, more fit beside."""

DATES = 6
"""How many lines of dates a very wide screen shows."""

ROOMY, FULL = 34, 38
"""From the first height on, a step has three lines; at the second, every panel is full."""


def overview_lines(summary: Summary, width: int, height: int) -> tuple[Lines, list[Place]]:
    """Arrange the panels for a size, and give the places for the cursor."""
    if width < NARROW:
        bands = _stacked(summary, width)
    elif width < WIDE:
        bands = _paired(summary, width, height)
    elif width < VERY_WIDE:
        bands = _wide(summary, width, height)
    else:
        bands = _very_wide(summary, width, height)
    return arranged(bands, width, height)


def levels_told(width: int) -> Lines:
    """What the five levels are, for a lab without systems; nothing in little room."""
    if width < NARROW:
        return []
    levels = [
        Content.assemble(
            "  ",
            level_chip(level),
            f" {LEVEL_NAMES[level]:<{LONGEST}}  ",
            (said, MUTED),
        )
        for level, said in IN_SHORT.items()
    ]
    return [*rule("What it tells apart", width), *levels]


def _stacked(summary: Summary, width: int) -> list[Band]:
    """One below the other, however long."""
    panels = (
        worst_panel(summary, width, 3),
        levels_panel(summary.counts, width),
        risk_panel(summary.counts, width),
        steps_panel(summary, width, roomy=False),
        due_panel(summary, width, 4),
        carriers_panel(summary.lab, summary.carriers, width, 5),
        changes_panel(summary, width, 5),
        *((months_panel(summary, width, 4),) if has_months(summary) else ()),
    )
    return [[(panel, width)] for panel in panels]


def _paired(summary: Summary, width: int, height: int) -> list[Band]:
    """As much as 80x24 shows."""
    left, right = _halves(width, width * 52 // 100)
    levels = levels_panel(summary.counts, left)
    steps = steps_panel(summary, width, roomy=False)
    # Four rules, three lines of the worst and two of the time line.
    free = max(3, height - len(levels.rows) - len(steps.rows) - 9)
    dates = max(1, free // 2)
    return [
        [(worst_panel(summary, width, 3, titled=False), width)],
        [(levels, left), (risk_panel(summary.counts, right), right)],
        [(steps, width)],
        [(due_panel(summary, width, dates), width)],
        _behind(summary, width, free - dates),
    ]


def _wide(summary: Summary, width: int, height: int) -> list[Band]:
    """Three panels of counts, and what carries the most beside the steps."""
    levels, risk = 55, 35
    learning = width - levels - risk - 2
    left, right = _halves(width, width * 62 // 100)
    roomy = height >= ROOMY
    spare = max(0, height - FULL)
    return [
        [(worst_panel(summary, width, 3), width)],
        [
            (levels_panel(summary.counts, levels), levels),
            (risk_panel(summary.counts, risk), risk),
            (learning_panel(summary.counts, learning), learning),
        ],
        [
            (steps_panel(summary, left, roomy=roomy), left),
            (carriers_panel(summary.lab, summary.carriers, right, 9 if roomy else 3), right),
        ],
        [(due_panel(summary, width, 3 + spare // 3), width)],
        _behind(summary, width, max(4, 8 + spare - spare // 3)),
    ]


def _very_wide(summary: Summary, width: int, height: int) -> list[Band]:
    """Four panels of counts, with room for whole sentences below."""
    levels, risk, learning = width * 31 // 100, width * 21 // 100, width * 17 // 100
    carriers = width - levels - risk - learning - 3
    steps = steps_panel(summary, width, roomy=height >= ROOMY)
    # The worst, the counts, the time line and the dates, each with its rule.
    below = max(4, height - len(steps.rows) - DATES - 17)
    beside = width - levels - 1
    return [
        [(worst_panel(summary, width, 3), width)],
        [
            (levels_panel(summary.counts, levels), levels),
            (risk_panel(summary.counts, risk), risk),
            (learning_panel(summary.counts, learning), learning),
            (carriers_panel(summary.lab, summary.carriers, carriers, 7), carriers),
        ],
        [(steps, width)],
        [(due_panel(summary, width, DATES), width)],
        [(systems_panel(summary, levels, below), levels), *_behind(summary, beside, below)],
    ]


def _behind(summary: Summary, width: int, most: int) -> Band:
    """What changed, and the months where the history has smell tests."""
    if not has_months(summary):
        return [(changes_panel(summary, width, most), width)]
    left, right = _halves(width, width * 52 // 100)
    return [
        (changes_panel(summary, left, most), left),
        (months_panel(summary, right, most), right),
    ]


def _halves(width: int, left: int) -> tuple[int, int]:
    """The widths of two panels with a line between them."""
    return left, width - left - 1
