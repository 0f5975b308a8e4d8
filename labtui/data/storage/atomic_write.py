"""Single files on the disk: looked at, replaced whole, locked, and what an error means.

What `store`, `copies` and `inplace` are made of.
"""

import errno
import fcntl
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from labtui.errors import ChangedOnDiskError, StoreError

LOCK_WAIT = 3.0
"""Seconds a save waits for another labtui's to end."""

_LOCK_POLL = 0.02

LARGEST = 1 << 28
"""More bytes than any file we read has; what is larger does not even fit some users' memory."""

_CHUNK = 1 << 18

_REMEDIES = {
    errno.ENOSPC: "disk full; free some space",
    errno.EDQUOT: "disk quota used up; free some space",
    errno.EROFS: "the file system is read-only; remount it for writing",
    errno.EACCES: "permission denied; see who may write there with ls -l",
    errno.EPERM: "not permitted; see ls -l, and lsattr for a locked file",
    errno.EIO: "the disk failed; save elsewhere and check it",
    errno.EFBIG: "larger than files may get; see ulimit -f",
    errno.EBUSY: "it is a mount of its own; mount its directory instead",
    errno.ENAMETOOLONG: "its name is too long; give it a shorter one",
}
"""What an error means and what would help; other errors go by the system's own words."""

_UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}

_PEOPLES_ATTRIBUTES = ("user.", "system.posix_acl_access")
"""Extended attributes set by people; the others are labels the system gives as it sees fit."""

_LEFTOVER = re.compile(r"\.labtui-([0-9]{1,9})-[0-9a-f]{8}\Z")

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A file as it was at one moment."""

    data: bytes | None
    """What was in it; None where there was no file."""

    status: os.stat_result | None
    """What stat said before it was read; None where there was no file."""


ABSENT = Snapshot(None, None)
"""No file."""


@contextmanager
def explained(path: Path, failure: str) -> Iterator[None]:
    """Turns an OSError within into a StoreError: the path, what failed, why, what would help."""
    try:
        yield
    except OSError as error:
        reason = _REMEDIES.get(error.errno or 0) or (error.strerror or str(error)).lower()
        raise StoreError(f"{path}: {failure}: {reason}") from error


def status_of(target: Path) -> os.stat_result | None:
    """What stat says of the resolved `target`; None where there is nothing.

    Raises StoreError for what is no regular file.
    """
    try:
        status = target.lstat()
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(status.st_mode):
        raise StoreError(f"{target}: links that lead in a circle; make one lead to a file")
    if not stat.S_ISREG(status.st_mode):
        raise StoreError(f"{target}: not a regular file; name one with --file or $LABTUI_FILE")
    return status


def stamp_of(status: os.stat_result | None) -> Stamp | None:
    """What hardly any change to a file leaves as it was, without reading it."""
    return status and (status.st_mtime_ns, status.st_size, status.st_ino)


def look(target: Path) -> Snapshot:
    """The file at the resolved `target`, or ABSENT. Raises StoreError, OSError."""
    if status_of(target) is None:
        return ABSENT
    # A pipe put there this very moment must not hang us.
    descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        wait_for(descriptor, target, fcntl.LOCK_SH)
        # Before the bytes: a change while they are read then shows in the stamp.
        status = os.fstat(descriptor)
        if status.st_size > LARGEST:
            raise StoreError(f"{target}: {status.st_size:,} bytes are more than any inventory has")
        return Snapshot(file.read(), status)


def allowed(path: Path, mode: int) -> bool:
    """Whether we may do this to a file or directory, by its permissions."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def mounted(target: Path) -> bool:
    """Whether a file is a mount of its own, as files in containers often are.

    Only Linux says so; elsewhere it is False, and a rename that fails tells.
    """
    try:
        mounts = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False
    name = os.fsencode(target)
    for odd in b"\\ \t\n":
        name = name.replace(bytes([odd]), b"\\%03o" % odd)
    return any(line.split(b" ", 5)[4] == name for line in mounts.splitlines())


def make_directory(directory: Path) -> None:
    """Make `directory` and those above it, each for its owner alone; they last like the file."""
    if directory.is_dir():
        return
    make_directory(directory.parent)
    directory.mkdir(0o700, exist_ok=True)
    with opened_directory(directory.parent) as parent:
        sync_directory(parent)


@contextmanager
def opened_directory(directory: Path) -> Iterator[int]:
    """The directory's descriptor, for as long as it is needed."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        close(descriptor)


def close(descriptor: int) -> None:
    """Close what was synced before, so that an error now would be about nothing."""
    with suppress(OSError):
        os.close(descriptor)


@contextmanager
def locked(directory: Path) -> Iterator[int]:
    """The directory's descriptor, locked against other labtuis; StoreError if that takes long.

    Where locks are not supported it goes on: comparing what is on disk is the real guard.
    """
    with opened_directory(directory) as descriptor:
        wait_for(descriptor, directory, fcntl.LOCK_EX)
        yield descriptor


def wait_for(descriptor: int, path: Path, lock: int) -> None:
    """Wait for a lock on what is open, which closing it ends; StoreError if that takes long."""
    deadline = time.monotonic() + LOCK_WAIT
    while not _lock(descriptor, lock):
        if time.monotonic() > deadline:
            raise StoreError(f"{path}: another labtui is saving here; try again when it is done")
        time.sleep(_LOCK_POLL)


def _lock(descriptor: int, lock: int) -> bool:
    """Whether another's lock is no longer in the way."""
    try:
        fcntl.flock(descriptor, lock | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def sync_directory(descriptor: int) -> None:
    """Have the directory's names reach the disk, on file systems where that can be asked for."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def place(target: Path, data: bytes, found: Snapshot) -> Snapshot:
    """Write `data` to a temporary file, dressed as the one `found`, and rename it to `target`.

    Raises OSError, StoreError; ChangedOnDiskError where `target` is no longer as `found`. After
    any of them `target` is as it was and the temporary file is gone.
    """
    temporary = passing_name(target)
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, 0o600)
    try:
        write_all(descriptor, data)
        if found.status is not None:
            _dress(descriptor, target, found.status)
        os.fsync(descriptor)
        if not reads_back(descriptor, data):
            raise unread(target)
        # Writing may have taken a slow disk seconds; an editor knows nothing of our lock.
        if stamp_of(status_of(target)) != stamp_of(found.status):
            raise ChangedOnDiskError(f"{target}: changed by another program just now; not saved")
        status = os.fstat(descriptor)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    finally:
        close(descriptor)
    return Snapshot(data, status)


def passing_name(target: Path) -> Path:
    """The name of a file beside `target` that is soon gone, or else swept away one day."""
    return target.with_name(f".{target.name}.labtui-{os.getpid()}-{os.urandom(4).hex()}")


def unread(target: Path) -> StoreError:
    """What is to be said where the disk does not give back what was written to it."""
    return StoreError(
        f"{target}: not saved: the disk gives back other bytes than were written; "
        "save elsewhere and check it"
    )


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`, however little the system takes at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def reads_back(descriptor: int, data: bytes) -> bool:
    """Whether the file gives back `data` and nothing else."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    done = 0
    while chunk := os.read(descriptor, _CHUNK):
        if not data.startswith(chunk, done):
            return False
        done += len(chunk)
    return done == len(data)


def _dress(descriptor: int, target: Path, status: os.stat_result) -> None:
    """Give the new file the owner, extended attributes and mode of the old one."""
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) != (status.st_uid, status.st_gid):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    _copy_attributes(descriptor, target)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _copy_attributes(descriptor: int, target: Path) -> None:
    """Make the new file's extended attributes, access lists among them, those of the old one."""
    old, new = _attributes(target), _attributes(descriptor)
    for name in new.keys() - old.keys():
        # A directory hands down a default access list, which the old file may be without.
        if name.startswith(_PEOPLES_ATTRIBUTES):
            os.removexattr(descriptor, name)
    for name, value in old.items():
        try:
            os.setxattr(descriptor, name, value)
        except OSError:
            if name.startswith(_PEOPLES_ATTRIBUTES):
                raise


def _attributes(file: Path | int) -> dict[str, bytes]:
    """The extended attributes of a file; none where system or file system have no such thing."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        return {name: os.getxattr(file, name) for name in os.listxattr(file)}
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        return {}


def sweep(directory: Path, prefix: str) -> None:
    """Remove the temporary files of saves whose process is gone, as far as that can be done."""
    with suppress(OSError):
        for entry in list(directory.iterdir()):
            match = _LEFTOVER.search(entry.name)
            if match and entry.name.startswith(prefix) and not _alive(int(match[1])):
                entry.unlink()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's
    return True
