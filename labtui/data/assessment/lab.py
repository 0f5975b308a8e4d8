"""A whole lab, assessed, and kept assessed as its facts change.

The order is a straight line: what comes down, what goes up, level and role, coverage,
findings, overlay. An edit goes down the same line, for what it touches.
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

Change = tuple[Assessment | None, Assessment | None]
"""An assessment before and after; None where the system was or is not assessed."""


class Lab:
    """All systems of an inventory with their assessments.

    `update` is the only way in: it takes systems by id and reassesses what they touch.
    Retired systems are there, but not assessed.
    """

    def __init__(self, systems: Iterable[System], evaluation: EvaluationContext) -> None:
        """Assess `systems`, of which no two have the same id, by the day and counts in `terms`."""
        self.evaluation = evaluation
        self.systems: dict[str, System] = {}
        self.assessments: dict[str, Assessment] = {}
        self.references = References()
        self._inheritance = Inheritance(self.systems, self.references, evaluation.today)
        self.reliance = Reliance(self.systems, self.references, self._inheritance)
        self.cycles = Cycles(self.systems)
        self._roots = RootHosts(self.systems, self.references)
        self.update({system.id: system for system in systems})

    def update(self, changes: Mapping[str, System | None]) -> dict[str, Change]:
        """Put systems in, replace them, or with None take them out.

        Returns, for every system whose assessment is another now, the one before and after.
        """
        replaced = {
            id: (self.systems.get(id), new)
            for id, new in changes.items()
            if self.systems.get(id) != new
        }
        for id, (old, new) in replaced.items():
            self.references.replace(old, new)
            if new is None:
                del self.systems[id]
            else:
                self.systems[id] = new
        return self._reassess(self._settle(replaced))

    def _settle(self, replaced: Mapping[str, tuple[System | None, System | None]]) -> set[str]:
        """Let facts come down and reliance go up; the ids that may have to be judged anew."""
        touched = set(replaced)
        rewired: set[str] = set()
        named_otherwise: set[str] = set()
        parents: set[str] = set()
        for id, (old, new) in replaced.items():
            if old is None or new is None or old.status != new.status:
                named_otherwise |= self.references.to(id)
            elif _wiring(old) == _wiring(new):
                continue
            rewired.add(id)
            for system in (old, new):
                if system is not None:
                    parents.update(filter(None, (system.runs_on, system.member_of)))
        # Where backups go comes down, so those below one that names a system name it too.
        come_or_gone = {id for id, (old, new) in replaced.items() if old is None or new is None}
        naming = {
            replacement
            for id in come_or_gone
            for replacement in self.references.by("backs_up_to", id)
        }
        named_otherwise |= closure(naming, lambda id: self.references.children(id, self.systems))
        parents &= self.systems.keys()
        came_down = self._inheritance.settle(touched)
        moved = self._roots.settle(rewired)
        return touched.union(
            named_otherwise,
            parents,
            came_down,
            self.reliance.settle(touched | came_down | named_otherwise | parents),
            self.cycles.settle(rewired),
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
        """What the two flows bring to a system of this lab (framework, section 3)."""
        id = system.id
        stated = self._inheritance.pool(id)
        if system.production_in_own_right:
            stated = {
                key: value
                for key, value in stated.items()
                if value[1] == id or key not in NOT_INHERITED_BY_PRODUCTION
            }
        smell = stated.get("smell_test")
        if smell is None and system.smell_test is not None:
            smell = system.smell_test, id
        backups = stated.get("backs_up_to", ((), id))[0]
        return SystemContext(
            system=system,
            evaluation=self.evaluation,
            stated=stated,
            smell=smell,
            learned=self._inheritance.pool(id).get("learned"),
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

    def hands_down(self, id: str) -> Mapping[str, Stated]:
        """What a system states and what comes down to it, by key, for what it hosts."""
        return self._inheritance.pool(id)

    def inherited(self, id: str) -> Mapping[str, Stated]:
        """What its ancestors state for a system, by key, whether it states that itself or not."""
        system = self.systems[id]
        if system.parent not in self.systems:
            return {}
        alone = NOT_INHERITED_BY_PRODUCTION if system.production_in_own_right else ()
        above = self._inheritance.pool(system.parent)
        return {
            key: stated for key, stated in above.items() if stated[1] != id and key not in alone
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
    """What a system names, other than where its backups go."""
    return system.runs_on, system.member_of, system.depends_on
