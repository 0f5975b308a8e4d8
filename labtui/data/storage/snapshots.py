"""Files as they were at one moment: their bytes and what stat says of them."""

import fcntl
import os
import stat
from pathlib import Path
from typing import NamedTuple

from labtui.data.storage.locks import wait_for_lock, wait_for_writer
from labtui.errors import StoreError

LARGEST = 1 << 28
"""The most bytes that are read of a file. More would not fit the memory of some machines."""

Stamp = tuple[int, int, int]
"""Modification time (ns), size (bytes) and inode number of a file."""


class Snapshot(NamedTuple):
    """A file as it was at one moment."""

    data: bytes | None
    """Its content; None if there was no file."""

    status: os.stat_result | None
    """Its status, taken before the content was read; None if there was no file."""


ABSENT = Snapshot(None, None)
"""The snapshot of a file that does not exist."""


def status_of(target: Path) -> os.stat_result | None:
    """Give the status of `target`, a resolved path; None if nothing is there.

    Raises StoreError for what is not a regular file, and OSError.
    """
    try:
        status = target.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(status.st_mode):
        raise StoreError(f"{target}: its links lead in a circle. Make one lead to a file.")
    if not stat.S_ISREG(status.st_mode):
        raise StoreError(f"{target}: not a regular file. Name one with --file or $LABTUI_FILE.")
    return status


def stamp_of(status: os.stat_result | None) -> Stamp | None:
    """Give the parts of a status that change with nearly every change of the file's content."""
    return status and (status.st_mtime_ns, status.st_size, status.st_ino)


def read_snapshot(target: Path, *, to_save: bool = False) -> Snapshot:
    """Read the file at `target`, a resolved path; ABSENT if nothing is there.

    Raises OSError, and StoreError for what is not a regular file, or larger than LARGEST. To
    read it needs no lock; `to_save`, a lock that another program keeps raises StoreError.
    """
    if status_of(target) is None:
        return ABSENT
    # O_NONBLOCK: opening must not hang if a pipe was put there this very moment.
    descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if to_save:
            wait_for_lock(descriptor, target, fcntl.LOCK_SH)
        else:
            wait_for_writer(descriptor)
        # Before reading: a change during the read then shows in the stamp.
        status = os.fstat(descriptor)
        if status.st_size > LARGEST:
            raise StoreError(f"{target}: {status.st_size:,} bytes are more than any inventory has.")
        return Snapshot(file.read(), status)
