"""The section of one system: what it is, what is wrong, all its facts and its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import date
from html import escape

from labtui.data.analysis.findings import ordered
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.groups import RESPONSIBLE, SMELL
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.shapes import REFERRING, Value
from labtui.data.framework.values import as_texts, show_answer
from labtui.reports.html.pieces import (
    all_linked,
    anchor,
    level_chip,
    level_words,
    linked,
    risk,
    severity,
)
from labtui.reports.markup import escaped, link
from labtui.reports.naming import called
from labtui.text.wording import RESPONSIBLE as WORDS
from labtui.text.wording import ago

EVENTS = 8
"""The most entries of a history, the last ones."""

NEEDED_BY = 24
"""The most systems that are named as needing it."""


def systems_section(lab: Lab, ids: Iterable[str]) -> str:
    """The sections of all systems, one below the other."""
    named = list(ids)
    if not named:
        return ""
    index = "".join(f"<li>{_chip(lab, id)}{linked(lab, id)}</li>\n" for id in named)
    within = frozenset(named)
    sections = "".join(_section(lab, id, within) for id in named)
    return (
        f'<section id="systems">\n<h2>Systems</h2>\n<ul class="index">\n{index}</ul>\n'
        f"{sections}</section>\n"
    )


def _chip(lab: Lab, id: str) -> str:
    a = lab.assessments.get(id)
    return f"{level_chip(a.level)} " if a else ""


def _section(lab: Lab, id: str, within: Container[str]) -> str:
    """The section of a system; a retired one has no assessment."""
    system = lab.systems[id]
    a = lab.assessments.get(id)
    facts = "".join(
        f"<dt>{title}</dt><dd>{said}</dd>\n" for title, said in _facts(lab, system, a, within)
    )
    shown = "<p>Retired.</p>\n"
    if a:
        shown = _standing(a)
    shown += _description(system)
    if a:
        shown += _findings(lab, a)
    return (
        f'<article id="{anchor(id)}">\n<h3>{escaped(called(system))} '
        f'<span class="quiet">{escape(id)}</span></h3>\n'
        f"{shown}<dl>\n{facts}</dl>\n{_history(system)}</article>\n"
    )


def _description(system: System) -> str:
    said = system.text("description") or ""
    return f"<p>{_lines(said)}</p>\n" if said.strip() else ""


def _lines(text: str) -> str:
    return "<br>".join(escaped(line) for line in text.splitlines())


def _standing(a: Assessment) -> str:
    """What it is, in one line."""
    status = "" if a.system.active else "planned, "
    learning = f", learning {a.learning.now_shown}" if a.learning else ""
    answered = f"{a.known} of {a.relevant} answered"
    return f"<p>{status}{level_words(a)}, {risk(a)}{learning}, {answered}</p>\n"


def _findings(lab: Lab, a: Assessment) -> str:
    items = []
    for finding in ordered(a):
        why = why_finding(lab, a, finding)
        taken = " (accepted)" if finding.accepted else ""
        items.append(
            f"<li>{severity(finding.severity, unproven=finding.unproven)}{taken}: "
            f"<b>{escaped(why.subject)}</b> {escaped(why.rule)} "
            f'<span class="quiet">{escaped(why.remedy)}</span></li>\n'
        )
    return f'<ul class="found">\n{"".join(items)}</ul>\n' if items else ""


def _facts(
    lab: Lab, system: System, a: Assessment | None, within: Container[str]
) -> Iterator[tuple[str, str]]:
    """All that is known of it, as pairs of title and HTML; only what is `within` has links."""
    for key, fact in FACTS.items():
        if fact.group in {RESPONSIBLE, SMELL} or key in {"id", "name", "description"}:
            continue
        value, whose = (a.fact(key) if a else None) or (system.facts.get(key), system.id)
        if value is not None:
            inherited = "" if whose == system.id else f", from {linked(lab, whose, within)}"
            yield fact.label, f"{_shown(lab, fact, value, within)}{inherited}"
    if a:
        yield from _responsible(a)
        yield from _smell_test(lab, a)
    if needing := [by for by in lab.reliance.needed_by(system.id) if not lab.systems[by].retired]:
        yield "Needed by", all_linked(lab, needing, NEEDED_BY, within)


def _shown(lab: Lab, fact: Fact, value: Value, within: Container[str]) -> str:
    if fact.shape in REFERRING and value != ():
        return all_linked(lab, as_texts(value) or (str(value),), within=within)
    if fact.key == "url":
        return link(str(value))
    if isinstance(value, date):
        return f"{value} ({ago(value, lab.evaluation.today)})"
    return _lines(show_answer(fact.key, value))


def _responsible(a: Assessment) -> Iterator[tuple[str, str]]:
    layers: dict[str, list[str]] = defaultdict(list)
    for layer, label in LAYERS.items():
        if owner := a.owner(layer):
            layers[owner].append(label)
    if layers:
        said = "; ".join(
            f"{escape(WORDS[owner])}: {', '.join(layers[owner])}"
            for owner in WORDS
            if owner in layers
        )
        yield "Responsible", said


def _smell_test(lab: Lab, a: Assessment) -> Iterator[tuple[str, str]]:
    answers = [f"{question} {answer}" for question in QUESTIONS if (answer := a.answer(question))]
    if answers:
        when = (
            f"{a.assessed[0]} ({ago(a.assessed[0], lab.evaluation.today)}): " if a.assessed else ""
        )
        yield "Smell test", f"{when}{', '.join(answers)}"
    for question in QUESTIONS:
        if note := a.system.text(f"smell_test.notes.{question}"):
            yield f"Note on {question}", escaped(note)


def _history(system: System) -> str:
    dated = [event for event in system.history if event.date is not None]
    dated.sort(key=lambda event: str(event.date), reverse=True)
    items = "".join(
        f"<li>{event.date} {escape(event.event or 'noted')}"
        f"{f': {escaped(event.note)}' if event.note else ''}</li>\n"
        for event in dated[:EVENTS]
    )
    return f"<h4>History</h4>\n<ul>\n{items}</ul>\n" if items else ""
