"""The smell test as lines of text: a question with the known facts, and the outcome."""

from __future__ import annotations

from itertools import chain

from textual.content import Content

from labtui.data.analysis.findings import first_to_do
from labtui.data.analysis.questionnaire import Questionnaire
from labtui.data.analysis.smell_test_coverage import Cover, cover_of
from labtui.data.analysis.smell_test_evidence import Known, evidence, known, previous
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name
from labtui.data.assessment.explain import Why
from labtui.data.assessment.lab import Change, Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.questions import ASKED_ANEW, QUESTION_ORDER
from labtui.data.framework.severities import Severity
from labtui.text.wording import join_words
from labtui.widgets.lines.effects import (
    new_findings,
    other_changes,
    solved_findings,
    standing_changes,
)
from labtui.widgets.lines.layout import (
    MUTED,
    NOT_ANSWERED,
    Lines,
    finding_title,
    flow,
    heading,
    labelled,
    origin_mark,
    packed,
    text,
)

WORDS = {"yes": "yes", "no": "no", "unsure": "don't know"}
"""The answers in words."""

ANSWER_SIGNS = {"yes": "✓", "no": "✗", "unsure": "?"}
"""The sign of an answer."""

ANSWER_STYLES = {"yes": "$text-success", "no": "$text-error", "unsure": "$text-warning"}

FACT_LABEL = 27
"""Width of the column of labels of the known facts."""

ANSWER_LABEL = 18
"""Width of the column of labels of the answers."""

FEW, MANY = 2, 8
"""The most systems named in a sentence and in a list; the rest are counted."""


def question_lines(lab: Lab, questionnaire: Questionnaire, width: int) -> Lines:
    """The progress, the question, what a good answer is based on, and the previous answer."""
    number = f"{questionnaire.at + 1} of {len(QUESTION_ORDER)}  "
    return [
        *_progress(questionnaire, width),
        *_standing(lab, questionnaire, width),
        Content(""),
        *flow(Content.assemble((number, MUTED), (questionnaire.asked, "bold")), width),
        *_based_on(questionnaire, width),
        Content(""),
        *_answered(lab, questionnaire, width),
        Content(""),
        *_choices(questionnaire, width),
    ]


def _based_on(questionnaire: Questionnaire, width: int) -> Lines:
    if not questionnaire.based_on:
        return []
    good = Content.assemble(
        ("A good answer is based on: ", MUTED), text(questionnaire.based_on, "italic")
    )
    return [Content(""), *flow(good, width)]


def _choices(questionnaire: Questionnaire, width: int) -> Lines:
    """The possible answers, each with its key."""
    keys = [("y", "yes"), ("n", "no"), ("d", "unsure")]
    parts = [
        Content.assemble((f" {key} ", "bold $text-primary on $primary-muted"), f" {WORDS[answer]} ")
        for key, answer in keys
    ]
    if questionnaire.kept is not None:
        kept = Content.assemble(
            ("Enter", "bold $text-primary"), " keeps ", _answer(questionnaire.kept)
        )
        parts.append(kept)
    return packed(parts, width, rest="")


def _progress(questionnaire: Questionnaire, width: int) -> Lines:
    """A mark for each question: its answer, asked now, or still open."""
    parts = []
    for number, question in enumerate(QUESTION_ORDER):
        answer = questionnaire.answers.get(question)
        sign, style = ANSWER_SIGNS.get(answer or "", "·"), ANSWER_STYLES.get(answer or "", MUTED)
        if number == questionnaire.at:
            sign, style = "▸", "bold $text-primary"
        parts.append(Content.styled(f"{sign} {question}", style))
    return packed(parts, width, rest="")


def _standing(lab: Lab, questionnaire: Questionnaire, width: int) -> Lines:
    """The system's level, what needs it, and the systems its test also counts for."""
    a = questionnaire.a
    parts = [level_name(a.level)]
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


def _answered(lab: Lab, questionnaire: Questionnaire, width: int) -> Lines:
    """The previous answer with its date and evidence, and the answer of this time."""
    before = previous(questionnaire.a, questionnaire.question)
    if before is None:
        said = Content.styled("not answered yet", MUTED)
    else:
        stale = (", too old", "$text-warning") if before.stale else ""
        said = Content.assemble(
            _answer(before.answer),
            f" · {before.when}",
            stale,
            origin_mark(before.origin, questionnaire.a.id),
        )
    lines = labelled("Your last answer", said, width, ANSWER_LABEL)
    if questionnaire.question in questionnaire.answers:
        lines += labelled(
            "This time", _answer(questionnaire.answers[questionnaire.question]), width, ANSWER_LABEL
        )
    if questionnaire.question == ASKED_ANEW:
        lines += labelled(
            "", text("This one is answered again every time.", MUTED), width, ANSWER_LABEL
        )
    return [*lines, *_note(lab, questionnaire, width)]


def _answer(answer: str) -> Content:
    return Content.styled(
        f"{ANSWER_SIGNS[answer]} {WORDS[answer]}", f"bold {ANSWER_STYLES[answer]}"
    )


def _note(lab: Lab, questionnaire: Questionnaire, width: int) -> Lines:
    """The note on the question: the one typed now, or else the one in the file."""
    if questionnaire.question in questionnaire.notes:
        typed = questionnaire.notes[questionnaire.question]
        return labelled(
            "Note now", text(typed or "cleared", "" if typed else MUTED), width, ANSWER_LABEL
        )
    noted = evidence(lab, questionnaire.a, questionnaire.question)
    if noted is None:
        return []
    origin = origin_mark(noted[1], questionnaire.a.id)
    return labelled("Note", Content.assemble(text(noted[0]), origin), width, ANSWER_LABEL)


def known_lines(questionnaire: Questionnaire, width: int) -> Lines:
    """The facts in the file that bear on the question."""
    facts = known(questionnaire.a, questionnaire.question)
    lines = heading("Known so far", width, "" if facts else "nothing")
    return [*lines, *chain.from_iterable(_known(fact, questionnaire.a.id, width) for fact in facts)]


def _known(fact: Known, id: str, width: int) -> Lines:
    value = NOT_ANSWERED
    if fact.said is not None:
        stale = (", too old", "$text-warning") if fact.stale else ""
        value = Content.assemble(text(fact.said), stale, origin_mark(fact.origin, id))
    return labelled(fact.label, value, width, FACT_LABEL)


def outcome_lines(
    lab: Lab, questionnaire: Questionnaire, effects: dict[str, Change] | None, width: int
) -> Lines:
    """The outcome, before → after; `lab` must hold the system with its answers."""
    id = questionnaire.a.id
    after = lab.assessments[id]
    return [
        *standing_changes(questionnaire.a, after, width),
        Content(""),
        *_answers(questionnaire, width),
        *_noted(questionnaire, width),
        *_news(questionnaire.a, after, width),
        *_to_do(first_to_do(lab, after), width),
        *_covers(cover_of(lab, id), width),
        *other_changes(id, effects, width),
    ]


def _answers(questionnaire: Questionnaire, width: int) -> Lines:
    parts = []
    for question in QUESTION_ORDER:
        was, now = questionnaire.a.answer(question), questionnaire.answers[question]
        arrow = f"{WORDS[was]} → " if was is not None and was != now else ""
        parts.append(Content.assemble((f"{question} {arrow}", MUTED), _answer(now)))
    return packed(parts, width, rest="")


def _noted(questionnaire: Questionnaire, width: int) -> Lines:
    changes = questionnaire.changes
    lines: Lines = []
    for question in QUESTION_ORDER:
        key = f"smell_test.notes.{question}"
        if key in changes:
            said = text(str(changes[key] or "cleared"))
            lines += labelled("Note", Content.assemble((f"{question}: ", MUTED), said), width)
    return lines


def _news(before: Assessment, after: Assessment, width: int) -> Lines:
    """The findings that are new, and those that are solved."""
    lines: Lines = []
    for title, findings in (
        ("New", new_findings(before, after)),
        ("Solved", solved_findings(before, after)),
    ):
        lines += heading(title, width, "" if findings else "nothing")
        lines += packed(findings, width, rest="")
    return lines


def _to_do(why: Why[Severity] | None, width: int) -> Lines:
    """What to do first."""
    if why is None:
        return heading("Do this first", width, "nothing: no finding is open")
    title = finding_title(why.answer, why.subject, unproven=why.unproven)
    return [
        *heading("Do this first", width),
        *flow(title, width),
        *flow(text(why.rule), width, first="  ", rest="  "),
        *flow(text(why.remedy, MUTED), width, first="  → ", rest="    "),
    ]


def _covers(cover: Cover, width: int) -> Lines:
    """What the test also counts for below the system, and for what not, and why."""
    them = "it" if len(cover.relied_on) == 1 else "them"
    rows = [
        ("Also counts for ", cover.covered, ""),
        ("Not for ", cover.relied_on, f": people rely on {them}"),
        ("Not for ", cover.nearer, ": a nearer test counts"),
    ]
    lines = chain.from_iterable(
        flow(Content.assemble((start, MUTED), text(join_words(ids, MANY)), (reason, MUTED)), width)
        for start, ids, reason in rows
        if ids
    )
    return [Content(""), *lines] if any(ids for _, ids, _ in rows) else []
