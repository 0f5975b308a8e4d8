"""A checklist as a text to scroll through, with a cursor that moves from item to item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.moves import ITEM_MOVES
from labtui.widgets.lines.checklist import ItemLine
from labtui.widgets.text_view import TextView

GUTTER = 2
"""Columns at the left for the cursor; a move of the cursor repaints only these."""


ComposeItems: TypeAlias = Callable[[int], Sequence[ItemLine]]
"""Returns the lines of a text with items for a width in cells; no line is wider."""


class ItemsView(TextView, inherit_bindings=False):
    """A text with items, and a cursor that moves from item to item.

    If no item is near, the keys that move the cursor scroll, so that all of the text can be
    read. Actions apply to the `current` item, which is always in view.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*ITEM_MOVES)

    COMPONENT_CLASSES: ClassVar[set[str]] = {"items--cursor", "items--cursor-blurred"}
    """
    | Class | Description |
    | :- | :- |
    | `items--cursor` | The cursor in the gutter. |
    | `items--cursor-blurred` | The same while the focus is elsewhere. |
    """

    DEFAULT_CSS = """
    ItemsView {
        & > .items--cursor { color: $text-primary; }
        & > .items--cursor-blurred { color: $text-muted; }
    }
    """

    @dataclass
    class Clicked(Message):
        """The current item was clicked."""

    def __init__(self, compose: ComposeItems, cursor: str, *, id: str | None = None) -> None:
        """Show the lines `compose` returns for a width; the cursor starts on the item `cursor`."""
        super().__init__(self._contents, id=id)
        self._compose_items = compose
        self._cursor = cursor
        self._starts: dict[str, int] = {}
        """The line each item begins at."""

    def _contents(self, width: int) -> list[Content]:
        """The lines beside the gutter; records where the items begin."""
        lines = self._compose_items(width - GUTTER)
        self._starts = {line.item: y for y, line in enumerate(lines) if line.item}
        if self._cursor not in self._starts and self._starts:
            self._cursor = next(iter(self._starts))
        return [line.content for line in lines]

    def show_anew(self) -> None:
        """Compose the text again; repaints only the lines that differ."""
        before = self._at
        self.show(self._contents)
        if self._at != before:
            self.redraw(before, self._at, columns=GUTTER)

    # The cursor

    @property
    def current(self) -> str | None:
        """The item the cursor is on; None while it is out of view."""
        return self._cursor if self._in_view else None

    @property
    def _at(self) -> int:
        """The line the cursor is on."""
        return self._starts.get(self._cursor, 0)

    @property
    def _in_view(self) -> bool:
        return self._cursor in self._starts and self._at in self.visible_lines

    def reveal(self) -> None:
        """Scroll until the whole item under the cursor is in view, if it fits."""
        start = self._at
        end = min((y for y in self._starts.values() if y > start), default=self.line_count)
        visible = self.visible_lines
        if start < visible.start:
            self.jump(min(start, end - len(visible)))
        elif end > visible.stop:
            self.jump(start - 1)  # one line of context

    def _put(self, line: int) -> None:
        """Put the cursor on the item that begins at `line`."""
        before = self._at
        self._cursor = next((item for item, y in self._starts.items() if y == line), self._cursor)
        self.redraw(before, line, columns=GUTTER)

    def _next(self, step: int) -> int | None:
        """The line of the next item down (1) or up (-1), in view or near it; None without one."""
        # A key typed ahead may come before the first layout, with all lines in view.
        seen = self.visible_lines or range(1 + max(self._starts.values(), default=0))
        if self._cursor in self._starts and self._at in seen:
            reach, after = len(seen) // 2, self._at
        else:
            reach, after = 0, seen.start - 1 if step > 0 else seen.stop
        near = range(seen.start - reach, seen.stop + reach)
        ahead = [y for y in self._starts.values() if y in near and (y - after) * step > 0]
        return min(ahead, key=lambda y: abs(y - after), default=None)

    def action_move(self, lines: int) -> None:
        """Move the cursor to the next item; if none is near, scroll by a line."""
        line = self._next(lines)
        if line is None:
            self.jump(self.scroll_offset.y + lines)
        else:
            self._put(line)
            self.reveal()

    def action_page(self, pages: float) -> None:
        """Scroll by so many pages; the cursor moves to an item in view."""
        self.jump(self.scroll_offset.y + self.page_step(pages))
        if not self._in_view and (line := self._next(1 if pages > 0 else -1)) is not None:
            self._put(line)

    def action_first(self) -> None:
        """Scroll to the top, and move the cursor to the first item."""
        self._put(min(self._starts.values(), default=0))
        self.jump(0)

    def action_last(self) -> None:
        """Scroll to the end, and move the cursor to the last item."""
        self._put(max(self._starts.values(), default=0))
        self.jump(self.line_count)

    # Drawing and mouse

    def draw_line(self, line: int, width: int) -> Strip:
        """A line of the text, beside the gutter."""
        cursor = "▌" if self.has_focus else "▎"
        style = "items--cursor" if self.has_focus else "items--cursor-blurred"
        sign = cursor if line == self._starts.get(self._cursor) else " "
        gutter = Segment(sign.ljust(GUTTER), self.line_style(style))
        text = super().draw_line(line, max(0, width - GUTTER))
        return Strip([gutter, *text]).adjust_cell_length(width, self.line_style())

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw(self._at, columns=GUTTER)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor to an item; a click on the current item posts `Clicked`."""
        offset = event.get_content_offset(self)
        line = self.line_at(offset.y) if offset is not None else -1
        start = max((y for y in self._starts.values() if y <= line < self.line_count), default=None)
        if start is None:
            return
        if start == self._at:
            self.post_message(self.Clicked())
        else:
            self._put(start)
