"""Which system names which, and walks along those references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping

from labtui.data.assessment.models import System
from labtui.data.framework.facts import REFERENCES

Systems = Mapping[str, System]


def closure(seeds: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    """The seeds and everything that leads on from them."""
    found = set(seeds)
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
    """Who names whom, by fact; ids that do not exist are kept, since they may come to."""

    def __init__(self) -> None:
        self._by_key: dict[str, dict[str, set[str]]] = {key: defaultdict(set) for key in REFERENCES}

    def replace(self, old: System | None, new: System | None) -> None:
        """Forget what a system named and note what it names now."""
        if old is not None:
            for key, target in old.references():
                self._by_key[key][target].discard(old.id)
        if new is not None:
            for key, target in new.references():
                self._by_key[key][target].add(new.id)

    def by(self, key: str, target: str) -> Iterable[str]:
        """The systems that name `target` in the fact `key`."""
        return self._by_key[key].get(target, ())

    def to(self, target: str) -> set[str]:
        """The systems that name `target` in any fact."""
        return {id for key in REFERENCES for id in self.by(key, target)}

    def children(self, target: str, systems: Systems) -> Iterable[str]:
        """The systems whose parent `target` is."""
        yield from self.by("runs_on", target)
        for member in self.by("member_of", target):
            if systems[member].parent == target:
                yield member
