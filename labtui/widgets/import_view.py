"""The list of what an import found, in sections, with what is picked."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.moves import TABLE_MOVES
from labtui.text.cells import pad
from labtui.text.printable import printable
from labtui.widgets.columns import GAP, GUTTER, INDENT, Cell, Column, fit, space
from labtui.widgets.lines.importing import FoundRow, Section
from labtui.widgets.rows import RowView

COLUMNS = (
    Column("name", "Name", 24, priority=9),
    Column("kind", "Kind", 9, priority=3),
    Column("note", "Found", 20, flex=True),
)


class ImportView(RowView[Section | FoundRow], inherit_bindings=False):
    """What was found; a mark stands before what is picked."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*TABLE_MOVES)
    HEADER_LINES = 0

    COMPONENT_CLASSES: ClassVar[set[str]] = {"import--heading"}
    """
    | Class | Description |
    | :- | :- |
    | `import--heading` | The headings of the sections. |
    """

    DEFAULT_CSS = """
    ImportView {
        & > .import--heading { color: $text-primary; text-style: bold; }
    }
    """

    def draw_row(self, row: Section | FoundRow, gutter: list[Cell], width: int) -> Strip:
        """A heading, or the name, the kind and what there is to say."""
        if isinstance(row, Section):
            remark = f"  {row.remark}" if row.remark else ""
            left = " " * (GUTTER + INDENT)
            return self.assemble(
                [(left, ""), (row.title, "import--heading"), (remark, "table--dim")], width
            )
        cells = (row.name, row.kind, row.note)
        styles = ("table--dim" if row.dim else "", "table--dim", "table--dim")
        pieces: list[Cell] = []
        for i, cell_width in _fit(row, width):
            pieces += [space(len(pieces)), (pad(printable(cells[i]), cell_width), styles[i])]
        return self.assemble([*gutter, *pieces], width)


def _fit(row: FoundRow, width: int) -> list[tuple[int, int]]:
    """The cells of a row and their widths; without a kind, the name has its room too."""
    fitting = [*fit(COLUMNS, width)]
    if row.kind or len(fitting) < len(COLUMNS):
        return fitting
    (name, room), (_, spare), rest = fitting
    return [(name, room + GAP + spare), rest]
