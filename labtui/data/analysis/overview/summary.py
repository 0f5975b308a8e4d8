"""Everything the overview shows of a lab."""

from __future__ import annotations

from dataclasses import dataclass

from labtui.data.analysis.falling_due import Due, falling_due
from labtui.data.analysis.findings import first_to_do
from labtui.data.analysis.overview.carriers import Carrier, carriers
from labtui.data.analysis.overview.counts import Counts, count
from labtui.data.analysis.overview.movement import Change, Month, latest, months
from labtui.data.analysis.overview.next_steps import Step, next_steps
from labtui.data.analysis.query import Query
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import Why
from labtui.data.assessment.lab import Lab
from labtui.data.framework.severities import Severity

CHANGES = 12
"""The most changes that are shown."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the overview shows of a lab."""

    lab: Lab
    counts: Counts
    worst: tuple[str, Why[Severity]] | None
    """The worst system by its id, with its worst finding; None where nothing was found."""
    worst_first: tuple[str, ...]
    """The assessed systems by id."""
    steps: tuple[Step, ...]
    carriers: tuple[Carrier, ...]
    due: tuple[Due, ...]
    changes: tuple[Change, ...]
    months: tuple[Month, ...]


def summary_of(lab: Lab) -> Summary:
    """Sum a lab up."""
    carrying = carriers(lab)
    worst = _worst(lab, dict(carrying))
    return Summary(
        lab,
        count(lab),
        worst,
        tuple(Query().listed(lab, lab.assessments)),
        tuple(next_steps(lab, worst=worst and worst[0])),
        tuple(carrying),
        tuple(falling_due(lab)),
        tuple(latest(lab, CHANGES)),
        tuple(months(lab)),
    )


def _worst(lab: Lab, needed_by: dict[str, int]) -> tuple[str, Why[Severity]] | None:
    """The system whose worst finding weighs most: of those, the one that most others need."""

    def rank(a: Assessment) -> tuple[object, ...]:
        proven = a.finding_count("critical") - a.unproven_count("critical")
        return (
            -a.worst,
            not proven,
            not a.production,
            -needed_by.get(a.id, 0),
            -proven,
            a.system.name.casefold(),
            a.id,
        )

    found = [a for a in lab.assessments.values() if a.system.active and a.worst]
    if not found:
        return None
    worst = min(found, key=rank)
    why = first_to_do(lab, worst)
    return (worst.id, why) if why is not None else None
