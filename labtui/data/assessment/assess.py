"""Assess one system: level, role, verdict, coverage, learning, findings, risk.

Framework, sections 4 to 7, in that order.
"""

from __future__ import annotations

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.context import SystemContext
from labtui.data.assessment.coverage import coverage_of
from labtui.data.assessment.level import level_of, role_of, verdict_of
from labtui.data.assessment.overlay import learning_of, risk_of
from labtui.data.assessment.rules import findings_of


def assess(context: SystemContext) -> Assessment:
    """The assessment of a system, from what is known of it."""
    level, missing = level_of(context)
    role = role_of(context, level)
    known, relevant = coverage_of(context, level)
    verdict, learning = verdict_of(context, level), learning_of(context, level)
    draft = Assessment(context, level, missing, role, verdict, known, relevant, learning)
    findings = findings_of(draft)
    return draft._replace(findings=findings, risk=risk_of(draft, findings))
