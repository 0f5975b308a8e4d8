"""What putting a planned system into service would mean, and what that asks of its owner.

Nothing is judged here: a fork of the lab in which the system is active is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from labtui.data.analysis.impact import in_service
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Change, Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.references import closure
from labtui.data.framework.layers import LAYERS, YOURS, Layer
from labtui.data.framework.levels import (
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    LEVELS,
    PLATFORM,
    RENTED,
    SAAS,
    SELF_HOSTED,
)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do for a system at intervals, or to have in place all the time."""

    what: str
    days: int | None
    """The interval in days; None for all the time."""
    origin: str | None
    """The ancestor whose answer the system inherits; None where it has to do this itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a planned system would be once in service, and what that asks for."""

    a: Assessment
    """The assessment it would have."""
    yours: tuple[Layer, ...]
    """The layers its owner would be responsible for, from the hardware up."""
    unanswered: tuple[Layer, ...]
    """The layers whose owner is not answered."""
    duties: tuple[Duty, ...]
    production: tuple[str, ...]
    """What would become production through it; ids, sorted."""
    rests_on: tuple[str, ...]
    """The active systems it would need directly; ids, sorted."""
    beyond: tuple[str, ...]
    """The active systems it would need through those; ids, sorted."""


def plan_of(lab: Lab, id: str) -> Plan:
    """What a system would be if it were in service, and what that would ask of its owner.

    Raises `FactError` where there is no such system, or it is retired.
    """
    active = _activated(in_service(lab, id))
    fork = lab.fork()
    changes = fork.update({id: active})
    a = fork.assessments[id]
    needed = rests_on(lab, id)
    direct = lab.reliance.needs(id)
    return Plan(
        a,
        yours=tuple(layer for layer in LAYERS if a.owner(layer) in YOURS),
        unanswered=tuple(layer for layer in LAYERS if a.owner(layer) is None),
        duties=duties_of(a),
        production=_production_through(id, changes),
        rests_on=tuple(other for other in needed if other in direct),
        beyond=tuple(other for other in needed if other not in direct),
    )


def rests_on(lab: Lab, id: str) -> tuple[str, ...]:
    """The active systems a system needs, directly or through other active ones, sorted."""

    def active_needs(at: str) -> Iterator[str]:
        return (other for other in lab.reliance.needs(at) if lab.systems[other].active)

    return tuple(sorted(closure(active_needs(id), active_needs) - {id}))


def _activated(system: System) -> System:
    return system.revised({"status": None})


def _production_through(id: str, changes: Mapping[str, Change]) -> tuple[str, ...]:
    """The systems other than `id` that the changes make production, sorted."""
    return tuple(
        sorted(
            other
            for other, (before, after) in changes.items()
            if other != id and before and after and after.production and not before.production
        )
    )


# --- duties


def _always(_: Assessment) -> bool:
    return True


def _keeps_something(a: Assessment) -> bool:
    return a.system.keeps_something


@dataclass(frozen=True, slots=True)
class _Duty:
    """A duty as it holds at some levels."""

    levels: Collection[str | None]
    what: str
    setting: str = ""
    """The setting that says how often; empty for all the time."""
    key: str = ""
    """The fact that says whether it is done, where that can be inherited; else empty."""
    asked: Callable[[Assessment], bool] = _always
    """Whether it is asked of a system at one of these levels."""


_CONSUMED = frozenset({SAAS, PLATFORM})

_DUTIES = (
    _Duty(SELF_HOSTED, "patch it", "patch_days", asked=lambda a: a.context.patchable),
    _Duty(
        SELF_HOSTED, "test a restore", "restore_days", "evidence.restore_tested", _keeps_something
    ),
    _Duty({PLATFORM}, "review its settings", "config_days"),
    _Duty({None, *LEVELS}, "take the smell test", "review_days", "smell_test.date"),
    _Duty(SELF_HOSTED, "back it up to another machine", key="backs_up_to", asked=_keeps_something),
    _Duty(
        {RENTED, FULL_STACK_PRODUCTION},
        "have it monitored",
        key="evidence.monitored",
        asked=lambda a: a.context.watchable,
    ),
    _Duty(
        {FULL_STACK_LAB},
        "keep it safe to wipe, and rebuildable from notes",
        asked=lambda a: not a.context.without_os,
    ),
    _Duty(_CONSUMED, "enforce MFA for every account"),
    _Duty(
        {SAAS},
        "know where its data is, how it is backed up and how to export it",
        asked=_keeps_something,
    ),
    _Duty({PLATFORM}, "know your responsibilities if the provider is breached"),
)
"""What the findings of each level ask for; duties with an interval come first."""

_LEARN = _Duty(SELF_HOSTED, "try something on it", "experiment_days")
"""What is asked of a lab besides."""


def duties_of(a: Assessment) -> tuple[Duty, ...]:
    """What being in service asks of a system's owner, and how often, by its level."""
    asked = [duty for duty in _DUTIES if a.level in duty.levels and duty.asked(a)]
    if a.role == "lab":
        asked.insert(0, _LEARN)
    return tuple(Duty(duty.what, _every(a, duty), _origin(a, duty)) for duty in asked)


def _every(a: Assessment, duty: _Duty) -> int | None:
    settings = a.context.evaluation.settings
    return int(getattr(settings, duty.setting)) if duty.setting else None


def _origin(a: Assessment, duty: _Duty) -> str | None:
    stated = a.fact(duty.key)
    return stated[1] if stated is not None and stated[1] != a.id else None
