"""How many systems need each system, directly or through others (framework, section 3)."""

from functools import cache
from typing import NamedTuple

from labtui.data.assessment.cycles import strongly_connected_components
from labtui.data.assessment.lab import Lab


class Carrier(NamedTuple):
    """A system, and how many active systems need it, directly or through others."""

    id: str
    needed_by: int


def carriers(lab: Lab) -> list[Carrier]:
    """The active systems that others need, those that most need first."""
    found = [Carrier(id, count) for id, count in _dependents(lab).items() if count]
    found.sort(key=lambda one: (-one.needed_by, lab.systems[one.id].name.casefold(), one.id))
    return found


def _dependents(lab: Lab) -> dict[str, int]:
    """How many active systems need each active one.

    The set of those is a number with one bit for each system, so that joining the sets of ten
    thousand takes milliseconds. What is in a loop needs all of the loop.
    """
    bits = {id: 1 << at for at, id in enumerate(id for id, s in lab.systems.items() if s.active)}

    @cache  # each is asked for twice
    def needed_by(id: str) -> list[str]:
        return [other for other in lab.reliance.needed_by(id) if other in bits]

    needing: dict[str, int] = {}
    # A group comes after all that it leads on to.
    for group in strongly_connected_components(bits, needed_by):
        joined = 0
        for id in group:
            joined |= bits[id]
            for other in needed_by(id):
                joined |= needing.get(other, 0)
        needing.update(dict.fromkeys(group, joined))
    return {id: needing[id].bit_count() - 1 for id in bits}
