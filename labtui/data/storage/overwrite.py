"""Saving over the file itself, where a rename is impossible or would change whose file it is.

A file that is written over can be left half old, half new. So what it was and what it is to be
are first noted elsewhere, in one file that is there whole or not at all; whoever reads the
inventory next and finds the note still there can tell, and finish.
"""

import fcntl
import json
import os
from contextlib import suppress
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from labtui.data.storage.atomic_write import (
    Snapshot,
    close,
    explained,
    look,
    make_directory,
    opened_directory,
    place,
    reads_back,
    stamp_of,
    sync_directory,
    unread,
    wait_for,
    write_all,
)
from labtui.errors import ChangedOnDiskError, StoreError

__all__ = ["finish", "forget", "overwrite", "torn", "unfinished"]


def overwrite(target: Path, data: bytes, found: Snapshot, note: Path) -> Snapshot:
    """Make `data` the content of `target`, which stays the file it is, after noting so at `note`.

    Raises OSError, StoreError; ChangedOnDiskError where `target` is no longer as `found`. After
    any of them `target` holds what it held; if even that fails, `note` stays.
    """
    old = found.data or b""
    descriptor = _opened(target)
    try:
        _own(descriptor, target, found)
        _write_note(note, target, old, data)
        # Noting it may have taken a slow disk seconds; an editor knows nothing of our lock.
        if stamp_of(os.fstat(descriptor)) != stamp_of(found.status):
            forget(note)
            raise ChangedOnDiskError(f"{target}: changed by another program just now; not saved")
        try:
            _fill(target, descriptor, data)
        except BaseException:
            with suppress(OSError, StoreError):
                _fill(target, descriptor, old)
                forget(note)
            raise
        forget(note)
        return Snapshot(data, os.fstat(descriptor))
    finally:
        close(descriptor)


def finish(target: Path, data: bytes, found: Snapshot, note: Path) -> None:
    """Make `data` the content of a `target` that was `found` torn.

    Raises OSError, StoreError; ChangedOnDiskError where it is so no more; then `note` stays.
    """
    descriptor = _opened(target)
    try:
        _own(descriptor, target, found)
        _fill(target, descriptor, data)
    finally:
        close(descriptor)
    forget(note)


def unfinished(target: Path, note: Path) -> tuple[bytes, bytes] | None:
    """What `target` was and was to be, where writing over it did not end; else None.

    A note that is damaged, or about another file, counts as none. Raises OSError.
    """
    try:
        head, _, both = note.read_bytes().partition(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        path, digest, size = json.loads(head)
    except ValueError:
        return None
    if (path, digest) != (str(target), sha256(both).hexdigest()):
        return None
    return both[:size], both[size:]


def torn(data: bytes, old: bytes, new: bytes) -> bool:
    """Whether `data` is what is left of writing `new` over `old`, and nobody's edit.

    Each byte is then that of the one or of the other, or zero where a power cut left a hole. It
    is cut shorter than the one only where it was to become as short as the other.
    """
    return min(len(old), len(new)) <= len(data) <= max(len(old), len(new)) and all(
        byte in (was, becomes, 0)
        for byte, was, becomes in zip_longest(data, old, new)
        if byte is not None
    )


def forget(note: Path) -> None:
    """Remove the note. One that stays is found to be about nothing by whoever reads it."""
    with suppress(OSError), opened_directory(note.parent) as directory:
        note.unlink()
        sync_directory(directory)


def _own(descriptor: int, target: Path, found: Snapshot) -> None:
    """Lock an open file, as long as it is as `found`.

    One file may be written from two directories, which are locked each by itself.
    """
    wait_for(descriptor, target, fcntl.LOCK_EX)
    if not reads_back(descriptor, found.data or b""):
        raise ChangedOnDiskError(f"{target}: changed by another program just now; not saved")


def _opened(target: Path) -> int:
    return os.open(target, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)


def _write_note(note: Path, target: Path, old: bytes, new: bytes) -> None:
    both = old + new
    head = json.dumps([str(target), sha256(both).hexdigest(), len(old)]).encode()
    with explained(note.parent, "nothing could be noted before writing, so nothing saved"):
        make_directory(note.parent)
        with opened_directory(note.parent) as directory:
            place(note, head + b"\n" + both, look(note))
            sync_directory(directory)


def _fill(target: Path, descriptor: int, data: bytes) -> None:
    """Make `data` the content of an open file, and have it reach the disk."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    write_all(descriptor, data)
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)
    if not reads_back(descriptor, data):
        raise unread(target)
