"""Answering facts by a word, by stepping and by typing."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.answers import (
    few_values,
    typed,
    typing_error,
    untypeable,
    value_of_word,
)
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import parse_value, read_value
from tests.data.labs import TODAY
from tests.rows import each_row

WORDS = ("yes", "no", "you", "partly", "unsure", "today", "never", "n/a", "nothing")


@each_row(
    ("key", "taken"),
    [
        ("owners.hardware", {"you": "you"}),
        ("owners.backups", {"you": "you", "n/a": "n/a"}),
        ("practices.documentation", {word: word for word in ("yes", "no", "partly", "n/a")}),
        ("evidence.monitored", {"yes": True, "no": False}),
        ("evidence.exportable", {"yes": True, "no": False, "n/a": "n/a"}),
        ("evidence.patched", {"today": TODAY, "never": "never"}),
        ("retirement.keep_until", {"today": TODAY}),
        ("name", {}),
        ("runs_on", {}),
        ("used_by", {}),
        ("relied_on_for", {"nothing": ()}),
        ("depends_on", {"nothing": ()}),
    ],
)
def test_a_fact_takes_the_words_that_are_values_of_it(key: str, taken: dict[str, Value]) -> None:
    fact = FACTS[key]
    found = {word: value_of_word(fact, word, TODAY) for word in WORDS}
    assert {word: value for word, value in found.items() if value is not None} == taken


@given(st.sampled_from([*FACTS.values()]))
def test_the_few_values_of_a_fact_are_values_of_it(fact) -> None:  # type: ignore[no-untyped-def]
    for value in few_values(fact):
        assert read_value(fact, value) == (value, [])


def test_only_choices_and_yes_or_no_have_few_values() -> None:
    assert few_values(FACTS["evidence.monitored"]) == (True, False)
    assert few_values(FACTS["evidence.exportable"]) == (True, False, "n/a")
    assert few_values(FACTS["owners.hardware"]) == ("you", "shared", "provider", "nobody")
    assert few_values(FACTS["owners.os"]) == ("you", "shared", "provider", "nobody", "n/a")
    assert few_values(FACTS["name"]) == ()


@each_row(
    ("key", "value", "text"),
    [
        ("name", None, ""),
        ("used_by", (), "[]"),
        ("used_by", ("Ada", "Bo"), "Ada, Bo"),
        ("evidence.patched", date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_a_value_is_typed_as_it_is_read(key: str, value: Value | None, text: str) -> None:
    fact = FACTS[key]
    assert typed(value) == text
    assert untypeable(fact, value, TODAY) == ""
    assert not text or parse_value(fact, text, TODAY) == value


def test_some_values_cannot_be_typed() -> None:
    assert untypeable(FACTS["teardown"], "one\ntwo", TODAY) == "several lines: edit with E"
    hidden = "cannot be typed on one line: edit with E"
    assert untypeable(FACTS["name"], "a\tb", TODAY) == hidden
    assert untypeable(FACTS["used_by"], ("Ada, Bo",), TODAY) == hidden


def test_what_is_wrong_with_a_typed_value() -> None:
    fact = FACTS["evidence.patched"]
    assert typing_error(fact, "", TODAY) == ""
    assert typing_error(fact, "-3d", TODAY) == ""
    assert typing_error(fact, "soon", TODAY).startswith('evidence.patched: "soon" is not')


def test_the_stated_empty_list_is_one_word_away() -> None:
    for key, word in {
        "relied_on_for": "nothing",
        "depends_on": "nothing",
        "backs_up_to": "nowhere",
        "stand_ins": "nobody",
    }.items():
        assert value_of_word(FACTS[key], word, TODAY) == ()
    assert value_of_word(FACTS["owners.os"], "nobody", TODAY) == "nobody"
