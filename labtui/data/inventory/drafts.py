"""Changes to the facts of one system that are shown before they are saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from labtui.data.assessment.lab import Change, Lab
from labtui.data.assessment.models import Changes, System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import read_value
from labtui.data.inventory.edits import assessed_event, completed, completes_test


class Draft:
    """Changes to one system, made in a fork of the lab; the lab itself shows what is saved."""

    def __init__(self, lab: Lab, system: System, commit: Callable[[Changes], None]) -> None:
        """Draft changes to a system of `lab`; `commit` saves them and brings `lab` up to date."""
        self.saved = lab
        """The lab as it is saved."""
        self._commit = commit
        self._begin(system)

    def _begin(self, system: System) -> None:
        """Start without changes from the system as it is saved."""
        self.system = system
        """The system as it is saved."""
        self.lab = self.saved.fork()
        """The lab as it would be with the changes."""
        self.changes: dict[str, Value | None] = {}
        self.before = self.saved.assessments.get(system.id)
        """The system's assessment as it is saved; None for a retired one."""
        self._reached: dict[str, None] = {}
        """Every system that the draft ever reached."""

    def state(self, key: str, value: Value | None) -> None:
        """Draft one fact, or with None unset it."""
        if value == self.system.facts.get(key):
            self.changes.pop(key, None)
        else:
            self.changes[key] = value
        self._apply()

    def restate(self, changes: Mapping[str, Any], cleared: Iterable[str]) -> None:
        """Draft what an earlier session drafted and did not save; skip what is no fact any more."""
        for key, raw in [*changes.items(), *((key, None) for key in cleared)]:
            if key in FACTS:
                value, wrong = (None, []) if raw is None else read_value(FACTS[key], raw)
                if not wrong:
                    self.state(key, value)

    def answer(self, answers: Changes) -> None:
        """Draft answers and notes of the smell test.

        Unlike `state`, this also drafts answers equal to the saved ones: they date the test again.
        """
        self.changes.update(answers)
        self._apply()

    def _apply(self) -> None:
        today = self.lab.evaluation.today
        revised = self.system.revised(completed(self.before, self.system, self.changes, today))
        self._put(revised)
        if completes_test(revised, self.changes) and not revised.retired:
            self._put(revised.with_event(assessed_event(self.lab, revised, today)))

    def _put(self, drafted: System) -> None:
        """Put the system into the fork, and note what that reaches."""
        self._reached.update(dict.fromkeys(self.lab.change({drafted.id: drafted})))

    @property
    def drafted(self) -> System:
        """The system as it would be."""
        return self.lab.systems[self.system.id]

    def effects(self) -> dict[str, Change]:
        """Every assessment that would change, by id: as saved, and as it would be."""
        saved, now = self.saved.assessments, self.lab.assessments
        changes = ((id, (saved.get(id), now.get(id))) for id in self._reached)
        return {id: change for id, change in changes if change[0] != change[1]}

    def refresh(self) -> None:
        """Draft the same changes again, on the lab as it is now: on another day."""
        changes = self.changes
        self.discard()
        self.changes = changes
        self._apply()

    def discard(self) -> None:
        """Drop the changes; the draft starts again from what is saved."""
        self._begin(self.system)

    def keep(self) -> None:
        """Save the changes; the draft starts again from what is saved then.

        Raises what the commit raises; the draft is then as it was.
        """
        self._commit(self.changes)
        self._begin(self.saved.systems[self.system.id])
