"""Facts that systems inherit from their hosts and groups (framework, section 3).

Like `Reliance`, `Cycles` and `RootHosts`, the class keeps one derived map over all systems. Its
`update` finds the region that a change can reach, drops it from the map, and derives it again from
what surrounds it. Assessing a whole lab is the same, with all systems as the region.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from labtui.data.assessment.context import Stated
from labtui.data.assessment.models import SmellTest, learned_on
from labtui.data.assessment.references import References, Systems, closure, walk_ancestors
from labtui.data.framework.facts import FACTS


class Pool(NamedTuple):
    """What a system states or inherits, and passes on; never altered, so that forks share it."""

    facts: Mapping[str, Stated]
    """The facts by key, each with the system that states it."""
    smell_test: tuple[SmellTest, str] | None
    """The smell test with a date, and whose it is."""
    learned: tuple[date, str] | None
    """When something was last learned, and on which system."""


_Own = tuple[str | None, Pool]
"""A system's parent, and what it states itself and passes on."""

NOT_INHERITED_BY_PRODUCTION = tuple(
    key for key, fact in FACTS.items() if not fact.inherited_by_production
)
"""Facts that production in its own right does not inherit, nor a smell test (section 3)."""

_INHERITED = frozenset(key for key, fact in FACTS.items() if fact.inherited)

_NOTHING = Pool({}, None, None)


class Inheritance:
    """What each system inherits: for each fact, the nearest answer among its ancestors."""

    def __init__(self, systems: Systems, references: References, today: date) -> None:
        self._systems = systems
        self._references = references
        self.today = today
        """The day as of which things were learned; after another one, update all systems."""
        self._own: dict[str, _Own] = {}
        self._pools: dict[str, Pool] = {}

    def fork(self, systems: Systems, references: References) -> "Inheritance":
        """Inheritance that starts as this, over the systems of a forked lab."""
        fork = Inheritance(systems, references, self.today)
        fork._own = self._own.copy()
        fork._pools = self._pools.copy()
        return fork

    def pool(self, id: str) -> Pool:
        """What a system states or inherits; its guests and members inherit this."""
        return self._pools[id]

    def update(self, touched: Iterable[str]) -> set[str]:
        """Derive again what the touched systems and all below them inherit.

        Returns the ids for which that changed.
        """
        moved = [id for id in touched if self._own.get(id) != self._restate(id)]
        region = closure(
            moved, lambda id: self._references.children(id, self._systems), self._systems
        )
        before = {id: self._pools.pop(id, None) for id in region}
        # Sorted, so that the order of facts within a loop of parents is the same every time.
        for id in sorted(region):
            if id in self._systems and id not in self._pools:
                self._derive(id)
        return {id for id in region if before[id] != self._pools.get(id)}

    def _restate(self, id: str) -> _Own | None:
        """Look up again what a system itself passes on, and its parent; None where it is gone."""
        system = self._systems.get(id)
        if system is None:
            self._own.pop(id, None)
            return None
        facts: dict[str, Stated] = {
            key: (value, id) for key, value in system.facts.items() if key in _INHERITED
        }
        test = system.smell_test
        dated = (test, id) if test is not None and test.date is not None else None
        learned = learned_on(system, self.today)
        own = Pool(facts, dated, None if learned is None else (learned, id))
        self._own[id] = system.parent, own
        return self._own[id]

    def _derive(self, id: str) -> None:
        """Fill the pool of a system, and of those of its ancestors that have none yet."""
        parent = self._parent(id)
        if parent in self._pools:  # as nearly always: a third of the time
            self._pools[id] = self._compose(self._pools[parent], id)
            return
        line, loop, top = walk_ancestors(id, self._pools, self._parent)
        pool = self._pools[top] if top is not None else _NOTHING
        # A loop has no top: go round once to collect its facts, then down as in any other line.
        for above in reversed(loop):
            pool = self._compose(pool, above)
        for above in reversed(line):
            pool = self._pools[above] = self._compose(pool, above)

    def _parent(self, id: str) -> str | None:
        parent, _ = self._own[id]
        return parent if parent in self._systems else None

    def _compose(self, above: Pool, id: str) -> Pool:
        """The pool of a system below `above`; what it states itself counts first."""
        _, own = self._own[id]
        if own == _NOTHING:
            return above
        days = [learned for learned in (own.learned, above.learned) if learned is not None]
        return Pool(
            {**above.facts, **own.facts},
            own.smell_test or above.smell_test,
            max(days, key=lambda learned: learned[0], default=None),
        )
