"""The map of current risk against current learning: its places, zones, and which systems stray.

A lab should get the most learning while it contains its risk; production should take the least
risk. The map has six rows: risk rank 4 has two, so that it shows which labs are contained.
"""

from dataclasses import dataclass
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.levels import CONTROLLED_HIGH, LEARNING

ROWS = ("Critical", "High", CONTROLLED_HIGH, "Medium–High", "Medium", "Low")
"""Current risk, from top to bottom."""

COLUMNS = LEARNING
"""Current learning, from left to right."""


class Place(NamedTuple):
    """One of the 24 places on the map."""

    row: int
    """Of `ROWS`."""
    column: int
    """Of `COLUMNS`."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the map, and what it means to be in it."""

    title: str
    short_title: str
    """Its title where there is little room."""
    meaning: str
    places: tuple[Place, ...]
    """In reading order; together a rectangle."""
    confusion: bool = False
    """Whether this is one of the two confusions the framework warns of."""


def _block(rows: range, columns: range) -> tuple[Place, ...]:
    return tuple(Place(row, column) for row in rows for column in columns)


_LITTLE, _MUCH, _ANY = range(2), range(2, 4), range(4)
_OPEN, _CONTAINED, _KEPT_DOWN = range(2), range(2, 3), range(3, 6)

ZONES = (
    Zone(
        "Production, too much risk",
        "Risky production",
        "High risk and little learning: too much for what people rely on, and no gain for "
        "anything else.",
        _block(_OPEN, _LITTLE),
        confusion=True,
    ),
    Zone(
        "Lab, not contained",
        "Lab, not contained",
        "Much learning, at a risk that reaches beyond the lab. Contain it, and fix what is "
        "critical.",
        _block(_OPEN, _MUCH),
        confusion=True,
    ),
    Zone(
        "Home servers: contained",
        "Home servers",
        "Contained, with little learning. Fine for fun, but it is not a lab.",
        _block(_CONTAINED, _LITTLE),
    ),
    Zone(
        "Labs: contained, much learning",
        "Labs: contained",
        "The most learning, at a risk that stays inside. What breaks here hurts nobody.",
        _block(_CONTAINED, _MUCH),
    ),
    Zone(
        "Production: risk kept low",
        "Production: low risk",
        "Low risk. What people rely on belongs here.",
        _block(_KEPT_DOWN, _ANY),
    ),
)
"""Every place is in exactly one of them."""

_ZONES = {place: zone for zone in ZONES for place in zone.places}


def zone_at(row: int, column: int) -> Zone | None:
    """The zone of a place; None outside the map."""
    return _ZONES.get(Place(row, column))


def place_of(assessment: Assessment) -> Place | None:
    """The place of a system; None where its level, and so its risk, is not known."""
    risk, learning = assessment.risk, assessment.learning
    if risk is None or learning is None:
        return None
    return Place(ROWS.index(risk.now), learning.now_rank - 1)


def strays(assessment: Assessment) -> str | None:
    """Why a system should not be in its place, in a few words; None where it may be there."""
    place = place_of(assessment)
    if place is None:
        return None
    high = place.row in _OPEN
    if assessment.production:
        return f"production at {ROWS[place.row].lower()} risk" if high else None
    if assessment.role != "lab":
        return None
    if high:
        # Only full-stack labs are asked to be contained; a rented one is high by a finding alone.
        return (
            "lab with a critical finding"
            if assessment.finding_count("critical")
            else "lab not contained"
        )
    return "lab that taught nothing lately" if place.column in _LITTLE else None


def moved(assessment: Assessment) -> str:
    """How a system moved on the map from where its level usually stands.

    `↑` at more risk, `↓` at less, `←` it teaches less; followed by `?` while that is not proven.
    """
    risk, learning = assessment.risk, assessment.learning
    if risk is None or learning is None:
        return ""
    base, now = ROWS.index(risk.base), ROWS.index(risk.now)
    if now != base:
        unproven = "?" if risk.proven_rank < risk.now_rank else ""
        return f"{'↑' if now < base else '↓'}{unproven}"
    return "←" if learning.now_rank < learning.base_rank else ""
