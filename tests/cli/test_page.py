"""Lines: their width, signs and colours."""

from __future__ import annotations

import sys

import pytest

from labtui.cli.page import Page, cells, columns, fit, safe, wrap
from tests.cli.helpers import (
    PAGE,
)


@pytest.mark.parametrize("width", [10, 16, 40])
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
