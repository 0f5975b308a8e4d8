"""Words in sentences: lists, plurals, ages of dates."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

from labtui.data.framework.facts import FACTS
from labtui.text import wording
from labtui.text.wording import ago, join_words, plural
from tests.rows import each_row


@each_row(
    ("words", "joined"),
    [
        ("", ""),
        ("a", "a"),
        ("ab", "a and b"),
        ("abc", "a, b and c"),
        ("abcd", "a, b, c and 1 more"),
        ("abcde", "a, b, c and 2 more"),
    ],
)
def test_words_are_joined(words: str, joined: str) -> None:
    assert join_words(words, 3) == joined


def test_words_are_joined_with_another_word() -> None:
    assert join_words("ab", word="or") == "a or b"


@each_row(
    ("number", "one", "many", "told"),
    [
        (1, "system", "", "1 system"),
        (0, "system", "", "0 systems"),
        (2, "system", "", "2 systems"),
        (2, "copy", "copies", "2 copies"),
        (2, "critical", "", "2 critical"),
    ],
)
def test_plurals(number: int, one: str, many: str, told: str) -> None:
    assert plural(number, one, many) == told


@each_row(("day", "told"), [(3, "today"), (2, "yesterday"), (1, "2 days ago"), (4, "still ahead")])
def test_ages_of_dates(day: int, told: str) -> None:
    assert ago(date(2026, 11, day), date(2026, 11, 3)) == told


def test_what_is_left_out_beforehand_is_never_the_nearest() -> None:
    names = [*FACTS]
    for number, name in enumerate(names[::5]):
        other = names[number]
        misspelt = (name[1:], name[:-2] + "zz", other[:3] + name[3:], name[::-1], f"x{number}")
        for word in misspelt:
            close = get_close_matches(word, names, 1, 0.6)
            assert get_close_matches(word, wording._possibly_close(word, names), 1, 0.6) == close
