"""Saves that are refused or that fail: nothing is lost."""

import errno
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from labtui.data.storage.store import Store
from labtui.errors import StoreError
from tests.data.storage.files import (
    NEW,
    OLD,
    as_root,
    failing,
    is_directory,
    mounted,
    names,
    run,
)


class TestRefused:
    """What nothing is written to, and what `writable` says of it beforehand."""

    def test_a_writable_file_is_not(self, store: Store) -> None:
        assert store.unwritable_reason() is None

    @pytest.mark.parametrize("kind", ["directory", "pipe", "socket"])
    def test_what_is_no_regular_file(
        self, tmp_path: Path, backups: Path, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        path = Path("inventory.toml")
        if kind == "directory":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)
        else:
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(str(path))
        store = Store(path, backups, create=True)
        for act in (store.read, lambda: store.write(NEW)):
            with pytest.raises(StoreError, match="not a regular file"):
                act()
        reason = store.unwritable_reason()
        assert reason is not None
        assert "not a regular file" in reason

    def test_what_is_far_too_large_is_not_even_read(self, tmp_path: Path) -> None:
        path = tmp_path / "inventory.toml"
        with path.open("wb") as file:
            file.truncate(40 << 30)
        with pytest.raises(StoreError, match=r"inventory.toml: 42,949,672,960 bytes are more"):
            Store(path, None, create=False).read()

    def test_a_state_directory_we_may_not_look_into_is_no_reason_not_to_read(
        self, unprivileged: Path
    ) -> None:
        path = unprivileged / "inventory.toml"
        path.write_bytes(OLD)
        closed = unprivileged / "state"
        closed.mkdir(mode=0)
        assert Store(path, closed / "backups", create=False).read() == OLD
        closed.chmod(0o700)

    def test_a_file_we_may_not_write(self, unprivileged: Path) -> None:
        path = unprivileged / "inventory.toml"
        path.write_bytes(OLD)
        path.chmod(0o424)
        store = Store(path, unprivileged, create=False)
        store.read()
        assert str(store.unwritable_reason()).startswith(
            f"{path}: the file is read-only. chmod u+w allows saving it"
        )
        with pytest.raises(StoreError, match="the file is read-only"):
            store.write(NEW)
        assert path.read_bytes() == OLD

    def test_a_new_file_where_we_may_not_write(self, unprivileged: Path) -> None:
        home = unprivileged / "home"
        home.mkdir(0o500)
        new = Store(home / "labtui" / "inventory.toml", unprivileged, create=True)
        reason = new.unwritable_reason()
        assert reason is not None
        assert f"its directory {home} is read-only. chmod u+w allows saving there." in reason
        with pytest.raises(StoreError, match="not saved: permission denied"):
            new.write(NEW)
        assert names(home) == []
        others = Store(Path("/labtui/inventory.toml"), unprivileged, create=True)
        assert str(others.unwritable_reason()).endswith(
            "its directory / is read-only. It belongs to another user, who may allow it."
        )

    @as_root
    def test_an_immutable_file(self, store: Store, path: Path) -> None:
        locked = shutil.which("chattr") and subprocess.run(["chattr", "+i", path], check=False)
        if not locked or locked.returncode:
            pytest.skip("NOT TESTED: no chattr +i here")
        try:
            with pytest.raises(StoreError, match="chattr -i where it is locked"):
                store.write(NEW)
        finally:
            subprocess.run(["chattr", "-i", path], check=True)
        assert path.read_bytes() == OLD

    @as_root
    def test_a_full_disk(self, tmp_path: Path, home: Path, backups: Path) -> None:
        with mounted("-t", "tmpfs", "-o", "size=64k", "labtui-test", str(home)):
            path = home / "inventory.toml"
            path.write_bytes(OLD)
            store = Store(path, backups, create=False)
            store.read()
            with pytest.raises(StoreError, match=r"not saved: disk full. Free some space"):
                store.write(NEW * 2000)
            assert path.read_bytes() == OLD
            assert names(home) == ["inventory.toml"]
            store.write(NEW)
            assert path.read_bytes() == NEW

    @as_root
    def test_a_disk_mounted_read_only(self, home: Path, backups: Path) -> None:
        with mounted("-t", "tmpfs", "labtui-test", str(home)):
            path = home / "inventory.toml"
            path.write_bytes(OLD)
            subprocess.run(["mount", "-o", "remount,ro", home], check=True)
            store = Store(path, backups, create=False)
            store.read()
            reason = str(store.unwritable_reason())
            assert reason.endswith("the file is read-only. Its file system is mounted so.")
            with pytest.raises(StoreError, match="read-only"):
                store.write(NEW)
            with pytest.raises(StoreError, match=r"file system is read-only. Remount"):
                Store(home / "new" / "x.toml", backups, create=True).write(NEW)


class TestFailures:
    """Whatever fails, the old file stays and nothing is left beside it."""

    @pytest.fixture(autouse=True)
    def untouched(self, store: Store, path: Path) -> Iterator[None]:
        yield
        assert path.read_bytes() == OLD
        assert names(path.parent) == ["inventory.toml"]

    @pytest.mark.parametrize("function", ["write", "fsync", "fchmod", "replace"])
    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (errno.ENOSPC, "disk full. Free some space"),
            (errno.EIO, "the disk failed"),
            (errno.ENODEV, "no such device"),
        ],
    )
    def test_an_error_of_the_system(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, function: str, error: int, words: str
    ) -> None:
        # Past the copy: only what would happen to the inventory fails.
        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(os, function, failing(error))
        with pytest.raises(StoreError, match=rf"inventory\.toml: not saved: {words}"):
            store.write(NEW)
        monkeypatch.undo()
        assert not store.changed_on_disk()

    def test_an_error_after_some_bytes(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        write, written = os.write, [0]

        def fill_up(descriptor: int, data: bytes) -> int:
            written[0] += 1
            if written[0] > 3:
                raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
            return write(descriptor, data[:10])

        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(os, "write", fill_up)
        with pytest.raises(StoreError, match="disk quota used up"):
            store.write(NEW)

    def test_an_interruption(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(descriptor: int) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(os, "fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store.write(NEW)

    def test_a_disk_that_gives_back_other_bytes(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = os.write
        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(
            os, "write", lambda descriptor, data: write(descriptor, bytes(data).upper())
        )
        with pytest.raises(StoreError, match="returns other bytes"):
            store.write(NEW)

    def test_a_name_too_long_for_a_temporary_file(self, home: Path, backups: Path) -> None:
        store = Store(home / ("x" * 250), backups, create=True)
        with pytest.raises(StoreError, match="its name is too long"):
            store.write(NEW)

    def test_a_crash_before_the_rename(self, store: Store, path: Path, backups: Path) -> None:
        result = run(
            "os.replace = lambda *a: os._exit(9)\n"
            "s = Store(paths[0], paths[1], create=False); s.read(); s._backed_up = True\n"
            "s.write(b'new')\n",
            path,
            backups,
        )
        assert result.returncode == 9, result.stderr
        assert path.read_bytes() == OLD
        assert len(names(path.parent)) == 2
        assert store.read() == OLD

    def test_larger_than_files_may_get(self, store: Store, path: Path, backups: Path) -> None:
        result = run(
            "import resource\n"
            "s = Store(paths[0], paths[1], create=False); s.read()\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
            "s.write(b'#' * 10000)\n",
            path,
            backups,
        )
        assert "not saved: larger than files may be" in result.stderr


class TestLastStep:
    def test_a_failure_to_record_the_directory_says_what_is_the_case(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(os, "fsync", failing(errno.EIO, is_directory))
        for _ in range(2):
            with pytest.raises(StoreError, match="saved, but a power cut could still undo it"):
                store.write(NEW)
        monkeypatch.undo()
        assert path.read_bytes() == NEW
        store.write(NEW)
        assert not store.changed_on_disk()

    def test_a_failure_to_close_what_was_synced_is_none(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        close = os.close

        def close_and_complain(descriptor: int) -> None:
            close(descriptor)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        monkeypatch.setattr(os, "close", close_and_complain)
        store.write(NEW)
        assert store.expected.data == path.read_bytes() == NEW

    def test_directories_that_cannot_be_synced_are_passed_over(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "fsync", failing(errno.EINVAL, is_directory))
        store.write(NEW)
        assert path.read_bytes() == NEW
