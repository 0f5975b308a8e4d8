"""Who runs on what: hosts above their guests."""

from collections.abc import Iterable, Mapping, Sequence

from labtui.data.analysis import matrix
from labtui.data.analysis.trees.branches import BLANK, Branch, Item, Title
from labtui.data.assessment.lab import Lab
from labtui.data.framework.levels import CONSUMED, RENTED

OUTSIDE = frozenset({*CONSUMED, RENTED})
"""The levels of what others host."""


def hosted(lab: Lab, ids: Sequence[str]) -> list[matrix.Branch]:
    """The assessed systems of `ids` and their hosts as a tree, nothing folded."""
    return matrix.tree(lab, _with_hosts(lab, ids))


def by_host(
    lab: Lab,
    ids: Sequence[str],
    folds: Mapping[str, bool],
    grown: Sequence[matrix.Branch] | None = None,
) -> list[Item]:
    """The assessed systems of `ids` below their hosts, in their order, but for what is below
    those that `folds` says are folded.

    The hosts of each are shown too. What others host comes last, below a heading if there is
    something else as well. `grown` is what `hosted` gave before, if nothing has changed since.
    """
    grown = hosted(lab, ids) if grown is None else grown
    wanted = {id for id in ids if id in lab.assessments}
    folded = {id for id, is_folded in folds.items() if is_folded}
    own: list[Item] = []
    rented: list[Item] = []
    at = own
    for each in matrix.unfolded(grown, folded):
        if not each.depth:
            at = rented if lab.assessments[each.id].level in OUTSIDE else own
        is_folded = each.guests > 0 and each.id in folded
        quiet = each.id not in wanted
        at.append(Branch(each.id, each.depth, each.id, each.guests, folded=is_folded, quiet=quiet))
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
        while at is not None and at in lab.assessments and at not in found and at not in line:
            line[at] = None
            at = lab.systems[at].parent
        found.update(dict.fromkeys(reversed(line)))
    return [*found]
