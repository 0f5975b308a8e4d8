"""Clauses about one assessment that rules, explanations and screens share."""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import CONSUMED, CONTROLLED_HIGH, LEVELS, LevelId
from labtui.data.framework.severities import SEVERITIES
from labtui.text.wording import join_few, plural


def relied_on(a: Assessment) -> str:
    """What makes a system production: `people rely on it for storage and data`."""
    if a.system.relied_on_for:
        return f"{_people_rely(a)} on it for {join_few(dict.fromkeys(a.system.relied_on_for))}"
    if a.through:
        return f"{join_few(a.through)} {'needs' if len(a.through) == 1 else 'need'} it"
    return "its purpose is reliability"


def relied_on_in_short(a: Assessment) -> str:
    """The same without names: `people rely on it`, `production needs it`, `it has to work`."""
    if a.system.relied_on_for:
        return f"{_people_rely(a)} on it"
    return "production needs it" if a.through else "it has to work"


def _people_rely(a: Assessment) -> str:
    """`people rely`; of a planned system `people will rely`."""
    return "people rely" if a.system.active else "people will rely"


def open_facts(a: Assessment) -> str:
    """How much of what matters is open: `5 of 29 facts that matter here are not answered`."""
    missing = a.relevant - a.known
    are = "is" if missing == 1 else "are"
    return f"{missing} of {a.relevant} facts that matter here {are} not answered"


def severity_counts(a: Assessment) -> list[str]:
    """How many findings are not accepted, worst first, and last how many are not proven.

    `["4 critical", "5 warnings"]`, `["2 warnings", "not proven: 1 critical, 2 notices"]`.
    """
    proven, unproven = [], []
    for severity in reversed(SEVERITIES):
        asked = a.unproven_count(severity)
        if failed := a.finding_count(severity) - asked:
            proven.append(plural(failed, severity))
        if asked:
            unproven.append(plural(asked, severity))
    return [*proven, *([f"not proven: {', '.join(unproven)}"] if unproven else [])]


def risk_words(a: Assessment) -> str:
    """Risk now, and what of it is only feared: `High`, `High, Critical until answered`."""
    if a.risk is None:
        return "not known"
    if a.risk.proven == a.risk.now:
        return a.risk.now
    return f"{a.risk.proven}, {a.risk.now} until answered"


PROVEN, UNPROVEN, CONTAINED = "■", "□", "▄"
"""A rank of risk as a square; the last is the fourth of a risk that is high and contained."""


def risk_squares(a: Assessment) -> str:
    """Risk now as squares, one a rank: proven ones filled, those of open questions hollow.

    Empty where the risk is not known.
    """
    if a.risk is None:
        return ""
    proven = PROVEN * a.risk.proven_rank
    if a.risk.proven == CONTROLLED_HIGH:
        proven = PROVEN * (a.risk.proven_rank - 1) + CONTAINED
    return proven + UNPROVEN * (a.risk.now_rank - a.risk.proven_rank)


def level_name(level: LevelId | None) -> str:
    """`3a Full-stack homelab`."""
    return f"{level} {LEVELS[level].environment}" if level is not None else "not known"


def operated_by(verdict: str, level: str | None) -> str:
    """Who operates a system, by its verdict at a level: `you`, `the provider`, `no one yet`."""
    if verdict == "consuming" and level in CONSUMED:
        return "the provider"
    return _OPERATED_BY.get(verdict, verdict)


NOT_DECIDED = "not decided"

_OPERATED_BY = {"operating": "you", "consuming": "no one yet", "undecided": NOT_DECIDED}


def operator_words(verdict: str, level: str | None) -> str:
    """The same as a clause of its own: `operated by you`, `operator not decided`."""
    by = operated_by(verdict, level)
    return f"operator {by}" if by == NOT_DECIDED else f"operated by {by}"


def missing_layer(a: Assessment) -> str:
    """The layer that would tell the level of a system without one, in words."""
    return LAYERS[a.missing or "os"].lower()
