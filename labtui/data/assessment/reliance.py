"""Reliance spreads from what people use to what that needs (framework, section 3)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from labtui.data.assessment.inheritance import Inheritance
from labtui.data.assessment.references import References, Systems, closure


class Reliance:
    """Who needs whom; which systems that makes production, and which rest on a lab."""

    def __init__(self, systems: Systems, references: References, inheritance: Inheritance) -> None:
        self._systems = systems
        self._references = references
        self._inheritance = inheritance
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
        backups = self._inheritance.pool(id).get("backs_up_to", ((), id))[0]
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
