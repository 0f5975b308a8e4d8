"""The layout of the map: moves of the cursor, the names that fit a place, the frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rich.cells import cell_len

from labtui.data.analysis.risk_map import Place, Zone, zone_at
from labtui.text.cells import clip
from labtui.text.printable import printable

Piece: TypeAlias = tuple[str, str]
"""A text, and the component class it is drawn in ("" for plain text)."""
Line: TypeAlias = tuple[Piece, ...]

AXIS = 13
"""The least width of the titles of the rows, left of the map."""

LEAST_HEIGHT = 2
"""Lines of a row: room for the longest title, and for a count with a name."""

GAP = 2
"""Columns between two names on one line."""

MARGIN = 2
"""Columns of a cell before its names: the frame or the cursor, and a space."""

JUNCTIONS = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"
"""The signs of the frame by the sum of their directions: up 1, down 2, left 4, right 8."""

STRAY: Line = (("▲ ", "map--stray"),)
"""The sign before the name of a system in a zone where it should not be."""

MARK: Line = (("● ", "map--mark"),)
"""The sign before the name of a marked system."""

INDENT: Piece = ("  ", "")
"""The indent of the second line of a name; as wide as a sign."""

VACANT: Line = (("·", "map--vacant"),)
"""The sign in a place without systems."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A system on the map."""

    key: str
    name: str
    place: Place
    production: bool
    stray: bool
    """True if it is in a zone where it should not be."""
    marked: bool = False


# --- moving


def neighbour(places: Iterable[Place], here: Place, down: int, right: int) -> Place | None:
    """The nearest of `places` in a direction from `here`; None if there is none.

    Distance in rows counts before distance in columns: up and down go row by row, left and right
    stay in the row if possible, and every place can be reached from every other.
    """
    ahead = [
        there
        for there in places
        if (there.row - here.row) * down > 0 or (there.column - here.column) * right > 0
    ]
    return min(
        ahead,
        key=lambda there: (abs(there.row - here.row), abs(there.column - here.column)),
        default=None,
    )


# --- fitting


def row_heights(most: Sequence[int], lines: int) -> list[int]:
    """Distribute `lines` among the rows; returns the height of each row.

    Args:
        most: For each row, the number of systems in its fullest place.
        lines: The lines available; each row gets at least `LEAST_HEIGHT`, even beyond them.

    Remaining lines go one by one to the lowest row, first to rows that lack lines.
    """
    heights = [LEAST_HEIGHT] * len(most)
    for _ in range(lines - sum(heights)):
        row = min(range(len(most)), key=lambda row: (heights[row] >= most[row], heights[row]))
        heights[row] += 1
    return heights


def wrapped(labels: Iterable[Line], width: int, gap: int, most: int) -> list[list[Line]]:
    """Labels wrapped into lines of `width` cells, `gap` apart; stops beyond `most` lines.

    No label is broken; one that is too wide has a line to itself.
    """
    lines: list[list[Line]] = []
    room = 0
    for label in labels:
        room -= gap + width_of(label)
        if room < 0 or not lines:
            lines.append([])
            room = width - width_of(label)
        if len(lines) > most:
            break
        lines[-1].append(label)
    return lines


def fitted(spots: Sequence[Spot], current: str | None, width: int, height: int) -> list[Line]:
    """The systems of one place, in at most `height` lines of `width` cells.

    A name a line, or on several lines if there is room; else several names on a line; else the
    count and the first names.
    """
    labels = [label(spot, current) for spot in spots]
    if len(labels) <= height:
        whole = [line for name in labels for line in broken(name, width)]
        return whole if len(whole) <= height else [cut(line, width) for line in labels]
    lines = wrapped((cut(line, width) for line in labels), width, GAP, height)
    if len(lines) <= height:
        return [joined(line, GAP) for line in lines]
    return count_and_names(spots, current, width, height)


def count_and_names(
    spots: Sequence[Spot], current: str | None, width: int, height: int
) -> list[Line]:
    """The number of systems, and as many names as fit, the current one first.

    If all of them stray, there is one sign for all.
    """
    spots = sorted(spots, key=lambda spot: spot.key != current)
    sign = STRAY if all(spot.stray and not spot.marked for spot in spots) else ()
    count = (*sign, (f"{len(spots)}:", "map--count"))
    names = [label(spot, current)[len(sign) :] for spot in spots]
    listed = [*((*name, (",", "")) for name in names[:-1]), names[-1]]
    lines = wrapped([count, *listed], width, 1, height)
    shown = [joined(line, 1) for line in lines[:height]]
    if len(lines) > height:
        shown[-1] = (*shown[-1], (" …", ""))
    return [cut(line, width) for line in shown]


def label(spot: Spot, current: str | None) -> Line:
    """A system's name, after a sign if it is marked and a sign if it strays."""
    style = "map--production" if spot.production else ""
    if spot.key == current:
        style = "map--current"
    signs = (*(MARK if spot.marked else ()), *(STRAY if spot.stray else ()))
    return (*signs, (printable(spot.name), style))


def broken(label: Line, width: int) -> list[Line]:
    """The label in lines of `width` cells, broken between words if it is too wide for one line."""
    *sign, (name, style) = label
    if width_of(label) <= width or " " not in name:
        return [cut(label, width)]
    words = [((word, style),) for word in name.split(" ")]
    room = width - max(width_of((INDENT,)), width_of(tuple(sign)))
    first, *others = (
        cut(joined(line, 1), room) for line in wrapped(words, room, 1, most=len(words))
    )
    return [(*sign, *first), *((INDENT, *line) for line in others)]


def joined(labels: Iterable[Line], gap: int) -> Line:
    """The labels as one line, `gap` apart."""
    first, *others = labels
    space: Piece = (" " * gap, "")
    return (*first, *(piece for line in others for piece in (space, *line)))


def cut(line: Line, width: int) -> Line:
    """The line cut to `width` cells; a cut line ends in …."""
    if width_of(line) <= width:
        return line
    text = clip("".join(text for text, _ in line), width)
    kept = []
    for piece, style in line:
        kept.append((text[: len(piece)], style))
        text = text[len(piece) :]
    return tuple(kept)


def width_of(line: Line) -> int:
    """The width of a line in cells."""
    return sum(cell_len(text) for text, _ in line)


# --- framing


def zone_title(zone: Zone) -> str:
    """The title of a zone on its frame."""
    return f"▲ {zone.title}" if zone.confusion else zone.title


def junction(row: int, column: int) -> str:
    """The sign of the frame at the upper left corner of a place."""
    corner, above = zone_at(row - 1, column - 1), zone_at(row - 1, column)
    left, here = zone_at(row, column - 1), zone_at(row, column)
    up, down = corner is not above, left is not here
    leftward, rightward = corner is not left, above is not here
    return JUNCTIONS[up + 2 * down + 4 * leftward + 8 * rightward]
