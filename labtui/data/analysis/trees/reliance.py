"""What people use, and below it what carries it."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
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
    system, needed = lab.systems[id], lab.reliance.needs(id)
    if not needed:
        return []
    host = system.runs_on
    if host in needed and len(needed) == 1:  # as with most; the rest takes ten times as long
        return [Need(host, RELATIONS[0])] if host in lab.assessments else []
    named = (
        (host or "",),
        system.depends_on,
        lab.groups.members(id),
        sorted(lab.destinations.of(id)),
        system.recovers_with,
    )
    found: dict[str, str] = {}
    for relation, others in zip(RELATIONS, named, strict=True):
        for other in others:
            if other in needed and other in lab.assessments:
                found.setdefault(other, relation)
    return [Need(*each) for each in found.items()]


class RelianceTree:
    """What people use, in an order, and below each what it needs.

    What a system needs stands below it once: at the top if people use it, or else where it is
    first seen; wherever else it is needed, it has nothing below it. At first what leads to
    something new is unfolded; in a large lab only at the top. What nobody relies on comes last,
    folded.
    """

    def __init__(self, lab: Lab, ids: Sequence[str], *, filtered: bool = False) -> None:
        """A tree of `ids`; if these are `filtered`, what leads to them from the top is in it too.

        The lab may not change while the tree is in use.
        """
        self._lab = lab
        self._filtered = filtered
        self._wanted = dict.fromkeys(id for id in ids if id in lab.assessments)
        self._shown = _with_what_needs(lab, self._wanted) if filtered else self._wanted
        self.tops = _tops(lab, self._shown)
        """The systems at the top."""
        self._used_by_none = [id for id in self._wanted if not lab.reliance.production(id)]
        self._below: dict[str, list[Need]] = {}

    def items(self, folds: Mapping[str, bool]) -> list[Item]:
        """The tree, where `folds` says of some systems whether they are folded."""
        items: list[Item] = []
        met: set[str] = set()
        for id in self.tops:
            self._grow(id, folds, met, items, aside=False)
        rest = [id for id in self._used_by_none if id not in met]
        if rest:
            items += [*([BLANK] if items else []), Title("Nobody relies on these")]
        for id in rest:
            if id not in met:
                self._grow(id, folds, met, items, aside=True)
        return items

    def _grow(
        self, top: str, folds: Mapping[str, bool], met: set[str], items: list[Item], *, aside: bool
    ) -> None:
        """Add a system and what is unfolded below it; `aside` where nobody relies on it."""
        few, tops = len(self._shown) <= FEW, self.tops
        waiting = [("", top, 0, "")]
        while waiting:
            parent, id, depth, relation = waiting.pop()
            quiet = self._filtered and id not in self._wanted
            key = f"{parent}\n{id}"
            if id in met or (depth and id in tops):
                where = "above" if id in met else "below"
                items.append(Branch(id, depth, key, 0, relation, elsewhere=where, quiet=quiet))
                continue
            met.add(id)
            below = self._needs(id)
            usual = not aside and (few or not depth)
            usual = usual and any(each.id not in met and each.id not in tops for each in below)
            is_folded = bool(below) and folds.get(id, not usual)
            items.append(Branch(id, depth, key, len(below), relation, is_folded, "", quiet))
            if below and not is_folded:
                waiting += [(id, each.id, depth + 1, each.relation) for each in reversed(below)]

    def _needs(self, id: str) -> list[Need]:
        """What is shown below a system."""
        found = self._below.get(id)
        if found is None:
            wanted, tops = self._wanted, self.tops
            found = self._below[id] = [
                each
                for each in needs(self._lab, id)
                if each.id in self._shown and (each.id in wanted or each.id not in tops)
            ]
        return found


def way_to(lab: Lab, id: str, tops: Collection[str] | None = None) -> list[str]:
    """The systems above a system, from one at the top down, by the shortest way.

    `tops` are those at the top of all of the lab, where they are known.
    """
    tops = _tops(lab, lab.assessments) if tops is None else tops
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
