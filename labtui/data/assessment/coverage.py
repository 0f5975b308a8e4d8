"""Which facts matter for a system, and how many of them are answered (framework, section 5)."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.context import SystemContext
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import (
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    LEVELS,
    PLATFORM,
    RENTED,
    SAAS,
    SELF_HOSTED,
    LevelId,
)
from labtui.data.framework.practices import PRACTICES
from labtui.data.framework.questions import QUESTIONS

OWNER_KEYS = dict.fromkeys(f"owners.{layer}" for layer in LAYERS).keys()

ANSWER_KEYS = tuple(f"smell_test.{question}" for question in QUESTIONS)


def relevant(a: Assessment) -> tuple[str, ...]:
    """The keys of the facts that matter for a system at its level (section 5)."""
    return (*OWNER_KEYS, *ANSWER_KEYS, *_relevant_besides(a.context, a.level))


def unanswered(a: Assessment) -> list[str]:
    """The keys of the facts that matter for a system and that nobody states (section 5)."""
    return [key for key in relevant(a) if a.fact(key) is None]


def _relevant_besides(context: SystemContext, level: LevelId | None) -> tuple[str, ...]:
    """The facts that matter besides owners and the answers of the smell test."""
    system = context.system
    return _besides(
        _Traits(
            level,
            context.inner,
            system.keeps_something,
            context.patchable,
            context.watchable,
            context.without_os,
            system.exposure == "internet",
        )
    )


def is_asked_what_it_needs(a: Assessment) -> bool:
    """Whether `depends_on` matters for a system (sections 5 and 8)."""
    return a.level != SAAS and not a.context.without_os


def coverage_of(context: SystemContext, level: LevelId | None) -> tuple[int, int]:
    """How many of the facts that matter are answered, and how many matter (section 5)."""
    stated, facts = context.stated, context.system.facts
    besides = _relevant_besides(context, level)
    known = len(stated.keys() & OWNER_KEYS)
    known += len(context.smell[0].answers) if context.smell else 0
    known += sum([key in stated or key in facts for key in besides])
    return known, len(OWNER_KEYS) + len(ANSWER_KEYS) + len(besides)


class _Traits(NamedTuple):
    """What decides which facts matter."""

    level: LevelId | None
    inner: bool
    keeps_something: bool
    patchable: bool
    watchable: bool
    without_os: bool
    online: bool


@cache
def sometimes_relevant() -> frozenset[str]:
    """The keys of the facts that matter for some systems and not for others (section 5)."""
    answers = product((False, True), repeat=len(_Traits._fields) - 1)
    traits = product((None, *LEVELS), answers)
    return frozenset(key for level, rest in traits for key in _besides(_Traits(level, *rest)))


@cache
def _besides(traits: _Traits) -> tuple[str, ...]:
    return tuple(_relevant_by(traits))


def _relevant_by(traits: _Traits) -> Iterator[str]:
    """The facts that matter by the traits of a system, the most telling first."""
    level = traits.level
    if not traits.inner:
        yield from ("relied_on_for", "purpose")
    if level != SAAS and not traits.without_os:
        yield "depends_on"
    if level == SAAS or level in SELF_HOSTED:
        yield "holds"
    if level == SAAS and traits.keeps_something:
        yield from ("evidence.data_located", "evidence.exportable", "evidence.vendor_backup")
    if level in {SAAS, PLATFORM}:
        yield "evidence.mfa"
    if level == PLATFORM:
        yield from ("evidence.config_reviewed", "evidence.breach_plan")
    if level in SELF_HOSTED:
        yield from _relevant_to_self_hosting(traits)
    if level in {RENTED, FULL_STACK_PRODUCTION} and traits.watchable:
        yield "evidence.monitored"


def _relevant_to_self_hosting(traits: _Traits) -> Iterator[str]:
    if not traits.without_os:
        yield "exposure"
        if traits.online:
            yield "evidence.mfa"
    if traits.keeps_something:
        yield from ("backs_up_to", "evidence.restore_tested")
    if traits.patchable:
        yield "evidence.patched"
    if not traits.without_os:
        yield from (f"practices.{practice}" for practice in PRACTICES)
        if traits.level == FULL_STACK_LAB:
            yield "evidence.wipeable"
