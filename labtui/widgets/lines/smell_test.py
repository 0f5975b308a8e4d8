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
from labtui.widgets.lines.effects import finding_news, other_changes, standing_changes
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

FEW, MANY = 2, 8
"""The most systems named in a sentence and in a list; the rest are counted."""


def question_lines(lab: Lab, questionnaire: Questionnaire, width: int) -> Lines:
    """The progress, the question, its meaning for the system, and the previous answer."""
    meaning = questionnaire.meaning
    number = f"{questionnaire.at + 1} of {len(QUESTION_ORDER)}  "
    rests_on = Content.assemble(("A good answer rests on ", MUTED), text(f"{meaning.rests_on}."))
    return [
        *_progress(questionnaire, width),
        *_standing(lab, questionnaire, width),
        Content(""),
        *flow(Content.assemble((number, MUTED), (questionnaire.asked, "bold")), width),
        *flow(text(meaning.asks), width),
        Content(""),
        *flow(rests_on, width),
        Content(""),
        *_answered(lab, questionnaire, width),
        Content(""),
        *_choices(questionnaire, width),
    ]


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
    """The system's level, who relies on it, and the systems the test covers."""
    a = questionnaire.a
    parts = [level_name(a.level)]
    if a.through:
        parts.append(f"relied on by {join_words(a.through, FEW)}")
    if covered := cover_of(lab, a.id).covered:
        parts.append(f"the test covers {join_words(covered, FEW)}")
    # Findings that call the previous answers into question, however fresh these are.
    parts += [
        rule.title.lower()
        for rule in (RULES[finding.rule] for finding in a.findings)
        if rule.queued and rule.queued.doubts_answers
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
    lines = labelled("Before", said, width)
    if questionnaire.question in questionnaire.answers:
        lines += labelled(
            "This time", _answer(questionnaire.answers[questionnaire.question]), width
        )
    if questionnaire.question == ASKED_ANEW:
        lines += labelled("", text("This one is answered anew, every time.", MUTED), width)
    return [*lines, *_note(lab, questionnaire, width)]


def _answer(answer: str) -> Content:
    return Content.styled(
        f"{ANSWER_SIGNS[answer]} {WORDS[answer]}", f"bold {ANSWER_STYLES[answer]}"
    )


def _note(lab: Lab, questionnaire: Questionnaire, width: int) -> Lines:
    """The note on the question: the one typed now, or else the one in the file."""
    if questionnaire.question in questionnaire.notes:
        typed = questionnaire.notes[questionnaire.question]
        return labelled("Note now", text(typed or "taken away", "" if typed else MUTED), width)
    noted = evidence(lab, questionnaire.a, questionnaire.question)
    if noted is None:
        return []
    return labelled(
        "Note", Content.assemble(text(noted[0]), origin_mark(noted[1], questionnaire.a.id)), width
    )


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
    first, *others = flow(value, width, rest=" " * FACT_LABEL)
    return [Content.styled(f"{fact.label:<{FACT_LABEL}}", MUTED) + first, *others]


def outcome_lines(
    lab: Lab, questionnaire: Questionnaire, effects: dict[str, Change], width: int
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
            said = text(str(changes[key] or "taken away"))
            lines += labelled("Note", Content.assemble((f"{question}: ", MUTED), said), width)
    return lines


def _news(before: Assessment, after: Assessment, width: int) -> Lines:
    """The findings that are new, and those that are gone."""
    pieces = finding_news(before, after)
    lines = heading("What is new", width, "" if pieces else "nothing")
    return [*lines, *packed(pieces, width, rest="")]


def _to_do(why: Why[Severity] | None, width: int) -> Lines:
    """What to do first."""
    if why is None:
        return heading("Do first", width, "nothing: no finding is open")
    title = finding_title(why.answer, why.subject, unproven=why.unproven)
    return [
        *heading("Do first", width),
        *flow(title, width),
        *flow(text(why.rule), width, first="  ", rest="  "),
        *flow(text(why.remedy, MUTED), width, first="  → ", rest="    "),
    ]


def _covers(cover: Cover, width: int) -> Lines:
    """The guests and members the test covers, and why not the others; empty without any."""
    rows = [
        ("Covers", cover.covered, ""),
        ("Not covered", cover.relied_on, " · relied on by people"),
        ("Not covered", cover.nearer, " · a nearer test counts"),
    ]
    lines: Lines = []
    for label, ids, reason in rows:
        if ids:
            named = Content.assemble(text(join_words(ids, MANY)), (reason, MUTED))
            lines += labelled(label, named, width)
    return [*heading("Guests and members", width), *lines] if lines else []
