"""What is not finished, as the content of a journal, and made again from it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from labtui.data.inventory.document import Document
from labtui.data.inventory.unfinished import Unfinished, from_bytes, to_bytes
from labtui.data.inventory.workspace import Workspace
from labtui.errors import DocumentError, StoreError
from tests.data.inventory.workspaces import HOMELAB, opened
from tests.rows import each_row

PATCHED = {"vaultwarden": {"evidence.patched": date(2026, 11, 20)}}


def carried_over(workspace: Workspace) -> list[Unfinished]:
    """What is unfinished, as another session reads it."""
    return from_bytes(to_bytes(workspace.unfinished()))


class TestContent:
    def test_reads_back_as_it_was(self) -> None:
        document = Document.parse(HOMELAB)
        typed = {"at": 1, "day": date(2026, 11, 20), "text": "ä\n\0\u202e", "list": ["a"]}
        things = [
            Unfinished("what_if", documents=(Document.empty(), document)),
            Unfinished("page", ("a", "b")),
            Unfinished("editor", ("a",), typed),
        ]
        assert from_bytes(to_bytes(things)) == things
        assert [thing.has_content for thing in things] == [True, False, True]

    @each_row(
        "content",
        [
            b"",
            b"[]",
            b'{"format": 1}',
            b'{"format": 1, "things": [1]}',
            b'{"format": 1, "things": [{"kind": "editor", "ids": 1, "typed": {}, "sizes": []}]}',
            b'{"format": 1, "things": [{"date": "soon"}]}',
            json.dumps({"format": 99, "things": []}).encode(),
        ],
    )
    def test_what_cannot_be_understood_is_nothing(self, content: bytes) -> None:
        assert from_bytes(content) == []

    def test_only_plain_data_can_be_written(self) -> None:
        with pytest.raises(TypeError, match="no plain data"):
            to_bytes([Unfinished("editor", typed={"x": object()})])


class TestChanges:
    def test_what_is_saved_is_not_unfinished(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        assert workspace.unfinished() == []
        workspace.end_what_if(keep=False)
        workspace.edit(PATCHED)
        assert [thing.kind for thing in workspace.unfinished()] == ["unsaved"]
        workspace.save()
        assert workspace.unfinished() == []

    def test_changes_that_could_not_be_saved_are_made_again(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit(PATCHED)
        (thing,) = carried_over(workspace)
        again = opened(path, HOMELAB.replace(b'"Vaultwarden"', b'"Passwords"'))
        again.bring_back(thing)
        again.save()
        assert b"patched = 2026-11-20" in path.read_bytes()
        assert b'"Passwords"' in path.read_bytes()
        again.bring_back(thing)
        assert not again.unsaved
        again.undo()
        again.save()
        assert b"patched = 2026-11-20" not in path.read_bytes()

    def test_what_was_only_tried_is_only_tried_again(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"pbs": {"tags": ("x",)}})
        workspace.begin_what_if()
        workspace.edit(PATCHED)
        things = carried_over(workspace)
        assert [thing.kind for thing in things] == ["unsaved", "what_if"]
        again = opened(path)
        for thing in things:
            again.bring_back(thing)
        assert again.what_if_changed
        again.save()
        assert b'tags = ["x"]' in path.read_bytes()
        assert b"patched = 2026-11-20" not in path.read_bytes()
        again.bring_back(things[-1])
        again.end_what_if(keep=True)
        again.save()
        assert b"patched = 2026-11-20" in path.read_bytes()

    def test_of_a_file_that_was_removed_all_is_unsaved(self, path: Path) -> None:
        workspace = opened(path)
        path.unlink()
        workspace.edit(PATCHED)
        with pytest.raises(StoreError):
            workspace.reload(workspace.reread(workspace.shown))
        (thing,) = workspace.unfinished()
        assert thing.documents == (Document.empty(), workspace.document)

    def test_nothing_is_made_again_where_nothing_can_be_changed(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit(PATCHED)
        (thing,) = workspace.unfinished()
        with pytest.raises(DocumentError, match="--read-only"):
            opened(path, read_only=True).bring_back(thing)
