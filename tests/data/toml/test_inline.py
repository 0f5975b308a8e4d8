"""Values are changed within their own text."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path

import pytest

from labtui.data.toml.formatting import Style
from labtui.data.toml.inline import array_like, replace_value
from labtui.data.toml.values import identity, same
from tests.rows import each_row

ARRAYS = Path(__file__).with_name("arrays.txt").read_text(encoding="utf-8")


def parts(text: str, mark: str) -> list[tuple[str, str]]:
    """The parts of a text that begin with a line of a mark and a title, and their titles."""
    found = re.split(rf"^{mark} ?(.*)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(found[::2], found[1::2], strict=True))


@pytest.mark.parametrize("text", [pytest.param(t, id=name) for name, t in parts(ARRAYS, "####")])
def test_elements_change_and_all_else_stays(text: str) -> None:
    """Each array of `arrays.txt`, then for some elements, each one letter, the array with them."""
    before, _, answers = text.partition("\n====")
    for letters, after in parts("====" + answers, "===="):
        assert tomllib.loads(f"x = {after}")["x"] == list(letters)
        for newline in ("\n", "\r\n"):
            changed = replace_value(before.replace("\n", newline), list(letters), newline)
            assert changed == after.rstrip("\n").replace("\n", newline), letters


@each_row(
    ("value", "new", "after"),
    [
        ("[]", ["a"], '["a"]'),
        ("[ ]", ["a", "b"], '[ "a", "b" ]'),
        ("['a']", ["a", "b"], "['a', 'b']"),
        ("['a', 'b']", ["it's"], '["it\'s"]'),
        ("[{a=1,b=2},{a=3}]", [{"a": 1, "b": 2}, {"a": 3, "b": 1}], "[{a=1,b=2},{a=3,b=1}]"),
        ("[{a=1}]", [{"a": 1}, {"b": 1, "c": 2}], "[{a=1}, {b=1,c=2}]"),
        ("[\n {a=1,b=2}, # c\n]", [{"a": 1}], "[\n {a=1}, # c\n]"),
        ("[\n {a=1}, # c\n]", [{"a": 2}], "[\n {a=2},\n]"),
        ("[\n [1,2], # c\n]", [[1, 2, 3]], "[\n [1,2,3], # c\n]"),
        ("[\n {a=[1,2]}, # c\n]", [3], "[\n 3,\n]"),
        ("{ a = 1 }", {}, "{}"),
        ("{ a = 1, b = 'x' }", {"b": "y", "c": 2}, "{ b = 'y', c = 2 }"),
        ("[1]", {"a": 1}, "{ a = 1 }"),
        ("'x'", "it's", '"it\'s"'),
        ('"x"', "y", '"y"'),
        ("'''x\ny'''", "one\ntwo", "'''one\ntwo'''"),
        ("'''\nx\ny'''", "one\ntwo", "'''\none\ntwo'''"),
        ("'''x\ny'''", "\none", "'''\n\none'''"),
        ("'''x\ny'''", "'''\n", "\"'''\\n\""),
        ('"""x\ny"""', "a\\b\nc", '"a\\\\b\\nc"'),
        ('"""x"""', "y", '"y"'),
        ('"""\nx"""', "\r\n", '"\\r\\n"'),
    ],
)
def test_a_value_is_written_as_the_one_in_its_place(value: str, new: object, after: str) -> None:
    assert tomllib.loads(f"x = {after}")["x"] == new
    assert replace_value(value, new, "\n") == after


def test_a_list_is_written_like_that_of_a_neighbour_without_its_comments() -> None:
    example = "[ # first\n  # note\n  'x', # why\n\n  'y'\n  # last\n]"
    assert array_like(example, ["a", "b", "c"], "\n") == "[\n  'a',\n  'b',\n  'c'\n]"
    assert array_like("[\n  {a=1},\n]", [{"b": 2}], "\n", Style(equals=" = ")) == "[\n  {b=2},\n]"


def test_commas_come_first_in_a_list_of_one_where_the_style_says_so() -> None:
    style = Style(comma_first=",")
    assert replace_value("[\n    1\n]", [1, 2], "\n", style) == "[\n    1\n  , 2\n]"
    assert replace_value("[\n1\n]", [1, 2], "\n", style) == "[\n1\n, 2\n]"
    assert replace_value("[1\n]", [1, 2], "\n") == "[1,\n 2\n]"


def test_values_are_looked_up_as_they_are_compared() -> None:
    values = [1, 1.0, True, 0.0, -0.0, "1", [1], [True], {"a": 1}, {"a": 1.0}, {"b": 1}, {}, []]
    values += [date(2026, 1, 1), datetime(2026, 1, 1), time(7), time(8), float("nan")]
    for one in values:
        for other in values:
            assert same(one, other) == (identity(one) == identity(other)), (one, other)


def test_of_a_long_list_that_is_turned_round_comments_stay_with_their_elements() -> None:
    lines = [f"  {number}, # {number}\n" for number in range(400)]
    changed = replace_value(f"[\n{''.join(lines)}]", [*range(399, -1, -1)], "\n")
    assert changed == f"[\n{''.join(reversed(lines))}]"
