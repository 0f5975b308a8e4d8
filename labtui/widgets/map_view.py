"""The map of the matrix room: risk now against learning now, and which systems are where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from labtui.data.analysis.risk_map import COLUMNS, ROWS, Place, Zone, zone_at
from labtui.text.cells import clip, pad
from labtui.widgets.line_view import HEADER, LineView
from labtui.widgets.map_layout import (
    AXIS,
    MARGIN,
    VACANT,
    Line,
    Piece,
    Spot,
    fitted,
    junction,
    neighbour,
    row_heights,
    width_of,
    zone_title,
)


class MapView(LineView, inherit_bindings=False):
    """Systems as names on a map, framed in zones, with a cursor on one of its places.

    A screen sets the systems, and hears by messages where the cursor is. The whole map is laid out
    after each change, and only the lines that differ are repainted.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, name, show=False, tooltip=tooltip, id=f"map.{id}")
        for id, keys, action, name, tooltip in (
            ("left", "h,left", "go(0, -1)", "Left", "To systems that teach less"),
            ("down", "j,down", "go(1, 0)", "Down", "To systems at less risk"),
            ("up", "k,up", "go(-1, 0)", "Up", "To systems at more risk"),
            ("right", "l,right", "go(0, 1)", "Right", "To systems that teach more"),
            ("first", "g,home", "first", "First", "To the first systems"),
            ("last", "G,end", "last", "Last", "To the last systems"),
            ("open", "enter", "open", "Open", "List the systems of this place"),
        )
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--axis",
        "map--title",
        "map--here",
        "map--frame",
        "map--zone",
        "map--confusion",
        "map--cursor",
        "map--cursor-blurred",
        "map--production",
        "map--current",
        "map--stray",
        "map--mark",
        "map--count",
        "map--vacant",
        "map--empty",
    }
    """
    | Class | Description |
    | :- | :- |
    | `map--axis` | What the rows and the columns stand for. |
    | `map--title` | The titles of rows and columns. |
    | `map--here` | Those of the row and the column the cursor is in. |
    | `map--frame` | The frame around the zones. |
    | `map--zone` | The title of a zone. |
    | `map--confusion` | That of a zone where labs or production are taken for the other. |
    | `map--cursor` | The cursor, at the left of a place. |
    | `map--cursor-blurred` | The same while the focus is elsewhere. |
    | `map--production` | The name of a system people rely on. |
    | `map--current` | The name of the current system. |
    | `map--stray` | The sign of a system that should not stand where it does. |
    | `map--mark` | The sign of a marked system. |
    | `map--count` | How many systems stand in a place that cannot name them all. |
    | `map--vacant` | The sign in a place without systems. |
    | `map--empty` | What is said where there are no systems at all. |
    """

    DEFAULT_CSS = """
    MapView {
        & > .map--axis { color: $text-muted; }
        & > .map--title { color: $text-muted; text-style: bold; }
        & > .map--here { color: $text-primary; text-style: bold; }
        & > .map--frame { color: $foreground 30%; }
        & > .map--zone { color: $text-muted; }
        & > .map--confusion { color: $text-warning; }
        & > .map--cursor { color: $text-primary; }
        & > .map--cursor-blurred { color: $text-muted; }
        & > .map--production { text-style: bold; }
        & > .map--current { color: $text-primary; text-style: bold underline; }
        & > .map--stray { color: $text-warning; }
        & > .map--mark { color: $text-primary; }
        & > .map--count { color: $text-muted; text-style: bold; }
        & > .map--vacant { color: $foreground 30%; }
        & > .map--empty { color: $text-muted; }
    }
    """

    HEADER_LINES = 1

    empty: var[str] = var("", init=False)
    """What is said where there are no systems."""

    @dataclass
    class Highlighted(Message):
        """The user moved the cursor to another place."""

        key: str
        """The system that is current now: the first of that place."""

    @dataclass
    class Selected(Message):
        """A place was chosen, by key or by a click on the place that has the cursor."""

        keys: tuple[str, ...]
        """All systems that stand there."""

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[Place, list[Spot]] = {}
        self._place_of: dict[str, Place] = {}
        self._current: str | None = None
        self._extent = (0, 0)
        """The width and the height the lines are laid out for."""
        self._lines: dict[int, Line] = {}
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
            systems: In the order in which they are listed elsewhere.
            current: The system the cursor is on; one of the first place where it is not on the map.
        """
        self._places = {}
        for spot in sorted(systems, key=lambda spot: spot.place):
            self._places.setdefault(spot.place, []).append(spot)
        self._place_of = {spot.key: spot.place for spot in systems}
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
        """Where this is another place, make its first system the current one, and say so."""
        if place is not None and place != self._here:
            key = self._places[place][0].key
            self.move_to(key)
            self.post_message(self.Highlighted(key))

    def _reveal(self) -> None:
        """Bring the row of the cursor into view, and the line above it."""
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
        """Lay everything out again, repaint what differs, and show the cursor."""
        if not any(self._extent):
            return
        before = self._lines
        self._lay_out()
        self.line_count = len(self._lines) - 1
        lines = before.keys() | self._lines.keys()
        self.redraw(*(line for line in lines if before.get(line) != self._lines.get(line)))
        self._reveal()

    def _lay_out(self) -> None:
        """Make the header and the lines for the extent there is."""
        lines: list[Line] = []
        self._rows = []
        for row, height in enumerate(self._heights()):
            lines += self._rule(row)
            self._rows.append(range(len(lines), len(lines) + height))
            lines += self._row(row, height)
        if lines:
            lines += self._rule(len(ROWS))
        self._lines = dict(enumerate([self._header(), *lines], HEADER))

    def _heights(self) -> list[int]:
        """How many lines each row of the map gets; without systems there are no rows."""
        if not self._places:
            return []
        fullest = [0] * len(ROWS)
        for place, spots in self._places.items():
            fullest[place.row] = max(fullest[place.row], len(spots))
        rules = sum(len(self._rule(row)) for row in range(len(ROWS) + 1))
        return row_heights(fullest, self._extent[1] - rules)

    @property
    def _column_width(self) -> int:
        """How wide a column of the map is, its left edge included."""
        return max(MARGIN + 1, (self._extent[0] - AXIS - 1) // len(COLUMNS))

    @property
    def _axis_width(self) -> int:
        """How wide the titles of the rows are: what the columns leave over."""
        return max(AXIS, self._extent[0] - 1 - len(COLUMNS) * self._column_width)

    def _header(self) -> Line:
        """The titles of the columns."""
        pieces = [(pad(" Learning now", self._axis_width), "map--axis")]
        for column, title in enumerate(COLUMNS):
            text = " " * MARGIN + clip(title, self._column_width - MARGIN)
            style = "map--here" if self._here and self._here.column == column else "map--title"
            pieces.append((pad(text, self._column_width), style))
        return tuple(pieces)

    def _rule(self, row: int) -> list[Line]:
        """The line of the frame above a row, with the titles of its zones; none inside a zone."""
        columns = range(len(COLUMNS))
        if all(zone_at(row - 1, column) is zone_at(row, column) for column in columns):
            return []
        pieces = [(pad("" if row else " Risk now", self._axis_width), "map--axis")]
        for zone, run in groupby(columns, lambda column: zone_at(row, column)):
            sides = "─" * (self._column_width - 1)
            frame = "".join(junction(row, column) + sides for column in run)
            title = f" {clip(zone_title(zone), len(frame) - MARGIN - 1)} " if zone else ""
            pieces += [
                (frame[0], "map--frame"),
                (title, self._zone_style(zone)),
                (frame[1 + len(title) :], "map--frame"),
            ]
        return [(*pieces, (junction(row, len(COLUMNS)), "map--frame"))]

    def _zone_style(self, zone: Zone | None) -> str:
        """How a zone's title is drawn: a confusion is highlighted where a system is in it."""
        if zone is None or not zone.confusion:
            return "map--zone"
        there = (spot for place in zone.places for spot in self._places.get(place, ()))
        return "map--confusion" if any(spot.stray for spot in there) else "map--zone"

    def _row(self, row: int, height: int) -> Iterator[Line]:
        """The lines of a row: its title, and its places."""
        cells = [self._cell(Place(row, column), height) for column in range(len(COLUMNS))]
        style = "map--here" if self._here and self._here.row == row else "map--title"
        words = [*ROWS[row].split(" "), *[""] * height]
        for word, *parts in zip(words, *cells, strict=False):
            title = (pad(f" {word}", self._axis_width), style)
            yield (title, *chain.from_iterable(parts), ("│", "map--frame"))

    def _cell(self, place: Place, height: int) -> list[Line]:
        """The lines of one place."""
        width = self._column_width - MARGIN
        spots = self._places.get(place)
        lines = fitted(spots, self._current, width, height) if spots else [VACANT]
        lines += [()] * (height - len(lines))
        margin = (self._edge(place), (" ", ""))
        return [(*margin, *line, (" " * (width - width_of(line)), "")) for line in lines]

    def _edge(self, place: Place) -> Piece:
        """The edge left of a place: the cursor, the frame or nothing."""
        if place == self._here:
            return ("▌", "map--cursor") if self.has_focus else ("▎", "map--cursor-blurred")
        row, column = place
        divided = zone_at(row, column - 1) is not zone_at(row, column)
        return ("│" if divided else " ", "map--frame")

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The strip at `y`. A new size is met here: Textual paints before it tells of a resize."""
        extent = (self.text_width, self.page_lines)
        if extent != self._extent:
            self._extent = extent
            self._lay_out()
            self._count_lines(len(self._lines) - 1)
            self.forget()
        return super().render_line(y)

    def draw_header(self, width: int) -> Strip:
        """The titles of the columns."""
        return self._drawn(self._lines[HEADER], width)

    def draw_line(self, line: int, width: int) -> Strip:
        """A line of the frame, or of the places."""
        return self._drawn(self._lines[line], width)

    def draw_filler(self, line: int, width: int) -> Strip:
        """Nothing, or in the middle of an empty map, why it is empty."""
        if self._places:
            return super().draw_filler(line, width)
        return self.draw_notice(self.empty, line, width, "map--empty")

    def _drawn(self, line: Line, width: int) -> Strip:
        strip = Strip(Segment(text, self.line_style(style)) for text, style in line)
        return strip.adjust_cell_length(width, self.line_style()).simplify()

    # Keys and mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; on the place that has it, it opens that."""
        offset = event.get_content_offset(self)
        place = self._place_at(*offset) if offset is not None else None
        if place not in self._places:
            return
        if place == self._here:
            self.action_open()
        else:
            self._go(place)

    def _place_at(self, x: int, y: int) -> Place | None:
        """The place drawn there; None beside the map and on its frame."""
        column = (x - self._axis_width) // self._column_width
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
        """Say that the place of the cursor was chosen."""
        if self._here is not None:
            self.post_message(self.Selected(tuple(spot.key for spot in self._places[self._here])))
