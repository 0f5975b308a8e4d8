"""Clauses about one assessment that rules, explanations and screens share."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEVELS, LevelId
from labtui.data.framework.severities import SEVERITIES
from labtui.text.wording import join_words, plural

_RELIANCE_WORDS = {
    "authentication": "logins",
    "storage": "their files",
    "identity": "their identity",
    "communication": "communication",
    "connectivity": "their network",
    "workflow": "daily work",
    "income": "income",
    "reputation": "reputation",
    "safety": "safety (heating, locks, alarms)",
    "data": "irreplaceable data",
}
"""What people rely on a system for, to stand after 'people rely on it for'."""


def relied_on(a: Assessment) -> str:
    """What makes a system production: `people rely on it for logins and daily work`."""
    if a.system.relied_on_for:
        words = (_RELIANCE_WORDS[what] for what in dict.fromkeys(a.system.relied_on_for))
        return f"people rely on it for {join_words(words)}"
    if a.through:
        return f"people rely on it through {join_words(a.through, 3)}"
    return "its purpose is reliability"


def open_facts(a: Assessment) -> str:
    """How much of what matters is not answered: `5 of 29 facts that matter are not answered`."""
    missing = a.relevant - a.known
    are = "is" if missing == 1 else "are"
    return f"{missing} of {a.relevant} facts that matter {are} not answered"


def severity_counts(a: Assessment) -> list[str]:
    """How many findings there are that are not accepted, worst first: `1 critical`, `2 notices`."""
    return [
        plural(count, severity)
        for severity in reversed(SEVERITIES)
        if (count := a.finding_count(severity))
    ]


def level_name(level: LevelId | None) -> str:
    """`3a Full-stack homelab`."""
    return f"{level} {LEVELS[level].environment}" if level is not None else "undetermined"


def level_in_words(level: LevelId | None) -> str:
    """`3a (Full-stack homelab)`, for within a sentence."""
    return f"{level} ({LEVELS[level].environment})" if level is not None else "undetermined"


def missing_layer(a: Assessment) -> str:
    """The layer that would tell the level of a system without one, in words."""
    return LAYERS[a.missing or "os"].lower()
