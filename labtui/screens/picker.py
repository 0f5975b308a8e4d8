"""A searchable list, used for references, choices, sort orders, commands and keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from labtui.commands.command import bindings
from labtui.commands.dialogs import PICKER
from labtui.screens.flow import Dialog, Result
from labtui.text.printable import printable
from labtui.widgets.picker_list import NOTHING, Item, PickerLines, Search
from labtui.widgets.text_input import TextInput

WIDTH = 72
HEIGHT = 18
CHROME = 5
"""Lines of the box besides the items: two of border, title, search, hint."""

EXPLAINED = 2
"""Lines in which a note is shown in full."""


class SearchInput(TextInput):
    """The search line; with `many`, it leaves Space to the screen, which ticks an item."""

    def __init__(self, *, many: bool) -> None:
        super().__init__(placeholder="type to search")
        self._many = many

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return True for keys that type a character, except the key that ticks."""
        return not (self._many and key == "space") and super().check_consume_key(key, character)

    def on_key(self, event: events.Key) -> None:
        if self._many and event.key == "space":
            event.prevent_default()  # prevents typing it; the binding of the screen runs


class SearchDialog(Dialog[Result]):
    """A box with a title, a search line, what is found, and a hint."""

    AUTO_FOCUS = "SearchInput"

    DEFAULT_CSS = """
    SearchDialog {
        & > Vertical {
            max-width: 100%;
            max-height: 100%;
            border: round $border;
            padding: 0 1;
            background: $background;
        }
        & #title {
            height: 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & #hint { height: 1; color: $text-muted; }
    }
    """

    def action_leave(self) -> None:
        """Close without a result."""
        self.dismiss(None)


class Picker(SearchDialog[tuple[str, ...] | None]):
    """A list to search and pick from.

    The result is the picked keys, or None if cancelled. It is `("",)` for the empty entry and,
    with `many`, `()` when all items were unticked.
    """

    begins_on_empty: ClassVar[bool] = False
    """True if the cursor begins on the empty entry, which Enter then picks."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*PICKER)

    DEFAULT_CSS = f"""
    Picker {{
        & > Vertical {{ width: {WIDTH}; }}
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
        """Offer these items; with `explained`, show the note of the current one in full below.

        `chosen` are the keys chosen at first; if there are none although `chosen` is given, Enter
        alone cancels. `empty_label` adds an entry of that name that picks nothing.
        """
        super().__init__()
        self._explained = explained
        self._title = printable(title)
        self._many = many
        self._untouched = not chosen
        self._aimed = self.begins_on_empty or bool(chosen) or (chosen is None and not many)
        """True if Enter picks: something was chosen at first, or the cursor was moved since."""
        chosen = chosen or ()
        known = {item.key for item in items}
        shown = [Item(key, key, "unknown") for key in chosen if key not in known and key != NOTHING]
        if empty_label is not None:
            shown.insert(0, Item(NOTHING, empty_label))
        shown += (replace(item, offered=item.offered or item.key in chosen) for item in items)
        self._count = len(shown) - (empty_label is not None)
        self._search = Search(shown)
        offered = self._search.find("")
        self._lines = PickerLines(offered, chosen, many=many, on_empty=self.begins_on_empty)
        self._known = frozenset(item.key for item in shown)
        self._chosen = [*self._lines.chosen]
        self._input = SearchInput(many=many)
        self._height = min(HEIGHT, len(offered) + CHROME + EXPLAINED * explained)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.styles.height = self._height
            yield Static(Content(self._title), id="title", markup=False)
            yield self._input
            yield self._lines
            if self._explained:
                yield Static(self._explanation(), id="explanation", markup=False)
            yield Static(self._hint(), id="hint", markup=False)

    def typed(self) -> dict[str, Any]:
        """The words searched for, and the ticked items, if they are others than at first."""
        words, ticked = self._input.value, [*self._lines.chosen]
        if not words and ticked == self._chosen:
            return {}
        return {"words": words, "ticked": ticked}

    def retype(self, typed: Mapping[str, Any]) -> None:
        """Search and tick as in an earlier session."""
        if typed:
            self._input.value = printable(str(typed["words"]))
            ticked = dict.fromkeys(key for key in typed["ticked"] if key in self._known)
            if self._many and [*ticked] != self._chosen:
                self._lines.chosen, self._untouched, self._aimed = ticked, False, True

    def accepts(self, answer: object) -> bool:
        """Return True for items that can be picked here."""
        return isinstance(answer, tuple) and all(map(self._can_be_picked, answer))

    def _can_be_picked(self, key: object) -> bool:
        if key in self._known:
            return True
        item = self.made(str(key)[1:])
        return item is not None and item.key == key

    def made(self, words: str) -> Item | None:  # noqa: ARG002
        """The item that is offered for words which are the label of none; its key is one longer."""
        return None

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
            return Content(f"{tick}↑↓ or type, then Enter   Esc Cancel")
        tick = "Space tick   " if self._many else "↑↓ move   "
        enter = (
            f"keep {ticked or 'none'} ticked" if self._many and not self._picks_one else "choose"
        )
        return Content(f"{tick}Enter {enter}   Esc Cancel")

    @property
    def _picks_one(self) -> bool:
        """True if Enter picks the item under the cursor instead of the ticked ones."""
        return not self._many or (self._untouched and not self._lines.chosen)

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Return False for ticking unless several items can be picked."""
        return action != "tick" or self._many

    def on_mount(self) -> None:
        """Find what was searched for in an earlier session."""
        if self._input.value:
            self._find(self._input.value)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        event.stop()
        self._find(event.value)

    def _find(self, words: str) -> None:
        found = self._search.find(words)
        searching = bool(words.strip())
        if searching:
            self._aim()
        title = self._title
        if searching:
            title += f"   {sum(item.key != NOTHING for item in found)} of {self._count}"
            found = [*found, *self._new(words.strip(), found)]
        self._lines.set_items(found, home=not searching)
        self.query_one("#title", Static).update(Content(title), layout=False)

    def _new(self, words: str, found: Sequence[Item]) -> list[Item]:
        """The item made of the words; none if one that was found has this label."""
        is_there = any(words.casefold() in (it.label.casefold(), it.key) for it in found)
        item = None if is_there else self.made(words)
        return [item] if item is not None else []

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
        """Move the cursor down by so many items, or up if negative."""
        self._aim()
        self._lines.move(self._lines.cursor + lines)

    def action_page(self, pages: float) -> None:
        """Move the cursor down by so many pages, or up if negative."""
        self._aim()
        self._lines.move(self._lines.cursor + self._lines.page_step(pages))

    def action_tick(self) -> None:
        """Tick the item under the cursor, or untick it; what is typed next is a new search."""
        self._untouched, self._aimed = False, True
        self._lines.toggle()
        self._input.action_select_all()
        self.query_one("#hint", Static).update(self._hint(), layout=False)
