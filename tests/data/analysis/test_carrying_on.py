"""What an earlier session did not finish, in words; whether it is done by now, or impossible."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from labtui.data.analysis.carrying_on import details, obstacle, open_things, what_was_begun
from labtui.data.inventory.document import Document
from labtui.data.inventory.unfinished import Unfinished
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.labs import TODAY

LAB = b"""\
schema = 1
[[systems]]
id = "mail"
name = "Mail"
tags = ["a"]
purpose = "learning"
[[systems]]
id = "old"
name = "Old"
status = "retired"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    path = tmp_path / "inventory.toml"
    path.write_bytes(LAB)
    return Workspace(Store(path, tmp_path / "backups", create=False), TODAY)


def flow(kind: str, **rest: Any) -> dict[str, Any]:
    return {"flow": {"kind": kind, "about": rest.pop("about", {}), "answers": [], **rest}}


def editing(**typed: Any) -> Unfinished:
    return Unfinished("editor", ("mail",), typed)


def documents(kind: str, before: bytes, after: bytes) -> Unfinished:
    return Unfinished(kind, documents=(Document.parse(before), Document.parse(after)))


def with_purpose(purpose: str) -> bytes:
    return LAB.replace(b"learning", purpose.encode())


PAGE = Unfinished("page", ("mail",))


@pytest.mark.parametrize(
    ("things", "words"),
    [
        ([PAGE, Unfinished("smell_test", ("mail",), {"answers": {}})], "the smell test of Mail"),
        (
            [documents("what_if", LAB, b""), Unfinished("inventory"), editing(text="x")],
            "a what-if and editing Mail",
        ),
        ([Unfinished("page", ("mail",), flow("accept"))], "accepting a finding of Mail"),
        ([Unfinished("matrix", (), flow("add"))], "adding a system"),
        (
            [Unfinished("review", (), flow("fact", about={"id": "gone"}))],
            "answering a question about gone",
        ),
        (
            [Unfinished("inventory", (), flow("facts", about={"ids": ["mail", "old"]}))],
            "changing a fact of 2 systems",
        ),
        ([editing(**flow("pick"))], "editing Mail"),
    ],
)
def test_what_was_begun(workspace: Workspace, things: list[Unfinished], words: str) -> None:
    assert what_was_begun(workspace, things) == words


def test_details(workspace: Workspace) -> None:
    asked = flow("add", texts=["Wiki", ""], typed={"words": "home", "ticked": []})
    things = [
        documents("what_if", LAB, LAB),
        documents("what_if", with_purpose("convenience"), with_purpose("entertainment")),
        documents("unsaved", LAB + b"x", LAB),
        Unfinished("smell_test", ("mail",), {"answers": {"own": "yes"}, "notes": {"own": "why"}}),
        editing(
            changes={"tags": ["b"], "no such": 1},
            cleared=["purpose"],
            before={"tags": ["x"], "purpose": "learning"},
            field="name",
            text="Po",
        ),
        editing(changes={"tags": ["b"]}, before={"tags": ["a"]}),
        Unfinished("editor", ("gone",), {"cleared": ["tags"], "before": {"tags": ["a"]}}),
        Unfinished("inventory", (), asked),
    ]
    assert [*details(workspace, things)] == [
        "The file was changed since. Both changes are put together.",
        "Both changed purpose of mail. Continuing takes yours. A safety copy keeps the file.",
        "The file was changed since. Both changes are put together.",
        "1 of 5 questions are answered.",
        "Typed: why",
        "Changed, not saved: tags and purpose.",
        "Changed in the file since: tags.",
        "Typed: Po",
        "Changed, not saved: tags.",
        "Changed, not saved: tags.",
        "Typed: Wiki",
        "Typed: home",
    ]


def test_what_is_done_by_now_is_not_offered(workspace: Workspace) -> None:
    with_tags = LAB.replace(b'["a"]', b'["b"]')
    done = [
        PAGE,
        documents("unsaved", with_tags, LAB),
        editing(changes={"tags": ["a"]}, cleared=["site"]),
    ]
    assert open_things(workspace, done) == []
    broken = documents("what_if", b"x", LAB)
    still = [
        documents("unsaved", LAB, with_tags),
        broken,
        editing(changes={"tags": ["b"]}),
        editing(changes={"tags": ["a"]}, cleared=["purpose"]),
        editing(changes={"tags": ["a"]}, field="name", text="Po"),
        editing(**flow("pick")),
        Unfinished("editor", ("gone",), {"changes": {"tags": ["a"]}}),
    ]
    for thing in still:
        assert open_things(workspace, [*done, thing])[-1:] == [thing]


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (Unfinished("smell_test", ("mail", "gone"), {"answers": {}}), ""),
        (editing(text="x"), ""),
        (Unfinished("editor", ("old",), {"text": "x"}), ""),
        (Unfinished("page", ("gone",)), "gone is no longer in the file."),
        (Unfinished("smell_test", ("old",), {"answers": {}}), "Old is retired."),
        (Unfinished("page", ("old",), flow("accept")), "Old is retired."),
        (
            Unfinished("inventory", (), flow("facts", about={"ids": ["gone"]})),
            "gone is no longer in the file.",
        ),
    ],
)
def test_what_stands_in_the_way(workspace: Workspace, thing: Unfinished, words: str) -> None:
    assert obstacle(workspace, [PAGE, thing]) == words
