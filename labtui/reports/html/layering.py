"""Where the boxes of the dependency graph stand: in layers, what others need above them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from labtui.data.analysis.overview.carriers import carriers
from labtui.data.analysis.rebuild import rebuild_order
from labtui.data.analysis.trees.hosts import hosts_above
from labtui.data.assessment.lab import Lab
from labtui.reports.naming import by_name

MANY = 60
"""The most systems that each have a box of their own."""

KEPT = 40
"""Of more systems, how many have one; the others are one box below each host."""


class Box(NamedTuple):
    """One system, or several that run on the same host."""

    ids: tuple[str, ...]
    needs: frozenset[str]
    host: str | None = None
    """What several run on; None where that has no box of its own either."""


class Layer(NamedTuple):
    """What comes back at the same time."""

    boxes: tuple[Box, ...]


class Placed(NamedTuple):
    """A box in its place."""

    box: Box
    column: float
    """In widths of a box, from the left."""
    row: int
    layer: int


def layers_of(lab: Lab, ids: Sequence[str], order: Sequence[str]) -> list[Layer]:
    """The systems of `ids` by when they can come back; what is only planned is the last."""
    chosen = {id for id in ids if id in lab.assessments}
    kept = chosen if len(chosen) <= MANY else _carrying(lab, chosen)
    boxes = {id: Box((id,), frozenset(lab.reliance.needs(id) & kept)) for id in kept}
    steps = rebuild_order(lab, by_name(lab, order)).steps
    found = [[boxes[id] for id in step.systems if id in kept] for step in steps]
    step_of = {id: at for at, layer in enumerate(found) for box in layer for id in box.ids}
    others: list[list[Box]] = [[] for _ in found]
    for box in _together(lab, by_name(lab, chosen - kept), kept):
        at = max((step_of.get(id, 0) for id in box.needs), default=0)
        others[at].append(box)
    layers = [
        Layer(tuple(layer))
        for own, below in zip(found, others, strict=True)
        for layer in (own, below)
        if layer
    ]
    planned = by_name(lab, kept.difference(step_of))
    return [*layers, *([Layer(tuple(boxes[id] for id in planned))] if planned else [])]


def _carrying(lab: Lab, chosen: Set[str]) -> set[str]:
    """Those that most others need."""
    return {each.id for each in [one for one in carriers(lab) if one.id in chosen][:KEPT]}


def _together(lab: Lab, ids: Iterable[str], kept: Set[str]) -> Iterator[Box]:
    """One box for all that have the same nearest host of those kept; what all of them need."""
    below: dict[str | None, list[str]] = defaultdict(list)
    for id in ids:
        below[next((host for host in hosts_above(lab, id) if host in kept), None)].append(id)
    for host, same in below.items():
        needed = frozenset.intersection(*(lab.reliance.needs(id) for id in same)) & kept
        yield Box(tuple(same), needed | {host} if host else needed, host)


def placed(layers: Sequence[Layer], columns: int) -> list[Placed]:
    """Every box in its place, each as near below what it needs as there is room.

    A layer that has more boxes than `columns` takes several rows.
    """
    found: list[Placed] = []
    at: dict[str, float] = {}
    row = 0
    for number, layer in enumerate(layers):
        ranked = sorted(((_middle(box, at, columns), box) for box in layer.boxes), key=_first)
        rows = -(-len(ranked) // columns)
        for line in range(rows):
            # Each row spans the whole width, so that a line down to it is short.
            boxes = ranked[line::rows]
            for column, (_, box) in zip(
                spread([wanted for wanted, _ in boxes], columns), boxes, strict=True
            ):
                found.append(Placed(box, column, row, number))
                at.update(dict.fromkeys(box.ids, column))
            row += 1
    return found


def _first(ranked: tuple[float, Box]) -> float:
    return ranked[0]


def _middle(box: Box, at: Mapping[str, float], columns: int) -> float:
    """The middle of what a box needs, as far as that has its place."""
    above = [at[id] for id in box.needs if id in at]
    return sum(above) / len(above) if above else (columns - 1) / 2


def spread(wanted: Sequence[float], columns: int) -> list[float]:
    """Places beside each other in a row, as near to the wanted ones as can be, in their order."""
    together: list[tuple[float, int]] = []
    """Runs of boxes without room between them: where the first is, and how many they are."""
    for at, place in enumerate(wanted):
        left, boxes = place - at, 1
        while together and together[-1][0] > left:
            before, others = together.pop()
            left = (before * others + left * boxes) / (boxes + others)
            boxes += others
        together.append((left, boxes))
    most = columns - len(wanted)
    shifts = [min(max(left, 0), most) for left, boxes in together for _ in range(boxes)]
    return [at + shift for at, shift in enumerate(shifts)]
