"""The smell test as lines: the track, the stage, and what moved in the outcome."""

from __future__ import annotations

import pytest
from textual.content import Content

from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.framework.questions import QUESTION_ORDER
from labtui.widgets.lines.boxes import DIGITS, boxed, centred
from labtui.widgets.lines.layout import Lines, text
from labtui.widgets.lines.outcome import findings_moved, outcome_lines
from labtui.widgets.lines.smell_test import BESIDE, smell_test_lines
from labtui.widgets.lines.track import track_lines
from tests.data.labs import Raw, assessed, lab, owners, smell_test

LAB: Raw = {"id": "host", "name": "Host", "owners": owners(), "purpose": "learning"}
ASKED: Raw = {"id": "mail", "name": "Mail", "owners": owners(), "purpose": "reliability"}
"""Production of which next to nothing is answered."""

LONG = "名前" * 40
SIZES = [(59, 18), (79, 22), (119, 38), (199, 58)]


def said(lines: Lines) -> str:
    return "\n".join(line.plain.rstrip() for line in lines)


def passed(raw: Raw, answers: str, *others: Raw) -> tuple[str, Questionnaire]:
    """A test with the answers y, n and d; and its outcome."""
    questionnaire = Questionnaire(assessed(raw, *others))
    for letter in answers:
        questionnaire.answer({"y": "yes", "n": "no", "d": "unsure"}[letter])  # type: ignore[arg-type]
    test = {**questionnaire.answers, "date": questionnaire.a.context.evaluation.today}
    after = lab({**raw, "smell_test": test}, *others)
    return said(outcome_lines(after, after, questionnaire, {}, (), (79, 22))), questionnaire


class TestTrack:
    def test_every_sign_stands_above_the_middle_of_its_name(self) -> None:
        answers = dict(zip(QUESTION_ORDER, ["yes", "no", "unsure"], strict=False))
        line, names = track_lines(answers, 3, 76)  # type: ignore[arg-type]
        signs = [(x, sign) for x, sign in enumerate(line.plain) if sign not in " ━─"]
        assert "".join(sign for _, sign in signs) == "✓✗?●·"
        for (x, _), name in zip(signs, QUESTION_ORDER, strict=True):
            assert x == names.plain.index(name) + (len(name) - 1) // 2
        assert line.plain.count("━") == 3 * line.plain.count("─")

    def test_where_it_has_no_room_signs_stand_before_the_names(self) -> None:
        assert said(track_lines({"restore": "no"}, 1, 40)).startswith("✗ restore  ● detect")


class TestBoxes:
    def test_a_box_is_as_wide_as_asked_whatever_is_in_it(self) -> None:
        for title, remark in (("", ""), ("Now", "today"), ("Now", LONG)):
            lines = boxed([text(LONG), Content("")], 40, title, text(remark))
            assert {line.cell_length for line in lines} == {40}
            assert ("today" in lines[0].plain) == (remark == "today")

    def test_text_in_the_middle_is_cut_where_it_is_too_wide(self) -> None:
        assert centred(text("ab"), 6).plain == "  ab"
        assert centred(text(LONG), 7).cell_length <= 7

    def test_there_is_a_digit_for_every_question(self) -> None:
        assert [*DIGITS] == [*range(1, len(QUESTION_ORDER) + 1)]
        assert {len(row) for rows in DIGITS.values() for row in rows} == {3}


class TestStage:
    @pytest.mark.parametrize("size", SIZES)
    def test_question_and_keys_stand_in_the_first_screen_whatever_is_noted(
        self, size: tuple[int, int]
    ) -> None:
        width, height = size
        notes = dict.fromkeys(QUESTION_ORDER, LONG)
        odd = {**LAB, "name": LONG, "description": LONG, "smell_test": {"notes": notes}}
        found = lab(odd)
        for at in range(5):
            questionnaire = Questionnaire(found.assessments["host"])
            for _ in range(at):
                questionnaire.answer("no")
            lines = smell_test_lines(found, questionnaire, width, height)
            assert max(line.cell_length for line in lines) <= width
            shown = said(lines[:height])
            assert questionnaire.posed[1].split()[0] in shown
            for key in (" y   yes", " n   no", " d   don't know"):
                assert key in shown
            assert "Known so far" in said(lines)
            assert ("A good answer is based on:" in shown) == (width < BESIDE)

    def test_a_situation_stands_before_its_question_in_a_line_of_its_own(self) -> None:
        questionnaire = Questionnaire(assessed(LAB), 4)
        lines = [line.strip(" │▀█▄") for line in said(_narrow(questionnaire)).split("\n")]
        at = lines.index("Are you comfortable with that?")
        assert lines[at - 1] == "If it breaks, only your own time is lost."

    def test_what_an_answer_would_do_to_risk_is_not_shown(self) -> None:
        for at in range(4):
            shown = said(_narrow(Questionnaire(assessed(ASKED), at)))
            assert not any(word in shown for word in ("Critical", "High", "■"))


def _narrow(questionnaire: Questionnaire) -> Lines:
    found = lab({**ASKED, "id": questionnaire.a.id})
    return smell_test_lines(found, questionnaire, 79, 22)


class TestOutcome:
    def test_an_answer_ends_a_question_or_makes_a_failure_of_it(self) -> None:
        asked = assessed(ASKED)
        failed = {**ASKED, "evidence": {"monitored": False}}
        watched = {**ASKED, "evidence": {"monitored": True}}

        def moved(was: Raw, now: Raw) -> list[str]:
            rows = findings_moved(lab(now), assessed(was), assessed(now))
            return [f"{row.how} {row.what.plain}" for row in rows]

        assert asked.findings
        assert "− answered ×? Is it monitored?" in moved(ASKED, watched)
        assert "↑ proven × Not monitored" in moved(ASKED, failed)
        assert "− solved × Not monitored" in moved(failed, watched)

    def test_says_what_is_new_and_what_is_gone_and_why(self) -> None:
        shown, _ = passed({**ASKED, "smell_test": smell_test("no", 300)}, "ynyyy")
        assert "− solved   × You could not restore it" in shown
        assert "you answered yes" in shown
        assert "→ answer   restore ✓ yes, was no" in shown
        assert "→ answer   detect" not in shown
        assert "− solved   ▲ Smell test is too old" in shown
        assert "tested today" in shown
        assert "counts until 2027-05-20" in shown

    def test_says_plainly_that_nothing_moved(self) -> None:
        same = {**ASKED, "smell_test": smell_test("yes", 3)}
        shown, _ = passed(same, "yyyyy")
        assert "Nothing moved: level, risk and findings are as before." in shown

    def test_names_the_next_systems_of_the_queue(self) -> None:
        others = [{**LAB, "id": f"n{n}", "name": f"Next {n}"} for n in range(5)]
        _, questionnaire = passed(LAB, "yyyyy")
        found = lab(LAB, *others)
        ids = [raw["id"] for raw in others]
        shown = said(outcome_lines(found, found, questionnaire, {}, ids, (99, 38)))
        assert "─ Next ─" in shown
        assert "2 more after these" in shown
        assert " 3a  Next 0" in shown
        assert "Next 3" not in shown

    @pytest.mark.parametrize("size", SIZES)
    def test_no_line_is_too_wide(self, size: tuple[int, int]) -> None:
        odd = {**LAB, "name": LONG, "smell_test": smell_test("yes", 300)}
        _, questionnaire = passed(odd, "ndyyn")
        for question in QUESTION_ORDER:
            questionnaire.notes[question] = LONG
        found = lab(odd)
        lines = outcome_lines(found, found, questionnaire, None, ["host"], size)
        assert max(line.cell_length for line in lines) <= size[0]
