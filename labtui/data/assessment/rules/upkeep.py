"""Day to day care of what one runs: monitoring, patches, notes, practices and hardware."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import why_not_fresh
from labtui.data.assessment.rules.conditions import exposed, some_stated, unmonitored
from labtui.data.assessment.rules.rule import C, N, Row, Rule, W, keys, text
from labtui.data.framework.levels import FULL_STACK_LAB, FULL_STACK_PRODUCTION, SELF_HOSTED
from labtui.data.framework.practices import PRACTICES, Practice
from labtui.text.wording import join_words, sentence


def _unmonitored_says(a: Assessment) -> str:
    if a.value("evidence.monitored") is False:
        return "Nothing would tell you when it is down."
    return "No word on whether anything would tell you when it is down."


def _undocumented(a: Assessment) -> bool:
    return a.practice("documentation") == "no"


def _patches_stale(a: Assessment) -> bool:
    # Asked of every system, so it goes straight; `is_stale` says the same.
    patched, evaluation = a.system.evidence("patched"), a.context.evaluation
    return patched is not None and not evaluation.fresh(patched, evaluation.settings.patch_days)


def _patches_stale_and_exposed(a: Assessment) -> bool:
    return exposed(a) and _patches_stale(a)


def _patches_unknown(a: Assessment) -> bool:
    return a.system.evidence("patched") is None


def _patches_say(a: Assessment) -> str:
    reached = ", and it can be reached from the internet" if exposed(a) else ""
    return sentence(why_not_fresh(a, "evidence.patched") + reached)


_PRACTICES_THAT_MUST = tuple(
    name for name in PRACTICES if name not in {"access_control", "documentation"}
)
"""Those two have rules of their own."""


def _missing_practices(a: Assessment) -> list[Practice]:
    return [name for name in _PRACTICES_THAT_MUST if a.practice(name) == "no"]


def _idle(a: Assessment) -> bool:
    utilization = a.system.facts.get("utilization")
    stated = "owners.hardware" in a.system.facts
    return stated and isinstance(utilization, int) and utilization < 10


UNMONITORED = Rule(
    id="unmonitored",
    title="Not monitored",
    rows=(Row({FULL_STACK_PRODUCTION}, unmonitored, C, None),),
    says=_unmonitored_says,
    remedy=text("Have something outside of it watch it and tell you."),
    facts=keys("evidence.monitored"),
)

NOT_REBUILDABLE = Rule(
    id="not-rebuildable",
    title="No notes to rebuild from",
    rows=(Row({FULL_STACK_LAB}, _undocumented, None, W),),
    says=text("There is no documentation to rebuild it from."),
    remedy=text("Write down what it takes, or keep it as code."),
    facts=keys("practices.documentation"),
)

STALE_PATCHES = Rule(
    id="stale-patches",
    title="Not patched lately",
    rows=(
        Row(SELF_HOSTED, _patches_stale_and_exposed, C, W),
        Row(SELF_HOSTED, _patches_stale, W, N),
        Row(SELF_HOSTED, _patches_unknown, W, None),
    ),
    says=_patches_say,
    remedy=text("Patch it, or note when it was patched; best have it patched automatically."),
    facts=keys("evidence.patched", "exposure"),
)

PRACTICES_MISSING = Rule(
    id="practices-missing",
    title="Practices missing",
    rows=(Row(SELF_HOSTED, some_stated("practices", _PRACTICES_THAT_MUST, "no"), W, N),),
    says=lambda a: f"Missing: {join_words(PRACTICES[x].lower() for x in _missing_practices(a))}.",
    remedy=text("Make a start, however small."),
    facts=lambda a: [f"practices.{name}" for name in _missing_practices(a)],
)

IDLE_HARDWARE = Rule(
    id="idle-hardware",
    title="Idle hardware",
    rows=(Row(SELF_HOSTED, _idle, N, N),),
    says=lambda a: f"Its hardware is {a.system.facts['utilization']} % busy.",
    remedy=text("Put it to use, or turn it off."),
    facts=keys("utilization", "owners.hardware"),
)
