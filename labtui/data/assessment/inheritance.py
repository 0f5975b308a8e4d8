"""The two flows through a lab: facts come down, reliance goes up (framework, section 3).

Each class here keeps one derived map over all systems and brings it up to date for the systems
an edit touches: it works out the region that edit can reach, forgets that region, and derives
it anew from what lies around it. Assessing a whole lab is the same with everything as region.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from labtui.data.assessment.context import Stated
from labtui.data.assessment.models import learned_on
from labtui.data.assessment.references import References, Systems, closure, walk_ancestors
from labtui.data.framework.facts import FACTS

Pool = Mapping[str, Stated]


_Own = tuple[str | None, Pool]
"""A system's parent, and what it states itself of what comes down."""


NOT_INHERITED_BY_PRODUCTION = ("evidence.restore_tested", "evidence.monitored", "smell_test")
"""What does not come down to a system that people rely on (framework, section 3)."""


_COMES_DOWN = frozenset(key for key, fact in FACTS.items() if fact.inherited)


_NOTHING: Pool = {}


class Inheritance:
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
        line, loop, top = walk_ancestors(id, self._pools, self._parent)
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
