"""Columns of a line-drawn view: their cells, and which of them fit. Does not import Textual."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Cell: TypeAlias = tuple[str, str]
"""A text, and the component class it is drawn in ("" for plain text)."""

GUTTER = 2
"""Columns at the left for the cursor and the mark; a move of the cursor repaints only these."""

INDENT = 1
"""Columns between the gutter and the first cell."""

GAP = 2
"""Columns between two cells."""


ENOUGH = 32
"""How many cells a `flex` column keeps above its width before another one grows."""

RIGHT = 1
"""Columns kept free at the right, so that no text touches the scrollbar."""


def space(column: int) -> Cell:
    """The blanks before a column, by its number."""
    return " " * (GAP if column else INDENT), ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called and how it is laid out."""

    key: str
    title: str
    width: int
    """In cells; the least width of a `flex` column."""
    priority: int = 0
    """Where there is no room, columns of the lowest priority are dropped first."""
    flex: bool = False
    """Takes the width that is left; one column at most, and it always stays. Other columns are
    dropped before it gets narrower than its width."""
    most: int = 1000
    """The greatest width of a `flex` column."""
    grows: int = 0
    """How many cells it takes from a `flex` column that has more than `ENOUGH` to spare; what is
    still too long is cut after a word."""


@lru_cache(maxsize=16)
def fit(columns: tuple[Column, ...], width: int) -> tuple[tuple[int, int], ...]:
    """The index and the width of each column that fits in `width` cells, from left to right."""
    kept = list(range(len(columns)))

    def free() -> int:
        used = sum(columns[i].width for i in kept)
        return width - GUTTER - INDENT - used - GAP * (len(kept) - 1)

    while free() < 0:
        # Of equal priorities the rightmost is dropped first.
        droppable = [(columns[i].priority, -i) for i in kept if not columns[i].flex]
        if not droppable:
            break
        kept.remove(-min(droppable)[1])
    spare = free()
    grown = {i: columns[i].width for i in kept}
    for i in kept:
        more = max(0, min(columns[i].grows, spare - ENOUGH))
        grown[i] += more
        spare -= more

    def granted(i: int) -> int:
        column = columns[i]
        return max(1, min(column.width + spare, column.most)) if column.flex else grown[i]

    return tuple((i, granted(i)) for i in kept)
