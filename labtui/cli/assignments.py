"""What people type after `set` and `add`: `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from labtui.data.framework.facts import ENTRIES, FACTS, TABLES, Fact, find_fact
from labtui.data.framework.shapes import LISTS, Shape, Value
from labtui.data.framework.values import as_texts, parse_value, show_value
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.text.wording import hint

Changes = dict[str, Value | None]
"""Facts by dotted key; None takes one away."""

_ADD, _REMOVE = "+", "-"


def split_ids(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part ids from assignments: the first word with `=` starts the assignments."""
    first = next((number for number, word in enumerate(words) if "=" in word), len(words))
    return list(words[:first]), list(words[first:])


def parse_assignments(words: Iterable[str], workspace: Workspace, id: str | None) -> Changes:
    """The changes that assignments mean for a system, or with None for a new one.

    Raises `FactError` for whatever is wrong with any of them.
    """
    wanted: Changes = {}
    for word in words:
        fact, sign, text = _parsed(word)
        if sign:
            now = wanted[fact.key] if fact.key in wanted else _now(fact, workspace, id)
            wanted[fact.key] = _listed(fact, sign, text, as_texts(now), workspace)
        elif not text.strip():
            if fact.key == "name":
                raise FactError("name: a system has a name; say which")
            wanted[fact.key] = None
        else:
            wanted[fact.key] = _valued(fact, text, workspace)
    return wanted


def _parsed(word: str) -> tuple[Fact, str, str]:
    """One assignment: its fact, `+` or `-` for a list that grows or shrinks, and its text."""
    key, equals, text = word.partition("=")
    if not equals:
        raise FactError(f"{word}: expected KEY=VALUE, as in purpose=learning")
    sign = key[-1:] if key.endswith((_ADD, _REMOVE)) else ""
    key = key.removesuffix(sign)
    if key == "id":
        raise FactError("id: it never changes, since others refer to it; name= can")
    if key in ENTRIES:
        way = "labtui log adds to it" if key == "history" else "write it in the file or the app"
        raise FactError(f"{key}: it cannot be set; {way}")
    if key in TABLES:
        inner = next(fact for fact in FACTS if fact.startswith(f"{key}."))
        raise FactError(f"{key}: this is a table; set what is in it, such as {inner}")
    fact = find_fact(key)
    if sign and fact.shape not in LISTS:
        raise FactError(f"{key}: it has one value, so {key}=… it is, not {key}{sign}=…")
    return fact, sign, text


def _valued(fact: Fact, text: str, workspace: Workspace) -> Value:
    """A value as typed, all systems it names being there."""
    value = parse_value(fact, text, workspace.today)
    if fact.shape in {Shape.REFERENCE, Shape.REFERENCES}:
        known = set(workspace.ids)
        for id in (value,) if isinstance(value, str) else as_texts(value):
            if id not in known:
                raise FactError(f"{fact.key}: {id}: no such system{hint(id, known)}")
    return value


def _now(fact: Fact, workspace: Workspace, id: str | None) -> tuple[str, ...]:
    """The list a system has now, or has from an ancestor: what `+=` and `-=` go by."""
    if id is None:
        return ()
    system = workspace.system(id)
    raw: Any = workspace.raw(id)
    for name in fact.key.split("."):
        raw = raw.get(name, {}) if isinstance(raw, dict) else {}
    stated = system.facts.get(fact.key)
    if raw != {} and list(as_texts(stated)) != raw:
        line = workspace.line_of(id, fact.key)
        raise FactError(
            f"{fact.key}: what stands on line {line} of {workspace.store.path} is not all right; "
            f"state it anew as a whole with {fact.key}=…"
        )
    assessment = workspace.lab.assessments.get(id)
    if stated is None and assessment is not None:
        stated = assessment.value(fact.key)
    return as_texts(stated)


def _listed(
    fact: Fact, sign: str, text: str, now: tuple[str, ...], workspace: Workspace
) -> tuple[str, ...]:
    """A list with some elements more, or fewer."""
    if not text.strip(" ,"):
        raise FactError(f"{fact.key}{sign}=: say what to {'add' if sign == _ADD else 'remove'}")
    if sign == _ADD:
        return tuple(dict.fromkeys((*now, *as_texts(_valued(fact, text, workspace)))))
    gone = [part.strip() for part in text.split(",") if part.strip()]
    for part in gone:
        if part not in now:
            there = f"it has {show_value(now)}" if now else "it is empty"
            raise FactError(f"{fact.key}: {part} is not in it; {there}{hint(part, now)}")
    return tuple(part for part in now if part not in gone)
