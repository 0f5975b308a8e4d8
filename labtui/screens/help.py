"""The help of a screen: its keys and its words, to read and to search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from labtui.commands.command import bindings
from labtui.commands.dialogs import HELP
from labtui.data.framework.glossary import GLOSSARY
from labtui.screens.picker import SearchDialog, SearchInput
from labtui.widgets.help_view import HelpView
from labtui.widgets.lines.help import HelpEntry, HelpSection
from labtui.widgets.retire_view import ItemsView

WIDTH = 80

HINT = "↑↓ move   Tab keys, words   Enter press this key   Esc close"
HINT_WORD = "↑↓ move   Tab keys, words   Enter or Esc close"


def help_sections(
    keys: Sequence[HelpEntry], terms: Sequence[str], shell: Sequence[HelpEntry] = ()
) -> list[HelpSection]:
    """The keys of a screen, the words that stand on it, what a shell is for, and other words."""

    def words(ids: Sequence[str]) -> list[HelpEntry]:
        return [HelpEntry(id, *GLOSSARY[id]) for id in ids]

    others = [id for id in GLOSSARY if id not in terms]
    sections = (
        HelpSection("Keys here", keys),
        HelpSection("Words on this screen", words(terms)),
        HelpSection("Not here, but in a shell", shell),
        HelpSection("All other words" if terms else "Words", words(others)),
    )
    return [section for section in sections if section.entries]


class HelpScreen(SearchDialog[str | None]):
    """Keys and words; the result is the id of a command to run, or None."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*HELP)

    DEFAULT_CSS = f"""
    HelpScreen {{
        & > Vertical {{ width: {WIDTH}; height: 40; }}
    }}
    """

    def __init__(self, sections: Sequence[HelpSection]) -> None:
        super().__init__()
        self._keys = frozenset(
            entry.id for section in sections for entry in section.entries if entry.keys
        )
        self._view = HelpView(sections)
        self._input = SearchInput(many=False)

    def compose(self) -> ComposeResult:
        """The search line above the text."""
        with Vertical():
            yield Static("Keys of this screen, and what its words mean", id="title", markup=False)
            yield self._input
            yield self._view
            yield Static(HINT, id="hint", markup=False)

    @property
    def _hint(self) -> Content:
        return Content(HINT if self._view.current in self._keys else HINT_WORD)

    def _show_hint(self) -> None:
        self.query_one("#hint", Static).update(self._hint, layout=False)

    @on(Input.Changed)
    def _find(self, event: Input.Changed) -> None:
        event.stop()
        self._view.find(event.value)
        self._show_hint()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        """Run the command of a key; with a word, which is only to be read, close."""
        event.stop()
        current = self._view.current
        self.dismiss(current if current in self._keys else None)

    @on(ItemsView.Clicked)
    def _clicked(self, event: ItemsView.Clicked) -> None:
        event.stop()
        if (current := self._view.current) in self._keys:
            self.dismiss(current)

    def action_move(self, lines: int) -> None:
        """Move the cursor to the next entry, or back."""
        self._view.action_move(lines)
        self._show_hint()

    def action_page(self, pages: float) -> None:
        """Scroll by so many pages."""
        self._view.action_page(pages)
        self._show_hint()

    def action_section(self) -> None:
        """To the next heading."""
        self._view.next_section()
        self._show_hint()
