"""Add and remove systems, and change what is said outside them."""

from datetime import date

import pytest

from labtui.data.inventory.document import REMOVED, Document
from labtui.data.toml.splicing import Splicer
from labtui.errors import DocumentError
from tests.data.inventory.documents import parsed
from tests.rows import each_row

ZOLTAN = {
    "id": "zoltan",
    "history": [{"date": date(2026, 1, 2), "event": "added", "more": {"x": 1}}],
    "owners": {"os": "you", "a.b": "nobody"},
    "tags": ["a", "b"],
    "smell_test": {"notes": {"own": "yes"}, "own": "yes"},
    "odd": [],
}


ZOLTAN_TEXT = """\
[[systems]]
id = "zoltan"
tags = ["a", "b"]
odd = []
[systems.owners]
os = "you"
"a.b" = "nobody"
[systems.smell_test]
own = "yes"
[systems.smell_test.notes]
own = "yes"
[[systems.history]]
date = 2026-01-02
event = "added"
[systems.history.more]
x = 1
"""


@each_row(
    ("before", "after"),
    [
        ("schema = 1\n", f"schema = 1\n\n{ZOLTAN_TEXT}"),
        ("schema = 1", f"schema = 1\n\n{ZOLTAN_TEXT}"),
        ("[[systems]]\n\n[tail]\n", f"[[systems]]\n\n{ZOLTAN_TEXT}\n[tail]\n"),
        ("[[systems]]\n# end", f"[[systems]]\n# end\n\n{ZOLTAN_TEXT}"),
    ],
)
def test_a_new_system_comes_after_the_last_one_well_laid_out(before: str, after: str) -> None:
    document = parsed(before).append(ZOLTAN)
    assert document.data.decode() == after
    assert document.systems[-1].raw == ZOLTAN
    assert document == Document.parse(document.data)


def test_a_removed_system_takes_its_comments_but_not_a_section_heading() -> None:
    text = "[[systems]]\n\n# of b\n[[systems]] # b\n# b too\n\n# --- section ---\n\n[[systems]]\n"
    document = parsed(text).remove(1)
    assert document.data == b"[[systems]]\n\n# --- section ---\n\n[[systems]]\n"
    assert parsed("[[systems]]\n\n[[systems]]\n").remove(0).data == b"[[systems]]\n"


def test_what_stood_around_the_only_system_is_one_when_it_is_gone() -> None:
    assert parsed("x = 1\n[[systems]]\n[tail]\n").remove(0) == parsed("x = 1\n[tail]\n")


def test_the_last_key_below_a_system_can_go() -> None:
    document = parsed("[a]\n[[systems]]\n[b]\nx = 1\n").edit_top({"b": REMOVED})
    assert document.data == b"[a]\n[[systems]]\n"
    assert document.top == {"a": {}}
    assert document.edit_top({"b.x": 1}).data == b"[a]\n\n[b]\nx = 1\n[[systems]]\n"


@each_row(
    ("before", "changes", "after"),
    [
        ("schema = 1\n", {"settings.d": 9}, "schema = 1\n\n[settings]\nd = 9\n"),
        ("# lab\n\n[[systems]]\n", {"schema": 1}, "# lab\n\nschema = 1\n[[systems]]\n"),
        ("# lab\n[settings]\n", {"schema": 1}, "schema = 1\n# lab\n[settings]\n"),
        ("# lab\n", {"settings.d": 9}, "# lab\n\n[settings]\nd = 9\n"),
        ("", {"settings.d": 9}, "[settings]\nd = 9\n"),
        ("[settings]\nd = 1 # c\n", {"settings.d": REMOVED}, "[settings]\n"),
        ("schema = 1 # c\n", {"schema": REMOVED}, ""),
        (
            "[a]\n[[systems]]\n[settings]\nd = 1 # c\n[[systems]]\n",
            {"settings.d": 2, "settings.e": 3},
            "[a]\n[[systems]]\n[settings]\nd = 2 # c\ne = 3\n[[systems]]\n",
        ),
        ("x.a = 1\n[[systems]]\n[x.b]\n", {"x.b.c": 1}, "x.a = 1\n[[systems]]\n[x.b]\nc = 1\n"),
    ],
)
def test_settings_are_changed_where_they_stand(
    before: str, changes: dict[str, object], after: str
) -> None:
    document = parsed(before).edit_top(changes)
    assert document.data.decode() == after
    assert document == Document.parse(document.data)


@each_row(
    ("text", "key", "value"),
    [
        ("", "systems", []),
        ("x = 1\n", "x.y", 1),
        ("[[systems]]\n[x]\n", "x", 1),
        ("x.a = 1\n[[systems]]\n[x.b]\n", "x", REMOVED),
    ],
)
def test_what_cannot_be_changed_outside_the_systems_is_refused(
    text: str, key: str, value: object
) -> None:
    with pytest.raises(DocumentError, match=rf"^line \d+: {key}: "):
        parsed(text).edit_top({key: value})


def test_a_system_that_cannot_be_laid_out_like_others_is_written_plainly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Splicer, "change", lambda self, *_: setattr(self, "text", "x ="))
    after = parsed("[[systems]]\nid = 'a'\n").append(ZOLTAN)
    assert after.data.decode() == f"[[systems]]\nid = 'a'\n\n{ZOLTAN_TEXT}"
    monkeypatch.setattr("labtui.data.toml.formatting.format_table_body", lambda *_: ["x ="])
    with pytest.raises(DocumentError, match="cannot be written so that it reads back the same"):
        parsed("").append(ZOLTAN)


def test_of_different_gaps_around_a_system_the_larger_stays() -> None:
    text = "[[systems]]\n\n[[systems]]\n\n\n# --- more ---\n[[systems]]\n"
    assert parsed(text).remove(1).data == text.replace("[[systems]]\n\n", "", 1).encode()


def test_a_comment_above_the_first_of_several_entries_is_about_all() -> None:
    entries = "# incidents\n[[systems.history]]\nn = 1\n[[systems.history]]\nn = 2\n"
    document = parsed("[[systems]]\n" + entries).edit(0, {"history": [{"n": 2}]})
    assert document.data == b"[[systems]]\n# incidents\n[[systems.history]]\nn = 2\n"
    document = document.edit(0, {"history": REMOVED})
    assert document.data == b"[[systems]]\n"
