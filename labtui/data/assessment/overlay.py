"""Risk and learning, base and now (framework, section 7)."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment, Finding, Overlay
from labtui.data.assessment.context import SystemContext
from labtui.data.framework.levels import (
    CONTROLLED_HIGH,
    FULL_STACK_LAB,
    LEARNING,
    LEVELS,
    MODERATE,
    RENTED,
    RISKS,
    LevelId,
)


def contained(assessment: Assessment) -> bool:
    """Whether a lab's risk stays inside the lab (section 7)."""
    system = assessment.system
    return system.exposure not in {None, "internet"} and (
        assessment.practice("segmentation") == "yes" or system.evidence("wipeable") is True
    )


def may_lower_risk(assessment: Assessment) -> bool:
    """Whether all that matters is answered, the smell test fresh and the outcome owned."""
    context = assessment.context
    assessed = assessment.assessed
    return (
        assessment.known == assessment.relevant
        and assessed is not None
        and context.evaluation.fresh(assessed[0], context.evaluation.settings.review_days)
        and assessment.answer("own") == "yes"
    )


def risk_of(assessment: Assessment, findings: tuple[Finding, ...]) -> Overlay | None:
    """Risk, base and now (section 7); None where the level is not known."""
    if assessment.level is None:
        return None
    row = LEVELS[assessment.level]
    rank = row.risk
    if any(finding.counts("critical") for finding in findings):
        rank = min(rank + 1, len(RISKS))
    elif (
        assessment.level != FULL_STACK_LAB
        and not any(finding.counts("warning") for finding in findings)
        and may_lower_risk(assessment)
    ):
        rank = max(rank - 1, 1)
    word = RISKS[rank - 1]
    if word == "High" and assessment.level == FULL_STACK_LAB and contained(assessment):
        word = CONTROLLED_HIGH
    return Overlay(row.risk_word, word, row.risk, rank)


def learned_lately(context: SystemContext) -> bool:
    """Whether something was learned on it or an ancestor within `experiment_days`."""
    evaluation = context.evaluation
    learned = context.learned
    return learned is not None and evaluation.fresh(learned[0], evaluation.settings.experiment_days)


def learning_of(context: SystemContext, level: LevelId | None) -> Overlay | None:
    """Learning, base and now (section 7); None where the level is not known."""
    if level is None:
        return None
    row = LEVELS[level]
    rank, word = row.learning, row.learning_word
    if level in {RENTED, FULL_STACK_LAB}:
        purpose = context.system.purpose
        if purpose == "reliability":
            rank, word = 2, MODERATE
        elif purpose in {"entertainment", "convenience"}:
            rank, word = 1, LEARNING[0]
        elif purpose is None or not learned_lately(context):
            rank -= 1
            word = LEARNING[rank - 1]
    return Overlay(row.learning_word, word, row.learning, rank)
