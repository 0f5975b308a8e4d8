"""Files, disks and users for tests of storage.

As root, tests of permissions act as another user (`unprivileged`) and those of mounts run; for any
other user the former run as they are and the latter are skipped.
"""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from labtui.data.storage.store import Store

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


def backup_contents(backups: Path) -> list[bytes]:
    """Give what the backups hold, oldest first."""
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


class Limited:
    """A function on descriptors that fails, on one file, after some bytes or for some times."""

    def __init__(
        self, path: Path, function: Callable[..., Any], error: int, after: int, times: int | None
    ) -> None:
        self.status = path.stat()
        self.function = function
        self.error = error
        self.after = after
        self.times = times

    def __call__(self, descriptor: int, *rest: Any) -> Any:
        if not os.path.samestat(os.fstat(descriptor), self.status) or self.times == 0:
            return self.function(descriptor, *rest)
        if self.after:
            data = rest[0][: self.after]
            self.after -= len(data)
            return self.function(descriptor, data)
        if self.times is not None:
            self.times -= 1
        raise OSError(self.error, os.strerror(self.error))


def only_on(
    path: Path,
    function: Callable[..., Any],
    error: int,
    *,
    after: int = 0,
    times: int | None = None,
) -> Limited:
    return Limited(path, function, error, after, times)
