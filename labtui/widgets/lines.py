"""Views that draw themselves line by line, and text made fit for a terminal's cells.

A line-drawn view is one widget however long it is: it draws only the lines in view, and repaints
only those that changed, which is what keeps it quick over SSH.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import ClassVar, Literal, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

Align: TypeAlias = Literal["left", "right"]

ComposeLines: TypeAlias = Callable[[int], Sequence[Content]]
"""Given a width in cells, the lines of a text, none of them wider."""

HEADER = -1
"""The line number of a header."""

WHEEL_LINES = 3
"""How far one notch of the mouse wheel scrolls."""

KEPT_STRIPS = 256
"""How many drawn lines a view remembers: a few screens, so that scrolling back draws nothing."""


class _VisibleSigns(dict[int, str]):
    """A table for `str.translate`: unprintable characters → visible ones; fills itself on use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        match unicodedata.category(character):
            case "Cc" if code < 0x20:
                sign = chr(0x2400 + code)
            case "Cf":  # bidi overrides and isolates, joiners, zero-width spaces, tags
                sign = "·"
            case "Cc" | "Cs" | "Co" | "Cn" | "Zl" | "Zp":
                sign = "\N{REPLACEMENT CHARACTER}"
            case "Zs":
                sign = " "
            case _:
                sign = character
        self[code] = sign
        return sign


_VISIBLE_SIGNS = _VisibleSigns()
_VISIBLE_SIGNS[0x7F] = "\N{SYMBOL FOR DELETE}"
# Letters and marks by category, yet blank: fillers and joiners that could hide in a name.
_VISIBLE_SIGNS.update(
    dict.fromkeys((0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0), "·")
)
# Variation selectors only choose a glyph; terminals disagree about the width of the result.
_VISIBLE_SIGNS.update(dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)), ""))


def printable(text: str) -> str:
    """`text` on one line, with everything unprintable in it replaced by a visible sign."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_VISIBLE_SIGNS)


def clip(text: str, width: int) -> str:
    """As much of the printable `text` as fits `width` cells, ending in … where something is cut."""
    if width < 1:
        return ""
    # A letter may carry any number of combining marks; what is far too long need not be measured.
    head = text[: 8 * width]
    if len(head) == len(text) and cell_len(text) <= width:
        return text
    return set_cell_size(head, width - 1) + "…"


def pad(text: str, width: int, align: Align = "left") -> str:
    """The printable `text` in exactly `width` cells, clipped or filled up with spaces."""
    text = clip(text, width)
    space = " " * (width - cell_len(text))
    return space + text if align == "right" else text + space


def movement(prefix: str, unit: str) -> list[BindingType]:
    """The keys that move in a view of `unit`s, with ids such as `prefix.down` for keymaps."""
    moves = [
        ("down", "j,down", "move(1)", "Down", f"One {unit} down"),
        ("up", "k,up", "move(-1)", "Up", f"One {unit} up"),
        ("half_page_down", "ctrl+d", "page(0.5)", "Half a page down", "Half a page down"),
        ("half_page_up", "ctrl+u", "page(-0.5)", "Half a page up", "Half a page up"),
        ("page_down", "pagedown", "page(1)", "Page down", "A page down"),
        ("page_up", "pageup", "page(-1)", "Page up", "A page up"),
        ("first", "g,home", "first", "First", f"To the first {unit}"),
        ("last", "G,end", "last", "Last", f"To the last {unit}"),
    ]
    return [
        Binding(keys, action, label, show=False, tooltip=tooltip, id=f"{prefix}.{name}")
        for name, keys, action, label, tooltip in moves
    ]


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """A scrolling view that draws its lines itself, on demand.

    Subclasses set `line_count`, override `draw_line`, and call `redraw` with the lines that
    changed. Lines are numbered from 0 however far the view is scrolled. With `HEADER_LINES = 1`
    there is a line `HEADER` above them that stays where it is, drawn by `draw_header`.
    """

    BINDINGS: ClassVar[list[BindingType]] = movement("view", "line")

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        scrollbar-color: $foreground 25%;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """

    ALLOW_SELECT = False
    HEADER_LINES: ClassVar[int] = 0

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._line_count = 0
        self._strips: LRUCache[int, Strip] = LRUCache(KEPT_STRIPS)
        self._strips_width = 0
        self._styles: dict[str, RichStyle] = {}

    # What subclasses say and override

    @property
    def line_count(self) -> int:
        """How many lines there are, the header not counted."""
        return self._line_count

    @line_count.setter
    def line_count(self, count: int) -> None:
        if count != self._line_count:
            self._line_count = count
            # A plain assignment would repaint the whole view.
            self.set_reactive(LineView.virtual_size, Size(0, self.HEADER_LINES + count))
            self.refresh(repaint=False, layout=True)

    def draw_line(self, line: int, width: int) -> Strip:
        """Line `line` of the text (0 ≤ `line` < `line_count`), exactly `width` cells wide."""
        raise NotImplementedError

    def draw_header(self, width: int) -> Strip:
        """The header, where there is one."""
        raise NotImplementedError

    def draw_filler(self, line: int, width: int) -> Strip:  # noqa: ARG002
        """A line below the last one: blank."""
        return Strip.blank(width, self.line_style())

    # What they may use

    @property
    def page_lines(self) -> int:
        """How many lines fit the view below the header."""
        return max(0, self.size.height - self.HEADER_LINES)

    @property
    def visible_lines(self) -> range:
        """The numbers of the lines in view, those below the last one included."""
        top = self.scroll_offset.y
        return range(top, top + self.page_lines)

    def line_style(self, component: str = "") -> RichStyle:
        """The style of a component class on this view's background; without one, of plain text."""
        if component not in self._styles:
            names = (component,) if component else ()
            self._styles[component] = self.get_visual_style(*names).rich_style
        return self._styles[component]

    def line_at(self, y: int) -> int:
        """The number of the line drawn at `y` of the content area; it may be `HEADER`."""
        line = y - self.HEADER_LINES
        return HEADER if line < 0 else line + self.scroll_offset.y

    def redraw(self, *lines: int, columns: int | None = None) -> None:
        """Draw these lines anew and repaint them where they are in view.

        Args:
            lines: Their numbers; none at all stands for every line and the header.
            columns: How many columns, counted from the left, need the repaint; all if not given.
        """
        if not lines:
            self.forget()
            self.refresh()
            return
        width, visible = columns or self.size.width, self.visible_lines
        regions = []
        for line in lines:
            self._strips.discard(line)
            if line == HEADER:
                regions.append(Region(0, 0, width, 1))
            elif line in visible:
                regions.append(Region(0, line - visible.start + self.HEADER_LINES, width, 1))
        if regions:
            self.refresh(*regions)

    def forget(self) -> None:
        """Draw every line anew when it is next painted; repaints nothing by itself."""
        self._strips.clear()

    def jump(self, line: int) -> None:
        """Scroll, without animation, until `line` is the topmost or the end is in view."""
        self.scroll_to(y=line, animate=False, force=True)

    # How it is painted

    def render_line(self, y: int) -> Strip:
        """The strip at `y` of the content area, drawn when it is not remembered."""
        width = self.size.width
        if width != self._strips_width:
            self.forget()
            self._strips_width = width
        line = self.line_at(y)
        strip = self._strips.get(line)
        if strip is None:
            if line == HEADER:
                strip = self.draw_header(width)
            elif line < self._line_count:
                strip = self.draw_line(line, width)
            else:
                strip = self.draw_filler(line, width)
            self._strips[line] = strip
        return strip

    def notify_style_update(self) -> None:
        """Textual's word that the theme or a state such as the focus changed the styles."""
        super().notify_style_update()
        self._styles.clear()
        self.forget()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll_by_wheel(event, WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll_by_wheel(event, -WHEEL_LINES)

    def _scroll_by_wheel(self, event: events.MouseEvent, lines: int) -> None:
        event.stop()
        event.prevent_default()
        self.jump(self.scroll_offset.y + lines)

    def action_move(self, lines: int) -> None:
        """Scroll by some lines, down or (negative) up."""
        self.jump(self.scroll_offset.y + lines)

    def action_page(self, pages: float) -> None:
        """Scroll by so many pages, less the line that shows where one was."""
        self.jump(self.scroll_offset.y + self.page_step(pages))

    def action_first(self) -> None:
        """Scroll to the first line."""
        self.jump(0)

    def action_last(self) -> None:
        """Scroll to the last line."""
        self.jump(self.line_count)

    def page_step(self, pages: float) -> int:
        """So many pages in lines, at least one."""
        lines = int((self.page_lines - 1) * pages)
        return lines or (1 if pages > 0 else -1)


class TextView(LineView):
    """A text to scroll through: lines of `Content`, already wrapped by whoever composed them."""

    def __init__(
        self,
        lines: Sequence[Content] | ComposeLines = (),
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._source = lines
        self._lines: Sequence[Content] = ()
        self._lines_width = 0

    def show(self, lines: Sequence[Content] | ComposeLines) -> None:
        """Show another text; repaints only the lines that differ from what is shown.

        Args:
            lines: The lines, or what composes them for a width: called now and when that changes.
        """
        self._source = lines
        if self._lines_width:
            self._reflow(self._lines_width)

    def draw_line(self, line: int, width: int) -> Strip:
        """One line of the text, cropped or filled up to the width."""
        content = self._lines[line].render(self.visual_style, end="", parse_style=self._parse_style)
        segments = [Segment(printable(text), style.rich_style) for text, style in content]
        return Strip(segments).adjust_cell_length(width, self.line_style())

    def render_line(self, y: int) -> Strip:
        """The strip at `y`. A new width is met here: Textual paints before it tells of a resize."""
        if self.size.width != self._lines_width:
            self._reflow(self.size.width)
        return super().render_line(y)

    def _reflow(self, width: int) -> None:
        """Compose the text for `width`, and repaint what that changed."""
        before, source = self._lines, self._source
        self._lines = source(width) if callable(source) else source
        self._lines_width = width
        changed = [
            line
            for line, (old, new) in enumerate(zip_longest(before, self._lines))
            if old is None or new is None or not old.is_same(new)
        ]
        self.line_count = len(self._lines)
        if changed:
            self.redraw(*changed)

    def _parse_style(self, style: str | Style) -> Style:
        """Styles as `Content` names them; `.name` stands for a component class."""
        if isinstance(style, Style):
            return style
        if style.startswith("."):
            return self.get_visual_style(style[1:], partial=True)
        return Style.parse(style)
