"""The text of commands for a system, its level, and an empty lab."""

from __future__ import annotations

from labtui.cli.page import safe
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.values import example_value

WORST_FIRST = SEVERITIES[::-1]

EMPTY_LAB = ("No systems.", "Look around in an example lab: labtui --demo")
"""What is said of an inventory without systems, besides where it is and how to go on."""


def level_and_role(a: Assessment) -> str:
    """`3a lab`, or `level not known`."""
    return " ".join(filter(None, (a.level or "level not known", a.role)))


def id_and_name(system: System) -> str:
    """A system's id, followed by its name where the name says more."""
    name = safe(system.name)
    return system.id if name.casefold() == system.id else f"{system.id}  {name}"


def command_to_answer(key: str, id: str = "ID") -> str:
    """The command that answers a fact: `labtui set ID depends_on=ID (nothing: [])`."""
    if key.startswith("smell_test."):
        return f"labtui assess {id}"
    fact = FACTS[key]
    empty = f" ({fact.none}: [])" if fact.none else ""
    return f"labtui set {id} {key}={example_value(fact)}{empty}"
