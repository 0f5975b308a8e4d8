"""How many systems there are of each level, risk and learning, and how much is answered."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from labtui.data.analysis.matrix import LAB_GROUPS
from labtui.data.assessment.lab import Lab
from labtui.data.framework.levels import (
    CONTROLLED_HIGH,
    FULL_STACK_LAB,
    LEARNING,
    LEVELS,
    RISKS,
    LearningWord,
    LevelId,
    RiskWord,
)
from labtui.text.wording import plural

RISK_ORDER: tuple[RiskWord, ...] = ("Critical", "High", CONTROLLED_HIGH, *RISKS[2::-1])
"""The words of risk, highest first; Controlled High has the rank of High."""

LEARNING_ORDER: tuple[LearningWord, ...] = LEARNING[::-1]
"""The words of learning, most first."""


class LevelCount(NamedTuple):
    """The systems of one level."""

    level: LevelId | None
    """None for those whose level is not known."""
    systems: int
    misplaced: int
    """How many of them were meant to be at another level."""
    parts: str
    """What they are, in words; empty where that says nothing more."""


class RiskCount(NamedTuple):
    """The systems of one risk now."""

    risk: RiskWord
    proven: int
    unproven: int
    """How many are at this risk only until something is answered."""


class LearningCount(NamedTuple):
    """The systems of one learning now."""

    learning: LearningWord
    systems: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What a lab consists of. All but `retired` count assessed systems, planned ones included."""

    systems: int
    planned: int
    retired: int
    levels: tuple[LevelCount, ...]
    """Every level; those without a level come last, if there are any."""
    risks: tuple[RiskCount, ...]
    """Every word of risk, highest first."""
    learning: tuple[LearningCount, ...]
    """The words of learning that are found, most first."""
    known: int
    """How many of the facts that matter are answered."""
    relevant: int


def count(lab: Lab, ids: Collection[str] | None = None) -> Counts:
    """Count the assessed systems of a lab, or those of `ids`."""
    assessed = lab.assessments.made()
    counted = assessed.keys() if ids is None else [id for id in ids if id in assessed]
    systems = len(lab.systems) if ids is None else len(ids)
    levels: Counter[LevelId | None] = Counter()
    misplaced: Counter[LevelId | None] = Counter()
    roles: Counter[str | None] = Counter()
    proven: Counter[str] = Counter()
    unproven: Counter[str] = Counter()
    learning: Counter[str] = Counter()
    planned = known = relevant = 0
    for a in map(assessed.__getitem__, counted):
        levels[a.level] += 1
        misplaced[a.level] += a.misplaced
        planned += a.system.status == "planned"
        known, relevant = known + a.known, relevant + a.relevant
        if a.level == FULL_STACK_LAB:
            roles[a.role] += 1
        if a.risk is not None:
            is_proven = a.risk.proven_rank == a.risk.now_rank
            (proven if is_proven else unproven)[a.risk.now] += 1
        if a.learning is not None:
            learning[a.learning.now_shown] += 1
    parts = [_part(role, n) for role in LAB_GROUPS if (n := roles[role])]
    return Counts(
        len(counted),
        planned,
        systems - len(counted),
        tuple(
            LevelCount(
                level,
                levels[level],
                misplaced[level],
                ", ".join(parts) if level == FULL_STACK_LAB else "",
            )
            for level in (*LEVELS, None)
            if level is not None or levels[None]
        ),
        tuple(RiskCount(word, proven[word], unproven[word]) for word in RISK_ORDER),
        tuple(LearningCount(word, learning[word]) for word in LEARNING_ORDER if learning[word]),
        known,
        relevant,
    )


def _part(role: str | None, systems: int) -> str:
    """What so many systems of level 3a are called, by role: `2 labs`, `1 undecided`."""
    return f"{systems} undecided" if role is None else plural(systems, role.replace("-", " "))
