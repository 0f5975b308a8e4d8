"""The layout of the map: moves of the cursor, the names that fit a place, the frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from rich.cells import cell_len

from labtui.data.analysis.risk_map import ZONES, Place, Zone, zone_at
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.widgets.lines.colours import level_style

Piece: TypeAlias = tuple[str, str]
"""A text, and a style: a component class, or colours of the theme ("" for plain text)."""
Line: TypeAlias = tuple[Piece, ...]

AXIS, SHORT_AXIS = 17, 13
"""The least width of the titles of the rows, left of the map; of a narrow one."""

ROOMY = 100
"""From this width on, the titles of the rows are whole."""

LEAST_HEIGHT = 2
"""Lines of a row with systems: room for a count with a name."""

LEAST_COLUMN = 12
"""The least width of a column, with its left edge: room for its title."""

MOST_LACKED = 20
"""Names that are longer than this may be cut before another column gets more room."""

LEAST_REMARK = 12
"""In less room than this, remarks are left out."""

GAP = 2
"""Columns between two names on one line."""

CURRENT, REMARK = "reverse $text-primary", "$foreground-muted"
"""The styles of the name of the current system, and of what is said of one."""

MARGIN = 2
"""Columns of a cell before its names: the frame or the cursor, and a space."""

JUNCTIONS = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"
"""The signs of the frame by the sum of their directions: up 1, down 2, left 4, right 8."""

MARK: Line = (("● ", "$text-primary"),)
"""The sign before the name of a marked system."""

SIGN_STYLES = {"↑": "$risk-critical", "↓": "$risk-low", "←": "$foreground-muted"}
"""The colours of the ways a system has moved; what is not proven is as what is."""

INDENT: Piece = ("  ", "")
"""The indent of the second line of a name; as wide as a sign."""

ZONE_TINTS = dict(
    zip(
        (zone.title for zone in ZONES),
        ("$zone-risky", "$zone-unbound", "$zone-home", "$zone-lab", "$zone-production"),
        strict=True,
    )
)
"""The grounds of the zones."""

ZONE_STYLES = dict(
    zip(
        ZONE_TINTS,
        ("$risk-critical", "$risk-high", "$foreground-muted", "$level-3a", "$risk-low"),
        strict=True,
    )
)
"""The colours of the titles of the zones."""


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
    sign: str = ""
    """How it moved from where its level usually stands: ↑ ↓ or ←, and `?` if not proven."""
    level: str | None = None
    remark: str = ""
    """What is said of it where there is room."""


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
        lines: The lines available; a row with systems gets at least `LEAST_HEIGHT`, another one,
            even beyond them.

    Remaining lines go one by one to the lowest row, first to rows that lack lines, then to those
    with systems.
    """
    heights = [LEAST_HEIGHT if systems else 1 for systems in most]
    for _ in range(lines - sum(heights)):
        row = min(
            range(len(most)),
            key=lambda row: (heights[row] >= most[row], not most[row], heights[row]),
        )
        heights[row] += 1
    return heights


def column_widths(most: Sequence[int], longest: Sequence[int], width: int) -> list[int]:
    """Distribute `width` cells among the columns; those without systems stay narrow.

    Args:
        most: For each column, the number of systems in its fullest place.
        longest: For each column, the width of its longest name with its sign.
        width: The cells available; each column gets at least one with its edge.

    Cells go one by one to the column with the most systems for its width, first to columns that
    have no room for a name.
    """
    least = max(MARGIN + 1, min(LEAST_COLUMN, width // len(most)))
    widths = [least] * len(most)
    filled = [column for column, systems in enumerate(most) if systems] or [*range(len(most))]

    def lack(column: int) -> tuple[bool, float]:
        short = widths[column] < MARGIN + min(longest[column], MOST_LACKED)
        return short, (most[column] or 1) / widths[column]

    for _ in range(width - sum(widths)):
        widths[max(filled, key=lack)] += 1
    return widths


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
    if len(spots) > height * width:
        return count_and_names(spots, current, width, height)
    labels = [label(spot, current) for spot in spots]
    if len(labels) <= height:
        if (rows := remarked(spots, current, width)) is not None:
            return rows
        whole = [line for name in labels for line in broken(name, width)]
        return whole if len(whole) <= height else [cut(line, width) for line in labels]
    lines = wrapped((cut(line, width) for line in labels), width, GAP, height)
    if len(lines) <= height:
        return [joined(line, GAP) for line in lines]
    return count_and_names(spots, current, width, height)


def remarked(spots: Sequence[Spot], current: str | None, width: int) -> list[Line] | None:
    """A system a line, signs, names and remarks in columns; None if there is too little room."""
    signs = max(cell_len(spot.sign) for spot in spots)
    labels = [label(spot, current, signs) for spot in spots]
    names = max(map(width_of, labels))
    room = width - names - GAP
    if names > width or (signs == 0 and not any(spot.remark for spot in spots)):
        return None
    if room < LEAST_REMARK:
        return labels
    return [
        (
            *line,
            (" " * (names - width_of(line) + GAP), ""),
            (clip(printable(spot.remark), room), REMARK),
        )
        if spot.remark
        else line
        for line, spot in zip(labels, spots, strict=True)
    ]


def count_and_names(
    spots: Sequence[Spot], current: str | None, width: int, height: int
) -> list[Line]:
    """The number of systems, and as many names as fit, the current one first.

    If all of them stray, there is one sign for all.
    """
    first = spots[0].sign
    sign = sign_of(first) if all(s.sign == first and not s.marked for s in spots) else ()
    ahead = [spot for spot in spots if spot.key == current]
    rest = islice((spot for spot in spots if spot.key != current), height * width)
    count = (*sign, (f"{len(spots)}:", "bold"))
    spots = [*ahead, *rest]
    names = [label(spot, current)[len(sign) :] for spot in spots]
    listed = [*((*name, (",", "")) for name in names[:-1]), names[-1]]
    lines = wrapped([count, *listed], width, 1, height)
    shown = [joined(line, 1) for line in lines[:height]]
    if len(lines) > height:
        shown[-1] = (*shown[-1], (" …", ""))
    return [cut(line, width) for line in shown]


def sign_of(sign: str, width: int = 0) -> Line:
    """A sign in its colour with a blank, as wide as those beside it; empty without a sign."""
    if not sign and not width:
        return ()
    return ((f"{sign:<{width}} ", SIGN_STYLES.get(sign[:1], "")),)


def label(spot: Spot, current: str | None, signs: int = 0) -> Line:
    """A system's name in its level's colour, after its signs; the current one is reversed."""
    style = f"{'bold ' if spot.production else ''}{level_style(spot.level)}"
    if spot.key == current:
        style = CURRENT
    marked = MARK if spot.marked else ()
    return (*marked, *sign_of(spot.sign, signs), (printable(spot.name), style))


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


def zone_title(zone: Zone, systems: int, room: int) -> str:
    """The title of a zone on its frame, with how many systems are in it.

    Where there is less room, without the number, then by its short title.
    """
    sign = "▲ " if zone.confusion else ""
    title, short = f"{sign}{zone.title}", f"{sign}{zone.short_title}"
    number = f" · {systems}" if systems else ""
    forms = (f"{title}{number}", title, f"{short}{number}", short)
    return next((form for form in forms if len(form) <= room), clip(short, room))


def tinted(style: str, zone: Zone | None) -> str:
    """A style on the ground of a zone."""
    return f"{style} on {ZONE_TINTS[zone.title]}".strip() if zone else style


def junction(row: int, column: int) -> str:
    """The sign of the frame at the upper left corner of a place."""
    corner, above = zone_at(row - 1, column - 1), zone_at(row - 1, column)
    left, here = zone_at(row, column - 1), zone_at(row, column)
    up, down = corner is not above, left is not here
    leftward, rightward = corner is not left, above is not here
    return JUNCTIONS[up + 2 * down + 4 * leftward + 8 * rightward]
