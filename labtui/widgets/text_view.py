"""A text to scroll through, of which only the lines that differ are repainted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TypeAlias

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

from labtui.text.printable import printable
from labtui.widgets.line_view import LineView
from labtui.widgets.lines.panels import TITLE, TITLE_ELSEWHERE, titles_in

ComposeLines: TypeAlias = Callable[[int], Sequence[Content]]
"""Returns the lines of a text for a width in cells; no line is wider."""


class TextView(LineView):
    """A text to scroll through: lines of `Content`, already wrapped.

    Styles may name theme variables and, as `.name`, component classes. Muted text is
    `$foreground-muted`: of `$text-muted`, an automatic color, Textual's `Content` keeps only
    the automatic part.
    """

    DRAWN_FOR_WIDTH = True

    def __init__(
        self,
        lines: Sequence[Content] | ComposeLines = (),
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._source = lines
        self._lines: Sequence[Content] = ()
        self._lines_width = 0

    def show(self, lines: Sequence[Content] | ComposeLines) -> None:
        """Show another text; repaints only the lines that differ from what is shown.

        Args:
            lines: The lines, or a function of the width, called now and when the width changes.
        """
        self._source = lines
        if not self._lines_width:
            return
        before, self._lines = self._lines, self._compose_lines()
        self.line_count = len(self._lines)
        pairs = enumerate(zip_longest(before, self._lines))
        self.redraw(*(y for y, (a, b) in pairs if a is None or b is None or not a.is_same(b)))

    def draw_line(self, line: int, width: int) -> Strip:
        """One line of the text, cropped or padded to the width."""
        content = self._lines[line].render(self.visual_style, end="", parse_style=self._parse_style)
        segments = [Segment(printable(text), style.rich_style) for text, style in content]
        return Strip(segments).adjust_cell_length(width, self.line_style()).simplify()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show by the titles of the panels whether these have the focus."""
        super().watch_has_focus(has_focus)
        self.redraw(*(y for y, line in enumerate(self._lines) if titles_in(line)))

    def _follow_size(self) -> None:
        self._follow_width()  # Textual paints before it reports a resize
        super()._follow_size()

    def on_resize(self) -> None:
        # A key typed ahead may come before the first paint, and acts upon the lines.
        self._follow_width()

    def _follow_width(self) -> None:
        """Compose the text again where the width is another one."""
        if self.text_width != self._lines_width:
            self._lines_width = self.text_width
            self._lines = self._compose_lines()
            self._count_lines(len(self._lines))

    def _compose_lines(self) -> Sequence[Content]:
        """Compose the text for the current width."""
        return self._source(self._lines_width) if callable(self._source) else self._source

    def _parse_style(self, style: str | Style) -> Style:
        """A style as `Content` names it; `.name` is a component class."""
        if isinstance(style, Style):
            return style
        if style == TITLE and not self.has_focus:
            style = TITLE_ELSEWHERE
        if style.startswith("."):
            return self.get_visual_style(style[1:], partial=True)
        return Style.parse(style)
