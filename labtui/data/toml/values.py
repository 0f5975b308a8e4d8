"""Compare TOML values strictly, and bring them into the types that tomllib gives."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final, TypeAlias, TypeGuard, cast

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


def identity(value: object) -> Hashable:
    """Give something to look a value up by: equal for two values if they are `same`."""
    if isinstance(value, dict):
        return "table", frozenset((key, identity(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return "list", tuple(map(identity, value))
    if isinstance(value, (datetime, time)):
        return type(value), value.isoformat()
    return type(value), repr(value)


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
