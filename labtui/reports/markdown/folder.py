"""`markdown`: a page a system and an index, for a wiki, git or Obsidian."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name, risk_words
from labtui.data.assessment.models import System
from labtui.data.framework.roles import role_word
from labtui.reports.graph import Graph, graph_of, neighbourhoods
from labtui.reports.markdown.drawing import drawn
from labtui.reports.markdown.system_page import page_of
from labtui.reports.markdown.writing import heading, inline, link, page, table
from labtui.reports.naming import called
from labtui.reports.report import Subject
from labtui.text.wording import plural

INDEX = "index.md"


def report(subject: Subject) -> Mapping[str, str]:
    """The index and the pages."""
    graph = graph_of(subject)
    near = neighbourhoods(graph)
    pages = {
        _path(system): page_of(subject, near.get(system.id), system) for system in subject.systems
    }
    return {INDEX: page(_index(subject, graph)), **pages}


def _index(subject: Subject, graph: Graph) -> Iterator[str]:
    yield from heading(1, "Lab")
    known = subject.lab.assessments
    there = [known[id] for id in subject.ids if id in known]
    critical = sum(a.finding_count("critical") for a in there)
    yield (
        f"{plural(len(there), 'system')} on {subject.today}, "
        f"{plural(critical, 'critical finding')}."
    )
    yield ""
    if there:
        rows = [
            (
                link(called(a.system), _path(a.system)),
                level_name(a.level),
                role_word(a.role) + ("" if a.system.active else f", {a.system.status}"),
                risk_words(a),
                _critical(a),
            )
            for a in there
        ]
        yield from table(("System", "Level", "Role", "Risk", "Critical findings"), rows)
    yield from heading(2, "What needs what")
    yield from drawn(graph, explained=True)
    if retired := [system for system in subject.systems if system.retired]:
        yield from heading(2, "Retired")
        yield from (f"- {link(called(system), _path(system))}" for system in retired)


def _path(system: System) -> str:
    return f"systems/{system.id}.md"


def _critical(a: Assessment) -> str:
    count = a.finding_count("critical")
    unproven = a.unproven_count("critical")
    return inline(f"{count or ''}" + (f" ({unproven} unproven)" if unproven else ""))
