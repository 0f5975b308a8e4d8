"""Stylesheets are parsed again only where the colours or a source is new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import textual.css.stylesheet
from textual.css.model import RuleSet

from labtui.app.stylesheet import ParsedOnce

CSS = "TestOfParsing { color: $ink; }"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were parsed."""
    texts: list[str] = []
    parse = textual.css.stylesheet.parse

    def note(scope: str, css: str, *args: Any, **kwargs: Any) -> Iterator[RuleSet]:
        texts.append(css)
        return iter([*parse(scope, css, *args, **kwargs)])

    monkeypatch.setattr(textual.css.stylesheet, "parse", note)
    return texts


def test_a_source_is_parsed_once_with_the_same_colours(parsed: list[str]) -> None:
    sheet = ParsedOnce(variables={"ink": "red"})
    sheet.add_source(CSS)
    assert [rule.styles.color.rgb for rule in sheet.rules] == [(255, 0, 0)]
    sheet.set_variables({"ink": "red"})
    sheet.reparse()
    assert parsed == [CSS]
    other = CSS.replace("Test", "OtherTest")
    sheet.add_source(other, read_from=("other.tcss", ""))
    sheet.reparse()
    assert len(sheet.rules) == 2
    assert parsed == [CSS, other]
    sheet.set_variables({"ink": "blue"})
    sheet.reparse()
    assert [rule.styles.color.rgb for rule in sheet.rules] == [(0, 0, 255)] * 2
    assert parsed == [CSS, other] * 2
