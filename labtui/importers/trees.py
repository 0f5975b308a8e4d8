"""YAML and JSON as plain Python trees, whatever stands in the file.

Numbers stay text as they are written, so that `2222:22`, `0123` and a tag like `1e3` mean what
people see. Only `true`, `false` and `null` are read as values. Where anchors are used, one object
stands in several places: trees are read, not changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from labtui.importers.files import UnreadableError

if TYPE_CHECKING:
    from labtui.importers.yaml_events import Event

Tree: TypeAlias = "bool | str | list[Tree] | dict[str, Tree] | None"

LARGEST = 300_000
"""The most signs of a YAML text; JSON is read faster, and only a file's size limits it.

With `MOST_TOKENS` of `yaml_events`, no text takes more than about a second.
"""

DEEPEST = 100
"""The most collections within each other."""

MOST_REPEATED = 100_000
"""The most values that aliases may add to those that are written out."""


class OverridingList(list[Tree]):
    """A list that replaces what it would be merged with: Compose's `!override` and `!reset`."""


class OverridingMap(dict[str, Tree]):
    """A mapping that replaces what it would be merged with."""


class Included(str):
    """The name of a file that stands in the place of a value: `!include`."""

    __slots__ = ()


def documents(text: str) -> list[Tree]:
    """Give the documents of a YAML or JSON text, each as a tree.

    Of keys that are repeated, the last counts; what `<<: !include` names stands under `<<`. The
    values of `!vault`, `!secret`, `!ENV` and `!!binary` are left out (`None`). Raises
    `UnreadableError`, with the line where there is one, for what is no YAML, is nested or repeated
    beyond the limits, or asks for Python objects.
    """
    if text.lstrip()[:1] in ("{", "["):
        try:
            return [json_document(text)]
        except NotJsonError as error:
            if error.position > _SURELY_JSON:
                raise
    if len(text) > LARGEST:
        raise UnreadableError(f"YAML of more than {LARGEST // 1000} kB")
    from labtui.importers.yaml_events import events

    builder = _Builder()
    try:
        return builder.documents(events(text, DEEPEST))
    except RecursionError:
        raise UnreadableError("nested too deeply") from None


class NotJsonError(UnreadableError):
    """A text is no JSON."""

    def __init__(self, error: json.JSONDecodeError) -> None:
        """Keep where it stops being JSON."""
        super().__init__(f"not valid JSON, at line {error.lineno}")
        self.position = error.pos


_SURELY_JSON = 2000
"""What is JSON for so many signs is not YAML with brackets, but broken JSON."""


def json_document(text: str) -> Tree:
    """Give a JSON text as a tree. Raises `UnreadableError`, `NotJsonError` where it is none."""
    try:
        return _plain(json.loads(text, parse_int=str, parse_float=str, parse_constant=str), 1)
    except json.JSONDecodeError as error:
        raise NotJsonError(error) from None
    except RecursionError:
        raise UnreadableError("nested too deeply") from None


def document(text: str) -> Tree:
    """Give the first document that is not empty, or `None`. Raises like `documents`."""
    return next((tree for tree in documents(text) if tree is not None), None)


def _plain(value: Any, depth: int) -> Tree:
    """Give what the JSON parser made, within the limit of depth."""
    if depth > DEEPEST:
        raise UnreadableError("nested too deeply")
    if isinstance(value, dict):
        return {_whole(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return _whole(value) if isinstance(value, str) else value


_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which an escape such as `\\ud800` makes and no file can hold."""


def _whole(text: str) -> str:
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


_VALUES: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_LEFT_OUT = frozenset({"!vault", "!vault-encrypted", "!secret", "!env", "!env_var", "!!binary"})


class _Builder:
    """Builds trees from events, and counts what aliases add."""

    def __init__(self) -> None:
        self._anchors: dict[str, tuple[Tree, int, int]] = {}
        """Finished nodes by anchor, each with its number of values and its height."""
        self._size = 0
        self._repeated = 0
        self._deepest = 0

    def documents(self, events: Iterable[Event]) -> list[Tree]:
        trees: list[Tree] = []
        source = iter(events)
        for event in source:
            if event.kind == "document":
                self._anchors.clear()
            else:
                trees.append(self._node(event, source, 0))
        return trees

    def _node(self, event: Event, source: Iterable[Event], depth: int) -> Tree:
        if event.kind == "alias":
            return self._alias(event, depth)
        if depth > DEEPEST:
            raise UnreadableError(f"nested too deeply, at line {event.line}")
        tag = event.tag.lower().replace("tag:yaml.org,2002:", "!!")
        if tag.startswith(("!!python", "!python", "!ruby", "!!java")):
            raise UnreadableError(f"a tag that makes objects of a program, at line {event.line}")
        if not event.anchor:
            return self._content(event, source, depth, tag)
        self._anchors.pop(event.anchor, None)
        size, deepest = self._size, self._deepest
        self._deepest = depth
        tree = self._content(event, source, depth, tag)
        self._anchors[event.anchor] = tree, self._size - size, self._deepest - depth
        self._deepest = max(deepest, self._deepest)
        return tree

    def _alias(self, event: Event, depth: int) -> Tree:
        if event.anchor not in self._anchors:
            raise UnreadableError(
                f"an alias of something that is not defined before it, at line {event.line}"
            )
        tree, size, height = self._anchors[event.anchor]
        self._size += size
        self._repeated += size
        self._deepest = max(self._deepest, depth + height)
        if self._repeated > MOST_REPEATED:
            raise UnreadableError(f"aliases repeat too much, at line {event.line}")
        if self._deepest > DEEPEST:
            raise UnreadableError(f"nested too deeply, at line {event.line}")
        return tree

    def _content(self, event: Event, source: Iterable[Event], depth: int, tag: str) -> Tree:
        self._size += 1
        self._deepest = max(self._deepest, depth)
        tree: Tree
        if event.kind == "scalar":
            plain = event.plain and tag in ("", "!override")
            tree = _VALUES.get(event.value, event.value) if plain else _whole(event.value)
            if tag == "!include":
                tree = Included(tree)
        elif event.kind == "list":
            tree = OverridingList() if tag == "!override" else []
            for item in source:
                if item.kind == "end":
                    break
                tree.append(self._node(item, source, depth + 1))
            if tag == "!include":
                tree = [Included(name) for name in tree if isinstance(name, str)]
        else:
            tree = self._mapping(source, depth, tag)
        if tag == "!reset":
            return OverridingList()
        return None if tag in _LEFT_OUT else tree

    def _mapping(self, source: Iterable[Event], depth: int, tag: str) -> Tree:
        stated: dict[str, Tree] = OverridingMap() if tag == "!override" else {}
        merged: dict[str, Tree] = {}
        iterator = iter(source)
        for event in iterator:
            if event.kind == "end":
                break
            merges = event.kind == "scalar" and event.plain and event.value == "<<"
            key = self._node(event, iterator, depth + 1)
            value = self._node(next(iterator), iterator, depth + 1)
            if merges:
                _merge(merged, value)
                if names := [one for one in _listed(value) if isinstance(one, Included)]:
                    stated["<<"] = [*names]
            elif isinstance(key, str):
                stated[key] = value
            elif event.kind == "scalar":  # null, true
                stated[event.value] = value
        for name, item in merged.items():
            stated.setdefault(name, item)
        return stated


def _listed(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else [value]


def _merge(merged: dict[str, Tree], value: Tree) -> None:
    """Add what a merge key names: a mapping, or several, of which the first counts."""
    for base in _listed(value):
        if isinstance(base, dict):
            for name, item in base.items():
                merged.setdefault(name, item)
