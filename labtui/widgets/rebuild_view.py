"""The rebuild order: steps with their systems, what stands in the way, and what people get back."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple, TypeAlias

from textual.strip import Strip

from labtui.data.analysis.rebuild import warnings
from labtui.data.analysis.rebuild_places import Places
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.severities import severity_sign
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.widgets.columns import GAP, INDENT, Cell
from labtui.widgets.line_view import HEADER
from labtui.widgets.lines.colours import level_cell_chip
from labtui.widgets.lines.rebuild import (
    Told,
    recovers_words,
    step_gains,
    step_title,
    told_cells,
    widths,
)
from labtui.widgets.rows import Heading, RowView, Rule


class SystemRow(NamedTuple):
    """A system in its step."""

    key: str
    assessment: Assessment
    told: Told


class Warned(NamedTuple):
    """What cannot go as it should, above the steps."""

    message: str
    key: None = None


Line: TypeAlias = Heading | Rule | Warned | SystemRow


class RebuildView(RowView[Line]):
    """The steps of an order, one below the other; the cursor moves from system to system."""

    HEADER_LINES = 1
    DRAWN_FOR_WIDTH = True

    def __init__(self) -> None:
        super().__init__()
        self._heading = "", ""

    def show(self, places: Places, known: Mapping[str, Assessment], shown: Container[str]) -> None:
        """Show the systems of an order that are `shown`; repaints only the lines that differ."""
        rows: list[Line] = []
        rebuild = places.rebuild
        for step in rebuild.steps:
            ids = [id for id in step.systems if id in shown]
            if not ids:
                continue
            number = places.steps[ids[0]]
            rows += [Heading("")] * bool(rows)
            rows.append(Rule(step_title(step, number, len(ids)), step_gains(step)))
            for id in ids:
                told = Told(places.gains.get(id), places.obstacles(id), step.services)
                rows.append(SystemRow(id, known[id], told))
        after = [id for id in rebuild.recover_after if id in shown]
        if after:
            title = f"Not recoverable until then ({len(after)})"
            rows += [*[Heading("")] * bool(rows), Rule(title)]
            for id in after:
                words = recovers_words(known[id].system, places.steps)
                rows.append(SystemRow(id, known[id], Told(None, (), still_runs=words)))
        above = [Warned(message) for message in warnings(rebuild)] if rows else []
        self.set_rows([*above, *rows])

    def show_heading(self, title: str, remark: str) -> None:
        """Show what the order is of, in the line above it."""
        if (title, remark) != self._heading:
            self._heading = title, remark
            self.redraw(HEADER)

    # Drawing

    def draw_header(self, width: int) -> Strip:
        """What the order is of, and how long it is."""
        title, remark = self._heading
        gap = "  " if remark else ""
        return self.assemble(
            [
                (" " * INDENT + clip(title, width - INDENT), "table--strong"),
                (gap + remark, "table--dim"),
            ],
            width,
        )

    def draw_row(self, row: Line, gutter: list[Cell], width: int) -> Strip:
        """A title, a warning, or a system with what stands in its way."""
        match row:
            case Heading():
                return self.draw_heading(row, width)
            case Rule():
                return self.draw_rule(row, width)
            case Warned():
                sign = f" {severity_sign('warning', unproven=False)} "
                message = clip(printable(row.message), width - len(sign))
                return self.assemble([(sign, "table--warning"), (message, "")], width)
            case SystemRow():
                return self.assemble([*gutter, (" " * INDENT, ""), *self._told(row, width)], width)

    def _told(self, row: SystemRow, width: int) -> list[Cell]:
        """A system's name, its level, what people get back and what stands in the way."""
        a, shown = row.assessment, widths(width)
        style = "table--strong" if a.production else ""
        return [
            *self.name_pieces(row, printable(a.system.name), style, shown.name),
            (" " * GAP, ""),
            level_cell_chip(a.level),
            (" " * GAP, ""),
            *told_cells(row.told, shown),
        ]
