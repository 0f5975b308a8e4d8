"""The responsibility matrix: the five levels, each with its systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from textual.strip import Strip

from labtui.data.analysis.matrix import Group
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.levels import LEVELS, Level, LevelId
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.widgets.columns import GAP, GUTTER, INDENT, RIGHT, Cell, Column, fit, space
from labtui.widgets.lines.cells import FINDINGS, findings_cell, learning_cell, name_cell
from labtui.widgets.lines.colours import risk_piece
from labtui.widgets.lines.levels import count_unit, level_pieces, notes_cell, reliance_cell
from labtui.widgets.rows import RowView

LEAST_NAME = 7
"""The least width of a system's name."""

DEEPER = 2
"""How far systems are indented below the name of their level."""

COLUMNS = (
    Column("name", "Name", 16, flex=True, most=40),
    Column("reliance", "Relied on for", 18, priority=8),
    Column("risk", "Risk now", 21, priority=9),
    Column("learning", "Learned", 9, priority=6),
    Column("findings", "Findings", FINDINGS, priority=7),
    Column("notes", "Notes", 16, priority=5),
)
"""The columns of the systems."""

RELIANCE, RISK, NOTES = 1, 2, 5
"""The numbers of these columns."""

RELIANCE_WIDTHS = ((130, 32), (112, 22))
"""From which width on the column of what people rely on is wider than it has to be."""


@lru_cache(maxsize=16)
def columns(width: int) -> tuple[Column, ...]:
    """The columns for a width in cells."""
    first, reliance, *others = COLUMNS
    wider = next((cells for least, cells in RELIANCE_WIDTHS if width >= least), reliance.width)
    return (first, replace(reliance, width=wider), *others)


@dataclass(frozen=True, slots=True)
class LevelLine:
    """The line of a level."""

    level: Level
    count: int
    """How many systems are on it."""
    unit: int
    """How many of them a square stands for."""
    key: None = None


@dataclass(frozen=True, slots=True)
class TextLine:
    """A heading within a level; with an empty title, a blank line."""

    title: str
    style: str = ""
    key: None = None


@dataclass(frozen=True, slots=True)
class SystemLine:
    """A system on its level."""

    assessment: Assessment

    @property
    def key(self) -> str:
        """The system's id."""
        return self.assessment.id


Line: TypeAlias = LevelLine | TextLine | SystemLine


def lines_of(groups: Sequence[Group], width: int, height: int = 0) -> list[Line]:
    """The lines of the matrix, from its groups in order.

    There is a blank line between levels, unless all fits the height without them alone.
    """
    counts: dict[LevelId | None, int] = {}
    for group in groups:
        counts[group.level] = counts.get(group.level, 0) + len(group.systems)
    unit = count_unit(max(counts.values(), default=0), width - GUTTER - INDENT - RIGHT)
    parts: list[list[Line]] = []
    at: object = object()
    for group in groups:
        if group.level != at:
            at = group.level
            parts.append([_head(group.level, counts[group.level], unit)])
        if group.title:
            title = f"{group.title} · {len(group.systems)}"
            parts[-1].append(TextLine(title, "table--header"))
        parts[-1] += map(SystemLine, group.systems)
    lines = sum(map(len, parts))
    blanks = [] if lines <= height < lines + len(parts) - 1 else [TextLine("")]
    return [line for n, part in enumerate(parts) for line in [*(blanks if n else []), *part]]


def _head(id: LevelId | None, count: int, unit: int) -> Line:
    if id is None:
        return TextLine(f"?  Level not known yet · {count}", "levels--unknown")
    return LevelLine(LEVELS[id], count, unit)


class LevelsView(RowView[Line]):
    """The levels with their meaning and their systems; worst first unless sorted otherwise."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"levels--unknown"}
    """
    | Class | Description |
    | :- | :- |
    | `levels--unknown` | The heading of the systems without a level. |
    """

    DEFAULT_CSS = """
    LevelsView {
        & > .levels--unknown { color: $text-warning; }
    }
    """

    _groups: Sequence[Group] = ()

    def show(self, groups: Iterable[Group]) -> None:
        """Show these groups; repaints only the lines that differ."""
        self._groups = [*groups]
        self.set_rows(self._composed())

    def _composed(self) -> list[Line]:
        """The lines for the current width."""
        some = any(group.systems for group in self._groups)
        return lines_of(self._groups, self.text_width, self.page_lines) if some else []

    def on_resize(self) -> None:
        # Textual itself calls the handler of the base class after this one.
        if (lines := self._composed()) != self.rows:
            self.set_rows(lines)

    def draw_header(self, width: int) -> Strip:
        """The titles of the columns that fit."""
        pieces: list[Cell] = [(" " * GUTTER, "")]
        for i, cell_width in fit(columns(width), width):
            pieces += [space(i), (pad(COLUMNS[i].title, cell_width), "table--header")]
        return self.assemble(pieces, width)

    def draw_row(self, row: Line, gutter: list[Cell], width: int) -> Strip:
        """A level, a heading, or a system."""
        match row:
            case LevelLine(level, count, unit):
                left = GUTTER + INDENT
                pieces = level_pieces(level, count, unit, width - left - RIGHT)
                return self.assemble([(" " * left, ""), *pieces], width)
            case TextLine():
                indent = " " * (GUTTER + INDENT)
                title = clip(row.title, width - len(indent))
                return self.assemble([(indent, ""), (title, row.style)], width)
            case SystemLine():
                return self._draw_system(row, gutter, width)

    def _draw_system(self, row: SystemLine, gutter: Sequence[Cell], width: int) -> Strip:
        """A system: who relies on it, risk, learning, findings, notes."""
        a = row.assessment
        widths = dict(fit(columns(width), width))
        name, style = name_cell(a)
        sign = "▲ " if NOTES not in widths and a.misplaced else ""
        name_width = max(LEAST_NAME, widths[0] - DEEPER)
        pieces = [*gutter, (" " * (INDENT + DEEPER), "")]
        pieces += self.name_pieces(row, sign + printable(name), style, name_width)
        if a.level is None and RELIANCE in widths:  # the question takes the place of the risk
            widths[RELIANCE] += GAP + widths.pop(RISK, -GAP)
        for i in [*widths][1:]:
            text, cell_style = _told(a, i, widths[i])
            blank = " " * (widths[i] - cell_len(text)), ""
            pieces += [space(i), (text, cell_style), blank]
        return self.assemble(pieces, width)


def _told(a: Assessment, column: int, width: int) -> Cell:
    """The cell of a system in a column, by its number."""
    match COLUMNS[column].key:
        case "reliance":
            return reliance_cell(a, width)
        case "risk":
            text, style = risk_piece(a)
        case "learning":
            text, style = learning_cell(a)
        case "findings":
            text, style = findings_cell(a)
        case _:
            return notes_cell(a, width)
    return clip(text, width), style
