"""The map of the matrix: systems by risk now and learning now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.lists import MAP
from labtui.data.analysis.risk_map import COLUMNS, ROWS, ZONES, Place, Zone, zone_at
from labtui.data.assessment.clauses import CONTAINED, PROVEN
from labtui.text.cells import clip, pad
from labtui.widgets.line_view import HEADER, LineView
from labtui.widgets.lines.colours import RISK_TOKENS
from labtui.widgets.map_layout import (
    AXIS,
    MARGIN,
    ROOMY,
    SHORT_AXIS,
    ZONE_STYLES,
    Line,
    Piece,
    Spot,
    column_widths,
    fitted,
    junction,
    label,
    neighbour,
    row_heights,
    tinted,
    width_of,
    zone_title,
)

NAMED = 50
"""The first systems of a place, for which its column is wide enough."""

FRAME = "$rule"
"""The style of the frame around the zones."""

SHORT_TITLES = {"Controlled High": "Contr. High"}
"""Titles of rows in little room."""

SQUARES_OF = tuple(
    PROVEN * 3 + CONTAINED if title == "Controlled High" else PROVEN * rank
    for title, rank in zip(ROWS, (5, 4, 4, 3, 2, 1), strict=True)
)
"""The squares of each row's risk."""


class MapView(LineView, inherit_bindings=False):
    """Systems as names on a map, framed in zones, with a cursor on one of its places.

    A screen sets the systems, and receives moves of the cursor as messages. The map is laid out
    again after each change; only the lines that differ are repainted.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*MAP)

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--axis",
        "map--title",
        "map--here",
        "map--empty",
    }
    """
    | Class | Description |
    | :- | :- |
    | `map--axis` | The names of the axes. |
    | `map--title` | The titles of rows and columns. |
    | `map--here` | The titles of the row and the column of the cursor. |
    | `map--empty` | The notice shown without systems. |
    """

    DEFAULT_CSS = """
    MapView {
        & > .map--axis { color: $text-muted; }
        & > .map--title { color: $text-muted; text-style: bold; }
        & > .map--here { color: $text-primary; text-style: bold; }
        & > .map--empty { color: $text-muted; }
    }
    """

    HEADER_LINES = 1

    empty: var[str] = var("", init=False)
    """The notice shown without systems."""

    @dataclass
    class Highlighted(Message):
        """The user moved the cursor to another place."""

        key: str
        """The new current system: the first of that place."""

    @dataclass
    class Selected(Message):
        """A place was chosen, by key or by a click on the current place."""

        keys: tuple[str, ...]
        """All systems of that place."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[Place, list[Spot]] = {}
        self._place_of: dict[str, Place] = {}
        self._current: str | None = None
        self._extent = (0, 0)
        """The width and height of the layout."""
        self._lines: dict[int, Line] = {}
        self._widths: list[int] = [1] * len(COLUMNS)
        """The width of each column, with its left edge."""
        self._counts: dict[str, int] = {}
        """How many systems are in each zone, by its title."""
        self._rows: list[range] = []
        """The lines of each row of the map."""

    # Systems and cursor

    @property
    def cursor_key(self) -> str | None:
        """The key of the current system; None where there are no systems."""
        return self._current

    def show(self, systems: Sequence[Spot], current: str | None) -> None:
        """Show these systems instead.

        Args:
            systems: In the order of the other lists.
            current: The system the cursor is on; if it is not on the map, the first place.
        """
        self._places = {}
        for spot in sorted(systems, key=lambda spot: spot.place):
            self._places.setdefault(spot.place, []).append(spot)
        self._place_of = {spot.key: spot.place for spot in systems}
        zones = [(zone_at(*place), len(spots)) for place, spots in self._places.items()]
        self._counts = {
            zone.title: sum(count for at, count in zones if at is zone) for zone in ZONES
        }
        first = next(iter(self._places.values()), None)
        if current not in self._place_of:
            current = first[0].key if first else None
        self._current = current
        self._update()

    def move_to(self, key: str) -> bool:
        """Make this the current system; False if it is not on the map."""
        if key not in self._place_of:
            return False
        self._current = key
        self._update()
        return True

    @property
    def _here(self) -> Place | None:
        """The place of the cursor."""
        return self._place_of.get(self._current or "")

    def _go(self, place: Place | None) -> None:
        """Move to a place; if it is another one, make its first system current and post that."""
        if place is not None and place != self._here:
            key = self._places[place][0].key
            self.move_to(key)
            self.post_message(self.Highlighted(key))

    def _reveal(self) -> None:
        """Scroll until the row of the cursor and the line above it are in view."""
        if self._here is None or not self._rows:
            return
        row, visible = self._rows[self._here.row], self.visible_lines
        if row.start <= visible.start:
            self.jump(row.start - 1)
        elif row.stop > visible.stop:
            self.jump(row.stop - self.page_lines)

    # Changes of state

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._update()

    def watch_empty(self) -> None:
        if not self._places:
            self.redraw(*self.visible_lines)

    def on_resize(self) -> None:
        self._reveal()

    # Laying out

    def _update(self) -> None:
        """Lay out the map again, repaint what differs, and bring the cursor into view."""
        if not any(self._extent):
            return
        before = self._lines
        self._lay_out()
        self.line_count = len(self._lines) - 1
        lines = before.keys() | self._lines.keys()
        self.redraw(*(line for line in lines if before.get(line) != self._lines.get(line)))
        self._reveal()

    def _lay_out(self) -> None:
        """Make the header and the lines for the current size."""
        lines: list[Line] = []
        self._rows = []
        self._set_widths()
        for row, height in enumerate(self._heights()):
            lines += self._rule(row)
            self._rows.append(range(len(lines), len(lines) + height))
            lines += self._row(row, height)
        if lines:
            lines += self._rule(len(ROWS))
        self._lines = dict(enumerate([self._header(), *lines], HEADER))

    def _heights(self) -> list[int]:
        """The height of each row of the map; no rows without systems."""
        if not self._places:
            return []
        fullest = [0] * len(ROWS)
        for place, spots in self._places.items():
            fullest[place.row] = max(fullest[place.row], len(spots))
        rules = sum(len(self._rule(row)) for row in range(len(ROWS) + 1))
        return row_heights(fullest, self._extent[1] - rules)

    @property
    def _axis_width(self) -> int:
        """The width of the titles of the rows: what the columns leave."""
        least = AXIS if self._extent[0] >= ROOMY else SHORT_AXIS
        return max(least, self._extent[0] - 1 - sum(self._widths))

    def _set_widths(self) -> None:
        """Share the width among the columns."""
        fullest, longest = [0] * len(COLUMNS), [0] * len(COLUMNS)
        for (_, column), spots in self._places.items():
            named = (width_of(label(spot, None)) for spot in spots[:NAMED])
            longest[column] = max(longest[column], *named)
            fullest[column] = max(fullest[column], len(spots))
        least = AXIS if self._extent[0] >= ROOMY else SHORT_AXIS
        self._widths = column_widths(fullest, longest, self._extent[0] - least - 1)

    def _header(self) -> Line:
        """The titles of the columns."""
        pieces = [(pad(" Learning now", self._axis_width), "map--axis")]
        for column, title in enumerate(COLUMNS):
            text = " " * MARGIN + clip(title, self._widths[column] - MARGIN)
            style = "map--here" if self._here and self._here.column == column else "map--title"
            pieces.append((pad(text, self._widths[column]), style))
        return tuple(pieces)

    def _rule(self, row: int) -> list[Line]:
        """The line of the frame above a row, with the titles of its zones; empty inside a zone."""
        columns = range(len(COLUMNS))
        if all(zone_at(row - 1, column) is zone_at(row, column) for column in columns):
            return []
        pieces = [(pad("" if row else " Risk now", self._axis_width), "map--axis")]
        for zone, run in groupby(columns, lambda column: zone_at(row, column)):
            frame = "".join(
                junction(row, column) + "─" * (self._widths[column] - 1) for column in run
            )
            room = len(frame) - MARGIN - 1
            title = f" {zone_title(zone, self._counts[zone.title], room)} " if zone else ""
            line = tinted(FRAME, zone)
            pieces += [
                (frame[0], line),
                (title, self._zone_style(zone)),
                (frame[1 + len(title) :], line),
            ]
        return [(*pieces, (junction(row, len(COLUMNS)), FRAME))]

    def _zone_style(self, zone: Zone | None) -> str:
        """The style of a zone's title; a confusion is highlighted if a system is in it."""
        if zone is None:
            return FRAME
        there = (spot for place in zone.places for spot in self._places.get(place, ()))
        quiet = zone.confusion and not any(spot.stray for spot in there)
        return tinted("$foreground-muted" if quiet else ZONE_STYLES[zone.title], zone)

    def _row(self, row: int, height: int) -> Iterator[Line]:
        """The lines of a row: its title and its places."""
        cells = [self._cell(Place(row, column), height) for column in range(len(COLUMNS))]
        style = "map--here" if self._here and self._here.row == row else "map--title"
        word = ROWS[row] if self._axis_width >= AXIS else SHORT_TITLES.get(ROWS[row], ROWS[row])
        squares = (SQUARES_OF[row], RISK_TOKENS[ROWS[row]])
        words = [(word, style), squares, *[("", "")] * height]
        for (text, own), *parts in zip(words, *cells, strict=False):
            title = (pad(f" {text}", self._axis_width), own)
            yield (title, *chain.from_iterable(parts), ("│", FRAME))

    def _cell(self, place: Place, height: int) -> list[Line]:
        """The lines of one place."""
        width = self._widths[place.column] - MARGIN
        spots, zone = self._places.get(place), zone_at(*place)
        lines = fitted(spots, self._current, width, height) if spots else []
        lines += [()] * (height - len(lines))
        edge, ground = self._edge(place), tinted("", zone)
        return [
            (
                edge,
                (" ", ground),
                *((text, tinted(style, zone)) for text, style in line),
                (" " * (width - width_of(line)), ground),
            )
            for line in lines
        ]

    def _edge(self, place: Place) -> Piece:
        """The left edge of a place: the cursor, the frame or blank."""
        if place == self._here:
            sign, style = ("▌", "$text-primary") if self.has_focus else ("▎", "$foreground-muted")
            return sign, tinted(style, zone_at(*place))
        row, column = place
        divided = zone_at(row, column - 1) is not zone_at(row, column)
        return ("│" if divided else " ", tinted(FRAME, zone_at(*place)))

    # Drawing

    def _follow_size(self) -> None:
        """Lay out for another size, before a paint: Textual paints before it reports a resize."""
        extent = (self.text_width, self.page_lines)
        if extent != self._extent:
            self._extent = extent
            self._lay_out()
            self._count_lines(len(self._lines) - 1)
            self.forget()
        super()._follow_size()

    def draw_header(self, width: int) -> Strip:
        """The titles of the columns."""
        return self._drawn(self._lines[HEADER], width)

    def draw_line(self, line: int, width: int) -> Strip:
        """A line of the frame, or of the places."""
        return self._drawn(self._lines[line], width)

    def draw_filler(self, line: int, width: int) -> Strip:
        """A blank line, or in the middle of an empty map the notice `empty`."""
        if self._places:
            return super().draw_filler(line, width)
        return self.draw_notice(self.empty, line, width, "map--empty")

    def _drawn(self, line: Line, width: int) -> Strip:
        strip = Strip(Segment(text, self.line_style(style)) for text, style in line)
        return strip.adjust_cell_length(width, self.line_style()).simplify()

    # Keys and mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the current place opens it."""
        offset = event.get_content_offset(self)
        place = self._place_at(*offset) if offset is not None else None
        if place not in self._places:
            return
        if place == self._here:
            self.action_open()
        else:
            self._go(place)

    def _place_at(self, x: int, y: int) -> Place | None:
        """The place at a position; None beside the map and on its frame."""
        starts = accumulate(self._widths, initial=self._axis_width)
        column = sum(start <= x for start in starts) - 1
        line = self.line_at(y)
        return next(
            (Place(row, column) for row, lines in enumerate(self._rows) if line in lines), None
        )

    def action_go(self, down: int, right: int) -> None:
        """Move the cursor to the next place in a direction."""
        if self._here is not None:
            self._go(neighbour(self._places, self._here, down, right))

    def action_first(self) -> None:
        """Move the cursor to the first place."""
        self._go(next(iter(self._places), None))

    def action_last(self) -> None:
        """Move the cursor to the last place."""
        self._go(next(reversed(self._places), None))

    def action_open(self) -> None:
        """Post that the current place was chosen."""
        if self._here is not None:
            self.post_message(self.Selected(tuple(spot.key for spot in self._places[self._here])))
