"""The line in which a filter is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from labtui.commands.command import bindings
from labtui.commands.lists import COMPLETING
from labtui.text.printable import printable
from labtui.widgets.text_input import TextInput

Completions = Callable[[str], Sequence[str]]
"""Returns the texts in which the last word of a text is whole."""

NO_COMPLETIONS: Sequence[str] = ()


class FilterInput(TextInput):
    """The text input; Tab completes the last word."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*COMPLETING)

    def __init__(self, words: str, said: str, completions: Completions | None) -> None:
        super().__init__(words, said)
        self._completions = completions
        self._turn: Sequence[str] = ()
        """What Tab goes through."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return False for completing where nothing is known to complete with."""
        if action == "complete" and self._completions is None:
            return False
        return super().check_action(action, parameters)

    @property
    def candidates(self) -> Sequence[str]:
        """The texts that Tab goes through, or would go through."""
        if self.value in self._turn:
            return self._turn
        return self._completions(self.value) if self._completions else NO_COMPLETIONS

    def action_complete(self, step: int) -> None:
        """Complete the last word as far as it is certain; then go through what it may be."""
        texts = self.candidates
        shared = _shared(texts)
        if self.value in texts and len(texts) > 1:
            at = (texts.index(self.value) + step) % len(texts)
            self._turn = texts
            self._type(texts[at])
        elif len(shared) > len(self.value):
            self._turn = ()
            self._type(shared)
        elif len(texts) > 1:
            self._turn = texts
            self._type(texts[0 if step > 0 else -1])

    def _type(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)


class FilterLine(Horizontal):
    """A slash, the words, and how the last of them may go on; hidden until it is asked for."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        background: $surface;
        display: none;
        & > #slash { width: 2; padding-left: 1; color: $text-primary; }
        & > #ends { width: auto; max-width: 60%; padding: 0 1; color: $foreground-muted; }
        & > Input { width: 1fr; }
    }
    """

    def __init__(self, said: str, words: str = "", completions: Completions | None = None) -> None:
        """Show `said` while nothing is typed, and what Tab completes the last word with."""
        super().__init__(id="filter")
        self._input = FilterInput(words, said, completions)

    def compose(self) -> ComposeResult:
        """The slash, the text input, and the completions."""
        yield Static("/", id="slash")
        yield self._input
        yield Static("", id="ends", markup=False)

    def on_input_changed(self) -> None:
        """Show how the last word may go on."""
        self.show_ends()

    def on_resize(self) -> None:
        """Show as many as another width has room for."""
        self.show_ends()

    def show_ends(self) -> None:
        """Show as many ends of the last word as there is room for; none while nothing is typed."""
        if not self.display:
            return
        typed = self._input.value.rpartition(" ")[2]
        texts = self._input.candidates if typed else ()
        ends = [text.rpartition(" ")[2] for text in texts]
        said = _packed([end for end in ends if end != typed], self.size.width * 3 // 5 - 8)
        self.query_one("#ends", Static).update(Content(f"Tab  {said}" if said else ""))


def _shared(texts: Sequence[str]) -> str:
    """What all of some texts begin with."""
    same = takewhile(lambda letters: len({*letters}) == 1, zip(*texts, strict=False))
    return "".join(letters[0] for letters in same)


def _packed(words: Sequence[str], room: int) -> str:
    """As many words as fit, with … if not all do."""
    said = ""
    for word in map(printable, words):
        longer = f"{said}  {word}" if said else word
        if cell_len(longer) + 2 > room:
            return f"{said} …" if said else ""
        said = longer
    return said
