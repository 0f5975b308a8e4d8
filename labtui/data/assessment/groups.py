"""Owners and practices that groups get from their members (framework, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labtui.data.assessment.context import Stated
from labtui.data.assessment.inheritance import Inheritance
from labtui.data.assessment.references import References, Systems, closure, walk_ancestors
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.practices import PRACTICES

SHARED_BY_MEMBERS = (
    *(f"owners.{layer}" for layer in LAYERS),
    *(f"practices.{practice}" for practice in PRACTICES),
)
"""The facts that a group gets from its members."""

Answers = Mapping[str, Stated]
"""What a system gets from a group, by key, each with the system that states it."""

_NOTHING: Answers = {}


class GroupAnswers:
    """What each system gets from the members of a group: of itself, or of an ancestor.

    It counts only where a system neither states nor inherits an answer.
    """

    def __init__(self, systems: Systems, references: References, inheritance: Inheritance) -> None:
        self._systems = systems
        self._references = references
        self._inheritance = inheritance
        self._given: dict[str, Answers] = {}
        """What each group gets from its own members; groups that get nothing are left out."""
        self._pools: dict[str, Answers] = {}

    def fork(
        self, systems: Systems, references: References, inheritance: Inheritance
    ) -> GroupAnswers:
        """Group answers that start as these, over the systems of a forked lab."""
        fork = GroupAnswers(systems, references, inheritance)
        fork._given = self._given.copy()
        fork._pools = self._pools.copy()
        return fork

    def pool(self, id: str) -> Answers:
        """What a system gets from groups, by key, with the system that states it."""
        return self._pools[id]

    def members(self, id: str) -> list[str]:
        """The active members of a group other than itself, sorted."""
        return [
            member
            for member in self._references.by("member_of", id)
            if member != id and self._systems[member].active
        ]

    def update(self, touched: Iterable[str], moved: Iterable[str]) -> set[str]:
        """Derive again what groups get, and what that gives to all below them.

        `touched` are systems that changed or inherit otherwise than before, with their groups;
        `moved` those whose parent may have changed. Returns the ids that get something else.
        """
        changed = set(moved)
        for id in touched:
            given = self._answers(id)
            if given != self._given.get(id, _NOTHING):
                changed.add(id)
                if given:
                    self._given[id] = given
                else:
                    del self._given[id]
        region = closure(
            changed, lambda id: self._references.children(id, self._systems), self._systems
        )
        before = {id: self._pools.pop(id, None) for id in region}
        # Sorted, so that the order of facts within a loop of parents is the same every time.
        for id in sorted(region):
            if id in self._systems and id not in self._pools:
                self._derive(id)
        return {id for id in region if (before[id] or _NOTHING) != self._pools.get(id, _NOTHING)}

    def _answers(self, id: str) -> Answers:
        """What the members of a group agree on, where it has no answer of its own."""
        if id not in self._systems:
            return _NOTHING
        pools = [self._inheritance.pool(member).facts for member in self.members(id)]
        if not pools:
            return _NOTHING
        own, first = self._inheritance.pool(id).facts, pools[0]
        return {
            key: first[key]
            for key in SHARED_BY_MEMBERS
            if key not in own
            and key in first
            and all(key in pool and pool[key][0] == first[key][0] for pool in pools)
        }

    def _derive(self, id: str) -> None:
        """Fill the pool of a system, and of those of its ancestors that have none yet."""
        line, loop, top = walk_ancestors(id, self._pools, self._parent)
        pool: Answers = self._pools[top] if top is not None else _NOTHING
        for above in (*reversed(loop), *reversed(line)):
            given = self._given.get(above)
            pool = {**pool, **given} if given else pool
            self._pools[above] = pool

    def _parent(self, id: str) -> str | None:
        parent = self._systems[id].parent
        return parent if parent in self._systems else None
