"""The findings of a system: in what order people read them, and what resolves one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from labtui.data.analysis.best_questions import fact_to_answer
from labtui.data.assessment.assessment import Assessment, Finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.severities import SEVERITIES


def ordered(a: Assessment) -> list[Finding]:
    """The findings, worst first, accepted ones last."""
    return sorted(a.findings, key=lambda f: (f.accepted, -SEVERITIES.index(f.severity), f.rule))


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
