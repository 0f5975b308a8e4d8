"""The questionnaire of the smell test: its texts, and answers kept, given and noted."""

from __future__ import annotations

from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.questions import (
    ASKED_ANEW,
    HOME_SERVER,
    MEANINGS,
    QUESTION_ORDER,
    QUESTIONS,
    QUESTIONS_IF_PLANNED,
)
from tests.data.labs import Raw, assessed, lab, owners, smell_test

LAB: Raw = {"id": "host", "name": "Host", "owners": owners(), "purpose": "learning"}
ALL_MEANINGS = [*MEANINGS.values(), HOME_SERVER]


def system(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.title(), **facts}


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
