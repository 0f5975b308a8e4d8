"""The one searchable list: references, choices, sort orders, commands, keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input, Static

from labtui.commands.command import bindings
from labtui.commands.dialogs import PICKER
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.line_view import LineView

WIDTH = 72
HEIGHT = 18
CHROME = 5
"""Lines of the box that are no items: two of border, title, search, hint."""

EXPLAINED = 2
"""Lines in which a note is said in full."""

GAP = 2
"""Columns between label, note and keys."""

NOTHING = ""
"""The key of the entry that picks nothing."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to pick."""

    key: str
    label: str
    note: str = ""
    """What is said of it, after the label."""
    keys: str = ""
    """The keys that do the same, at the right."""


class Search:
    """Finds items by words anywhere in them, those that begin with what was typed first."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._texts: list[tuple[str, str, str]] | None = None

    def find(self, query: str) -> Sequence[Item]:
        """The items in which every word of `query` occurs; all of them for an empty one."""
        wanted = query.casefold().split()
        if not wanted:
            return self._items
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
    """The items, a line each, with a cursor; the search line has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = []  # they are the screen's

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
    | `picker--dim` | Notes, the entry that picks nothing, and what is said where nothing matches. |
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
        """An item was clicked; it has the cursor now."""

    @dataclass
    class Moved(Message):
        """Another item has the cursor."""

    def __init__(self, items: Sequence[Item], chosen: Iterable[str], *, many: bool) -> None:
        super().__init__()
        self.chosen = dict.fromkeys(chosen)
        """The keys of the chosen items, in the order they were chosen."""
        self._many = many
        self._items: Sequence[Item] = items
        self._cursor = self._home()
        self._label_width = max((cell_len(printable(item.label)) for item in items), default=0)
        self.line_count = len(items)

    @property
    def cursor(self) -> int:
        """The number of the line the cursor is on."""
        return self._cursor

    @property
    def current(self) -> Item | None:
        """The item under the cursor; None where nothing matches."""
        return self._items[self._cursor] if self._items else None

    def set_items(self, items: Sequence[Item], *, home: bool) -> None:
        """Show these items instead; the cursor goes `home`, or to the first."""
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
        """Put the cursor on the item at `line`, or the nearest there is."""
        old = self._cursor
        self._cursor = max(0, min(line, len(self._items) - 1))
        if self._cursor != old:
            self.redraw(old, self._cursor, columns=1)
            self._reveal()
            self.post_message(self.Moved())

    def toggle(self) -> None:
        """Choose the item under the cursor, or let it go; the entry for nothing lets all go."""
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
        """The first chosen item, or the first that is one."""
        keys = [item.key for item in self._items]
        chosen = (line for line, key in enumerate(keys) if key in self.chosen)
        real = 1 if self._many and len(keys) > 1 and keys[0] == NOTHING else 0
        return next(chosen, real)

    def _reveal(self) -> None:
        """Turn the page when the cursor left the view."""
        self.turn_to(self._cursor, 0)

    def on_resize(self) -> None:
        self._reveal()

    def draw_line(self, line: int, width: int) -> Strip:
        """An item: cursor, sign, label, note, and at the right its keys."""
        item = self._items[line]
        chosen = item.key in self.chosen
        keys = f"{' ' * GAP}{printable(item.keys)}" if item.keys else ""
        cursor = "▌" if line == self._cursor else " "
        sign = self._sign(item, chosen=chosen)
        room = max(0, width - len(cursor) - len(sign) - cell_len(keys))
        label_width = min(self._label_width, room // 2 if item.note else room)
        label = printable(item.label)
        # A label longer than its column takes what the note leaves.
        spare = room - GAP - cell_len(printable(item.note)) if item.note else room
        label_width = max(label_width, min(cell_len(label), spare))
        note = clip(printable(item.note), room - label_width - GAP)
        style = "picker--dim" if item.key == NOTHING else "picker--chosen" if chosen else ""
        text = pad(label, label_width) + " " * GAP if note else label
        strip = Strip(
            [
                Segment(cursor, self.line_style("picker--cursor")),
                Segment(sign + text, self.line_style(style)),
                Segment(note, self.line_style("picker--dim")),
            ]
        ).adjust_cell_length(width - cell_len(keys), self.line_style())
        if not keys:
            return strip
        return Strip([*strip, Segment(keys, self.line_style("picker--keys"))], width)

    def _sign(self, item: Item, *, chosen: bool) -> str:
        if self._many:
            return "     " if item.key == NOTHING else " [x] " if chosen else " [ ] "
        return " • " if chosen else "   "

    def draw_filler(self, line: int, width: int) -> Strip:
        """Blank, or in the place of the first item, that there is none."""
        if line:
            return super().draw_filler(line, width)
        return Strip([Segment(pad("   nothing matches", width), self.line_style("picker--dim"))])

    def on_click(self, event: events.Click) -> None:
        """A click picks, or ticks."""
        offset = event.get_content_offset(self)
        line = self.line_at(offset.y) if offset is not None else -1
        if 0 <= line < len(self._items):
            self.move(line)
            self.post_message(self.Clicked())


class SearchInput(Input):
    """The search line; in a list to tick, Space is left to the screen."""

    DEFAULT_CSS = """
    SearchInput {
        &:focus { background: $surface; background-tint: $foreground 5%; }
    }
    """

    def __init__(self, *, many: bool) -> None:
        super().__init__(placeholder="type to search", compact=True)
        self.cursor_blink = False
        self._many = many

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """All that can be typed, but for the key that ticks."""
        return not (self._many and key == "space") and super().check_consume_key(key, character)

    def on_key(self, event: events.Key) -> None:
        if self._many and event.key == "space":
            event.prevent_default()  # typing it; the screen's binding follows


class Picker(ModalScreen[tuple[str, ...] | None]):
    """A list to search and pick from.

    Its result is the keys picked, or None if it was left: `("",)` for the entry that picks
    nothing, and with `many` also `()`, when nothing is ticked any more.
    """

    AUTO_FOCUS = "SearchInput"

    BINDINGS: ClassVar[list[BindingType]] = bindings(*PICKER)

    # A background that dims what is below would repaint the whole screen over the link.
    DEFAULT_CSS = f"""
    Picker {{
        align: center middle;
        background: transparent;
        & > Vertical {{
            width: {WIDTH};
            max-width: 100%;
            max-height: 100%;
            border: round $border;
            padding: 0 1;
            background: $background;
        }}
        & #title {{ height: 1; text-style: bold; }}
        & #hint {{ height: 1; color: $text-muted; }}
        & #explanation {{ height: {EXPLAINED}; color: $foreground-muted; }}
    }}
    """

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        *,
        chosen: Collection[str] | None = None,
        many: bool = False,
        empty_label: str | None = None,
        explained: bool = False,
    ) -> None:
        """Offer these items, those `chosen` first found; `explained`: with the note in full below.

        `empty_label` is what the entry that picks nothing is called, where there is one. Where
        nothing is chosen of what could be, Enter alone leaves it at that.
        """
        super().__init__()
        self._explained = explained
        self._title = printable(title)
        self._many = many
        self._untouched = not chosen
        self._aimed = bool(chosen) or (chosen is None and not many)
        """Whether the cursor is where somebody put it: a list to tick picks nothing by itself."""
        chosen = chosen or ()
        known = {item.key for item in items}
        shown = [Item(key, key, "unknown") for key in chosen if key not in known and key != NOTHING]
        if empty_label is not None:
            shown.insert(0, Item(NOTHING, empty_label))
        shown += items
        self._count = len(shown) - (empty_label is not None)
        self._search = Search(shown)
        self._lines = PickerLines(shown, chosen, many=many)
        self._height = min(HEIGHT, len(shown) + CHROME + EXPLAINED * explained)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.styles.height = self._height
            yield Static(Content(self._title), id="title", markup=False)
            yield SearchInput(many=self._many)
            yield self._lines
            if self._explained:
                yield Static(self._explanation(), id="explanation", markup=False)
            yield Static(self._hint(), id="hint", markup=False)

    def _explanation(self) -> Content:
        item = self._lines.current
        return Content(printable(item.note)) if item is not None else Content("")

    @on(PickerLines.Moved)
    def _explain(self) -> None:
        if self._explained:
            self.query_one("#explanation", Static).update(self._explanation(), layout=False)

    def _hint(self) -> Content:
        ticked = len(self._lines.chosen)
        if not self._aimed:
            tick = "Space tick   " if self._many else ""
            return Content(f"{tick}↑↓ or type, then Enter   Esc leave")
        tick = "Space tick   " if self._many else "↑↓ move   "
        enter = f"keep {ticked or 'none'} ticked" if self._many and not self._picks_one else "pick"
        return Content(f"{tick}Enter {enter}   Esc leave")

    @property
    def _picks_one(self) -> bool:
        """Whether Enter picks the item under the cursor, not what is ticked."""
        return not self._many or (self._untouched and not self._lines.chosen)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Ticking is for lists of which one may pick many."""
        return action != "tick" or self._many

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        found = self._search.find(event.value)
        searching = bool(event.value.strip())
        if searching:
            self._aim()
        self._lines.set_items(found, home=not searching)
        title = self._title
        if searching:
            title += f"   {sum(item.key != NOTHING for item in found)} of {self._count}"
        self.query_one("#title", Static).update(Content(title), layout=False)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        item = self._lines.current
        if not self._aimed:
            self.dismiss(None)
        elif item is not None and (self._picks_one or item.key == NOTHING):
            self.dismiss((item.key,))
        elif not self._picks_one:
            self.dismiss(tuple(self._lines.chosen))

    @on(PickerLines.Clicked)
    def _clicked(self, event: PickerLines.Clicked) -> None:
        event.stop()
        item = self._lines.current
        if item is not None and (not self._many or item.key == NOTHING):
            self.dismiss((item.key,))
        else:
            self.action_tick()

    def _aim(self) -> None:
        if not self._aimed:
            self._aimed = True
            self.query_one("#hint", Static).update(self._hint(), layout=False)

    def action_move(self, lines: int) -> None:
        """Move the cursor by some items, down or (negative) up."""
        self._aim()
        self._lines.move(self._lines.cursor + lines)

    def action_page(self, pages: float) -> None:
        """Move the cursor by so many pages."""
        self._aim()
        self._lines.move(self._lines.cursor + self._lines.page_step(pages))

    def action_tick(self) -> None:
        """Tick the item under the cursor, or untick it."""
        self._untouched, self._aimed = False, True
        self._lines.toggle()
        self.query_one("#hint", Static).update(self._hint(), layout=False)

    def action_leave(self) -> None:
        """Leave without picking."""
        self.dismiss(None)
