"""Facts of one system that are tried before they are saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Change
from labtui.data.assessment.models import System
from labtui.data.framework.shapes import Value
from labtui.data.inventory.edits import Changes, assessed_event, completed, completes_test
from labtui.errors import LabtuiError

if TYPE_CHECKING:
    from labtui.data.inventory.workspace import Step, Workspace


@dataclass
class Draft:
    """Facts of one system that are not saved yet, shown through the whole lab.

    While a draft is open the lab holds the drafted system; `discard` or `keep` ends it.
    """

    workspace: Workspace
    system: System
    """The system as it is saved."""
    changes: dict[str, Value | None] = field(default_factory=dict)
    _before: dict[str, Assessment | None] = field(default_factory=dict)
    _assessed: Assessment | None = None

    def __post_init__(self) -> None:
        """Remember how the system is assessed as saved."""
        self._assessed = self.workspace.lab.assessments.get(self.system.id)

    def state(self, key: str, value: Value | None) -> None:
        """Draft one fact, or with None take it away; the lab is reassessed at once."""
        if value == self.system.facts.get(key):
            self.changes.pop(key, None)
        else:
            self.changes[key] = value
        self._apply()

    def answer(self, answers: Changes) -> None:
        """Draft answers and notes of the smell test.

        Unlike stating them, giving the same answers anew is drafted too: it dates the test.
        """
        self.changes.update(answers)
        self._apply()

    def _apply(self) -> None:
        today, lab = self.workspace.today, self.workspace.lab
        revised = self.system.revised(completed(self._assessed, self.system, self.changes, today))
        self._put(revised)
        if completes_test(revised, self.changes) and not revised.retired:
            self._put(revised.with_event(assessed_event(lab, revised, today)))

    def _put(self, drafted: System) -> None:
        """Put the system into the lab, and remember how what it changes was assessed."""
        for id, (before, _) in self.workspace.lab.update({self.system.id: drafted}).items():
            self._before.setdefault(id, before)

    @property
    def drafted(self) -> System:
        """The system as it would be."""
        return self.workspace.lab.systems[self.system.id]

    @property
    def before(self) -> Assessment | None:
        """The system's assessment as it is saved; None for a retired one."""
        return self._assessed

    def effects(self) -> dict[str, Change]:
        """Every system that is assessed otherwise than as saved: before and after, by id."""
        now = self.workspace.lab.assessments
        return {
            id: (before, now.get(id))
            for id, before in self._before.items()
            if before != now.get(id)
        }

    def discard(self) -> None:
        """Put the lab back to what is saved."""
        if self.changes:
            self.workspace.lab.update({self.system.id: self.system})
            self.changes.clear()

    def keep(self, done: str = "edit", *, joining: Step | None = None) -> None:
        """Make the drafted facts an edit, as one step or as part of the step `joining`.

        Raises as `Workspace.edit`; the draft is then as it was.
        """
        self.workspace.lab.update({self.system.id: self.system})
        try:
            self.workspace.edit({self.system.id: self.changes}, done, joining=joining)
        except LabtuiError:
            self._apply()
            raise
        self.changes = {}
        self.system = self.workspace.lab.systems[self.system.id]
        self._before = {}
        self._assessed = self.workspace.lab.assessments.get(self.system.id)
