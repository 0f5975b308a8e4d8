"""A line to type in, without what Textual does for each letter and change of the focus."""

from __future__ import annotations

from typing import Any

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class TextInput(Input):
    """A text input of one line: no border, nothing blinks, and it looks alike without the focus."""

    DEFAULT_CSS = """
    TextInput {
        background: $surface;
        background-tint: $foreground 5%;
    }
    """

    # Textual would lay out the whole screen for each letter.
    virtual_size = Reactive(Size())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, compact=True, **kwargs)
        self.cursor_blink = False

    def watch_has_focus(self, has_focus: bool) -> None:
        """Called when the focus came or went: Textual would match all rules anew."""
