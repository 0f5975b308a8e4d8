"""Dependency cycles (framework, section 6, `dependency-cycle`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from labtui.data.assessment.references import Systems, closure


class Cycles:
    """Which systems can reach themselves over `runs_on` and `depends_on`."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems
        self._loops: dict[str, frozenset[str]] = {}

    def fork(self, systems: Systems) -> Cycles:
        """Cycles that start as these, over the systems of a forked lab."""
        fork = Cycles(systems)
        fork._loops = self._loops.copy()
        return fork

    def __contains__(self, id: str) -> bool:
        return id in self._loops

    def onward(self, id: str) -> list[str]:
        """The systems that a system runs on or depends on, neither of them retired."""
        system = self._systems.get(id)
        if system is None or system.retired:
            return []
        named = dict.fromkeys(system.depends_on)
        if system.runs_on is not None:
            named[system.runs_on] = None
        return [id for id in named if id in self._systems and not self._systems[id].retired]

    def update(self, touched: Iterable[str]) -> set[str]:
        """Find the loops again that the touched systems may have opened or closed.

        Returns the ids that are in a loop now and were not before, or the other way round.
        """
        touched = set(touched)
        roots = touched.union(*(self._loops.get(id, ()) for id in touched))
        region = closure(roots, self.onward)
        before = region & self._loops.keys()
        for id in before:
            del self._loops[id]
        for group in strongly_connected_components(region, self.onward):
            if len(group) > 1 or group[0] in self.onward(group[0]):
                self._loops.update(dict.fromkeys(group, frozenset(group)))
        return before ^ (region & self._loops.keys())


def strongly_connected_components(
    region: Iterable[str], onward: Callable[[str], Sequence[str]]
) -> Iterator[list[str]]:
    """The strongly connected components of a region that is closed under `onward` (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: dict[str, None] = {}
    for root in region:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack[root] = None
        path = [(root, iter(onward(root)))]
        while path:
            id, others = path[-1]
            for other in others:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack[other] = None
                    path.append((other, iter(onward(other))))
                    break
                if other in stack:
                    low[id] = min(low[id], index[other])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[id])
                if low[id] == index[id]:
                    group: list[str] = []
                    while not group or group[-1] != id:
                        group.append(stack.popitem()[0])
                    yield group
