"""A lab whose texts can leave the house: secrets masked, control characters made visible."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import ID_PATTERN, REFERRING, Shape, Value
from labtui.text.printable import printable
from labtui.text.redaction import looks_secret, masked

_TEXTS = tuple(fact.key for fact in FACTS.values() if fact.shape in {Shape.TEXT, Shape.TEXTS})
_REFERENCES = tuple(fact.key for fact in FACTS.values() if fact.shape in REFERRING)
"""What names other systems holds any text, where it was written by hand."""

_OF_SEVERAL_LINES = frozenset({"description", "notes", "teardown", "retirement.reason"}) | {
    key for key in _TEXTS if key.startswith("smell_test.notes.")
}

_UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, what turns the direction of a text, and what no file may hold."""


def masked_lab(lab: Lab) -> tuple[Lab, Mapping[str, tuple[str, ...]]]:
    """A lab with what looks like a secret masked, and the keys of these facts by id.

    It is the lab itself where nothing has to be changed.
    """
    changed: dict[str, System | None] = {}
    secrets: dict[str, tuple[str, ...]] = {}
    for id, system in lab.systems.items():
        clean, found = _masked_system(system)
        if clean is not system:
            changed[id] = clean
        if found:
            secrets[id] = found
    return (lab.supposing(changed) if changed else lab), secrets


def _masked_system(system: System) -> tuple[System, tuple[str, ...]]:
    found: dict[str, None] = {}
    facts: dict[str, Value | None] = {}

    def clean(key: str, text: str, *, several_lines: bool = True) -> str:
        if key in _REFERENCES and ID_PATTERN.match(text):
            return text
        safe = masked(text)
        if safe != text:
            found[key] = None
        return _visible(safe, several_lines=several_lines)

    for key in (*_TEXTS, *_REFERENCES):
        value = system.facts.get(key)
        if isinstance(value, str):
            new: Value = clean(key, value, several_lines=key in _OF_SEVERAL_LINES)
        elif isinstance(value, tuple):
            new = tuple(clean(key, each, several_lines=False) for each in value)
        else:
            continue
        if new != value:
            facts[key] = new
    history = tuple(
        event._replace(note=clean("history", event.note) if event.note else event.note)
        for event in system.history
    )
    accepted = tuple(
        each._replace(reason=clean("accepted", each.reason) if each.reason else each.reason)
        for each in system.accepted
    )
    seen = {key: clean("seen", text, several_lines=False) for key, text in system.seen.items()}
    if not facts and (history, accepted, seen) == (system.history, system.accepted, system.seen):
        return system, ()
    revised = system.revised(facts) if facts else system
    return revised._replace(history=history, accepted=accepted, seen=seen), tuple(found)


OF_THE_FILE = "the file"
"""Whose keys are those that stand in no system."""


def told_as_written(
    text: str, told: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """What is `told` by id, and the paths of all else that looks like a secret in a file of JSON.

    That is what labtui does not know, or does not take for a fact.
    """
    found = {id: dict.fromkeys(keys) for id, keys in told.items()}
    looked_at: dict[tuple[str, str], bool] = {}
    tree = json.loads(text)
    systems = tree.pop("systems")
    parts = [(OF_THE_FILE, tree)]
    parts += [(_called(number, raw), raw) for number, raw in enumerate(systems, 1)]
    for id, part in parts:
        known = told.get(id, ())
        for path, key, value in _leaves(part):
            if (key, value) not in looked_at:
                looked_at[key, value] = looks_secret(f"{key}: x") or masked(value) != value
            if looked_at[key, value] and not any(f"{path}.".startswith(f"{k}.") for k in known):
                found.setdefault(id, {})[printable(path)] = None
    return {id: tuple(keys) for id, keys in found.items()}


def _called(number: int, raw: Mapping[str, object]) -> str:
    return printable(str(raw.get("id") or f"system {number}"))


def _leaves(tree: object) -> Iterator[tuple[str, str, str]]:
    """The path of each value, the key it stands under, and its text."""
    waiting: list[tuple[str, str, object]] = [("", "", tree)]
    while waiting:
        path, key, value = waiting.pop()
        before = f"{path}." if path else ""
        if isinstance(value, dict):
            waiting += [(f"{before}{name}", name, value[name]) for name in reversed(value)]
        elif isinstance(value, list):
            waiting += [(f"{before}{n}", key, each) for n, each in [*enumerate(value)][::-1]]
        else:
            yield path, key, str(value)


def _visible(text: str, *, several_lines: bool) -> str:
    """A text whose control characters are visible; its lines stay, where it may have several."""
    if not _UNSAFE.search(text):
        return text
    lines = text.splitlines() if several_lines else [" ".join(text.split("\n"))]
    return "\n".join(
        _UNSAFE.sub(lambda sign: printable(sign[0]), line.replace("\t", " ")) for line in lines
    )
