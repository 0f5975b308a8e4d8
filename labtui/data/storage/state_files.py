"""Small files that the program keeps for itself and that nobody misses when they are gone."""

from contextlib import suppress
from pathlib import Path

from labtui.data.storage.atomic_write import atomic_write
from labtui.data.storage.directories import make_directory
from labtui.data.storage.snapshots import read_snapshot
from labtui.errors import StoreError


def read_state_file(path: Path) -> bytes:
    """Read the file at `path`; empty if that is not possible. Never raises."""
    with suppress(OSError, StoreError):
        return read_snapshot(path.resolve()).data or b""
    return b""


def write_state_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically, and make its directory. Never raises."""
    with suppress(OSError, StoreError):
        make_directory(path.parent)
        atomic_write(path, data, read_snapshot(path))
