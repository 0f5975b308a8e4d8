"""A fact as a derived value rests on it, with the system that states it."""

from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.shapes import Value
from labtui.data.framework.sightings import Sighting


class FactUsed(NamedTuple):
    """One fact a derived value rests on."""

    key: str
    value: Value | None
    """None where nobody states it."""
    origin: str | None
    """The id of the system that states it; None where nobody does."""
    seen: str = ""
    """Where its own value was seen: `gatus/config.yaml, endpoint photos`; empty if it was not."""


def used(a: Assessment, key: str) -> FactUsed:
    """A fact as it counts for a system, with the system that states it."""
    value, origin = a.fact(key) or (None, None)
    said = a.system.seen.get(key, "") if origin == a.id else ""
    return FactUsed(key, value, origin, Sighting.parse(said).told if said else "")
