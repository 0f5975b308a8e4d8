"""Assessments, findings and problems as JSON values, for scripts."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Any

from labtui.data.assessment.assessment import Assessment, Finding, Learning, Risk
from labtui.data.assessment.explain import Why, why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Problem, System
from labtui.data.framework.layers import LAYERS
from labtui.data.inventory.workspace import Workspace

Json = dict[str, Any]


def plain(value: object) -> Any:
    """A TOML value as a JSON value: dates, times, inf and nan become strings, tuples lists."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float | None) else str(value)


def system_json(a: Assessment) -> Json:
    """An assessed system without its findings, as in `list --json`."""
    return {
        "id": a.id,
        "name": a.system.name,
        "status": a.system.status,
        "level": a.level,
        "missing": a.missing,
        "role": a.role,
        "self_hosted": a.self_hosted,
        "production": a.production,
        "through": list(a.through),
        "verdict": a.verdict,
        "answers_when_broken": a.owner("recovery"),
        "answers_when_compromised": a.owner("incidents"),
        "assessed": _assessed(a.assessed),
        "coverage": {"known": a.known, "relevant": a.relevant},
        "risk": _risk(a.risk),
        "learning": _learning(a.learning),
        "owners": {
            layer: {"owner": stated[0], "from": stated[1]}
            for layer in LAYERS
            if (stated := a.context.stated.get(f"owners.{layer}"))
        },
    }


def retired_json(system: System) -> Json:
    """A retired system, as in `list --json`: what is computed of active systems is null."""
    computed = (
        "level missing role self_hosted production through verdict answers_when_broken "
        "answers_when_compromised assessed coverage risk learning owners"
    )
    named: Json = {"id": system.id, "name": system.name, "status": system.status}
    return named | dict.fromkeys(computed.split())


def checked_json(lab: Lab, a: Assessment) -> Json:
    """An assessed system with its findings, as in `check --json`."""
    return {**system_json(a), "findings": findings_json(lab, a)}


def findings_json(lab: Lab, a: Assessment) -> list[Json]:
    """The findings of a system, sorted by rule, each with the facts it rests on."""
    findings = []
    for finding in a.findings:
        why = why_finding(lab, a, finding)
        findings.append(
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "accepted": finding.accepted,
                "unproven": finding.unproven,
                "message": _message(why, finding),
                "remedy": why.remedy,
                "facts": [
                    {"key": fact.key, "value": plain(fact.value), "from": fact.origin}
                    for fact in why.facts
                ],
            }
        )
    return findings


def _message(why: Why[str], finding: Finding) -> str:
    """What a finding says in full; an unproven one asks its question first."""
    return f"{why.subject} {why.rule}" if finding.unproven and "?" in why.subject else why.rule


def inventory_json(workspace: Workspace, systems: list[Json]) -> Json:
    """The systems of an inventory, the day they were assessed as of, and the file's problems."""
    return {
        "schema": 1,
        "as_of": str(workspace.today),
        "systems": systems,
        "problems": [problem_json(problem) for problem in workspace.problems],
    }


def problem_json(problem: Problem) -> Json:
    """A problem of the file."""
    return {
        "line": problem.line,
        "key": problem.key,
        "id": problem.id,
        "message": problem.message,
        "nearest": problem.nearest,
    }


def _assessed(assessed: tuple[date, str] | None) -> Json | None:
    return {"date": str(assessed[0]), "from": assessed[1]} if assessed else None


def _risk(risk: Risk | None) -> Json | None:
    return {"base": risk.base, "now": risk.now, "proven": risk.proven} if risk else None


def _learning(learning: Learning | None) -> Json | None:
    return {"base": learning.base, "now": learning.now} if learning else None
