"""The sections of a system's page: its head, who answers, what it needs, ages, practices."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import DATES
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.practices import PRACTICES
from labtui.data.framework.questions import QUESTION_ORDER
from labtui.text.printable import printable
from labtui.widgets.lines.colours import time_left
from labtui.widgets.lines.layout import (
    MUTED,
    NOT_ANSWERED,
    Lines,
    beside,
    flow,
    labelled,
    origin_mark,
    text,
)
from labtui.widgets.lines.owner_strip import owner_lines
from labtui.widgets.lines.panels import rule
from labtui.widgets.lines.standing import (
    answered_value,
    learning_value,
    level_value,
    responsible_value,
    risk_value,
    smell_test_value,
)
from labtui.widgets.lines.systems import kind_words, relation_lines
from labtui.widgets.lines.track import answer_piece

LABEL = 22
"""Width of the column of labels in the sections beside the findings."""

AGE = 10
"""The cells of a bar of age."""

HEAD_WIDE = 96
"""From this width on, the head of a page is three lines."""

PRACTICE_STYLES = {"yes": "", "partly": "$risk-raised", "no": "$risk-critical"}

SHOWN = frozenset({
    *DATES,
    *(f"practices.{name}" for name in PRACTICES),
    *(f"smell_test.{name}" for name in QUESTION_ORDER),
    *(f"smell_test.notes.{name}" for name in QUESTION_ORDER),
})  # fmt: skip
"""The facts that have sections of their own."""


def section(title: str, lines: Iterable[Content], width: int, remark: str = "") -> Lines:
    """Lines below a rule with a title and a remark; nothing where there are no lines."""
    lines = [*lines]
    return [*rule(printable(title), width, remark), *lines] if lines else []


def head_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """What a system is: three lines on a wide screen, else a value a line."""
    level, risk = level_value(a), risk_value(a)
    breaks, breached = responsible_value(a, "recovery"), responsible_value(a, "incidents")
    learning, answered = learning_value(a), answered_value(a)
    if width < HEAD_WIDE:
        rows = (
            ("Level", level),
            ("Risk", risk),
            ("Learning", learning),
            ("If it breaks", breaks),
            ("If breached", breached),
            ("Answered", answered),
        )
        lines = [line for label, value in rows for line in labelled(label, value, width)]
    else:
        half = width * 55 // 100
        named = (("If it breaks", breaks), ("If breached", breached))
        who = [Content.assemble((f"{label}  ", MUTED), value) for label, value in named]
        lines = [
            beside(Content("  ") + level, risk, half),
            beside(Content("  ") + Content("    ").join(who), _told("Learning", learning), half),
            beside(_told("  Smell test  ", smell_test_value(a)), _told("Answered", answered), half),
        ]
        lines = [line.truncate(width, ellipsis=True) for line in lines]
    return section(a.system.name, lines, width, kind_words(lab, a.system))


def _told(label: str, value: Content) -> Content:
    return Content.assemble((f"{label:<10}", MUTED), value)


def beside_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """Who is responsible, and what it needs and carries."""
    return [
        *section("Who is responsible", owner_lines(lab, a, width), width),
        *section("Needs and carries", relation_lines(lab, a, width), width),
    ]


def proof_lines(a: Assessment, width: int) -> Lines:
    """How old what was proven is, the practices, and the answers of the smell test."""
    ages: Lines = []
    for key in DATES:
        piece, style = time_left(a, key, AGE)
        stated = a.fact(key)
        if stated is not None and piece == "–":
            piece, style = "ahead", "$text-warning"
        if piece != "–":
            label = "Smell test" if key == "smell_test.date" else FACTS[key].label
            day = f"  {stated[0]}" if stated and stated[0] != piece else ""
            value = Content.assemble(
                (piece, style), (day, MUTED), origin_mark(stated[1] if stated else None, a.id)
            )
            ages += labelled(label, value, width, LABEL)
    practices: Lines = []
    for name, label in PRACTICES.items():
        stated = a.fact(f"practices.{name}")
        value = NOT_ANSWERED
        if stated is not None:
            answer = str(a.practice(name))
            value = Content.assemble(
                (answer, PRACTICE_STYLES.get(answer, "")), origin_mark(stated[1], a.id)
            )
        practices += labelled(label, value, width, LABEL)
    return [
        *section("Proof and its age", ages, width),
        *section("Practices", practices, width),
        *_smell_test_lines(a, width),
    ]


def _smell_test_lines(a: Assessment, width: int) -> Lines:
    """The answers of the smell test, with what was noted."""
    if a.context.smell is None:
        return []
    origin = a.context.smell[1]
    lines: Lines = []
    for question in QUESTION_ORDER:
        answer = a.answer(question)
        said = answer_piece(answer) if answer else NOT_ANSWERED
        lines += labelled(FACTS[f"smell_test.{question}"].label, said, width, LABEL)
        note = a.system.facts.get(f"smell_test.notes.{question}")
        if note is not None:
            lines += flow(text(str(note), MUTED), width, first=" " * LABEL, rest=" " * LABEL)
    day = f"{a.assessed[0]}" if a.assessed else "no date"
    return section("Smell test", lines, width, f"{day}{f' ↑ {origin}' * (origin != a.id)}")
