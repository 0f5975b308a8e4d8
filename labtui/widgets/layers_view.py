"""Systems × layers: who answers for each layer; hosts above their guests; editable cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.lists import LAYER_CELL, LAYERS_VIEW
from labtui.data.analysis.matrix import Branch, Run, tally
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LAYERS, OWNERS, Layer, LayerAnswer
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.text.wording import plural
from labtui.widgets.columns import GAP, GUTTER, INDENT, Cell, fit, space
from labtui.widgets.layer_rows import LayerRow, Row, RunRow, TallyRow, apart
from labtui.widgets.line_view import HEADER
from labtui.widgets.lines.cells import level_cell, name_cell, risk_change, role_cell
from labtui.widgets.lines.colours import (
    SQUARES,
    level_cell_chip,
    risk_squares,
    risk_style,
)
from labtui.widgets.lines.layers import (
    NARROW,
    POINTS,
    TITLES,
    block_width,
    columns,
    layer_at,
)
from labtui.widgets.lines.owners import OWNER_STYLES, SAME, WORDS, gaps_cell, layer_blocks
from labtui.widgets.rows import Heading, RowView

TALLIED: tuple[LayerAnswer | None, ...] = (*OWNERS, None)
"""What is counted below the systems."""


LEFT_EDGE, RIGHT_EDGE = ("▐", "$text-primary"), ("▌", "$text-primary")
"""Stand beside the block at the cursor."""


class LayersView(RowView[Row]):
    """The grid of layers, with a cursor on a cell.

    Where there is room, hosts stand apart with what runs on them, and a tally is below.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*LAYER_CELL, *LAYERS_VIEW)

    COMPONENT_CLASSES: ClassVar[set[str]] = {"layers--pointed", "layers--entered"}
    """
    | Class | Description |
    | :- | :- |
    | `layers--pointed` | The title above the cell at the cursor. |
    | `layers--entered` | The cell while it waits for an answer. |
    """

    DEFAULT_CSS = """
    LayersView {
        & > .layers--pointed { color: $text-primary; text-style: bold; background: $primary-muted; }
        & > .layers--entered { color: $background; text-style: bold; background: $primary; }
        &:ansi > .layers--entered {
            color: $text-primary; text-style: bold underline; background: ansi_default;
        }
    }
    """

    pointed: var[Layer | None] = var("hardware", init=False)
    """The layer the cursor is on; None on the name."""
    entered: var[bool] = var(False, init=False)
    """True while the cell is entered and waits for an owner."""

    @dataclass
    class PointerMoved(Message):
        """The cursor moved to another layer, or its cell was entered or left."""

    @dataclass
    class OwnerChosen(Message):
        """The owner of a system's layer was stated or unset."""

        key: str
        layer: Layer
        owner: LayerAnswer | None
        """None unsets the owner."""

    @dataclass
    class FoldRequested(Message):
        """What runs on a host is to be folded or unfolded; without a key, on all hosts."""

        key: str | None

    @dataclass
    class RunRequested(Message):
        """The systems that are as their host are to have a line each, or one together."""

        host: str

    _shown: tuple[Row, ...] = ()
    _tallied: Callable[[], Mapping[LayerAnswer | None, tuple[int, ...]]] | None = None
    _systems = 0

    def show(
        self,
        lines: Iterable[Branch | Run],
        assessments: Mapping[str, Assessment],
        folded: Collection[str],
        saved: Mapping[str, Assessment],
        ids: Sequence[str] = (),
    ) -> None:
        """Show these lines; repaints only the rows that differ.

        Args:
            lines: Systems in order, hosts above what runs on them.
            assessments: All assessments as shown.
            folded: Hosts of which the rest is hidden.
            saved: The saved assessments while a what-if is open; otherwise empty.
            ids: The systems to count below, hidden ones included.
        """
        self._shown = tuple(
            RunRow(line.host, line.depth, tuple(assessments[id].system.name for id in line.ids))
            if isinstance(line, Run)
            else LayerRow(
                line.id,
                assessments[line.id],
                line.depth,
                line.guests,
                line.id in folded and line.guests > 0,
                saved.get(line.id),
            )
            for line in lines
        )
        counted = [id for id in ids if id in assessments]
        self._systems = len(counted)
        self._tallied = cache(lambda: tally(assessments[id] for id in counted))
        self.set_rows(self._composed())

    def _composed(self) -> list[Row]:
        """The rows for the current size: with blank lines and the tally where there is room."""
        rows, room = [*self._shown], self.page_lines
        below = self._tally(room - len(rows))
        spaced = apart(rows, room - len(rows) - len(below))
        return [*spaced, *below]

    def _tally(self, room: int) -> list[Row]:
        """The tally with its heading; nothing if there is no room for all of it."""
        block = block_width(self.text_width)
        shown = self.text_width >= NARROW and len(str(self._systems)) <= block
        if not shown or self._tallied is None or self._systems < LEAST_TALLIED or room < 3:
            return []
        counts = self._tallied()
        rows = [TallyRow(owner, counts[owner]) for owner in TALLIED if owner in counts]
        heading = Heading(f"In {plural(self._systems, 'system')}")
        return [Heading(""), heading, *rows] if room >= len(rows) + 2 else []

    @property
    def run(self) -> RunRow | None:
        """The row at the cursor, if it stands for several systems."""
        row = self.rows[self._cursor] if self.rows else None
        return row if isinstance(row, RunRow) else None

    def on_resize(self) -> None:
        # Textual itself calls the handler of the base class after this one.
        if (rows := self._composed()) != self.rows:
            self.set_rows(rows)

    # Drawing

    def draw_header(self, width: int) -> Strip:
        """The titles of the columns; that of the layer at the cursor is highlighted."""
        pieces: list[Cell] = [(" " * GUTTER, "")]
        block = block_width(width)
        for i, cell_width in fit(columns(width), width):
            pieces.append(space(i))
            column = columns(width)[i]
            if column.key == "layers":
                for layer, title in TITLES.items():
                    style = "layers--pointed" if layer == self.pointed else "table--header"
                    pieces += [(f"{title[:block]:^{block}}", style), (" ", "")]
                if width >= NARROW:
                    pieces.pop()
            else:
                pointed = self.pointed is None and i == 0
                style = "layers--pointed" if pointed else "table--header"
                pieces.append((pad(column.title, cell_width), style))
        return self.assemble(pieces, width)

    def draw_row(self, row: Row, gutter: list[Cell], width: int) -> Strip:
        """A system, several of them, or a line of the tally."""
        match row:
            case LayerRow():
                return self._draw_system(row, gutter, width)
            case RunRow():
                return self._draw_run(row, gutter, width)
            case TallyRow():
                return self._draw_tally(row, width)
            case Heading():
                return self.draw_heading(row, width)

    def _draw_system(self, row: LayerRow, gutter: list[Cell], width: int) -> Strip:
        """A system: its name, the owners of its layers, level, risk and gaps."""
        a, shown = row.assessment, fit(columns(width), width)
        blocks = layer_blocks(a, block_width(width), hosted=row.depth > 0)
        pieces = [*gutter, space(0), *self._named(row, shown[0][1])]
        if len(shown) > 1:
            pieces += self._between(row, [blocks[layer] for layer in LAYERS])
        for i, cell_width in shown[2:]:
            text, style = self._told(row, columns(width)[i].key, cell_width)
            blank = " " * (cell_width - cell_len(text)), ""
            # The first column of the gap is the edge of the last block.
            pieces += [(" " * (GAP - (i == LEVEL)), ""), (text, style), blank]
        return self.assemble(pieces, width)

    def _told(self, row: LayerRow, column: str, width: int) -> Cell:
        a = row.assessment
        match column:
            case "level":
                changed = row.was is not None and row.was.level != a.level
                return level_cell(a, row.was) if changed else level_cell_chip(a.level)
            case "risk":
                if width <= SQUARES:
                    return risk_squares(a), risk_style(a)
                text, style = risk_change(a, row.was)
                return clip(text, width), style
            case "gaps":
                return gaps_cell(a, hosted=row.depth > 0)
            case _:
                return role_cell(a)

    def _named(self, row: LayerRow, width: int) -> list[Cell]:
        sign = " " if not row.guests else "▸" if row.folded else "▾"
        count = f" (+{row.guests})" if row.folded else ""
        name, style = name_cell(row.assessment)
        head = f"{'  ' * min(row.depth, width // 4)}{sign} "
        room = width - len(head)
        text = clip(printable(name), room - len(count)) + count
        return [(head, ""), *self.name_pieces(row, text, style, room)]

    def _between(self, row: Row, blocks: Sequence[Sequence[Cell]]) -> list[Cell]:
        """The blocks of a row, with one column before, between and after them."""
        at = LAYERS_AT.get(self.pointed) if row.key == self.cursor_key else None
        pieces: list[Cell] = [(" ", "")]
        for number, block in enumerate(blocks):
            entered = self.entered and number == at
            edge = LEFT_EDGE if number == at else RIGHT_EDGE if number - 1 == at else (" ", "")
            pieces += [edge if at is not None else (" ", "")]
            pieces += [(text, "layers--entered" if entered else style) for text, style in block]
        return [*pieces, RIGHT_EDGE if at == len(blocks) - 1 else (" ", "")]

    def _draw_run(self, row: RunRow, gutter: list[Cell], width: int) -> Strip:
        """How many systems are as their host, and the first names."""
        shown = fit(columns(width), width)
        name_width = shown[0][1]
        head = f"{'  ' * min(row.depth, name_width // 4)}▸ "
        count, room = len(row.names), name_width - len(head)
        text = next(
            (text for text in (f"{count} as their host", f"{count} as host") if len(text) <= room),
            f"{count}",
        )
        pieces = [*gutter, space(0), (head, "$foreground-muted")]
        pieces += self.name_pieces(row, text, "$foreground-muted", room)
        if len(shown) > 1:
            same = f"{SAME[0]:^{block_width(width)}}", SAME[1]
            pieces += self._between(row, [[same]] * len(LAYERS))
        rest = width - sum(cell_len(text) for text, _ in pieces)
        if rest > LEAST_NAMES:
            pieces.append((f" {clip(_names(row.names), rest - 1)}", "$foreground-muted"))
        return self.assemble(pieces, width)

    def _draw_tally(self, row: TallyRow, width: int) -> Strip:
        """The numbers of an owner below the layers."""
        block, name_width = block_width(width), fit(columns(width), width)[0][1]
        style = OWNER_STYLES[row.owner].removeprefix("bold ").removeprefix("reverse ")
        pieces = [(" " * (GUTTER + INDENT), ""), (pad(f"  {WORDS[row.owner]}", name_width), style)]
        pieces.append((" ", ""))
        for count in row.counts:
            said, own = (str(count), style) if count else SAME
            pieces.append((f" {said:^{block}}", own))
        return self.assemble(pieces, width)

    # The cell at the cursor

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor to a cell; a click on the current cell does what Enter does."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        point = layer_at(offset.x, self.text_width)
        if point != self.pointed:
            self.pointed = point
            if self.line_at(offset.y) == self._cursor:
                event.prevent_default()

    def _move_cursor(self, line: int) -> None:
        old = self._cursor
        self.entered = False
        super()._move_cursor(line)
        if self._cursor != old:
            self.redraw(old, self._cursor)

    def _settle(self, old_key: str | None) -> None:
        if self.cursor_key != old_key:
            self.entered = False  # also when its system is gone
        super()._settle(old_key)

    def watch_pointed(self) -> None:
        self.entered = False
        self.redraw(HEADER, self._cursor)
        self.post_message(self.PointerMoved())

    def watch_entered(self) -> None:
        self.redraw(self._cursor)
        self.post_message(self.PointerMoved())

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.entered = False

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """The keys of a cell work only while it is entered."""
        return self.entered if action in {"answer", "leave_cell"} else True

    def action_point(self, cells: int) -> None:
        """Move the cursor by some layers, right or (negative) left; at the end it stays."""
        at = POINTS.index(self.pointed) + cells
        self.entered = False
        self.pointed = POINTS[max(0, min(at, len(POINTS) - 1))]

    def action_open(self) -> None:
        """Enter the cell to state its owner; on the name, open the system's page.

        Of several systems on one line, show a line each.
        """
        if self.run is not None:
            self.post_message(self.RunRequested(self.run.host))
        elif self.pointed is None:
            super().action_open()
        else:
            self.entered = self.cursor_key is not None and not self.entered

    def action_answer(self, owner: LayerAnswer | Literal[""]) -> None:
        """State the owner of the layer; an empty text unsets it."""
        self.entered = False
        if self.cursor_key is not None and self.pointed is not None:
            self.post_message(self.OwnerChosen(self.cursor_key, self.pointed, owner or None))

    def action_leave_cell(self) -> None:
        """Leave the cell without a change."""
        self.entered = False

    def action_fold(self) -> None:
        """Fold what runs on the host at the cursor, or unfold it.

        At a system that is as its host, have all of these on one line, or on a line each.
        """
        row = self.rows[self._cursor] if self.rows else None
        match row:
            case RunRow():
                self.post_message(self.RunRequested(row.host))
            case LayerRow():
                self.post_message(self.FoldRequested(row.key))

    def action_fold_all(self) -> None:
        """Fold all hosts, or unfold them."""
        self.post_message(self.FoldRequested(None))


def _names(names: Sequence[str]) -> str:
    return printable(", ".join(names[:NAMED])) + (", …" if len(names) > NAMED else "")


LEVEL = 2
"""The number of the level's column."""

LAYERS_AT: dict[Layer | None, int] = {layer: at for at, layer in enumerate(LAYERS)}
"""The numbers of the layers."""

LEAST_TALLIED = 2
"""Fewer systems than these are not counted."""

LEAST_NAMES = 8
"""In less room than this, the names of several systems are left out."""

NAMED = 20
"""The most names that are tried to fit."""
