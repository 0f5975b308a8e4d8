"""The line-drawn list of a picker: items to pick, found by words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.line_view import REVERSED, LineView

GAP = 2
"""Columns between label, note and keys."""


NOTHING = ""
"""The key of the entry that picks nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item to pick."""

    key: str
    label: str
    note: str = ""
    """A remark after the label."""
    keys: str = ""
    """The keys that do the same, shown at the right."""
    offered: bool = True
    """False if it is only shown when what is typed finds it."""


class Search:
    """Finds items by words anywhere in them; items that begin with the query come first."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._offered = [item for item in items if item.offered]
        self._texts: list[tuple[str, str, str]] | None = None

    def find(self, query: str) -> Sequence[Item]:
        """The items that contain every word of `query`; those that are offered if it is empty."""
        wanted = query.casefold().split()
        if not wanted:
            return self._offered
        if self._texts is None:
            self._texts = [
                (item.key.casefold(), item.label.casefold(), item.note.casefold())
                for item in self._items
            ]
        start = " ".join(wanted)
        at_start: list[Item] = []
        anywhere: list[Item] = []
        for item, (key, label, note) in zip(self._items, self._texts, strict=True):
            if all(word in key or word in label or word in note for word in wanted):
                first = key.startswith(start) or label.startswith(start)
                (at_start if first else anywhere).append(item)
        return at_start + anywhere


class PickerLines(LineView, can_focus=False, inherit_bindings=False):
    """The items, a line each, with a cursor; the focus stays on the search line."""

    BINDINGS: ClassVar[list[BindingType]] = []  # the screen has the bindings

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "picker--cursor",
        "picker--chosen",
        "picker--dim",
        "picker--keys",
    }
    """
    | Class | Description |
    | :- | :- |
    | `picker--cursor` | The cursor in the gutter. |
    | `picker--chosen` | The sign and the label of an item that is chosen. |
    | `picker--dim` | Notes, the entry that picks nothing, and the notice that nothing matches. |
    | `picker--keys` | The keys of an item. |
    """

    DEFAULT_CSS = """
    PickerLines {
        height: 1fr;
        & > .picker--cursor { color: $text-primary; }
        & > .picker--chosen { color: $foreground; text-style: bold; }
        & > .picker--dim { color: $text-muted; }
        & > .picker--keys { color: $text-primary; }
    }
    """

    @dataclass
    class Clicked(Message):
        """An item was clicked, and has the cursor."""

    @dataclass
    class Moved(Message):
        """The cursor moved to another item."""

    def __init__(
        self,
        items: Sequence[Item],
        chosen: Iterable[str],
        *,
        many: bool,
        on_empty: bool = False,
    ) -> None:
        super().__init__()
        self._on_empty = on_empty
        self.chosen = dict.fromkeys(chosen)
        """The keys of the chosen items, in the order they were chosen."""
        self._many = many
        self._items: Sequence[Item] = items
        self._cursor = self._home()
        self._label_width = max((cell_len(printable(item.label)) for item in items), default=0)
        self._note_width = max((cell_len(printable(item.note)) for item in items), default=0)
        self._signs = many or any(item.key in self.chosen for item in items)
        self.line_count = len(items)

    @property
    def cursor(self) -> int:
        """The number of the line the cursor is on."""
        return self._cursor

    @property
    def current(self) -> Item | None:
        """The item under the cursor; None if nothing matches."""
        return self._items[self._cursor] if self._items else None

    def set_items(self, items: Sequence[Item], *, home: bool) -> None:
        """Show these items instead; the cursor goes to `_home`, or else to the first."""
        before = {line: self._item_at(line) for line in self.visible_lines}
        old = self._cursor
        top = self.scroll_offset.y
        self._items = items
        self._cursor = self._home() if home else 0
        self.forget()
        self.line_count = len(items)
        self._reveal()
        if self.scroll_offset.y == top:
            changed = {line for line, item in before.items() if item is not self._item_at(line)}
            if not items or None in before.values():
                changed.add(0)
            self.redraw(*changed, old, self._cursor)
        self.post_message(self.Moved())

    def move(self, line: int) -> None:
        """Put the cursor on the item at `line`, or on the nearest one."""
        old = self._cursor
        self._cursor = max(0, min(line, len(self._items) - 1))
        if self._cursor != old:
            self.redraw(old, self._cursor)
            self._reveal()
            self.post_message(self.Moved())

    def toggle(self) -> None:
        """Choose the item under the cursor or discard the choice; `NOTHING` discards all."""
        item = self.current
        if item is None:
            return
        if item.key == NOTHING:
            self.chosen.clear()
            self.redraw_all()
            return
        if item.key in self.chosen:
            del self.chosen[item.key]
        else:
            self.chosen[item.key] = None
        self.redraw(self._cursor)

    def _item_at(self, line: int) -> Item | None:
        return self._items[line] if line < len(self._items) else None

    def _home(self) -> int:
        """The line of the first chosen item, or of the first item."""
        keys = [item.key for item in self._items]
        chosen = (line for line, key in enumerate(keys) if key in self.chosen)
        past_empty = self._many and not self._on_empty
        real = 1 if past_empty and len(keys) > 1 and keys[0] == NOTHING else 0
        return next(chosen, real)

    def _reveal(self) -> None:
        """Turn the page if the cursor is out of view."""
        self.turn_to(self._cursor, 0)

    def on_resize(self) -> None:
        self._reveal()

    def draw_line(self, line: int, width: int) -> Strip:
        """An item: cursor, sign, label, note, and its keys at the right."""
        item = self._items[line]
        chosen = item.key in self.chosen
        keys = f"{' ' * GAP}{printable(item.keys)}" if item.keys else ""
        cursor = "▌" if line == self._cursor else " "
        sign = self._sign(item, chosen=chosen)
        room = max(0, width - len(cursor) - len(sign) - cell_len(keys))
        half = max(room // 2, room - GAP - self._note_width) if item.note else room
        label_width = min(self._label_width, half)
        label = printable(item.label)
        # A label longer than its column takes the room that the note leaves.
        spare = room - GAP - cell_len(printable(item.note)) if item.note else room
        label_width = max(label_width, min(cell_len(label), spare))
        note = clip(printable(item.note), room - label_width - GAP)
        style = "picker--dim" if item.key == NOTHING else "picker--chosen" if chosen else ""
        label = clip(label, label_width)
        gap = " " * (label_width - cell_len(label) + GAP) if note else ""
        strip = Strip(
            [
                Segment(cursor, self.line_style("picker--cursor")),
                Segment(sign, self.line_style(style)),
                Segment(label, self.line_style(style if cursor == " " else REVERSED)),
                Segment(gap + note, self.line_style("picker--dim")),
            ]
        ).adjust_cell_length(width - cell_len(keys), self.line_style())
        if not keys:
            return strip
        return Strip([*strip, Segment(keys, self.line_style("picker--keys"))], width)

    def _sign(self, item: Item, *, chosen: bool) -> str:
        if self._many:
            return "     " if item.key == NOTHING else " [x] " if chosen else " [ ] "
        return " " if not self._signs else " • " if chosen else "   "

    def draw_filler(self, line: int, width: int) -> Strip:
        """A blank line, or in place of the first item a notice that nothing matches."""
        if line:
            return super().draw_filler(line, width)
        return Strip([Segment(pad("   nothing matches", width), self.line_style("picker--dim"))])

    def on_click(self, event: events.Click) -> None:
        """A click picks an item, or ticks it."""
        offset = event.get_content_offset(self)
        line = self.line_at(offset.y) if offset is not None else -1
        if 0 <= line < len(self._items):
            self.move(line)
            self.post_message(self.Clicked())
