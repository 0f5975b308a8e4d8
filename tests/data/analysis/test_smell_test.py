"""The smell test: what is asked, what is known, what is answered, and whom it covers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.analysis.smell_test_coverage import Cover, cover_of, first_to_do
from labtui.data.analysis.smell_test_evidence import Known, Previous, evidence, known, previous
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.questions import (
    ASKED_ANEW,
    HOME_SERVER,
    MEANINGS,
    QUESTION_ORDER,
    QUESTIONS,
    QUESTIONS_IF_PLANNED,
)
from labtui.text.wording import ago
from tests.data.generate import IDS, labs
from tests.data.labs import TODAY, Raw, all_settings, assessed, days_ago, lab, owners, smell_test

LAB: Raw = {"id": "host", "name": "Host", "owners": owners(), "purpose": "learning"}
ALL_MEANINGS = [*MEANINGS.values(), HOME_SERVER]
RELIED_ON: Raw = {"relied_on_for": ["data"]}


def system(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.title(), **facts}


def said(facts: list[Known]) -> dict[str, str | None]:
    return {fact.label: fact.said for fact in facts}


class TestWhatIsAsked:
    def test_every_question_has_a_meaning_at_every_level_and_where_there_is_none(self) -> None:
        assert MEANINGS.keys() == {None, *LEVELS}
        for meanings in ALL_MEANINGS:
            assert tuple(meanings) == QUESTION_ORDER

    def test_a_home_server_is_no_lab(self) -> None:
        found = lab(LAB, {**LAB, "id": "tv", "purpose": "entertainment"})
        assert Questionnaire(found.assessments["host"]).meaning is MEANINGS["3a"]["restore"]
        assert Questionnaire(found.assessments["tv"]).meaning is HOME_SERVER["restore"]

    def test_of_what_is_planned_it_is_asked_in_the_conditional(self) -> None:
        assert tuple(QUESTIONS_IF_PLANNED) == QUESTION_ORDER
        found = lab(LAB, {**LAB, "id": "soon", "status": "planned"})
        for at, question in enumerate(QUESTION_ORDER):
            assert Questionnaire(found.assessments["host"], at).asked == QUESTIONS[question]
            then = Questionnaire(found.assessments["soon"], at).asked
            assert then.endswith("?")
            assert "ould" in then

    def test_meanings_are_short_and_each_is_said_once(self) -> None:
        texts = [
            text
            for meanings in ALL_MEANINGS
            for meaning in meanings.values()
            for text in (meaning.asks, meaning.rests_on)
        ]
        assert len(set(texts)) == len(texts)
        assert max(len(text) for text in texts) < 150

    def test_a_meaning_asks_and_what_it_rests_on_goes_on_a_sentence(self) -> None:
        for meanings in ALL_MEANINGS:
            for meaning in meanings.values():
                assert "?" in meaning.asks
                assert not meaning.rests_on.endswith(".")


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
            Known("Backs up to", "nas, attic", "host"),
            Known("Backup strategy", "partly", "host"),
            Known("Recovery is with", "you", "host"),
        ]

    def test_it_says_where_a_fact_comes_from(self) -> None:
        a = assessed(system("guest", runs_on="host"), {**LAB, "backs_up_to": []})
        assert Known("Backs up to", "none", "host") in known(a, "restore")

    def test_what_matters_and_nobody_answered_is_said_to_be_open(self) -> None:
        assert said(known(assessed(LAB), "rebuild")) == {
            "Documentation": None,
            "Failure scenarios": None,
            "Wipeable": None,
        }

    def test_what_does_not_matter_at_its_level_is_there_only_where_it_is_answered(self) -> None:
        mail = system("mail", owners=owners("provider"), evidence={"mfa": True})
        assert list(said(known(assessed(mail), "restore"))) == [
            "Exportable",
            "Data located",
            "Vendor backup",
            "Recovery is with",
        ]
        assert "Monitored" not in said(known(assessed(mail), "detect"))
        watched = {**mail, "evidence": {"monitored": True}}
        assert said(known(assessed(watched), "detect"))["Monitored"] == "yes"

    @pytest.mark.parametrize(
        ("tested", "stale"), [(days_ago(10), False), (days_ago(11), True), ("never", True)]
    )
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
        assert facts["Findings"] == "4 critical, 2 warnings, 1 notice"

    def test_a_system_without_findings_says_so(self) -> None:
        accepted = [
            {"rule": rule, "until": TODAY}
            for rule in ("level-undetermined", "never-assessed", "unanswered")
        ]
        facts = said(known(assessed(system("a", accepted=accepted)), "own"))
        assert facts["Findings"] == "none"
        assert "Needed by" not in facts

    @pytest.mark.parametrize(
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

    @pytest.mark.parametrize(
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


class TestQuestionnaire:
    def test_goes_through_the_questions_in_order_and_is_done(self) -> None:
        questionnaire = Questionnaire(assessed(LAB))
        asked = []
        while not questionnaire.done:
            asked.append(questionnaire.question)
            questionnaire.answer("no")
        assert asked == list(QUESTIONS)
        assert questionnaire.question == ASKED_ANEW
        assert questionnaire.changes == {f"smell_test.{question}": "no" for question in QUESTIONS}

    def test_what_is_kept_is_what_was_given_this_time_or_else_before(self) -> None:
        questionnaire = Questionnaire(assessed({**LAB, "smell_test": {"restore": "yes"}}))
        assert questionnaire.kept == "yes"
        questionnaire.answer("no")
        assert questionnaire.kept is None
        assert questionnaire.back()
        assert questionnaire.kept == "no"
        assert not questionnaire.back()
        assert questionnaire.question == "restore"

    def test_owning_the_outcome_is_never_kept(self) -> None:
        questionnaire = Questionnaire(assessed({**LAB, "smell_test": smell_test()}))
        for _ in range(4):
            questionnaire.answer("yes")
        assert questionnaire.kept is None
        questionnaire.answer("yes")
        questionnaire.back()
        assert (questionnaire.question, questionnaire.kept) == (ASKED_ANEW, None)

    def test_notes_start_from_its_own_and_only_what_differs_is_a_change(self) -> None:
        notes = {"restore": "tried it", "detect": "by mail"}
        questionnaire = Questionnaire(
            assessed({**LAB, "smell_test": {**smell_test(), "notes": notes}})
        )
        assert questionnaire.own_note == "tried it"
        questionnaire.note("tried it")
        questionnaire.answer("yes")
        questionnaire.note("")
        assert questionnaire.own_note == ""
        questionnaire.answer("yes")
        assert questionnaire.own_note == ""
        questionnaire.note("drawn on paper")
        assert questionnaire.own_note == "drawn on paper"
        questionnaire.answer("yes")
        questionnaire.note("")
        assert {key: value for key, value in questionnaire.changes.items() if "notes" in key} == {
            "smell_test.notes.detect": None,
            "smell_test.notes.understand": "drawn on paper",
        }

    def test_the_note_of_an_ancestors_test_is_no_note_of_its_own(self) -> None:
        host = {**LAB, "smell_test": {**smell_test(), "notes": {"restore": "theirs"}}}
        assert Questionnaire(assessed(system("guest", runs_on="host"), host)).own_note == ""


class TestCover:
    def test_guests_and_members_are_covered_and_their_guests(self) -> None:
        all_of_it = lab(
            LAB,
            system("vm", runs_on="host"),
            system("node", member_of="host"),
            system("elsewhere", member_of="host", runs_on="other"),
            system("app", runs_on="vm"),
            system("other"),
        )
        assert cover_of(all_of_it, "host") == Cover(covered=("app", "node", "vm"))
        assert cover_of(all_of_it, "app") == Cover()

    def test_what_people_rely_on_is_passed_through(self) -> None:
        all_of_it = lab(LAB, system("vm", runs_on="host", **RELIED_ON), system("app", runs_on="vm"))
        assert cover_of(all_of_it, "host") == Cover(covered=("app",), relied_on=("vm",))

    def test_a_nearer_test_covers_all_below_it(self) -> None:
        all_of_it = lab(
            LAB,
            system("vm", runs_on="host", smell_test=smell_test()),
            system("app", runs_on="vm"),
            system("vault", runs_on="vm", **RELIED_ON),
            system("undated", runs_on="host", smell_test=smell_test(days=None)),
            system("own", runs_on="host", smell_test=smell_test(), **RELIED_ON),
        )
        assert cover_of(all_of_it, "host") == Cover(
            covered=("undated",), relied_on=("vault",), nearer=("app", "own", "vm")
        )

    def test_a_retired_one_is_not_named_but_passed_through(self) -> None:
        all_of_it = lab(
            LAB, system("vm", runs_on="host", status="retired"), system("app", runs_on="vm")
        )
        assert cover_of(all_of_it, "host") == Cover(covered=("app",))

    def test_a_loop_ends(self) -> None:
        all_of_it = lab(
            system("a", runs_on="b"), system("b", runs_on="a"), system("c", runs_on="c")
        )
        assert cover_of(all_of_it, "a") == Cover(covered=("b",))
        assert cover_of(all_of_it, "c") == Cover()

    @settings(max_examples=150)
    @given(labs(1), st.sampled_from(IDS))
    def test_it_says_whose_test_counts_once_this_one_is_dated(
        self, raws: Sequence[Raw], id: str
    ) -> None:
        all_of_it = lab(*raws)
        assume(id in all_of_it.assessments)
        cover = cover_of(all_of_it, id)
        tested = all_of_it.systems[id].revised({"smell_test.date": TODAY, "smell_test.own": "yes"})
        all_of_it.update({id: tested})
        covered = {
            other
            for other, a in all_of_it.assessments.items()
            if other != id and a.assessed and a.assessed[1] == id
        }
        assert covered == set(cover.covered)
        assert not covered & {*cover.relied_on, *cover.nearer}
        for other in cover.relied_on:
            assert all_of_it.assessments[other].assessed is None
            assert all_of_it.systems[other].production_in_own_right
        for other in cover.nearer:
            counts = all_of_it.assessments[other].assessed
            assert counts is None or counts[1] != id


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
        raw = system("a", accepted=[{"rule": rule, "until": TODAY} for rule in rules])
        assert first_to_do(lab(raw), assessed(raw)) is None
