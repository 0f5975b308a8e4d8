"""A text with places in it that a cursor goes to, such as the findings of a system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from labtui.widgets.line_view import TextView

GUTTER = 2
"""Columns at the left for the cursor: all that a move of it repaints."""

CONTEXT = 2
"""How many lines before a place stay in view when the page is turned to it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a text; with a key, a place the cursor can be at."""

    lines: Sequence[Content]
    key: str | None = None


ComposePassages: TypeAlias = Callable[[int], Iterable[Passage]]
"""Given a width in cells, the passages of a text, no line of them wider."""


class PageView(TextView):
    """A text to scroll through, with a cursor that goes from place to place in it.

    The cursor moves where there is a place that way, once all of the one it is at was in view;
    else the text scrolls by a line. What changes the text leaves the cursor on its key, or where
    that is gone, on what follows it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--cursor", "page--cursor-blurred"}
    """
    | Class | Description |
    | :- | :- |
    | `page--cursor` | The cursor in the gutter. |
    | `page--cursor-blurred` | The same while the focus is elsewhere. |
    """

    DEFAULT_CSS = """
    PageView {
        & > .page--cursor { color: $text-primary; }
        & > .page--cursor-blurred { color: $text-muted; }
    }
    """

    @dataclass
    class Selected(Message):
        """The place that has the cursor was clicked."""

        key: str

    def __init__(self, passages: ComposePassages, *, id: str | None = None) -> None:
        super().__init__(self._compose_text, id=id)
        self._passages = passages
        self._keys: list[str] = []
        self._places: list[range] = []
        """The lines of each place, in the order of the keys."""
        self._cursor = 0

    @property
    def current(self) -> str | None:
        """The key of the place the cursor is at; None where there is none."""
        return self._keys[self._cursor] if self._keys else None

    def show_anew(self) -> None:
        """Show the passages as they are now; repaints only the lines that differ.

        A cursor that was in view stays so, wherever its place came to; but who was at the top,
        and has moved nowhere yet, stays there.
        """
        before, seen = self._place, self.visible_lines
        at_top = self._cursor == 0 and self.scroll_offset.y == 0
        self.show(self._compose_text)
        if self._place != before:
            self.redraw(*before, *self._place, columns=GUTTER)
        if before and before.start in seen and not at_top:
            self.reveal()

    def reveal(self) -> None:
        """Bring the place the cursor is at into view; at the first, the text above too."""
        place, visible = self._place, self.visible_lines
        page = len(visible)
        if not place or not page:
            return
        context = min(CONTEXT, page // 3)
        if self._cursor == 0 and place.stop <= page:
            self.jump(0)
        elif place.start < visible.start:
            self.jump(min(place.start, place.stop + context - page))
        elif place.stop > visible.stop:
            self.jump(place.start - context)

    @property
    def _place(self) -> range:
        """The lines of the place the cursor is at; none where there is no place."""
        return self._places[self._cursor] if self._places else range(0)

    def _compose_text(self, width: int) -> list[Content]:
        """The lines of all passages, and where the places among them are."""
        old_key = self.current
        lines: list[Content] = []
        self._keys, self._places = [], []
        for passage in self._passages(width - GUTTER):
            start = len(lines)
            lines += passage.lines
            if passage.key is not None:
                self._keys.append(passage.key)
                self._places.append(range(start, len(lines)))
        if old_key in self._keys:
            self._cursor = self._keys.index(old_key)
        else:
            self._cursor = max(0, min(self._cursor, len(self._keys) - 1))
        return lines

    def draw_line(self, line: int, width: int) -> Strip:
        """A line of the text, behind the cursor where that is at it."""
        sign = "▎" if not self.has_focus else "▌"
        component = "page--cursor" if self.has_focus else "page--cursor-blurred"
        gutter = Segment(
            f"{sign if line in self._place else ' ':<{GUTTER}}", self.line_style(component)
        )
        return Strip([gutter, *super().draw_line(line, width - GUTTER)])

    # --- changes of state

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw(*self._place, columns=GUTTER)

    def on_mount(self) -> None:
        """Know the places before the first paint: keys may be typed ahead of it."""
        self._compose_text(self.app.size.width)

    def on_resize(self) -> None:
        """Keep the cursor in view, but open at the top, whatever text is before the first place."""
        if self._cursor > 0:
            self.reveal()

    # --- keys and mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; at the place that has it, it chooses that."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = self.line_at(offset.y)
        for number, place in enumerate(self._places):
            if line in place and number == self._cursor:
                self.post_message(self.Selected(self._keys[number]))
            elif line in place:
                self._go_to(number)

    def action_move(self, lines: int) -> None:
        """Move the cursor to the next place that way; where there is none, scroll by a line."""
        place, visible = self._place, self.visible_lines
        more = place.stop > visible.stop if lines > 0 else place.start < visible.start
        if place and not more and 0 <= self._cursor + lines < len(self._places):
            self._go_to(self._cursor + lines)
        else:
            super().action_move(lines)

    def action_page(self, pages: float) -> None:
        """Scroll by so many pages; the cursor comes along where there is a place in view."""
        super().action_page(pages)
        seen = [n for n, place in enumerate(self._places) if place.start in self.visible_lines]
        if seen:
            self._put_cursor(max(seen[0], min(self._cursor, seen[-1])))

    def action_first(self) -> None:
        """Go to the first place, and to the top."""
        self._put_cursor(0)
        super().action_first()

    def action_last(self) -> None:
        """Go to the last place, and to the end."""
        self._put_cursor(len(self._places) - 1)
        super().action_last()

    def _go_to(self, number: int) -> None:
        """Put the cursor at a place, and bring that into view."""
        self._put_cursor(number)
        self.reveal()

    def _put_cursor(self, number: int) -> None:
        """Put the cursor at a place; repaints the gutters of it and of the one before."""
        before = self._place
        self._cursor = max(0, number)
        if self._place != before:
            self.redraw(*before, *self._place, columns=GUTTER)
