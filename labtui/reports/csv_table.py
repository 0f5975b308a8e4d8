"""`csv`: a table with a row a system, the columns named as the facts."""

from __future__ import annotations

import csv
from io import StringIO

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.table import COMPUTED, inert
from labtui.data.framework.values import show_value
from labtui.reports.report import Subject
from labtui.text.wording import join_words, plural

_FACTS = ("id", "name", *(key for key in FACTS if key not in {"id", "name"}))


def report(subject: Subject) -> str:
    """The table: first what was stated, as `labtui set` takes it, then what follows from it."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow((*_FACTS, *COMPUTED))
    for system in subject.systems:
        stated = [_shown(system.facts.get(key)) for key in _FACTS[2:]]
        a = subject.lab.assessments.get(system.id)
        computed = _computed(a) if a else [""] * len(COMPUTED)
        table.writerow(map(inert, (system.id, system.name, *stated, *computed)))
    return text.getvalue()


def _shown(value: object) -> str:
    if value is None:
        return ""
    return show_value(value) if value != () else "[]"


def _computed(a: Assessment) -> list[str]:
    """What is worked out; it is empty for retired systems."""
    return [
        a.level or "",
        a.role or "",
        a.risk.now if a.risk else "",
        a.risk.proven if a.risk else "",
        a.learning.now if a.learning else "",
        *(str(a.finding_count(severity)) for severity in SEVERITIES),
    ]


def left_out(subject: Subject) -> str:
    """What a table has no place for, of what is reported; empty where there is nothing."""
    counts = (
        ("history", sum(bool(system.history) for system in subject.systems)),
        ("accepted risks", sum(bool(system.accepted) for system in subject.systems)),
    )
    found = [f"{what} of {plural(number, 'system')}" for what, number in counts if number]
    return join_words(found)
