"""What holds for every output format; a new one in `FORMATS` is held to it too."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import REFERRING, Shape
from labtui.reports.formats import FORMATS
from tests.data.labs import TODAY, Raw
from tests.reports.reported import ODD_NAMES, example_systems, odd_systems, reported, text_of
from tests.rows import each_row

DOCS = Path(__file__).parents[2] / "docs" / "export.md"

SECRET = "hunter2planted"

LOOKED_THROUGH = REFERRING | {Shape.TEXT, Shape.TEXTS}

SYSTEMS = [*example_systems(), *odd_systems(), {"id": "old", "name": "Old", "status": "retired"}]

RETIRED = {raw["id"] for raw in SYSTEMS if raw.get("status") == "retired"}

AS_IT_IS = {
    *("ansible", "gatus", "prometheus", "rackpeek"),
    *("dot", "mermaid", "svg", "svg-map", "svg-matrix"),
}
"""What shows how things are now, and so no retired systems."""


def words(text: str) -> Counter[str]:
    """How often each word stands in a text, whatever the order."""
    return Counter(re.split(r"[\s,]+", text))


def leaking() -> Raw:
    """A system with a secret in each of its texts and references."""
    raw: Raw = {
        "id": "leak",
        "name": f"token {SECRET}1",
        "history": [{"date": TODAY, "event": "incident", "note": f"pw {SECRET}1"}],
        "accepted": [{"rule": "no-backups", "until": TODAY, "reason": f"password: {SECRET}"}],
    }
    for fact in FACTS.values():
        if fact.shape in LOOKED_THROUGH and fact.key != "name":
            text = f"as it was\nhttps://me:{SECRET}@nas.lan/x\npassword: {SECRET}"
            *tables, key = fact.key.split(".")
            at = raw
            for table in tables:
                at = at.setdefault(table, {})
            is_one = fact.shape in {Shape.TEXT, Shape.REFERENCE}
            at[key] = text if is_one else [text, "plain"]
    return raw


@each_row("name", FORMATS)
def test_a_report_is_the_same_twice_and_says_the_same_in_another_order(name: str) -> None:
    once = text_of(reported(name, SYSTEMS).report)
    assert once == text_of(reported(name, SYSTEMS).report)
    assert words(once) == words(text_of(reported(name, SYSTEMS[::-1]).report))


@each_row("name", FORMATS)
def test_a_report_has_every_system_and_of_a_part_only_these(name: str) -> None:
    whole = text_of(reported(name, SYSTEMS).report)
    wanted = [raw["id"] for raw in SYSTEMS if not (name in AS_IT_IS and raw["id"] in RETIRED)]
    assert [id for id in wanted if id not in whole] == []
    part = text_of(reported(name, SYSTEMS, ["owl", "heron"]).report)
    assert "owl" in part
    assert "otter" not in part
    assert text_of(reported(name, []).report) or name


@each_row("name", FORMATS)
def test_no_secret_leaves_the_house_unsaid(name: str) -> None:
    report, secrets, _ = reported(name, [*SYSTEMS, leaking()])
    texts = {f.key for f in FACTS.values() if f.shape in LOOKED_THROUGH}
    assert set(secrets) == {"leak"}
    assert {*secrets["leak"]} == texts | {"history", "accepted"}
    if not FORMATS[name].as_written:
        assert SECRET not in text_of(report)


@each_row("name", FORMATS)
def test_no_report_has_signs_that_a_terminal_obeys(name: str) -> None:
    assert any("\x1b" in name for name in ODD_NAMES)
    found = re.findall(
        "[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text_of(reported(name, SYSTEMS).report)
    )
    assert found == []


def test_the_docs_name_every_format() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (.*) \|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == [*FORMATS] == sorted(FORMATS)
    for name, said in rows:
        assert FORMATS[name].summary in said
