"""TOML values: compared strictly, and written as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, TypeGuard

import tomli_w

from labtui.data.toml.syntax import Path, Raw
from labtui.errors import DocumentError


def same(one: object, other: object) -> bool:
    """Compare two values as TOML tells them apart: 1, 1.0 and true differ, nan is nan."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return repr(one) == repr(other)
    if isinstance(one, (datetime, time)) and isinstance(other, (datetime, time)):
        return one.isoformat() == other.isoformat()
    return one == other


def plain(value: object) -> Any:
    """Copy a value into the types tomllib gives, tuples as lists.

    Raises DocumentError for what TOML cannot hold.
    """
    if isinstance(value, Mapping):
        return {_plain_text(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if type(value) is str:
        return _plain_text(value)
    if type(value) in (bool, int, float, date, datetime, time):
        return value
    raise DocumentError(
        f"{value!r} ({type(value).__name__}) cannot be written as TOML; "
        "text, whole numbers, true or false, dates, lists and tables can"
    )


def _plain_text(text: object) -> str:
    if not isinstance(text, str):
        raise DocumentError(f"{text!r} ({type(text).__name__}) is no key; keys of tables are text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise DocumentError(f"{text!r} is not text that UTF-8 can hold") from None
    return text


def is_tables(value: object) -> TypeGuard[list[Raw]]:
    """Say whether a value would be written with `[[double brackets]]`."""
    return isinstance(value, list) and value != [] and all(isinstance(v, dict) for v in value)


def written(value: object) -> str:
    """Write a plain value on one line. Raises DocumentError for what cannot be written."""
    if isinstance(value, dict):
        items = [f"{_written_key(key)} = {written(inner)}" for key, inner in value.items()]
        return f"{{ {', '.join(items)} }}" if items else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    try:
        return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
    except ValueError as error:
        raise DocumentError(f"this value cannot be written as TOML: {error}") from error


def laid_out(table: Raw, names: tuple[str, ...]) -> list[str]:
    """Write the lines below a table's header: its keys, then its tables, then arrays of tables."""
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    arrays = {key: value for key, value in table.items() if is_tables(value)}
    lines = [written_line((key,), table[key]) for key in table if key not in tables | arrays]
    for key, inner in tables.items():
        lines += [f"[{dotted_key((*names, key))}]", *laid_out(inner, (*names, key))]
    for key, entries in arrays.items():
        for entry in entries:
            lines += [f"[[{dotted_key((*names, key))}]]", *laid_out(entry, (*names, key))]
    return lines


def written_line(path: Path, value: object) -> str:
    return f"{dotted_key(path)} = {written(value)}"


def dotted_key(path: Path) -> str:
    """Write a path as a key; a header names an array's entry by the array alone."""
    return ".".join(_written_key(part) for part in path if isinstance(part, str))


def _written_key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
