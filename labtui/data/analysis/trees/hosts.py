"""Who runs on what: hosts above their guests."""

from collections.abc import Iterable, Sequence

from labtui.data.analysis import matrix
from labtui.data.analysis.trees.branches import BLANK, Branch, Item, Title
from labtui.data.assessment.lab import Lab
from labtui.data.framework.levels import CONSUMED, RENTED

OUTSIDE = frozenset({*CONSUMED, RENTED})
"""The levels of what others host."""


def by_host(lab: Lab, ids: Sequence[str]) -> list[Item]:
    """The assessed systems of `ids` below their hosts, in their order, nothing folded.

    The hosts of each are shown too. What others host comes last, below a heading if there is
    something else as well.
    """
    known = lab.assessments.made()
    wanted = {id for id in ids if id in known}
    own: list[Item] = []
    rented: list[Item] = []
    at = own
    for id, depth, guests in matrix.tree(lab, _with_hosts(lab, ids)):
        if not depth:
            at = rented if known[id].level in OUTSIDE else own
        at.append(Branch(id, depth, id, guests, quiet=id not in wanted))
    heading = [BLANK, Title("Rented and served")] if own and rented else []
    return [*own, *heading, *rented]


def hosts_above(lab: Lab, id: str) -> list[str]:
    """The hosts of a system, the nearest first; of a loop, each once."""
    found: dict[str, None] = {}
    at = lab.systems[id].parent
    while at is not None and at in lab.assessments and at not in found and at != id:
        found[at] = None
        at = lab.systems[at].parent
    return [*found]


def _with_hosts(lab: Lab, ids: Iterable[str]) -> list[str]:
    """The ids with those of their hosts, each host before what made it known."""
    found: dict[str, None] = {}
    for id in ids:
        line: dict[str, None] = {}
        at: str | None = id
        while at is not None and at not in found and at not in line and at in lab.assessments:
            line[at] = None
            at = lab.systems[at].parent
        found.update(dict.fromkeys(reversed(line)))
    return [*found]
