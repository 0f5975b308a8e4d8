"""What people use, and below it what carries it."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from labtui.data.analysis.trees.branches import BLANK, Branch, Item, Title
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.references import closure

FEW = 50
"""In a lab of at most so many systems, all of the tree is unfolded at first."""

RELATIONS = ("runs on", "depends on", "member", "backs up to", "recovers with")
"""The ways in which one system needs another."""


class Need(NamedTuple):
    """A system that another needs, and how."""

    id: str
    relation: str


def needs(lab: Lab, id: str) -> list[Need]:
    """What a system needs that is not retired, the closest relations first, each once."""
    system = lab.systems[id]
    named = (
        (system.runs_on or "",),
        system.depends_on,
        lab.groups.members(id),
        sorted(lab.destinations.of(id)),
        system.recovers_with,
    )
    needed = lab.reliance.needs(id)
    found: dict[str, str] = {}
    for relation, others in zip(RELATIONS, named, strict=True):
        for other in others:
            if other in needed and other in lab.assessments:
                found.setdefault(other, relation)
    return [Need(*each) for each in found.items()]


def by_reliance(
    lab: Lab, ids: Sequence[str], folds: Mapping[str, bool], *, filtered: bool = False
) -> list[Item]:
    """What people use of `ids`, in their order, and below each what it needs.

    What a system needs stands below it once: at the top if people use it, or else where it is
    first seen; wherever else it is needed, it has nothing below it. At first what leads to
    something new is unfolded; in a large lab only at the top. `folds` says of systems whether they
    are folded instead. What nobody relies on comes last, folded. If `ids` are
    `filtered`, what leads to them from the top is shown too.
    """
    wanted = dict.fromkeys(id for id in ids if id in lab.assessments)
    shown = _with_what_needs(lab, wanted) if filtered else wanted
    tops = _tops(lab, shown)
    few = len(shown) <= FEW
    met: set[str] = set()

    def opens(at: "_Place", below: Sequence[Need]) -> bool:
        usual = not at.aside and (few or not at.depth)
        usual = usual and any(each.id not in met and each.id not in tops for each in below)
        return bool(below) and not folds.get(at.id, not usual)

    def grown(at: str, *, aside: bool = False) -> Iterator[Branch]:
        waiting = [_Place("", at, 0, "", aside)]
        while waiting:
            place = waiting.pop()
            key = f"{place.parent}\n{place.id}"
            quiet = filtered and place.id not in wanted
            is_elsewhere = place.id in met or (place.depth > 0 and place.id in tops)
            if is_elsewhere:
                where = "above" if place.id in met else "below"
                yield Branch(
                    place.id, place.depth, key, 0, place.relation, elsewhere=where, quiet=quiet
                )
                continue
            met.add(place.id)
            below = [
                each
                for each in needs(lab, place.id)
                if each.id in shown and (each.id in wanted or each.id not in tops)
            ]
            is_open = opens(place, below)
            yield Branch(
                place.id, place.depth, key, len(below), place.relation,
                folded=bool(below) and not is_open, quiet=quiet,
            )  # fmt: skip
            if is_open:
                waiting += [
                    _Place(place.id, each.id, place.depth + 1, each.relation, aside)
                    for each in reversed(below)
                ]

    items: list[Item] = [branch for id in tops for branch in grown(id)]
    rest = [id for id in wanted if id not in met and not lab.reliance.production(id)]
    if rest:
        items += [*([BLANK] if items else []), Title("Nobody relies on these")]
    for id in rest:
        if id not in met:
            items += grown(id, aside=True)
    return items


class _Place(NamedTuple):
    """A system that is still to be shown."""

    parent: str
    id: str
    depth: int
    relation: str
    aside: bool
    """True below the heading of what nobody relies on."""


def way_to(lab: Lab, id: str) -> list[str]:
    """The systems above a system, from one at the top down, by the shortest way."""
    tops = _tops(lab, lab.assessments)
    below: dict[str, str] = {id: ""}
    waiting = deque([id])
    while waiting:
        at = waiting.popleft()
        if at in tops:
            way = [at]
            while way[-1] != id:
                way.append(below[way[-1]])
            return way[:-1]
        for by in _production_needing(lab, at):
            if by not in below:
                below[by] = at
                waiting.append(by)
    return []


def _tops(lab: Lab, ids: Collection[str]) -> dict[str, None]:
    """The systems at the top, in the order of `ids`.

    People rely on each, or it is production in its own right and nothing at the top leads to it
    through production. What is only planned leads to systems that are not production.
    """

    def onward(id: str) -> list[str]:
        needed = lab.reliance.needs(id)
        return [to for to in needed if to in lab.assessments and lab.reliance.production(to)]

    used = {id for id in ids if _is_used(lab, id)}
    found = closure(used, onward)
    for id in ids:
        if id not in found and lab.systems[id].production_in_own_right:  # a loop
            used.add(id)
            found |= closure([id], onward)
    return dict.fromkeys(id for id in ids if id in used)


def _production_needing(lab: Lab, id: str) -> list[str]:
    """The production systems that need a system directly, planned ones too."""
    needing = lab.reliance.needed_by(id)
    return [by for by in needing if by in lab.assessments and lab.reliance.production(by)]


def _is_used(lab: Lab, id: str) -> bool:
    """Whether people rely on a system, or its purpose is reliability and nothing needs it."""
    system = lab.systems[id]
    if system.relied_on_for:
        return True
    return system.production_in_own_right and not lab.reliance.through(id)


def _with_what_needs(lab: Lab, ids: Collection[str]) -> dict[str, None]:
    """The ids, and what leads to each of them from the top."""

    def needing(id: str) -> list[str]:
        return [] if _is_used(lab, id) else _production_needing(lab, id)

    found = closure(ids, needing)
    others = sorted(found.difference(ids), key=lambda id: lab.systems[id].name.casefold())
    return dict.fromkeys((*others, *ids))
