"""Editing facts: which can be edited, and changing one fact of several systems at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant, sometimes_relevant
from labtui.data.assessment.models import Changes, System
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.groups import RETIREMENT
from labtui.data.framework.levels import SELF_HOSTED
from labtui.data.framework.shapes import LISTS, Value
from labtui.data.framework.values import as_texts
from labtui.data.inventory.workspace import Workspace

FIXED = frozenset({"id", "changed"})
"""Facts that people see but do not change: an id stays, and labtui keeps `changed`."""

_OF_ONE_SYSTEM = frozenset({"id", "name", "changed", "source"})
"""Facts that no two systems share, or that labtui keeps."""


def editable_facts(system: System) -> list[Fact]:
    """The facts an editor of a system shows; those of a retirement only where one has begun."""
    retiring = system.retired or any(key.startswith("retirement.") for key in system.facts)
    return [fact for fact in FACTS.values() if retiring or fact.group != RETIREMENT]


def irrelevant_facts(a: Assessment) -> frozenset[str]:
    """The keys of the facts that do not matter for a system at its level and of its kind.

    A fact that the system or an ancestor states is none of them, nor is a reference, a text or
    another fact whose answer makes sense at every level. Before there is a level, nothing is.
    """
    if a.level is None:
        return frozenset()
    keys = sometimes_relevant().difference(relevant(a))
    if a.level not in SELF_HOSTED:
        keys |= {"utilization"}  # `idle-hardware` is found on self-hosted systems alone
    return keys.difference(a.context.stated, a.context.system.facts)


def referable_ids(workspace: Workspace, *, excluded: Collection[str] = ()) -> list[str]:
    """The ids that a reference can name, in file order: none that is retired."""
    systems = workspace.lab.systems
    return [id for id in workspace.ids if id not in excluded and not systems[id].retired]


# --- one fact of several systems


@dataclass(frozen=True, slots=True)
class BulkAnswer:
    """What a person answered for a fact."""

    value: Value | None
    """None where the fact is to be unset."""
    replaces: bool = False
    """True where a list is to be replaced whole, as by "none", not amended."""
    new: Mapping[str, str] = field(default_factory=dict)
    """The names of the systems in it that are not there yet, by the ids they are to have."""


def bulk_facts() -> list[Fact]:
    """The facts that can be changed in several systems at once."""
    return [
        fact
        for fact in FACTS.values()
        if fact.key not in _OF_ONE_SYSTEM and fact.group != RETIREMENT
    ]


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """One fact that is to be changed in several systems."""

    fact: Fact
    own: Mapping[str, Value | None]
    """What each system states, by id; None where it states nothing. At least one system."""

    @property
    def differ(self) -> bool:
        """True where not all systems state the same."""
        first, *others = self.own.values()
        return any(value != first for value in others)

    @property
    def common(self) -> Value | None:
        """What all systems state; of lists, the elements that all of them have."""
        first, *others = self.own.values()
        if self.fact.shape in LISTS:
            return tuple(e for e in as_texts(first) if all(e in as_texts(o) for o in others))
        return None if self.differ else first

    def count(self, element: str) -> int:
        """How many systems have an element in their lists."""
        return sum(element in value for value in self.own.values() if isinstance(value, tuple))

    def changes(self, answer: BulkAnswer) -> dict[str, Changes]:
        """The changes that give all systems this answer; empty where nothing changes.

        Of a list, what the answer adds to `common` is added to each system's own, and what it
        leaves out is taken away. Goes to `Workspace.edit`.
        """
        after = {id: self._after(value, answer) for id, value in self.own.items()}
        if after == self.own:
            return {}
        return {id: {self.fact.key: value} for id, value in after.items()}

    def _after(self, own: Value | None, answer: BulkAnswer) -> Value | None:
        """What a system that states `own` states after the answer."""
        if self.fact.shape not in LISTS or answer.replaces:
            return answer.value
        before, after = as_texts(self.common), as_texts(answer.value)
        if before == after:
            return own
        kept = [element for element in as_texts(own) if element in after or element not in before]
        return (*kept, *(element for element in after if element not in kept))


def bulk_edit(workspace: Workspace, ids: Collection[str], fact: Fact) -> BulkEdit:
    """Begin to change one fact of several systems. Raises `FactError` for an unknown id."""
    return BulkEdit(fact, {id: workspace.system(id).facts.get(fact.key) for id in ids})
