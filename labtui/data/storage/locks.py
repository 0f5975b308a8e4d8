"""Locks between several labtuis, and other programs, that read and write the same file."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labtui.data.storage.directories import open_directory
from labtui.errors import StoreError

LOCK_WAIT = 3.0
"""Seconds for which a save waits for a lock before giving up."""

READ_WAIT = 0.5
"""Seconds for which a reader waits for a program that may be writing, before it reads anyway."""

_LOCK_POLL = 0.02
"""Seconds between two attempts."""


@contextmanager
def locked_directory(directory: Path) -> Iterator[int]:
    """Open and lock a directory for the `with` block; gives its descriptor.

    Where locks are not supported it goes on without: comparing the bytes on disk is the real
    guard. Raises OSError, and StoreError if another process holds the lock for LOCK_WAIT.
    """
    with open_directory(directory) as descriptor:
        wait_for_lock(descriptor, directory, fcntl.LOCK_EX)
        yield descriptor


def wait_for_lock(descriptor: int, path: Path, lock: int) -> None:
    """Lock an open file or directory (`fcntl.LOCK_SH` or `LOCK_EX`) until it is closed.

    `path` is for the message of the StoreError raised if that takes longer than LOCK_WAIT.
    """
    if not _has_lock(descriptor, lock, LOCK_WAIT):
        raise StoreError(
            f"{path}: not saved: another program keeps it locked. Try again when it is done, "
            "or find it with lslocks."
        )


def wait_for_writer(descriptor: int) -> None:
    """Give a program that has locked an open file a moment to write it; whoever it is, go on."""
    _has_lock(descriptor, fcntl.LOCK_SH, READ_WAIT)


def _has_lock(descriptor: int, lock: int, wait: float) -> bool:
    """Try to lock for `wait` seconds. False if another process holds the lock all that time."""
    deadline = time.monotonic() + wait
    while not _try_lock(descriptor, lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOCK_POLL)
    return True


def _try_lock(descriptor: int, lock: int) -> bool:
    """Try to lock without waiting. False if another process holds the lock."""
    try:
        fcntl.flock(descriptor, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # not supported here
    return True
