"""The text of commands for a system, its level, and an empty lab."""

from __future__ import annotations

from labtui.cli.page import safe
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.values import example_value
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.text.wording import join_words, matching, nearest


def find_id(workspace: Workspace, word: str) -> str:
    """The id of the system that was typed: by id, or else by name, in any case.

    Raises `FactError` that names the nearest where there is none, and all where there are several.
    """
    word = word.strip()
    ids = tuple(workspace.ids)
    id = matching(word, ids)
    if id is not None:
        return id
    names = {id: workspace.lab.systems[id].name for id in ids}
    named = [id for id in ids if names[id].casefold() == word.casefold()]
    if len(named) > 1:
        raise FactError(f"{len(named)} systems are called {word}: {join_words(named)}. Give an id.")
    if named:
        return named[0]
    near = nearest(word, (*ids, *names.values()))
    near = near if near in ids else next((id for id in ids if names[id] == near), None)
    right = f"Did you mean {near}?" if near else "labtui list shows all."
    shown = word or '""'
    raise FactError(f"No system {shown}. {right}")


WORST_FIRST = SEVERITIES[::-1]

EMPTY_LAB = ("No systems.", "Look around in an example lab: labtui --demo")
"""What is said of an inventory without systems, besides where it is and how to go on."""


def level_and_role(a: Assessment) -> str:
    """`3a lab`, or `level not known`."""
    return " ".join(filter(None, (a.level or "level not known", role_word(a.role, ""))))


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
