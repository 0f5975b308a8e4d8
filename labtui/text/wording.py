"""Words in sentences: lists, plurals, ages of dates, owners, and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

RESPONSIBLE = {
    "you": "you",
    "shared": "you and the provider",
    "provider": "the provider",
    "nobody": "nobody",
    "n/a": "does not apply",
}
"""Who is responsible, by the owner of a layer."""

_SAME_IN_PLURAL = ("critical", "accepted")


def join_words(words: Iterable[str], most: int = 12, word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; with more than `most` words, `a, b, c and 2 more`."""
    named = list(words)
    if len(named) > most:
        named[most:] = [f"{len(named) - most} more"]
    *first, last = named or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def plural(number: int, one: str, many: str = "") -> str:
    """`1 system`, `2 systems`; `many` is the plural where it is not formed with an s."""
    if number != 1:
        one = many or (one if one in _SAME_IN_PLURAL else f"{one}s")
    return f"{number} {one}"


def ago(day: date, today: date) -> str:
    """The age of a day: `today`, `yesterday`, `3 days ago`, or `still ahead`."""
    days = (today - day).days
    if days < 0:
        return "still ahead"
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def sentence(clause: str) -> str:
    """A clause with a capital and a full stop."""
    return f"{clause[0].upper()}{clause[1:]}."


def nearest(word: str, right: Iterable[str]) -> str | None:
    """The right word most like `word`, or None where none is close."""
    return _nearest(word[:100], tuple(right))


@cache
def _nearest(word: str, right: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches  # rarely needed, and slow to import

    return next(iter(get_close_matches(word, right, 1, 0.6)), None)


def hint(word: str, right: Iterable[str]) -> str:
    """`; did you mean X?`, or nothing."""
    near = nearest(word, right)
    return f"; did you mean {near}?" if near else ""
