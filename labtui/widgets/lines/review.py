"""The texts of the review queue: questions, causes and entries."""

from __future__ import annotations

from itertools import chain
from math import ceil

from rich.cells import cell_len
from textual.content import Content

from labtui.data.analysis.answers import common_letters
from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.analysis.findings import fact_to_answer, first_to_do
from labtui.data.analysis.review_queue import Cause, Entry, Progress, critical_titles
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES, Reason
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import severity_sign
from labtui.data.framework.shapes import Shape
from labtui.data.framework.sightings import Sighting
from labtui.text.cells import clip, clip_at_word
from labtui.text.printable import printable
from labtui.text.wording import join_words, plural
from labtui.widgets.columns import GAP, Cell
from labtui.widgets.lines.charts import PROVEN, UNPROVEN, gauge
from labtui.widgets.lines.colours import level_word, risk_piece, solid_chip
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
from labtui.widgets.lines.panels import Panel, PanelRow

NAMED = 40
"""The most systems that are named; more never fit."""

LONGEST = 99
"""Room for the longest form of `what_it_updates`."""

ROOMY = 100
"""From this width on, lines are few and long: names of systems take one line, not two."""

MOST_SQUARES = 20
"""The most systems that are squares of their own; more are a share of a line."""

LONG = 44
"""In this many cells a question has room, and what is left of them shows the start of a name."""


def asked(question: FactQuestion, name: str, width: int) -> str:
    """What is asked of a system, at most `width` cells.

    Where there is no room for questions, the fact stands in their place, in every line.
    """
    fact = FACTS[question.key]
    return clip(fact.asked_of(name) if width >= LONG else f"{fact.title}? {name}", width)


def reaches(question: FactQuestion, width: int) -> str:
    """For how many systems an answer counts, in as many words as have room."""
    forms = _reach_forms(question)
    return next((form for form in forms if len(form) <= width), forms[-1])


def reaches_beside(question: FactQuestion, name: str, room: int) -> str:
    """The same beside a question that stands whole, if it can; nothing for a single system then.

    Where it cannot, it is told what people rely on.
    """
    forms = _reach_forms(question)
    count = len(question.systems)
    free = room - max(LONG, cell_len(FACTS[question.key].asked_of(name))) - GAP
    shorter = (*forms, f"for {count}") if count > 1 else (forms[0],)
    fitting = next((form for form in shorter if len(form) <= free), None)
    return fitting or (forms[-1] if count > 1 else "")


def _reach_forms(question: FactQuestion) -> tuple[str, ...]:
    count, production = len(question.systems), question.production
    systems = plural(count, "system")
    if not production:
        return (f"for {systems}",)
    some = f"{production} " if production < count else "all " if count > 1 else ""
    return (f"for {systems}, {some}in production", f"for {count}, {some}in production")


def reviewed(progress: Progress) -> str:
    """How far the review of this month is."""
    return f"{progress.reviewed} of {progress.total} tested this month"


def key_words(question: FactQuestion) -> list[Cell]:
    """The keys that answer a question, with the answers in words.

    Enter is one of them where the others are not all the answers there are.
    """
    answers = _answers(FACTS[question.key])
    if "y" in answers:
        answers.pop("Enter")
    pieces: list[Cell] = []
    for letter, word in answers.items():
        said = "asks" if letter == "Enter" else word
        pieces += [("  " if pieces else "", ""), (letter, "bold $text-primary")]
        pieces.append((f" {said}", "table--dim"))
    return pieces


def progress_forms(progress: Progress) -> tuple[str, ...]:
    """How far the review of this month is, with a picture and without."""
    said = reviewed(progress)
    if progress.total <= MOST_SQUARES:
        left = progress.total - progress.reviewed
        picture = PROVEN * progress.reviewed + UNPROVEN * left
    else:
        picture = gauge(progress.reviewed, progress.total, MOST_SQUARES // 2, ("", "")).plain
    return (f"{picture} {said}".strip(), said, "")


def question_lines(lab: Lab, question: FactQuestion, width: int) -> Lines:
    """A question, the systems an answer would resolve, and the keys that answer it."""
    fact = FACTS[question.key]
    name = lab.systems[question.id].name
    help = f"  {fact.help}" if fact.help else ""
    if seen := Sighting.parse(lab.systems[question.id].seen.get(question.key, "")).told:
        help += f"  Seen in {seen}"
    whole = Content.assemble(text(fact.asked_of(name), "bold $text-primary"), text(help, MUTED))
    most = 1 if width >= ROOMY else 2
    settled = at_most(most, flow(what_it_updates(lab, question), width), width)
    return [
        *at_most(1 + most - len(settled), flow(whole, width), width),
        *settled,
        _keys(fact).truncate(width, ellipsis=True),
    ]


def what_it_updates(lab: Lab, question: FactQuestion) -> Content:
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
    parts = (
        ((key, "bold $text-primary"), (f" {word}  ", MUTED)) for key, word in _answers(fact).items()
    )
    return Content.assemble(*chain.from_iterable(parts))


def _answers(fact: Fact) -> dict[str, str]:
    """The keys that answer, and what each answers."""
    listed = "another day" if fact.shape is Shape.DATE_OR_NEVER else "all answers"
    return {**common_letters(fact), "Enter": listed}


def cause_words(a: Assessment, cause: Cause, width: int) -> str:
    """Why a system needs looking at, in as many words as have room.

    Of critical findings, that is all of them, or the first and how many more there are.
    """
    said, rest = printable(cause.text), ""
    if cell_len(said) > width and cause.kind is Reason.CRITICAL:
        said, *more = map(printable, critical_titles(a))
        if more:
            rest = f" and {len(more)} more"
            rest = rest if cell_len(said + rest) <= width else f" +{len(more)}"
    return clip_at_word(said, width - len(rest)) + rest


def entry_lines(a: Assessment, entry: Entry, width: int) -> Lines:
    """What a system is, and in full why it needs looking at."""
    what = Content("  ").join([_standing(a), Content.styled(*risk_piece(a))])
    first = what.truncate(width, ellipsis=True)
    return [first, *packed([_in_full(a, cause) for cause in entry.reasons], width, rest="  ")]


def _standing(a: Assessment) -> Content:
    """The level: as a chip and in words."""
    return Content.assemble(solid_chip(a.level), f" {level_word(a)}")


def question_panel(lab: Lab, question: FactQuestion, width: int) -> Panel:
    """A question beside the list: what is asked, what an answer counts for, and its keys."""
    fact, system = FACTS[question.key], lab.systems[question.id]
    lines = flow(text(fact.asked_of(system.name), "bold"), width)
    if fact.help:
        lines += flow(text(fact.help, MUTED), width)
    if seen := Sighting.parse(system.seen.get(question.key, "")).told:
        lines += flow(text(f"Seen in {seen}", MUTED), width)
    lines += [
        Content(""),
        *at_most(6, flow(what_it_updates(lab, question), width), width),
        Content(""),
    ]
    lines += [
        Content.assemble((f"{key:<7}", "bold $text-primary"), word)
        for key, word in _answers(fact).items()
    ]
    return _panel(system.name, lines, "question")


def entry_panels(lab: Lab, entry: Entry, width: int) -> list[Panel]:
    """A system beside the list: what it is, why it needs looking at, and what to do first."""
    a = lab.assessments[entry.id]
    lines = [_standing(a), Content.styled(*risk_piece(a)), Content("")]
    lines += chain.from_iterable(
        flow(_in_full(a, cause), width, rest="  ") for cause in entry.reasons
    )
    panels = [_panel(a.system.name, lines, plural(len(entry.reasons), "reason"))]
    why = first_to_do(lab, a)
    if why is not None:
        todo = flow(finding_title(why.answer, why.subject, unproven=why.unproven), width, rest="  ")
        todo += flow(text(why.rule), width, first="  ", rest="  ")
        todo += flow(text(why.remedy, MUTED), width, first="  → ", rest="    ")
        panels.append(_panel("Do this first", todo))
    return panels


def pace_panel(lab: Lab, total: int, due: int, questions: int | None, width: int) -> Panel:
    """How many of `total` systems are due for a test, and how many tests a week keep up.

    `questions` are those that are open; None while they are looked for.
    """
    days = lab.evaluation.settings.review_days
    weekly = ceil(total * 7 / max(1, days))
    told = [
        f"{plural(due, 'system')} due for a smell test." if due else "No smell test is due.",
        f"{plural(weekly, 'test')} a week, and none is older than {plural(days, 'day')}.",
    ]
    if questions is not None:
        told.append(f"{plural(questions, 'question')} open.")
    return _panel("Pace", [*chain.from_iterable(flow(text(line), width) for line in told)])


def _panel(title: str, lines: Lines, remark: str = "") -> Panel:
    blank = PanelRow(Content(""))
    rows = [PanelRow(Content(" ") + line) for line in lines]
    return Panel(printable(title), [blank, *rows, blank], remark)


def _in_full(a: Assessment, cause: Cause) -> Content:
    """A cause with all its details."""
    said = cause.text
    if cause.kind is Reason.CRITICAL:
        titles = critical_titles(a)
        said = f"{len(titles)} critical: {join_words(titles)}"
    return finding_title(cause.severity, said, unproven=cause.unproven)
