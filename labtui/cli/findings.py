"""Findings of a lab, each listed once: at the system whose fact it rests on, for its guests too."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.inheritance import NOT_INHERITED_BY_PRODUCTION
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import Severity


class SharedFinding(NamedTuple):
    """One finding, listed at one system, for that system and for guests that inherit the fact."""

    holder: str
    """The id of the system it is listed at."""
    rule: str
    severity: Severity
    unproven: bool
    """True if it is a question, not a failure."""
    members: list[tuple[Assessment, Finding]]
    """The systems that have the finding, all as severe and as proven; the holder may not be one."""

    @property
    def representative(self) -> tuple[Assessment, Finding]:
        """The member whose message is shown: the holder, or else the first guest."""
        own = (member for member in self.members if member[0].id == self.holder)
        return next(own, self.members[0])

    @property
    def guests(self) -> list[Assessment]:
        """The members other than the holder."""
        return [a for a, _ in self.members if a.id != self.holder]


def fold_findings(lab: Lab, assessments: Iterable[Assessment]) -> list[SharedFinding]:
    """The findings of some systems, folded into as few entries as list them all.

    Accepted findings and those that rules only summarise are left out. A finding is never listed
    at a system that is not among the `assessments`. Those of another severity stay apart, and
    proven and unproven ones, so that the entries add up to the findings of each.
    """
    within = {a.id: a for a in assessments}
    entries: dict[tuple[str, str, Severity, bool], SharedFinding] = {}
    for a in within.values():
        for finding in a.findings:
            if finding.accepted or RULES[finding.rule].summary:
                continue
            at = holder(lab, a, finding, within)
            key = at, finding.rule, finding.severity, finding.unproven
            entry = entries.get(key)
            if entry is None:
                entry = entries[key] = SharedFinding(*key, [])
            entry.members.append((a, finding))
    return list(entries.values())


def holder(lab: Lab, a: Assessment, finding: Finding, within: Collection[str]) -> str:
    """The id of the system, one of `within`, at which a finding is listed: its own or an ancestor.

    An ancestor holds the finding if it states the inherited fact that decides it. If no system
    states that fact, the topmost ancestor with the same finding that guests would inherit it from.
    """
    rule = RULES[finding.rule]
    if a.system.parent not in within or rule.never_inherited:
        return a.id
    holders: set[str] = set()
    for key in rule.facts(a):
        if _is_inherited(key):
            stated = a.fact(key)
            holders.add(stated[1] if stated else _topmost_ancestor(lab, a, finding, key, within))
        elif not holders:
            return a.id  # the first fact is the one that resolves it
    at = holders.pop() if len(holders) == 1 else a.id
    return at if at in within else a.id


def _is_inherited(key: str) -> bool:
    return FACTS[key].inherited or key.startswith("smell_test.")


def _topmost_ancestor(
    lab: Lab, a: Assessment, finding: Finding, key: str, within: Collection[str]
) -> str:
    """The topmost ancestor that lacks the same fact and has the same finding."""
    not_inherited = key in NOT_INHERITED_BY_PRODUCTION or key.startswith("smell_test.")
    if not_inherited and a.system.production_in_own_right:
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
