"""The columns of the grid of layers, for every width."""

from __future__ import annotations

from functools import lru_cache

from labtui.data.framework.layers import LAYERS, Layer
from labtui.widgets.columns import GAP, GUTTER, INDENT, Column, fit

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

WIDTHS = ((118, 5, 20), (92, 3, 18), (79, 2, 17))
"""From which width on a layer's block has how many cells, and the least width of the names."""

NARROW, VERY_NARROW = WIDTHS[-1][0], 56
"""Below the first there are names and layers only; below the second, names are cut."""

SPACIOUS = 151
"""From this width on there is room for risk in words, and for the role."""

POINTS: tuple[Layer | None, ...] = (None, *LAYERS)
"""The cells of a row the cursor can be on: the name (None) or a layer."""


def block_width(width: int) -> int:
    """The width of a layer's block; between two there is one column."""
    return next((cells for least, cells, _ in WIDTHS if width >= least), WIDTHS[-1][1])


@lru_cache(maxsize=16)
def columns(width: int) -> tuple[Column, ...]:
    """The columns for a width in cells."""
    layers = len(LAYERS) * (block_width(width) + 1)
    if width < NARROW:
        name = 14 if width >= VERY_NARROW else 7
        return (
            Column("name", "Name", name, flex=True, most=44),
            Column("layers", "", layers, priority=99),
        )
    name = next(names for least, _, names in WIDTHS if width >= least)
    told = [Column("risk", "Risk", 5, priority=8), Column("gaps", "Gaps", 6, priority=7)]
    if width >= SPACIOUS:
        told = [
            Column("risk", "Risk now", 22, priority=8),
            Column("gaps", "Gaps", 6, priority=7),
            Column("role", "Role", 14, priority=6),
        ]
    return (
        Column("name", "Name", name, flex=True, most=44),
        Column("layers", "", layers - 1, priority=99),
        Column("level", "Level", 5, priority=9),
        *told,
    )


def layer_at(x: int, width: int) -> Layer | None:
    """The layer whose block is at `x` of a row; None beside the blocks."""
    shown, block = dict(fit(columns(width), width)), block_width(width)
    left = GUTTER + INDENT + shown[0] + GAP
    at, within = divmod(x - left, block + 1)
    inside = 1 in shown and 0 <= at < len(LAYERS) and within < block
    return [*LAYERS][at] if inside else None
