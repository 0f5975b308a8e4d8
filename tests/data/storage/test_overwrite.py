"""Files that are written over: whatever happens meanwhile, nothing of them is lost."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from labtui.data.inventory.workspace import Workspace
from labtui.data.storage import locks, overwrite
from labtui.data.storage.overwrite import is_half_written
from labtui.data.storage.store import Store
from labtui.data.storage.writability import is_mount
from labtui.errors import ChangedOnDiskError, StoreError
from tests.data.labs import TODAY
from tests.data.storage.files import (
    NEW,
    NOBODY,
    OLD,
    THEIRS,
    as_root,
    backup_contents,
    failing,
    mounted,
    names,
    only_on,
    run,
)
from tests.rows import each_row

SHORT = b'[[systems]]\nid = "b"\n'


@pytest.fixture
def twin(path: Path, tmp_path: Path) -> Path:
    """Another name of the inventory, which is why it is written over."""
    twin = tmp_path / "twin.toml"
    os.link(path, twin)
    return twin


def journals(backups: Path) -> list[Path]:
    """Notes of saves that are not done."""
    return list(backups.glob("*unfinished"))


def backup_files(backups: Path) -> list[bytes]:
    """Give what the backups hold, oldest first, whatever journals there are."""
    return [copy.read_bytes() for copy in sorted(backups.glob("*.toml"))]


class TestWhere:
    """What is written over stays the file it is."""

    def test_a_file_of_several_names(self, store: Store, path: Path, twin: Path) -> None:
        assert store.unwritable_reason() is None
        assert "2 names (hard links)" in str(store.overwrite_reason())
        for text in (NEW, SHORT, b"", THEIRS):
            store.write(text)
            assert path.read_bytes() == twin.read_bytes() == text
            assert not store.changed_on_disk()
        assert path.samefile(twin)
        assert names(path.parent) == ["inventory.toml"]

    def test_and_no_note_is_left(self, store: Store, twin: Path, backups: Path) -> None:
        store.write(NEW)
        assert backup_contents(backups) == [OLD]

    def test_a_file_in_a_directory_we_may_not_write(self, unprivileged: Path) -> None:
        home = unprivileged / "home"
        home.mkdir()
        path = home / "inventory.toml"
        path.write_bytes(OLD)
        home.chmod(0o500)
        store = Store(path, unprivileged / "backups", create=False)
        store.read()
        assert store.unwritable_reason() is None
        assert f"its directory {home} is read-only" in str(store.overwrite_reason())
        store.check_saving()
        store.write(NEW)
        home.chmod(0o700)
        assert path.read_bytes() == NEW
        assert names(home) == ["inventory.toml"]

    @as_root
    @pytest.mark.parametrize("owner", [(1234, NOBODY), (NOBODY, 1234)])
    def test_a_file_of_another_user_or_group(
        self, unprivileged: Path, owner: tuple[int, int]
    ) -> None:
        path = unprivileged / "inventory.toml"
        path.write_bytes(OLD)
        path.chmod(0o666)
        os.seteuid(0)
        os.chown(path, *owner)
        os.seteuid(NOBODY)
        store = Store(path, unprivileged / "backups", create=False)
        store.read()
        store.write(NEW)
        assert path.read_bytes() == NEW
        assert (path.stat().st_uid, path.stat().st_gid) == owner
        assert names(unprivileged) == ["backups", "inventory.toml"]
        assert bool(store.overwrite_reason()) == (owner[0] != NOBODY)

    @as_root
    def test_a_file_that_is_a_mount(self, store: Store, path: Path, tmp_path: Path) -> None:
        source = tmp_path / "source.toml"
        source.write_bytes(OLD)
        assert store.overwrite_reason() is None
        with mounted("--bind", str(source), str(path)):
            store.read()
            assert store.overwrite_reason() == "it is a mount of its own"
            store.write(NEW)
            assert path.read_bytes() == NEW
            assert names(path.parent) == ["inventory.toml"]
        assert (source.read_bytes(), path.read_bytes()) == (NEW, OLD)

    @as_root
    def test_the_name_of_a_mount_may_be_odd(self, home: Path) -> None:
        path = home / "an \\odd\tname.toml"
        path.touch()
        with mounted("--bind", str(path), str(path)):
            assert is_mount(path)
        assert not is_mount(path)

    def test_elsewhere_a_mount_cannot_be_told(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Path, "read_bytes", failing(errno.ENOENT))
        assert not is_mount(path)

    def test_a_new_file_is_not(self, home: Path, backups: Path) -> None:
        assert Store(home / "new.toml", backups, create=True).overwrite_reason() is None


class TestFailures:
    """The file is put back; where even that fails, it is finished the next time."""

    @pytest.mark.parametrize("function", ["write", "ftruncate", "fsync"])
    def test_the_old_bytes_are_put_back(
        self,
        store: Store,
        path: Path,
        twin: Path,
        backups: Path,
        monkeypatch: pytest.MonkeyPatch,
        function: str,
    ) -> None:
        once = only_on(path, getattr(os, function), errno.ENOSPC, times=1)
        monkeypatch.setattr(os, function, once)
        with pytest.raises(StoreError, match=r"inventory\.toml: not saved: disk full"):
            store.write(NEW)
        assert twin.read_bytes() == OLD
        assert journals(backups) == []
        store.write(NEW)
        assert twin.read_bytes() == NEW

    def test_what_cannot_be_put_back_is_finished_by_the_next_save(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail_half_way(store, path, monkeypatch)
        assert twin.read_bytes() not in (OLD, NEW)
        assert len(journals(backups)) == 1
        store.write(THEIRS)
        assert twin.read_bytes() == THEIRS
        assert journals(backups) == []

    def test_or_by_the_next_start(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail_half_way(store, path, monkeypatch)
        half = path.read_bytes()
        assert Store(path, backups, create=False).read() == NEW
        assert twin.read_bytes() == NEW
        assert backup_files(backups) == [OLD, half]
        assert journals(backups) == []

    def test_a_start_that_cannot_finish_still_reads(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail_half_way(store, path, monkeypatch)
        half = path.read_bytes()
        monkeypatch.setattr(os, "ftruncate", failing(errno.EIO))
        other = Store(path, backups, create=False)
        assert other.read() not in (OLD, None)
        with pytest.raises(StoreError, match="the disk failed"):
            other.write(THEIRS)
        assert len(journals(backups)) == 1
        monkeypatch.undo()
        assert half not in (OLD, NEW)
        assert Store(path, backups, create=False).read() == NEW

    def test_what_another_made_of_it_is_not_ours(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail_half_way(store, path, monkeypatch)
        path.write_bytes(THEIRS)
        with pytest.raises(ChangedOnDiskError):
            store.write(SHORT)
        assert twin.read_bytes() == THEIRS
        assert backup_files(backups) == [OLD, NEW]
        assert journals(backups) == []

    def test_a_disk_that_gives_back_other_bytes(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = iter([True])
        monkeypatch.setattr(overwrite, "reads_back", lambda descriptor, data: next(before, False))
        with pytest.raises(StoreError, match="returns other bytes"):
            store.write(NEW)
        assert len(journals(backups)) == 1

    def test_without_a_journal_nothing_is_written(
        self, store: Store, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        backups.parent.mkdir()
        backups.touch()
        monkeypatch.setattr(store, "_backed_up", True)
        with pytest.raises(
            StoreError, match=r"backups: nothing saved, since no note could be made before writing"
        ):
            store.write(NEW)
        assert twin.read_bytes() == OLD

    def test_changed_while_the_note_is_made(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fsync = os.fsync

        def meanwhile(descriptor: int) -> None:
            path.write_bytes(THEIRS)
            fsync(descriptor)

        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(os, "fsync", meanwhile)
        with pytest.raises(ChangedOnDiskError, match="just now"):
            store.write(NEW)
        assert twin.read_bytes() == THEIRS
        assert journals(backups) == []

    def test_changed_by_who_opened_it_by_its_other_name(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep = overwrite.wait_for_lock

        def late(descriptor: int, path: Path, lock: int) -> None:
            keep(descriptor, path, lock)
            twin.write_bytes(THEIRS)
            os.utime(twin, ns=(0, store.expected.status.st_mtime_ns))

        monkeypatch.setattr(overwrite, "wait_for_lock", late)
        with pytest.raises(ChangedOnDiskError, match="just now"):
            store.write(NEW)
        assert path.read_bytes() == THEIRS

    def test_a_save_waits_for_one_by_the_other_name(
        self, store: Store, path: Path, twin: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(locks, "LOCK_WAIT", 0.1)
        with twin.open("rb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            with pytest.raises(StoreError, match="another program keeps it locked"):
                store.write(NEW)
        assert path.read_bytes() == OLD
        store.write(NEW)
        assert twin.read_bytes() == NEW

    def test_a_note_that_cannot_be_removed_is_about_nothing(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stay(file: Path, missing_ok: bool = False) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        monkeypatch.setattr(Path, "unlink", stay)
        store.write(NEW)
        assert len(journals(backups)) == 1
        monkeypatch.undo()
        assert Store(path, backups, create=False).read() == NEW
        assert journals(backups) == []
        assert backup_files(backups) == [OLD]

    @staticmethod
    def fail_half_way(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A disk that takes a few bytes more, and then none at all, not even the old ones."""
        monkeypatch.setattr(os, "write", only_on(path, os.write, errno.EIO, after=30))
        with pytest.raises(StoreError, match="the disk failed"):
            store.write(NEW)
        monkeypatch.undo()


HALF_WRITTEN_AT = (9, 10)
"""The steps, of 14, at which the file is half written: between its first bytes and its last."""


class TestCrash:
    """A process that dies at any step leaves the old file, the new one, or what can be finished."""

    @pytest.mark.parametrize("step", range(1, 16))
    def test_at_any_write_sync_or_removal(
        self, path: Path, twin: Path, backups: Path, step: int
    ) -> None:
        result = run(
            f"left = [{step}]\n"
            "def dying(function):\n"
            "    def die(*a, **k):\n"
            "        left[0] -= 1\n"
            "        if not left[0]: os._exit(9)\n"
            "        return function(*a, **k)\n"
            "    return die\n"
            "write = os.write\n"
            f"os.write = lambda d, b: write(d, b[:15] if {NEW!r}.endswith(b) else b)\n"
            "for name in ('write', 'fsync', 'ftruncate', 'replace', 'unlink'):\n"
            "    setattr(os, name, dying(getattr(os, name)))\n"
            "s = Store(paths[0], paths[1], create=False); s.read(); s._backed_up = True\n"
            f"s.write({NEW!r})\n",
            path,
            backups,
        )
        before = path.read_bytes()
        after = Store(path, backups, create=False).read()
        assert after in (OLD, NEW), before
        assert (before not in (OLD, NEW)) == (step in HALF_WRITTEN_AT)
        assert twin.read_bytes() == after
        assert journals(backups) == []
        if result.returncode == 0:
            assert after == NEW
        elif before == OLD and backup_files(backups):
            assert backup_files(backups) == [NEW], "what was typed is a copy at least"

    def test_who_only_reads_leaves_it_is_half_written(
        self, store: Store, path: Path, twin: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        TestFailures.fail_half_way(store, path, monkeypatch)
        half = path.read_bytes()
        assert Store(path, backups, create=False).read(recover=False) == half == path.read_bytes()
        assert Workspace(Store(path, backups, create=False), TODAY, read_only=True).read_only_reason
        assert path.read_bytes() == half
        assert Store(path, backups, create=False).read() == NEW

    def test_a_note_about_a_file_that_is_gone(
        self, path: Path, twin: Path, backups: Path, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        TestFailures.fail_half_way(store, path, monkeypatch)
        path.unlink()
        assert Store(path, backups, create=True).read() is None
        assert backup_files(backups) == [OLD, NEW]

    @pytest.mark.parametrize("damage", [b"", b"{}\n", b"[1]\n", b'["/x", "", 1]\nab'])
    def test_a_damaged_journal_is_ignored(
        self,
        path: Path,
        twin: Path,
        backups: Path,
        store: Store,
        monkeypatch: pytest.MonkeyPatch,
        damage: bytes,
    ) -> None:
        TestFailures.fail_half_way(store, path, monkeypatch)
        half = path.read_bytes()
        journals(backups)[0].write_bytes(damage)
        assert Store(path, backups, create=False).read() == half

    def test_a_store_that_only_reads_looks_for_no_journal(
        self, path: Path, twin: Path, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        TestFailures.fail_half_way(store, path, monkeypatch)
        half = path.read_bytes()
        assert Store(path, None, create=False).read() == half


def test_a_save_imports_nothing(path: Path, twin: Path, backups: Path) -> None:
    done = run(
        "store = Store(paths[0], paths[1], create=False); data = store.read()\n"
        "loaded = set(sys.modules); store.write(data + b'# more')\n"
        "print(*sorted(set(sys.modules) - loaded))",
        path,
        backups,
    )
    assert (done.stdout, done.stderr) == ("\n", "")


class TestHalfWritten:
    OLD, NEW = b"abcdef", b"abXXefgh"

    @each_row("data", [b"abXdef", b"abXXef", b"abXXefg", b"abcdefgh", b"abcdef\0\0", b"abXXefgh"])
    def test_is_a_mixture(self, data: bytes) -> None:
        assert is_half_written(data, self.OLD, self.NEW)
        assert is_half_written(data, self.NEW, self.OLD)

    @each_row("data", [b"", b"abcde", b"abcdeZ", b"abXXefghi", b"aXcdef"])
    def test_is_nobodys_edit(self, data: bytes) -> None:
        assert not is_half_written(data, self.OLD, self.NEW)


class TestCheckSaving:
    def test_leaves_nothing(self, store: Store, path: Path, backups: Path) -> None:
        before = path.stat()
        store.check_saving()
        assert (path.stat(), names(path.parent)) == (before, ["inventory.toml"])
        assert not backups.exists()

    def test_says_what_a_save_would(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
        with pytest.raises(StoreError, match="a save would fail: disk full"):
            store.check_saving()
