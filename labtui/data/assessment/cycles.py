"""Systems that need themselves: dependency cycles and recovery loops (framework, section 6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from labtui.data.assessment.destinations import Destinations
from labtui.data.assessment.models import System
from labtui.data.assessment.references import Systems, closure


class Cycles:
    """The loops of systems in service over what each of them names."""

    def __init__(self, systems: Systems, named: Callable[[System], Iterable[str]]) -> None:
        """`named` gives the ids a system leads on to; those not in service are left out."""
        self._systems = systems
        self._named = named
        self._loops: dict[str, frozenset[str]] = {}

    def fork(self, systems: Systems, named: Callable[[System], Iterable[str]]) -> Cycles:
        """Cycles that start as these, over the systems of a forked lab."""
        fork = Cycles(systems, named)
        fork._loops = self._loops.copy()
        return fork

    def loop(self, id: str) -> frozenset[str]:
        """The systems of the loop a system is in, itself included; empty where it is in none."""
        return self._loops.get(id, _NO_IDS)

    def onward(self, id: str) -> list[str]:
        """The systems in service that a system in service leads on to."""
        system = self._systems.get(id)
        if system is None or system.retired:
            return []
        systems = self._systems
        named = dict.fromkeys(self._named(system))
        return [id for id in named if id in systems and not systems[id].retired]

    def update(self, touched: Iterable[str]) -> set[str]:
        """Find the loops again that the touched systems may have opened or closed.

        Returns the ids that are in another loop now than before.
        """
        touched = set(touched)
        onward = cache(self.onward)  # the region is walked twice
        region = closure(touched.union(*(self.loop(id) for id in touched)), onward, self._systems)
        before = {id: self._loops.pop(id, _NO_IDS) for id in region}
        for group in strongly_connected_components(region, onward):
            if len(group) > 1 or group[0] in onward(group[0]):
                self._loops.update(dict.fromkeys(group, frozenset(group)))
        return {id for id in region if before[id] != self.loop(id)}


_NO_IDS: frozenset[str] = frozenset()


def needed_to_run(system: System) -> tuple[str, ...]:
    """What a system needs to start: what it runs on and depends on."""
    host = system.runs_on
    return system.depends_on if host is None else (host, *system.depends_on)


def needed_to_recover(system: System, destinations: Destinations) -> Iterable[str]:
    """What has to work before a system can be recovered.

    That is what it needs to run, what it recovers with, and where its backups are kept, if it has
    just one destination other than itself.
    """
    others = [other for other in destinations.of(system.id) if other != system.id]
    only = others if len(others) == 1 else ()
    return *needed_to_run(system), *system.recovers_with, *only


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
