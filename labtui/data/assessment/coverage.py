"""Which facts matter for a system, and how many of them are answered (framework, section 5)."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.context import SystemContext
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEVELS, LevelId
from labtui.data.framework.questions import QUESTIONS

OWNER_KEYS = dict.fromkeys(f"owners.{layer}" for layer in LAYERS).keys()


ANSWER_KEYS = tuple(f"smell_test.{question}" for question in QUESTIONS)


def relevant(a: Assessment) -> tuple[str, ...]:
    """The keys of the facts that matter for a system at its level (section 5)."""
    return (*OWNER_KEYS, *ANSWER_KEYS, *_relevant_besides(a.context, a.level))


def _relevant_besides(context: SystemContext, level: LevelId | None) -> tuple[str, ...]:
    """Those besides layers and answers, which matter at every level."""
    by_level = LEVELS[level].relevant if level else ()
    return by_level if context.hosts else ("purpose", *by_level)


def coverage_of(context: SystemContext, level: LevelId | None) -> tuple[int, int]:
    """How many of the facts that matter are answered, and how many matter (section 5)."""
    stated, facts = context.stated, context.system.facts
    besides = _relevant_besides(context, level)
    known = len(stated.keys() & OWNER_KEYS)
    known += len(context.smell[0].answers) if context.smell else 0
    known += sum([key in stated or key in facts for key in besides])
    return known, len(OWNER_KEYS) + len(ANSWER_KEYS) + len(besides)
