"""Panels side by side and below each other, with a rule and a title above each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from labtui.text.cells import clip
from labtui.widgets.lines.layout import MUTED, Lines, filled

RULE = "$rule"
"""The style of the lines between panels."""

TITLE = "$text-primary bold"
"""The style of a title where its panel has the focus."""

TITLE_ELSEWHERE = "bold $foreground"
"""The style of a title where something else has the focus."""

INDENT = 2
"""Columns left of the title and of what is in a panel."""


class PanelRow(NamedTuple):
    """A line of a panel; a place for the cursor if it has a key."""

    line: Content
    key: str = ""
    inner: tuple[str, int, int] | None = None
    """A second place within the line: its key, its first column, and the column after its last."""


class Panel(NamedTuple):
    """A title, a remark at the right of it, and lines."""

    title: str
    rows: Sequence[PanelRow]
    remark: str = ""
    style: str = TITLE
    """The style of the title."""


class Place(NamedTuple):
    """Where the cursor can be in panels that are arranged."""

    key: str
    line: int
    start: int
    """The first column."""
    end: int
    """The column after the last one."""
    panel: int
    """The number of its panel, in reading order."""


Band = Sequence[tuple[Panel, int]]
"""Panels side by side, each with its width in cells; between two is a column with a line."""


def arranged(
    bands: Iterable[Band], width: int, height: int = 0, above: Sequence[int] = ()
) -> tuple[Lines, list[Place]]:
    """Lay out bands of panels below each other in exactly `width` cells, at least `height` lines.

    `above` are the columns of lines that end above the first.

    Returns the lines, and the places in reading order, panel by panel. A panel without a title
    has no rule above it.
    """
    lines: Lines = []
    places: list[Place] = []
    number = 0
    for band in bands:
        dividers = _dividers(band)
        if any(panel.title for panel, _ in band):
            lines.append(_rule(band, above, dividers, width))
        at = 0
        for panel, room in band:
            for y, row in enumerate(panel.rows, len(lines)):
                places += [Place(row.key, y, at, at + room, number)] if row.key else []
                if row.inner is not None:
                    key, start, end = row.inner
                    places.append(Place(key, y, at + start, at + end, number))
            at += room + 1
            number += 1
        for y in range(max(len(panel.rows) for panel, _ in band)):
            cells = [_cell(panel, y, room) for panel, room in band]
            lines.append(Content.styled("│", RULE).join(cells))
        above = dividers
    if height > len(lines) and above:
        blank = [filled(Content(""), room) for _, room in band]
        lines += [Content.styled("│", RULE).join(blank)] * (height - len(lines))
    return lines, places


def stacked(panels: Sequence[Panel], width: int, height: int = 0) -> Lines:
    """Panels below each other with a line at their left, in exactly `width` cells.

    The line goes on to the last of at least `height` lines.
    """
    lines, _ = arranged([[(panel, width - 1)] for panel in panels], width - 1)
    count = max(height, len(lines))
    lines += [filled(Content(""), width - 1)] * (count - len(lines))
    joints = ["│"] * count
    at = 0
    for number, panel in enumerate(panels):
        joints[at] = "├" if number else "┌"
        at += 1 + len(panel.rows)
    return [
        Content.assemble((joint, RULE), line) for joint, line in zip(joints, lines, strict=True)
    ]


def titles_in(line: Content) -> list[tuple[int, int]]:
    """Where there are titles of panels in a line."""
    return [(span.start, span.end) for span in line.spans if span.style == TITLE]


def rule(title: str, width: int, remark: str = "") -> Lines:
    """A line with a title and a remark, such as stands above a panel."""
    return [_rule([(Panel(title, (), remark), width)], (), (), width)]


def _dividers(band: Band) -> list[int]:
    """The columns of the lines between the panels of a band."""
    found, at = [], -1
    for _, room in band[:-1]:
        at += room + 1
        found.append(at)
    return found


def _cell(panel: Panel, y: int, room: int) -> Content:
    """A line of a panel in exactly its width; blank below the last one."""
    return filled(panel.rows[y].line if y < len(panel.rows) else Content(""), room)


def _rule(band: Band, above: Sequence[int], below: Sequence[int], width: int) -> Content:
    """The line above a band: titles and remarks, joined to the dividers above and below it."""
    joints = dict.fromkeys(above, "┴") | dict.fromkeys(below, "┬")
    joints |= {at: "┼" for at in above if at in below}
    line = "".join(joints.get(at, "─") for at in range(width))
    parts: list[tuple[str, str] | str] = []
    done = at = 0
    for panel, room in band:
        # The last panel keeps a piece of the rule at its right end.
        remark_at = at + room - cell_len(panel.remark) - INDENT
        for start, words, style in (
            (at + INDENT - 1, f" {clip(panel.title, room - 4)} ", panel.style),
            (remark_at - 1, f" {panel.remark} ", MUTED),
        ):
            if words.strip() and start >= done:
                parts += [(line[done:start], RULE), (words, style)]
                done = start + cell_len(words)
        at += room + 1
    return Content.assemble(*parts, (line[done:], RULE))
