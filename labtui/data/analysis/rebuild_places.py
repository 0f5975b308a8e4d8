"""What a rebuild order says of each system: where it stands, and why."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from labtui.data.analysis.rebuild import Gain, Obstacle, Rebuild
from labtui.data.analysis.rebuild_needs import Need


class Wait(NamedTuple):
    """A need of a system that an earlier step meets."""

    need: Need
    step: int
    """The first step that meets it."""


class Places:
    """An order by system, so that none has to be looked for in all steps."""

    def __init__(self, rebuild: Rebuild) -> None:
        self.rebuild = rebuild
        first = 0 if any(step.services for step in rebuild.steps) else 1
        self.last = first + len(rebuild.steps) - 1
        """The number of the last step."""
        self.steps: dict[str, int] = {}
        """The number of the step of each system; 0 is that of the services."""
        self.gains: dict[str, Gain] = {}
        self._obstacles: dict[str, list[Obstacle]] = defaultdict(list)
        for number, step in enumerate(rebuild.steps, first):
            self.steps |= dict.fromkeys(step.systems, number)
            self.gains |= {gain.id: gain for gain in step.gives}
            for obstacle in step.blocked_by:
                self._obstacles[obstacle.id].append(obstacle)

    def obstacles(self, id: str) -> list[Obstacle]:
        """What stands in the way of bringing a system back."""
        return self._obstacles.get(id, [])

    def waits(self, id: str) -> list[Wait]:
        """What a system waits for, the last first; without what it has to do without."""
        found = [
            Wait(need, min(self.steps[other] for other in need.any_of))
            for need in self.rebuild.needs.get(id, ())
        ]
        met = [wait for wait in found if wait.step < self.steps[id]]
        return sorted(met, key=lambda wait: -wait.step)

    def waiting(self, id: str) -> list[str]:
        """The systems of later steps that wait for a system, or for one of several like it."""
        return self._waiting.get(id, [])

    @cached_property
    def _waiting(self) -> dict[str, list[str]]:
        waiting: dict[str, list[str]] = defaultdict(list)
        for id, step in self.steps.items():
            named = {other for need in self.rebuild.needs.get(id, ()) for other in need.any_of}
            for other in named:
                if self.steps[other] < step:
                    waiting[other].append(id)
        return waiting
