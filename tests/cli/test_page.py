"""Lines: their width, signs and colours."""

from __future__ import annotations

import sys

import pytest

from labtui.cli.page import Page, cells, columns, fit, has_colour, safe, wrap
from tests.cli.helpers import (
    PAGE,
    Labtui,
)
from tests.rows import each_row


@each_row("width", [10, 16, 40])
def test_wrapped_lines_fit_and_lose_nothing(width: int) -> None:
    text = "Some words, a-word-that-is-longer-than-any-line-could-ever-be and 日本語 → so on"
    lines = wrap(text, width, "  → ", "    ")
    assert all(cells(line) <= width for line in lines)
    assert "".join(line[4:] for line in lines).replace(" ", "") == text.replace(" ", "")


def test_short_text_stays_on_its_line() -> None:
    assert wrap("a b", 80, "- ", "  ") == ["- a b"]
    assert Page(20).comma_separated(["one two", "three four", "five"], "x ") == [
        "x one two,",
        "  three four, five",
    ]


def test_text_is_cut_by_cells() -> None:
    assert fit("日本語", 5) == "日本…"
    assert fit("abc", 5) == "abc  "
    assert safe("tab\there") == "tab␉here"
    assert PAGE.spread("x" * 99, "right") == "x" * 72 + "…" + "  right"


@pytest.mark.parametrize(
    ("said", "wide"), [("100", 100), ("7", 40), ("0", 80), ("wide", 80), ("9" * 99, 80)]
)
def test_the_width_is_what_columns_says(
    said: str, wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setenv("COLUMNS", said)
    assert columns() == wide


@each_row(
    ("color", "environ", "piped", "in_terminal"),
    [
        ("auto", {}, False, True),
        ("auto", {"NO_COLOR": ""}, False, True),
        ("auto", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1", "FORCE_COLOR": "1"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1", "CLICOLOR": "0", "TERM": "dumb"}, True, True),
        ("auto", {"FORCE_COLOR": "3"}, True, True),
        ("auto", {"FORCE_COLOR": "0", "CLICOLOR_FORCE": ""}, False, True),
        ("auto", {"CLICOLOR": "0"}, False, False),
        ("auto", {"CLICOLOR": "1"}, False, True),
        ("auto", {"TERM": "dumb"}, False, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
    ],
)
def test_what_decides_first_about_colours_counts(
    color: str, environ: dict[str, str], piped: bool, in_terminal: bool
) -> None:
    assert has_colour(color, environ, False) == piped
    assert has_colour(color, environ, True) == in_terminal


def test_commands_are_coloured_as_they_are_told(
    on: Labtui, monkeypatch: pytest.MonkeyPatch
) -> None:
    for command in ("check", "list", "show pbs", "matrix", "impact pbs"):
        assert "\x1b[" in on("--color", "always", *command.split()).out, command
        assert "\x1b[" not in on(*command.split(), "--color=NEVER").out, command
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in on("list").out
