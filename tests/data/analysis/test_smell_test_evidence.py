"""What is known about a question of the smell test, and how it was answered before."""

from __future__ import annotations

from labtui.data.analysis.smell_test_evidence import Known, Previous, evidence, known, previous
from labtui.text.wording import ago
from tests.data.labs import TODAY, Raw, all_settings, assessed, days_ago, lab, owners, smell_test
from tests.rows import each_row

LAB: Raw = {"id": "host", "name": "Host", "owners": owners(), "purpose": "learning"}
RELIED_ON: Raw = {"relied_on_for": ["data"]}


def system(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.title(), **facts}


def said(facts: list[Known]) -> dict[str, str | None]:
    return {fact.label: fact.said for fact in facts}


class TestWhatIsKnown:
    def test_of_a_restore_when_it_was_tried_and_where_the_backups_are(self) -> None:
        a = assessed(
            {
                **LAB,
                **RELIED_ON,
                "backs_up_to": ["nas", "attic"],
                "practices": {"backup_strategy": "partly"},
                "evidence": {"restore_tested": days_ago(323)},
            }
        )
        assert known(a, "restore") == [
            Known("Restore tested", "2026-01-02, 323 days ago", "host", stale=True),
            Known("Backed up to", "nas, attic", "host"),
            Known("Backup strategy", "partly", "host"),
            Known("Recovery is with", "you", "host"),
        ]

    def test_it_says_where_a_fact_comes_from(self) -> None:
        a = assessed(system("guest", runs_on="host"), {**LAB, "backs_up_to": []})
        assert Known("Backed up to", "nowhere", "host") in known(a, "restore")

    def test_what_matters_and_nobody_answered_is_said_to_be_open(self) -> None:
        assert said(known(assessed(LAB), "rebuild")) == {
            "Documentation": None,
            "Failure scenarios": None,
            "Safe to wipe": None,
        }

    def test_what_does_not_matter_at_its_level_is_there_only_where_it_is_answered(self) -> None:
        mail = system("mail", owners=owners("provider"), evidence={"mfa": True})
        assert list(said(known(assessed(mail), "restore"))) == [
            "Export known",
            "Data location known",
            "Vendor backup known",
            "Recovery is with",
        ]
        assert "Monitored" not in said(known(assessed(mail), "detect"))
        watched = {**mail, "evidence": {"monitored": True}}
        assert said(known(assessed(watched), "detect"))["Monitored"] == "yes"

    @each_row(("tested", "stale"), [(days_ago(10), False), (days_ago(11), True), ("never", False)])
    def test_a_date_is_stale_by_the_days_in_the_settings(self, tested: object, stale: bool) -> None:
        raw = {**LAB, "evidence": {"restore_tested": tested}}
        a = assessed(raw, evaluation=all_settings(restore_days=10))
        assert known(a, "restore")[0].stale is stale

    def test_the_last_incident_and_the_last_time_it_was_rebuilt(self) -> None:
        history = [
            {"date": days_ago(1), "event": "rebuilt"},
            {"date": days_ago(90), "event": "rebuilt"},
            {"event": "rebuilt"},
            {"date": days_ago(2), "event": "incident"},
        ]
        a = assessed({**LAB, "history": history})
        assert said(known(a, "rebuild"))["Last rebuilt"] == "2026-11-20, yesterday"
        assert said(known(a, "detect"))["Last incident"] == "2026-11-19, 2 days ago"

    def test_what_is_at_stake_is_who_needs_it_and_what_is_wrong_with_it(self) -> None:
        needing = system("app", depends_on=["host"], relied_on_for=["income"])
        facts = said(known(assessed({**LAB, "used_by": ["all of us"]}, needing), "own"))
        assert facts["Needed by"] == "app"
        assert facts["Used by"] == "all of us"
        assert facts["Findings"] == "1 critical · not proven: 2 critical, 2 warnings, 1 notice"

    def test_a_system_without_findings_says_so(self) -> None:
        accepted = [
            {"rule": rule, "until": TODAY}
            for rule in ("level-undetermined", "never-assessed", "unanswered")
        ]
        facts = said(known(assessed(system("a", accepted=accepted)), "own"))
        assert facts["Findings"] == "none"
        assert "Needed by" not in facts

    @each_row(
        ("days", "words"),
        [(0, "today"), (1, "yesterday"), (2, "2 days ago"), (400, "400 days ago")],
    )
    def test_how_long_ago_a_day_is(self, days: int, words: str) -> None:
        assert ago(days_ago(days), TODAY) == words

    def test_a_day_to_come_is_no_day_ago(self) -> None:
        assert ago(days_ago(-1), TODAY) == "still ahead"


class TestWhatWasAnswered:
    def test_nothing(self) -> None:
        assert previous(assessed(LAB), "own") is None
        assert previous(assessed({**LAB, "smell_test": {"own": "yes"}}), "restore") is None

    @each_row(
        ("days", "expected"),
        [
            (10, Previous("unsure", "host", "2026-11-11, 10 days ago", stale=False)),
            (181, Previous("unsure", "host", "2026-05-24, 181 days ago", stale=True)),
            (-1, Previous("unsure", "host", "2026-11-22, still ahead", stale=True)),
            (None, Previous("unsure", "host", "no date", stale=True)),
        ],
    )
    def test_the_answer_with_its_date(self, days: int | None, expected: Previous) -> None:
        a = assessed({**LAB, "smell_test": smell_test("unsure", days)})
        assert previous(a, "detect") == expected

    def test_an_ancestors_answer_is_said_to_be_its(self) -> None:
        a = assessed(system("guest", runs_on="host"), {**LAB, "smell_test": smell_test("no")})
        assert previous(a, "own") == Previous("no", "host", "2026-11-11, 10 days ago", stale=False)

    def test_the_evidence_is_its_own_note_or_that_of_the_test_it_is_covered_by(self) -> None:
        notes = {"notes": {"own": "in writing", "detect": "by mail", "restore": ""}}
        host = {**LAB, "smell_test": {**smell_test(), **notes}}
        guest = system("guest", runs_on="host", smell_test={"notes": {"detect": "by phone"}})
        all_of_it = lab(host, guest)
        a = all_of_it.assessments["guest"]
        assert evidence(all_of_it, a, "own") == ("in writing", "host")
        assert evidence(all_of_it, a, "detect") == ("by phone", "guest")
        assert evidence(all_of_it, a, "restore") is None
        assert evidence(lab(LAB), assessed(LAB), "own") is None
