"""Line-drawn rows with a cursor and marks: the base of every view that lists systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.lists import OPEN
from labtui.commands.moves import TABLE_MOVES
from labtui.text.cells import clip
from labtui.widgets.columns import GUTTER, INDENT, Cell
from labtui.widgets.line_view import HEADER, REVERSED, LineView
from labtui.widgets.lines.matches import MATCH, matching_spans

CONTEXT = 2
"""How many rows stay in view when the page is turned."""


class RowLike(Protocol):
    """A line of a view: a system, which the cursor can be on, or a line between systems."""

    @property
    def key(self) -> str | None:
        """The system's id; None for a line that the cursor skips."""
        ...


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and a remark; with an empty title, a blank line."""

    title: str
    remark: str = ""
    key: None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A line with a title and a remark, the longest form of it that has room."""

    title: str
    remarks: tuple[str, ...] = ("",)
    key: None = None


R = TypeVar("R", bound=RowLike)


class RowView(LineView, Generic[R], inherit_bindings=False):
    """Rows with a cursor and marks.

    It neither sorts nor filters: a screen sets the rows, and receives moves of the cursor as
    messages. A move of the cursor repaints two rows, in which the names change; a cursor that
    leaves the view turns the page, so that holding a key repaints the rows rarely.

    Subclasses override `draw_row` and, with a header, `draw_header`.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*TABLE_MOVES, OPEN)

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--heading",
        "table--cursor",
        "table--cursor-blurred",
        "table--mark",
        "table--empty",
        "table--critical",
        "table--warning",
        "table--notice",
        "table--good",
        "table--dim",
        "table--strong",
    }
    """
    | Class | Description |
    | :- | :- |
    | `table--header` | The titles of the columns. |
    | `table--heading` | The headings between rows. |
    | `table--cursor` | The cursor in the gutter. |
    | `table--cursor-blurred` | The same while the focus is elsewhere. |
    | `table--mark` | The sign of a marked row. |
    | `table--empty` | The notice shown without rows. |
    | the others | Styles for cells. |
    """

    DEFAULT_CSS = """
    RowView {
        & > .table--header { color: $text-muted; text-style: bold; }
        & > .table--heading { color: $text-primary; text-style: bold; }
        & > .table--cursor { color: $text-primary; }
        & > .table--cursor-blurred { color: $text-muted; }
        & > .table--mark { color: $text-primary; }
        & > .table--empty { color: $text-muted; }
        & > .table--critical { color: $text-error; text-style: bold; }
        & > .table--warning { color: $text-warning; }
        & > .table--notice { color: $text-primary; }
        & > .table--good { color: $text-success; }
        & > .table--dim { color: $text-muted; }
        & > .table--strong { text-style: bold; }
    }
    """

    HEADER_LINES = 1

    marked: var[frozenset[str]] = var(frozenset[str](), init=False)
    """The keys of the marked rows."""
    sought: var[tuple[str, ...]] = var[tuple[str, ...]]((), init=False)
    """The words that the rows are filtered by; where they stand in a row, they are underlined."""
    differing: var[frozenset[str]] = var(frozenset[str](), init=False)
    """The keys of the rows that a what-if changes."""
    empty: var[str] = var("", init=False)
    """The notice shown without rows, in one line or several."""

    @dataclass
    class Highlighted(Message):
        """The cursor moved to another row; not posted for rows set before mounting."""

        key: str | None
        """The row's key; None if there are no systems left."""

    @dataclass
    class Selected(Message):
        """A row was chosen, by key or by a click on the current row."""

        key: str

    def __init__(
        self,
        rows: Iterable[R] = (),
        *,
        empty: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._rows: list[R] = []
        self._lines_by_key: dict[str, int] = {}
        self._cursor = 0
        self.set_reactive(RowView.empty, empty)
        self.set_rows(rows)

    # What subclasses override and use

    def name_pieces(self, row: R, name: str, style: str, width: int) -> list[Cell]:
        """The name of a row in `width` cells, the text reversed where the cursor is."""
        name = clip(name, width)
        blank = " " * (width - cell_len(name)), ""
        if row.key is not None and row.key == self.cursor_key:
            bold = "bold " if style == "table--strong" or style.startswith("bold ") else ""
            style = bold + (REVERSED if self.has_focus else "on $cursor-band")
        return [*self.found_in(name, style), blank]

    def found_in(self, text: str, style: str) -> list[Cell]:
        """A piece of text, in which what is sought is underlined."""
        pieces: list[Cell] = []
        at = 0
        for start, end in matching_spans(text, self.sought):
            pieces += [(text[at:start], style), (text[start:end], f"{style} {MATCH}".strip())]
            at = end
        return [*pieces, (text[at:], style)] if pieces else [(text, style)]

    def draw_row(self, row: R, gutter: list[Cell], width: int) -> Strip:
        """A row with its gutter, exactly `width` cells wide."""
        raise NotImplementedError

    # Rows and cursor

    @property
    def rows(self) -> Sequence[R]:
        """The rows, from top to bottom."""
        return self._rows

    @property
    def cursor_key(self) -> str | None:
        """The key of the current row; None if there are no systems."""
        return self._rows[self._cursor].key if self._rows else None

    def id_of(self, row: R) -> str | None:
        """The id of the system that a row is about; here its key."""
        return row.key

    def ids_at(self, lines: range | None = None) -> set[str | None]:
        """The ids of the systems in some lines, by default in all."""
        rows = self._rows if lines is None else self._rows[lines.start : lines.stop]
        return {self.id_of(row) for row in rows}

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show these rows instead; the cursor stays on its key, or moves to a row near it."""
        before, old_cursor, old_key = self._rows, self._cursor, self.cursor_key
        self._rows = list(rows)
        self._lines_by_key = {
            row.key: line for line, row in enumerate(self._rows) if row.key is not None
        }
        at = self._lines_by_key.get(old_key or "")
        self._cursor = self._system_near(old_cursor) if at is None else at

        changed = {
            line
            for line in self.visible_lines
            if before[line : line + 1] != self._rows[line : line + 1]
        }
        if self._cursor != old_cursor:
            changed |= {self._cursor, old_cursor}
        if not (before and self._rows):
            changed.update(self.notice_lines(self.empty))
        self.forget_unseen()
        self.line_count = len(self._rows)
        self.redraw(*changed)
        self._settle(old_key)

    def move_to(self, key: str) -> bool:
        """Put the cursor on the row with this key; False if there is none."""
        line = self._lines_by_key.get(key)
        if line is not None:
            self._move_cursor(line)
        return line is not None

    def _system_near(self, line: int, onward: int = 1) -> int:
        """The line of the nearest system from `line` in a direction (1 or -1), else in the other.

        The first line if there are no systems.
        """
        last = len(self._rows) - 1
        line = max(0, min(line, last))
        ahead, behind = range(line, last + 1), range(min(line, last), -1, -1)
        for lines in (ahead, behind) if onward > 0 else (behind, ahead):
            for found in lines:
                if self._rows[found].key is not None:
                    return found
        return 0

    def _move_cursor(self, line: int) -> None:
        """Put the cursor on the system at `line` or the next one that way; bring it into view."""
        if not self._rows:
            return
        old_key, old_cursor = self.cursor_key, self._cursor
        self._cursor = self._system_near(line, -1 if line < old_cursor else 1)
        if self._cursor != old_cursor:
            self.redraw(old_cursor, self._cursor)
        self._settle(old_key)

    def _settle(self, old_key: str | None) -> None:
        """Bring the cursor into view; post `Highlighted` if its key is not `old_key`."""
        self._reveal()
        if self.is_mounted and self.cursor_key != old_key:
            self.post_message(self.Highlighted(self.cursor_key))

    def _reveal(self) -> None:
        """Turn the page if the cursor is out of view; at the first system, scroll to the top."""
        if self._cursor == self._system_near(0):
            self.turn_to(0, 0)
        self.turn_to(self._cursor, CONTEXT)

    # Changes of state

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw(self._cursor)

    def watch_marked(self, before: frozenset[str], after: frozenset[str]) -> None:
        changed = (self._lines_by_key.get(key) for key in before ^ after)
        self.redraw(*(line for line in changed if line is not None), columns=GUTTER)

    def watch_differing(self, before: frozenset[str], after: frozenset[str]) -> None:
        changed = (self._lines_by_key.get(key) for key in before ^ after)
        self.redraw(*(line for line in changed if line is not None), columns=GUTTER)

    def watch_sought(self) -> None:
        self.redraw_all()

    def watch_empty(self) -> None:
        if not self._rows:
            self.redraw(*self.visible_lines)

    def on_resize(self) -> None:
        self._reveal()

    # Drawing

    def draw_line(self, line: int, width: int) -> Strip:
        """A row with its gutter."""
        row = self._rows[line]
        cursor = " "
        if line == self._cursor and row.key is not None:
            cursor = "▌" if self.has_focus else "▎"
        gutter = [
            (cursor, "table--cursor" if self.has_focus else "table--cursor-blurred"),
            self._sign(row),
        ]
        return self.draw_row(row, gutter, width)

    def _sign(self, row: R) -> Cell:
        """What is beside a row: that it is marked, or else that a what-if changes it."""
        if row.key in self.marked:
            return "●", "table--mark"
        return ("*", "table--warning") if row.key in self.differing else (" ", "table--mark")

    def draw_filler(self, line: int, width: int) -> Strip:
        """A blank line, or in the middle of an empty view the notice `empty`."""
        if self._rows:
            return super().draw_filler(line, width)
        return self.draw_notice(self.empty, line, width, "table--empty")

    def draw_heading(self, row: Heading, width: int) -> Strip:
        """A heading and its remark."""
        remark = f"  {row.remark}" if row.remark else ""
        left = " " * (GUTTER + INDENT)
        return self.assemble(
            [(left, ""), (row.title, "table--heading"), (remark, "table--dim")], width
        )

    def draw_rule(self, row: Rule, width: int) -> Strip:
        """A line with its title, and its remark at the right."""
        title = clip(row.title, width - 3)
        free = width - cell_len(title) - 4
        remark = next((form for form in row.remarks if cell_len(form) + 3 <= free), "")
        said = f" {remark} " if remark else ""
        pieces = [
            ("─", "$rule"),
            (f" {title} ", "table--heading"),
            ("─" * (free - cell_len(said)), "$rule"),
            (said, "table--dim"),
            ("─", "$rule"),
        ]
        return self.assemble(pieces, width)

    def assemble(self, pieces: Iterable[Cell], width: int) -> Strip:
        """Join pieces of text into a strip of exactly `width` cells."""
        return Strip(self._join(pieces)).adjust_cell_length(width, self.line_style())

    def _join(self, pieces: Iterable[Cell]) -> list[Segment]:
        """The pieces as few segments; a blank piece is joined to the piece before or after it.

        A piece that is reversed or has its own background is not joined.
        """
        runs: list[tuple[str, str]] = [("", "")]
        for text, style in pieces:
            before, run_style = runs[-1]
            if style == run_style or (text.isspace() and self._is_bare(run_style)):
                runs[-1] = (before + text, run_style)
            elif not before.strip(" ") and self._is_bare(style):
                runs[-1] = (before + text, style)
            else:
                runs.append((text, style))
        return [Segment(text, self.line_style(style)) for text, style in runs]

    def _is_bare(self, style: str) -> bool:
        """True if a style has no background of its own, so that blanks look the same in it."""
        drawn = self.line_style(style)
        plain = not (drawn.reverse or drawn.underline)
        return plain and drawn.bgcolor == self.line_style().bgcolor

    # Keys and mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the current row opens it."""
        offset = event.get_content_offset(self)
        line = self.line_at(offset.y) if offset is not None else HEADER
        if line not in range(len(self._rows)) or self._rows[line].key is None:
            return
        if line == self._cursor:
            self.action_open()
        else:
            self._move_cursor(line)

    def action_move(self, lines: int) -> None:
        """Move the cursor by some rows, down or (negative) up."""
        self._move_cursor(self._cursor + lines)

    def action_page(self, pages: float) -> None:
        """Move cursor and view by so many pages."""
        step = self.page_step(pages)
        self.jump(self.scroll_offset.y + step)
        self._move_cursor(self._cursor + step)

    def action_first(self) -> None:
        """Move the cursor to the first system."""
        self._move_cursor(0)

    def action_last(self) -> None:
        """Move the cursor to the last system."""
        self._move_cursor(len(self._rows) - 1)

    def action_open(self) -> None:
        """Post that the current row was chosen."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Selected(key))
