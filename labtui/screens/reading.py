"""The base of screens that are there to read: one long text about a system."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.anywhere import READING
from labtui.commands.command import bindings
from labtui.screens.lab_screen import READING_WIDTH, LabScreen
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.lines.layout import Lines
from labtui.widgets.text_view import TextView


class ReadingScreen(LabScreen[None]):
    """A title and a text; it shows the lab as it was when it was opened, but for the day."""

    CSS_PATH = "reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*READING)

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading

    def lines(self, width: int) -> Lines:
        """The text, for a width in cells."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The text below its title."""
        yield TitleBar(self._heading)
        yield TextView(self._lines)
        yield KeyBar(READING)

    def _lines(self, width: int) -> Lines:
        return self.lines(max(1, min(width - 1, READING_WIDTH)))

    def follow_day(self) -> None:
        """Show the text as of the day it is."""
        self.query_one(TextView).show(self._lines)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss()
