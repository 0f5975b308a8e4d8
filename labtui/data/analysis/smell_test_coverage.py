"""Which guests and members an answered smell test covers (framework, section 3)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System


@dataclass(frozen=True, slots=True)
class Cover:
    """The guests and members below a system, by whether its smell test covers them; sorted ids."""

    covered: tuple[str, ...] = ()
    relied_on: tuple[str, ...] = ()
    """Not covered, because people rely on them: these need a smell test of their own."""
    nearer: tuple[str, ...] = ()
    """Not covered, because their own test or that of a nearer ancestor counts."""


def cover_of(lab: Lab, id: str) -> Cover:
    """The systems that a dated smell test of this one covers or not (framework, section 3)."""
    found: dict[str, list[str]] = {"covered": [], "relied_on": [], "nearer": []}
    seen = {id}
    waiting = deque([(id, False)])
    while waiting:
        parent, nearer_above = waiting.popleft()
        for child in lab.references.children(parent, lab.systems):
            if child in seen:
                continue
            seen.add(child)
            system = lab.systems[child]
            nearer = nearer_above or _dated(system)
            waiting.append((child, nearer))
            if not system.retired:
                relied_on = system.production_in_own_right and not _dated(system)
                found["relied_on" if relied_on else "nearer" if nearer else "covered"].append(child)
    return Cover(**{name: tuple(sorted(ids)) for name, ids in found.items()})


def _dated(system: System) -> bool:
    return system.smell_test is not None and system.smell_test.date is not None
