"""`prometheus`: metrics for the folder that node_exporter's textfile collector reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.shapes import NEVER
from labtui.reports.report import Subject


class _Metric(NamedTuple):
    """A metric and what it says."""

    name: str
    help: str
    samples: Iterable[tuple[dict[str, str], int | str]]


_AGES = {
    "labtui_patch_age": ("evidence.patched", "it was patched"),
    "labtui_restore_test_age": ("evidence.restore_tested", "a restore of it worked"),
    "labtui_smell_test_age": ("smell_test.date", "its smell test"),
}
"""By metric: the fact that dates it, and what happened then. `promtool` refuses days in a name."""


def report(subject: Subject) -> str:
    """One block a metric. Planned systems are only named, retired ones left out."""
    return "".join(line for metric in _metrics(subject) for line in _lines(metric))


def _metrics(subject: Subject) -> Iterator[_Metric]:
    known = subject.lab.assessments
    named = [known[id] for id in subject.ids if id in known]
    active = [a for a in named if a.system.active]
    yield _Metric(
        "labtui_system_info",
        "What a system is. Planned ones have no other metric.",
        [(_about(a), 1) for a in named],
    )
    yield _Metric(
        "labtui_risk_rank",
        "Risk now: 1 low, 2 medium, 3 medium to high, 4 high, 5 critical.",
        [({"id": a.id}, a.risk.now_rank) for a in active if a.risk],
    )
    yield _Metric(
        "labtui_risk_proven_rank",
        "Risk without critical findings that are not proven.",
        [({"id": a.id}, a.risk.proven_rank) for a in active if a.risk],
    )
    yield _Metric(
        "labtui_findings",
        "Findings that are not accepted. Unproven ones rest on what is not answered.",
        [sample for a in active for sample in _findings(a)],
    )
    yield _Metric(
        "labtui_facts_relevant",
        "Facts that matter at the level of a system.",
        [({"id": a.id}, a.relevant) for a in active],
    )
    yield _Metric(
        "labtui_facts_answered",
        "How many of these are answered.",
        [({"id": a.id}, a.known) for a in active],
    )
    for name, (key, what) in _AGES.items():
        yield _Metric(
            name,
            f"Days since {what}. +Inf is never, no sample is not answered.",
            [({"id": a.id}, days) for a in active if (days := _days(a, key, subject.today))],
        )


def _about(a: Assessment) -> dict[str, str]:
    return {
        "id": a.id,
        "name": a.system.name,
        "status": a.system.status,
        "level": a.level or "",
        "role": a.role or "",
        "risk": a.risk.now if a.risk else "",
        "runs_on": a.system.runs_on or "",
    }


def _findings(a: Assessment) -> Iterator[tuple[dict[str, str], int]]:
    """A sample of each severity and proof, 0 too: an alert ends where its sample does."""
    for severity in reversed(SEVERITIES):
        unproven = a.unproven_count(severity)
        for proof, count in (
            ("proven", a.finding_count(severity) - unproven),
            ("unproven", unproven),
        ):
            yield {"id": a.id, "severity": severity, "proof": proof}, count


def _days(a: Assessment, key: str, today: date) -> str:
    """The days since a date of the past; empty where there is none."""
    if a.value(key) == NEVER:
        return "+Inf"
    day = a.day(key)
    return str((today - day).days) if day is not None and day <= today else ""


def _lines(metric: _Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} gauge\n"
    for labels, value in metric.samples:
        shown = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
        yield f"{metric.name}{{{shown}}} {value}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
