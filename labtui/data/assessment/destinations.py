"""Where the backups of each system are, and at which sites (framework, section 3)."""

from __future__ import annotations

from collections.abc import Iterable

from labtui.data.assessment.inheritance import Inheritance
from labtui.data.assessment.references import Systems, closure
from labtui.data.assessment.relation import Pair, Relation
from labtui.data.framework.values import as_texts

DECIDING_DESTINATIONS = ("backs_up_to", "site")
"""The inherited facts that destinations and copies rest on."""

_NO_IDS: tuple[str, ...] = ()


class Destinations:
    """The backup destinations of each system, and who is backed up to whom."""

    def __init__(self, systems: Systems, inheritance: Inheritance) -> None:
        self._systems = systems
        self._inheritance = inheritance
        self._of: dict[str, tuple[str, ...]] = {}
        self._by = Relation()
        self._sites: dict[str, str] = {}

    def fork(self, systems: Systems, inheritance: Inheritance) -> Destinations:
        """Destinations that start as these, over the systems of a forked lab."""
        fork = Destinations(systems, inheritance)
        fork._of = self._of.copy()
        fork._by = self._by.copy()
        fork._sites = self._sites.copy()
        return fork

    def of(self, id: str) -> tuple[str, ...]:
        """The active systems where a system's backups are kept, itself included if it is named."""
        return self._of.get(id, _NO_IDS)

    def by(self, id: str) -> tuple[str, ...]:
        """The systems whose backups are kept on a system, sorted."""
        return self._by.sources(id)

    def copies(self, id: str) -> tuple[tuple[str, str | None], ...]:
        """All other systems that hold copies of a system, directly or not, sorted by id.

        Each has its site, or None where that is not answered.
        """
        found = sorted(closure(self.of(id), self.of) - {id})
        return tuple([(at, self._sites.get(at)) for at in found])

    def update(self, touched: Iterable[str]) -> tuple[set[str], set[str]]:
        """Derive again the destinations and sites of the touched systems.

        `touched` must hold every system that states or inherits something else than before, and
        every system whose destinations changed their status. Returns the ids with other
        destinations, and the ids whose copies may stand at other sites.
        """
        changed: set[str] = set()
        moved: set[str] = set()
        gone: list[Pair] = []
        new: list[Pair] = []
        for id in touched:
            before, now = self.of(id), self._derive(id)
            if now != before:
                changed.add(id)
                self._of[id] = now
                gone += [(id, other) for other in before]
                new += [(id, other) for other in now]
            if self._move(id):
                moved.add(id)
        self._by.update(gone, new)
        return changed, closure(changed | moved, self.by, self._systems)

    def _derive(self, id: str) -> tuple[str, ...]:
        system = self._systems.get(id)
        if system is None:
            return _NO_IDS
        named = system.texts("backs_up_to")
        if system.keeps_something:
            named = as_texts(self._inheritance.pool(id).facts.get("backs_up_to", ((), id))[0])
        return tuple(
            [
                other
                for other in dict.fromkeys(named)
                if other in self._systems and self._systems[other].active
            ]
        )

    def _move(self, id: str) -> bool:
        """Look up a system's site again; says whether it changed."""
        before = self._sites.get(id)
        stated = self._inheritance.pool(id).facts.get("site") if id in self._systems else None
        if stated is None:
            self._sites.pop(id, None)
        else:
            self._sites[id] = str(stated[0])
        return before != self._sites.get(id)
