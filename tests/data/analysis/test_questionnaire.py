"""The questionnaire of the smell test: its texts, and answers kept, given and noted."""

from __future__ import annotations

import pytest

from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.questions import (
    ASKED_ANEW,
    QUESTION_ORDER,
    QUESTIONS,
    QUESTIONS_BY_LEVEL,
    QUESTIONS_BY_ROLE,
    Question,
)
from tests.data.labs import Raw, assessed, owners, smell_test

LAB: Raw = {"id": "host", "name": "Host", "owners": owners(), "purpose": "learning"}
EVERY = [*QUESTIONS_BY_LEVEL.values(), QUESTIONS_BY_ROLE["home-server"]]


def system(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.title(), **facts}


class TestWhatIsAsked:
    def test_every_question_has_its_words_at_every_level(self) -> None:
        assert QUESTIONS_BY_LEVEL.keys() == LEVELS.keys()
        for questions in EVERY:
            assert tuple(questions) == QUESTION_ORDER

    @pytest.mark.parametrize(
        ("facts", "first"),
        [
            pytest.param({}, "If it failed tomorrow", id="no level"),
            pytest.param({"owners": owners("provider")}, "If your account", id="SaaS"),
            pytest.param(
                {"owners": owners("provider", application="you")}, "If a mistake", id="platform"
            ),
            pytest.param({"owners": owners(hardware="provider")}, "If this server", id="VPS"),
            pytest.param(
                {"owners": owners(hardware="provider"), "relied_on_for": ["income"]},
                "If this server",
                id="VPS that people rely on",
            ),
            pytest.param(
                {"owners": owners(hardware="provider"), "purpose": "learning"},
                "If it were wiped",
                id="rented lab",
            ),
            pytest.param({"owners": owners(), "purpose": "learning"}, "If it were wiped", id="lab"),
            pytest.param({"owners": owners()}, "If it were wiped", id="of no purpose yet"),
            pytest.param(
                {"owners": owners(), "purpose": "convenience"}, "If it failed, could", id="at home"
            ),
            pytest.param(
                {"owners": owners(), "purpose": "reliability"},
                "People are waiting",
                id="production",
            ),
        ],
    )
    def test_it_is_asked_in_the_words_of_level_and_role(self, facts: Raw, first: str) -> None:
        questionnaire = Questionnaire(assessed(system("a", **facts)))
        assert questionnaire.asked.startswith(first)
        assert bool(questionnaire.based_on) == bool(facts)

    def test_of_what_is_planned_it_is_asked_for_once_it_runs(self) -> None:
        soon = assessed({**LAB, "status": "planned"})
        for at, question in enumerate(QUESTION_ORDER):
            asked = Questionnaire(soon, at).asked
            assert asked.lower() == f"once it runs: {QUESTIONS[question]}".lower()

    def test_texts_are_short_and_each_question_is_asked_once(self) -> None:
        texts = [text for questions in EVERY for text in questions.values()]
        wholes = {f"{text.situation} {text.asks}".strip() for text in texts}
        assert len(wholes) == len(texts)
        assert all(whole.endswith("?") and whole.count("?") == 1 for whole in wholes)
        assert max(map(len, wholes)) < 76
        assert all(text.situation.endswith(".") for text in texts if text.situation)
        assert not any("." in text.asks for text in texts)
        assert not any(text.based_on.endswith(".") for text in texts)


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


class TestRestating:
    @pytest.mark.parametrize("first", [None, "understand", "own"])
    def test_goes_on_where_it_was(self, first: Question | None) -> None:
        before = Questionnaire(assessed(LAB), first=first)
        assert before.stated == {}
        before.answer("yes")
        before.answer("unsure")
        before.note("its log")
        before.back()
        after = Questionnaire(assessed(LAB))
        after.restate(before.stated)
        assert after == before

    def test_skips_what_is_no_answer_and_asks_it(self) -> None:
        questionnaire = Questionnaire(assessed(LAB))
        answers = dict.fromkeys(QUESTION_ORDER, "yes")
        questionnaire.restate({"at": 5, "answers": {**answers, "detect": "maybe"}, "notes": {}})
        assert (questionnaire.at, questionnaire.question) == (1, "detect")
        questionnaire.restate({"at": 5, "answers": answers})
        assert questionnaire.done
