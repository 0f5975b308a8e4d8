"""Values of facts: read from TOML, parsed from what a person types, shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from typing import TypeGuard, TypeVar

from labtui.data.framework.facts import Fact
from labtui.data.framework.shapes import ID_PATTERN, LISTS, NEVER, NOT_APPLICABLE, Shape, Value
from labtui.errors import FactError
from labtui.text.wording import hint

_Choice = TypeVar("_Choice", bound=str)


def _is_choice(value: object, allowed: Collection[_Choice]) -> TypeGuard[_Choice]:
    return value in allowed


def choice_of(value: object, allowed: Collection[_Choice]) -> _Choice | None:
    """The value as one of a table such as `OWNERS`, typed so; None where it is not among them."""
    return value if _is_choice(value, allowed) else None


def _texts(raw: object, allowed: Iterable[str] | None) -> tuple[tuple[str, ...], list[object]]:
    """The elements of a list that are right, and those that are not."""
    right: list[str] = []
    wrong: list[object] = []
    for element in raw if isinstance(raw, list | tuple) else ():
        if isinstance(element, str) and (allowed is None or element in allowed):
            right.append(element)
        else:
            wrong.append(element)
    return tuple(right), wrong


def read_value(fact: Fact, raw: object) -> tuple[Value | None, list[object]]:
    """Take a fact's value from what TOML gave.

    Returns the value, or None where it counts as absent, and what was wrong: the whole raw
    value, or the elements of a list that were left out (framework, section 2).
    """
    shape = fact.shape
    if shape in LISTS:
        if not isinstance(raw, list | tuple):
            return None, [raw]
        return _texts(raw, fact.choices)
    right = _IS_RIGHT[shape](raw)
    if right and fact.choices is not None:
        right = raw in fact.choices
    return (raw, []) if right else (None, [raw])


_IS_RIGHT: dict[Shape, Callable[[object], bool]] = {
    Shape.TEXT: lambda raw: isinstance(raw, str),
    Shape.ID: lambda raw: isinstance(raw, str) and bool(ID_PATTERN.match(raw)),
    Shape.REFERENCE: lambda raw: isinstance(raw, str),
    Shape.CHOICE: lambda raw: isinstance(raw, str),
    Shape.PERCENT: lambda raw: type(raw) is int and 0 <= raw <= 100,
    Shape.DATE: lambda raw: type(raw) is date,
    Shape.DATE_OR_NEVER: lambda raw: type(raw) is date or raw == NEVER,
    Shape.BOOLEAN: lambda raw: type(raw) is bool,
    Shape.BOOLEAN_OR_NA: lambda raw: type(raw) is bool or raw == NOT_APPLICABLE,
}


def parse_value(fact: Fact, text: str, today: date) -> Value:
    """Read what a person typed for a fact.

    Lists take commas and `[]`; dates take `today`, `-3d` and, where it makes sense, `never`;
    booleans take true/false and yes/no. Raises `FactError` saying what would be right.
    """
    text = text.strip()
    value: object = text
    if fact.shape in LISTS:
        bracketed = re.fullmatch(r"\[([^\[\]]*)\]", text)
        listed = bracketed[1] if bracketed else text
        value = [part.strip() for part in listed.split(",") if part.strip()]
    elif fact.shape in {Shape.DATE, Shape.DATE_OR_NEVER}:
        value = parse_date(text, today) or text
    elif fact.shape in {Shape.BOOLEAN, Shape.BOOLEAN_OR_NA}:
        value = {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
    elif fact.shape is Shape.PERCENT:
        number = re.fullmatch(r"(\d{1,3})\s*%?", text, re.ASCII)
        value = int(number[1]) if number else text
    right, wrong = read_value(fact, value)
    if fact.shape in {Shape.REFERENCE, Shape.REFERENCES}:
        named = value if isinstance(value, list) else [text]
        wrong = [id for id in named if not ID_PATTERN.match(id)]
    if wrong:
        near = hint(str(wrong[0]), fact.choices or ())
        expected = fact.expected_element if fact.shape is Shape.CHOICES else fact.expected
        raise FactError(wrong_value(fact.key, wrong[0], expected) + near)
    return right


def parse_date(text: str, today: date) -> date | None:
    """A date as people type it: `2026-11-21`, `today`, `-3d`; None for anything else."""
    if text == "today":
        return today
    ago = re.fullmatch(r"-(\d{1,6})d", text)
    try:
        if ago:
            return today - timedelta(days=int(ago[1]))
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except (ValueError, OverflowError):
        return None


def wrong_value(key: str, raw: object, expected: str) -> str:
    """Say that a value is not right, and what would be."""
    shown = f'"{raw}"' if isinstance(raw, str) else show_value(raw)
    return f"{key}: {shown} is not {expected}"


def show_value(value: object) -> str:
    """A value as people read and type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(show_value(element) for element in value) or "none"
    return str(value)
