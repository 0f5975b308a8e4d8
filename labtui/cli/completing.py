"""What may be typed next, for the completions of shells: ids, facts and their values.

The completions know commands and options by themselves. For what depends on the inventory they run
`labtui --complete KIND WORD…`, which prints a candidate a line, with what it means after a tab.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from labtui.cli.output import prepare
from labtui.cli.streams import write_stdout
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import (
    ID_PATTERN,
    LISTS,
    NEVER,
    NOT_APPLICABLE,
    REFERRING,
    Shape,
)
from labtui.data.inventory.parsed_blocks import ParsedBlocks
from labtui.data.storage import paths
from labtui.data.storage.snapshots import read_snapshot
from labtui.errors import LabtuiError
from labtui.text.printable import printable
from labtui.text.wording import matching

Candidate = tuple[str, str]
"""A word that may be typed, and what it means."""

Systems = Sequence[dict[str, Any]]
"""The systems of the inventory as its file states them."""

_KEPT = frozenset({"id", "changed"})
"""Facts that nobody sets."""

_REPEATED = frozenset({"site", "provider", "location", "tags", "used_by", "stand_ins"})
"""Texts that several systems share, so that those in use are worth offering."""

_BARE = re.compile(r"[\w.@-]+\Z")
"""A text that no shell wants in quotes."""


def print_candidates(kind: str, words: Sequence[str]) -> int:
    """Print what may stand for the last of the words after `labtui`; returns the exit status.

    Of an inventory that cannot be read there is nothing to offer, and nothing to say.
    """
    prepare()
    *before, typed = words
    with suppress(LabtuiError, OSError):
        found = KINDS[kind](_systems(before), before, typed) if kind in KINDS else ()
        lines = [f"{word}\t{meaning}\n" for word, meaning in found if word.startswith(typed)]
        write_stdout("".join(lines))
    return 0


def _ids(systems: Systems, before: Sequence[str] = ()) -> Iterator[Candidate]:
    """The ids of all systems that are not named yet, with their names."""
    for system in systems:
        id, name, status = (system.get(key) for key in ("id", "name", "status"))
        if isinstance(id, str) and ID_PATTERN.match(id) and id not in before:
            told = printable(name) if isinstance(name, str) and name.casefold() != id else ""
            yield id, f"{told} (retired)".strip() if status == "retired" else told


def _facts(systems: Systems, typed: str) -> Iterable[Candidate]:
    """`KEY=` for every fact, those of a table once its name stands there; then values."""
    key, equals, value = typed.partition("=")
    if equals:
        found = matching(key.removesuffix("+").removesuffix("-"), FACTS)
        return _values(systems, FACTS[found], f"{key}=", value) if found else ()
    table, dot, _ = key.rpartition(".")
    offered: dict[str, str] = {}
    for fact in FACTS.values():
        if fact.key not in _KEPT and fact.key.startswith(table + dot):
            name, inner, _ = fact.key.removeprefix(table + dot).partition(".")
            meaning = f"{fact.title}, …" if inner else fact.title
            offered.setdefault(f"{table}{dot}{name}{inner or '='}", meaning)
    return offered.items()


def _words(systems: Systems, before: Sequence[str], typed: str) -> Iterator[Candidate]:
    """What `labtui set` takes: ids, then facts."""
    if "=" not in before[-1]:
        yield from _ids(systems, before)
    if before[-1] != "set":
        yield from _facts(systems, typed)


KINDS: dict[str, Callable[[Systems, Sequence[str], str], Iterable[Candidate]]] = {
    "ids": lambda systems, before, _: _ids(systems, before),
    "facts": lambda systems, _, typed: _facts(systems, typed),
    "words": _words,
}
"""What can be asked for, by the word after `--complete`."""


def _values(systems: Systems, fact: Fact, start: str, typed: str) -> Iterator[Candidate]:
    """The values of a fact; in a list what may follow the last comma."""
    if fact.shape in LISTS:
        if not typed or typed == "[":
            yield f"{start}[]", fact.none or "the empty list"
        named, comma, _ = typed.rpartition(",")
        start += named + comma
        taken = named.split(",")
    else:
        taken = []
    for value, meaning in _elements(systems, fact):
        if value not in taken:
            yield start + value, meaning


def _elements(systems: Systems, fact: Fact) -> Iterable[Candidate]:
    if fact.choices is not None:
        return fact.choices.items()
    if fact.shape in REFERRING:
        return _ids(systems)
    if fact.key in _REPEATED:
        return _in_use(systems, fact.key)
    return _TAKEN.get(fact.shape, ())


_TAKEN: dict[Shape, tuple[Candidate, ...]] = {
    Shape.DATE: (("today", ""),),
    Shape.DATE_OR_NEVER: (("today", ""), (NEVER, "")),
    Shape.BOOLEAN: (("yes", ""), ("no", "")),
    Shape.BOOLEAN_OR_NA: (("yes", ""), ("no", ""), (NOT_APPLICABLE, "does not apply")),
}
"""What is typed for the shapes that have few values."""


def _in_use(systems: Systems, key: str) -> Iterable[Candidate]:
    """The texts that systems state for a fact."""
    found: dict[str, None] = {}
    for system in systems:
        stated = system.get(key)
        for text in stated if isinstance(stated, list) else (stated,):
            if isinstance(text, str) and _BARE.match(text):
                found[text] = None
    return [(text, "") for text in sorted(found)]


def _systems(words: Sequence[str]) -> Systems:
    """The systems of the inventory that a command line names. Raises StoreError and OSError."""
    path, _ = paths.inventory(_named_file(words), os.environ)
    data = read_snapshot(Path(os.path.realpath(path.expanduser()))).data
    if data is None:
        return ()
    document = ParsedBlocks(paths.parsed_dir, path).parse(data)
    return [block.raw for block in document.systems]


def _named_file(words: Sequence[str]) -> str | None:
    """The value of the last `--file`, without the quotes of the shell."""
    from shlex import split

    named = None
    for word, value in pairwise(words):
        option, equals, rest = word.partition("=")
        if option == "--file":
            with suppress(ValueError):
                named = "".join(split(rest if equals else value)) or None
    return named
