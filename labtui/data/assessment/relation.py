"""A relation between ids, as a map from each target to its sources."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Set

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

    @property
    def targets(self) -> Set[str]:
        """All that anything stands or once stood in this relation to."""
        return self._sources.keys()

    def update(self, gone: Iterable[Pair], new: Iterable[Pair]) -> None:
        """Remove pairs, which must be there, and add pairs, which must not be there."""
        leaving: dict[str, list[str]] = defaultdict(list)
        coming: dict[str, list[str]] = defaultdict(list)
        for source, target in gone:
            leaving[target].append(source)
        for source, target in new:
            coming[target].append(source)
        for target in leaving.keys() | coming.keys():
            sources = list(self.sources(target))
            for source in leaving[target]:
                del sources[bisect_left(sources, source)]
            if target in coming:
                sources += coming[target]
                sources.sort()
            self._sources[target] = tuple(sources)
