"""The responsibility matrix: the five levels, each with its systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from textual.strip import Strip

from labtui.data.analysis.matrix import Group
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.levels import LEVELS, Level, LevelId
from labtui.text.cells import clip, pad
from labtui.text.printable import printable
from labtui.text.wording import plural
from labtui.widgets.columns import GAP, GUTTER, INDENT, Cell, Column, fit, space
from labtui.widgets.lines.cells import learning_cell, name_cell, risk_cell
from labtui.widgets.lines.levels import remarks
from labtui.widgets.rows import RowView

COLUMNS = (
    Column("level", "Level", 24, flex=True, most=40),
    Column("hardware", "Hardware", 8, priority=7),
    Column("services", "OS & services", 19, priority=8),
    Column("backups", "Backups & recovery", 18, priority=5),
    Column("risk", "Risk", 15, priority=9),
    Column("learning", "Learning", 9, priority=6),
    Column("purpose", "Purpose", 29, priority=4),
)
"""The columns of the matrix; those that do not fit are listed below the name of a level."""

BELOW = ("", "hardware ", "OS & services ", "backups ", "risk ", "learning ", "")
"""The label of each column when it is listed below the name."""

RISK, LEARNING = 4, 5
"""The numbers of these columns; systems show their risk now and learning now there."""

RISK_WIDTH = COLUMNS[RISK].width
LEAST_TOLD = 12
"""In less room than this, remarks on a system are only a sign."""

LEAST_NAME = 7
"""The least width of a system's name if the risk is to fit beside it."""

DEEPER = 2
"""How far systems are indented below the name of their level."""


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A line of a level: its cells, or below them a cell that did not fit."""

    level: Level
    below: str = ""
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


def lines_of(groups: Sequence[Group], width: int) -> list[Line]:
    """The lines of the matrix, from its groups in order."""
    counts: dict[str | None, int] = {}
    for group in groups:
        counts[group.level] = counts.get(group.level, 0) + len(group.systems)
    lines: list[Line] = []
    at: object = object()
    for group in groups:
        if group.level != at:
            at = group.level
            lines += [TextLine("")] if lines else []
            lines += _head(group.level, counts[group.level], width)
        if group.title:
            lines.append(TextLine(f"{group.title} · {len(group.systems)}", "table--header"))
        lines += map(SystemLine, group.systems)
    return lines


def _head(id: LevelId | None, count: int, width: int) -> list[Line]:
    if id is None:
        return [TextLine(f"?  Level not known yet · {count}", "levels--unknown")]
    level = LEVELS[id]
    shown = {i for i, _ in fit(COLUMNS, width)}
    rest = [BELOW[i] + cell for i, cell in enumerate(_cells(level)) if i not in shown]
    said = ", ".join([_count(count), *rest[-1:], *rest[:-1]])
    below = wrap(said, max(LEAST_TOLD, width - GUTTER - INDENT - DEEPER), break_on_hyphens=False)
    return [LevelLine(level), *(LevelLine(level, line) for line in below)]


class LevelsView(RowView[Line]):
    """The levels with their meaning and their systems; worst first unless sorted otherwise."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"levels--level", "levels--unknown"}
    """
    | Class | Description |
    | :- | :- |
    | `levels--level` | The name of a level and its cells. |
    | `levels--unknown` | The heading of the systems without a level. |
    """

    DEFAULT_CSS = """
    LevelsView {
        & > .levels--level { color: $text-primary; text-style: bold; }
        & > .levels--unknown { color: $text-warning; text-style: bold; }
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
        return lines_of(self._groups, self.text_width) if some else []

    def on_resize(self) -> None:
        # Textual itself calls the handler of the base class after this one.
        if (lines := self._composed()) != self.rows:
            self.set_rows(lines)

    def draw_header(self, width: int) -> Strip:
        """The titles of the columns that fit."""
        pieces: list[Cell] = [(" " * GUTTER, "")]
        for i, cell_width in fit(COLUMNS, width):
            pieces += [space(i), (pad(COLUMNS[i].title, cell_width), "table--header")]
        return self.assemble(pieces, width)

    def draw_row(self, row: Line, gutter: list[Cell], width: int) -> Strip:
        """A level, a heading, or a system."""
        match row:
            case LevelLine():
                return self._draw_level(row, width)
            case TextLine():
                indent = " " * (GUTTER + INDENT)
                title = clip(row.title, width - len(indent))
                return self.assemble([(indent, ""), (title, row.style)], width)
            case SystemLine():
                return self._draw_system(row, gutter, width)

    def _draw_level(self, line: LevelLine, width: int) -> Strip:
        """The cells of a level that fit, or a line below with one that does not."""
        pieces: list[Cell] = [(" " * GUTTER, "")]
        if line.below:
            said = clip(" " * (INDENT + DEEPER) + line.below, width - GUTTER)
            return self.assemble([*pieces, (said, "table--dim")], width)
        cells = _cells(line.level)
        for i, cell_width in fit(COLUMNS, width):
            pieces += [space(i), (pad(cells[i], cell_width), "" if i else "levels--level")]
        return self.assemble(pieces, width)

    def _draw_system(self, row: SystemLine, gutter: Sequence[Cell], width: int) -> Strip:
        """A system under the columns of the matrix, with its risk now and learning now."""
        a = row.assessment
        widths = dict(fit(COLUMNS, width))
        between = [widths[i] + GAP for i in range(1, RISK) if i in widths]
        told = sum(between) - GAP
        name, style = name_cell(a)
        free = widths[0] if RISK in widths else width - GUTTER - INDENT - GAP - RISK_WIDTH
        name_width = max(LEAST_NAME, free - DEEPER)
        said = remarks(a, told) if told >= LEAST_TOLD else []
        sign = "▲ " if not said and a.misplaced else ""
        pieces = [*gutter, (" " * (INDENT + DEEPER), "")]
        pieces += self.name_pieces(row, sign + printable(name), style, name_width)
        if between:
            used = sum(cell_len(text) for text, _ in said)
            pieces += [space(1), *said, (" " * (told - used), "")]
        pieces += [space(1), _padded(risk_cell(a), RISK_WIDTH)]
        if LEARNING in widths:
            pieces += [space(1), _padded(learning_cell(a), widths[LEARNING])]
        return self.assemble(pieces, width)


def _padded(cell: Cell, width: int) -> Cell:
    return pad(cell[0], width), cell[1]


def _count(systems: int) -> str:
    return plural(systems, "system") if systems else "no systems"


def _cells(level: Level) -> tuple[str, ...]:
    """A level's cells, in the order of the columns."""
    return (
        f"{level.id:<2} {level.environment}",
        level.hardware,
        level.services,
        level.backups,
        level.risk_word,
        level.learning_word,
        level.purpose,
    )
