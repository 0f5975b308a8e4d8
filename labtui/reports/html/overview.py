"""The overview: how many of what, what to do first, what carries the most, what falls due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from labtui.data.analysis.falling_due import ACCEPTED, Due, accepted_title, falling_due
from labtui.data.analysis.findings import first_to_do
from labtui.data.analysis.overview.carriers import Carrier, carriers
from labtui.data.analysis.overview.counts import count
from labtui.data.analysis.query import Query
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import LEVELS
from labtui.reports.html.pieces import (
    RISK_CLASSES,
    counted,
    level_chip,
    linked,
    risk,
    severity,
    unit_of,
)
from labtui.reports.markup import escaped, table
from labtui.text.wording import ahead, directly_and_through, plural

FIRST = 8
"""How many systems and dates the overview shows."""


def overview(lab: Lab, ids: Sequence[str]) -> str:
    """The section."""
    counts = count(lab, ids)
    unit = unit_of(counts.systems)
    levels = [
        (
            f"{level_chip(each.level)} "
            f"{escape(LEVELS[each.level].environment if each.level else 'not known')}",
            counted(each.systems, unit),
        )
        for each in counts.levels
    ]
    risks = [
        (
            f'<span class="{RISK_CLASSES[each.risk]}">{each.risk}</span>',
            counted(each.proven + each.unproven, unit)
            + (f" ({each.unproven} not proven)" if each.unproven else ""),
        )
        for each in counts.risks
    ]
    learning = [(each.learning, counted(each.systems, unit)) for each in counts.learning]
    answered = f"{counts.known} of {counts.relevant} facts that matter are answered."
    if unit > 1:
        answered += f" One ■ is {unit} systems."
    kinds = [
        plural(counts.systems, "system"),
        *([f"{counts.planned} of them only planned"] if counts.planned else []),
        *([f"{counts.retired} retired besides"] if counts.retired else []),
    ]
    return (
        f'<section id="overview">\n<h2>Overview</h2>\n<p>{", ".join(kinds)}. {answered}</p>\n'
        f'<div class="cols">\n{_counts("Levels", levels)}{_counts("Risk", risks)}'
        f"{_counts('Learning', learning)}</div>\n"
        f"{_first(lab, ids)}{_carriers(lab, ids)}{_due(lab, ids)}</section>\n"
    )


def _counts(title: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f'<tr><th scope="row">{name}</th><td>{n}</td></tr>\n' for name, n in rows)
    return f"<table><caption>{title}</caption><tbody>\n{lines}</tbody></table>\n" if lines else ""


def _first(lab: Lab, ids: Sequence[str]) -> str:
    """The systems that need most, each with what to do first."""
    rows = []
    for id in Query().listed(lab, ids):
        a = lab.assessments.get(id)
        why = first_to_do(lab, a) if a and a.system.active else None
        if a and why:
            found = f"{severity(why.answer, unproven=why.unproven)}: {escaped(why.subject)}"
            rows.append([linked(lab, id), risk(a), found, escaped(why.remedy)])
        if len(rows) == FIRST:
            break
    if not rows:
        return _nothing_to_do(lab, ids)
    head = ["System", "Risk", "Worst", "What to do"]
    return f"<h3>What to do first</h3>\n{table(head, rows, kind='stack')}"


def _nothing_to_do(lab: Lab, ids: Iterable[str]) -> str:
    """Why there is nothing to do first; empty where only what is planned or accepted is found."""
    shown = [lab.assessments[id] for id in ids if id in lab.assessments]
    if not any(a.system.active for a in shown):
        return "<p>No system is in service.</p>\n"
    found = any(a.findings for a in shown)
    return "" if found else "<p>Nothing was found that is wrong or not answered.</p>\n"


def _needed_by(lab: Lab, carrier: Carrier) -> str:
    directly = sum(lab.systems[by].active for by in lab.reliance.needed_by(carrier.id))
    return directly_and_through(directly, carrier.needed_by)


def _carriers(lab: Lab, ids: Sequence[str]) -> str:
    chosen = set(ids)
    found = [each for each in carriers(lab) if each.id in chosen][:FIRST]
    items = "".join(
        f"<li>{linked(lab, each.id)}: needed by {_needed_by(lab, each)}</li>\n" for each in found
    )
    return f"<h3>What carries the most</h3>\n<ul>\n{items}</ul>\n" if items else ""


def _due(lab: Lab, ids: Sequence[str]) -> str:
    chosen = set(ids)
    items = list(_dates(lab, [due for due in falling_due(lab) if due.id in chosen]))
    if not items:
        return ""
    more = len(items) - 2 * FIRST
    rest = f"<p>And {more} more.</p>\n" if more > 0 else ""
    shown = "".join(items[: 2 * FIRST])
    return f"<h3>What falls due</h3>\n<ul>\n{shown}</ul>\n{rest}"


def _dates(lab: Lab, found: Iterable[Due]) -> Iterator[str]:
    today = lab.evaluation.today
    for due in found:
        what = accepted_title(lab, due) if due.rule else FACTS[due.kind].label
        if due.kind == ACCEPTED:
            what = f"accepted until then: {what}"
        elif due.kind == "smell_test.date":
            what = "Smell test"
        if due.day is None:
            when = '<b class="critical">never</b>'
        elif late := due.days_late(today):
            when = f'<b class="critical">{plural(late, "day")} late</b>, since {due.day}'
        else:
            when = f"{due.day} ({ahead(due.day, today)})"
        yield f"<li>{linked(lab, due.id)}: {escape(what)}, {when}</li>\n"
