"""Reliance spreads from what people use to what it needs (framework, section 3)."""

from collections.abc import Iterable
from typing import NamedTuple

from labtui.data.assessment.cycles import needed_to_run
from labtui.data.assessment.destinations import Destinations
from labtui.data.assessment.groups import GroupAnswers
from labtui.data.assessment.references import Systems, closure
from labtui.data.assessment.relation import Pair, Relation


class Reliance:
    """Which system needs which; which are production through that, and which need a lab."""

    def __init__(self, systems: Systems, groups: GroupAnswers, destinations: Destinations) -> None:
        self._systems = systems
        self._groups = groups
        self._destinations = destinations
        self._needs: dict[str, frozenset[str]] = {}
        self._equal_needs: dict[frozenset[str], frozenset[str]] = {}
        """One set for all systems that need the same, as most guests of a host do."""
        self._needed_by = Relation()
        self._weights: dict[str, _Weight] = {}
        self._carried: dict[str, frozenset[str]] = {}
        """What each active production system needs, which is production through it."""
        self._through = Relation()
        """The active production systems that need each system."""

    def fork(
        self, systems: Systems, groups: GroupAnswers, destinations: Destinations
    ) -> "Reliance":
        """Reliance that starts as this, over the systems of a forked lab."""
        fork = Reliance(systems, groups, destinations)
        fork._needs = self._needs.copy()
        fork._needed_by = self._needed_by.copy()
        fork._weights = self._weights.copy()
        fork._carried = self._carried.copy()
        fork._through = self._through.copy()
        return fork

    def needs(self, id: str) -> frozenset[str]:
        """The ids of what a system needs directly."""
        return self._needs.get(id, _NO_IDS)

    def needed_by(self, id: str) -> tuple[str, ...]:
        """The ids of what needs a system directly, sorted."""
        return self._needed_by.sources(id)

    def through(self, id: str) -> tuple[str, ...]:
        """The active production systems that need a system directly, sorted."""
        return self._through.sources(id)

    def production(self, id: str) -> bool:
        """Whether people rely on a system, directly or through what needs it."""
        return self._weights[id].relied_on or bool(self.through(id))

    def needed_lab(self, id: str) -> str | None:
        """An active system for learning that a system needs: of several, the first by id."""
        labs = (other for other in self.needs(id) if self._weights[other].active_lab)
        return min(labs, default=None)

    def update(self, touched: Iterable[str]) -> set[str]:
        """Derive again what the touched systems need, and all that follows from it.

        `touched` must hold every system whose needs, status, purpose or reliance may have changed.
        Returns the ids for which `through` or `needed_lab` may have changed.
        """
        moved: set[str] = set()
        relied: set[str] = set()
        labs: set[str] = set()
        gone: list[Pair] = []
        new: list[Pair] = []
        for id in touched:
            needs, weight = self._needs_of(id), self._weigh(id)
            old_needs, old_weight = self.needs(id), self._weights.get(id, _WEIGHTLESS)
            self._needs[id], self._weights[id] = needs, weight
            gone += [(id, other) for other in old_needs - needs]
            new += [(id, other) for other in needs - old_needs]
            if needs != old_needs or weight.active != old_weight.active:
                moved.add(id)
            if weight.relied_on != old_weight.relied_on:
                relied.add(id)
            if weight.active_lab != old_weight.active_lab:
                labs.add(id)
        self._needed_by.update(gone, new)
        return self._update_production(moved | relied).union(
            moved, *(self.needed_by(id) for id in labs)
        )

    def _needs_of(self, id: str) -> frozenset[str]:
        system = self._systems.get(id)
        if system is None:
            return _NO_IDS
        named = {
            *needed_to_run(system),
            *system.recovers_with,
            *self._destinations.of(id),
            *self._groups.members(id),
        }
        needs = frozenset([other for other in named if other in self._systems and other != id])
        return self._equal_needs.setdefault(needs, needs)

    def _weigh(self, id: str) -> "_Weight":
        system = self._systems.get(id)
        if system is None:
            return _WEIGHTLESS
        lab = system.active and system.purpose == "learning"
        return _Weight(system.active, system.production_in_own_right, lab)

    def _update_production(self, seeds: set[str]) -> set[str]:
        """Derive again which systems are production through the seeds, from what surrounds them."""
        weights = self._weights

        def onward(id: str) -> Iterable[str]:
            weight = weights[id]
            unaffected = id not in seeds and (weight.relied_on or not weight.active)
            return () if unaffected else self._needs[id]

        carried = {id for seed in seeds for id in self._carried.get(seed, ())}
        region = closure(seeds | carried, onward)
        certain = [
            id
            for id in region
            if weights[id].relied_on or any(by not in region for by in self.through(id))
        ]
        production = closure(
            certain, lambda id: self._needs[id] & region if weights[id].active else _NO_IDS
        )
        changed: set[str] = set()
        gone: list[Pair] = []
        new: list[Pair] = []
        for id in region:
            carries = id in production and weights[id].active
            before, now = self._carried.get(id, _NO_IDS), self._needs[id] if carries else _NO_IDS
            self._carried[id] = now
            gone += [(id, other) for other in before - now]
            new += [(id, other) for other in now - before]
            changed |= before ^ now
        self._through.update(gone, new)
        return changed


class _Weight(NamedTuple):
    """The facts of a system that matter to those it needs and to those that need it."""

    active: bool
    relied_on: bool
    """Production in its own right."""
    active_lab: bool
    """Active, and its purpose is learning."""


_WEIGHTLESS = _Weight(active=False, relied_on=False, active_lab=False)


_NO_IDS: frozenset[str] = frozenset()
