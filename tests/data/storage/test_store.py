"""Saving: on real files, with real permissions, locks, links, mounts and full disks.

As root the tests of permissions act as another user (`unprivileged`) and those of mounts run;
as anybody else the former run as they are and the latter are skipped, by name.
"""

import errno
import fcntl
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from labtui.data.storage import atomic_write, locks
from labtui.data.storage.backups import BACKUPS_KEPT
from labtui.data.storage.store import Store
from labtui.errors import ChangedOnDiskError, StoreError

OLD = b'[[systems]]\nid = "nas"  # the old one\n'
NEW = b'[[systems]]\nid = "nas"\n\n[[systems]]\nid = "router"\n'
THEIRS = b'[[systems]]\nid = "theirs"\n'

NOBODY = 65534

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: needs root")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The directory of the inventory, and of nothing else."""
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def path(home: Path) -> Path:
    path = home / "inventory.toml"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "state" / "backups"


@pytest.fixture
def store(path: Path, backups: Path) -> Store:
    """A store that has read its file."""
    store = Store(path, backups, create=False)
    assert store.read() == OLD
    return store


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A directory of the user we are, who is not root: as root, we become nobody."""
    directory = Path(tempfile.mkdtemp(prefix="labtui-test-"))
    root = os.geteuid() == 0
    if root:
        os.chown(directory, NOBODY, NOBODY)
        groups = os.getgroups()
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, 0)
        os.setresuid(NOBODY, NOBODY, 0)
    yield directory
    if root:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
        os.setgroups(groups)
    shutil.rmtree(directory)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def copies(backups: Path) -> list[bytes]:
    """What the copies hold, oldest first."""
    return [copy.read_bytes() for copy in sorted(backups.iterdir())]


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def failing(error: int, only: Callable[[int], bool] = lambda descriptor: True) -> Any:
    """A stand-in for a function on descriptors, which fails for some of them."""

    def fail(descriptor: int, *rest: Any) -> None:
        if only(descriptor):
            raise OSError(error, os.strerror(error))

    return fail


def is_directory(descriptor: int) -> bool:
    return stat.S_ISDIR(os.fstat(descriptor).st_mode)


def run(program: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run a program of its own, which has Path, Store and its arguments as `paths`."""
    preamble = (
        "import os, sys; from pathlib import Path; from labtui.data.storage.store import Store\n"
        "paths = [Path(a) for a in sys.argv[1:]]\n"
    )
    return subprocess.run(
        [sys.executable, "-c", preamble + program, *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


class TestRead:
    def test_gives_the_bytes(self, path: Path, backups: Path) -> None:
        path.write_bytes(b"\xff\r\n\0")
        assert Store(path, backups, create=False).read() == b"\xff\r\n\0"

    def test_leaves_the_disk_alone(self, store: Store, path: Path, backups: Path) -> None:
        assert names(path.parent) == ["inventory.toml"]
        assert not backups.exists()

    def test_a_missing_file_is_an_error_that_helps(self, home: Path, backups: Path) -> None:
        with pytest.raises(StoreError, match=r"else\.toml: no such file; .*--file.*labtui add"):
            Store(home / "else.toml", backups, create=False).read()

    def test_a_missing_file_to_be_made_is_none(self, home: Path, backups: Path) -> None:
        assert Store(home / "a" / "b.toml", backups, create=True).read() is None
        assert names(home) == []

    def test_an_empty_file_is_not_a_missing_one(self, path: Path, backups: Path) -> None:
        path.write_bytes(b"")
        assert Store(path, backups, create=True).read() == b""

    def test_a_file_for_others_is_an_error(self, unprivileged: Path) -> None:
        path = unprivileged / "inventory.toml"
        path.write_bytes(OLD)
        path.chmod(0)
        with pytest.raises(StoreError, match=r"inventory\.toml: cannot be read: permission denied"):
            Store(path, unprivileged, create=True).read()

    def test_a_file_for_a_directory_is_an_error(self, path: Path, backups: Path) -> None:
        with pytest.raises(StoreError, match="cannot be read: not a directory"):
            Store(path / "inventory.toml", backups, create=True).read()

    def test_clears_away_after_the_dead_only(self, store: Store, path: Path) -> None:
        with subprocess.Popen([sys.executable, "-c", ""]) as ended:
            ended.wait()
        dead = f".inventory.toml.labtui-{ended.pid}-00c0ffee"
        others = [
            f".inventory.toml.labtui-{os.getpid()}-00c0ffee",
            ".inventory.toml.labtui-1-00c0ffee",
            f".else.toml.labtui-{ended.pid}-00c0ffee",
            f".inventory.toml.labtui-{ended.pid}-mine",
            "inventory.toml",
        ]
        for name in [dead, *others]:
            path.with_name(name).write_bytes(OLD)
        store.read()
        assert names(path.parent) == sorted(others)

    def test_another_users_process_lives(self, unprivileged: Path) -> None:
        leftover = unprivileged / ".inventory.toml.labtui-1-00c0ffee"
        leftover.touch()
        Store(unprivileged / "inventory.toml", unprivileged, create=True).read()
        assert leftover.exists()


class TestWrite:
    def test_puts_the_new_bytes_in_place(self, store: Store, path: Path) -> None:
        store.write(NEW)
        assert path.read_bytes() == NEW
        assert names(path.parent) == ["inventory.toml"]

    def test_again_and_again(self, store: Store, path: Path) -> None:
        for text in (NEW, b"", THEIRS):
            store.write(text)
            assert path.read_bytes() == text
            assert store.expected.data == text

    @pytest.mark.parametrize("bits", [0o600, 0o640, 0o664, 0o200 | 0o444])
    def test_keeps_the_mode(self, store: Store, path: Path, bits: int) -> None:
        path.chmod(bits)
        store.write(NEW)
        assert mode(path) == bits

    @as_root
    def test_keeps_owner_and_group(self, store: Store, path: Path) -> None:
        os.chown(path, 1234, 4321)
        store.write(NEW)
        assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)

    def test_keeps_extended_attributes(self, store: Store, path: Path) -> None:
        set_attribute(path, "user.origin", b"dotfiles")
        store.write(NEW)
        assert os.getxattr(path, "user.origin") == b"dotfiles"

    def test_what_is_there_already_is_not_written(self, store: Store, path: Path) -> None:
        before = path.stat()
        store.write(OLD)
        assert path.stat() == before

    def test_what_another_wrote_alike_is_ours(self, store: Store, path: Path) -> None:
        path.write_bytes(NEW)
        store.write(NEW)
        store.write(THEIRS)
        assert path.read_bytes() == THEIRS

    def test_short_writes_are_gone_on_with(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write = os.write
        monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:7]))
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_a_new_file_is_for_its_owner_alone(self, home: Path, backups: Path) -> None:
        path = home / "config" / "labtui" / "inventory.toml"
        store = Store(path, backups, create=True)
        store.read()
        store.write(NEW)
        assert path.read_bytes() == NEW
        assert (mode(path), mode(path.parent), mode(path.parent.parent)) == (0o600, 0o700, 0o700)
        assert not backups.exists()

    def test_an_empty_new_file_is_made(self, home: Path, backups: Path) -> None:
        store = Store(home / "inventory.toml", backups, create=True)
        store.write(b"")
        assert store.path.read_bytes() == b""

    def test_from_several_threads(self, store: Store, path: Path) -> None:
        texts = [b"# %d\n" % number for number in range(20)]
        threads = [threading.Thread(target=store.write, args=(text,)) for text in texts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert path.read_bytes() == store.expected.data
        assert store.expected.data in texts
        assert names(path.parent) == ["inventory.toml"]

    def test_from_several_processes_no_write_is_lost(
        self, store: Store, path: Path, backups: Path
    ) -> None:
        store.write(b"")
        writer = """
import sys
from pathlib import Path
from labtui.errors import ChangedOnDiskError
from labtui.data.storage.store import Store
store = Store(Path(sys.argv[1]), Path(sys.argv[2]), create=False)
left = 25
while left:
    text = store.read()
    try:
        store.write(text + sys.argv[3].encode())
    except ChangedOnDiskError:
        continue
    left -= 1
"""
        writers = [
            subprocess.Popen([sys.executable, "-c", writer, str(path), str(backups), letter])
            for letter in "abcd"
        ]
        assert [process.wait(timeout=120) for process in writers] == [0] * 4
        assert sorted(path.read_text()) == sorted("abcd" * 25)


class TestLinks:
    def test_a_chain_stays_a_chain(self, path: Path, tmp_path: Path, backups: Path) -> None:
        first, second = tmp_path / "first.toml", tmp_path / "second.toml"
        first.symlink_to("second.toml")
        second.symlink_to(path)
        store = Store(first, backups, create=False)
        store.read()
        store.write(NEW)
        assert first.readlink() == Path("second.toml")
        assert second.readlink() == path
        assert path.read_bytes() == NEW
        assert not path.is_symlink()

    def test_a_link_led_elsewhere_is_followed_anew(
        self, path: Path, tmp_path: Path, backups: Path
    ) -> None:
        link, other = tmp_path / "link.toml", tmp_path / "other.toml"
        link.symlink_to(path)
        other.write_bytes(OLD)
        store = Store(link, backups, create=False)
        store.read()
        link.unlink()
        link.symlink_to(other)
        store.write(NEW)
        assert (path.read_bytes(), other.read_bytes()) == (OLD, NEW)

    def test_a_dangling_link_is_written_through(self, home: Path, backups: Path) -> None:
        link, target = home / "link.toml", home / "target.toml"
        link.symlink_to("target.toml")
        store = Store(link, backups, create=True)
        assert store.read() is None
        assert store.unwritable_reason() is None
        store.write(NEW)
        assert target.read_bytes() == NEW
        assert link.is_symlink()

    @pytest.mark.parametrize("link", ["labtui", "inventory.toml"])
    def test_a_link_to_what_is_not_mounted_is_refused(
        self, home: Path, backups: Path, link: str
    ) -> None:
        (home / link).symlink_to(home / "nas" / "labtui")
        path = home / "labtui" / "inventory.toml" if link == "labtui" else home / link
        store = Store(path, backups, create=True)
        with pytest.raises(StoreError, match="not mounted"):
            store.read()
        with pytest.raises(StoreError, match="not mounted"):
            store.write(NEW)
        assert not (home / "nas").exists()
        assert store.changed_on_disk()

    def test_a_circle_is_refused(self, home: Path, backups: Path) -> None:
        (home / "a.toml").symlink_to("b.toml")
        (home / "b.toml").symlink_to("a.toml")
        store = Store(home / "a.toml", backups, create=True)
        for act in (store.read, lambda: store.write(NEW)):
            with pytest.raises(StoreError, match="in a circle"):
                act()


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

    def test_a_file_we_may_not_write(self, unprivileged: Path) -> None:
        path = unprivileged / "inventory.toml"
        path.write_bytes(OLD)
        path.chmod(0o424)
        store = Store(path, unprivileged, create=False)
        store.read()
        assert str(store.unwritable_reason()).startswith(f"{path}: the file is read-only; ")
        with pytest.raises(StoreError, match="the file is read-only"):
            store.write(NEW)
        assert path.read_bytes() == OLD

    def test_a_new_file_where_we_may_not_write(self, unprivileged: Path) -> None:
        home = unprivileged / "home"
        home.mkdir(0o500)
        new = Store(home / "labtui" / "inventory.toml", unprivileged, create=True)
        reason = new.unwritable_reason()
        assert reason is not None
        assert f"its directory {home} is read-only" in reason
        with pytest.raises(StoreError, match="not saved: permission denied"):
            new.write(NEW)
        assert names(home) == []

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
            with pytest.raises(StoreError, match="not saved: disk full; free some space"):
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
            assert "read-only" in str(store.unwritable_reason())
            with pytest.raises(StoreError, match="read-only"):
                store.write(NEW)
            with pytest.raises(StoreError, match="file system is read-only; remount"):
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
            (errno.ENOSPC, "disk full; free some space"),
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
        with pytest.raises(StoreError, match="gives back other bytes"):
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
        assert "not saved: larger than files may get" in result.stderr


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
        with pytest.raises(ChangedOnDiskError, match="its directory too"):
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
        with pytest.raises(StoreError, match="another labtui is saving"):
            store.write(NEW)
        os.close(directory)
        assert path.read_bytes() == OLD
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_where_there_are_no_locks_it_goes_on(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fcntl, "flock", failing(errno.EBADF))
        store.write(NEW)
        assert path.read_bytes() == NEW


class TestCopies:
    @pytest.mark.parametrize("day", ["20309999", "20260101"])
    def test_what_only_looks_like_a_copy_is_none(
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
        assert copies(backups) == [OLD]
        (copy,) = backups.iterdir()
        assert (mode(copy), mode(backups), mode(backups.parent)) == (0o600, 0o700, 0o700)
        assert copy.name.startswith("inventory-")
        assert copy.name.endswith("Z.toml")

    def test_each_session_adds_one_and_the_newest_stay(self, path: Path, backups: Path) -> None:
        texts = [b"# %d\n" % number for number in range(BACKUPS_KEPT + 5)]
        for text in [*texts, b"# last\n"]:
            save(path, backups, text)
        assert copies(backups) == texts[-BACKUPS_KEPT:]

    def test_what_the_newest_copy_has_is_not_copied_again(self, path: Path, backups: Path) -> None:
        for text in (NEW, OLD, NEW):
            save(path, backups, text)
        path.write_bytes(OLD)
        save(path, backups, NEW)
        assert copies(backups) == [OLD, NEW, OLD]

    def test_empty_and_unreadable_bytes_push_out_no_good_copy(
        self, path: Path, backups: Path
    ) -> None:
        for number in range(BACKUPS_KEPT):
            save(path, backups, b"# %d\n" % number)
        good = copies(backups)
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
        assert copies(backups) == good

    def test_inventories_have_copies_of_their_own(
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
        assert sorted(copies(backups)) == sorted([OLD, OLD, NEW])
        assert len(prefixes) == 2

    def test_no_copy_no_save(self, store: Store, path: Path, backups: Path) -> None:
        backups.parent.mkdir()
        backups.touch()
        with pytest.raises(StoreError, match=r"backups: no copy .* so nothing saved: file exists"):
            store.write(NEW)
        assert path.read_bytes() == OLD
        backups.unlink()
        store.write(NEW)
        assert copies(backups) == [OLD]

    def test_a_failed_save_leaves_its_copy_and_the_next_adds_none(
        self, store: Store, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace = os.replace

        def fail_beside_the_copies(source: Path, target: Path) -> None:
            if backups not in target.parents:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            replace(source, target)

        monkeypatch.setattr(os, "replace", fail_beside_the_copies)
        with pytest.raises(StoreError):
            store.write(NEW)
        monkeypatch.undo()
        store.write(NEW)
        assert copies(backups) == [OLD]

    def test_a_copy_that_cannot_be_removed_stops_no_save(self, path: Path, backups: Path) -> None:
        for number in range(BACKUPS_KEPT):
            save(path, backups, b"# %d\n" % number)
        oldest = min(backups.iterdir())
        oldest.unlink()
        oldest.mkdir()
        save(path, backups, NEW)
        assert path.read_bytes() == NEW
        assert len(names(backups)) == BACKUPS_KEPT + 1


class TestAttributes:
    def test_a_list_handed_down_by_the_directory_is_taken_off(
        self, store: Store, path: Path
    ) -> None:
        # Version 2; owner rwx, user 1234 rwx, group ---, mask rwx, others ---.
        entries = [(1, 7, -1), (2, 7, 1234), (4, 0, -1), (16, 7, -1), (32, 0, -1)]
        acl = (2).to_bytes(4, "little") + b"".join(
            tag.to_bytes(2, "little")
            + bits.to_bytes(2, "little")
            + who.to_bytes(4, "little", signed=True)
            for tag, bits, who in entries
        )
        set_attribute(path.parent, "system.posix_acl_default", acl)
        path.chmod(0o664)
        store.write(NEW)
        assert os.listxattr(path) == []
        assert mode(path) == 0o664

    def test_an_attribute_of_people_that_cannot_be_kept_stops_the_save(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        set_attribute(path, "user.origin", b"dotfiles")
        monkeypatch.setattr(os, "setxattr", failing(errno.ENOSPC))
        with pytest.raises(StoreError, match="disk full"):
            store.write(NEW)
        assert path.read_bytes() == OLD

    def test_a_label_of_the_system_that_cannot_be_kept_does_not(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(atomic_write, "_attributes", lambda file: {"security.label": b"x"})
        monkeypatch.setattr(os, "setxattr", failing(errno.EPERM))
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_a_new_label_of_the_system_stays(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given = iter([{}, {"security.label": b"x"}])
        monkeypatch.setattr(store, "_backed_up", True)
        monkeypatch.setattr(atomic_write, "_attributes", lambda file: next(given))
        store.write(NEW)
        assert path.read_bytes() == NEW

    def test_systems_without_them(
        self, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delattr(os, "listxattr", raising=False)
        store.write(NEW)
        assert path.read_bytes() == NEW

    @pytest.mark.parametrize(("error", "saved"), [(errno.ENOTSUP, True), (errno.EIO, False)])
    def test_file_systems_without_them(
        self,
        store: Store,
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
        error: int,
        saved: bool,
    ) -> None:
        monkeypatch.setattr(os, "listxattr", failing(error), raising=False)
        if saved:
            store.write(NEW)
        else:
            with pytest.raises(StoreError, match="the disk failed"):
                store.write(NEW)
        assert path.read_bytes() == (NEW if saved else OLD)


def test_a_leftover_that_is_no_file_is_left(store: Store, path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    leftover = path.with_name(f".inventory.toml.labtui-{ended.pid}-00c0ffee")
    leftover.mkdir()
    assert store.read() == OLD
    assert leftover.is_dir()


def save(path: Path, backups: Path, data: bytes) -> None:
    """A session of one write, by someone to whom what begins with "broken" is unreadable."""
    store = Store(
        path, backups, create=False, is_readable=lambda data: not data.startswith(b"broken")
    )
    store.read()
    store.write(data)


def set_attribute(path: Path, name: str, value: bytes) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("NOT TESTED: no extended attributes on this system")
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        pytest.skip(f"NOT TESTED: no extended attributes on this file system: {error}")


class mounted:  # noqa: N801 - used like a function
    """Something mounted for a while; where that is refused the test is skipped, loudly."""

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments

    def __enter__(self) -> None:
        result = subprocess.run(
            ["mount", *self.arguments], check=False, capture_output=True, text=True
        )
        if result.returncode:
            pytest.skip(f"NOT TESTED: mounting is refused here: {result.stderr.strip()}")

    def __exit__(self, *exception: object) -> None:
        subprocess.run(["umount", self.arguments[-1]], check=True)
