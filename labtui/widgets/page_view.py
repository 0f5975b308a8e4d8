"""A text with places that a cursor can be at, such as the findings of a system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip

from labtui.widgets.text_view import TextView

GUTTER = 2
"""Columns at the left for the cursor; a move of the cursor repaints only these."""

CONTEXT = 2
"""How many lines before a place stay in view when the page is turned to it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a text; a place for the cursor if it has a key."""

    lines: Sequence[Content]
    key: str | None = None


ComposePassages: TypeAlias = Callable[[int], Iterable[Passage]]
"""Returns the passages of a text for a width in cells; no line is wider."""


class PageView(TextView):
    """A text to scroll through, with a cursor that moves from place to place.

    The cursor moves to the next place that way once all of the current one is in view;
    otherwise the text scrolls by a line. When the text changes, the cursor stays on its key, or
    goes to the place that follows if the key is gone.
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
        """The current place was clicked."""

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
        """The key of the place at the cursor; None if there is no place."""
        return self._keys[self._cursor] if self._keys else None

    def show_anew(self) -> None:
        """Compose the passages again; repaints only the lines that differ.

        A cursor that was in view stays in view, even if its place moved. A view at the top with
        the cursor at the first place stays at the top.
        """
        before, seen = self._place, self.visible_lines
        at_top = self._cursor == 0 and self.scroll_offset.y == 0
        self.show(self._compose_text)
        if self._place != before:
            self.redraw(*before, *self._place, columns=GUTTER)
        if before and before.start in seen and not at_top:
            self.reveal()

    def reveal(self) -> None:
        """Scroll until the current place is in view; at the first place, also the text above it."""
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
        """The lines of the current place; empty if there is no place."""
        return self._places[self._cursor] if self._places else range(0)

    def _compose_text(self, width: int) -> list[Content]:
        """The lines of all passages; records where the places are."""
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
        """A line of the text, with the cursor in its gutter if it is in the current place."""
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
        """Find the places before the first paint, since keys may be typed ahead of it."""
        self._compose_text(self.app.size.width)

    def on_resize(self) -> None:
        """Keep the cursor in view; with the cursor at the first place, stay at the top."""
        if self._cursor > 0:
            self.reveal()

    # --- keys and mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the current place chooses it."""
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
        """Move the cursor to the next place that way; if there is none, scroll by a line."""
        place, visible = self._place, self.visible_lines
        more = place.stop > visible.stop if lines > 0 else place.start < visible.start
        more = more and bool(visible)  # a key typed ahead may come before the first layout
        if place and not more and 0 <= self._cursor + lines < len(self._places):
            self._go_to(self._cursor + lines)
        else:
            super().action_move(lines)

    def action_page(self, pages: float) -> None:
        """Scroll by so many pages; the cursor moves to a place in view, if there is one."""
        super().action_page(pages)
        seen = [n for n, place in enumerate(self._places) if place.start in self.visible_lines]
        if seen:
            self._put_cursor(max(seen[0], min(self._cursor, seen[-1])))

    def action_first(self) -> None:
        """Move the cursor to the first place, and scroll to the top."""
        self._put_cursor(0)
        super().action_first()

    def action_last(self) -> None:
        """Move the cursor to the last place, and scroll to the end."""
        self._put_cursor(len(self._places) - 1)
        super().action_last()

    def _go_to(self, number: int) -> None:
        """Put the cursor at a place, and bring it into view."""
        self._put_cursor(number)
        self.reveal()

    def _put_cursor(self, number: int) -> None:
        """Put the cursor at a place; repaints the gutters of the old and the new place."""
        before = self._place
        self._cursor = max(0, number)
        if self._place != before:
            self.redraw(*before, *self._place, columns=GUTTER)
