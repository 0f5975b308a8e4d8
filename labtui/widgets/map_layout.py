"""How systems are laid out on the map: which way the cursor goes, what fits a place, its frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rich.cells import cell_len

from labtui.data.analysis.risk_map import Place, Zone, zone_at
from labtui.text.cells import clip
from labtui.text.printable import printable

Piece: TypeAlias = tuple[str, str]
"""A text, and the component class it is drawn with; plain without one."""
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
"""How the frame goes on from a point: up 1, down 2, left 4, right 8."""

STRAY: Line = (("▲ ", "map--stray"),)
"""The sign before the name of a system that is in a zone where it should not be."""

MARK: Line = (("● ", "map--mark"),)
"""The sign before the name of a marked system."""

INDENT: Piece = ("  ", "")
"""The indent of the second line of a name; as wide as a sign."""

VACANT: Line = (("·", "map--vacant"),)
"""What is drawn in a place without systems."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A system on the map."""

    key: str
    name: str
    place: Place
    production: bool
    stray: bool
    """True where it is in a zone where it should not be."""
    marked: bool = False


# --- moving


def neighbour(places: Iterable[Place], here: Place, down: int, right: int) -> Place | None:
    """The nearest of `places` in a direction from `here`; None where there is none.

    Rows count before columns: so up and down go through the rows one by one, left and right along
    a row first, and every place can be reached from every other.
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
    """How many lines each row gets of so many.

    Args:
        most: For each row, how many systems stand in its fullest place.
        lines: What is there for all of them; they take more where that is too little.

    What is left over is dealt out line by line to the lowest row, those first that lack lines.
    """
    heights = [LEAST_HEIGHT] * len(most)
    for _ in range(lines - sum(heights)):
        row = min(range(len(most)), key=lambda row: (heights[row] >= most[row], heights[row]))
        heights[row] += 1
    return heights


def wrapped(labels: Iterable[Line], width: int, gap: int, most: int) -> list[list[Line]]:
    """The labels in lines of `width` cells, `gap` apart; it stops beyond `most` lines.

    None is broken: one that is wider has a line to itself.
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

    A name a line or, where there is room, on several; or else several names on a line; or else how
    many there are and the first names.
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
    """How many systems there are, and as many names as there is room for, the current one first.

    Where all of them stray, one sign says so.
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
    """A system's name, behind signs where it is marked, or strays."""
    style = "map--production" if spot.production else ""
    if spot.key == current:
        style = "map--current"
    signs = (*(MARK if spot.marked else ()), *(STRAY if spot.stray else ()))
    return (*signs, (printable(spot.name), style))


def broken(label: Line, width: int) -> list[Line]:
    """The label in lines of `width` cells, broken between words where it is too wide for one."""
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
    """Labels as one line."""
    first, *others = labels
    space: Piece = (" " * gap, "")
    return (*first, *(piece for line in others for piece in (space, *line)))


def cut(line: Line, width: int) -> Line:
    """As much of the line as fits `width` cells, ending in … where something is cut."""
    if width_of(line) <= width:
        return line
    text = clip("".join(text for text, _ in line), width)
    kept = []
    for piece, style in line:
        kept.append((text[: len(piece)], style))
        text = text[len(piece) :]
    return tuple(kept)


def width_of(line: Line) -> int:
    """How many cells it takes."""
    return sum(cell_len(text) for text, _ in line)


# --- framing


def zone_title(zone: Zone) -> str:
    """What is written on the frame of a zone."""
    return f"▲ {zone.title}" if zone.confusion else zone.title


def junction(row: int, column: int) -> str:
    """The sign of the frame at the upper left corner of a place."""
    corner, above = zone_at(row - 1, column - 1), zone_at(row - 1, column)
    left, here = zone_at(row, column - 1), zone_at(row, column)
    up, down = corner is not above, left is not here
    leftward, rightward = corner is not left, above is not here
    return JUNCTIONS[up + 2 * down + 4 * leftward + 8 * rightward]
