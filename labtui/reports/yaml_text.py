"""YAML that every reader takes alike: texts in quotes, one value a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Yaml: TypeAlias = "str | int | Mapping[str, Yaml] | Sequence[Yaml] | Unsafe | None"

_PLAIN_KEY = re.compile(r"[a-z][a-zA-Z_-]*_?[a-zA-Z_-]*\Z")
_NO_TEXTS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that some readers take for something else than a text."""


class Unsafe(str):
    """A text that Ansible must not take for a template."""

    __slots__ = ()


def yaml_text(value: Mapping[str, Yaml]) -> str:
    """A document without a line for what is None."""
    return "".join(f"{line}\n" for line in _entries(value, ""))


def _entries(value: Mapping[str, Yaml], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        if inner is not None:
            yield from _under(f"{indent}{_key(key)}:", inner, indent + "  ")


def _under(head: str, value: Yaml, indent: str) -> Iterator[str]:
    """A value below or behind its key."""
    if isinstance(value, Mapping) and value:
        yield head
        yield from _entries(value, indent)
    elif isinstance(value, Sequence) and value and not isinstance(value, str):
        yield head
        for item in value:
            if isinstance(item, Mapping):
                first, *others = _entries(item, indent + "  ")
                yield f"{indent}- {first.removeprefix(indent + '  ')}"
                yield from others
            else:
                yield f"{indent}- {_scalar(item)}"
    else:
        yield f"{head} {_scalar(value)}"


def _key(key: str) -> str:
    plain = _PLAIN_KEY.match(key) and key not in _NO_TEXTS
    return key if plain else json.dumps(key, ensure_ascii=False)


def _scalar(value: Yaml) -> str:
    """A text as JSON, which is YAML too; an empty table or list as itself."""
    tag = "!unsafe " if isinstance(value, Unsafe) else ""
    return tag + json.dumps(value, ensure_ascii=False)
