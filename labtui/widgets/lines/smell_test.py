"""A question of the smell test as lines of text: the stage, and what is known beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from textual.content import Content
from textual.style import Style

from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.analysis.smell_test_coverage import cover_of
from labtui.data.analysis.smell_test_evidence import Known, evidence, known, previous
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.questions import ASKED_ANEW, QUESTION_ORDER
from labtui.text.printable import printable
from labtui.text.wording import join_words
from labtui.widgets.lines.boxes import DIGITS, boxed, centred, indented, side_by_side
from labtui.widgets.lines.colours import solid_chip
from labtui.widgets.lines.layout import (
    MUTED,
    NOT_ANSWERED,
    Lines,
    at_most,
    flow,
    labelled,
    origin_mark,
    text,
)
from labtui.widgets.lines.panels import Panel, PanelRow, arranged, stacked
from labtui.widgets.lines.track import ANSWER_SIGNS, ANSWER_STYLES, WORDS, answer_piece, track_lines

BESIDE = 108
"""From this width on, what is known stands beside the question, not below it."""

STAGE = 76
"""The greatest width of the question."""

ROOMY, SPACED, AIRY = 20, 26, 34
"""From the first height on, the answers have boxes; from the second, the question has blank lines
around it; from the third, all parts have."""

LEAST_BOXES = 64
"""The least width in which the three answers have boxes."""

LABELS = 27
"""The greatest width of the column of labels of the known facts."""

DIGIT = 7
"""Columns of the number of the question, with the blank behind it."""

FEW = 2
"""The most systems named in a sentence; the rest are counted."""

KEYS = (("y", "yes"), ("n", "no"), ("d", "unsure"))
"""The keys that answer, with their answers."""


def smell_test_lines(lab: Lab, questionnaire: Questionnaire, width: int, height: int) -> Lines:
    """The question in the middle, and what is known: beside it, or below where that is narrow."""
    if width < BESIDE:
        stage = _stage(lab, questionnaire, width, height, based_on=True)
        bands = [[(panel, width)] for panel in _panels(lab, questionnaire, width, beside=False)]
        return [*stage, *arranged(bands, width)[0]]
    right = max(46, min(66, width * 36 // 100))
    left = width - right - 1
    stage = _stage(lab, questionnaire, left, height, based_on=False)
    above = max(0, (height - len(stage)) // 3)
    panels = _panels(lab, questionnaire, right, beside=True)
    blank = [PanelRow(Content(""))]
    air = blank * (height >= AIRY)
    spaced = [panel._replace(rows=[*air, *panel.rows, *blank]) for panel in panels]
    panel = stacked(spaced, right + 1, max(height, above + len(stage)))
    return side_by_side([([*[Content("")] * above, *stage], left), (panel, right + 1)], 0)


# --- the stage


def _stage(
    lab: Lab, questionnaire: Questionnaire, width: int, height: int, *, based_on: bool
) -> Lines:
    """The system, the track, the question, the answers and what was answered last."""
    inner = min(STAGE, width - (4 if height >= AIRY else 2))
    gap = [Content("")] if height >= ROOMY else []
    air = [Content("")] if height >= AIRY else []
    lines = [
        *_subject(lab, questionnaire, inner, 2 if gap else 1),
        *gap,
        *air,
        *track_lines(questionnaire.answers, QUESTION_ORDER.index(questionnaire.question), inner),
        *gap,
        *air,
        *_question(questionnaire, inner, height, based_on=based_on),
        *air,
        *_answers(inner, boxes=height >= ROOMY),
        *air,
        *_last_time(questionnaire, inner),
        *gap,
    ]
    if noted := _note(lab, questionnaire, inner):
        lines += [*air, *arranged([[(noted, inner)]], inner)[0]]
    return indented(lines, (width - inner) // 2)


def _subject(lab: Lab, questionnaire: Questionnaire, width: int, most: int) -> Lines:
    """The level and the name, and what to know of both, in at most so many lines more."""
    a = questionnaire.a
    described = str(a.system.facts.get("description", ""))
    name = Content.assemble(
        solid_chip(a.level),
        " ",
        text(a.system.name, "bold" if a.production else ""),
        text(f"  {described}" if described else "", MUTED),
    )
    standing = at_most(most, _standing(lab, questionnaire, width), width)
    return [centred(line, width) for line in (name, *standing)]


def _standing(lab: Lab, questionnaire: Questionnaire, width: int) -> Lines:
    """What the level is called, what needs the system, and whom its test counts for too."""
    a = questionnaire.a
    parts = [LEVELS[a.level].environment if a.level else "Level not known"]
    if a.through:
        verb = "needs" if len(a.through) == 1 else "need"
        parts.append(f"{join_words(a.through, FEW)} {verb} it")
    if covered := cover_of(lab, a.id).covered:
        parts.append(f"also counts for {join_words(covered, FEW)}")
    # Findings that call the previous answers into question, however fresh these are.
    parts += [
        queued.clause(a)
        for queued in (RULES[finding.rule].queued for finding in a.findings)
        if queued and queued.doubts_answers
    ]
    return flow(text(" · ".join(parts), MUTED), width)


def _question(questionnaire: Questionnaire, width: int, height: int, *, based_on: bool) -> Lines:
    """The box with the number and the question; and what a good answer is based on."""
    situation, asks = questionnaire.posed
    room = width - 4 - DIGIT - 2
    said = flow(text(situation, MUTED), room) if situation else []
    said += flow(text(f"{asks[0].upper()}{asks[1:]}", "bold"), room)
    if based_on and questionnaire.based_on:
        said += flow(text(f"A good answer is based on: {questionnaire.based_on}", MUTED), room)
    number = min(questionnaire.at + 1, len(QUESTION_ORDER))
    digit = [Content.styled(row, "bold $text-primary") for row in DIGITS[number]]
    said = [*[Content("")] * (len(said) == 1), *said]
    said += [Content("")] * (len(digit) - len(said))
    rows = side_by_side([(indented(digit, 2), DIGIT), (said, room)], 1)
    blank = [Content("")] * (2 if height >= AIRY else 1 if height >= SPACED else 0)
    title = questionnaire.question.capitalize()
    return boxed([*blank, *rows, *blank], width, title, style="$primary")


def _answers(width: int, *, boxes: bool) -> Lines:
    """The possible answers, each with its key; a click gives one."""
    pieces = []
    for key, answer in KEYS:
        piece = Content.assemble(
            (f" {key} ", "bold $text-primary on $primary-muted"),
            "  ",
            (WORDS[answer], f"bold {ANSWER_STYLES[answer]}"),
        )
        pieces.append((piece, Style.from_meta({"@click": f"screen.answer('{answer}')"})))
    if not boxes or width < LEAST_BOXES:
        return [centred(Content("    ").join(piece.stylize(on) for piece, on in pieces), width)]
    each = (width - 4) // 3
    blocks = []
    for number, (piece, on) in enumerate(pieces):
        wide = width - 2 * (each + 2) if number == len(pieces) - 1 else each
        box = boxed([Content("  ") + piece], wide)
        blocks.append(([line.stylize(on) for line in box], wide))
    return side_by_side(blocks, 2)


def _last_time(questionnaire: Questionnaire, width: int) -> Lines:
    """What Enter keeps, and the answer of last time with its date and whose it is."""
    id = questionnaire.a.id
    before = previous(questionnaire.a, questionnaire.question)
    given = questionnaire.answers.get(questionnaire.question)
    said = text("No earlier answer.", MUTED)
    if before is not None:
        stale = (", too old", "$text-warning") if before.stale else ""
        said = Content.assemble(
            answer_piece(before.answer),
            (f" · {before.when}", MUTED),
            stale,
            origin_mark(before.origin, id),
        )
    lines: Lines = []
    enter = ("Enter", "bold $text-primary")
    if given is not None:
        this_time = Content.assemble(("This time: ", MUTED), answer_piece(given))
        keeps = Content.assemble(enter, (" keeps it", MUTED))
        kept = questionnaire.kept is not None
        lines.append(Content("  ").join([this_time, keeps]) if kept else this_time)
        lines.append(Content.assemble(("Last time: ", MUTED), said) if before else said)
    elif questionnaire.kept is not None:
        lines.append(Content.assemble(enter, ("  same as last time: ", MUTED), said))
    else:
        lines.append(Content.assemble(("Last time: ", MUTED), said) if before else said)
    if questionnaire.question == ASKED_ANEW:
        lines.append(text("This one is answered again every time.", MUTED))
    wrapped = chain.from_iterable(flow(line, width) for line in lines)
    return [centred(line, width) for line in wrapped]


def _note(lab: Lab, questionnaire: Questionnaire, width: int) -> Panel | None:
    """The note on the question: the one typed now, or else the one in the file."""
    question = questionnaire.question
    if question in questionnaire.notes:
        typed = questionnaire.notes[question]
        said = text(typed) if typed else text("cleared", MUTED)
        return Panel("Note now", [*map(PanelRow, flow(said, width, first="  ", rest="  "))])
    noted = evidence(lab, questionnaire.a, question)
    if noted is None:
        return None
    said = Content.assemble(text(noted[0]), origin_mark(noted[1], questionnaire.a.id))
    lines = flow(said, width - 2, first="  ", rest="  ")
    return Panel("What you noted last time", [*map(PanelRow, lines)])


# --- what is known


def _panels(lab: Lab, questionnaire: Questionnaire, width: int, *, beside: bool) -> list[Panel]:
    """What is known; beside the question also what a good answer is based on, and the others."""
    panels = [_known_panel(questionnaire, width)]
    if beside and questionnaire.based_on:
        good = [
            flow(text(part, "italic"), width - 1, first=" · ", rest="   ")
            for part in questionnaire.based_on.split("; ")
        ]
        panels.append(Panel("A good answer is based on", [*map(PanelRow, chain(*good))]))
    if beside and questionnaire.at:
        panels.append(_so_far(lab, questionnaire, width))
    return panels


def _known_panel(questionnaire: Questionnaire, width: int) -> Panel:
    """The facts in the file that bear on the question."""
    facts = known(questionnaire.a, questionnaire.question)
    column = min(LABELS, max((len(fact.label) for fact in facts), default=0)) + 2
    lines = [_known(fact, questionnaire.a.id, width - 2, column) for fact in facts]
    rows = [PanelRow(Content(" ") + line) for line in chain.from_iterable(lines)]
    return Panel("Known so far", rows or [PanelRow(text(" nothing", MUTED))])


def _known(fact: Known, id: str, width: int, column: int) -> Lines:
    value = NOT_ANSWERED
    if fact.said is not None:
        stale = (", too old", "$text-warning") if fact.stale else ""
        value = Content.assemble(text(fact.said), stale, origin_mark(fact.origin, id))
    return at_most(3, labelled(fact.label, value, width, column), width)


def _so_far(lab: Lab, questionnaire: Questionnaire, width: int) -> Panel:
    """The questions before this one, with their answers and what these are based on."""
    lines: Lines = []
    for number, question in enumerate(questionnaire.order[: questionnaire.at]):
        answer = questionnaire.answers[question]
        asks = replace(questionnaire, at=number).posed[1]
        sign = Content.styled(f" {ANSWER_SIGNS[answer]} ", f"bold {ANSWER_STYLES[answer]}")
        first, *rest = flow(text(f"{asks[0].upper()}{asks[1:]}"), width - 1, rest="   ")
        lines += [sign + first, *rest]
        noted = questionnaire.notes.get(question)
        if noted is None:
            found = evidence(lab, questionnaire.a, question)
            noted = found[0] if found else ""
        if noted:
            said = text(f'"{printable(noted)}"', MUTED)
            lines += at_most(2, flow(said, width - 1, first="   ", rest="   "), width - 1)
    return Panel("Answered so far", [*map(PanelRow, lines)])
