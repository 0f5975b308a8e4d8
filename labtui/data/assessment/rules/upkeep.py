"""Day to day care: monitoring, patches, notes, practices, stand-ins and hardware."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import when_words
from labtui.data.assessment.rules.conditions import (
    backups_found,
    exposed,
    keeps_something,
    unmonitored,
)
from labtui.data.assessment.rules.rule import (
    C,
    N,
    OpenQuestion,
    Row,
    Rule,
    Urgency,
    W,
    absent,
    always,
    keys,
    text,
)
from labtui.data.framework.levels import (
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    PLATFORM,
    SELF_HOSTED,
)
from labtui.data.framework.practices import PRACTICES, Practice
from labtui.text.wording import join_few, join_words, sentence


def _undocumented(a: Assessment) -> bool:
    return a.practice("documentation") == "no"


def _fresh_patches(a: Assessment) -> bool:
    patched, evaluation = a.system.evidence("patched"), a.context.evaluation
    return evaluation.fresh(patched, evaluation.settings.patch_days)


def _exposed_and_not_patched(a: Assessment) -> bool:
    return exposed(a) and a.context.patchable and not _fresh_patches(a)


def _patches_too_old(a: Assessment) -> bool:
    answered = a.system.evidence("patched") is not None
    return answered and a.context.patchable and not _fresh_patches(a)


def _patches_not_answered(a: Assessment) -> bool:
    return a.system.evidence("patched") is None and a.context.patchable


def _reached(a: Assessment) -> str:
    return "It is reachable from the internet." if exposed(a) else ""


_PRACTICES_THAT_MUST = tuple(
    name for name in PRACTICES if name not in {"access_control", "documentation"}
)
"""Those two have rules of their own."""

_PRACTICE_KEYS = {name: f"practices.{name}" for name in _PRACTICES_THAT_MUST}


def _missing_practices(a: Assessment) -> list[Practice]:
    stated = a.context.stated
    return [
        name
        for name, key in _PRACTICE_KEYS.items()
        if key in stated
        and stated[key][0] == "no"
        and (name != "backup_strategy" or (keeps_something(a) and not backups_found(a)))
    ]


def _has_missing_practices(a: Assessment) -> bool:
    return bool(_missing_practices(a))


def _nobody_else(a: Assessment) -> bool:
    used = a.system.production_in_own_right and bool(a.system.facts.get("used_by"))
    return used and not a.value("stand_ins")


def _people(a: Assessment) -> str:
    people = a.system.texts("used_by")
    return f"{join_few(people)} {'uses' if len(people) == 1 else 'use'} it"


def _idle(a: Assessment) -> bool:
    utilization = a.system.facts.get("utilization")
    stated = "owners.hardware" in a.system.facts
    return stated and isinstance(utilization, int) and utilization < 10


UNMONITORED = Rule(
    id="unmonitored",
    title="Not monitored",
    rows=(
        Row({FULL_STACK_PRODUCTION}, unmonitored, C, None, unproven=absent("evidence.monitored")),
    ),
    says=text("Nothing alerts you when it is down."),
    asks=lambda _: OpenQuestion("Is it monitored?", "Does anything alert you when it is down?"),
    remedy=text("Let another machine check it and alert you."),
    facts=keys("evidence.monitored"),
    urgency=Urgency.MONITOR,
    not_done="monitoring",
)

NOT_REBUILDABLE = Rule(
    id="not-rebuildable",
    title="No documentation",
    rows=(Row({FULL_STACK_LAB}, _undocumented, None, W),),
    says=text("There is no documentation to rebuild it from."),
    remedy=text("Write down the steps, or keep its configuration in git."),
    facts=keys("practices.documentation"),
)

STALE_PATCHES = Rule(
    id="stale-patches",
    title="Not patched recently",
    rows=(
        Row(SELF_HOSTED, _exposed_and_not_patched, C, W, unproven=_patches_not_answered),
        Row(SELF_HOSTED, _patches_too_old, W, N),
        Row(SELF_HOSTED, _patches_not_answered, W, None, unproven=always),
    ),
    says=lambda a: f"Last patched: {when_words(a, 'evidence.patched')}. {_reached(a)}".rstrip(),
    asks=lambda a: OpenQuestion("When was it last patched?", _reached(a)),
    remedy=text("Update it. Use automatic updates where you can."),
    facts=keys("evidence.patched", "exposure"),
    not_done="updates",
)

ONLY_YOU = Rule(
    id="only-you",
    title="Nobody can take over",
    rows=(Row({PLATFORM, *SELF_HOSTED}, _nobody_else, N, None, unproven=absent("stand_ins")),),
    says=lambda a: sentence(f"{_people(a)}, and nobody can take over when you cannot"),
    asks=lambda a: OpenQuestion("Who can take over?", sentence(_people(a))),
    remedy=text("Show one person how to restore it."),
    facts=keys("stand_ins", "used_by"),
)

PRACTICES_MISSING = Rule(
    id="practices-missing",
    title="Good practices missing",
    rows=(Row(SELF_HOSTED, _has_missing_practices, W, N),),
    says=lambda a: f"Not done: {join_words(PRACTICES[x].lower() for x in _missing_practices(a))}.",
    remedy=lambda a: f"Do a first step for {PRACTICES[_missing_practices(a)[0]].lower()}.",
    facts=lambda a: [_PRACTICE_KEYS[name] for name in _missing_practices(a)],
)

IDLE_HARDWARE = Rule(
    id="idle-hardware",
    title="Hardware hardly used",
    rows=(Row(SELF_HOSTED, _idle, N, N),),
    says=lambda a: f"Its hardware is {a.system.facts['utilization']} % busy.",
    remedy=text("Run more on it, or turn it off."),
    facts=keys("utilization", "owners.hardware"),
)
