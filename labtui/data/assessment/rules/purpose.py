"""What a system is for, and what it has become: intent, labs people rely on, labs left idle."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_in_words, relied_on
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
from labtui.text.wording import join_words, sentence


def _meant_as_lab(a: Assessment) -> bool:
    return a.system.intended_level == FULL_STACK_LAB


def _in_denial(a: Assessment) -> bool:
    return _meant_as_lab(a) and a.level == FULL_STACK_PRODUCTION


def _not_as_intended(a: Assessment) -> bool:
    return a.system.intended_level not in {None, a.level} and not _in_denial(a)


def _precious_lab(a: Assessment) -> bool:
    return (a.role == "lab" or _meant_as_lab(a)) and a.system.evidence("wipeable") is False


def _denial_says(a: Assessment) -> str:
    if _in_denial(a):
        return f"You mean it as a lab (3a), but {relied_on(a)}: this is production."
    lab = "You mean it as a lab (3a)" if _meant_as_lab(a) else "It is a lab"
    return f"{lab}, but it could not be wiped without fear: something in it already matters."


def _denial_remedy(a: Assessment) -> str:
    if _in_denial(a):
        return "Mean it as 3b and give it the care of production, or move away what people rely on."
    return "Move out what you would miss, or back it up; then it can be wiped again."


def _denial_facts(a: Assessment) -> list[str]:
    if _in_denial(a):
        return ["intended_level"]
    return ["evidence.wipeable", "intended_level", "purpose"]


def _needed_lab(a: Assessment) -> bool:
    return a.system.purpose == "learning" and bool(a.through) and not _in_denial(a)


def _rests_on_lab(a: Assessment) -> bool:
    return a.context.rests_on_lab


def _casual(a: Assessment) -> bool:
    return a.system.purpose in {"entertainment", "convenience"}


def _lab_for_something_else(a: Assessment) -> bool:
    return _meant_as_lab(a) and a.system.purpose not in {None, "learning"}


def _nothing_learned(a: Assessment) -> bool:
    return a.role == "lab" and not learned_lately(a.context)


def _last_learned(a: Assessment) -> Stated | None:
    return a.context.learned


NOT_AS_INTENDED = Rule(
    id="not-as-intended",
    title="Not what it is meant to be",
    rows=(Row(KNOWN, _not_as_intended, W, W),),
    says=lambda a: (
        f"You mean it to be {level_in_words(a.system.intended_level)}, "
        f"but it is {level_in_words(a.level)}."
    ),
    remedy=text("Change what it is, or what you mean it to be."),
    facts=keys("intended_level"),
)

PRODUCTION_IN_DENIAL = Rule(
    id="production-in-denial",
    title="Production in denial",
    rows=(
        Row({FULL_STACK_PRODUCTION}, _meant_as_lab, C, None),
        Row({FULL_STACK_LAB}, _precious_lab, None, W),
    ),
    says=_denial_says,
    remedy=_denial_remedy,
    facts=_denial_facts,
    by_reliance=True,
)

LAB_IS_DEPENDENCY = Rule(
    id="lab-is-dependency",
    title="A lab is depended on",
    rows=(Row(ANY, _needed_lab, C, None),),
    says=lambda a: f"It is there to learn on, but production needs it: {join_words(a.through, 3)}.",
    remedy=text("Move what people rely on elsewhere, or stop calling it a lab."),
    facts=keys("purpose"),
    by_reliance=True,
)

RESTS_ON_LAB = Rule(
    id="rests-on-lab",
    title="Rests on a lab",
    rows=(Row(ANY, _rests_on_lab, W, None),),
    says=text("People rely on it, and it needs a system that is there to learn on."),
    remedy=text(
        "Free what people rely on from the lab, "
        "or give every lab on the way the care of production."
    ),
    facts=keys("runs_on", "depends_on", "backs_up_to"),
    by_reliance=True,
    chain=Chain.LAB,
)


def _casual_rule(id: str, title: str, level: LevelId) -> Rule:
    """One of the two rules about what people rely on and somebody keeps for pleasure."""
    return Rule(
        id=id,
        title=title,
        rows=(Row({level}, _casual, W, None),),
        says=lambda a: sentence(f"{relied_on(a)}, but you list its purpose as {a.system.purpose}"),
        remedy=text(
            "Set its purpose to reliability and look after it like that, "
            "or free people from needing it."
        ),
        facts=keys("purpose"),
        by_reliance=True,
    )


DISPOSABLE_PRODUCTION = _casual_rule("disposable-production", "Treated as disposable", RENTED)

CASUAL_PRODUCTION = _casual_rule(
    "casual-production", "Production run casually", FULL_STACK_PRODUCTION
)

JUST_INFRASTRUCTURE = Rule(
    id="just-infrastructure",
    title="Just infrastructure",
    rows=(Row({FULL_STACK_LAB}, _lab_for_something_else, None, N),),
    says=lambda a: f"You mean it as a lab (3a), but its purpose is {a.system.purpose}.",
    remedy=text("Make learning its purpose, or stop calling it a lab."),
    facts=keys("purpose", "intended_level"),
)

NOTHING_LEARNED = Rule(
    id="nothing-learned",
    title="Nothing learned lately",
    rows=(Row(SELF_HOSTED, _nothing_learned, None, N),),
    says=lambda a: (
        f"No experiment, rebuild or incident in the last {days_held(a, 'experiment_days')}."
    ),
    remedy=text("Try something on it, and note what came of it."),
    facts=keys("purpose"),
    history=_last_learned,
    resolved_by_event=True,
)
