"""Directories: make them durably, open them, write their entries to disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from labtui.data.storage.os_errors import UNSUPPORTED


def make_directory(directory: Path) -> None:
    """Create a directory and its missing parents with mode 0700, and sync each to disk.

    Raises OSError.
    """
    if directory.is_dir():
        return
    make_directory(directory.parent)
    directory.mkdir(0o700, exist_ok=True)
    with open_directory(directory.parent) as parent:
        sync_directory(parent)


@contextmanager
def open_directory(directory: Path) -> Iterator[int]:
    """Open a directory for the `with` block; gives its descriptor. Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        close(descriptor)


def sync_directory(descriptor: int) -> None:
    """Write a directory's entries to disk, where the file system supports that. Raises OSError."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise


def close(descriptor: int) -> None:
    """Close a descriptor and ignore errors: what was written to it is already synced."""
    with suppress(OSError):
        os.close(descriptor)
