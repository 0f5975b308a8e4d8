"""The overview: panels of counts, steps and dates, with a cursor."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from labtui.commands.command import bindings
from labtui.commands.lists import OVERVIEW
from labtui.commands.moves import ITEM_MOVES
from labtui.data.analysis.overview.summary import Summary
from labtui.widgets.lines.layout import MUTED, Lines, text
from labtui.widgets.lines.overview.page import levels_told, overview_lines
from labtui.widgets.lines.panels import TITLE, TITLE_ELSEWHERE, Place, titles_in
from labtui.widgets.text_view import TextView

CURSOR, CURSOR_BLURRED = "▌", "▎"


class OverviewView(TextView):
    """The panels of the overview. The cursor repaints the two columns it leaves and enters."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*ITEM_MOVES, *OVERVIEW)

    class Highlighted(Message):
        """The cursor was moved."""

    class Selected(Message):
        """What the cursor is on was chosen."""

    def __init__(self) -> None:
        super().__init__(self._compose_panels)
        self._summary: Summary | None = None
        self._nothing = ""
        self._arranged: tuple[Size, Lines] | None = None
        """The lines for a size without the cursor: a key does not arrange the panels again."""
        self._places: list[Place] = []
        self._titles: list[tuple[int, int, int]] = []
        """The titles of the panels: the line of each, and where it starts and ends."""
        self._cursor = 0

    def show_summary(self, summary: Summary | None, nothing: str) -> None:
        """Show a lab; `nothing` is shown instead while there is no summary, or no system in it."""
        self._summary, self._nothing, self._arranged = summary, nothing, None
        self.show(self._compose_panels)

    @property
    def key(self) -> str | None:
        """The key of the place at the cursor; None where there is none."""
        return self._places[self._cursor].key if self._places else None

    def _compose_panels(self, width: int) -> Lines:
        if self._summary is None or not self._summary.counts.systems:
            self._places = []
            return self._nothing_lines(width)
        size = Size(width, self.page_lines)
        if self._arranged is None or self._arranged[0] != size:
            self._arranged = size, self._arrange(self._summary, size)
        return self._marked(self._arranged[1])

    def _nothing_lines(self, width: int) -> Lines:
        """What is shown without systems, in the middle as in every room; the levels below it."""
        said = [text(line, MUTED) for line in self._nothing.split("\n")]
        left = " " * (max(0, width - max(line.cell_length for line in said)) // 2)
        below = [] if self._summary is None else levels_told(width)
        spare = self.page_lines - len(said) - len(below)
        if spare < 2:
            below, spare = [], self.page_lines - len(said)
        above = max(0, spare // 2)
        blank = [Content("")]
        gap = blank * (spare - above) if below else []
        return [*blank * above, *(Content(left) + line for line in said), *gap, *below]

    def _arrange(self, summary: Summary, size: Size) -> Lines:
        """Arrange the panels; the cursor stays on its key."""
        before = self.key
        lines, self._places = overview_lines(summary, size.width, size.height)
        self._titles = [(y, *at) for y, line in enumerate(lines) for at in titles_in(line)]
        for y, start, end in self._titles:
            lines[y] = _styled(lines[y], start, end, TITLE_ELSEWHERE)
        keys = [place.key for place in self._places]
        if before in keys:
            self._cursor = keys.index(before)
        self._cursor = max(0, min(self._cursor, len(keys) - 1))
        return lines

    def _marked(self, lines: Lines) -> Lines:
        """The lines with the cursor in the first column of its place."""
        if not self._places:
            return lines
        place = self._places[self._cursor]
        sign = CURSOR if self.has_focus else CURSOR_BLURRED
        line = lines[place.line]
        band = line[place.start + 1 : place.end].stylize("on $cursor-band")
        marked = Content.assemble(
            line[: place.start], (sign, "$text-primary"), band, line[place.end :]
        )
        found = [*lines]
        found[place.line] = marked
        panel = next(each for each in self._places if each.panel == place.panel)
        titles = [at for at in self._titles if at[0] < place.line and at[1] in _across(panel)]
        if titles:
            y, start, end = max(titles)
            found[y] = _styled(lines[y], start, end, TITLE)
        return found

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.show(self._compose_panels)

    def on_resize(self) -> None:
        """Arrange the panels for another height too."""
        self.show(self._compose_panels)

    # --- the cursor

    def _go_to(self, number: int) -> None:
        if not self._places:
            return
        self._cursor = max(0, min(number, len(self._places) - 1))
        self.show(self._compose_panels)
        line = self._places[self._cursor].line
        if line not in self.visible_lines:
            self.turn_to(line, 2)
        self.post_message(self.Highlighted())

    def action_move(self, lines: int) -> None:
        """Move the cursor to the next place, or the one before."""
        self._go_to(self._cursor + lines)

    def action_page(self, pages: float) -> None:
        """Move the cursor by a page of places; scroll where all is not in view."""
        super().action_page(pages)
        seen = [n for n, place in enumerate(self._places) if place.line in self.visible_lines]
        if seen:
            self._go_to(seen[-1] if pages > 0 else seen[0])

    def action_first(self) -> None:
        """Move the cursor to the first place."""
        self._go_to(0)

    def action_last(self) -> None:
        """Move the cursor to the last place."""
        self._go_to(len(self._places) - 1)

    def action_panel(self, step: int) -> None:
        """Move the cursor to the first place of the next panel, or of the one before; round."""
        if not self._places:
            return
        firsts = {place.panel: n for n, place in reversed([*enumerate(self._places)])}
        panels = sorted(firsts)
        at = panels.index(self._places[self._cursor].panel) + step
        self._go_to(firsts[panels[at % len(panels)]])

    def action_open(self) -> None:
        """Choose what the cursor is on."""
        if self.key is not None:
            self.post_message(self.Selected())

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the current place chooses it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = self.line_at(offset.y)
        # A place within a line comes after that of the whole line.
        for number, place in reversed([*enumerate(self._places)]):
            if place.line == line and place.start <= offset.x < place.end:
                if number == self._cursor:
                    self.action_open()
                else:
                    self._go_to(number)
                return


def _styled(line: Content, start: int, end: int, style: str) -> Content:
    """A line with a part of it in another style."""
    return line[:start] + Content.styled(line.plain[start:end], style) + line[end:]


def _across(place: Place) -> range:
    """The columns of the panel that a place is in."""
    return range(place.start, place.end)
