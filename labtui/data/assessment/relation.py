"""A relation between ids, as a map from each target to its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

Pair = tuple[str, str]
"""A source and its target."""


class Relation:
    """The sources of each target, sorted.

    Copies share the entries: a change replaces an entry and never alters it.
    """

    def __init__(self) -> None:
        self._sources: dict[str, tuple[str, ...]] = {}

    def copy(self) -> Relation:
        """A relation that starts with the same pairs and changes independently."""
        copy = Relation()
        copy._sources = self._sources.copy()
        return copy

    def sources(self, target: str) -> tuple[str, ...]:
        """The ids that stand in this relation to `target`, sorted."""
        return self._sources.get(target, ())

    def update(self, gone: Iterable[Pair], new: Iterable[Pair]) -> None:
        """Remove the pairs in `gone`, then add those in `new`; a pair is held once."""
        moves: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for source, target in gone:
            moves[target][0].add(source)
        for source, target in new:
            moves[target][1].add(source)
        for target, (leaving, coming) in moves.items():
            moved = leaving | coming
            kept = [source for source in self.sources(target) if source not in moved]
            self._sources[target] = tuple(sorted([*kept, *coming]))
