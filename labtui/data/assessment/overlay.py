"""Risk and learning, base and now (framework, section 7)."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment, Finding, Learning, Risk
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
    RiskWord,
)


def contained(assessment: Assessment) -> bool:
    """Whether a lab's risk stays inside the lab (section 7)."""
    system = assessment.system
    return system.exposure not in {None, "internet"} and (
        assessment.practice("segmentation") == "yes" or system.evidence("wipeable") is True
    )


def tested_lately(assessment: Assessment) -> bool:
    """Whether the smell test that counts here is fresh."""
    assessed, evaluation = assessment.assessed, assessment.context.evaluation
    return assessed is not None and evaluation.fresh(assessed[0], evaluation.settings.review_days)


def _may_lower_risk(assessment: Assessment) -> bool:
    """Whether all that matters is answered, the smell test fresh and the outcome owned."""
    return (
        assessment.known == assessment.relevant
        and tested_lately(assessment)
        and assessment.answer("own") == "yes"
    )


def risk_of(assessment: Assessment, findings: tuple[Finding, ...]) -> Risk | None:
    """Risk, base, now and as far as proven (section 7); None where the level is not known."""
    if assessment.level is None:
        return None
    row = LEVELS[assessment.level]
    rank = proven = row.risk
    critical = [finding for finding in findings if finding.counts("critical")]
    if critical:
        rank = min(rank + 1, len(RISKS))
    elif (
        assessment.level != FULL_STACK_LAB
        and not any(finding.counts("warning") for finding in findings)
        and _may_lower_risk(assessment)
    ):
        rank = max(rank - 1, 1)
    if not critical or any(not finding.unproven for finding in critical):
        proven = rank
    now, as_proven = _risk_word(assessment, rank), _risk_word(assessment, proven)
    return Risk(row.risk_word, now, as_proven, row.risk, rank, proven)


def _risk_word(assessment: Assessment, rank: int) -> RiskWord:
    """How a rank of risk reads for a system (section 7)."""
    word = RISKS[rank - 1]
    if word == "High" and assessment.level == FULL_STACK_LAB and contained(assessment):
        return CONTROLLED_HIGH
    return word


def learned_lately(context: SystemContext) -> bool:
    """Whether something was learned on it or an ancestor within `experiment_days`."""
    evaluation = context.evaluation
    learned = context.learned
    return learned is not None and evaluation.fresh(learned[0], evaluation.settings.experiment_days)


def learning_of(context: SystemContext, level: LevelId | None) -> Learning | None:
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
    return Learning(row.learning_word, word, row.learning, rank)
