"""The texts of the review queue: questions, causes and entries."""

from __future__ import annotations

from datetime import date
from itertools import chain

from textual.content import Content

from labtui.data.analysis.answers import value_of_word
from labtui.data.analysis.best_questions import Question
from labtui.data.analysis.findings import fact_to_answer
from labtui.data.analysis.review_queue import Cause, Entry, Progress
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES, Reason
from labtui.data.framework.facts import FACTS, Fact
from labtui.data.framework.groups import HABITS, OWNERSHIP
from labtui.data.framework.severities import SEVERITY_SIGNS
from labtui.data.framework.shapes import Shape
from labtui.text.wording import join_words
from labtui.widgets.lines.fields import LETTERS
from labtui.widgets.lines.layout import (
    MUTED,
    RISK_STYLES,
    SEVERITY_STYLES,
    Lines,
    at_most,
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

SEVERITIES = {Reason.CRITICAL: "critical", Reason.MISSING: "notice"}
"""The severities of reasons for a review; other reasons are warnings."""

_TOPICS = {
    "backs_up_to": "Backup target",
    "evidence.restore_tested": "Restore test",
    "evidence.patched": "Patching",
    "evidence.config_reviewed": "Configuration review",
    "evidence.monitored": "Monitoring",
    "evidence.wipeable": "Wiping",
    "evidence.data_located": "Data location",
    "evidence.exportable": "Data export",
}
"""Subjects of facts whose labels do not read well before the name of a system."""

_ASKED = {OWNERSHIP: "Who answers for it?", HABITS: "Is it done?"}
"""The question for facts without a help text, by group."""


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


def topic(question: Question) -> str:
    """The subject of a question, in a few words."""
    return _TOPICS.get(question.key, FACTS[question.key].title)


def settles(question: Question, width: int) -> str:
    """The number of systems an answer resolves, in as many words as fit."""
    count, production = len(question.systems), question.production
    if count == 1:
        return "settles 1 production system" if production else "settles 1 system"
    if not production:
        return f"settles {count} systems"
    some = f"{production} of them" if production < count else "both" if count == 2 else "all"
    forms = (
        f"settles {count} systems, {some} production",
        f"settles {count} systems, {production} production",
        f"settles {count}, {production} production",
    )
    return next((form for form in forms if len(form) <= width), forms[-1])


def reviewed(progress: Progress) -> str:
    """The progress of this month's review."""
    return f"{progress.reviewed} of {progress.total} reviewed this month"


def cause_severity(cause: Cause) -> str:
    """The severity of a cause."""
    return SEVERITIES.get(cause.kind, "warning")


def question_lines(lab: Lab, question: Question, width: int) -> Lines:
    """A question, the systems an answer would resolve, and the keys that answer it."""
    fact = FACTS[question.key]
    asked = Content.assemble(
        (topic(question), "bold $text-primary"),
        " of ",
        text(lab.systems[question.id].name, "bold"),
        "  ",
        text(fact.help or _ASKED.get(fact.group, ""), MUTED),
    )
    most = 1 if width >= ROOMY else 2
    settled = at_most(most, flow(_settled(lab, question), width), width)
    return [
        *at_most(1 + most - len(settled), flow(asked, width), width),
        *settled,
        _keys(fact).truncate(width, ellipsis=True),
    ]


def _settled(lab: Lab, question: Question) -> Content:
    """The names of the systems an answer resolves; production systems come first and bold.

    If the answer resolves only the system asked about, its findings until then.
    """
    if question.systems == (question.id,):
        return _held(lab, lab.assessments[question.id], question)
    known = [lab.assessments[id] for id in question.systems]
    known.sort(key=lambda a: not a.production)
    parts: list[Content | tuple[str, str]] = [(f"{settles(question, LONGEST)}: ", MUTED)]
    for number, a in enumerate(known[:NAMED]):
        parts += [text(", " if number else ""), text(a.system.name, "bold" if a.production else "")]
    return Content.assemble(*parts, " …" if len(known) > NAMED else "")


def _held(lab: Lab, a: Assessment, question: Question) -> Content:
    """The findings of a system that last until a question is answered."""
    said: list[tuple[str, str]] = [(settles(question, LONGEST), MUTED)]
    for finding in a.findings:
        severe = finding.severity != "notice" and not finding.accepted
        if severe and fact_to_answer(lab, a, finding) == question.key:
            sign = f"{SEVERITY_SIGNS[finding.severity]} "
            said.append((", until then " if len(said) == 1 else ", ", MUTED))
            said += [(sign, SEVERITY_STYLES[finding.severity]), (RULES[finding.rule].title, "")]
    return Content.assemble(*said)


def _keys(fact: Fact) -> Content:
    """The keys that answer; the last one offers all answers."""
    listed = "another day" if fact.shape is Shape.DATE_OR_NEVER else "picks it from a list"
    keys = {**letters(fact), "Enter": listed}
    parts = (((key, "bold $text-primary"), (f" {word}  ", MUTED)) for key, word in keys.items())
    return Content.assemble(*chain.from_iterable(parts))


def entry_lines(a: Assessment, entry: Entry, width: int) -> Lines:
    """A system's identity, and the full causes of its review."""
    risk = a.risk.now if a.risk else "not known"
    what = [
        text(a.system.name, "bold"),
        text(level_name(a.level)),
        Content.assemble(("risk ", MUTED), (risk, RISK_STYLES.get(risk, ""))),
    ]
    first = Content("  ").join(what).truncate(width, ellipsis=True)
    return [first, *packed([_in_full(a, cause) for cause in entry.reasons], width, rest="  ")]


def _in_full(a: Assessment, cause: Cause) -> Content:
    """A cause with all its details."""
    severity = cause_severity(cause)
    said = cause.text
    if cause.kind is Reason.CRITICAL:
        titles = [RULES[f.rule].title for f in a.findings if f.counts("critical")]
        said = f"{len(titles)} critical: {join_words(titles)}"
    return Content.assemble((f"{SEVERITY_SIGNS[severity]} ", SEVERITY_STYLES[severity]), text(said))
