"""Other programs that write the file, and other labtuis that lock it."""

import errno
import fcntl
import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from labtui.data.storage import locks
from labtui.data.storage.store import Store
from labtui.errors import ChangedOnDiskError, StoreError
from tests.data.storage.files import (
    NEW,
    OLD,
    THEIRS,
    failing,
    names,
)


class TestChangedMeanwhile:
    def test_by_another_program(self, store: Store, path: Path, backups: Path) -> None:
        assert not store.changed_on_disk()
        path.write_bytes(THEIRS)
        assert store.changed_on_disk()
        with pytest.raises(ChangedOnDiskError, match="changed by another program"):
            store.write(NEW)
        assert path.read_bytes() == THEIRS
        assert not backups.exists()

    def test_with_size_and_time_kept(self, store: Store, path: Path) -> None:
        before = path.stat()
        path.write_bytes(OLD.replace(b"nas", b"NAS"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(ChangedOnDiskError):
            store.write(NEW)

    def test_reading_it_allows_writing_again(self, store: Store, path: Path) -> None:
        path.write_bytes(THEIRS)
        assert store.read() == THEIRS
        assert not store.changed_on_disk()
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_touched_only(self, store: Store, path: Path) -> None:
        os.utime(path, (1, 1))
        assert not store.changed_on_disk()
        assert store.expected.status is not None
        assert store.expected.status.st_mtime == 1
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_our_own_save_is_no_change(self, store: Store) -> None:
        store.write(NEW)
        assert not store.changed_on_disk()

    def test_made(self, home: Path, backups: Path) -> None:
        store = Store(home / "inventory.toml", backups, create=True)
        store.read()
        assert not store.changed_on_disk()
        store.path.write_bytes(THEIRS)
        assert store.changed_on_disk()
        with pytest.raises(ChangedOnDiskError, match="made by another program"):
            store.write(NEW)
        assert store.path.read_bytes() == THEIRS

    def test_never_read(self, path: Path, backups: Path) -> None:
        with pytest.raises(ChangedOnDiskError):
            Store(path, backups, create=True).write(NEW)
        assert path.read_bytes() == OLD

    def test_removed(self, store: Store, path: Path) -> None:
        path.unlink()
        assert store.changed_on_disk()
        with pytest.raises(ChangedOnDiskError, match="removed since"):
            store.write(NEW)
        assert names(path.parent) == []

    def test_removed_with_its_directory(self, store: Store, path: Path) -> None:
        shutil.rmtree(path.parent)
        assert store.changed_on_disk()
        with pytest.raises(ChangedOnDiskError, match="with its directory"):
            store.write(NEW)
        assert not path.parent.exists()

    @pytest.mark.parametrize("there", [True, False])
    def test_while_the_save_is_under_way(
        self,
        store: Store,
        path: Path,
        backups: Path,
        monkeypatch: pytest.MonkeyPatch,
        there: bool,
    ) -> None:
        if not there:
            path.unlink()
            store = Store(path, backups, create=True)
        monkeypatch.setattr(store, "_backed_up", True)
        fsync = os.fsync

        def meanwhile(descriptor: int) -> None:
            path.write_bytes(THEIRS)
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", meanwhile)
        with pytest.raises(ChangedOnDiskError, match="just now"):
            store.write(NEW)
        assert path.read_bytes() == THEIRS
        assert names(path.parent) == ["inventory.toml"]


class TestLock:
    def test_a_save_waits_for_another(self, store: Store, path: Path) -> None:
        directory = os.open(path.parent, os.O_RDONLY)
        fcntl.flock(directory, fcntl.LOCK_EX)
        saving = threading.Thread(target=store.write, args=(NEW,))
        saving.start()
        time.sleep(0.2)
        assert path.read_bytes() == OLD
        os.close(directory)
        saving.join()
        assert path.read_bytes() == NEW

    def test_a_change_is_seen_whoever_else_is_looking(self, store: Store, path: Path) -> None:
        path.write_bytes(THEIRS)
        store._lock.acquire()
        threading.Timer(0.2, store._lock.release).start()
        assert store.changed_on_disk()

    def test_but_not_for_ever(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locks, "LOCK_WAIT", 0.1)
        directory = os.open(path.parent, os.O_RDONLY)
        fcntl.flock(directory, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="not saved: another program keeps it locked"):
            store.write(NEW)
        os.close(directory)
        assert path.read_bytes() == OLD
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_a_file_that_another_program_locks_is_read_and_not_written(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locks, "LOCK_WAIT", 0.1)
        monkeypatch.setattr(locks, "READ_WAIT", 0.1)
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            assert store.read() == OLD
            path.touch()
            assert not store.changed_on_disk()
            with pytest.raises(StoreError, match=r"inventory\.toml: not saved: another program"):
                store.write(NEW)
        assert path.read_bytes() == OLD
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_where_there_are_no_locks_it_goes_on(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fcntl, "flock", failing(errno.EBADF))
        store.write(NEW)
        assert path.read_bytes() == NEW
