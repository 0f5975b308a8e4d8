"""The help as a text to scroll through, with a cursor that moves from entry to entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.content import Content
from textual.strip import Strip

from labtui.widgets.line_view import REVERSED
from labtui.widgets.lines.checklist import ItemLine
from labtui.widgets.lines.help import HelpSection, found, help_lines
from labtui.widgets.retire_view import GUTTER, ItemsView

NOTHING_FOUND = 'Nothing matches "{}". Try a word such as 3b, risk or proven, or fewer letters.'


class HelpView(ItemsView, can_focus=False, inherit_bindings=False):
    """Keys and words under their headings; the focus stays on the search line."""

    BINDINGS: ClassVar[list[BindingType]] = []  # the screen has the bindings

    DEFAULT_CSS = """
    HelpView { height: 1fr; }
    """

    def __init__(self, sections: Sequence[HelpSection]) -> None:
        self._sections = self._found = sections
        self._query = ""
        super().__init__(self._help, "")

    def _help(self, width: int) -> list[ItemLine]:
        if not self._found:
            said = Content(NOTHING_FOUND.format(self._query))
            return [ItemLine(line) for line in said.wrap(max(1, width))]
        return help_lines(self._found, self._query, width)

    def find(self, query: str) -> int:
        """Show only what matches, with the cursor on the first; return how many there are."""
        self._query, self._found = query, found(self._sections, query)
        self._cursor = ""
        self.show_anew()
        self.jump(0)
        return sum(len(section.entries) for section in self._found)

    def next_section(self) -> None:
        """Put the cursor on the first entry below the next heading, or the first of all."""
        heads = (section.entries[0].id for section in self._found)
        firsts = [self._starts[id] for id in heads if id in self._starts]  # none without a line
        after = next((y for y in firsts if y > self._at), min(firsts, default=0))
        if firsts:
            self._put(after)
            self.jump(max(0, after - 1))

    def _put(self, line: int) -> None:
        before = self._at
        super()._put(line)
        self.redraw(before, line)

    def draw_line(self, line: int, width: int) -> Strip:
        """A line of the text; the entry at the cursor has a sign and its name reversed."""
        strip = super().draw_line(line, width)
        if line != self._starts.get(self._cursor):
            return strip
        name = next(
            entry.name
            for section in self._found
            for entry in section.entries
            if entry.id == self._cursor
        )
        end = GUTTER + Content(name).cell_length
        sign = Segment("▌".ljust(GUTTER), self.line_style("items--cursor"))
        reversed_name = strip.crop(GUTTER, end).apply_style(self.line_style(REVERSED))
        return Strip([sign, *reversed_name, *strip.crop(end)], width)
