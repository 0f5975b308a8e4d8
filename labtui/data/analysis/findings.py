"""The findings of a system: in what order people read them, and what resolves one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.explain import EXPLAINED, Why, why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES, Chain
from labtui.data.framework.severities import SEVERITIES, Severity


def ordered(a: Assessment) -> list[Finding]:
    """The findings, worst first, of one severity the proven ones first; accepted ones last.

    Among those that are alike, what is urgent comes first.
    """

    def rank(finding: Finding) -> tuple[object, ...]:
        severity = -SEVERITIES.index(finding.severity)
        urgency = RULES[finding.rule].urgency
        return finding.accepted, severity, finding.unproven, urgency, finding.rule

    return sorted(a.findings, key=rank)


def why_all(lab: Lab, id: str) -> list[Why[str]]:
    """Why a system is what it is: level, role, risk, learning, verdict, then each finding."""
    assessment = lab.assessments[id]
    return [
        *(explain(lab, assessment) for explain in EXPLAINED.values()),
        *(why_finding(lab, assessment, finding) for finding in ordered(assessment)),
    ]


@dataclass(frozen=True, slots=True)
class Resolver:
    """What resolves a finding of a system."""

    kind: Literal["fact", "smell-test", "event", "member"]
    """A fact of its own; its smell test; an event to note; a fact of a member of the group."""
    key: str = ""
    """The key of the fact, where it is one."""


def resolver_of(lab: Lab, a: Assessment, finding: Finding) -> Resolver:
    """What resolves a finding of a system: a fact, the smell test, an event or a member."""
    key = fact_to_answer(lab, a, finding)
    if key is None:
        return Resolver("event" if RULES[finding.rule].resolved_by_event else "member")
    if key.startswith("smell_test."):
        return Resolver("smell-test")
    return Resolver("fact", key)


def fact_to_answer(lab: Lab, a: Assessment, finding: Finding) -> str | None:
    """The key of the fact of a system whose answer would remove a finding.

    A key of the smell test means that the whole test should be answered again. None where no fact
    of the system itself would do: where something has to be learned, or where a group needs a
    member that rests on a lab.
    """
    rule = RULES[finding.rule]
    if rule.resolved_by_event:
        return None
    if rule.chain and rule.chain is not Chain.RECOVERY:
        key = why_finding(lab, a, finding).facts[0].key
        # Members state their group, not the group its members.
        return key if key != "member_of" else None
    return rule.resolving_fact(a)


def was_answered(before: Assessment, after: Assessment, finding: Finding) -> bool:
    """Whether a fact that was missing for an unproven finding of `before` is stated in `after`.

    Where none is, the finding went because its question no longer applies.
    """
    rule = RULES[finding.rule]
    keys = {*rule.facts(before), rule.resolving_fact(before)}
    return any(before.value(key) != after.value(key) is not None for key in keys)


def first_to_do(lab: Lab, a: Assessment) -> Why[Severity] | None:
    """The worst finding that is not accepted, a proven one first; None where there is none."""
    worst = next((finding for finding in ordered(a) if not finding.accepted), None)
    return why_finding(lab, a, worst) if worst else None
