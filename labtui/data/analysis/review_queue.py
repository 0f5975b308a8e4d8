"""The review queue: which systems need looking at, and why.

Nothing is judged here: the queue reads the findings (framework, section 6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from labtui.data.analysis.per_assessment import PerAssessment
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES, Reason
from labtui.data.framework.severities import Severity
from labtui.text.wording import join_words


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason as it applies to one system."""

    kind: Reason
    text: str
    """The details, as a short clause."""
    severity: Severity = "warning"
    unproven: bool = False
    """True where only unproven findings are behind it."""
    resolved_by_test: bool = False
    """True where a smell test resolves it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A system that needs looking at."""

    id: str
    reasons: tuple[Cause, ...]
    """At least one, the most urgent first."""


class ReviewQueue:
    """Makes the queue of a lab again and again; entries whose assessment stays are kept."""

    def __init__(self) -> None:
        self._ranked = PerAssessment(_ranked_entry)

    def of(self, lab: Lab) -> list[Entry]:
        """The active systems that need looking at, most urgent first.

        Planned and retired systems are left out: nothing about them is urgent. An accepted finding
        is no reason.
        """
        found = [each for each in self._ranked.of_all(lab.assessments.made()).values() if each]
        found.sort(key=itemgetter(0))
        return [entry for _, entry in found]


def queue(lab: Lab) -> list[Entry]:
    """The queue of a lab, once; see `ReviewQueue.of`."""
    return ReviewQueue().of(lab)


def _ranked_entry(a: Assessment) -> tuple[tuple[object, ...], Entry] | None:
    """A system's entry and its place in the queue; None if it need not be looked at."""
    causes = tuple(_causes(a)) if a.system.active else ()
    return (_urgency(a, causes), Entry(a.id, causes)) if causes else None


def _active(lab: Lab) -> Iterator[Assessment]:
    return (a for a in lab.assessments.values() if a.system.active)


def _urgency(a: Assessment, causes: tuple[Cause, ...]) -> tuple[object, ...]:
    return (
        causes[0].kind,
        -a.finding_count("critical"),
        -(a.risk.now_rank if a.risk else 0),
        not a.production,
        a.system.name.casefold(),
        a.id,
    )


def _causes(a: Assessment) -> Iterator[Cause]:
    """Why a system needs looking at, most urgent first."""
    if a.finding_count("critical"):
        unproven = a.unproven_count("critical") == a.finding_count("critical")
        yield Cause(Reason.CRITICAL, _critical(a), "critical", unproven)
    if a.system.vanished:
        yield Cause(Reason.CHANGED, "its source does not show it any more: retire it?")
    open_rules = {finding.rule for finding in a.findings if not finding.accepted}
    for rule, queued in _QUEUED:
        if rule.id in open_rules and (a.production or not queued.production_only):
            yield Cause(
                queued.reason,
                queued.clause(a),
                queued.severity,
                resolved_by_test=queued.resolved_by_test,
            )


def changed_since_test(entries: Iterable[Entry]) -> list[Entry]:
    """Give the entries of systems that changed since their smell test."""
    return [
        entry
        for entry in entries
        if any(cause.kind is Reason.CHANGED and cause.resolved_by_test for cause in entry.reasons)
    ]


def critical_titles(a: Assessment) -> list[str]:
    """The titles of its critical findings that are not accepted; the proven ones first."""
    found = [finding for finding in a.findings if finding.counts("critical")]
    found.sort(key=lambda finding: finding.unproven)
    return [RULES[finding.rule].title_for(a, finding) for finding in found]


def _critical(a: Assessment) -> str:
    titles = critical_titles(a)
    return f"{len(titles)} critical: {join_words(titles, 3)}"


_QUEUED = sorted(
    [(rule, rule.queued) for rule in RULES.values() if rule.queued],
    key=lambda each: each[1].reason,
)
"""Rules whose findings are reasons whatever their severity, most urgent first."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many active systems were reviewed this month, of how many."""

    reviewed: int
    total: int


def progress(lab: Lab) -> Progress:
    """The progress of this month's review: active systems with a smell test dated this month.

    The month is that of the lab's day; a test dated after that day does not count.
    """
    today = lab.evaluation.today
    tested = [a.assessed[0] if a.assessed else None for a in _active(lab)]
    first = today.replace(day=1)
    return Progress(sum(day is not None and first <= day <= today for day in tested), len(tested))
