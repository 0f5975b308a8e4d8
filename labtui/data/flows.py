"""The two flows through a lab: facts come down, reliance goes up (framework, section 3).

Each class here keeps one derived map over all systems and brings it up to date for the systems
an edit touches: it works out the region that edit can reach, forgets that region, and derives
it anew from what lies around it. Assessing a whole lab is the same with everything as region.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from labtui.data.assessment import Stated
from labtui.data.facts import FACTS, REFERENCES
from labtui.data.models import System, learned_on

Systems = Mapping[str, System]
Pool = Mapping[str, Stated]
_Own = tuple[str | None, Pool]
"""A system's parent, and what it states itself of what comes down."""

PROVEN_ALONE = ("evidence.restore_tested", "evidence.monitored", "smell_test")
"""What does not come down to a system that people rely on (framework, section 3)."""

_COMES_DOWN = frozenset(key for key, fact in FACTS.items() if fact.comes_down)
_NOTHING: Pool = {}


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


def climb(
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


class Descent:
    """What comes down to each system: the nearest answer along its line of ancestors."""

    def __init__(self, systems: Systems, references: References, today: date) -> None:
        self._systems = systems
        self._references = references
        self._today = today
        self._own: dict[str, _Own] = {}
        self._pools: dict[str, Pool] = {}

    def pool(self, id: str) -> Pool:
        """What a system states and what comes down to it, by key; it passes this on."""
        return self._pools[id]

    def settle(self, touched: Iterable[str]) -> set[str]:
        """Derive anew what comes down to the touched systems and all below them.

        Returns the ids for which that changed.
        """
        moved = [id for id in touched if self._own.get(id) != self._restate(id)]
        region = closure(moved, lambda id: self._references.children(id, self._systems))
        before = {id: self._pools.pop(id, None) for id in region}
        for id in region:
            if id in self._systems and id not in self._pools:
                self._derive(id)
        return {id for id in region if before[id] != self._pools.get(id)}

    def _restate(self, id: str) -> _Own | None:
        """Note anew what a system itself hands down, and where it stands in the line."""
        system = self._systems.get(id)
        if system is None:
            self._own.pop(id, None)
            return None
        own: dict[str, Stated] = {
            key: (value, id) for key, value in system.facts.items() if key in _COMES_DOWN
        }
        if system.smell_test is not None and system.smell_test.date is not None:
            own["smell_test"] = (system.smell_test, id)
        learned = learned_on(system, self._today)
        if learned is not None:
            own["learned"] = (learned, id)
        self._own[id] = system.parent, own
        return self._own[id]

    def _derive(self, id: str) -> None:
        """Fill the pool of a system and of those of its ancestors that wait for theirs."""
        line, loop, top = climb(id, self._pools, self._parent)
        pool = self._pools[top] if top is not None else _NOTHING
        # A loop has no top: once round to collect what is in it, then down as any line.
        for above in reversed(loop):
            pool = self._compose(pool, above)
        for above in reversed(line):
            pool = self._pools[above] = self._compose(pool, above)

    def _parent(self, id: str) -> str | None:
        parent = self._systems[id].parent
        return parent if parent in self._systems else None

    def _compose(self, above: Pool, id: str) -> Pool:
        """What comes down from above, with what a system itself states put before it."""
        _, own = self._own[id]
        if not own:
            return above
        pool = {**above, **own}
        if "learned" in above:
            pool["learned"] = max(pool["learned"], above["learned"], key=lambda learned: learned[0])
        return pool


class Reliance:
    """Who needs whom; which systems that makes production, and which rest on a lab."""

    def __init__(self, systems: Systems, references: References, descent: Descent) -> None:
        self._systems = systems
        self._references = references
        self._descent = descent
        self._needs: dict[str, frozenset[str]] = {}
        self._needed_by: dict[str, set[str]] = defaultdict(set)
        self._weights: dict[str, _Weight] = {}
        self._carried: dict[str, frozenset[str]] = {}
        """What each active production system needs, and so makes production."""
        self._through: dict[str, list[str]] = defaultdict(list)
        self._labs: dict[str, frozenset[str]] = {}
        """Active labs each system needs at any remove; two of them tell all that is asked."""

    def needs(self, id: str) -> frozenset[str]:
        """The ids of what a system needs directly."""
        return self._needs.get(id, _NO_IDS)

    def needed_by(self, id: str) -> Collection[str]:
        """The ids of what needs a system directly."""
        return self._needed_by.get(id, _NO_IDS)

    def through(self, id: str) -> tuple[str, ...]:
        """The active production systems that need a system directly, sorted."""
        return tuple(self._through.get(id, ()))

    def production(self, id: str) -> bool:
        """Whether people rely on a system, directly or through what needs it."""
        return self._weights[id].relied_on or bool(self._through.get(id))

    def rests_on_lab(self, id: str) -> bool:
        """Whether a system needs, at any remove, another active system kept for learning."""
        return bool(self._labs.get(id, _NO_IDS) - {id})

    def settle(self, touched: Iterable[str]) -> set[str]:
        """Derive anew what the touched systems need, and all that follows from it.

        `touched` must hold every system whose needs, status, purpose or reliance may be other
        than before. Returns the ids whose `through` or rest on a lab changed.
        """
        moved: set[str] = set()
        relied: set[str] = set()
        labs: set[str] = set()
        for id in touched:
            needs, weight = self._needs_of(id), self._weigh(id)
            old_needs, old_weight = self.needs(id), self._weights.get(id, _WEIGHTLESS)
            self._needs[id], self._weights[id] = needs, weight
            for gone in old_needs - needs:
                self._needed_by[gone].discard(id)
            for new in needs - old_needs:
                self._needed_by[new].add(id)
            if needs != old_needs or weight.active != old_weight.active:
                moved.add(id)
            if weight.relied_on != old_weight.relied_on:
                relied.add(id)
            if weight.lab != old_weight.lab:
                labs.add(id)
        return self._settle_production(moved | relied) | self._settle_labs(moved | labs)

    def _needs_of(self, id: str) -> frozenset[str]:
        system = self._systems.get(id)
        if system is None:
            return _NO_IDS
        backups = self._descent.pool(id).get("backs_up_to", ((), id))[0]
        named = {system.runs_on, *system.depends_on, *backups}
        found = {other for other in named if other in self._systems}
        found.update(
            member
            for member in self._references.by("member_of", id)
            if self._systems[member].active
        )
        return frozenset(found - {id})

    def _weigh(self, id: str) -> _Weight:
        system = self._systems.get(id)
        if system is None:
            return _WEIGHTLESS
        lab = system.purpose == "learning"
        return _Weight(system.active, system.production_in_own_right, lab)

    def _settle_production(self, seeds: set[str]) -> set[str]:
        """Forget the production that may hang on the seeds; derive it from what stands around."""
        weights = self._weights

        def onward(id: str) -> Iterable[str]:
            weight = weights[id]
            passes_on_what_it_did = id not in seeds and (weight.relied_on or not weight.active)
            return () if passes_on_what_it_did else self._needs[id]

        let_go = {id for seed in seeds for id in self._carried.get(seed, ())}
        region = closure(seeds | let_go, onward)
        certain = [
            id
            for id in region
            if weights[id].relied_on or any(by not in region for by in self._through[id])
        ]
        production = closure(
            certain, lambda id: self._needs[id] & region if weights[id].active else _NO_IDS
        )
        changed: set[str] = set()
        for id in region:
            carries = id in production and weights[id].active
            before, now = self._carried.get(id, _NO_IDS), self._needs[id] if carries else _NO_IDS
            self._carried[id] = now
            for other in before - now:
                through = self._through[other]
                del through[bisect_left(through, id)]
            for other in now - before:
                insort(self._through[other], id)
            changed |= before ^ now
        return changed

    def _settle_labs(self, seeds: set[str]) -> set[str]:
        """Forget the labs that may be reached over the seeds, and look for them anew."""
        region = closure(seeds, self.needed_by)
        before = {id: self.rests_on_lab(id) for id in region}
        for id in region:
            self._labs[id] = _NO_IDS
        waiting = set(region)
        while waiting:
            id = waiting.pop()
            labs = self._labs_of(id)
            if labs != self._labs[id]:
                self._labs[id] = labs
                waiting.update(self.needed_by(id))
        return {id for id in region if self.rests_on_lab(id) != before[id]}

    def _labs_of(self, id: str) -> frozenset[str]:
        """Up to two labs a system needs, as far as is known; never fewer than before."""
        found = set(self._labs[id])
        for other in self._needs[id]:
            weight = self._weights[other]
            if weight.active:
                found |= self._labs[other]
                if weight.lab:
                    found.add(other)
            if len(found) > 1:
                break
        known = self._labs[id]
        return known if len(known) > 1 else frozenset([*known, *(found - known)][:2])


class _Weight(NamedTuple):
    """What of a system counts for those it needs and those that need it."""

    active: bool
    relied_on: bool
    """Production in its own right."""
    lab: bool


_WEIGHTLESS = _Weight(active=False, relied_on=False, lab=False)
_NO_IDS: frozenset[str] = frozenset()


class Cycles:
    """Which systems can reach themselves over `runs_on` and `depends_on`."""

    def __init__(self, systems: Systems) -> None:
        self._systems = systems
        self._loops: dict[str, frozenset[str]] = {}

    def __contains__(self, id: str) -> bool:
        return id in self._loops

    def onward(self, id: str) -> list[str]:
        """The systems, not retired, that a system not retired names to run on or depend on."""
        system = self._systems.get(id)
        if system is None or system.retired:
            return []
        named = dict.fromkeys(system.depends_on)
        if system.runs_on is not None:
            named[system.runs_on] = None
        return [id for id in named if id in self._systems and not self._systems[id].retired]

    def settle(self, touched: Iterable[str]) -> set[str]:
        """Look for loops again where the touched systems may have opened or closed one.

        Returns the ids that came to be in a loop, or no longer are.
        """
        touched = set(touched)
        roots = touched.union(*(self._loops.get(id, ()) for id in touched))
        region = closure(roots, self.onward)
        before = region & self._loops.keys()
        for id in before:
            del self._loops[id]
        for group in knots(region, self.onward):
            if len(group) > 1 or group[0] in self.onward(group[0]):
                self._loops.update(dict.fromkeys(group, frozenset(group)))
        return before ^ (region & self._loops.keys())


def knots(region: Iterable[str], onward: Callable[[str], Sequence[str]]) -> Iterator[list[str]]:
    """The strongly connected groups of a region that nothing leads out of (Tarjan)."""
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


class RootHosts:
    """The last existing system up the `runs_on` chain of each; in a loop, its smallest id."""

    def __init__(self, systems: Systems, references: References) -> None:
        self._systems = systems
        self._references = references
        self._roots: dict[str, str] = {}

    def __getitem__(self, id: str) -> str:
        return self._roots[id]

    def settle(self, touched: Iterable[str]) -> set[str]:
        """Look up the roots of the touched systems and all above them that run on them.

        Returns the ids whose root host changed.
        """
        region = closure(touched, lambda id: self._references.by("runs_on", id))
        before = {id: self._roots.pop(id, None) for id in region}
        for id in region:
            if id in self._systems and id not in self._roots:
                line, loop, top = climb(id, self._roots, self._host)
                root = self._roots[top] if top else min(loop, default=line[-1])
                self._roots.update(dict.fromkeys(line, root))
        return {id for id in region if before[id] != self._roots.get(id)}

    def _host(self, id: str) -> str | None:
        host = self._systems[id].runs_on
        return host if host in self._systems else None
