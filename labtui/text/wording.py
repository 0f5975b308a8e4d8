"""Words in sentences: lists, plurals, sentences."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache


def series(words: Iterable[str], most: int = 12, word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; beyond the most to be named, `a, b, c and 2 more`."""
    named = list(words)
    if len(named) > most:
        named[most:] = [f"{len(named) - most} more"]
    *first, last = named or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


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
