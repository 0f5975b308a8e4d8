"""Why each system stands in its step of a rebuild order: what it waits for, and what for it."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from labtui.data.analysis.rebuild import Rebuild
from labtui.data.analysis.rebuild_needs import Need


class Wait(NamedTuple):
    """A need of a system that an earlier step meets."""

    need: Need
    step: int
    """The first step that meets it."""


class Waits:
    """Where each system of a rebuild order stands, and why."""

    def __init__(self, rebuild: Rebuild) -> None:
        self._needs = rebuild.needs
        first = 0 if any(step.services for step in rebuild.steps) else 1
        self.steps = {
            id: number for number, step in enumerate(rebuild.steps, first) for id in step.systems
        }
        """The number of the step of each system; 0 is that of the services."""

    def of(self, id: str) -> list[Wait]:
        """What a system waits for, the last first; without what it has to do without."""
        found = [
            Wait(need, min(self.steps[other] for other in need.any_of))
            for need in self._needs.get(id, ())
        ]
        met = [wait for wait in found if wait.step < self.steps[id]]
        return sorted(met, key=lambda wait: -wait.step)

    def on(self, id: str) -> list[str]:
        """The systems of later steps that wait for a system, or for one of several like it."""
        return self._waiting.get(id, [])

    @cached_property
    def _waiting(self) -> dict[str, list[str]]:
        waiting: dict[str, list[str]] = defaultdict(list)
        for id, step in self.steps.items():
            named = {other for need in self._needs.get(id, ()) for other in need.any_of}
            for other in named:
                if self.steps[other] < step:
                    waiting[other].append(id)
        return waiting
