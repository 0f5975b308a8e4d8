"""Answering a fact by one word, by stepping through its values, or by typing."""

from __future__ import annotations

from datetime import date

from labtui.data.framework.fact import Fact
from labtui.data.framework.shapes import LISTS, NEVER, NOT_APPLICABLE, Shape, Value
from labtui.data.framework.values import parse_value, show_value
from labtui.errors import FactError
from labtui.text.printable import printable

SYNTAX = {
    Shape.DATE: ("today, -3d or 2026-11-21", "today, -3d"),
    Shape.DATE_OR_NEVER: ("today, -3d, never or 2026-11-21", "today, -3d, never"),
    Shape.PERCENT: ("0 to 100",),
    Shape.TEXTS: ("commas between; [] for none",),
}
"""How to type the shapes that are not plain text, in words; the longest way to say it first."""


COMMON_LETTERS = {
    "yes": "y",
    "you": "y",
    "shared": "S",
    "provider": "p",
    "partly": "p",
    "no": "n",
    "nobody": "n",
    "today": "t",
    "never": "n",
    "nothing": "n",
    "nowhere": "n",
    "n/a": "a",
}
"""The keys of the words that answer several facts; `n` always says no. `s` is the smell test."""


def common_letters(fact: Fact) -> dict[str, str]:
    """The words that several facts share and this one takes, by their keys."""
    # Any day stands for today.
    return {
        letter: word
        for word, letter in COMMON_LETTERS.items()
        if value_of_word(fact, word, date.max) is not None
    }


def answer_letters(fact: Fact) -> dict[str, str]:
    """All words that answer a fact with one key, by that key.

    The words of a list are its elements, and the one that says that it is empty.
    """
    own = {letter: word for word, letter in fact.letters.items()}
    return {**own, **({"n": fact.none} if fact.none else {})} if own else common_letters(fact)


def value_of_word(fact: Fact, word: str, today: date) -> Value | None:
    """What a fact is where it is answered by one word such as `yes`, `provider` or `today`.

    None where the fact does not take the word.
    """
    match fact.shape:
        case Shape.CHOICE:
            return word if word in (fact.choices or ()) else None
        case Shape.BOOLEAN | Shape.BOOLEAN_OR_NA if word in {"yes", "no"}:
            return word == "yes"
        case _ if fact.none and word == fact.none:
            return ()
        case Shape.BOOLEAN_OR_NA if word == NOT_APPLICABLE:
            return word
        case Shape.DATE | Shape.DATE_OR_NEVER if word == "today":
            return today
        case Shape.DATE_OR_NEVER if word == NEVER:
            return word
        case _:
            return None


def few_values(fact: Fact) -> tuple[Value, ...]:
    """All values of a fact that has only a few; empty for facts that are typed or picked."""
    match fact.shape:
        case Shape.CHOICE:
            return tuple(fact.choices or ())
        case Shape.BOOLEAN:
            return (True, False)
        case Shape.BOOLEAN_OR_NA:
            return (True, False, NOT_APPLICABLE)
        case _:
            return ()


def typed(value: Value | None) -> str:
    """A value as a person would type it; empty for None."""
    if value is None:
        return ""
    return "[]" if value == () else show_value(value)


def untypeable(fact: Fact, value: Value | None, today: date) -> str:
    """Why a value cannot be shown on a line to type and read back; empty where it can."""
    text = typed(value)
    if "\n" in text:
        return "several lines: edit with E"
    listed = fact.shape in LISTS and value is not None
    if printable(text) != text or (listed and parse_value(fact, text, today) != value):
        return "cannot be typed on one line: edit with E"
    return ""


def typing_error(fact: Fact, text: str, today: date) -> str:
    """What is wrong with a typed value; empty where it can be taken, as an empty text can."""
    try:
        _ = text and parse_value(fact, text, today)
    except FactError as error:
        return str(error)
    return ""
