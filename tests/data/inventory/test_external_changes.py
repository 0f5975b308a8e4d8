"""Other programs write the file: what is merged, asked about, shown and backed up."""

from __future__ import annotations

import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from labtui.data.inventory.conflicts import Choice, ConflictError, Resolution
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.errors import ChangedOnDiskError, OtherSchemaError, StoreError
from tests.data.inventory.workspaces import (
    HOMELAB,
    backup_contents,
    opened,
    save_resolving_for_ours,
    written,
)
from tests.data.labs import TODAY

MAIL = '[[systems]]\nid = "mail"\n'

MERGING = """
import sys
from datetime import date
from pathlib import Path
from labtui.data.inventory.conflicts import ConflictError, Resolution
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store

path = Path(sys.argv[1])
path.write_text('[[systems]]\\nid = "a"\\nname = "A"\\n')
workspace = Workspace(Store(path, path.parent / "backups", create=False), date(2026, 11, 21))
loaded = set(sys.modules)
workspace.edit({"a": {"name": "Ours"}})
path.write_text('[[systems]]\\nid = "a"\\nname = "Theirs"\\n')
try:
    workspace.save()
except ConflictError as error:
    workspace.save([Resolution(conflict, "ours") for conflict in error.conflicts])
workspace.apply_external()
print(*sorted(set(sys.modules) - loaded), path.read_text().splitlines()[2])
"""
"""Saves over what others wrote, and says which modules that imported, and the name saved."""

NAMELESS = '[[systems]]\nurl = "https://here"\n'


def test_a_save_over_what_others_wrote_imports_nothing(path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", MERGING, str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (said.stdout, said.stderr) == ('name = "Ours"\n', "")


class TestOthersWriteTheFile:
    """Another session, an editor or git changes the file while it is open here."""

    THEIRS = HOMELAB.replace(b'name = "Hosted mail"', b'name = "Rented mail"  # theirs')

    def others_write(self, workspace: Workspace, path: Path) -> None:
        """Have others write, and take it in."""
        path.write_bytes(self.THEIRS)
        assert workspace.check_file()
        assert workspace.apply_external()

    def test_unsaved_changes_that_conflict_are_resolved_before_applying(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        assert workspace.save()
        workspace.edit({"mail": {"name": "My mail"}})
        with pytest.raises(ConflictError) as refused:
            workspace.save()
        assert not workspace.apply_external()
        assert workspace.raw("mail")["name"] == "My mail"
        assert workspace.unsaved
        assert workspace.save([Resolution(refused.value.conflicts[0], "ours")])
        assert workspace.apply_external()
        assert written(path, "mail")["name"] == workspace.raw("mail")["name"] == "My mail"

    def test_undo_of_what_was_resolved_for_ours_restores_theirs(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"mail": {"name": "My mail", "url": "https://mine"}})
        workspace.edit({"blog": {"notes": "later"}})
        theirs = self.THEIRS.replace(b"# theirs", b'\nurl = "https://theirs"')
        path.write_bytes(theirs)
        save_resolving_for_ours(workspace)
        mine = workspace.document.data
        assert workspace.undo() == "edit blog"
        assert workspace.raw("mail")["name"] == "My mail"
        assert (
            workspace.undo() == "edit mail, without name of mail, url of mail, which others changed"
        )
        assert workspace.raw("mail")["name"] == "Rented mail"
        assert workspace.raw("mail")["url"] == "https://theirs"
        workspace.save()
        assert tomllib.loads(path.read_text()) == tomllib.loads(theirs.decode())
        workspace.redo()
        workspace.redo()
        assert workspace.document.data == mine

    def test_what_was_typed_before_stays_typed_when_undoing_to_it(self, path: Path) -> None:
        workspace = opened(path)
        for name in ("First", "Second"):
            workspace.edit({"mail": {"name": name}})
        path.write_bytes(self.THEIRS)
        save_resolving_for_ours(workspace)
        assert workspace.undo() == "edit mail"
        assert workspace.raw("mail")["name"] == "First"
        assert workspace.undo() == "edit mail, without name of mail, which others changed"
        assert workspace.raw("mail")["name"] == "Rented mail"

    @pytest.mark.parametrize(
        ("before", "mine", "theirs"),
        [
            (MAIL, MAIL + '"a.b" = 1\n', MAIL + '"a.b" = 2\n'),
            (MAIL, "", MAIL + 'name = "Theirs"\n'),
            ("", MAIL + 'name = "Mine"\n', MAIL + 'name = "Theirs"\n'),
            (NAMELESS, "[settings]\na = 1\n" + NAMELESS, "[settings]\na = 2\n" + NAMELESS),
        ],
        ids=["a key with a dot", "a removed system", "a new system", "outside of systems"],
    )
    def test_undo_gives_what_was_there_where_theirs_cannot_be_put(
        self, path: Path, before: str, mine: str, theirs: str
    ) -> None:
        workspace = opened(path, before)
        workspace._open.commit(Document.parse(mine.encode()), "edit")
        path.write_text(theirs)
        save_resolving_for_ours(workspace)
        assert workspace.undo() == "edit"
        assert workspace.document.data == before.encode()

    def test_what_is_only_tried_stays_tried(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"mail": {"name": "My mail"}})
        path.write_bytes(self.THEIRS)
        workspace.check_file()
        assert workspace.apply_external()
        assert workspace.raw("mail")["name"] == "My mail"
        workspace.end_what_if(keep=False)
        assert workspace.raw("mail")["name"] == "Rented mail"
        assert not workspace.save()

    @pytest.mark.parametrize(
        ("choice", "name", "lost"),
        [("ours", "My mail", "Rented mail"), ("theirs", "Rented mail", "My mail")],
    )
    def test_what_is_kept_of_it_never_goes_over_theirs_unasked(
        self, path: Path, choice: Choice, name: str, lost: str
    ) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"mail": {"name": "My mail"}, "blog": {"notes": "tried"}})
        self.others_write(workspace, path)
        with pytest.raises(ConflictError, match="name of mail also changed") as asked:
            workspace.end_what_if(keep=True)
        assert workspace.what_if is not None
        assert workspace.raw("mail")["name"] == "My mail"
        resolutions = [Resolution(conflict, choice) for conflict in asked.value.conflicts]
        workspace.end_what_if(keep=True, resolutions=resolutions)
        (copy,) = backup_contents(path)
        assert lost in copy.decode()
        workspace.save()
        assert written(path, "mail")["name"] == workspace.raw("mail")["name"] == name
        assert written(path, "blog")["notes"] == "tried"
        assert workspace.undo()
        assert workspace.document.data == self.THEIRS

    def test_where_all_that_was_tried_gives_way_no_step_is_left(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.edit({"mail": {"name": "My mail"}})
        self.others_write(workspace, path)
        with pytest.raises(ConflictError) as asked:
            workspace.end_what_if(keep=True)
        workspace.end_what_if(
            keep=True, resolutions=[Resolution(asked.value.conflicts[0], "theirs")]
        )
        assert workspace.what_if is None
        assert workspace.document.data == self.THEIRS
        assert workspace.undo() is None
        assert not workspace.unsaved

    def test_what_is_kept_of_it_joins_what_others_did_elsewhere(self, path: Path) -> None:
        workspace = opened(path)
        workspace.begin_what_if()
        workspace.log(["mail"], "experiment")
        self.others_write(workspace, path)
        workspace.end_what_if(keep=True)
        workspace.save()
        mail = written(path, "mail")
        assert (mail["name"], len(mail["history"])) == ("Rented mail", 1)
        assert workspace.undo() == "what-if: log experiment mail"
        assert workspace.document.data == self.THEIRS

    @pytest.mark.parametrize("left", [b"", b"half a line", None])
    def test_what_the_file_no_longer_has_becomes_a_backup(
        self, path: Path, left: bytes | None
    ) -> None:
        workspace = opened(path)
        assert not workspace.back_up()
        if left is None:
            path.unlink()
        else:
            path.write_bytes(left)
        assert workspace.back_up()
        assert backup_contents(path) == [HOMELAB]
        path.write_bytes(HOMELAB)
        assert not workspace.back_up()

    def test_systems_that_others_removed_are_in_a_backup(self, path: Path) -> None:
        workspace = opened(path)
        path.write_bytes(b"# nothing\n")
        assert workspace.check_file()
        assert workspace.apply_external()
        assert list(workspace.ids) == []
        assert backup_contents(path) == [HOMELAB]

    @pytest.mark.parametrize("left", [b"", b"half a line"])
    def test_reading_again_keeps_what_is_nowhere_else(self, path: Path, left: bytes) -> None:
        workspace = opened(path)
        path.write_bytes(left)
        assert workspace.reload(workspace.reread(workspace.shown))
        assert list(workspace.ids) == []
        assert backup_contents(path) == [HOMELAB]

    def test_a_save_merges_both_and_shows_it_once_applied(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        assert workspace.save()
        assert b'"Rented mail"  # theirs' in path.read_bytes()
        assert written(path, "blog")["exposure"] == "internet"
        assert not workspace.unsaved
        assert workspace.has_external_change
        assert workspace.system("mail").name == "Hosted mail"
        assert workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.document.data == path.read_bytes()
        assert not workspace.unsaved
        assert not workspace.has_external_change
        assert not workspace.apply_external()

    def test_looking_shows_what_others_did_when_nothing_was_done_here(self, path: Path) -> None:
        workspace = opened(path)
        assert not workspace.check_file()
        path.write_bytes(self.THEIRS)
        assert workspace.check_file()
        assert workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert not workspace.unsaved
        assert not workspace.save()
        assert path.read_bytes() == self.THEIRS

    def test_what_is_not_saved_yet_stays_on_top(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        assert workspace.check_file()
        assert workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.unsaved
        assert workspace.save()
        assert not workspace.has_external_change
        assert workspace.document.data == path.read_bytes()

    def test_edits_between_a_save_and_applying_keep_what_others_did(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(self.THEIRS)
        workspace.save()
        workspace.edit({"blog": {"notes": "more"}})
        assert workspace.unsaved
        workspace.save()
        assert b"Rented mail" in path.read_bytes()
        assert written(path, "blog")["notes"] == "more"
        assert workspace.apply_external()
        assert workspace.document.data == path.read_bytes()

    def test_undo_and_redo_leave_alone_what_others_did(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        workspace.edit({"blog": {"notes": "more"}})
        workspace.save()
        assert workspace.undo()
        workspace.save()
        theirs = path.read_bytes().replace(b"Hosted mail", b"Rented mail")
        path.write_bytes(theirs)
        workspace.check_file()
        workspace.apply_external()
        assert workspace.undo()
        workspace.save()
        assert path.read_bytes() == HOMELAB.replace(b"Hosted mail", b"Rented mail")
        assert workspace.redo()
        assert workspace.redo()
        workspace.save()
        blog = written(path, "blog")
        assert (blog["exposure"], blog["notes"]) == ("internet", "more")
        assert written(path, "mail")["name"] == "Rented mail"

    def test_two_values_of_one_fact_conflict_and_the_loser_is_backed_up(self, path: Path) -> None:
        for choice, name in (("ours", "Mine"), ("theirs", "Rented mail")):
            workspace = opened(path)
            workspace.edit({"mail": {"name": "Mine", "notes": "n"}})
            mine = workspace.document.data
            path.write_bytes(self.THEIRS)
            with pytest.raises(ConflictError, match="name of mail") as caught:
                workspace.save()
            assert path.read_bytes() == self.THEIRS
            assert workspace.unsaved
            resolutions = [Resolution(conflict, choice) for conflict in caught.value.conflicts]
            assert workspace.save(resolutions)
            assert written(path, "mail")["name"] == name
            assert written(path, "mail")["notes"] == "n"
            backups = [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]
            assert (self.THEIRS if choice == "ours" else mine) in backups
            workspace.apply_external()
            assert workspace.system("mail").name == name

    @pytest.mark.parametrize(
        ("data", "message"),
        [(b"", "emptied by another program"), (HOMELAB + b"x = [", "line 141, column 1")],
        ids=["empty", "no TOML"],
    )
    def test_what_cannot_be_an_inventory_is_never_taken_nor_written_over(
        self, path: Path, data: bytes, message: str
    ) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        path.write_bytes(data)
        for do in (workspace.save, workspace.check_file, workspace.save):
            with pytest.raises(StoreError, match=message):
                do()
        assert path.read_bytes() == data
        assert not workspace.apply_external()
        path.write_bytes(self.THEIRS)
        assert workspace.save()
        assert b"Rented mail" in path.read_bytes()

    def test_a_file_that_is_gone_is_told_and_what_is_shown_stays(self, path: Path) -> None:
        workspace = opened(path)
        path.unlink()
        with pytest.raises(StoreError, match="removed by another program"):
            workspace.check_file()
        assert len(list(workspace.ids)) == 12

    def test_a_file_that_went_and_came_back_is_merged(self, tmp_path: Path) -> None:
        path = tmp_path / "inventory.toml"
        path.write_bytes(HOMELAB)
        workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
        path.unlink()
        with pytest.raises(StoreError):
            workspace.reload(workspace.reread(workspace.shown))
        path.write_bytes(HOMELAB + b'[[systems]]\nid = "new"\nname = "New"\n')
        assert workspace.save()
        assert written(path, "new")
        assert written(path, "mail")

    def test_a_broken_file_mended_outside_can_be_changed_again(self, path: Path) -> None:
        workspace = opened(path, HOMELAB + b"x = [")
        assert workspace.read_only_reason is not None
        path.write_bytes(HOMELAB)
        assert workspace.check_file()
        assert workspace.apply_external()
        assert workspace.read_only_reason is None
        workspace.edit({"blog": {"exposure": "internet"}})
        workspace.save()

    def test_a_what_if_goes_on_upon_what_others_did(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"notes": "kept"}})
        workspace.undo()
        workspace.begin_what_if()
        workspace.edit({"vaultwarden": {"runs_on": "pve-cluster"}})
        path.write_bytes(self.THEIRS)
        workspace.check_file()
        workspace.apply_external()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.system("vaultwarden").runs_on == "pve-cluster"
        what_if = workspace.what_if
        assert what_if is not None
        assert what_if.assessments["mail"].system.name == "Rented mail"
        assert not workspace.unsaved
        workspace.end_what_if(keep=False)
        assert workspace.document.data == self.THEIRS
        assert workspace.redo()
        assert workspace.system("mail").name == "Rented mail"
        assert workspace.system("blog").facts["notes"] == "kept"

    def test_applying_waits_for_a_save_under_way(self, path: Path) -> None:
        workspace = opened(path)
        path.write_bytes(self.THEIRS)
        workspace.check_file()
        with workspace._file.lock:
            assert not workspace.apply_external()
        assert workspace.apply_external()

    def test_others_who_write_all_the_time_end_in_a_refusal(self, path: Path) -> None:
        workspace = opened(path)
        workspace.edit({"blog": {"exposure": "internet"}})
        write, count = workspace.store.write, 0

        def raced(data: bytes) -> None:
            nonlocal count
            count += 1
            path.write_bytes(HOMELAB + b"# %d\n" % count)
            write(data)

        workspace.store.write = raced  # type: ignore[method-assign]
        with pytest.raises(ChangedOnDiskError, match="keep writing it"):
            workspace.save()
        workspace.store.write = write  # type: ignore[method-assign]
        assert workspace.save()
        assert b"# %d\n" % count in path.read_bytes()


def test_what_the_file_no_longer_has_is_backed_up(path: Path) -> None:
    workspace = opened(path)
    path.write_bytes(b"")
    workspace.store._lock.acquire()
    threading.Timer(0.2, workspace.store._lock.release).start()
    assert workspace.back_up()


def test_unsaved_changes_can_be_backed_up(path: Path) -> None:
    workspace = opened(path)
    assert not workspace.back_up()
    workspace.edit({"blog": {"notes": "done"}})
    workspace.save()
    assert not workspace.back_up()
    workspace.begin_what_if()
    workspace.edit({"blog": {"notes": "tried"}})
    assert workspace.back_up()
    backups = [copy.read_bytes() for copy in (path.parent / "backups").iterdir()]
    assert workspace.document.data in backups
    assert b"done" in path.read_bytes()


def test_what_a_newer_labtui_writes_meanwhile_is_never_merged_into(path: Path) -> None:
    workspace = opened(path)
    newer = HOMELAB.replace(b"schema = 1", b"schema = 2")
    path.write_bytes(newer)
    with pytest.raises(OtherSchemaError, match="schema is above 1"):
        workspace.check_file()
    workspace.edit({"pbs": {"notes": "mine"}})
    with pytest.raises(OtherSchemaError, match="Not saved"):
        workspace.save()
    assert path.read_bytes() == newer
    assert workspace.unsaved
    assert workspace.reload(workspace.reread(workspace.shown))
    assert workspace.read_only_reason
    assert b'notes = "mine"' in backup_contents(path)[-1]
