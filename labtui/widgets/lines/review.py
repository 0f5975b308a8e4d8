"""The texts of the review queue: questions, causes and entries."""

from __future__ import annotations

from datetime import date
from itertools import chain

from textual.content import Content

from labtui.data.analysis.answers import value_of_word
from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.analysis.findings import fact_to_answer
from labtui.data.analysis.review_queue import Cause, Entry, Progress, critical_titles
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name, risk_words
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES, Reason
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import severity_sign
from labtui.data.framework.shapes import Shape
from labtui.data.framework.sightings import Sighting
from labtui.text.cells import clip
from labtui.text.wording import join_words, plural
from labtui.widgets.lines.colours import RISK_TOKENS
from labtui.widgets.lines.fields import LETTERS
from labtui.widgets.lines.layout import (
    MUTED,
    QUESTION_STYLE,
    SEVERITY_STYLES,
    Lines,
    at_most,
    finding_title,
    flow,
    packed,
    text,
)

NAMED = 40
"""The most systems that are named; more never fit."""

LONGEST = 99
"""Room for the longest form of `settles`."""

ROOMY = 100
"""From this width on, lines are few and long: names of systems take one line, not two."""

LONG = 44
"""In this many cells a question has room, and what is left of them shows the start of a name."""

_OWN_LETTERS = {"shared": "S"}
"""Answers with other letters than in the editor; `s` has another use in the lists."""


def letters(fact: Fact) -> dict[str, str]:
    """The keys that answer a question directly, with their answers."""
    # Any day stands for today.
    return {
        _OWN_LETTERS.get(word, letter): word
        for word, letter in LETTERS.items()
        if value_of_word(fact, word, date.max) is not None
    }


def asked(question: FactQuestion, name: str, width: int) -> str:
    """What is asked of a system, at most `width` cells.

    Where there is no room for questions, the fact stands in their place, in every line.
    """
    fact = FACTS[question.key]
    return clip(fact.asked_of(name) if width >= LONG else f"{fact.title}? {name}", width)


def reaches(question: FactQuestion, width: int) -> str:
    """For how many systems an answer counts, in as many words as have room."""
    count, production = len(question.systems), question.production
    systems = plural(count, "system")
    if not production:
        return f"for {systems}"
    some = f"{production} " if production < count else "all " if count > 1 else ""
    forms = (f"for {systems}, {some}in production", f"for {count}, {some}in production")
    return next((form for form in forms if len(form) <= width), forms[-1])


def reviewed(progress: Progress) -> str:
    """How far the review of this month is."""
    return f"{progress.reviewed} of {progress.total} tested this month"


def question_lines(lab: Lab, question: FactQuestion, width: int) -> Lines:
    """A question, the systems an answer would resolve, and the keys that answer it."""
    fact = FACTS[question.key]
    name = lab.systems[question.id].name
    help = f"  {fact.help}" if fact.help else ""
    if seen := Sighting.parse(lab.systems[question.id].seen.get(question.key, "")).told:
        help += f"  Seen in {seen}"
    whole = Content.assemble(text(fact.asked_of(name), "bold $text-primary"), text(help, MUTED))
    most = 1 if width >= ROOMY else 2
    settled = at_most(most, flow(_settled(lab, question), width), width)
    return [
        *at_most(1 + most - len(settled), flow(whole, width), width),
        *settled,
        _keys(fact).truncate(width, ellipsis=True),
    ]


def _settled(lab: Lab, question: FactQuestion) -> Content:
    """The names of the systems an answer resolves; production systems come first and bold.

    If the answer resolves only the system asked about, its findings until then.
    """
    if question.systems == (question.id,):
        return _held(lab, lab.assessments[question.id], question)
    known = [lab.assessments[id] for id in question.systems]
    known.sort(key=lambda a: not a.production)
    parts: list[Content | tuple[str, str]] = [(f"{reaches(question, LONGEST)}: ", MUTED)]
    for number, a in enumerate(known[:NAMED]):
        parts += [text(", " if number else ""), text(a.system.name, "bold" if a.production else "")]
    return Content.assemble(*parts, " …" if len(known) > NAMED else "")


def _held(lab: Lab, a: Assessment, question: FactQuestion) -> Content:
    """What is found of a system for as long as a question is not answered."""
    said: list[tuple[str, str]] = [(reaches(question, LONGEST), MUTED)]
    for finding in a.findings:
        severe = finding.severity != "notice" and not finding.accepted
        if severe and fact_to_answer(lab, a, finding) == question.key:
            sign = severity_sign(finding.severity, unproven=finding.unproven)
            style = QUESTION_STYLE if finding.unproven else SEVERITY_STYLES[finding.severity]
            said.append((", until then " if len(said) == 1 else ", ", MUTED))
            said += [(f"{sign} ", style), (RULES[finding.rule].title_for(a, finding), "")]
    return Content.assemble(*said)


def _keys(fact: Fact) -> Content:
    """The keys that answer; the last one offers all answers."""
    listed = "another day" if fact.shape is Shape.DATE_OR_NEVER else "picks it from a list"
    keys = {**letters(fact), "Enter": listed}
    parts = (((key, "bold $text-primary"), (f" {word}  ", MUTED)) for key, word in keys.items())
    return Content.assemble(*chain.from_iterable(parts))


def entry_lines(a: Assessment, entry: Entry, width: int) -> Lines:
    """What a system is, and in full why it needs looking at."""
    risk = risk_words(a)
    what = [
        text(a.system.name, "bold"),
        text(level_name(a.level)),
        Content.assemble(("risk ", MUTED), (risk, RISK_TOKENS.get(risk, ""))),
    ]
    first = Content("  ").join(what).truncate(width, ellipsis=True)
    return [first, *packed([_in_full(a, cause) for cause in entry.reasons], width, rest="  ")]


def _in_full(a: Assessment, cause: Cause) -> Content:
    """A cause with all its details."""
    said = cause.text
    if cause.kind is Reason.CRITICAL:
        titles = critical_titles(a)
        said = f"{len(titles)} critical: {join_words(titles)}"
    return finding_title(cause.severity, said, unproven=cause.unproven)
