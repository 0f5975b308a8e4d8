"""Findings of a lab, each told once.

A finding stands at the system whose fact it rests on, with the guests that inherit it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.inheritance import NOT_INHERITED_BY_PRODUCTION
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITIES, Severity


@dataclass(slots=True)
class Entry:
    """One finding as it stands at one system, for that system and guests of it."""

    holder: str
    rule: str
    members: list[tuple[Assessment, Finding]] = field(default_factory=list)

    @property
    def severity(self) -> Severity:
        """The worst among its members."""
        return max((finding.severity for _, finding in self.members), key=SEVERITIES.index)

    @property
    def speaker(self) -> tuple[Assessment, Finding]:
        """Whose message tells it: the holder's, or that of its first guest."""
        own = (member for member in self.members if member[0].id == self.holder)
        return next(own, self.members[0])

    @property
    def guests(self) -> list[Assessment]:
        """The systems that have it from the holder."""
        return [a for a, _ in self.members if a.id != self.holder]


def folded(lab: Lab, assessments: Iterable[Assessment]) -> list[Entry]:
    """The findings of some systems that nobody accepted, as few as tell them all.

    Nothing is put at a system that is not among them; what rules only summarise is left out.
    """
    within = {a.id: a for a in assessments}
    entries: dict[tuple[str, str], Entry] = {}
    for a in within.values():
        for finding in a.findings:
            if finding.accepted or RULES[finding.rule].summary:
                continue
            at = holder(lab, a, finding, within)
            entry = entries.get((at, finding.rule))
            if entry is None:
                entry = entries[at, finding.rule] = Entry(at, finding.rule)
            entry.members.append((a, finding))
    return list(entries.values())


def holder(lab: Lab, a: Assessment, finding: Finding, within: Collection[str]) -> str:
    """The one of the systems `within` at which a finding is settled: its own, or an ancestor.

    An ancestor holds it that states what came down and decides it; or, where nobody states
    that, the topmost one with the same finding whose answer would come down.
    """
    rule = RULES[finding.rule]
    if a.system.parent not in within or rule.never_inherited:
        return a.id
    holders: set[str] = set()
    for key in rule.facts(a):
        if _comes_down(key):
            stated = a.fact(key)
            holders.add(stated[1] if stated else _topmost(lab, a, finding, key, within))
        elif not holders:
            return a.id  # the first fact is the one that settles it
    at = holders.pop() if len(holders) == 1 else a.id
    return at if at in within else a.id


def _comes_down(key: str) -> bool:
    return FACTS[key].inherited or key.startswith("smell_test.")


def _topmost(lab: Lab, a: Assessment, finding: Finding, key: str, within: Collection[str]) -> str:
    """The topmost ancestor that lacks the same fact and has the same finding."""
    alone = key in NOT_INHERITED_BY_PRODUCTION or key.startswith("smell_test.")
    if alone and a.system.production_in_own_right:
        return a.id
    top, seen, at = a.id, {a.id}, a.system.parent
    while at in lab.systems and at not in seen:
        seen.add(at)
        above = lab.assessments.get(at)
        if (
            at in within
            and above is not None
            and above.fact(key) is None
            and any(found.rule == finding.rule for found in above.findings)
        ):
            top = at
        at = lab.systems[at].parent
    return top
