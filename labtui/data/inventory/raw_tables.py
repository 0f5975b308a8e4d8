"""Change raw tables by dotted keys, and write one whole."""

from __future__ import annotations

import tomllib
from typing import Final

from labtui.data.toml.layout import Text
from labtui.data.toml.syntax import KeyPath, comments, content_end
from labtui.data.toml.values import MISSING, Table, same, to_toml_value
from labtui.errors import DocumentError

SYSTEM: Final[KeyPath] = ("systems", 0)
"""The path of a system in the text of its block."""


def depth(raw: Table, key: str) -> int:
    """Count how many parts of a dotted key, from the first, are in a table."""
    found = 0
    inner: object = raw
    for name in key.split("."):
        if not isinstance(inner, dict) or name not in inner:
            break
        inner = inner[name]
        found += 1
    return found


def changed(raw: Table, key: str, value: object) -> Table:
    """Copy `raw` with one change, MISSING to remove; missing tables around the key are added.

    Raises DocumentError if something around the key is not a table, and TomlValueError.
    """
    name, dot, rest = key.partition(".")
    if value is MISSING and name not in raw:
        return raw
    if not dot:
        kept = {other: inner for other, inner in raw.items() if other != name}
        return kept if value is MISSING else raw | {name: to_toml_value(value)}
    inner = raw.get(name, {})
    if not isinstance(inner, dict):
        raise DocumentError(f"{name} is no table here, so {rest} cannot be set in it")
    return raw | {name: changed(inner, rest, value)}


def without_emptied(raw: Table, old: Table, text: str) -> Table:
    """Leave out the tables of a system that lost their last key and were written by dotted keys.

    `old` is what `text` says: nothing is left of such a table there, not even a header.
    """
    return _without_emptied(raw, old, Text(text, SYSTEM), SYSTEM)


def _without_emptied(raw: Table, old: Table, text: Text, path: KeyPath) -> Table:
    kept: Table = {}
    for name, inner in raw.items():
        was = old.get(name)
        if not (isinstance(inner, dict) and isinstance(was, dict) and was) or same(inner, was):
            kept[name] = inner
            continue
        left = _without_emptied(inner, was, text, (*path, name))
        if left or text.forms(path).get((*path, name)) != "dotted":
            kept[name] = left
    return kept


def says(text: str, raw: Table) -> bool:
    """True if a text is TOML that says exactly `raw`."""
    return read_if_same(text, raw) is not None


def read_if_same(text: str, raw: Table) -> Table | None:
    """Give what a text says, in its order; None if that is not TOML that says exactly `raw`."""
    try:
        read = tomllib.loads(text)
    except ValueError:
        return None
    return read if same(read, raw) else None


def rendered(text: str, raw: Table, newline: str) -> str:
    """Write a system again, for when splicing failed; the old text's comments come above it."""
    import tomli_w  # rarely needed

    end = content_end(text)
    # tomli_w may write a list of short tables as an inline array, but never a lone table.
    body = tomli_w.dumps({"systems": raw})
    body = "[[systems]]\n" + body.removeprefix("[systems]\n")
    above = [comment + "\n" for comment in comments(text[:end])]
    return "".join([*above, body]).replace("\n", newline) + text[end:]
