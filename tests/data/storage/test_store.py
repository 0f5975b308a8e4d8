"""Read and save real files, with real permissions and links."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from labtui.data.storage.digests import LARGE
from labtui.data.storage.store import Store
from labtui.errors import StoreError
from tests.data.storage.files import NEW, OLD, THEIRS, as_root, mode, names, set_attribute


class TestRead:
    def test_gives_the_bytes(self, path: Path, backups: Path) -> None:
        path.write_bytes(b"\xff\r\n\0")
        assert Store(path, backups, create=False).read() == b"\xff\r\n\0"

    def test_a_large_file_loads_what_its_save_digests_it_with(
        self, path: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for size, is_loaded in ((LARGE // 2, False), (LARGE // 2 + 1, True)):
            path.write_bytes(b"#" * size)
            monkeypatch.delitem(sys.modules, "hashlib", raising=False)
            Store(path, backups, create=False).read()
            assert ("hashlib" in sys.modules) is is_loaded

    def test_leaves_the_disk_alone(self, store: Store, path: Path, backups: Path) -> None:
        assert names(path.parent) == ["inventory.toml"]
        assert not backups.exists()

    def test_a_missing_file_is_an_error_that_helps(self, home: Path, backups: Path) -> None:
        with pytest.raises(StoreError, match=r"else\.toml not found$"):
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
        after = path.stat()  # reading it may change when it was last read
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

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

    def test_a_link_that_leads_elsewhere_is_followed_again(
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


def test_a_leftover_that_is_no_file_is_left(store: Store, path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    leftover = path.with_name(f".inventory.toml.labtui-{ended.pid}-00c0ffee")
    leftover.mkdir()
    assert store.read() == OLD
    assert leftover.is_dir()
