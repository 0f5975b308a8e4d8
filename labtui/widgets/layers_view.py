"""Systems × layers: who answers for each layer; hosts above their guests; editable cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.lists import LAYER_CELL, LAYERS_VIEW
from labtui.data.analysis.matrix import Branch
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LAYERS, Layer, LayerAnswer
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.columns import GAP, GUTTER, INDENT, Cell, Column, fit, space
from labtui.widgets.line_view import HEADER
from labtui.widgets.lines.cells import (
    learning_cell,
    level_cell,
    name_cell,
    risk_cell,
    role_cell,
)
from labtui.widgets.lines.colours import OWNER_SIGNS
from labtui.widgets.rows import RowView

TITLES = {
    "hardware": "HW",
    "network": "Net",
    "hypervisor": "Hyp",
    "os": "OS",
    "firewall": "FW",
    "application": "App",
    "updates": "Upd",
    "backups": "Bak",
    "recovery": "Rec",
    "monitoring": "Mon",
    "incidents": "Inc",
    "access": "Acc",
}
"""Titles of the layers, short enough for their columns."""

CELL = 3
"""Width of a layer's cell."""

NARROW = 76
"""Below this width there is no gap between layers, and titles have two letters."""

VERY_NARROW = 56
"""Below this width names are cut, so that the layers still fit."""

POINTS: tuple[Layer | None, ...] = (None, *LAYERS)
"""The cells of a row the cursor can be on: the name (None) or a layer."""


@lru_cache(maxsize=16)
def columns(width: int) -> tuple[Column, ...]:
    """The columns for a width in cells."""
    gap = _gap(width)
    name = 18 if gap else 14 if width >= VERY_NARROW else 7
    return (
        Column("name", "Name", name, flex=True, most=44),
        Column("layers", "", len(LAYERS) * (CELL + gap) - gap, priority=99),
        Column("level", "Level", 5, priority=9),
        Column("role", "Role", 14, priority=7),
        Column("risk", "Risk now", 15, priority=8),
        Column("learning", "Learning", 9, priority=6),
    )


def _gap(width: int) -> int:
    """The columns between two layers."""
    return 1 if width >= NARROW else 0


@dataclass(frozen=True, slots=True)
class LayerRow:
    """A row of the grid: a system among hosts and guests."""

    key: str
    assessment: Assessment
    depth: int
    guests: int
    folded: bool
    was: Assessment | None = None
    """The saved assessment while a what-if is open."""


class LayersView(RowView[LayerRow]):
    """The grid of layers, with a cursor on a cell."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*LAYER_CELL, *LAYERS_VIEW)

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "layers--you",
        "layers--shared",
        "layers--provider",
        "layers--nobody",
        "layers--down",
        "layers--pointed",
        "layers--entered",
    }
    """
    | Class | Description |
    | :- | :- |
    | `layers--you` and the next three | Owners that the system states itself. |
    | `layers--down` | Inherited owners, and layers that do not apply. |
    | `layers--pointed` | The cell at the cursor, and the title above it. |
    | `layers--entered` | The cell while it waits for an answer. |
    """

    DEFAULT_CSS = """
    LayersView {
        & > .layers--you { color: $foreground; text-style: bold; }
        & > .layers--shared { color: $text-primary; text-style: bold; }
        & > .layers--provider { color: $text-secondary; text-style: bold; }
        & > .layers--nobody { color: $text-error; text-style: bold; }
        & > .layers--down { color: $text-muted; }
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
        """The guests of a host are to be folded or unfolded; without a key, those of all hosts."""

        key: str | None

    def show(
        self,
        branches: Iterable[Branch],
        assessments: Mapping[str, Assessment],
        folded: set[str],
        saved: Mapping[str, Assessment],
    ) -> None:
        """Show these branches; repaints only the rows that differ.

        Args:
            branches: Systems in order, hosts above their guests.
            assessments: All assessments as shown.
            folded: Hosts whose guests are hidden.
            saved: The saved assessments while a what-if is open; otherwise empty.
        """
        self.set_rows(
            LayerRow(
                b.id,
                assessments[b.id],
                b.depth,
                b.guests,
                b.id in folded and b.guests > 0,
                saved.get(b.id),
            )
            for b in branches
        )

    # Drawing

    def draw_header(self, width: int) -> Strip:
        """The titles of the columns; that of the layer at the cursor is highlighted."""
        pieces: list[Cell] = [(" " * GUTTER, "")]
        for i, cell_width in fit(columns(width), width):
            pieces.append(space(i))
            column = columns(width)[i]
            if column.key == "layers":
                gap = _gap(width)
                for layer, title in TITLES.items():
                    style = "layers--pointed" if layer == self.pointed else "table--header"
                    shown = title if gap else title[:2]
                    pieces += [(pad(shown, CELL), style), (" " * gap, "")]
                pieces.pop()
            else:
                pointed = self.pointed is None and i == 0
                style = "layers--pointed" if pointed else "table--header"
                pieces.append((pad(column.title, cell_width), style))
        return self.assemble(pieces, width)

    def draw_row(self, row: LayerRow, gutter: list[Cell], width: int) -> Strip:
        """A system: its name, the owners of its layers, level, risk and learning."""
        pieces = [*gutter]
        a = row.assessment
        for i, cell_width in fit(columns(width), width):
            pieces.append(space(i))
            if i == 0:
                pieces.append(self._named(row, cell_width))
            elif i == 1:
                pieces += self._layers(row, _gap(width))
            else:
                text, style = level_cell(a, row.was) if i == LEVEL else _TOLD[i](a)
                pieces.append((pad(text, cell_width), style))
        return self.assemble(pieces, width)

    def _named(self, row: LayerRow, width: int) -> Cell:
        sign = " " if not row.guests else "▸" if row.folded else "▾"
        count = f" (+{row.guests})" if row.folded else ""
        name, style = name_cell(row.assessment)
        head = f"{'  ' * min(row.depth, width // 4)}{sign} {printable(name)}"
        text = clip(head, width - len(count)) + count
        pointed = self.pointed is None and row.key == self.cursor_key
        return pad(text, width), "layers--pointed" if pointed else style

    def _layers(self, row: LayerRow, gap: int) -> list[Cell]:
        pieces: list[Cell] = []
        current = row.key == self.cursor_key
        for layer in LAYERS:
            stated = row.assessment.context.stated.get(f"owners.{layer}")
            owner = row.assessment.owner(layer)
            origin = stated[1] if stated else row.key
            style = _STYLES.get(owner, "layers--down") if origin == row.key else "layers--down"
            sign = OWNER_SIGNS[owner]
            if current and layer == self.pointed:
                style = "layers--entered" if self.entered else "layers--pointed"
                pieces.append((f"[{sign}]", style))
            else:
                pieces.append((f" {sign} ", style))
            pieces.append((" " * gap, ""))
        return pieces[:-1]

    # The cell at the cursor

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor to a cell; a click on the current cell does what Enter does."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        point = self._point_at(offset.x, self.text_width)
        if point != self.pointed:
            self.pointed = point
            if self.line_at(offset.y) == self._cursor:
                event.prevent_default()

    def _point_at(self, x: int, width: int) -> Layer | None:
        """The layer whose cell is at `x`; None beside the cells."""
        shown = dict(fit(columns(width), width))
        left = GUTTER + INDENT + shown[0] + GAP
        at, within = divmod(x - left, CELL + _gap(width))
        inside = 1 in shown and 0 <= at < len(LAYERS) and within < CELL
        return [*LAYERS][at] if inside else None

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
        """Enter the cell to state its owner; on the name, open the system's page."""
        if self.pointed is None:
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
        """Fold the guests of the host the cursor is on, or unfold them."""
        if self.cursor_key is not None:
            self.post_message(self.FoldRequested(self.cursor_key))

    def action_fold_all(self) -> None:
        """Fold all hosts, or unfold them."""
        self.post_message(self.FoldRequested(None))


_STYLES = {
    "you": "layers--you",
    "shared": "layers--shared",
    "provider": "layers--provider",
    "nobody": "layers--nobody",
    None: "table--warning",
}


LEVEL = 2
"""The number of the level's column."""

_TOLD = {LEVEL + 1: role_cell, LEVEL + 2: risk_cell, LEVEL + 3: learning_cell}
"""The cells after the level, by the number of the column."""
