"""Which facts matter for a system, and how many of them are answered (framework, section 5)."""

from __future__ import annotations

from labtui.data.assessment.context import SystemContext
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEVELS, LevelId
from labtui.data.framework.questions import QUESTIONS

OWNER_KEYS = dict.fromkeys(f"owners.{layer}" for layer in LAYERS).keys()


ANSWER_KEYS = tuple(f"smell_test.{question}" for question in QUESTIONS)


def relevant_facts(context: SystemContext, level: LevelId | None) -> tuple[str, ...]:
    """The facts that matter for a system of a level (section 5)."""
    return (*OWNER_KEYS, *ANSWER_KEYS, *relevant_besides(context, level))


def relevant_besides(context: SystemContext, level: LevelId | None) -> tuple[str, ...]:
    by_level = LEVELS[level].relevant if level else ()
    return by_level if context.hosts else ("purpose", *by_level)


def coverage_of(context: SystemContext, level: LevelId | None) -> tuple[int, int]:
    """How many of the facts that matter are answered, and how many matter (section 5)."""
    stated, facts = context.stated, context.system.facts
    besides = relevant_besides(context, level)
    known = len(stated.keys() & OWNER_KEYS)
    known += len(context.smell[0].answers) if context.smell else 0
    known += sum([key in stated or key in facts for key in besides])
    return known, len(OWNER_KEYS) + len(ANSWER_KEYS) + len(besides)
