"""A whole lab, assessed, and kept assessed while its facts change.

The order is fixed: inheritance, reliance, cycles and root hosts, then each assessment. An update
takes the same steps for the systems it can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labtui.data.assessment.assess import assess
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.context import Stated, SystemContext
from labtui.data.assessment.cycles import Cycles
from labtui.data.assessment.inheritance import NOT_INHERITED_BY_PRODUCTION, Inheritance
from labtui.data.assessment.models import EvaluationContext, System
from labtui.data.assessment.references import References, closure
from labtui.data.assessment.reliance import Reliance
from labtui.data.assessment.root_hosts import RootHosts
from labtui.data.framework.values import as_texts

Change = tuple[Assessment | None, Assessment | None]
"""An assessment before and after; None where the system was or is not assessed."""


class Lab:
    """All systems of an inventory with their assessments.

    Only `update` changes a lab; what is tried is tried on a fork. Retired systems are in `systems`,
    but not assessed.
    """

    def __init__(self, systems: Iterable[System], evaluation: EvaluationContext) -> None:
        """Assess `systems`, no two of the same id, as of the day and by the settings given."""
        self.evaluation = evaluation
        self.systems: dict[str, System] = {}
        self.assessments: dict[str, Assessment] = {}
        self.references = References()
        self._inheritance = Inheritance(self.systems, self.references, evaluation.today)
        self.reliance = Reliance(self.systems, self.references, self._inheritance)
        self.cycles = Cycles(self.systems)
        self._roots = RootHosts(self.systems, self.references)
        self.update({system.id: system for system in systems})

    def fork(self) -> Lab:
        """A lab that starts as this one and changes independently.

        It shares every system, assessment and derived entry; only the maps that hold them are
        copied. That takes about a millisecond for 10,000 systems.
        """
        fork = Lab((), self.evaluation)
        fork.systems = self.systems.copy()
        fork.assessments = self.assessments.copy()
        fork.references = self.references.fork()
        fork._inheritance = self._inheritance.fork(fork.systems, fork.references)
        fork.reliance = self.reliance.fork(fork.systems, fork.references, fork._inheritance)
        fork.cycles = self.cycles.fork(fork.systems)
        fork._roots = self._roots.fork(fork.systems, fork.references)
        return fork

    def supposing(self, changes: Mapping[str, System | None]) -> Lab:
        """A fork in which `changes` are made, as `update` takes them."""
        fork = self.fork()
        fork.update(changes)
        return fork

    def update(self, changes: Mapping[str, System | None]) -> dict[str, Change]:
        """Add or replace systems by id, or remove them where None is given.

        Returns the assessments that changed, by id, before and after.
        """
        replaced = {
            id: (self.systems.get(id), new)
            for id, new in changes.items()
            if self.systems.get(id) != new
        }
        self.references.update(replaced)
        for id, (_, new) in replaced.items():
            if new is None:
                del self.systems[id]
            else:
                self.systems[id] = new
        return self._reassess(self._derive(replaced))

    def _derive(self, replaced: Mapping[str, tuple[System | None, System | None]]) -> set[str]:
        """Update everything that is derived from several systems; the ids to assess again."""
        touched = set(replaced)
        rewired: set[str] = set()
        named: set[str] = set()
        parents: set[str] = set()
        for id, (old, new) in replaced.items():
            if old is None or new is None or old.status != new.status:
                named |= self.references.to(id)
            elif _wiring(old) == _wiring(new):
                continue
            rewired.add(id)
            for system in (old, new):
                if system is not None:
                    parents.update(filter(None, (system.runs_on, system.member_of)))
        # Backup targets are inherited, so what is below a system that names one needs it too.
        added_or_removed = [id for id, (old, new) in replaced.items() if old is None or new is None]
        backed_up = {by for id in added_or_removed for by in self.references.by("backs_up_to", id)}
        named |= closure(backed_up, lambda id: self.references.children(id, self.systems))
        parents &= self.systems.keys()
        inheriting = self._inheritance.update(touched)
        moved = self._roots.update(rewired)
        return touched.union(
            named,
            parents,
            inheriting,
            self.reliance.update(touched | inheriting | named | parents),
            self.cycles.update(rewired),
            moved,
            *(self.reliance.needed_by(id) for id in moved),
        )

    def _reassess(self, ids: Iterable[str]) -> dict[str, Change]:
        changes: dict[str, Change] = {}
        for id in ids:
            old = self.assessments.pop(id, None)
            system = self.systems.get(id)
            new = None if system is None or system.retired else assess(self.context(system))
            if new is not None:
                self.assessments[id] = new
            if new != old:
                changes[id] = old, new
        return changes

    def context(self, system: System) -> SystemContext:
        """A system with what it inherits and who relies on it (framework, section 3)."""
        id = system.id
        stated, smell, learned = self._inheritance.pool(id)
        if system.production_in_own_right:
            stated = {
                key: value
                for key, value in stated.items()
                if value[1] == id or key not in NOT_INHERITED_BY_PRODUCTION
            }
            if smell is not None and smell[1] != id:
                smell = None
        if smell is None and system.smell_test is not None:
            smell = system.smell_test, id
        backups = as_texts(stated.get("backs_up_to", ((), id))[0])
        return SystemContext(
            system=system,
            evaluation=self.evaluation,
            stated=stated,
            smell=smell,
            learned=learned,
            production=self.reliance.production(id),
            through=self.reliance.through(id),
            hosts=self._hosts(id),
            rests_on_lab=self.reliance.rests_on_lab(id),
            in_cycle=id in self.cycles,
            dangling=tuple(
                [named for named in system.references() if self._dangles(system, named[1])]
            ),
            backups_beside=tuple(
                [other for other in dict.fromkeys(backups) if self._beside(id, other)]
            ),
        )

    def passed_on(self, id: str) -> Mapping[str, Stated]:
        """The facts a system states or inherits, by key, and passes on to guests and members."""
        return self._inheritance.pool(id).facts

    def inherited(self, id: str) -> Mapping[str, Stated]:
        """The facts a system inherits, by key, or would inherit if it did not state them itself."""
        system = self.systems[id]
        if system.parent not in self.systems:
            return {}
        excluded = NOT_INHERITED_BY_PRODUCTION if system.production_in_own_right else ()
        above = self._inheritance.pool(system.parent).facts
        return {
            key: stated for key, stated in above.items() if stated[1] != id and key not in excluded
        }

    def _hosts(self, id: str) -> bool:
        for key in ("runs_on", "member_of"):
            for guest in self.references.by(key, id):
                if guest != id and not self.systems[guest].retired:
                    return True
        return False

    def _beside(self, id: str, other: str) -> bool:
        return other in self.systems and self._roots[other] == self._roots[id]

    def _dangles(self, system: System, reference: str) -> bool:
        other = self.systems.get(reference)
        return other is None or (other.retired and system.active)


def _wiring(system: System) -> tuple[object, ...]:
    """The references of a system other than its backup targets."""
    return system.runs_on, system.member_of, system.depends_on
