"""Save, and read the file again."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.errors import DocumentError, RemovedError, StoreError
from tests.data.inventory.workspaces import (
    HOMELAB,
    opened,
)
from tests.data.labs import TODAY


class TestSavingAndReloading:
    def test_reloading_shows_the_file_and_backs_up_unsaved_changes(self, path: Path) -> None:
        workspace = opened(path)
        assert not workspace.reload(workspace.reread(workspace.shown))
        workspace.log(["pbs"], "experiment")
        mine = workspace.document.data
        theirs = HOMELAB.replace(b"Hosted mail", b"Rented mail")
        path.write_bytes(theirs)
        assert workspace.reload(workspace.reread(workspace.shown))
        assert workspace.system("mail").name == "Rented mail"
        assert not workspace.unsaved
        assert mine in [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]

    def test_undo_never_takes_back_what_others_did_to_the_file(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.save()
        theirs = path.read_bytes() + b"# theirs\n"
        path.write_bytes(theirs)
        assert workspace.reload(workspace.reread(workspace.shown))
        assert workspace.undo() is None
        assert workspace.redo() is None
        workspace.save()
        assert path.read_bytes() == theirs

    def test_what_others_wrote_is_backed_up_before_it_is_replaced(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "experiment")
        workspace.save()
        theirs = path.read_bytes() + b"# theirs\n"
        path.write_bytes(theirs)
        workspace.reload(workspace.reread(workspace.shown))
        workspace.log(["pbs"], "incident")
        workspace.save()
        assert theirs in [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]

    def test_a_file_broken_meanwhile_is_read_only_and_never_written(self, path: Path) -> None:
        workspace = opened(path)
        broken = HOMELAB + b'foo = [ "half'
        path.write_bytes(broken)
        assert workspace.reload(workspace.reread(workspace.shown))
        assert workspace.read_only_reason is not None
        with pytest.raises(DocumentError):
            workspace.log(["pbs"], "incident")
        path.write_bytes(HOMELAB)
        assert workspace.reload(workspace.reread(workspace.shown))
        assert workspace.read_only_reason is None

    def test_once_the_file_may_be_written_reading_it_again_tells(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as closed:
            closed.setattr(Store, "unwritable_reason", lambda _: "the file is read-only")
            workspace = opened(path)
        assert workspace.read_only_reason == "the file is read-only"
        assert not workspace.reload(workspace.reread(workspace.shown))
        assert workspace.read_only_reason is None

    def test_what_is_changed_while_it_is_reread_is_backed_up_too(self, path: Path) -> None:
        workspace = opened(path)
        theirs = HOMELAB.replace(b"Hosted mail", b"Rented mail")
        path.write_bytes(theirs)
        again = workspace.reread(workspace.shown)
        workspace.log(["pbs"], "experiment")
        mine = workspace.document.data
        assert workspace.reload(again)
        assert workspace.document.data == theirs
        assert mine in [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]

    def test_a_missing_file_stays_shown_and_is_created_again(self, tmp_path: Path) -> None:
        path = tmp_path / "inventory.toml"
        path.write_bytes(HOMELAB)
        workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
        path.unlink()
        with pytest.raises(
            StoreError, match=r"was removed. The next change, or quitting, creates it"
        ):
            workspace.reload(workspace.reread(workspace.shown))
        assert len(list(workspace.ids)) == 12
        assert workspace.unsaved
        workspace.save()
        assert path.read_bytes() == HOMELAB

    def test_a_file_that_others_removed_is_created_only_if_asked_for(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "incident")
        assert workspace.save(recreate=True)  # it is there
        path.unlink()
        workspace.edit({"pbs": {"name": "Backups, in the cellar"}})
        with pytest.raises(RemovedError, match="removed since it was read"):
            workspace.save()
        assert not path.exists()
        assert workspace.save(recreate=True)
        assert path.read_bytes() == workspace.document.data
        path.unlink()
        assert workspace.save(recreate=True)  # also where nothing is left to save
        assert path.read_bytes() == workspace.document.data
        # Made again by others, it is merged as one that begins with nothing.
        path.unlink()
        workspace.log(["pbs"], "incident")
        workspace._file.recreate_if_missing()
        path.write_bytes(b'[[systems]]\nid = "new"\nname = "New"\n')
        assert workspace.save()
        assert b'id = "new"' in path.read_bytes()
        assert b"in the cellar" in path.read_bytes()

    def test_no_file_where_none_was_is_no_change(self, tmp_path: Path) -> None:
        path = tmp_path / "inventory.toml"
        workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
        assert not workspace.reload(workspace.reread(workspace.shown))

    def test_nothing_is_written_where_nothing_may_be(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "incident")
        workspace.read_only_reason = "because"
        with pytest.raises(DocumentError, match="because"):
            workspace.save()
        assert path.read_bytes() == HOMELAB


class TestTooLarge:
    def test_what_could_not_be_read_again_is_not_written(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "incident")
        monkeypatch.setattr("labtui.data.inventory.synced_file.MAX_BYTES", len(HOMELAB))
        with pytest.raises(StoreError, match=r"not saved: it would have [\d,]+ bytes"):
            workspace.save()
        assert workspace.unsaved
        assert path.read_bytes() == HOMELAB


class TestSavingElsewhere:
    def test_leaves_the_file_as_it_is_and_overwrites_nothing(self, path: Path) -> None:
        workspace = opened(path)
        workspace.log(["pbs"], "incident")
        other = path.with_name("other.toml")
        workspace.save_elsewhere(other)
        assert other.read_bytes() == workspace.document.data
        assert path.read_bytes() == HOMELAB
        assert workspace.unsaved
        other.write_bytes(b"theirs")
        with pytest.raises(StoreError):
            workspace.save_elsewhere(other)
        assert other.read_bytes() == b"theirs"
