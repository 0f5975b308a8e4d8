"""The inventory table: systems, a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import ClassVar

from rich.cells import cell_len
from textual.reactive import var
from textual.strip import Strip

from labtui.text.cells import clip, clip_at_word, pad
from labtui.text.printable import printable
from labtui.widgets.columns import GAP, GUTTER, INDENT, RIGHT, Cell, Column, fit
from labtui.widgets.line_view import HEADER
from labtui.widgets.rows import RowView


class SystemRow:
    """A system in the table: its key, and a cell for each column, also for hidden ones.

    The cells are made when they are first drawn: of 10,000 systems, those of 40 are.
    """

    def __init__(self, key: str, make_cells: Callable[[], tuple[Cell, ...]]) -> None:
        self.key = key
        self._make_cells = make_cells

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells."""
        return self._make_cells()

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, SystemRow):
            return self is other
        return (self.key, self.cells) == (other.key, other.cells)

    __hash__ = None  # type: ignore[assignment]


class SystemTable(RowView[SystemRow]):
    """A table of systems with titles, a cursor, marks and a sort sign in its header."""

    DRAWN_FOR_WIDTH = True

    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--sorted"}
    """
    | Class | Description |
    | :- | :- |
    | `table--sorted` | The title of the column the rows are sorted by. |
    """

    DEFAULT_CSS = """
    SystemTable {
        & > .table--sorted { color: $text-primary; text-style: bold; }
    }
    """

    sort: var[tuple[str, bool] | None] = var(None, init=False)
    """The key of the column the rows are sorted by, and True if the order is descending."""

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Iterable[SystemRow] = (),
        *,
        sort: tuple[str, bool] | None = None,
        empty: str = "",
        legend: str = "",
        id: str | None = None,
    ) -> None:
        self._columns = tuple(columns)
        self._legend = legend
        super().__init__(rows, empty=empty, id=id)
        self.set_reactive(SystemTable.sort, sort)

    hidden: var[frozenset[str]] = var(frozenset[str](), init=False)
    """The keys of the columns that are not shown, however much room there is."""

    def watch_hidden(self) -> None:
        self.redraw_all()

    def _fit(self, width: int) -> list[tuple[int, int]]:
        """The number and the width of each column that is shown in `width` cells."""
        at = [i for i, column in enumerate(self._columns) if column.key not in self.hidden]
        shown = tuple(self._columns[i] for i in at)
        return [(at[i], width) for i, width in fit(shown, width - RIGHT)]

    def watch_sort(self) -> None:
        self.redraw(HEADER)

    def set_rows(self, rows: Iterable[SystemRow]) -> None:
        """Show these rows; whether there is room for the legend depends on how many they are."""
        before = self.line_count
        super().set_rows(rows)
        if self._legend and self.line_count != before:
            self.redraw(self.visible_lines.stop - 1)

    def draw_header(self, width: int) -> Strip:
        """The titles, with an arrow at the column the rows are sorted by."""
        head, *others = map(self._title, self._columns)
        first = pad(head[0], self._name_width(width)), head[1]
        return self._draw_cells([(" " * GUTTER, ""), (" " * INDENT, ""), first], others, width)

    def draw_row(self, row: SystemRow, gutter: list[Cell], width: int) -> Strip:
        """A row: the cells of the columns that fit."""
        (name, style), *others = row.cells
        named = self.name_pieces(row, printable(name), style, self._name_width(width))
        return self._draw_cells([*gutter, (" " * INDENT, ""), *named], others, width)

    def draw_filler(self, line: int, width: int) -> Strip:
        """A blank line; the last one in view, if it is not the only one, has the legend."""
        visible = self.visible_lines
        if not self._rows or line + 1 < visible.stop or line <= self.line_count:
            return super().draw_filler(line, width)
        legend = clip(self._legend, width)
        left = " " * (width - cell_len(legend))
        return self.assemble([(left, ""), (legend, "table--dim")], width)

    def _name_width(self, width: int) -> int:
        """The width of the first column, which holds the names."""
        return self._fit(width)[0][1]

    def _title(self, column: Column) -> Cell:
        """The cell above a column."""
        if self.sort is None or self.sort[0] != column.key:
            return column.title, "table--header"
        arrow = "▼" if self.sort[1] else "▲"
        room = column.width - len(arrow)
        if cell_len(column.title) < room:
            arrow = f" {arrow}"
        return clip(column.title, room) + arrow, "table--sorted"

    def _draw_cells(self, first: Iterable[Cell], others: Sequence[Cell], width: int) -> Strip:
        """A line of the table: what is first, then the cells of the other columns that fit."""
        pieces = [*first]
        for i, cell_width in self._fit(width)[1:]:
            text, style = others[i - 1]
            cut = clip_at_word if self._columns[i].grows else clip
            text = cut(printable(text), cell_width)
            # The blank is apart, as a style may have a background.
            blank = " " * (cell_width - cell_len(text))
            pieces += [(" " * GAP, ""), *self.found_in(text, style), (blank, "")]
        return self.assemble([*pieces, (" " * RIGHT, "")], width)
