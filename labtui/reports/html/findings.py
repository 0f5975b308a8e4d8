"""The findings of the whole lab, title by title; the section of a system says more of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULES
from labtui.data.framework.severities import SEVERITIES, Severity
from labtui.reports.html.pieces import all_linked, severity
from labtui.reports.markup import escaped, table

MOST = 40
"""The most systems in one row."""

Key = tuple[int, bool, str]
"""What stands in one row: the severity's rank, whether it is unproven, and the title."""


def findings_section(lab: Lab, ids: Sequence[str]) -> str:
    """The section: proven ones, questions, then accepted ones; each the most severe first."""
    found: dict[Key, list[str]] = defaultdict(list)
    accepted: dict[Key, list[str]] = defaultdict(list)
    for id in ids:
        a = lab.assessments.get(id)
        if a is None:
            continue
        for each in a.findings:
            key = (
                -SEVERITIES.index(each.severity),
                each.unproven,
                RULES[each.rule].title_for(a, each),
            )
            (accepted if each.accepted else found)[key].append(id)
    parts = (
        ("Proven", {key: of for key, of in found.items() if not key[1]}),
        ("Not proven: questions", {key: of for key, of in found.items() if key[1]}),
        ("Accepted", accepted),
    )
    tables = "".join(f"<h3>{title}</h3>\n{_table(lab, rows)}" for title, rows in parts if rows)
    nothing = "<p>Nothing was found.</p>\n"
    return f'<section id="findings">\n<h2>Findings</h2>\n{tables or nothing}</section>\n'


def _table(lab: Lab, rows: dict[Key, list[str]]) -> str:
    ranked = sorted(rows.items(), key=lambda row: (row[0][0], -len(row[1]), row[0][2]))
    cells = [
        [
            escaped(title),
            severity(_severity(rank), unproven=unproven),
            str(len(systems)),
            all_linked(lab, systems, MOST),
        ]
        for (rank, unproven, title), systems in ranked
    ]
    return table(["Finding", "Severity", "Number", "Systems"], cells, kind="stack")


def _severity(rank: int) -> Severity:
    return SEVERITIES[-rank]
