"""A fact as a derived value rests on it, with the system that states it."""

from __future__ import annotations

from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.shapes import Value


class FactUsed(NamedTuple):
    """One fact a derived value rests on."""

    key: str
    value: Value | None
    """None where nobody states it."""
    origin: str | None
    """The id of the system that states it; None where nobody does."""


def used(a: Assessment, key: str) -> FactUsed:
    """A fact as it counts for a system, with the system that states it."""
    value, origin = a.fact(key) or (None, None)
    return FactUsed(key, value, origin)
