"""What is derived from several systems: inheritance, reliance, destinations, loops, root hosts.

The order is fixed: inheritance, groups, destinations, reliance, loops and root hosts. An update
takes the same steps for the systems it can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from labtui.data.assessment.assess import assess
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.context import Dangling, Stated, SystemContext
from labtui.data.assessment.cycles import Cycles, needed_to_recover, needed_to_run
from labtui.data.assessment.destinations import DECIDING_DESTINATIONS, Destinations
from labtui.data.assessment.groups import SHARED_BY_MEMBERS, GroupAnswers
from labtui.data.assessment.inheritance import NOT_INHERITED_BY_PRODUCTION, Inheritance
from labtui.data.assessment.models import EvaluationContext, System
from labtui.data.assessment.references import References, closure
from labtui.data.assessment.reliance import Reliance
from labtui.data.assessment.root_hosts import RootHosts
from labtui.data.framework.values import as_texts


class Derivation:
    """The systems of a lab, and all that has to be derived from several of them.

    It says what is known of each system, which is what its assessment is made of.
    """

    def __init__(self, evaluation: EvaluationContext) -> None:
        """Start without systems."""
        self.evaluation = evaluation
        self.systems: dict[str, System] = {}
        self.references = References()
        self._inheritance = Inheritance(self.systems, self.references, evaluation.today)
        self.groups = GroupAnswers(self.systems, self.references, self._inheritance)
        self.destinations = Destinations(self.systems, self._inheritance)
        self.reliance = Reliance(self.systems, self.groups, self.destinations)
        self.cycles = Cycles(self.systems, needed_to_run)
        self.recovery = Cycles(self.systems, _recovering(self.destinations))
        self._roots = RootHosts(self.systems, self.references)

    def fork(self) -> Derivation:
        """A derivation that starts as this one and changes independently."""
        fork = Derivation(self.evaluation)
        fork.systems = self.systems.copy()
        fork.references = self.references.fork()
        fork._inheritance = self._inheritance.fork(fork.systems, fork.references)
        fork.groups = self.groups.fork(fork.systems, fork.references, fork._inheritance)
        fork.destinations = self.destinations.fork(fork.systems, fork._inheritance)
        fork.reliance = self.reliance.fork(fork.systems, fork.groups, fork.destinations)
        fork.cycles = self.cycles.fork(fork.systems, needed_to_run)
        fork.recovery = self.recovery.fork(fork.systems, _recovering(fork.destinations))
        fork._roots = self._roots.fork(fork.systems, fork.references)
        return fork

    def update(self, changes: Mapping[str, System | None]) -> list[str]:
        """Add or replace systems by id, or remove them where None is given.

        Returns the ids of the systems to assess again.
        """
        is_first = not self.systems
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
        if is_first:
            self._derive_all()
            return [*self.systems]
        affected = self._derive(replaced)
        # Sets have no order; what is new is assessed in the order it was given in.
        return [*replaced, *sorted(affected.difference(replaced))]

    def set_today(self, today: date) -> None:
        """Derive all as of another day; every system has to be assessed again."""
        self.evaluation = self.evaluation._replace(today=today)
        self._inheritance.today = today
        self._inheritance.update(self.systems)

    def assess(self, id: str) -> Assessment:
        """The assessment of a system as of now."""
        return assess(self.context(self.systems[id]))

    def _derive_all(self) -> None:
        """Derive everything for the first time; `_derive` without asking what that reaches.

        It is a fifth of the time and 5 MB of 10,000 systems.
        """
        ids = self.systems.keys()
        self._inheritance.update(ids)
        self.groups.update(ids & self.references.targets("member_of"), ids)
        self.destinations.update(ids)
        self.reliance.update(ids)
        self._roots.update(ids)
        self.cycles.update(ids)
        self.recovery.update(ids)

    def _derive(self, replaced: Mapping[str, tuple[System | None, System | None]]) -> set[str]:
        """Update everything that is derived from several systems; the ids to assess again."""
        touched = set(replaced)
        rewired: set[str] = set()
        appeared: set[str] = set()
        """Systems that came, went, or changed their status."""
        named: set[str] = set()
        parents: set[str] = set()
        for id, (old, new) in replaced.items():
            if old is None or new is None or old.status != new.status:
                appeared.add(id)
                named |= self.references.to(id)
            elif _wiring(old) == _wiring(new):
                continue
            rewired.add(id)
            for system in (old, new):
                if system is not None:
                    parents.update(filter(None, (system.runs_on, system.member_of)))
        # Destinations are inherited, so what is below a system that names one is backed up there.
        backed_up = {by for id in appeared for by in self.references.by("backs_up_to", id)}
        named |= closure(backed_up, self._children)
        parents &= self.systems.keys()
        inheriting = self._inheritance.update(touched)
        stating = touched | inheriting
        # What is not stated otherwise is not inherited otherwise, unless parents changed.
        agreeing = stating if rewired or _changes(replaced, SHARED_BY_MEMBERS) else touched
        backing_up = stating if rewired or _changes(replaced, DECIDING_DESTINATIONS) else touched
        groups = agreeing | parents | self._groups_of(agreeing)
        regrouped = self.groups.update(groups & self.references.targets("member_of"), rewired)
        backed_up, moved_copies = self.destinations.update(backing_up | named)
        # Of what is inherited, only destinations decide what a system needs.
        relying = self.reliance.update(touched | named | parents | backed_up)
        rehosted = closure(self._roots.update(rewired), self._children, self.systems)
        return stating.union(
            named,
            parents,
            regrouped,
            backed_up,
            relying,
            self.cycles.update(rewired),
            self.recovery.update(rewired | backed_up),
            rehosted,
            *(self.destinations.by(id) for id in rehosted),
            *(self.references.by("access_to", id) for id in touched | relying),
            self._with_irreplaceable_data(moved_copies),
        )

    def _with_irreplaceable_data(self, ids: Iterable[str]) -> Iterable[str]:
        found = (self.systems[id] for id in ids if id in self.systems)
        return (system.id for system in found if "data" in system.relied_on_for)

    def _children(self, id: str) -> Iterable[str]:
        return self.references.children(id, self.systems)

    def _groups_of(self, ids: Iterable[str]) -> set[str]:
        """The groups that systems are members of, as far as these exist."""
        members = (self.systems[id] for id in ids if id in self.systems)
        return {s.member_of for s in members if s.member_of in self.systems}

    def context(self, system: System) -> SystemContext:
        """A system with what it inherits and who relies on it (framework, section 3)."""
        id = system.id
        _, smell, learned = self._inheritance.pool(id)
        stated = self.effective(id)
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
        return SystemContext(
            system=system,
            evaluation=self.evaluation,
            stated=stated,
            smell=smell,
            learned=learned,
            production=self.reliance.production(id),
            through=self.reliance.through(id),
            group=bool(self.groups.members(id)),
            inner=self._inner(system),
            needed_lab=self.reliance.needed_lab(id),
            in_cycle=bool(self.cycles.loop(id)),
            in_recovery_loop=not self.recovery.loop(id).isdisjoint(system.recovers_with),
            destinations=self.destinations.of(id),
            unusable_destinations=self._unusable_destinations(id),
            backed_up_on=self._backed_up_on(id),
            copies=self.destinations.copies(id) if "data" in system.relied_on_for else (),
            production_access=tuple(
                [other for other in system.access_to if self._accessible(id, other)]
            ),
            dangling=tuple(self._dangling(system)),
        )

    def effective(self, id: str) -> Mapping[str, Stated]:
        """What a system states, inherits or gets from a group, by key; it passes this on."""
        pool, given = self._inheritance.pool(id).facts, self.groups.pool(id)
        return {**given, **pool} if given else pool

    def inherited(self, id: str) -> Mapping[str, Stated]:
        """The facts a system inherits, by key, or would inherit if it did not state them itself."""
        system = self.systems[id]
        if system.parent not in self.systems:
            return {}
        excluded = NOT_INHERITED_BY_PRODUCTION if system.production_in_own_right else ()
        above = self.effective(system.parent)
        return {
            key: stated for key, stated in above.items() if stated[1] != id and key not in excluded
        }

    def _inner(self, system: System) -> bool:
        """Whether it is inside another system, or has one inside (framework, section 5)."""
        if system.member_of in self.systems and system.member_of != system.id:
            return True
        return any(
            guest != system.id and not self.systems[guest].retired
            for key in ("runs_on", "member_of")
            for guest in self.references.by(key, system.id)
        )

    def _unusable_destinations(self, id: str) -> tuple[tuple[str, str], ...]:
        """The destinations that are named, and why each is none, where there is no other."""
        named = self._inheritance.pool(id).facts.get("backs_up_to")
        if named is None or self.destinations.of(id):
            return ()
        found = ((other, self.systems.get(other)) for other in dict.fromkeys(as_texts(named[0])))
        return tuple([(other, at.status if at else "missing") for other, at in found])

    def _backed_up_on(self, id: str) -> str | None:
        """The root host, if all its backups are there (section 6, `backup-on-itself`)."""
        root, destinations = self._roots[id], self.destinations.of(id)
        if not destinations or any(self._roots[other] != root for other in destinations):
            return None
        origin = self._inheritance.pool(id).facts["backs_up_to"][1]
        return root if origin == id or self._roots[origin] != root else None

    def _accessible(self, id: str, other: str) -> bool:
        """Whether `other` is another active production system."""
        found = self.systems.get(other)
        return (
            found is not None and other != id and found.active and self.reliance.production(other)
        )

    def _dangling(self, system: System) -> Iterator[Dangling]:
        """The references to systems that do not exist, and of an active one to retired ones."""
        for key, id in system.references():
            other = self.systems.get(id)
            if other is None or (other.retired and system.active):
                yield Dangling(key, id, other is not None)


def _recovering(destinations: Destinations) -> Callable[[System], Iterable[str]]:
    """What has to work before a system can be recovered, by destinations.

    It holds no lab, so that one that is dropped is freed at once, without the garbage collector.
    """
    return partial(needed_to_recover, destinations=destinations)


def _changes(
    replaced: Mapping[str, tuple[System | None, System | None]], keys: Iterable[str]
) -> bool:
    """Whether a system states one of these facts otherwise, or came or went."""
    return any(
        old is None or new is None or any(old.facts.get(key) != new.facts.get(key) for key in keys)
        for old, new in replaced.values()
    )


def _wiring(system: System) -> tuple[object, ...]:
    """What of a system decides who its parent is, and which loops it is in."""
    return system.runs_on, system.member_of, system.depends_on, system.recovers_with
