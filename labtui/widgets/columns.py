"""Columns of a line-drawn view: their cells, and which of them have room. Made without Textual."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Cell: TypeAlias = tuple[str, str]
"""A text, and the component class it is drawn in ("" for plain text)."""

GUTTER = 2
"""Columns at the left with the cursor and the mark: all that a move of the cursor repaints."""

INDENT = 1
"""Columns between the gutter and the first cell."""

GAP = 2
"""Columns between two cells."""


def space(column: int) -> Cell:
    """The blanks before a column, by its number."""
    return " " * (GAP if column else INDENT), ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called and how it is laid out."""

    key: str
    title: str
    width: int
    """In cells; of a `flex` column the least."""
    priority: int = 0
    """Where there is no room, columns of the lowest priority go first."""
    flex: bool = False
    """Takes the width that is left; one column at most, and it always stays. Other columns are
    dropped before it gets narrower than its width."""
    most: int = 1000
    """The most a `flex` column takes."""


@lru_cache(maxsize=16)
def fit(columns: tuple[Column, ...], width: int) -> tuple[tuple[int, int], ...]:
    """Which columns have room in `width` cells: their indices from left to right, and widths."""
    kept = list(range(len(columns)))

    def free() -> int:
        used = sum(columns[i].width for i in kept)
        return width - GUTTER - INDENT - used - GAP * (len(kept) - 1)

    while free() < 0:
        # Of equal priorities the rightmost goes first.
        droppable = [(columns[i].priority, -i) for i in kept if not columns[i].flex]
        if not droppable:
            break
        kept.remove(-min(droppable)[1])
    spare = free()

    def granted(column: Column) -> int:
        return max(1, min(column.width + spare, column.most)) if column.flex else column.width

    return tuple((i, granted(columns[i])) for i in kept)
