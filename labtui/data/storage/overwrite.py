"""Overwrite a file in place, where a rename is impossible or would change the file's identity.

An interrupted overwrite can leave the file half old, half new. So the old and the new bytes are
written to a journal first, in one file that is written atomically. Whoever reads the inventory next
and finds the journal can tell what happened, and finish the save.
"""

import fcntl
import os
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from labtui.data.storage.atomic_write import (
    atomic_write,
    read_back_error,
    reads_back,
    write_all,
)
from labtui.data.storage.digests import sha256
from labtui.data.storage.directories import close, make_directory, open_directory, sync_directory
from labtui.data.storage.locks import wait_for_lock
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.snapshots import Snapshot, read_snapshot, stamp_of
from labtui.errors import ChangedOnDiskError, StoreError


def overwrite(target: Path, data: bytes, expected: Snapshot, journal: Path) -> Snapshot:
    """Write `data` over the content of `target`, after recording old and new bytes at `journal`.

    `expected` is the snapshot of `target` that is to be overwritten. Gives the new snapshot.

    Raises OSError, StoreError, and ChangedOnDiskError if `target` is no longer as `expected`.
    After any of them `target` has its old content; if even that fails, `journal` stays.
    """
    old = expected.data or b""
    descriptor = _open(target)
    try:
        _lock_expected(descriptor, target, expected)
        _write_journal(journal, target, old, data)
        # The journal may have taken a slow disk seconds, and an editor does not know our lock.
        if stamp_of(os.fstat(descriptor)) != stamp_of(expected.status):
            remove_journal(journal)
            raise ChangedOnDiskError(f"{target}: changed by another program just now. Not saved.")
        try:
            _fill(target, descriptor, data)
        except BaseException:
            with suppress(OSError, StoreError):
                _fill(target, descriptor, old)
                remove_journal(journal)
            raise
        remove_journal(journal)
        return Snapshot(data, os.fstat(descriptor))
    finally:
        close(descriptor)


def finish_overwrite(target: Path, data: bytes, expected: Snapshot, journal: Path) -> None:
    """Write `data` over a `target` that an interrupted overwrite left half written.

    Raises OSError, StoreError, and ChangedOnDiskError if `target` is no longer as `expected`;
    then `journal` stays.
    """
    descriptor = _open(target)
    try:
        _lock_expected(descriptor, target, expected)
        _fill(target, descriptor, data)
    finally:
        close(descriptor)
    remove_journal(journal)


def read_journal(target: Path, journal: Path) -> tuple[bytes, bytes] | None:
    """Give the old and new bytes of an overwrite of `target` that did not end; else None.

    A journal that is damaged, or is about another file, counts as none. Raises OSError.
    """
    try:
        head, _, both = journal.read_bytes().partition(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    import json  # slow to import, and there rarely is a journal

    try:
        path, digest, size = json.loads(head)
    except ValueError:
        return None
    if (path, digest) != (str(target), _digest(both)):
        return None
    return both[:size], both[size:]


def is_half_written(data: bytes, old: bytes, new: bytes) -> bool:
    """True if `data` is what an interrupted overwrite of `old` by `new` can leave.

    Each byte is then that of the one or of the other, or zero where a power cut left a hole; and
    the length is between the two. Anything else is somebody's edit.
    """
    return min(len(old), len(new)) <= len(data) <= max(len(old), len(new)) and all(
        byte in (before, after, 0)
        for byte, before, after in zip_longest(data, old, new)
        if byte is not None
    )


def remove_journal(journal: Path) -> None:
    """Remove the journal. Never raises: one that stays is found obsolete when it is read."""
    with suppress(OSError), open_directory(journal.parent) as directory:
        journal.unlink()
        sync_directory(directory)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _open(target: Path) -> int:
    return os.open(target, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def _lock_expected(descriptor: int, target: Path, expected: Snapshot) -> None:
    """Lock an open file and check its content.

    The lock of the directory is not enough: a file with two names is in two directories.
    """
    wait_for_lock(descriptor, target, fcntl.LOCK_EX)
    if not reads_back(descriptor, expected.data or b""):
        raise ChangedOnDiskError(f"{target}: changed by another program just now. Not saved.")


def _write_journal(journal: Path, target: Path, old: bytes, new: bytes) -> None:
    import json

    both = old + new
    head = json.dumps([str(target), _digest(both), len(old)]).encode()
    failure = "nothing saved, since no note could be made before writing"
    with translate_os_errors(journal.parent, failure):
        make_directory(journal.parent)
        with open_directory(journal.parent) as directory:
            atomic_write(journal, head + b"\n" + both, read_snapshot(journal))
            sync_directory(directory)


def _fill(target: Path, descriptor: int, data: bytes) -> None:
    """Make `data` the content of an open file, and sync it to disk."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, data)
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)
    if not reads_back(descriptor, data):
        raise read_back_error(target)
