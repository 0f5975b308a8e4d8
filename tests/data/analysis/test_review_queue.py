"""The review queue, and how far the review of this month is."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given

from labtui.data.analysis.review_queue import Cause, Entry, Progress, progress, queue
from labtui.data.assessment.rules import Reason
from tests.data.answered import ANSWERED, PROVEN, VAULT, accepting, raw_of, without
from tests.data.assessment.test_laws import law
from tests.data.generate import labs
from tests.data.labs import (
    TODAY,
    Raw,
    all_settings,
    days_ago,
    lab,
    owners,
    smell_test,
)
from tests.rows import each_row


class TestQueue:
    def causes(self, raw: Raw) -> list[tuple[Reason, str]]:
        """Why one system beside the vault is in the queue; nothing where it is not."""
        entries = {entry.id: entry for entry in queue(lab(raw, VAULT))}
        assert "vault" not in entries
        found = entries.get(raw["id"], Entry(raw["id"], ()))
        return [(cause.kind, cause.text) for cause in found.reasons]

    @each_row("raw", [ANSWERED, PROVEN], ids=["home server", "production"])
    def test_a_system_about_which_nothing_is_open_is_not_in_it(self, raw: Raw) -> None:
        assert self.causes(raw_of(raw)) == []

    def test_reasons_stand_in_the_order_of_their_urgency(self) -> None:
        assert [reason.name for reason in sorted(Reason)] == [
            "CRITICAL",
            "CHANGED",
            "STALE",
            "NEVER",
            "MISSING",
        ]

    def test_critical_findings_are_named(self) -> None:
        raw = raw_of(PROVEN, {"evidence.restore_tested": "never", "evidence.monitored": False})

        assert self.causes(raw) == [
            (Reason.CRITICAL, "2 critical: Not monitored and Restore not tested")
        ]

    def test_what_is_only_feared_is_named_as_a_question_after_what_is_known(self) -> None:
        raw = without(raw_of(PROVEN, {"evidence.monitored": False}), "evidence.restore_tested")

        assert self.causes(raw) == [
            (Reason.CRITICAL, "2 critical: Not monitored and Was a restore ever tested?"),
            (Reason.MISSING, "1 of 32 facts not answered"),
        ]

    def test_three_critical_findings_are_named_and_the_others_counted(self) -> None:
        raw = raw_of(PROVEN, smell_test=smell_test("no"))

        assert self.causes(raw) == [
            (
                Reason.CRITICAL,
                "5 critical: A break-in would go unnoticed, You could not rebuild it, "
                "You could not restore it and 2 more",
            )
        ]

    def test_a_change_since_the_test_is_told_with_both_days(self) -> None:
        assert self.causes(raw_of(ANSWERED, changed=days_ago(3))) == [
            (Reason.CHANGED, "changed 2026-11-18, tested 2026-11-11")
        ]

    def test_a_level_outgrown_is_told_with_both_levels(self) -> None:
        event = {"date": days_ago(10), "event": "assessed", "level": "3a"}

        assert self.causes(raw_of(PROVEN, history=[event])) == [
            (Reason.CHANGED, "level 3a when tested, now 3b")
        ]

    @each_row(
        ("days", "text"),
        [
            (323, "tested 323 days ago"),
            (-1, "tested on 2026-11-22, in the future"),
        ],
    )
    def test_a_stale_test_is_told_with_its_age(self, days: int, text: str) -> None:
        assert self.causes(raw_of(ANSWERED, smell_test=smell_test(days=days))) == [
            (Reason.STALE, text)
        ]

    def test_the_day_before_is_yesterday(self) -> None:
        raw = raw_of(ANSWERED, smell_test=smell_test(days=1))

        (entry,) = queue(lab(raw, evaluation=all_settings(review_days=0)))

        assert Cause(Reason.STALE, "tested yesterday", resolved_by_test=True) in entry.reasons

    def test_never_tested_is_a_reason_only_where_people_rely_on_it(self) -> None:
        relied_on = self.causes(without(raw_of(PROVEN), "smell_test"))
        enjoyed = self.causes(without(raw_of(ANSWERED), "smell_test"))

        missing = (Reason.MISSING, "5 of 32 facts not answered")
        assert relied_on == [(Reason.NEVER, "never tested, it has to work"), missing]
        assert enjoyed == [missing]

    def test_answers_without_a_date_are_not_told_as_none(self) -> None:
        raw = raw_of(PROVEN, smell_test=smell_test(days=None))

        assert self.causes(raw) == [(Reason.NEVER, "answers without a date, it has to work")]

    def test_missing_facts_are_counted(self) -> None:
        raw = without(raw_of(ANSWERED), "exposure", "owners.access")

        assert self.causes(raw) == [(Reason.MISSING, "2 of 32 facts not answered")]

    def test_all_reasons_are_told_the_most_urgent_first(self) -> None:
        event = {"date": days_ago(10), "event": "assessed", "level": "3a"}
        raw = raw_of(PROVEN, changed=TODAY, history=[event], smell_test=smell_test(days=300))
        raw = without(raw, "evidence.monitored")

        reasons = [reason for reason, _ in self.causes(raw)]

        assert reasons == [
            Reason.CRITICAL,
            Reason.CHANGED,
            Reason.CHANGED,
            Reason.STALE,
            Reason.MISSING,
        ]

    @each_row(
        ("rule", "facts"),
        [
            ("no-backups", {"backs_up_to": []}),
            ("changed-since-assessment", {"changed": TODAY}),
            ("assessment-stale", {"smell_test.date": days_ago(300)}),
        ],
    )
    def test_what_is_accepted_is_no_reason(self, rule: str, facts: Raw) -> None:
        raw = raw_of(PROVEN, facts)
        assert self.causes(raw) != []

        assert self.causes({**raw, "accepted": accepting(rule)}) == []

    @each_row("status", ["planned", "retired"])
    def test_what_is_not_in_service_is_not_in_it(self, status: str) -> None:
        raw: Raw = {"id": "s"}
        assert self.causes(raw) != []

        assert self.causes({**raw, "status": status}) == []

    def test_the_most_urgent_come_first(self) -> None:
        backless = raw_of(PROVEN, backs_up_to=[])
        saas = {"owners": owners("provider"), "smell_test": smell_test()}
        raws: list[Raw] = [
            {**backless, "id": "two", "evidence": {**PROVEN["evidence"], "monitored": False}},
            {**backless, "id": "one"},
            raw_of(PROVEN, id="changed", changed=TODAY),
            raw_of(PROVEN, id="stale", smell_test=smell_test(days=300)),
            without(raw_of(PROVEN, id="never"), "smell_test"),
            # From here on nothing but facts is missing: by risk, then production, then name.
            without(raw_of(PROVEN, id="relied-on"), "exposure"),
            without(raw_of(ANSWERED, id="z", name="alpha"), "exposure"),
            without(raw_of(ANSWERED, id="y", name="Beta"), "exposure"),
            without(raw_of(ANSWERED, id="w", name="gamma"), "exposure"),
            without(raw_of(ANSWERED, id="x", name="Gamma"), "exposure"),
            {**saas, "id": "low"},
            {"id": "unknown"},
        ]
        expected = [raw["id"] for raw in raws]

        found = [entry.id for entry in queue(lab(*raws[::-1], VAULT))]

        assert found == expected


@law
@given(labs(1))
def test_in_the_queue_is_whoever_gives_reason(raws: list[Raw]) -> None:
    l = lab(*raws)  # noqa: E741
    expected = set()
    for id, a in l.assessments.items():
        standing = {finding.rule for finding in a.findings if not finding.accepted}
        plain = {"changed-since-assessment", "outgrew-assessment", "assessment-stale", "unanswered"}
        untested = a.production and "never-assessed" in standing
        if a.system.active and (a.finding_count("critical") or plain & standing or untested):
            expected.add(id)

    entries = queue(l)

    assert {entry.id for entry in entries} == expected
    assert len(entries) == len(expected)
    for entry in entries:
        kinds = [cause.kind for cause in entry.reasons]
        assert kinds == sorted(kinds) != []
        assert all(cause.text for cause in entry.reasons)


class TestProgress:
    @each_row(
        ("day", "reviewed"),
        [
            (date(2026, 11, 1), 1),
            (TODAY, 1),
            (TODAY + timedelta(1), 0),
            (date(2026, 10, 31), 0),
            (date(2025, 11, 21), 0),
        ],
    )
    def test_only_tests_of_this_month_count(self, day: date, reviewed: int) -> None:
        raw: Raw = {"id": "s", "smell_test": {"date": day, "own": "no"}}

        assert progress(lab(raw)) == Progress(reviewed, 1)

    def test_a_test_covers_the_systems_that_inherit_it(self) -> None:
        host = {"id": "host", "smell_test": smell_test()}
        guest = {"id": "guest", "runs_on": "host"}
        relied_on = {"id": "relied-on", "runs_on": "host", "relied_on_for": ["data"]}

        assert progress(lab(host, guest, relied_on)) == Progress(2, 3)

    def test_only_what_is_in_service_counts(self) -> None:
        raws = [
            {"id": status, "status": status, "smell_test": smell_test()}
            for status in ("active", "planned", "retired")
        ]

        assert progress(lab(*raws)) == Progress(1, 1)

    def test_an_undated_test_is_no_review(self) -> None:
        assert progress(lab({"id": "s", "smell_test": smell_test(days=None)})) == Progress(0, 1)

    def test_nothing_is_reviewed_where_nothing_is(self) -> None:
        assert progress(lab()) == Progress(0, 0)
