"""Text of line-drawn views that the mouse selects, as in a terminal: from a place to a place.

Textual finds out what is below the mouse by marks in what is painted, which would make each paint
dearer; the screen asks these views instead.
"""

from __future__ import annotations

from textwrap import dedent

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

SELECTED = Style(reverse=True)

CURSORS = str.maketrans("▌▐", "  ")
"""What stands at the sides of a line and is not its text."""

MOST_LINES = 1000
"""How many lines are copied at most."""


class SelectableLines(ScrollView):
    """A view of lines in which a text can be selected.

    Rows are counted from the first line of the text, or from the header if there is one.
    """

    ALLOW_SELECT = True

    @property
    def shown_rows(self) -> range:
        """The rows in view."""
        raise NotImplementedError

    def row_strip(self, row: int) -> Strip:
        """A row as it is drawn, without what a selection adds to it."""
        raise NotImplementedError

    def row_at(self, y: int) -> int:
        """The row that is drawn at `y` of the content area."""
        raise NotImplementedError

    def text_offset(self, x: int, y: int) -> Offset:
        """The place in the text that is drawn at a cell of the content area, or nearest to it."""
        row, cells = self.row_at(max(0, min(y, self.size.height - 1))), 0
        text = self.row_strip(row).text
        for at, letter in enumerate(text):
            cells += cell_len(letter)
            if cells > x:
                return Offset(at, row)
        return Offset(len(text), row)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text without blanks at the ends of lines; called by Textual."""
        shown = self.shown_rows
        first = selection.start.y if selection.start is not None else shown.start
        last = selection.end.y if selection.end is not None else shown.stop - 1
        lines = []
        for row in range(first, min(last, first + MOST_LINES - 1) + 1):
            span = selection.get_span(row)
            if span is not None:
                text, (start, end) = self.row_strip(row).text, span
                part = text[start:] if end < 0 else text[start:end]
                lines.append(part.translate(CURSORS).rstrip())
        return dedent("\n".join(lines)).strip("\n"), "\n"

    def with_selection(self, strip: Strip, row: int) -> Strip:
        """The strip of a row, with what is selected of it reversed."""
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        if span is None:
            return strip
        start, end = (cell_len(strip.text[:at]) if at >= 0 else None for at in span)
        end = strip.cell_length if end is None else end
        chosen = strip.crop(start or 0, end).apply_style(SELECTED)
        return Strip.join([strip.crop(0, start), chosen, strip.crop(end)])

    def text_select_all(self) -> None:
        """Nothing: a second click on a line is a click."""

    def check_message_enabled(self, message: Message) -> bool:
        """Return False for the click that Textual makes of the end of a selection."""
        is_click = isinstance(message, events.Click) and self.text_selection is not None
        return not is_click and super().check_message_enabled(message)
