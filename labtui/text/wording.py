"""Words in sentences: lists, plurals, ages of dates, owners, and the nearest right word."""

from __future__ import annotations

from collections import Counter
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


def join_few(words: Iterable[str]) -> str:
    """Up to six words as `join_words` joins them, and how many more."""
    return join_words(words, 6)


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


def ahead(day: date, today: date) -> str:
    """How far ahead a day is: `in 1 day`, `in 3 days`."""
    return f"in {plural((day - today).days, 'day')}"


def directly_and_through(directly: int, total: int) -> str:
    """`8 directly, 3 through others`; `8 systems` where none is there through others."""
    if directly == total:
        return plural(total, "system")
    return f"{directly} directly, {total - directly} through others"


def sentence(clause: str) -> str:
    """A clause with a capital and a full stop."""
    return f"{clause[0].upper()}{clause[1:]}."


def matching(word: str, right: Iterable[str]) -> str | None:
    """The right word that `word` is: exactly, or else the only one that differs in case alone."""
    right = tuple(right)
    if word in right:
        return word
    folded = word.casefold()
    found = [each for each in right if each.casefold() == folded]
    return found[0] if len(found) == 1 else None


def nearest(word: str, right: Iterable[str]) -> str | None:
    """The right word most like `word`, whatever the case, or None where none is close.

    That is also the only one that ends in `word` after a dot, or that starts with it.
    """
    return _nearest(word[:100].casefold(), tuple(right))


_CLOSE = 0.6
"""How alike two words have to be, as difflib counts it: twice the letters they share of all."""


def _possibly_close(word: str, right: Iterable[str]) -> list[str]:
    """Leave out what shares too few letters with a word; much quicker than difflib."""
    letters = Counter(word)
    found = []
    for each in right:
        needed = _CLOSE * (len(word) + len(each)) / 2
        if needed <= min(len(word), len(each)):
            shared = sum([letters[letter] for letter in _letters(each) & letters.keys()])
            if needed <= shared:
                found.append(each)
    return found


@cache
def _letters(word: str) -> frozenset[str]:
    return frozenset(word)


@cache
def _folded(right: tuple[str, ...]) -> dict[str, str]:
    """Give words by how they are compared, whatever the case."""
    return {each.casefold(): each for each in right}


@cache
def _nearest(word: str, right: tuple[str, ...]) -> str | None:
    folded = _folded(right)
    ending = [each for each in folded if each.endswith(f".{word}")]
    if len(ending) == 1:
        return folded[ending[0]]
    from difflib import get_close_matches  # rarely needed, and slow to import

    close = get_close_matches(word, _possibly_close(word, folded), 1, _CLOSE)
    if not close and len(word) > 2:
        starting = [each for each in folded if each.startswith(word)]
        close = starting if len(starting) == 1 else []
    return folded[close[0]] if close else None


def hint(word: str, right: Iterable[str]) -> str:
    """` Did you mean X?`, to follow a sentence, or nothing."""
    near = nearest(word, right)
    return f" Did you mean {near}?" if near else ""
