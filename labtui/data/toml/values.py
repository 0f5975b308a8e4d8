"""Compare TOML values strictly, and write them as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final, TypeAlias, TypeGuard, cast

from labtui.data.toml.syntax import KeyPath

TomlValue: TypeAlias = (
    "str | int | float | date | datetime | time | list[TomlValue] | dict[str, TomlValue]"
)
"""A value in the types that tomllib gives; bool is an int."""

Table = dict[str, Any]
"""A table as tomllib gives it. Never changed once parsed."""

MISSING: Final = object()
"""Stands for the value of a key that is not there."""


class TomlValueError(ValueError):
    """A value that TOML cannot hold; the message says which and why."""


def same(one: object, other: object) -> bool:
    """True if two values are the same to TOML: 1, 1.0 and true differ, nan equals nan."""
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


def changed_values(
    old: Table, new: Table, key: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Give the key and the value of everything in `new` that is not the same in `old`.

    The value is MISSING for what `new` does not have. `key` is that of the two tables.
    """
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = old.get(name, MISSING), new.get(name, MISSING)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from changed_values(before, after, (*key, name))
        elif not same(before, after):
            yield (*key, name), after


def to_toml_value(value: object) -> TomlValue:
    """Copy a value into the types that tomllib gives; tuples become lists.

    Raises TomlValueError for what TOML cannot hold.
    """
    if isinstance(value, Mapping):
        return to_toml_table(value)
    if isinstance(value, (list, tuple)):
        return [to_toml_value(inner) for inner in value]
    if type(value) is str:
        return _to_toml_text(value)
    if type(value) in (bool, int, float, date, datetime, time):
        return cast("TomlValue", value)
    raise TomlValueError(
        f"{value!r} ({type(value).__name__}) cannot be written as TOML; "
        "text, whole numbers, true or false, dates, lists and tables can"
    )


def to_toml_table(table: Mapping[Any, object]) -> Table:
    """Copy a table as `to_toml_value` does. Raises TomlValueError also if a key is not a string."""
    return {_to_toml_text(key): to_toml_value(value) for key, value in table.items()}


def _to_toml_text(text: object) -> str:
    if not isinstance(text, str):
        raise TomlValueError(f"{text!r} ({type(text).__name__}) is no key; keys of tables are text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TomlValueError(f"{text!r} is not text that UTF-8 can hold") from None
    return text


def is_array_of_tables(value: object) -> TypeGuard[list[Table]]:
    """True for a list of tables that is not empty: it is written with `[[double brackets]]`."""
    return isinstance(value, list) and value != [] and all(isinstance(v, dict) for v in value)


def _dumps(table: Table) -> str:
    import tomli_w  # only what writes needs it

    return tomli_w.dumps(table)


def format_value(value: object) -> str:
    """Write a value of tomllib's types on one line. Raises TomlValueError."""
    if isinstance(value, dict):
        items = [f"{_format_key_part(key)} = {format_value(inner)}" for key, inner in value.items()]
        return f"{{ {', '.join(items)} }}" if items else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(format_value, value))}]"
    try:
        return _dumps({"x": value}).removeprefix("x = ").rstrip("\n")
    except ValueError as error:
        raise TomlValueError(f"this value cannot be written as TOML: {error}") from error


def format_table_body(table: Table, names: tuple[str, ...]) -> list[str]:
    """Write the lines below a table's header: its pairs, its tables, then its arrays of tables.

    `names` is the key in its header.
    """
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    arrays = {key: value for key, value in table.items() if is_array_of_tables(value)}
    lines = [format_pair((key,), table[key]) for key in table if key not in tables | arrays]
    for key, inner in tables.items():
        lines += [f"[{format_key((*names, key))}]", *format_table_body(inner, (*names, key))]
    for key, entries in arrays.items():
        for entry in entries:
            lines += [f"[[{format_key((*names, key))}]]", *format_table_body(entry, (*names, key))]
    return lines


def format_pair(path: KeyPath, value: object) -> str:
    """Write `key = value` without indentation or newline."""
    return f"{format_key(path)} = {format_value(value)}"


def format_key(path: KeyPath) -> str:
    """Write a path as a dotted key, without the indexes of arrays, which TOML does not write."""
    return ".".join(_format_key_part(part) for part in path if isinstance(part, str))


def _format_key_part(key: str) -> str:
    return _dumps({key: 0}).removesuffix(" = 0\n")
