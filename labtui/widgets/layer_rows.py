"""The rows of the grid of layers, and the blank lines between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LayerAnswer
from labtui.widgets.rows import Heading


class LayerRow(NamedTuple):
    """A row of the grid: a system among hosts and what runs on them."""

    key: str
    assessment: Assessment
    depth: int
    guests: int
    folded: bool
    was: Assessment | None = None
    """The saved assessment while a what-if is open."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A row for several systems on one host that have nothing of their own in any layer."""

    host: str
    depth: int
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """Tells it from its host."""
        return run_key(self.host)


def run_key(host: str) -> str:
    """The key of the row for several systems on a host; no id has a blank."""
    return f"on {host}"


@dataclass(frozen=True, slots=True)
class TallyRow:
    """How many systems an owner is responsible for, layer by layer."""

    owner: LayerAnswer | None
    counts: tuple[int, ...]
    key: None = None


Row: TypeAlias = LayerRow | RunRow | TallyRow | Heading


def apart(rows: Sequence[Row], room: int) -> list[Row]:
    """The rows with a blank line around each host with what is on it, if there is room for all."""
    if room < 1:
        return [*rows]
    cuts = [
        at
        for at in range(1, len(rows))
        if _depth(rows[at]) == 0 and (_depth(rows[at - 1]) or _has_rows(rows, at))
    ]
    if len(cuts) > room:
        return [*rows]
    spaced: list[Row] = []
    for start, end in pairwise((0, *cuts, len(rows))):
        spaced += [Heading("")] * bool(start)
        spaced += rows[start:end]
    return spaced


def _has_rows(rows: Sequence[Row], at: int) -> bool:
    """Whether something on a host is shown below it."""
    return at + 1 < len(rows) and _depth(rows[at + 1]) > 0


def _depth(row: Row) -> int:
    return row.depth if isinstance(row, LayerRow | RunRow) else 0
