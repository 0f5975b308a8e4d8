"""The five questions of the smell test as a track, and the answers in signs and words."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from labtui.data.framework.questions import QUESTION_ORDER, Answer, Question
from labtui.widgets.lines.boxes import centred
from labtui.widgets.lines.layout import MUTED, Lines, packed
from labtui.widgets.lines.panels import RULE

WORDS = {"yes": "yes", "no": "no", "unsure": "don't know"}
"""The answers in words."""

ANSWER_SIGNS = {"yes": "✓", "no": "✗", "unsure": "?"}
"""The sign of an answer."""

ANSWER_STYLES = {"yes": "$risk-low", "no": "$risk-critical", "unsure": "$risk-raised"}

ASKED, OPEN = "●", "·"
"""The question that is asked, and one that is still open."""

STEP = 13
"""The most cells of a step; all five have as many."""

LEAST_STEP = 11
"""The least cells of a step: the longest name and a blank."""


def answer_piece(answer: str) -> Content:
    """An answer: its sign and its word."""
    return Content.styled(
        f"{ANSWER_SIGNS[answer]} {WORDS[answer]}", f"bold {ANSWER_STYLES[answer]}"
    )


def track_lines(answers: Mapping[Question, Answer], at: int | None, width: int) -> Lines:
    """A sign for each question on a line, and its name below, in the middle of `width` cells.

    `at` is the number of the question that is asked; None where none is.
    """
    steps = [_step(answers, number, at) for number in range(len(QUESTION_ORDER))]
    cells = min(STEP, width // len(steps))
    if cells < LEAST_STEP:
        parts = [
            Content.styled(f"{sign} {question}", style)
            for (sign, style), question in zip(steps, QUESTION_ORDER, strict=True)
        ]
        return packed(parts, width, rest="")
    half = cells // 2
    line, names = Content(" " * half), Content("")
    for number, (question, (sign, style)) in enumerate(zip(QUESTION_ORDER, steps, strict=True)):
        if number:
            passed = QUESTION_ORDER[number - 1] in answers and (at is None or number <= at)
            way = ("━", "$owner-you") if passed else ("─", RULE)
            line = Content.assemble(line, (way[0] * (cells - 1), way[1]))
        line = Content.assemble(line, (sign, style))
        name = Content.styled(question, style if number == at else MUTED)
        # The odd cell stands at the left, so that the middle of a name is below its sign.
        before = half - (len(question) - 1) // 2
        gap = cells - before - len(question)
        names = Content.assemble(names, " " * before, name, " " * gap)
    line += Content(" " * (cells - half - 1))
    return [centred(line, width), centred(names, width)]


def _step(answers: Mapping[Question, Answer], number: int, at: int | None) -> tuple[str, str]:
    """The sign and the style of a question."""
    if number == at:
        return ASKED, "bold $text-primary"
    answer = answers.get(QUESTION_ORDER[number])
    if answer is None:
        return OPEN, MUTED
    return ANSWER_SIGNS[answer], f"bold {ANSWER_STYLES[answer]}"
