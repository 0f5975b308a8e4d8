"""What a system is for and how it is used: intent, labs people rely on, labs left idle."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import relied_on, relied_on_in_short
from labtui.data.assessment.context import Stated
from labtui.data.assessment.freshness import days_held
from labtui.data.assessment.overlay import learned_lately
from labtui.data.assessment.rules.rule import ANY, KNOWN, C, Chain, N, Row, Rule, W, keys, text
from labtui.data.framework.levels import (
    FULL_STACK_LAB,
    FULL_STACK_PRODUCTION,
    RENTED,
    SELF_HOSTED,
    LevelId,
)
from labtui.text.wording import join_few, sentence


def _meant_as_lab(a: Assessment) -> bool:
    return a.system.intended_level == FULL_STACK_LAB


def is_production_lab(a: Assessment) -> bool:
    """Whether people rely on what its owner calls a lab, by its purpose or its intended level."""
    return a.production and (a.system.purpose == "learning" or _meant_as_lab(a))


def _in_denial(a: Assessment) -> bool:
    return _meant_as_lab(a) and a.level == FULL_STACK_PRODUCTION


def _not_as_intended(a: Assessment) -> bool:
    return a.system.intended_level not in {None, a.level} and not _in_denial(a)


def _unsafe_to_wipe(a: Assessment) -> bool:
    return (a.role == "lab" or _meant_as_lab(a)) and a.system.evidence("wipeable") is False


def _denial_says(a: Assessment) -> str:
    if _in_denial(a):
        return f"You intended a lab (3a), but {relied_on(a)}. That makes it production (3b)."
    meant = "meant as " if a.role != "lab" else ""
    return f"It is {meant}a lab, but you said it is not safe to wipe."


def _denial_remedy(a: Assessment) -> str:
    if _in_denial(a):
        return "Treat it as production, or change what needs it."
    return "Move what you would miss elsewhere."


def _denial_facts(a: Assessment) -> list[str]:
    if _in_denial(a):
        return ["intended_level"]
    return ["evidence.wipeable", "intended_level", "purpose"]


def _needed_lab(a: Assessment) -> bool:
    return a.system.purpose == "learning" and bool(a.through) and not _in_denial(a)


def _rests_on_lab(a: Assessment) -> bool:
    return a.context.needed_lab is not None


_FOR_LEARNING = "which is for learning"


def _rests_on_lab_says(a: Assessment) -> str:
    relied = relied_on_in_short(a)
    return f"{relied[0].upper()}{relied[1:]}, and it needs {a.context.needed_lab}, {_FOR_LEARNING}"


def _casual(a: Assessment) -> bool:
    return a.system.purpose in {"entertainment", "convenience"}


def _casual_says(a: Assessment) -> str:
    clause = f"{relied_on(a)}, but its purpose is {a.system.purpose}"
    # An id keeps its small letters.
    return sentence(clause) if a.system.production_in_own_right else f"{clause}."


def _lab_for_something_else(a: Assessment) -> bool:
    return _meant_as_lab(a) and a.system.purpose not in {None, "learning"}


def _nothing_learned(a: Assessment) -> bool:
    return a.role == "lab" and not learned_lately(a.context)


def _last_learned(a: Assessment) -> Stated | None:
    return a.context.learned


NOT_AS_INTENDED = Rule(
    id="not-as-intended",
    title="Not the level you intended",
    rows=(Row(KNOWN, _not_as_intended, W, W),),
    says=lambda a: (
        f"You intended level {a.system.intended_level}. The facts make it level {a.level}."
    ),
    remedy=text("Change the facts or the intended level."),
    facts=keys("intended_level"),
)

PRODUCTION_IN_DENIAL = Rule(
    id="production-in-denial",
    title="A lab that people rely on",
    rows=(
        Row({FULL_STACK_PRODUCTION}, _meant_as_lab, C, None),
        Row({FULL_STACK_LAB}, _unsafe_to_wipe, None, W),
    ),
    title_of=lambda a: "A lab that people rely on" if _in_denial(a) else "A lab you cannot wipe",
    says=_denial_says,
    remedy=_denial_remedy,
    facts=_denial_facts,
    by_reliance=True,
)

LAB_IS_DEPENDENCY = Rule(
    id="lab-is-dependency",
    title="Production needs this lab",
    rows=(Row(ANY, _needed_lab, C, None),),
    says=lambda a: f"Its purpose is learning, but production needs it: {join_few(a.through)}.",
    remedy=text("Treat it as production, or change what needs it."),
    facts=keys("purpose"),
    by_reliance=True,
)

RESTS_ON_LAB = Rule(
    id="rests-on-lab",
    title="Depends on a lab",
    rows=(Row(ANY, _rests_on_lab, W, None),),
    says=lambda a: f"{_rests_on_lab_says(a)}.",
    along=lambda a, _ids, path: f"{_rests_on_lab_says(a)}: {path}.",
    remedy=lambda a: (
        f"Move it off {a.context.needed_lab}, or run {a.context.needed_lab} as production."
    ),
    facts=keys("runs_on", "depends_on", "recovers_with", "backs_up_to"),
    by_reliance=True,
    chain=Chain.LAB,
)


def _casual_rule(id: str, level: LevelId) -> Rule:
    """One of the two rules about a purpose that does not match the use."""
    return Rule(
        id=id,
        title="Purpose does not match its use",
        rows=(Row({level}, _casual, W, None),),
        says=_casual_says,
        remedy=text("Set its purpose to reliability, or give people another system."),
        facts=keys("purpose"),
        by_reliance=True,
    )


DISPOSABLE_PRODUCTION = _casual_rule("disposable-production", RENTED)

CASUAL_PRODUCTION = _casual_rule("casual-production", FULL_STACK_PRODUCTION)

JUST_INFRASTRUCTURE = Rule(
    id="just-infrastructure",
    title="Meant as a lab, not for learning",
    rows=(Row({FULL_STACK_LAB}, _lab_for_something_else, None, N),),
    says=lambda a: f"You intended a lab (3a), but its purpose is {a.system.purpose}.",
    remedy=text("Set its purpose to learning, or clear the intended level."),
    facts=keys("purpose", "intended_level"),
)

NOTHING_LEARNED = Rule(
    id="nothing-learned",
    title="Nothing tried recently",
    rows=(Row(SELF_HOSTED, _nothing_learned, None, N),),
    says=lambda a: (
        f"No experiment, rebuild or incident in the last {days_held(a, 'experiment_days')}."
    ),
    remedy=text("Try something on it and note the result."),
    facts=keys("purpose"),
    history=_last_learned,
    resolved_by_event=True,
)
