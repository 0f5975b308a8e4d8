"""The facts a system may state: which there are, what they take, and what people may type."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.framework.dates import parse_date
from labtui.data.framework.fact import Fact
from labtui.data.framework.facts import (
    ANSWERS_DATED_BY_CHANGE,
    ENTRIES,
    FACTS,
    REFERENCES,
    TABLES,
    find_fact,
)
from labtui.data.framework.layers import ALWAYS_APPLICABLE, LAYERS
from labtui.data.framework.practices import PRACTICES
from labtui.data.framework.questions import QUESTIONS
from labtui.data.framework.shapes import ID_PATTERN, LISTS, Shape
from labtui.data.framework.templates import PLACES, TEMPLATES
from labtui.data.framework.values import (
    example_value,
    parse_value,
    read_value,
    show_answer,
    show_value,
)
from labtui.errors import FactError
from labtui.text.wording import hint, nearest
from tests.data.labs import TODAY, days_ago
from tests.rows import each_row

CHOICES = {
    "kind": "physical cluster vm container app network storage vps platform saas other",
    "status": "active planned retired",
    "purpose": "learning reliability entertainment convenience",
    "relied_on_for": "authentication storage identity communication connectivity workflow income "
    "reputation safety data",
    "intended_level": "0 1 2 3a 3b",
    "exposure": "isolated lan vpn internet",
    "holds": "nothing copies originals",
    **{f"practices.{practice}": "yes partly no n/a" for practice in PRACTICES},
    **{f"smell_test.{question}": "yes no unsure" for question in QUESTIONS},
    **{
        f"owners.{layer}": "you shared provider nobody" + ("" if layer == "hardware" else " n/a")
        for layer in LAYERS
    },
}
"""Every fact that takes one of a list, or some (framework, section 2)."""

SHAPES = {
    Shape.ID: {"id"},
    Shape.TEXT: {
        *("name", "description", "location", "url", "notes", "teardown", "source"),
        *(f"smell_test.notes.{question}" for question in QUESTIONS),
        *("retirement.reason", "retirement.data_kept_at", "provider", "site"),
    },
    Shape.TEXTS: {"tags", "used_by", "parts", "stand_ins", "retirement.done"},
    Shape.REFERENCE: {"runs_on", "member_of", "retirement.replaced_by"},
    Shape.REFERENCES: {"depends_on", "backs_up_to", "recovers_with", "access_to"},
    Shape.CHOICES: {"relied_on_for"},
    Shape.CHOICE: CHOICES.keys() - {"relied_on_for"},
    Shape.PERCENT: {"utilization"},
    Shape.DATE: {"changed", "smell_test.date", "retirement.date", "retirement.keep_until"},
    Shape.DATE_OR_NEVER: {
        "evidence.patched",
        "evidence.restore_tested",
        "evidence.config_reviewed",
    },
    Shape.BOOLEAN: {
        "evidence.monitored",
        "evidence.wipeable",
        "evidence.mfa",
        "evidence.breach_plan",
        "evidence.offline_recovery",
    },
    Shape.BOOLEAN_OR_NA: {
        "evidence.data_located",
        "evidence.exportable",
        "evidence.vendor_backup",
    },
}


def test_the_facts_are_those_of_the_framework() -> None:
    found = {shape: {key for key, fact in FACTS.items() if fact.shape is shape} for shape in Shape}

    assert found == SHAPES
    assert all(fact.key == key for key, fact in FACTS.items())
    assert {
        "owners",
        "practices",
        "evidence",
        "smell_test",
        "smell_test.notes",
        "retirement",
    } == TABLES


def test_the_choices_are_those_of_the_framework() -> None:
    found = {key: " ".join(fact.choices) for key, fact in FACTS.items() if fact.choices}

    assert found == CHOICES


def test_the_entries_are_those_of_the_framework() -> None:
    assert {name: set(inner) for name, inner in ENTRIES.items()} == {
        "history": {"date", "event", "note", "level", "risk", "verdict"},
        "accepted": {"rule", "reason", "until"},
    }
    assert " ".join(ENTRIES["history"]["event"].choices or ()) == (
        "added changed assessed experiment rebuilt incident retired"
    )
    assert list(ENTRIES["history"]["level"].choices or ()) == ["0", "1", "2", "3a", "3b"]


def test_what_dates_a_change_is_what_the_framework_lists() -> None:
    assert {
        *("exposure", "purpose", "relied_on_for", "holds"),
        *("runs_on", "member_of", "depends_on", "backs_up_to", "recovers_with", "access_to"),
        *(f"owners.{layer}" for layer in LAYERS),
        *(f"practices.{practice}" for practice in PRACTICES),
    } == ANSWERS_DATED_BY_CHANGE
    assert (
        *("runs_on", "member_of", "depends_on", "backs_up_to", "recovers_with", "access_to"),
    ) == REFERENCES


def test_freshness_is_asked_of_evidence_and_the_smell_test() -> None:
    assert {key for key, fact in FACTS.items() if fact.asks_freshness} == {
        "evidence.patched",
        "evidence.restore_tested",
        "evidence.config_reviewed",
        "smell_test.date",
    }


def test_every_fact_can_be_asked_for() -> None:
    for fact in FACTS.values():
        assert fact.label
        assert fact.group
        assert not fact.expected.endswith(".")
    assert FACTS["owners.os"].title == "Operating system owner"
    assert FACTS["evidence.patched"].title == "Patched"


def test_a_fact_asks_its_question() -> None:
    os, purpose, tags = FACTS["owners.os"], FACTS["purpose"], FACTS["tags"]

    assert os.asked_of("Wiki") == "Who is responsible for the operating system of Wiki?"
    assert purpose.asked_of("Wiki") == "Why does it exist? Wiki"
    assert os.explanation.startswith("Who is responsible for the operating system of it?")
    assert purpose.explanation.startswith("Why does it exist?")
    assert tags.explanation == tags.help


def test_each_value_that_has_a_letter_has_one_of_its_own() -> None:
    """`n` is no or nothing, `d` not known, whatever is asked."""
    kept = {"nothing": "n", "no": "n", "unsure": "d"}
    lettered = [fact for fact in FACTS.values() if fact.letters]
    asked = {"purpose", "relied_on_for", "exposure", "holds"}
    assert {fact.key for fact in lettered} >= asked
    for fact in lettered:
        assert list(fact.letters) == list(fact.choices or ())
        letters = [letter for value, letter in fact.letters.items() if value not in kept]
        assert len({*letters, "n", "d"}) == len(letters) + 2
        assert {**kept, **fact.letters}.items() >= kept.items()


def test_each_place_has_a_letter_of_its_own_and_a_template() -> None:
    letters = [place.letter for place in PLACES.values()]
    assert len({*letters, "n", "d"}) == len(letters) + 2
    assert PLACES.keys() <= TEMPLATES.keys()


def test_an_example_of_a_value_can_be_typed() -> None:
    for fact in FACTS.values():
        if fact.shape not in {Shape.REFERENCE, Shape.REFERENCES, Shape.ID}:
            assert parse_value(fact, example_value(fact), TODAY) is not None, fact.key
    assert example_value(FACTS["runs_on"]) == "ID"


def test_an_id_is_short_and_plain() -> None:
    for id in ("a", "0", "nas-1", "a-", "a" * 63):
        assert read_value(FACTS["id"], id) == (id, [])
        assert ID_PATTERN.match(id), id
    for id in ("", "-a", "A", "a_b", "a b", "a.b", "a\n", "ä", "a" * 64):
        assert read_value(FACTS["id"], id) == (None, [id])
        assert not ID_PATTERN.match(id), id


# --- values as the file has them

A_DAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, 0)
SAMPLES: tuple[object, ...] = (
    *("yes", "never", "n/a", "", 0, 1, 50, 100, -1, 101, 1.0, True, False),
    *(A_DAY, NOON, NOON.replace(tzinfo=UTC), time(12, 0), [], ["a"], {}, {"a": 1}),
)


def _is(value: object, *right: object) -> bool:
    return any(type(value) is type(one) and value == one for one in right)


RIGHT = {
    Shape.TEXT: lambda raw: type(raw) is str,
    Shape.REFERENCE: lambda raw: type(raw) is str,
    Shape.ID: lambda raw: _is(raw, "yes", "never"),
    Shape.PERCENT: lambda raw: _is(raw, 0, 1, 50, 100),
    Shape.DATE: lambda raw: _is(raw, A_DAY),
    Shape.DATE_OR_NEVER: lambda raw: _is(raw, A_DAY, "never"),
    Shape.BOOLEAN: lambda raw: _is(raw, True, False),
    Shape.BOOLEAN_OR_NA: lambda raw: _is(raw, True, False, "n/a"),
    Shape.TEXTS: lambda raw: type(raw) is list,
    Shape.REFERENCES: lambda raw: type(raw) is list,
    Shape.CHOICES: lambda raw: type(raw) is list,
    Shape.CHOICE: lambda raw: False,
}


def facts_of(shape: Shape) -> list[Fact]:
    """The facts of a shape, of which there is at least one."""
    found = [fact for fact in FACTS.values() if fact.shape is shape]
    assert found
    return found


@each_row("shape", Shape)
def test_a_value_of_the_wrong_type_counts_as_absent(shape: Shape) -> None:
    for fact, raw in product(facts_of(shape), SAMPLES):
        seen = (fact.key, raw)
        value, wrong = read_value(fact, raw)
        if shape is Shape.CHOICES and raw == ["a"]:
            assert (value, wrong) == (None, ["a"]), seen
            continue
        right = RIGHT[shape](raw)
        if shape is Shape.CHOICE:
            right = type(raw) is str and raw in CHOICES[fact.key].split()
        if right:
            expected = tuple(raw) if isinstance(raw, list) else raw
            assert (value, wrong) == (expected, []), seen
            assert type(value) is type(expected), seen
        else:
            assert value is None, seen
            assert len(wrong) == 1, seen
            assert wrong[0] is raw, seen


def test_a_wrong_element_of_a_list_is_left_out() -> None:
    raw = ["data", 5, "Data", True, "income", None, ["data"]]
    value, wrong = read_value(FACTS["relied_on_for"], raw)
    assert value == ("data", "income")
    assert wrong == [5, "Data", True, None, ["data"]]

    value, wrong = read_value(FACTS["depends_on"], ["nas", 5, "Not An Id"])
    assert value == ("nas", "Not An Id")
    assert wrong == [5]
    assert read_value(FACTS["tags"], ("x", 1)) == (("x",), [1])
    assert read_value(FACTS["tags"], [1]) == (None, [1])
    assert read_value(FACTS["tags"], []) == ((), [])


def test_not_applicable_is_no_answer_where_there_always_is_such_a_layer() -> None:
    for layer in LAYERS:
        value, _ = read_value(FACTS[f"owners.{layer}"], "n/a")
        assert value == (None if layer in ALWAYS_APPLICABLE else "n/a"), layer


# --- values as people type them


TYPED: tuple[tuple[str, str, object], ...] = (
    ("evidence.patched", "today", TODAY),
    ("evidence.patched", "-3d", days_ago(3)),
    ("evidence.patched", "-0d", TODAY),
    ("evidence.patched", "-2w", days_ago(14)),
    ("evidence.patched", "1 day ago", days_ago(1)),
    ("evidence.patched", "3 Weeks ago", days_ago(21)),
    ("evidence.patched", " 2026-01-02 ", date(2026, 1, 2)),
    ("evidence.patched", "never", "never"),
    ("changed", "today", TODAY),
    ("smell_test.date", "-1d", days_ago(1)),
    *(("evidence.mfa", text, True) for text in ("yes", "true", "Yes", "TRUE", " yes ")),
    *(("evidence.mfa", text, False) for text in ("no", "false", "No")),
    ("evidence.exportable", "n/a", "n/a"),
    ("evidence.exportable", "yes", True),
    ("depends_on", "a,b", ("a", "b")),
    ("depends_on", " a , b ,", ("a", "b")),
    ("depends_on", "a", ("a",)),
    ("depends_on", "[]", ()),
    ("backs_up_to", "[]", ()),
    ("relied_on_for", "data,income", ("data", "income")),
    ("tags", "two words, more", ("two words", "more")),
    ("utilization", "0", 0),
    ("utilization", "100", 100),
    ("utilization", "7%", 7),
    ("utilization", "7 %", 7),
    ("purpose", "learning", "learning"),
    ("purpose", "LEARNING", "learning"),
    ("relied_on_for", "Data,INCOME", ("data", "income")),
    ("evidence.patched", "Today", TODAY),
    ("evidence.patched", "NEVER", "never"),
    ("evidence.patched", "-3D", days_ago(3)),
    ("evidence.exportable", "N/A", "n/a"),
    ("owners.os", "N/A", "n/a"),
    ("intended_level", "3B", "3b"),
    ("runs_on", "NAS", "nas"),
    ("depends_on", "NAS, Pve", ("nas", "pve")),
    ("tags", "ARM, Two", ("ARM", "Two")),
    ("practices.segmentation", "no", "no"),
    ("smell_test.own", "yes", "yes"),
    ("owners.os", "you", "you"),
    ("owners.os", "n/a", "n/a"),
    ("holds", "copies", "copies"),
    ("stand_ins", "[]", ()),
    ("access_to", "nas, pve", ("nas", "pve")),
    ("site", "home", "home"),
    ("intended_level", "3a", "3a"),
    ("runs_on", "nas", "nas"),
    ("id", "nas-1", "nas-1"),
    ("name", "  My NAS ", "My NAS"),
    ("notes", "[red]no markup[/]", "[red]no markup[/]"),
    ("description", "true", "true"),
    ("location", "2026-11-21", "2026-11-21"),
)
"""A fact, what people type for it, and its value."""


@each_row("shape", Shape)
def test_what_people_type_is_understood(shape: Shape) -> None:
    rows = [row for row in TYPED if FACTS[row[0]].shape is shape]
    assert rows
    for key, text, value in rows:
        found = parse_value(find_fact(key), text, TODAY)
        assert found == value, (key, text)
        assert type(found) is type(value), (key, text)


MISTYPED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "purpose",
        "lerning",
        ("lerning", "one of learning, reliability", "Did you mean learning?"),
    ),
    ("purpose", "[]", ("has one value, not a list. purpose= clears it.",)),
    ("purpose", "zzz", ("learning, reliability, entertainment, convenience",)),
    ("owners.hardware", "n/a", ("owners.hardware", "you, shared, provider, nobody")),
    ("owners.os", "provder", ("Did you mean provider?",)),
    ("relied_on_for", "data,incom", ('"incom"', "one of", "Did you mean income?")),
    ("relied_on_for", "qqq", ("one of authentication",)),
    ("smell_test.own", "true", ("yes, no, unsure",)),
    ("practices.segmentation", "party", ("Did you mean partly?",)),
    ("intended_level", "4", ("0, 1, 2, 3a, 3b",)),
    ("evidence.patched", "some day", ("a date. Use 2026-11-28, Sept, today, -3d or never.",)),
    ("evidence.patched", "2026-13-01", ("a date",)),
    ("evidence.patched", "2026-11-21T10:00:00", ("a date",)),
    ("evidence.patched", "20261121", ("a date",)),
    ("evidence.patched", "2026-W47-6", ("a date",)),
    ("evidence.patched", "3d", ("a date",)),
    ("evidence.patched", "-3", ("a date",)),
    ("evidence.patched", "+3d", ("a date",)),
    ("evidence.patched", "-999999d", ("a date",)),
    ("evidence.patched", "-9999999d", ("a date",)),
    ("evidence.patched", "", ("a date",)),
    ("changed", "never", ('"never"', "a date")),
    ("smell_test.date", "never", ("a date",)),
    ("evidence.mfa", "maybe", ('"maybe"', "yes or no")),
    ("evidence.mfa", "n/a", ("yes or no",)),
    ("evidence.mfa", "1", ("yes or no",)),
    ("evidence.exportable", "never", ("yes, no or n/a",)),
    ("utilization", "101", ("101", "0 to 100")),
    ("utilization", "-1", ("0 to 100",)),
    ("utilization", "1.5", ("0 to 100",)),
    ("utilization", "½", ("0 to 100",)),
    ("utilization", "٣", ("0 to 100",)),
    ("utilization", "", ("0 to 100",)),
    ("id", "My NAS", ("a-z",)),
    ("id", "", ("a-z",)),
    ("utilization", "9" * 5000, ("0 to 100",)),
    ("runs_on", "", ("the id of a system",)),
    ("runs_on", "My NAS", ('"My NAS"', "the id of a system")),
    ("depends_on", "nas,My NAS", ('"My NAS"', "the id of a system")),
    ("backs_up_to", "../x", ("the id of a system",)),
)
"""A fact, what people type for it, and what the error says of that."""


@each_row("shape", [shape for shape in Shape if shape not in {Shape.TEXT, Shape.TEXTS}])
def test_what_cannot_be_understood_is_said_with_what_can(shape: Shape) -> None:
    for key, text, parts in (row for row in MISTYPED if FACTS[row[0]].shape is shape):
        with pytest.raises(FactError) as raised:
            parse_value(find_fact(key), text, TODAY)
        message = str(raised.value)
        assert message.startswith(key), (key, text)
        assert all(part in message for part in parts), (key, text, message)
        hints = any("Did you mean" in part for part in parts)
        assert message.count("Did you mean") == hints, (key, text, message)


def test_a_fact_nobody_knows_is_named_with_the_nearest() -> None:
    assert find_fact("owners.os") is FACTS["owners.os"]
    assert find_fact("Owners.OS") is FACTS["owners.os"]
    for typed, right in {
        "purpos": "purpose",
        "evidence.patchd": "evidence.patched",
        "os": "owners.os",
        "relied": "relied_on_for",
        "qqqqqq": None,
    }.items():
        with pytest.raises(FactError) as raised:
            find_fact(typed)
        near = f" Did you mean {right}?" if right else ""
        assert str(raised.value) == f'Unknown fact "{typed}".{near}'


def test_a_date_reads_back() -> None:
    for day in (days_ago(0), days_ago(1), date(1, 1, 1), date(9999, 12, 31)):
        assert parse_date(show_value(day), TODAY) == day


def test_a_day_before_there_were_days_is_none() -> None:
    assert parse_date("-3d", date(1, 1, 2)) is None
    assert parse_date("999999 weeks ago", TODAY) is None
    assert parse_date("2026-02-30", TODAY) is None
    assert parse_date("2026-02", TODAY) is None, "on the way to a whole date"
    assert parse_date("0000-01-01", TODAY) is None
    assert parse_date("3000 years ago", TODAY) is None


def test_a_month_is_its_first_day_and_the_latest_that_has_begun() -> None:
    today = date(2026, 3, 31)
    for typed, day in {
        "Yesterday": (2026, 3, 30),
        "last week": (2026, 3, 24),
        "last  month": (2026, 2, 28),
        "2 months ago": (2026, 1, 31),
        "-3m": (2025, 12, 31),
        "4 months ago": (2025, 11, 30),
        "1 year ago": (2025, 3, 31),
        "Sept": (2025, 9, 1),
        "sep.": (2025, 9, 1),
        "March": (2026, 3, 1),
        "Apr": (2025, 4, 1),
        "Sep 2026": (2026, 9, 1),
    }.items():
        assert parse_date(typed, today) == date(*day), typed
    for typed in ("ma", "septembre", "2026-13", "mar 26", "1 month", "last day", "-3q"):
        assert parse_date(typed, today) is None, typed


_values: dict[Shape, st.SearchStrategy[Any]] = {
    Shape.DATE: st.dates(),
    Shape.DATE_OR_NEVER: st.dates() | st.just("never"),
    Shape.BOOLEAN: st.booleans(),
    Shape.BOOLEAN_OR_NA: st.booleans() | st.just("n/a"),
    Shape.PERCENT: st.integers(0, 100),
    Shape.REFERENCES: st.lists(st.from_regex(ID_PATTERN, fullmatch=True), min_size=1).map(tuple),
}


@given(st.data(), st.sampled_from([f for f in FACTS.values() if f.shape in _values or f.choices]))
def test_a_value_that_is_shown_can_be_typed(data: st.DataObject, fact: Fact) -> None:
    if fact.choices:
        value = data.draw(st.sampled_from(list(fact.choices)))
        value = (value,) if fact.shape in LISTS else value
    else:
        value = data.draw(_values[fact.shape])

    assert parse_value(fact, show_value(value), TODAY) == value


@given(st.sampled_from(list(FACTS.values())), st.text(max_size=30))
def test_whatever_is_typed_is_a_value_or_a_clear_error(fact: Fact, text: str) -> None:
    try:
        value = parse_value(fact, text, TODAY)
    except FactError as error:
        said = str(error)
    else:
        assert read_value(fact, value) == (value, [])
        return
    assert said.startswith(f"{fact.key}: ")


def test_values_are_shown_as_people_read_them() -> None:
    assert show_value(True) == "yes"
    assert show_value(False) == "no"
    assert show_value(()) == "none"
    assert show_value(("a", "b")) == "a, b"
    assert show_value([True, 1]) == "yes, 1"
    assert show_value(TODAY) == "2026-11-21"
    assert show_value(7) == "7"


def test_an_answer_is_shown_in_the_words_of_its_fact() -> None:
    assert show_answer("depends_on", ()) == "nothing"
    assert show_answer("depends_on", ("a", "b")) == "a, b"
    assert show_answer("tags", ()) == "none"
    assert show_answer("unknown", True) == "yes"
    assert show_answer("depends_on", None) == "not answered"


def test_the_nearest_word_is_near() -> None:
    assert nearest("purpse", FACTS) == "purpose"
    assert nearest("xyz", FACTS) is None
    assert nearest("a" * 100_000, FACTS) is None
    assert nearest("purpose", ()) is None
    assert nearest("PURPSE", FACTS) == "purpose"
    assert nearest("exp", ("expedition", "experiment")) is None
    assert nearest("ex", ("experiment",)) is None
    assert nearest("exp", ("Experiment", "rebuilt")) == "Experiment"
    assert hint("purpse", FACTS) == " Did you mean purpose?"
    assert hint("xyz", FACTS) == ""


def test_lists_may_be_typed_in_brackets() -> None:
    assert parse_value(FACTS["depends_on"], "[nas, dns]", TODAY) == ("nas", "dns")


def test_brackets_within_a_list_are_text() -> None:
    for text, tags in {
        "a, b [x]": ("a", "b [x]"),
        "[1],[2]": ("[1]", "[2]"),
        "[a]": ("a",),
    }.items():
        assert parse_value(FACTS["tags"], text, TODAY) == tags


def test_a_short_label_is_the_label_unless_the_fact_has_a_shorter_one() -> None:
    assert FACTS["relied_on_for"].short_label == "Relied on"
    assert FACTS["purpose"].short_label == "Purpose"
    assert all(len(fact.short) < len(fact.label) for fact in FACTS.values())
