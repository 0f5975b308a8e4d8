"""Replace a file whole: write a temporary file beside it, sync it, and rename it."""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from labtui.data.storage.directories import close
from labtui.data.storage.os_errors import UNSUPPORTED
from labtui.data.storage.snapshots import Snapshot, stamp_of, status_of
from labtui.errors import ChangedOnDiskError, StoreError

_CHUNK = 1 << 18
"""How many bytes are read back at a time."""

_USER_ATTRIBUTES = ("user.", "system.posix_acl_access")
"""Extended attributes that people set; the others are labels that the system assigns."""

_TEMPORARY = re.compile(r"\.labtui-([0-9]{1,9})-[0-9a-f]{8}\Z")


def atomic_write(
    target: Path, data: bytes, expected: Snapshot, *, mode: int | None = None
) -> Snapshot:
    """Replace `target` by a file that holds `data`, with the owner, mode and attributes of the old.

    With a `mode`, the file has that instead, belongs to us and has no attributes. `expected` is the
    snapshot of `target` that is to be replaced. Gives the snapshot of the new file. The caller
    syncs the directory.

    Raises OSError, StoreError, and ChangedOnDiskError if `target` is no longer as `expected`.
    After any of them `target` is unchanged and the temporary file is gone.
    """
    temporary = temporary_path(target)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, 0o600)
    try:
        write_all(descriptor, data)
        if mode is not None:
            os.fchmod(descriptor, mode)
        elif expected.status is not None:
            _copy_metadata(descriptor, target, expected.status)
        os.fsync(descriptor)
        if not reads_back(descriptor, data):
            raise read_back_error(target)
        # Writing may have taken a slow disk seconds, and an editor does not know our lock.
        if stamp_of(status_of(target)) != stamp_of(expected.status):
            raise ChangedOnDiskError(f"{target}: changed by another program just now. Not saved.")
        status = os.fstat(descriptor)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    finally:
        close(descriptor)
    return Snapshot(data, status)


def temporary_path(target: Path) -> Path:
    """Give a new path beside `target`, which `sweep` recognizes."""
    return target.with_name(f".{target.name}.labtui-{os.getpid()}-{os.urandom(4).hex()}")


def read_back_error(target: Path) -> StoreError:
    """Make the error for a disk that does not give back what was written to it."""
    return StoreError(
        f"{target}: not saved: the disk returns other bytes than were written. "
        "Save elsewhere and check it."
    )


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`, in as many calls as the system needs. Raises OSError."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def reads_back(descriptor: int, data: bytes) -> bool:
    """True if an open file holds exactly `data`. Raises OSError."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    done = 0
    while chunk := os.read(descriptor, _CHUNK):
        if not data.startswith(chunk, done):
            return False
        done += len(chunk)
    return done == len(data)


def sweep(directory: Path, prefix: str) -> None:
    """Remove the temporary files that dead processes left in a directory. Never raises.

    Only files whose names start with `prefix`.
    """
    with suppress(OSError):
        for entry in list(directory.iterdir()):
            match = _TEMPORARY.search(entry.name)
            if match and entry.name.startswith(prefix) and not is_alive(int(match[1])):
                entry.unlink()


def _copy_metadata(descriptor: int, target: Path, status: os.stat_result) -> None:
    """Give an open file the owner, extended attributes and mode of `target`."""
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    _copy_attributes(descriptor, target)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _copy_attributes(descriptor: int, target: Path) -> None:
    """Give an open file the extended attributes of `target`, access lists among them."""
    old, new = _attributes(target), _attributes(descriptor)
    for name in new.keys() - old.keys():
        # A new file gets its directory's default access list; the old file may have none.
        if name.startswith(_USER_ATTRIBUTES):
            os.removexattr(descriptor, name)
    for name, value in old.items():
        try:
            os.setxattr(descriptor, name, value)
        except OSError:
            if name.startswith(_USER_ATTRIBUTES):
                raise


def _attributes(file: Path | int) -> dict[str, bytes]:
    """Read the extended attributes of a file; none if the system or file system has none."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        return {name: os.getxattr(file, name) for name in os.listxattr(file)}
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
        return {}


def is_alive(pid: int) -> bool:
    """True if a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's process
    return True
