"""Which system names which, and walks along those references."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Set

from labtui.data.assessment.models import System
from labtui.data.assessment.relation import Pair, Relation
from labtui.data.framework.facts import REFERENCES

Systems = Mapping[str, System]


def closure(
    seeds: Iterable[str], onward: Callable[[str], Iterable[str]], within: Collection[str] = ()
) -> set[str]:
    """The seeds and everything that leads on from them.

    With `within`, nothing leads on to any other than these, so that seeds which are all of them are
    not followed: as a lab is opened.
    """
    found = set(seeds)
    if within and len(found) >= len(within) and found.issuperset(within):
        return found
    waiting = list(found)
    while waiting:
        for other in onward(waiting.pop()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def walk_ancestors(
    id: str, known: Container[str], above: Callable[[str], str | None]
) -> tuple[list[str], list[str], str | None]:
    """Walk up from `id` to what is known already.

    Returns the unknown ids from `id` upward; those of them that form a loop, where the walk ran
    into one; and the known id it ended at, or None where the line ends or loops.
    """
    line: dict[str, None] = {}
    at: str | None = id
    while at is not None and at not in known and at not in line:
        line[at] = None
        at = above(at)
    unknown = list(line)
    if at is None:
        return unknown, [], None
    if at in line:
        return unknown, unknown[unknown.index(at) :], None
    return unknown, [], at


class References:
    """Which system names which, by fact; ids that do not exist yet are kept as well."""

    def __init__(self) -> None:
        self._by_key = {key: Relation() for key in REFERENCES}

    def fork(self) -> References:
        """References that start as these and change independently."""
        fork = References()
        fork._by_key = {key: relation.copy() for key, relation in self._by_key.items()}
        return fork

    def update(self, replaced: Mapping[str, tuple[System | None, System | None]]) -> None:
        """Take systems by id, before and after; None where one was not, or is no longer, there."""
        gone: dict[str, list[Pair]] = {key: [] for key in REFERENCES}
        new: dict[str, list[Pair]] = {key: [] for key in REFERENCES}
        for id, (old_system, new_system) in replaced.items():
            before = set(old_system.references()) if old_system is not None else set()
            after = set(new_system.references()) if new_system is not None else set()
            for key, target in before - after:
                gone[key].append((id, target))
            for key, target in after - before:
                new[key].append((id, target))
        for key, relation in self._by_key.items():
            relation.update(gone[key], new[key])

    def by(self, key: str, target: str) -> tuple[str, ...]:
        """The systems that name `target` in the fact `key`, sorted."""
        return self._by_key[key].sources(target)

    def targets(self, key: str) -> Set[str]:
        """The systems that any system names, or once named, in the fact `key`."""
        return self._by_key[key].targets

    def to(self, target: str) -> set[str]:
        """The systems that name `target` in any fact."""
        return {id for key in REFERENCES for id in self.by(key, target)}

    def children(self, target: str, systems: Systems) -> Iterable[str]:
        """The systems whose parent `target` is."""
        yield from self.by("runs_on", target)
        for member in self.by("member_of", target):
            if systems[member].parent == target:
                yield member
