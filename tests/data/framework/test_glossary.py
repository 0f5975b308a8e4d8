"""The glossary: the docs have the same text, and it names every value that its words stand for."""

from __future__ import annotations

import re
from pathlib import Path

from labtui.data.framework.facts import FACTS
from labtui.data.framework.glossary import GLOSSARY
from labtui.data.framework.layers import OWNERS
from labtui.data.framework.levels import LEVELS

DOCS = Path(__file__).parents[3] / "docs" / "glossary.md"


def test_the_docs_have_the_same_text() -> None:
    said = re.findall(r"^- \*\*(.+?)\*\*: (.+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert said == [tuple(term) for term in GLOSSARY.values()]


def test_every_level_value_and_owner_is_explained() -> None:
    assert [id for id in LEVELS if id not in GLOSSARY] == []
    for key in ("purpose", "exposure", "relied_on_for"):
        values = FACTS[key].choices or {}
        assert [value for value in values if f"{value}:" not in GLOSSARY[key].text] == []
    assert [owner for owner in OWNERS if owner not in GLOSSARY["responsible"].text] == []
