"""What an edit writes besides the changes asked for, and how a new system starts.

labtui keeps `changed`, dates a smell test that is answered, and copies an ancestor's answers
where its test covered the system until then (framework, section 2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from datetime import date

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, Event, System
from labtui.data.framework.facts import ANSWERS_DATED_BY_CHANGE, FACTS
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.shapes import REFERRING, Value
from labtui.data.framework.templates import TEMPLATES
from labtui.data.framework.values import as_texts
from labtui.errors import FactError

ID_LENGTH = 63


def check_references(id: str, changes: Changes, facts: Mapping[str, Value]) -> None:
    """Raise `FactError` where a change makes a system name itself in a reference.

    `facts` are those before the change: what names itself already may stay.
    """
    for key, value in changes.items():
        fact = FACTS[key]
        named = fact.shape in REFERRING and _names(id, value)
        if named and not _names(id, facts.get(key)):
            none = f", or [] for {fact.none}" if fact.none else ""
            raise FactError(f"{id}: {key} cannot name {id} itself. Name another system{none}.")


def _names(id: str, value: Value | None) -> bool:
    return id == value or id in as_texts(value)


def completed(before: Assessment | None, system: System, changes: Changes, today: date) -> Changes:
    """The changes to write when somebody makes these changes to a system on a day.

    `before` is the system's assessment until then, None for one that is retired. A change to the
    value a fact already has is left out, so that a change reversed by hand leaves no trace. A fact
    to be unset is always kept in: its value in the file may be invalid, which reads as absent.
    """
    real = {
        key: value
        for key, value in changes.items()
        if value is None or value != system.facts.get(key)
    }
    answered = {
        question for question in QUESTIONS if changes.get(f"smell_test.{question}") is not None
    }
    added: dict[str, Value | None] = {}
    if any(key in system.facts for key in real if key in ANSWERS_DATED_BY_CHANGE):
        added["changed"] = today
    if answered:
        added["smell_test.date"] = today
        covered = before.context.smell if before else None
        if covered is not None and covered[1] != system.id:
            for question, answer in covered[0].answers.items():
                if f"smell_test.{question}" not in changes:
                    added[f"smell_test.{question}"] = answer
    added = {key: value for key, value in added.items() if value != system.facts.get(key)}
    return {**added, **real}


def completes_test(revised: System, changes: Changes) -> bool:
    """Whether the changes answer the smell test and all five answers are there afterwards."""
    answered = any(changes.get(f"smell_test.{question}") for question in QUESTIONS)
    return answered and revised.smell_test is not None and revised.smell_test.complete


def assessed_event(lab: Lab, system: System, today: date) -> Event:
    """The event that records a complete smell test, with the level, risk and verdict of that day.

    `lab` must hold the system with its answers already.
    """
    level = lab.assessments[system.id].level
    # Assessed with the event, which decides whether the system has outgrown its test.
    recorded = system.with_event(Event(today, "assessed", level=level))
    after = lab.supposing({system.id: recorded}).assessments[system.id]
    risk = after.risk.now if after.risk else None
    return Event(today, "assessed", level=level, risk=risk, verdict=after.verdict)


def started_from(template: str, lab: Lab, host: str | None) -> dict[str, Value]:
    """The facts a new system has from a template (interface, templates).

    With a host, only the owners that differ from what it would inherit from that.
    """
    started = TEMPLATES[template]
    above = lab.effective(host) if host is not None else {}
    facts: dict[str, Value] = {}
    if host is not None:
        facts["runs_on"] = host
    if started.purpose is not None:
        facts["purpose"] = started.purpose
    for layer, owner in started.owners.items():
        key = f"owners.{layer}"
        if above.get(key, (None, ""))[0] != owner:
            facts[key] = owner
    return facts


def id_for(name: str, taken: Container[str]) -> str:
    """An id for a new system of this name that is not taken yet."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:ID_LENGTH].strip("-") or "system"
    found, number = stem, 1
    while found in taken:
        number += 1
        ending = f"-{number}"
        found = stem[: ID_LENGTH - len(ending)].rstrip("-") + ending
    return found
