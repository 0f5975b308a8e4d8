"""`csv`: a table with a row a system, the columns named as the facts."""

from __future__ import annotations

import csv
from io import StringIO

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.values import show_value
from labtui.reports.report import Subject

_FACTS = ("id", "name", *(key for key in FACTS if key not in {"id", "name"}))
_COMPUTED = ("level", "role", "risk", "risk_proven", "learning", *SEVERITIES)
"""What is worked out; empty for retired systems. By severity, how many findings count."""

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute instead of showing it."""


def report(subject: Subject) -> str:
    """The table: first what was stated, as `labtui set` takes it, then what follows from it."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow((*_FACTS, *_COMPUTED))
    for system in subject.systems:
        stated = [_shown(system.facts.get(key)) for key in _FACTS[2:]]
        a = subject.lab.assessments.get(system.id)
        computed = _computed(a) if a else [""] * len(_COMPUTED)
        table.writerow(map(_inert, (system.id, system.name, *stated, *computed)))
    return text.getvalue()


def _shown(value: object) -> str:
    if value is None:
        return ""
    return show_value(value) if value != () else "[]"


def _computed(a: Assessment) -> list[str]:
    return [
        a.level or "",
        a.role or "",
        a.risk.now if a.risk else "",
        a.risk.proven if a.risk else "",
        a.learning.now if a.learning else "",
        *(str(a.finding_count(severity)) for severity in SEVERITIES),
    ]


def _inert(cell: str) -> str:
    """A cell that no spreadsheet computes: an apostrophe makes a text of it."""
    return f"'{cell}" if cell.startswith(_BEGINS_FORMULA) else cell
