"""The inventory's bytes on disk: saved whole or not at all, and never over another's change.

The one module that touches the disk; it knows bytes, not TOML. A save writes a temporary file
beside the inventory and renames it, so that a crash, a full disk or a power cut leaves the old
file or the new one. What others wrote meanwhile is noticed by its bytes and left alone.
"""

import errno
import fcntl
import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from labtui.data.errors import ChangedOnDiskError, StoreError

__all__ = ["ABSENT", "COPIES_KEPT", "LOCK_WAIT", "Snapshot", "Store", "recall", "remember"]

COPIES_KEPT = 20
"""The copies that stay of an inventory; beside them, as many of its unreadable states."""

LOCK_WAIT = 3.0
"""Seconds a save waits for another labtui's to end."""

_LOCK_POLL = 0.02

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


class Store:
    """One file: read, watched, and saved durably. Safe to use from several threads."""

    def __init__(
        self,
        path: Path,
        backups: Path | None,
        *,
        create: bool,
        good: Callable[[bytes], bool] = bool,
    ) -> None:
        """A store for the file at `path`, which copies its old bytes to `backups` first, if given.

        With `create` a missing file counts as an empty one. `good` tells readable bytes from
        unreadable ones, which are copied too but never push out a good copy.
        """
        self.path = path
        self.seen = ABSENT
        """What was read or written last. A file never read is not expected to be there."""
        self._backups = backups
        self._create = create
        self._good = good
        self._copied = False
        self._lock = Lock()

    def read(self) -> bytes | None:
        """The file's bytes, remembered as what the next `write` may replace.

        None where there is no file and `create` was given. Also clears away what crashed saves
        left behind. Raises StoreError: not there, not a regular file, not readable.
        """
        with self._lock, _explained(self.path, "cannot be read"):
            target = self._resolved()
            found = _look(target)
            if found is ABSENT and not self._create:
                raise StoreError(
                    f"{self.path}: no such file; name another one with --file or $LABTUI_FILE, "
                    "or start it with labtui add"
                )
            _sweep(target.parent, f".{target.name}")
            if found.data != self.seen.data:
                self._copied = False  # whoever else wrote this, it is copied before it goes
            self.seen = found
            return found.data

    def found(self) -> Snapshot:
        """The file as it is now, whatever was read or written last. Raises StoreError."""
        with self._lock, _explained(self.path, "cannot be read"):
            return _look(self._resolved())

    def take(self, found: Snapshot, *, copy: bool) -> None:
        """Remember what was `found` as what the next `write` may replace, after a copy of it."""
        with self._lock:
            if copy:
                self._copied = False
            self.seen = found

    def write(self, data: bytes) -> None:
        """Save `data`; when this returns, it has reached the disk.

        Links are followed and stay links; owner, mode and extended attributes stay; a new file
        is for its owner alone (0600), as are directories made for it (0700). What is on disk
        already is not written again.

        Raises ChangedOnDiskError where the file is not what was read or written last, and
        StoreError for whatever else stands against it. The old file is then untouched and no
        temporary file is left. One exception: if only the last step fails, recording the
        directory, the new bytes are in place and the message says so; write again to be sure.
        """
        with self._lock, _explained(self.path, "not saved"):
            target = self._resolved()
            if self.seen is ABSENT:
                _make_directory(target.parent)
            elif not target.parent.is_dir():
                raise ChangedOnDiskError(f"{self.path}: removed, and its directory too; not saved")
            with _locked(target.parent) as directory:
                self._replace(target, data)
                with _explained(self.path, "saved, but a power cut could still undo it"):
                    _sync_directory(directory)

    def set_aside(self, data: bytes) -> None:
        """Keep bytes that are given up among the safety copies. Raises StoreError."""
        with self._lock, _explained(self.path, "no copy could be kept"):
            self._keep_copy(self._resolved(), data)

    def writable(self) -> str | None:
        """Why the file cannot be saved, in one message naming it; None where it can be.

        Goes by permissions, kind, links and owner; a disk can still turn out to be full.
        """
        try:
            with _explained(self.path, "cannot be saved"):
                target = self._resolved()
                _refuse_unwritable(target, _status(target))
        except StoreError as error:
            return str(error)
        return None

    def changed_on_disk(self) -> bool:
        """Whether the file is another than was read or written last. Cheap enough to ask often.

        True too where it cannot be read any more: `read` then says why. False while a save is
        under way, which compares for itself: whoever asks, be it the UI, never waits.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            return self._differs()
        except (OSError, StoreError):
            return True
        finally:
            self._lock.release()

    def _differs(self) -> bool:
        target = self._resolved()
        if _stamp(_status(target)) == _stamp(self.seen.status):
            return False
        found = _look(target)
        if found.data != self.seen.data:
            return True
        self.seen = found  # merely touched; not to be read again each time
        return False

    def _resolved(self) -> Path:
        """Where the links at `path` lead now, which may be a file yet to be made.

        A link into a directory that is not there is refused rather than made to lead somewhere:
        more likely a disk is not mounted.
        """
        target = Path(os.path.realpath(self.path))
        if not target.parent.is_dir():
            for part in (self.path, *self.path.parents):
                if part.is_symlink() and not part.exists():
                    raise StoreError(
                        f"{part}: a link to {target}, whose directory is not there; "
                        "is it on a disk that is not mounted?"
                    )
        return target

    def _replace(self, target: Path, data: bytes) -> None:
        """Put `data` in the place of what was seen, if that is still there."""
        found = _look(target)
        if found.data == data:
            self.seen = found
            return
        # Stricter than sha256, which took 20 of the 60 ms saving 10,000 systems took.
        if found.data != self.seen.data:
            raise ChangedOnDiskError(f"{self.path}: {self._difference(found)}; not saved")
        _refuse_unwritable(target, found.status)
        if not self._copied:
            self._keep_copy(target, found.data)
        self.seen = _place(target, data, found)
        self._copied = True

    def _difference(self, found: Snapshot) -> str:
        if found is ABSENT:
            return "removed since it was read"
        if self.seen is ABSENT:
            return "made by another program meanwhile"
        return "changed by another program since it was read"

    def _keep_copy(self, target: Path, data: bytes | None) -> None:
        """Copy `data`, the old bytes, unless there are none or the newest copy has them.

        Named after the inventory's real path and the time (UTC), so that names sort by age:
        `inventory-1a2b3c4d-20261121T234501.123456Z.toml`. Bytes that are not good end in
        `.unreadable.toml` and are counted by themselves: they never push out a good copy.
        Of each kind the newest COPIES_KEPT stay.
        """
        if not data or self._backups is None:
            return
        with _explained(self._backups, "no copy of the old file could be kept, so nothing saved"):
            _make_directory(self._backups)
            prefix = f"{target.stem}-{hashlib.sha256(os.fsencode(target)).hexdigest()[:8]}-"
            ending = "Z.toml" if self._good(data) else "Z.unreadable.toml"
            copies = sorted(
                copy
                for copy in self._backups.iterdir()
                if copy.name.startswith(prefix) and copy.name.endswith(ending)
            )
            _sweep(self._backups, f".{prefix}")
            with _opened_directory(self._backups) as directory:
                if not copies or copies[-1].read_bytes() != data:
                    moment = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
                    copies.append(self._backups / f"{prefix}{moment}{ending}")
                    _place(copies[-1], data, ABSENT)
                _sync_directory(directory)
            for copy in copies[:-COPIES_KEPT]:
                # One copy too many harms nobody, a save refused for it would.
                with suppress(OSError):
                    copy.unlink()


def recall(path: Path) -> bytes:
    """What the program kept for itself at `path`; nothing where that cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def remember(path: Path, data: bytes) -> None:
    """Keep something of the program's own at `path`, whole or not at all.

    Where that cannot be done nobody is told: it is nothing anybody would miss.
    """
    with suppress(OSError, StoreError):
        _make_directory(path.parent)
        _place(path, data, _look(path))


@contextmanager
def _explained(path: Path, failure: str) -> Iterator[None]:
    """Turns an OSError within into a StoreError: the path, what failed, why, what would help."""
    try:
        yield
    except OSError as error:
        reason = _REMEDIES.get(error.errno or 0) or (error.strerror or str(error)).lower()
        raise StoreError(f"{path}: {failure}: {reason}") from error


def _status(target: Path) -> os.stat_result | None:
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


def _stamp(status: os.stat_result | None) -> Stamp | None:
    """What hardly any change to a file leaves as it was, without reading it."""
    return status and (status.st_mtime_ns, status.st_size, status.st_ino)


def _look(target: Path) -> Snapshot:
    """The file at the resolved `target`, or ABSENT. Raises StoreError, OSError."""
    if _status(target) is None:
        return ABSENT
    # A pipe put there this very moment must not hang us.
    descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        # Before the bytes: a change while they are read then shows in the stamp.
        status = os.fstat(descriptor)
        return Snapshot(file.read(), status)


def _refuse_unwritable(target: Path, status: os.stat_result | None) -> None:
    """Raises StoreError where saving by rename fails, or would do what its owner did not want."""
    if status is not None:
        if not _allowed(target, os.W_OK):
            raise StoreError(
                f"{target}: the file is read-only; chmod u+w allows saving it, "
                "or chattr -i where it is locked"
            )
        if status.st_nlink > 1:
            raise StoreError(
                f"{target}: the file has {status.st_nlink} names (hard links), and saving would "
                "part them; use a symbolic link instead"
            )
        if os.geteuid() not in (0, status.st_uid):
            raise _owner_lost(target)
    directory = next(part for part in target.parents if part.exists())
    if not _allowed(directory, os.W_OK | os.X_OK):
        raise StoreError(
            f"{target}: its directory {directory} is read-only; chmod u+w allows saving there"
        )


def _allowed(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _owner_lost(target: Path) -> StoreError:
    return StoreError(
        f"{target}: the file belongs to another user or group, which saving could not keep; "
        "save as that user, or chown it"
    )


def _make_directory(directory: Path) -> None:
    """Make `directory` and those above it, each for its owner alone; they last like the file."""
    if directory.is_dir():
        return
    _make_directory(directory.parent)
    directory.mkdir(0o700, exist_ok=True)
    with _opened_directory(directory.parent) as parent:
        _sync_directory(parent)


@contextmanager
def _opened_directory(directory: Path) -> Iterator[int]:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        _close(descriptor)


def _close(descriptor: int) -> None:
    """Close what was synced before, so that an error now would be about nothing."""
    with suppress(OSError):
        os.close(descriptor)


@contextmanager
def _locked(directory: Path) -> Iterator[int]:
    """The directory's descriptor, locked against other labtuis; StoreError if that takes long.

    Where locks are not supported it goes on: comparing what is on disk is the real guard.
    """
    deadline = time.monotonic() + LOCK_WAIT
    with _opened_directory(directory) as descriptor:
        while not _lock(descriptor):
            if time.monotonic() > deadline:
                raise StoreError(
                    f"{directory}: another labtui is saving here; try again when it is done"
                )
            time.sleep(_LOCK_POLL)
        yield descriptor


def _lock(descriptor: int) -> bool:
    """Whether another's lock is no longer in the way. Closing the descriptor ends ours."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _sync_directory(descriptor: int) -> None:
    """Have the directory's names reach the disk, on file systems where that can be asked for."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def _place(target: Path, data: bytes, found: Snapshot) -> Snapshot:
    """Write `data` to a temporary file, dressed as the one `found`, and rename it to `target`.

    Raises OSError, StoreError; ChangedOnDiskError where `target` is no longer as `found`. After
    any of them `target` is as it was and the temporary file is gone.
    """
    temporary = target.with_name(f".{target.name}.labtui-{os.getpid()}-{os.urandom(4).hex()}")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, 0o600)
    try:
        _write_all(descriptor, data)
        if found.status is not None:
            _dress(descriptor, target, found.status)
        os.fsync(descriptor)
        if not _reads_back(descriptor, data):
            raise StoreError(
                f"{target}: not saved: the disk gives back other bytes than were written; "
                "save elsewhere and check it"
            )
        # Writing may have taken a slow disk seconds; an editor knows nothing of our lock.
        if _stamp(_status(target)) != _stamp(found.status):
            raise ChangedOnDiskError(f"{target}: changed by another program just now; not saved")
        status = os.fstat(descriptor)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    finally:
        _close(descriptor)
    return Snapshot(data, status)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _reads_back(descriptor: int, data: bytes) -> bool:
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
        try:
            os.fchown(descriptor, status.st_uid, status.st_gid)
        except OSError as error:
            raise _owner_lost(target) from error
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


def _sweep(directory: Path, prefix: str) -> None:
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
