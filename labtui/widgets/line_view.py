"""Views that draw themselves line by line.

A line-drawn view is one widget of any length: it draws only the lines in view, and repaints
only those that changed, which keeps it quick over SSH.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from labtui.commands.command import bindings
from labtui.commands.moves import VIEW_MOVES
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.lines.matches import MATCH
from labtui.widgets.selectable_lines import SelectableLines

HEADER = -1
"""The line number of a header."""

WHEEL_LINES = 3
"""How far one notch of the mouse wheel scrolls."""

KEPT_STRIPS = 256
"""How many drawn lines a view caches: a few screens, so that scrolling back draws nothing."""


def _widen(strip: Strip, width: int) -> Strip:
    """The strip padded with spaces in its last style, which need no segment of their own."""
    *segments, (text, style, _) = strip or Strip.blank(1)
    space = " " * (width - strip.cell_length)
    return Strip([*segments, Segment(text + space, style)], width)


UNDERLINED = RichStyle(underline=True)

REVERSED = "reverse $text-primary"
"""The style of the name, label or field that the cursor is on."""


class LineView(SelectableLines, can_focus=True, inherit_bindings=False):
    """A scrolling view that draws its lines on demand.

    Subclasses set `line_count`, override `draw_line`, and call `redraw` with the lines that
    changed. Lines are numbered from 0, independent of scrolling. With `HEADER_LINES = 1`
    there is a fixed line `HEADER` above them, drawn by `draw_header`.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*VIEW_MOVES)

    COMPONENT_CLASSES: ClassVar[set[str]] = {"view--thumb"}
    """
    | Class | Description |
    | :- | :- |
    | `view--thumb` | The sign at the right that shows the part of a long text in view. |
    """

    # Textual's own scrollbar is a widget: mounting it paints the whole view again, and it adds a
    # tenth to the bytes of every scroll. The thumb is drawn with the lines instead.
    DEFAULT_CSS = """
    LineView {
        overflow: hidden hidden;
        & > .view--thumb { color: $foreground 30%; }
    }
    """

    HEADER_LINES: ClassVar[int] = 0
    DRAWN_FOR_WIDTH: ClassVar[bool] = False
    """True if a line is drawn alike in any height; what is below the last one never is."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._line_count = 0
        self._strips: LRUCache[int, Strip] = LRUCache(KEPT_STRIPS)
        self._strips_size = Size()
        self._beside_thumb: dict[int, tuple[Strip, Strip]] = {}
        """Lines that were drawn beside the thumb: without it, and with it."""
        self._styles: dict[str, RichStyle] = {}

    # What subclasses set and override

    @property
    def line_count(self) -> int:
        """How many lines there are, without the header."""
        return self._line_count

    @line_count.setter
    def line_count(self, count: int) -> None:
        if count == self._line_count:
            return
        fewest, most = sorted((count, self._line_count))
        thumb = self._thumb
        self._count_lines(count)
        if self.size:
            self.jump(self.scroll_offset.y)  # no further than the new end
            self._refresh_thumb(thumb)
        self.forget_unseen()
        self.redraw(*(line for line in self.visible_lines if fewest <= line < most))

    def _count_lines(self, count: int) -> None:
        """Set the number of lines without a repaint."""
        self._line_count = count
        # A plain assignment would repaint the whole view.
        self.set_reactive(LineView.virtual_size, Size(0, self.HEADER_LINES + count))
        self.refresh(repaint=False, layout=True)

    def draw_line(self, line: int, width: int) -> Strip:
        """Line `line` of the text (0 ≤ `line` < `line_count`), exactly `width` cells wide."""
        raise NotImplementedError

    def draw_header(self, width: int) -> Strip:
        """The header line."""
        raise NotImplementedError

    def draw_filler(self, line: int, width: int) -> Strip:  # noqa: ARG002
        """A line below the last one: blank."""
        return Strip.blank(width, self.line_style())

    # What subclasses may use

    def notice_lines(self, notice: str) -> range:
        """The lines in the middle of the view that a notice of one or more lines takes."""
        count = len(self._wrapped(notice))
        top = max(0, self.page_lines - count) // 2
        return range(top, top + count)

    def draw_notice(self, notice: str, line: int, width: int, component: str) -> Strip:
        """A line of a notice in the middle of the view; blank outside the notice."""
        said, lines = self._wrapped(notice), self.notice_lines(notice)
        if line not in lines:
            return LineView.draw_filler(self, line, width)
        widest = min(width, max(map(cell_len, said)))
        text = " " * ((width - widest) // 2) + clip(said[line - lines.start], widest)
        return Strip([Segment(pad(text, width), self.line_style(component))], width)

    def _wrapped(self, notice: str) -> list[str]:
        """The lines of a notice; those that are longer than the view, such as paths, in several."""
        lines: list[str] = []
        for line in map(printable, notice.split("\n")):
            fits = cell_len(line) <= self.text_width or not self.text_width
            lines += (
                [line] if fits else [part.plain for part in Content(line).wrap(self.text_width)]
            )
        return lines

    @property
    def page_lines(self) -> int:
        """How many lines fit the view below the header."""
        return max(0, self.size.height - self.HEADER_LINES)

    @property
    def visible_lines(self) -> range:
        """The numbers of the lines in view, including those below the last line."""
        top = self.scroll_offset.y
        return range(top, top + self.page_lines)

    @property
    def text_width(self) -> int:
        """The width of a line; the column at the right is kept for the thumb."""
        return max(0, self.size.width - 1)

    def line_style(self, component: str = "") -> RichStyle:
        """The style of a component class on this view's background; by default, plain text.

        Also of a style of colours of the theme, such as `bold $risk-high`; and of both, underlined.
        """
        if component not in self._styles:
            base, is_match, _ = component.partition(MATCH)
            if is_match:
                self._styles[component] = self.line_style(base.strip()) + UNDERLINED
            elif "$" in component:
                style = self.visual_style + Style.parse(component)
                self._styles[component] = style.rich_style
            else:
                style = self.get_visual_style(*((component,) if component else ()))
                self._styles[component] = style.rich_style
        return self._styles[component]

    def line_at(self, y: int) -> int:
        """The number of the line drawn at `y` of the content area; it may be `HEADER`."""
        line = y - self.HEADER_LINES
        return HEADER if line < 0 else line + self.scroll_offset.y

    def redraw(self, *lines: int, columns: int | None = None) -> None:
        """Draw these lines again, and repaint those in view.

        Args:
            lines: Their numbers, or `HEADER`.
            columns: How many columns from the left to repaint; all if not given.
        """
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

    def redraw_all(self) -> None:
        """Draw everything again and repaint it."""
        self.forget()
        self.refresh()

    def forget(self) -> None:
        """Discard the drawn lines, so that they are drawn again when painted; repaints nothing."""
        self._strips.clear()

    def forget_unseen(self) -> None:
        """Discard the drawn lines out of view; of those in view, `redraw` is told what changed."""
        visible = self.visible_lines
        self._discard(lambda line: line != HEADER and line not in visible)

    def _discard(self, is_other: Callable[[int], bool]) -> None:
        for line in [*filter(is_other, self._strips.keys())]:
            self._strips.discard(line)

    def jump(self, line: int) -> None:
        """Scroll, without animation, until `line` is the topmost or the end is in view."""
        self.scroll_to(y=line, animate=False, force=True)

    def turn_to(self, line: int, context: int) -> None:
        """Turn the page if `line` is not in view, keeping up to `context` lines of the old one."""
        visible = self.visible_lines
        context = min(context, len(visible) // 3)
        if not visible or line in visible:
            return
        if line < visible.start:
            self.jump(line + context + 1 - len(visible))
        else:
            self.jump(line - context)

    # How it is painted

    def render_line(self, y: int) -> Strip:
        """The strip at `y` of the content area, drawn if it is not cached."""
        return self._rendered(range(y, y + 1))[0]

    def row_at(self, y: int) -> int:
        """The row that is drawn at `y` of the content area."""
        return y if y < self.HEADER_LINES else y + self.scroll_offset.y

    @property
    def shown_rows(self) -> range:
        """The rows in view, the header among them."""
        visible = self.visible_lines
        return range(visible.start, min(visible.stop, self._line_count) + self.HEADER_LINES)

    def row_strip(self, row: int) -> Strip:
        """A row as it is drawn."""
        line = row - self.HEADER_LINES if row >= self.HEADER_LINES else HEADER
        drawn = self._strips.get(line)
        return self._draw(line, self.text_width) if drawn is None else drawn

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a part of the widget.

        Textual would cache them once more, and add borders: as much work as to draw them.
        """
        if self.styles.gutter:
            return super().render_lines(crop)
        strips = self._rendered(crop.line_range)
        background, (left, right) = self.background_colors[1], crop.column_span
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if (left, right) != (0, self.size.width):
            strips = [strip.crop(left, right) for strip in strips]
        return strips

    def _rendered(self, rows: range) -> list[Strip]:
        """The strips at these rows of the content area."""
        self._follow_size()
        width, top, thumb = self.text_width, self.scroll_offset.y, self._thumb
        selection = self.text_selection
        strips = []
        for y in rows:
            row = y - self.HEADER_LINES
            line = HEADER if row < 0 else row + top
            strip = self._strips.get(line)
            if strip is None:
                strip = self._strips[line] = _widen(self._draw(line, width), width + 1)
            strip = self._with_thumb(line, strip, width) if row in thumb else strip
            if selection is not None:
                strip = self.with_selection(strip, y if row < 0 else y + top)
            strips.append(strip)
        return strips

    def _with_thumb(self, line: int, strip: Strip, width: int) -> Strip:
        drawn, with_thumb = self._beside_thumb.get(line, (None, strip))
        if drawn is not strip:
            sign = Segment("▐", self.line_style("view--thumb"))
            with_thumb = Strip([*strip.crop(0, width), sign], width + 1)
            if len(self._beside_thumb) > KEPT_STRIPS:
                self._beside_thumb.clear()
            self._beside_thumb[line] = strip, with_thumb
        return with_thumb

    def _follow_size(self) -> None:
        """Discard what was drawn for another size."""
        before, self._strips_size = self._strips_size, self.size
        if before == self._strips_size:
            return
        if before.width != self._strips_size.width or not self.DRAWN_FOR_WIDTH:
            self.forget()
        else:
            self._discard(lambda line: line >= self._line_count)

    def _draw(self, line: int, width: int) -> Strip:
        """Draw a line, the header or a filler."""
        if line == HEADER:
            return self.draw_header(width)
        if line < self._line_count:
            return self.draw_line(line, width)
        return self.draw_filler(line, width)

    @property
    def _thumb(self) -> range:
        """The rows below the header beside the thumb; none if everything is in view."""
        page, count = self.page_lines, self._line_count
        if count <= page:
            return range(0)
        length = max(1, page * page // count)
        top = (page - length) * self.scroll_offset.y // (count - page)
        return range(top, top + length)

    def _refresh_thumb(self, before: range) -> None:
        """Repaint the rows where the thumb appeared or disappeared."""
        moved = {*before} ^ {*self._thumb}
        if moved:
            self.refresh(*(Region(self.text_width, y + self.HEADER_LINES, 1, 1) for y in moved))

    def notify_style_update(self) -> None:
        """Called by Textual when the theme or a state such as the focus changed the styles."""
        super().notify_style_update()
        self._styles.clear()
        self.forget()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Called when the focus came or went; no style of a view depends on that.

        Textual would match all rules anew, and with other styles each line is drawn anew.
        """

    def on_focus(self, event: events.Focus) -> None:
        self._change_focus(event, events.DescendantFocus(self), has_focus=True)

    def on_blur(self, event: events.Blur) -> None:
        self._change_focus(event, events.DescendantBlur(self), has_focus=False)

    def _change_focus(self, event: Message, notice: Message, *, has_focus: bool) -> None:
        """Do what Textual does on a change of focus, without repainting the whole widget.

        Subclasses that show the focus watch `has_focus`. The screen's `focused` also has
        to be a reactive without repaint, or the whole screen is repainted.
        """
        event.prevent_default()
        self.has_focus = has_focus
        if self.parent is not None:
            self.parent.post_message(notice)

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
        """Scroll by so many pages, less one line of context."""
        self.jump(self.scroll_offset.y + self.page_step(pages))

    def action_first(self) -> None:
        """Scroll to the first line."""
        self.jump(0)

    def action_last(self) -> None:
        """Scroll to the last line."""
        self.jump(self.line_count)

    def page_step(self, pages: float) -> int:
        """The number of lines in so many pages, at least one."""
        lines = int((self.page_lines - 1) * pages)
        return lines or (1 if pages > 0 else -1)
