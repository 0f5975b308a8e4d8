"""Backups: what is backed up, and which backups are kept."""

import errno
import os
from pathlib import Path

import pytest

from labtui.data.storage.backups import BACKUPS_KEPT
from labtui.data.storage.store import Store
from labtui.errors import StoreError
from tests.data.storage.files import (
    NEW,
    OLD,
    THEIRS,
    backup_contents,
    mode,
    names,
)


class TestBackups:
    @pytest.mark.parametrize("day", ["20309999", "20260101"])
    def test_a_file_that_only_looks_like_a_backup_is_not_listed(
        self, store: Store, backups: Path, day: str
    ) -> None:
        store.write(NEW)
        (copy,) = store.backups()
        odd = copy.path.with_name(copy.path.name.replace(f"{copy.moment:%Y%m%d}", day))
        if day == "20260101":
            odd.mkdir()
        else:
            odd.touch()
        assert store.backups() == [copy]
        store.back_up(THEIRS)
        assert len(store.backups()) == 2

    def test_the_first_write_of_a_session_keeps_the_old_bytes(
        self, store: Store, path: Path, backups: Path
    ) -> None:
        store.write(NEW)
        store.write(THEIRS)
        assert backup_contents(backups) == [OLD]
        (copy,) = backups.iterdir()
        assert (mode(copy), mode(backups), mode(backups.parent)) == (0o600, 0o700, 0o700)
        assert copy.name.startswith("inventory-")
        assert copy.name.endswith("Z.toml")

    def test_each_session_adds_one_and_the_newest_stay(self, path: Path, backups: Path) -> None:
        texts = [b"# %d\n" % number for number in range(BACKUPS_KEPT + 5)]
        for text in [*texts, b"# last\n"]:
            save(path, backups, text)
        assert backup_contents(backups) == texts[-BACKUPS_KEPT:]

    def test_what_the_newest_backup_has_is_not_added_again(self, path: Path, backups: Path) -> None:
        for text in (NEW, OLD, NEW):
            save(path, backups, text)
        path.write_bytes(OLD)
        save(path, backups, NEW)
        assert backup_contents(backups) == [OLD, NEW, OLD]

    def test_empty_and_unreadable_bytes_displace_no_readable_backup(
        self, path: Path, backups: Path
    ) -> None:
        for number in range(BACKUPS_KEPT):
            save(path, backups, b"# %d\n" % number)
        good = backup_contents(backups)
        for number in range(BACKUPS_KEPT + 5):
            path.write_bytes(b"broken %d" % number)
            save(path, backups, NEW)
            path.write_bytes(b"")
            save(path, backups, NEW)
        broken = [copy for copy in sorted(backups.iterdir()) if ".unreadable." in copy.name]
        assert [copy.read_bytes() for copy in broken] == [
            b"broken %d" % number for number in range(5, BACKUPS_KEPT + 5)
        ]
        for copy in broken:
            copy.unlink()
        assert backup_contents(backups) == good

    def test_each_inventory_has_backups_of_its_own(
        self, path: Path, tmp_path: Path, backups: Path
    ) -> None:
        other = tmp_path / "inventory.toml"
        other.write_bytes(OLD)
        link = tmp_path / "link.toml"
        link.symlink_to(path)
        save(path, backups, NEW)
        save(other, backups, NEW)
        save(link, backups, THEIRS)
        prefixes = {copy.name[: len("inventory-12345678-")] for copy in backups.iterdir()}
        assert sorted(backup_contents(backups)) == sorted([OLD, OLD, NEW])
        assert len(prefixes) == 2

    def test_no_backup_no_save(self, store: Store, path: Path, backups: Path) -> None:
        backups.parent.mkdir()
        backups.touch()
        with pytest.raises(StoreError, match=r"backups: no copy .* so nothing saved: file exists"):
            store.write(NEW)
        assert path.read_bytes() == OLD
        backups.unlink()
        store.write(NEW)
        assert backup_contents(backups) == [OLD]

    def test_a_failed_save_leaves_its_backup_and_the_next_adds_none(
        self, store: Store, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace = os.replace

        def fail_beside_the_backups(source: Path, target: Path) -> None:
            if backups not in target.parents:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            replace(source, target)

        monkeypatch.setattr(os, "replace", fail_beside_the_backups)
        with pytest.raises(StoreError):
            store.write(NEW)
        monkeypatch.undo()
        store.write(NEW)
        assert backup_contents(backups) == [OLD]

    def test_a_backup_that_cannot_be_removed_stops_no_save(self, path: Path, backups: Path) -> None:
        for number in range(BACKUPS_KEPT):
            save(path, backups, b"# %d\n" % number)
        oldest = min(backups.iterdir())
        oldest.unlink()
        oldest.mkdir()
        save(path, backups, NEW)
        assert path.read_bytes() == NEW
        assert len(names(backups)) == BACKUPS_KEPT + 1


def save(path: Path, backups: Path, data: bytes) -> None:
    """A session of one write, by someone to whom what begins with "broken" is unreadable."""
    store = Store(
        path, backups, create=False, is_readable=lambda data: not data.startswith(b"broken")
    )
    store.read()
    store.write(data)
