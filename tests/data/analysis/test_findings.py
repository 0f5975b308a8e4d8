"""The order of findings, the first to do, and what resolves each."""

from __future__ import annotations

from labtui.data.analysis.findings import Resolver, first_to_do, ordered, resolver_of
from labtui.data.assessment.assessment import Finding
from tests.data.labs import TODAY, Raw, assessed, days_ago, lab, owners, smell_test
from tests.rows import each_row

LAB: Raw = {"id": "host", "name": "Host", "owners": owners(), "purpose": "learning"}


def test_findings_are_read_worst_first_and_accepted_ones_last() -> None:
    raw: Raw = {"id": "a", "name": "A", "owners": owners(), "relied_on_for": ["storage"]}
    found = ordered(assessed(raw))
    ranks = {"critical": 0, "warning": 1, "notice": 2}
    keys = [(ranks[finding.severity], finding.rule) for finding in found]
    assert keys == sorted(keys)
    assert found[0].severity == "critical"
    accepted = {"rule": found[0].rule, "reason": "known", "until": days_ago(-1)}
    after = ordered(assessed({**raw, "accepted": [accepted]}))
    assert (after[-1].rule, after[-1].accepted) == (found[0].rule, True)


def test_of_one_severity_the_urgent_come_first() -> None:
    raw: Raw = {
        **LAB,
        "relied_on_for": ["data"],
        "holds": "originals",
        "backs_up_to": [],
        "evidence": {"monitored": False},
        "smell_test": smell_test("no"),
    }
    rules = [finding.rule for finding in ordered(assessed(raw)) if finding.severity == "critical"]
    urgent = ["no-backups", "cannot-restore", "unmonitored", "cannot-rebuild"]
    assert [rule for rule in rules if rule in urgent] == urgent
    assert rules.index("unmonitored") < len(urgent)


@each_row(
    ("rule", "resolver"),
    [
        ("no-backups", Resolver("fact", "backs_up_to")),
        ("never-assessed", Resolver("smell-test")),
        ("nothing-learned", Resolver("event")),
    ],
)
def test_what_resolves_a_finding(rule: str, resolver: Resolver) -> None:
    raw: Raw = {"id": "a", "name": "A", "owners": owners(), "purpose": "learning"}
    found = lab(raw)
    a = found.assessments["a"]
    finding = Finding(rule, "warning", accepted=False, unproven=False)
    assert resolver_of(found, a, finding) == resolver


def test_a_group_that_rests_on_a_lab_is_resolved_by_a_member() -> None:
    found = lab(
        {"id": "group", "name": "G", "owners": owners(), "relied_on_for": ["storage"]},
        {"id": "node", "name": "N", "member_of": "group", "purpose": "learning"},
    )
    a = found.assessments["group"]
    finding = next(finding for finding in a.findings if finding.rule == "rests-on-lab")
    assert resolver_of(found, a, finding) == Resolver("member")


def test_what_is_proven_comes_before_a_question_of_the_same_severity() -> None:
    raw = {**LAB, "relied_on_for": ["data"], "evidence": {"monitored": False}}
    critical = [f for f in ordered(assessed(raw)) if f.severity == "critical"]
    assert [(f.rule, f.unproven) for f in critical][:2] == [
        ("unmonitored", False),
        ("no-backups", True),
    ]


class TestFirstToDo:
    def test_the_worst_that_nobody_accepted(self) -> None:
        raw = {**LAB, "relied_on_for": ["data"], "smell_test": smell_test("yes", restore="no")}
        all_of_it = lab(raw)
        first = first_to_do(all_of_it, all_of_it.assessments["host"])
        assert first is not None
        assert first.answer == "critical"
        assert first.remedy
        taken = {**raw, "accepted": [{"rule": "cannot-restore", "until": TODAY}]}
        other = first_to_do(lab(taken), assessed(taken))
        assert other is not None
        assert other.subject != first.subject

    def test_nothing_where_nothing_is_open(self) -> None:
        rules = ("level-undetermined", "never-assessed", "unanswered")
        accepted = [{"rule": rule, "until": TODAY} for rule in rules]
        raw = {"id": "a", "name": "A", "accepted": accepted}
        assert first_to_do(lab(raw), assessed(raw)) is None
