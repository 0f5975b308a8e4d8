"""Boxes, big digits, and text in the middle of a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from textual.content import Content

from labtui.widgets.lines.layout import HEADING, Lines, filled
from labtui.widgets.lines.panels import RULE

MARGIN = 2
"""Cells between the side of a box and what is in it, with the side itself."""

DIGITS = {
    1: ("▀█ ", " █ ", "▀▀▀"),
    2: ("▀▀█", "█▀▀", "▀▀▀"),
    3: ("▀▀█", " ▀█", "▀▀▀"),
    4: ("█ █", "▀▀█", "  ▀"),
    5: ("█▀▀", "▀▀█", "▀▀▀"),
}
"""Digits three cells wide and three lines high."""

NOTHING = Content("")


def centred(line: Content, width: int) -> Content:
    """A line moved to the middle of `width` cells; cut where it is wider."""
    line = line.truncate(width, ellipsis=True)
    return Content(" " * ((width - line.cell_length) // 2)) + line


def indented(lines: Iterable[Content], cells: int) -> Lines:
    """Lines moved to the right; blank ones stay blank."""
    return [Content(" " * cells) + line if line else line for line in lines]


def boxed(
    rows: Iterable[Content],
    width: int,
    title: str = "",
    remark: Content = NOTHING,
    style: str = RULE,
) -> Lines:
    """Lines in a box of exactly `width` cells, with a title and a remark in its upper side."""
    inner = width - 2 * MARGIN
    side = Content.styled("│", style)
    head = Content.styled(f" {title} ", HEADING) if title else NOTHING
    room = width - 5 - head.cell_length
    said = Content.assemble(" ", remark, " ") if remark else NOTHING
    said = said if said.cell_length <= room else NOTHING
    gap = width - 4 - head.cell_length - said.cell_length
    top = Content.assemble(("┌─", style), head, ("─" * gap, style), said, ("─┐", style))
    return [
        top,
        *(Content.assemble(side, " ", filled(row, inner), " ", side) for row in rows),
        Content.styled(f"└{'─' * (width - 2)}┘", style),
    ]


def side_by_side(blocks: Sequence[tuple[Lines, int]], gap: int) -> Lines:
    """Blocks of lines, each with its width, beside each other; the last one is not filled up."""
    blank = Content(" " * gap)
    rows = zip_longest(*(lines for lines, _ in blocks), fillvalue=NOTHING)
    widths = [width for _, width in blocks]
    return [
        blank.join(filled(line, width) for line, width in zip(row, widths, strict=True))
        for row in rows
    ]
