"""Clauses about one assessment that rules, explanations and screens share."""

from __future__ import annotations

from labtui.data.assessment.clauses import (
    level_name,
    operated_by,
    operator_words,
    risk_words,
    severity_counts,
)
from tests.data.labs import TODAY, Raw, assessed, owners
from tests.rows import each_row

PRODUCTION: Raw = {"id": "it", "owners": owners(), "relied_on_for": ["income"]}


def test_risk_says_what_is_only_feared() -> None:
    assert risk_words(assessed({"id": "it"})) == "not known"
    assert risk_words(assessed({"id": "it", "owners": owners("provider")})) == "Low"
    assert risk_words(assessed(PRODUCTION)) == "High, Critical until answered"
    failed = {**PRODUCTION, "evidence": {"monitored": False}}
    assert risk_words(assessed(failed)) == "Critical"


def test_a_level_has_a_name() -> None:
    assert level_name("3a") == "3a Full-stack homelab"
    assert level_name(None) == "not known"


@each_row(
    ("verdict", "level", "by", "clause"),
    [
        ("operating", "3b", "you", "operated by you"),
        ("consuming", "3b", "no one yet", "operated by no one yet"),
        ("consuming", "0", "the provider", "operated by the provider"),
        ("undecided", "3a", "not decided", "operator not decided"),
        ("whatever a file says", None, "whatever a file says", "operated by whatever a file says"),
    ],
)
def test_who_operates_a_system_is_said_in_words(
    verdict: str, level: str | None, by: str, clause: str
) -> None:
    assert operated_by(verdict, level) == by
    assert operator_words(verdict, level) == clause


def test_findings_are_counted_worst_first_without_what_is_accepted() -> None:
    found = assessed({"id": "it", "owners": owners(), "depends_on": ["ghost"]})
    assert severity_counts(found) == ["1 warning", "not proven: 2 notices"]
    accepted = [{"rule": "dangling-reference", "until": TODAY}]
    found = assessed({**PRODUCTION, "depends_on": ["ghost"], "accepted": accepted})
    assert severity_counts(found) == ["not proven: 2 critical, 2 warnings, 1 notice"]


def test_a_system_is_misplaced_on_another_level_than_intended() -> None:
    assert not assessed(PRODUCTION).misplaced
    assert not assessed({**PRODUCTION, "intended_level": "3b"}).misplaced
    assert assessed({**PRODUCTION, "intended_level": "3a"}).misplaced
    assert not assessed({"id": "it", "intended_level": "3a"}).misplaced
