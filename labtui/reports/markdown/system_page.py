"""The page of a system, with front matter and links to the pages of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name, missing_layer, operated_by, risk_words
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS, REFERENCES
from labtui.data.framework.groups import DESCRIPTION, GROUPS, RELATIONS, RETIREMENT
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.values import show_answer
from labtui.reports.graph import Graph
from labtui.reports.markdown.drawing import drawn
from labtui.reports.markdown.writing import heading, inline, link, page, paragraphs, table
from labtui.reports.naming import called
from labtui.reports.report import Subject

_PROSE = {"notes": "Notes", "teardown": "How to remove it"}
"""Facts of several lines, which get a part of their own."""

_TOLD_ELSEWHERE = frozenset({"id", "name", "description", *_PROSE, *REFERENCES})

_NAMED_BY = {
    "runs_on": "Hosts",
    "member_of": "Members",
    "depends_on": "Needed by",
    "backs_up_to": "Keeps backups of",
    "recovers_with": "Needed to recover",
    "access_to": "Administered by",
}
"""What a system is to those that name it in a fact."""

MOST_AROUND = 40
"""The most links around a system that its page draws; the lists above have them all."""

_NOT_IN_TAGS = re.compile(r"[^\w/-]+")


def page_of(subject: Subject, near: Graph | None, system: System) -> str:
    """The page of a system, with what is linked to it; what is not answered is left out."""
    a = subject.lab.assessments.get(system.id)
    front = ["---", *_front_matter(system, a), "---"]
    return page([*front, *_body(subject, near, system, a)])


def _front_matter(system: System, a: Assessment | None) -> Iterator[str]:
    """Properties as YAML, of which JSON values are a part."""
    tags = [tag for each in system.texts("tags") if (tag := _NOT_IN_TAGS.sub("-", each).strip("-"))]
    properties: dict[str, Any] = {
        "id": system.id,
        "name": system.name,
        "aliases": [system.name],
        "tags": tags or None,
        "kind": system.text("kind"),
        "status": system.status,
        "level": a and a.level,
        "role": a and a.role,
        "risk": a and a.risk and a.risk.now,
    }
    for key, value in properties.items():
        if value is not None:
            yield f"{key}: {json.dumps(value, ensure_ascii=False)}"


def _body(
    subject: Subject, near: Graph | None, system: System, a: Assessment | None
) -> Iterator[str]:
    yield from heading(1, called(system))
    yield from paragraphs(system.text("description") or "")
    yield ""
    if a is None:
        yield "It is retired."
    else:
        yield from (f"- {label}: {said}" for label, said in _standing(a))
        yield from _findings(subject.lab, a)
    yield from _around(subject, near, system, a)
    for group in GROUPS:
        yield from _group(subject, group, system, a)
    for key, title in _PROSE.items():
        if text := system.text(key):
            yield from heading(2, title)
            yield from paragraphs(text)
    yield from _history(system)
    yield ""
    yield link("All systems", "../index.md")


def _standing(a: Assessment) -> Iterator[tuple[str, str]]:
    level = inline(level_name(a.level))
    if a.level is None:
        level += f": who is responsible for the {missing_layer(a)}?"
    yield "Level", level
    yield "Role", role_word(a.role)
    yield "Risk", risk_words(a)
    yield "Learning", a.learning.now_shown if a.learning else "not known"
    yield "Operated by", operated_by(a.verdict, a.level)
    yield "Answered", f"{a.known} of {a.relevant}"


def _findings(lab: Lab, a: Assessment) -> Iterator[str]:
    if not a.findings:
        return
    yield from heading(2, "Findings")
    for finding in sorted(a.findings, key=lambda finding: -SEVERITIES.index(finding.severity)):
        why = why_finding(lab, a, finding)
        accepted = ", accepted" if finding.accepted else ""
        said = f"{_ended(why.subject)} ({finding.severity}{accepted}) {why.rule} → {why.remedy}"
        yield f"- {inline(said)}"


def _ended(title: str) -> str:
    return title if title.endswith("?") else f"{title}."


def _around(
    subject: Subject, near: Graph | None, system: System, a: Assessment | None
) -> Iterator[str]:
    """What it names, and what names it."""
    lines = []
    for key in REFERENCES:
        value, whose = (a and a.fact(key)) or (system.facts.get(key), system.id)
        named = (value,) if isinstance(value, str) else value
        if isinstance(named, tuple):
            said = ", ".join(_linked(subject, named)) or FACTS[key].none or "none"
            origin = "" if whose == system.id else f", from {_link(subject, whose)}"
            lines.append(f"- {FACTS[key].label}: {said}{origin}")
    for key, title in _NAMED_BY.items():
        if naming := subject.lab.references.by(key, system.id):
            lines.append(f"- {title}: {', '.join(_linked(subject, naming))}")
    if lines:
        yield from heading(2, "Around it")
        yield from lines
        yield ""
        if near and len(near.links) <= MOST_AROUND:
            yield from drawn(near, explained=False)


def _linked(subject: Subject, ids: Iterable[str]) -> Iterator[str]:
    return (_link(subject, id) for id in ids)


def _link(subject: Subject, id: str) -> str:
    """A link to the page of a system; only its id where it has none."""
    system = subject.lab.systems.get(id)
    is_shown = system is not None and id in subject.reported
    return link(called(system), f"{id}.md") if system and is_shown else inline(id)


def _group(subject: Subject, title: str, system: System, a: Assessment | None) -> Iterator[str]:
    """The facts under a heading, with the system that states what is inherited."""
    rows = []
    for fact in FACTS.values():
        if fact.group == title and fact.key not in _TOLD_ELSEWHERE:
            stated = a.fact(fact.key) if a else None
            value, whose = stated or (system.facts.get(fact.key), system.id)
            if value is not None:
                origin = "" if whose == system.id else _link(subject, whose)
                rows.append((fact.label, inline(show_answer(fact.key, value)), origin))
    if rows:
        yield from heading(2, _TITLES.get(title, title))
        head = ("Fact", "Answer", "From")
        columns = 3 if any(row[2] for row in rows) else 2
        yield from table(head[:columns], [row[:columns] for row in rows])


_TITLES = {RELATIONS: "People and places", DESCRIPTION: "What it is", RETIREMENT: "Retirement"}


def _history(system: System) -> Iterator[str]:
    if system.history or system.accepted:
        yield from heading(2, "History")
    for event in system.history:
        note = f": {inline(event.note)}" if event.note else ""
        yield f"- {event.date or 'some day'} {event.event or 'something'}{note}"
    for each in system.accepted:
        reason = f": {inline(each.reason)}" if each.reason else ""
        yield f"- accepted until {each.until}, {each.rule}{reason}"
