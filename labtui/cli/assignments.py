"""Parse the assignments of `set` and `add`: `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from labtui.cli.systems import find_id
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import ENTRIES, FACTS, TABLES, find_fact
from labtui.data.framework.shapes import LISTS, Shape, Value
from labtui.data.framework.values import as_texts, parse_value, show_value, split_list
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.text.wording import hint, join_words, matching

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
                raise FactError('A system needs a name. Example: name="Photo archive"')
            wanted[fact.key] = None
        else:
            wanted[fact.key] = _parse_value(fact, text, workspace)
    return wanted


def _parse(word: str) -> tuple[Fact, str, str]:
    """An assignment's fact, its sign (`+` or `-` to change a list, else empty) and its text."""
    key, equals, text = word.partition("=")
    if not equals:
        raise FactError(
            f'"{word}" is not a fact. Write KEY=VALUE, as in purpose=learning, and a name of '
            "several words in quotes."
        )
    sign = key[-1:] if key.endswith((_ADD, _REMOVE)) else ""
    key = matching(key.removesuffix(sign), ("id", *ENTRIES, *TABLES)) or key.removesuffix(sign)
    if not key:
        raise FactError(f'"{word}" names no fact. Write KEY=VALUE, as in purpose=learning.')
    if key == "id":
        raise FactError("An id never changes, since others refer to it. name= changes the name.")
    if key in ENTRIES:
        raise FactError(f"{key} cannot be set. {_WAYS_TO_ADD[key]}")
    if key in TABLES:
        inner = next(fact for fact in FACTS if fact.startswith(f"{key}."))
        raise FactError(f"{key} is a table. Set a fact in it, such as {inner}=.")
    fact = find_fact(key)
    if sign and fact.shape not in LISTS:
        raise FactError(f"{fact.key} has one value, not a list. Use {fact.key}=, not {sign}=.")
    return fact, sign, text


_WAYS_TO_ADD = {
    "history": "labtui log adds to it.",
    "accepted": "A in the app accepts a finding, or write it in the file.",
}


def _parse_value(fact: Fact, text: str, workspace: Workspace) -> Value:
    """The value of a text. Raises `FactError`, also for a system that does not exist."""
    if fact.shape in LISTS and not split_list(text) and text.strip() != "[]":
        raise FactError(f'{fact.key}: "{text}" names nothing. Use [] for the empty list.')
    if fact.shape is Shape.REFERENCE:
        text = _find_id(fact, text.strip(), workspace)
    elif fact.shape is Shape.REFERENCES:
        text = ",".join(_find_id(fact, part, workspace) for part in split_list(text)) or "[]"
    return parse_value(fact, text, workspace.today)


def _find_id(fact: Fact, word: str, workspace: Workspace) -> str:
    try:
        return find_id(workspace, word)
    except FactError as error:
        raise FactError(f"{fact.key}: {error}") from None


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
            f"{workspace.store.path}:{line}: {fact.key} has a value that is not valid. "
            f"Set the whole list with {fact.key}=."
        )
    assessment = workspace.lab.assessments.get(id)
    if stated is None and assessment is not None:
        stated = assessment.value(fact.key)
    return as_texts(stated)


def _changed_list(
    fact: Fact, sign: str, text: str, now: tuple[str, ...], workspace: Workspace
) -> tuple[str, ...]:
    """A list with elements added or removed. Raises `FactError`."""
    if not split_list(text):
        raise FactError(f"{fact.key}{sign}= needs what to {'add' if sign == _ADD else 'remove'}.")
    if sign == _ADD:
        return tuple(dict.fromkeys((*now, *as_texts(_parse_value(fact, text, workspace)))))
    gone = {_element(fact, part, now, workspace) for part in split_list(text)}
    return tuple(part for part in now if part not in gone)


def _element(fact: Fact, word: str, now: tuple[str, ...], workspace: Workspace) -> str:
    """The element of a list that was typed, in any case; a system also by its name."""
    found = matching(word, now)
    if found is None and fact.shape is Shape.REFERENCES:
        names = {workspace.lab.systems[id].name: id for id in now if id in workspace.lab.systems}
        found = names.get(matching(word, names) or "")
    if found is None:
        there = f"It has {show_value(now)}." if now else "It is empty."
        raise FactError(f"{fact.key}: {word} is not in the list. {there}{hint(word, now)}")
    return found


def fact_syntax() -> Iterator[tuple[str, str]]:
    """Every fact that can be set, with what it takes.

    Those of a table that take the same are one, `owners.X`.
    """
    from labtui.data.analysis.editing import FIXED

    inner: dict[tuple[str, str], list[str]] = {}
    for fact in FACTS.values():
        if fact.key in FIXED:
            continue
        table, _, name = fact.key.rpartition(".")
        takes = join_words(fact.choices, 99, "or") if fact.choices else _TAKES[fact.shape]
        if fact.shape is Shape.CHOICES:
            takes = f"a list with {takes}"
        if table:
            inner.setdefault((table, takes), []).append(name)
        else:
            yield fact.key, takes
    for (table, takes), names in inner.items():
        if len(names) == 1:
            yield f"{table}.{names[0]}", takes
        else:
            yield f"{table}.X", f"{takes}; X is {join_words(names, 99, 'or')}"


_TAKES = {
    Shape.TEXT: "any text",
    Shape.TEXTS: "a list of texts",
    Shape.REFERENCE: "a system, by id or name",
    Shape.REFERENCES: "a list of systems, by id or name",
    Shape.PERCENT: "0 to 100",
    Shape.DATE: "DAY",
    Shape.DATE_OR_NEVER: "DAY or never",
    Shape.BOOLEAN: "yes or no",
    Shape.BOOLEAN_OR_NA: "yes, no or n/a",
}
