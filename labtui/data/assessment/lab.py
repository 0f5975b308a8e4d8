"""A whole lab, assessed, and kept assessed while its facts change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.assessments import Assessments
from labtui.data.assessment.context import Stated, SystemContext
from labtui.data.assessment.derivation import Derivation
from labtui.data.assessment.models import EvaluationContext, System

Change = tuple[Assessment | None, Assessment | None]
"""An assessment before and after; None where the system was or is not assessed."""


class Lab:
    """All systems of an inventory with their assessments.

    Only `change`, `update` and `set_today` change a lab; what is tried is tried on a fork. Retired
    systems are in `systems`, but not assessed.
    """

    def __init__(self, systems: Iterable[System], evaluation: EvaluationContext) -> None:
        """Assess `systems`, no two of the same id, as of the day and by the settings given."""
        derivation = Derivation(evaluation)
        self._hold(derivation, Assessments(derivation.assess))
        self.change({system.id: system for system in systems})

    def _hold(self, derivation: Derivation, assessments: Assessments) -> None:
        """Take these for its own. Neither holds the lab, so that one that is dropped is freed."""
        self._derivation = derivation
        self.systems = derivation.systems
        self.assessments = assessments
        self.references = derivation.references
        self.groups = derivation.groups
        self.destinations = derivation.destinations
        self.reliance = derivation.reliance
        self.cycles = derivation.cycles
        self.recovery = derivation.recovery

    @property
    def evaluation(self) -> EvaluationContext:
        """The day and the settings that all is assessed by."""
        return self._derivation.evaluation

    def fork(self) -> Lab:
        """A lab that starts as this one and changes independently.

        It shares every system, assessment and derived entry; only the maps that hold them are
        copied. That takes about a millisecond for 10,000 systems.
        """
        fork = Lab.__new__(Lab)
        derivation = self._derivation.fork()
        fork._hold(derivation, self.assessments.fork(derivation.assess))
        return fork

    def supposing(self, changes: Mapping[str, System | None]) -> Lab:
        """A fork in which `changes` are made, as `update` takes them."""
        fork = self.fork()
        fork.change(changes)
        return fork

    def change(self, changes: Mapping[str, System | None]) -> list[str]:
        """Add or replace systems by id, or remove them where None is given.

        Returns the ids of all systems whose assessment may change. Each is made again when it is
        read, or with `assessments.assess_next`; so an edit that reaches 5,000 systems takes no
        longer than what is looked at after it.
        """
        reached = self._derivation.update(changes)
        self._renew(reached)
        return reached

    def update(self, changes: Mapping[str, System | None]) -> dict[str, Change]:
        """Do as `change`, and assess at once.

        Returns the assessments that changed, by id, before and after.
        """
        self.assessments.assess_all()
        reached = self._derivation.update(changes)
        before = {id: self.assessments.get(id) for id in reached}
        self._renew(reached)
        after = {id: self.assessments.get(id) for id in reached}
        return {id: (before[id], after[id]) for id in reached if before[id] != after[id]}

    def set_today(self, today: date) -> None:
        """Assess all systems as of another day; forks made before keep theirs."""
        self._derivation.set_today(today)
        self._renew(self.systems)

    def _renew(self, ids: Iterable[str]) -> None:
        for id in ids:
            system = self.systems.get(id)
            if system is None or system.retired:
                self.assessments.discard(id)
            else:
                self.assessments.renew(id)

    def context(self, system: System) -> SystemContext:
        """A system with what it inherits and who relies on it (framework, section 3)."""
        return self._derivation.context(system)

    def effective(self, id: str) -> Mapping[str, Stated]:
        """What a system states, inherits or gets from a group, by key; it passes this on."""
        return self._derivation.effective(id)

    def inherited(self, id: str) -> Mapping[str, Stated]:
        """The facts a system inherits, by key, or would inherit if it did not state them itself."""
        return self._derivation.inherited(id)
