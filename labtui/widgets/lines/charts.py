"""Small pictures in a line of text: counted squares, gauges and months."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from textual.content import Content

PROVEN, UNPROVEN = "■", "□"
"""One square is one thing that is counted, or several where there are more than cells."""

DONE, LEFT = "━", "╌"
"""A share that is reached, and what is left of it."""

COLUMNS = "▁▂▃▄▅▆▇█"
"""Heights of a column."""

_UNITS = (1, 2, 5)


def unit_of(most: int, cells: int) -> int:
    """How many things one square stands for, so that `most` take at most `cells` squares."""
    power = 1
    while True:
        for unit in _UNITS:
            if ceil(most / (unit * power)) <= cells:
                return unit * power
        power *= 10


def squares(proven: int, unproven: int, unit: int, style: str) -> Content:
    """Things that are counted as squares; none where there are none, else at least one each."""
    text = PROVEN * ceil(proven / unit) + UNPROVEN * ceil(unproven / unit)
    return Content.styled(text, style)


def gauge(reached: int, whole: int, cells: int, styles: tuple[str, str]) -> Content:
    """A share of a whole as a line; full only where nothing is missing."""
    filled = reached * cells // whole if whole else cells
    done, left = styles
    return Content.assemble((DONE * filled, done), (LEFT * (cells - filled), left))


def columns(values: Sequence[int], style: str, width: int = 1) -> Content:
    """Values as columns, `width` cells each; the greatest is a full one, and 0 is blank."""
    most = max(values, default=0)
    text = "".join(
        (COLUMNS[ceil(value * len(COLUMNS) / most) - 1] if value else " ") * width
        for value in values
    )
    return Content.styled(text, style)
