"""Parse the assignments of `set` and `add`: `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE`."""

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
"""New values by dotted key; None unsets a fact."""

_ADD, _REMOVE = "+", "-"


def split_ids(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split words into ids and assignments, which start at the first word with `=`."""
    first = next((number for number, word in enumerate(words) if "=" in word), len(words))
    return list(words[:first]), list(words[first:])


def parse_assignments(words: Iterable[str], workspace: Workspace, id: str | None) -> Changes:
    """The changes that assignments make to the system `id`; None stands for a new system.

    Raises `FactError` if any of them is wrong.
    """
    wanted: Changes = {}
    for word in words:
        fact, sign, text = _parse(word)
        if sign:
            now = wanted[fact.key] if fact.key in wanted else _current_list(fact, workspace, id)
            wanted[fact.key] = _changed_list(fact, sign, text, as_texts(now), workspace)
        elif not text.strip():
            if fact.key == "name":
                raise FactError("name: a system has a name; say which")
            wanted[fact.key] = None
        else:
            wanted[fact.key] = _parse_value(fact, text, workspace)
    return wanted


def _parse(word: str) -> tuple[Fact, str, str]:
    """An assignment's fact, its sign (`+` or `-` to change a list, else empty) and its text."""
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


def _parse_value(fact: Fact, text: str, workspace: Workspace) -> Value:
    """The value of a text. Raises `FactError`, also for a system that does not exist."""
    value = parse_value(fact, text, workspace.today)
    if fact.shape in {Shape.REFERENCE, Shape.REFERENCES}:
        known = set(workspace.ids)
        for id in (value,) if isinstance(value, str) else as_texts(value):
            if id not in known:
                raise FactError(f"{fact.key}: {id}: no such system{hint(id, known)}")
    return value


def _current_list(fact: Fact, workspace: Workspace, id: str | None) -> tuple[str, ...]:
    """The list that `+=` and `-=` change: the one the system states, or else inherits."""
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


def _changed_list(
    fact: Fact, sign: str, text: str, now: tuple[str, ...], workspace: Workspace
) -> tuple[str, ...]:
    """A list with elements added or removed. Raises `FactError`."""
    if not text.strip(" ,"):
        raise FactError(f"{fact.key}{sign}=: say what to {'add' if sign == _ADD else 'remove'}")
    if sign == _ADD:
        return tuple(dict.fromkeys((*now, *as_texts(_parse_value(fact, text, workspace)))))
    gone = [part.strip() for part in text.split(",") if part.strip()]
    for part in gone:
        if part not in now:
            there = f"it has {show_value(now)}" if now else "it is empty"
            raise FactError(f"{fact.key}: {part} is not in it; {there}{hint(part, now)}")
    return tuple(part for part in now if part not in gone)
