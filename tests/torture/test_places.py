"""Where and whose the file is: full disks, read-only ones, links, owners, attributes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from labtui.errors import StoreError
from tests.screens.conftest import HOMELAB
from tests.torture.conftest import needs, needs_root
from tests.torture.test_power import run
from tests.torture.writer import opened, turn

NOTE = "notes=" + "long " * 200


def set_note(file: Path, state: Path, **how) -> subprocess.CompletedProcess[str]:
    """Change a fact from the command line."""
    command = [sys.executable, "-m", "labtui", "set", "vaultwarden", NOTE, "--file", str(file)]
    env = {**os.environ, "XDG_STATE_HOME": str(state), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, **how)


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    assert any(word in done.stderr for word in words), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.fixture
def file(place: Path) -> Path:
    file = place / "inventory.toml"
    file.write_bytes(HOMELAB.read_bytes())
    return file


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk that is small and has few inodes."""
    needs("mount")
    needs_root()
    place = tmp_path / "small"
    place.mkdir()
    run("mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=8", "none", place)
    yield place
    run("umount", place)


def fill(disk: Path) -> None:
    with (disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(512))


class TestFullDisk:
    def test_kept_in_memory_and_saved_once_there_is_space(
        self, small: Path, tmp_path: Path
    ) -> None:
        file = small / "inventory.toml"
        file.write_bytes(HOMELAB.read_bytes())
        workspace = opened(file, tmp_path)
        turn(workspace, 1)
        fill(small)
        for _ in range(3):
            with pytest.raises(StoreError, match="disk full"):
                workspace.save()
            assert workspace.unsaved
            assert file.read_bytes() == HOMELAB.read_bytes()
            assert sorted(path.name for path in small.iterdir()) == ["ballast", "inventory.toml"]
        refused(set_note(file, tmp_path), "disk full")
        (small / "ballast").unlink()
        assert workspace.save()
        assert file.read_bytes() == workspace.document.data

    def test_without_inodes(self, small: Path, tmp_path: Path) -> None:
        file = small / "inventory.toml"
        file.write_bytes(HOMELAB.read_bytes())
        with suppress(OSError):
            for number in range(20):
                (small / str(number)).touch()
        refused(set_note(file, tmp_path), "disk full")
        assert file.read_bytes() == HOMELAB.read_bytes()
        (small / "0").unlink()
        assert set_note(file, tmp_path).returncode == 0
        assert file.read_bytes() != HOMELAB.read_bytes()

    def test_control_truncating_loses_the_file(self, small: Path) -> None:
        file = small / "inventory.toml"
        file.write_bytes(HOMELAB.read_bytes())
        fill(small)
        with pytest.raises(OSError, match="No space"):
            file.write_bytes(HOMELAB.read_bytes() * 10)
        assert file.read_bytes() != HOMELAB.read_bytes()

    def test_no_larger_than_files_may_get(self, file: Path, tmp_path: Path) -> None:
        """Python ignores SIGXFSZ; the write is short first, and then refused."""

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))

        done = set_note(file, tmp_path, preexec_fn=limit)
        refused(done, "ulimit")
        assert file.read_bytes() == HOMELAB.read_bytes()
        assert list(file.parent.iterdir()) == [file]
        assert set_note(file, tmp_path).returncode == 0


class TestNotForWriting:
    def test_read_only_disk(self, small: Path, tmp_path: Path) -> None:
        file = small / "inventory.toml"
        file.write_bytes(HOMELAB.read_bytes())
        workspace = opened(file, tmp_path)
        turn(workspace, 1)
        run("mount", "-o", "remount,ro", small)
        with pytest.raises(StoreError, match="read-only"):
            workspace.save()
        assert workspace.unsaved
        refused(set_note(file, tmp_path), "read-only")
        run("mount", "-o", "remount,rw", small)
        assert workspace.save()
        assert file.read_bytes() == workspace.document.data

    def test_immutable(self, file: Path, tmp_path: Path) -> None:
        needs("chattr")
        needs_root()
        done = subprocess.run(["chattr", "+i", file], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.xfail(f"this file system, or kernel, locks no files: {done.stderr}")
        try:
            refused(set_note(file, tmp_path), "chattr", "lsattr", "read-only")
            assert file.read_bytes() == HOMELAB.read_bytes()
        finally:
            run("chattr", "-i", file)
        assert set_note(file, tmp_path).returncode == 0


class TestKept:
    """What saving leaves as it was."""

    def test_chain_of_links(self, file: Path, tmp_path: Path) -> None:
        link = file
        for number in range(10):
            (tmp_path / str(number)).mkdir()
            new = tmp_path / str(number) / "link.toml"
            new.symlink_to(os.path.relpath(link, new.parent) if number % 2 else link)
            link = new
        assert set_note(link, tmp_path).returncode == 0
        assert link.is_symlink()
        assert not file.is_symlink()
        assert b"long long" in file.read_bytes()

    def test_owner_mode_and_attributes_whatever_the_umask(self, file: Path, tmp_path: Path) -> None:
        needs_root()
        os.chown(file, 1234, 2345)
        file.chmod(0o646)
        try:
            os.setxattr(file, "user.labtui-test", b"kept")
        except OSError as error:
            pytest.xfail(f"this file system keeps no extended attributes: {error}")
        done = set_note(file, tmp_path, umask=0o077)
        assert done.returncode == 0, done.stderr
        status = file.stat()
        assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (1234, 2345, 0o646)
        assert os.getxattr(file, "user.labtui-test") == b"kept"
        assert b"long long" in file.read_bytes()

    @pytest.mark.parametrize("kind", ["hard link", "bind mount"])
    def test_never_parted(self, kind: str, file: Path, tmp_path: Path) -> None:
        """Two names of one file: saved under both."""
        other = tmp_path / "other.toml"
        if kind == "hard link":
            other.hardlink_to(file)
        else:
            needs_root()
            other.touch()
            run("mount", "--bind", file, other)
        try:
            done = set_note(other, tmp_path)
            assert done.returncode == 0, done.stderr
            assert file.read_bytes() == other.read_bytes()
            assert b"long long" in file.read_bytes()
        finally:
            if kind == "bind mount":
                run("umount", other)

    def test_control_a_plain_rename_parts_names(self, file: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.toml"
        other.hardlink_to(file)
        new = tmp_path / "new"
        new.write_bytes(b"new")
        new.replace(other)
        assert file.read_bytes() != other.read_bytes()
