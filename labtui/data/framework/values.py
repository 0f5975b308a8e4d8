"""Values of facts: read from TOML, parsed from what a person types, narrowed to a type, shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterable
from datetime import date
from typing import TypeGuard, TypeVar

from labtui.data.framework.dates import parse_date
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import (
    EXPECTED_TYPED,
    ID_PATTERN,
    LISTS,
    NEVER,
    NOT_APPLICABLE,
    REFERRING,
    Shape,
    Value,
)
from labtui.errors import FactError
from labtui.text.wording import hint, matching

_Choice = TypeVar("_Choice", bound=str)


def _is_choice(value: object, allowed: Collection[_Choice]) -> TypeGuard[_Choice]:
    return value in allowed


def choice_of(value: object, allowed: Collection[_Choice]) -> _Choice | None:
    """The value as one of a table such as `OWNERS`, typed so; None where it is not among them."""
    return value if _is_choice(value, allowed) else None


def as_text(value: Value | None) -> str | None:
    """The value where it is a text; None for anything else."""
    return value if isinstance(value, str) else None


def as_texts(value: Value | None) -> tuple[str, ...]:
    """The value where it is a list; the empty one for anything else."""
    return value if isinstance(value, tuple) else ()


def as_date(value: Value | None) -> date | None:
    """The value where it is a date; None for anything else, such as `never`."""
    return value if isinstance(value, date) else None


def _text(raw: object) -> str | None:
    return raw if isinstance(raw, str) else None


def _id(raw: object) -> str | None:
    return raw if isinstance(raw, str) and ID_PATTERN.match(raw) else None


def _percent(raw: object) -> int | None:
    return raw if type(raw) is int and 0 <= raw <= 100 else None


def _date(raw: object) -> date | None:
    return raw if type(raw) is date else None


def _boolean(raw: object) -> bool | None:
    return raw if type(raw) is bool else None


_READ: dict[Shape, Callable[[object], Value | None]] = {
    Shape.TEXT: _text,
    Shape.ID: _id,
    Shape.REFERENCE: _text,
    Shape.CHOICE: _text,
    Shape.PERCENT: _percent,
    Shape.DATE: _date,
    Shape.DATE_OR_NEVER: lambda raw: NEVER if raw == NEVER else _date(raw),
    Shape.BOOLEAN: _boolean,
    Shape.BOOLEAN_OR_NA: lambda raw: NOT_APPLICABLE if raw == NOT_APPLICABLE else _boolean(raw),
}
"""How a raw value of a shape is read; None where it is not valid. Lists are read by element."""


def _read_list(
    raw: Iterable[object], allowed: Container[str] | None
) -> tuple[tuple[str, ...], list[object]]:
    """The valid elements of a list, and the others."""
    valid: list[str] = []
    wrong: list[object] = []
    for element in raw:
        if isinstance(element, str) and (allowed is None or element in allowed):
            valid.append(element)
        else:
            wrong.append(element)
    return tuple(valid), wrong


def read_value(fact: Fact, raw: object) -> tuple[Value | None, list[object]]:
    """Read a fact's value from what TOML gave.

    Returns the value, or None where it counts as absent, and what was wrong: the whole raw
    value, or the elements of a list that were left out (framework, section 2).
    """
    if fact.shape in LISTS:
        if isinstance(raw, list | tuple):
            valid, wrong = _read_list(raw, fact.choices)
            return (None if wrong and not valid else valid), wrong
        return None, [raw]
    value = _READ[fact.shape](raw)
    if value is None or (fact.choices is not None and value not in fact.choices):
        return None, [raw]
    return value, []


def parse_value(fact: Fact, text: str, today: date) -> Value:
    """The value of a fact from what a person typed.

    Lists take commas and `[]`; dates take what `parse_date` does and, where it makes sense,
    `never`; booleans take true/false and yes/no. Case counts in texts alone. Raises `FactError`
    that says what would be valid.
    """
    text = text.strip()
    lower = text.lower()
    given: object = text
    if fact.shape in LISTS:
        given = [_without_case(fact, part) for part in split_list(text)]
    elif fact.shape in {Shape.DATE, Shape.DATE_OR_NEVER}:
        given = NEVER if lower == NEVER else parse_date(text, today) or text
    elif fact.shape in {Shape.BOOLEAN, Shape.BOOLEAN_OR_NA}:
        given = _BOOLEANS.get(lower, text)
    elif fact.shape is Shape.PERCENT:
        number = re.fullmatch(r"(\d{1,3})\s*%?", text, re.ASCII)
        given = int(number[1]) if number else text
    else:
        given = _without_case(fact, text)
    value, wrong = read_value(fact, given)
    if fact.shape in REFERRING:
        named = split_list(text) if fact.shape in LISTS else [text]
        wrong = [id for id in named if not ID_PATTERN.match(id.lower())]
    if wrong or value is None:
        raise FactError(_cannot_be(fact, wrong[0]))
    return value


def split_list(text: str) -> list[str]:
    """The elements of a list a person typed: `a, b`, `[a, b]`; empty for `[]`."""
    bracketed = re.fullmatch(r"\[([^\[\]]*)\]", text.strip())
    listed = bracketed[1] if bracketed else text
    return [part.strip() for part in listed.split(",") if part.strip()]


def _without_case(fact: Fact, text: str) -> str:
    """A choice or an id as it is written in the file; a text as it is."""
    if fact.shape in REFERRING:
        return text.lower()
    return matching(text, fact.choices or ()) or text


_BOOLEANS: dict[str, object] = {
    "true": True,
    "yes": True,
    "false": False,
    "no": False,
    NOT_APPLICABLE: NOT_APPLICABLE,
}


def _cannot_be(fact: Fact, wrong: object) -> str:
    """What is wrong with a typed value, or with an element of a list, and what would be right."""
    if wrong == "[]":
        return f"{fact.key} has one value, not a list. {fact.key}= clears it."
    expected = EXPECTED_TYPED.get(fact.shape, fact.expected)
    if fact.shape is Shape.CHOICES:
        expected = fact.expected_element
    return f"{wrong_value(fact.key, wrong, expected)}.{hint(str(wrong), fact.choices or ())}"


def example_value(fact: Fact) -> str:
    """What a person may type for a fact, to show in a command: `yes`, `today`, `ID`, `NAME`."""
    if fact.choices:
        return next(iter(fact.choices))
    return _EXAMPLES.get(fact.shape, "NAME")


_EXAMPLES = {
    Shape.REFERENCE: "ID",
    Shape.REFERENCES: "ID",
    Shape.DATE: "today",
    Shape.DATE_OR_NEVER: "today",
    Shape.BOOLEAN: "yes",
    Shape.BOOLEAN_OR_NA: "yes",
    Shape.PERCENT: "50",
}


def wrong_value(key: str, raw: object, expected: str) -> str:
    """A message that a value is not valid, and what would be."""
    shown = f'"{raw}"' if isinstance(raw, str) else show_value(raw)
    return f"{key}: {shown} is not {expected}"


def show_value(value: object) -> str:
    """A value as people read it, and may type it again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(show_value(element) for element in value) or "none"
    return str(value)


def show_answer(key: str, value: Value | None) -> str:
    """The value of a fact as people read it: `nothing` where an empty list says that."""
    if value is None:
        return "not answered"
    fact = FACTS.get(key)
    return fact.none if fact and fact.none and value == () else show_value(value)
