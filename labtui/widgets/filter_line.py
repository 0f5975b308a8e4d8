"""The line in which a filter is typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static


class FilterLine(Horizontal):
    """A slash and the words; hidden until a filter is asked for."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        background: $surface;
        display: none;
        & > Static { width: 2; padding-left: 1; color: $text-primary; }
    }
    """

    def __init__(self, said: str, words: str = "") -> None:
        """Show `said` while nothing is typed."""
        super().__init__(id="filter")
        self._input = Input(words, said, compact=True)
        self._input.cursor_blink = False

    def compose(self) -> ComposeResult:
        """The slash and the text input."""
        yield Static("/")
        yield self._input
