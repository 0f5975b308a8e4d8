"""The inventory's bytes on disk: saved whole or not at all, and never over another's change.

It knows bytes, not TOML. A save writes a temporary file beside the inventory and renames it, so
that a crash, a full disk or a power cut leaves the old file or the new one; where that cannot be
it goes by `inplace`. What others wrote meanwhile is noticed by its bytes and left alone.
"""

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock

from labtui.data.storage.atomic_write import (
    ABSENT,
    Snapshot,
    allowed,
    explained,
    locked,
    look,
    make_directory,
    mounted,
    passing_name,
    place,
    stamp_of,
    status_of,
    sweep,
    sync_directory,
)
from labtui.data.storage.backups import Copies, Copy
from labtui.data.storage.overwrite import finish, forget, overwrite, torn, unfinished
from labtui.errors import ChangedOnDiskError, StoreError

__all__ = ["Copy", "Store", "recall", "remember"]

_NO_RENAME = {errno.EBUSY, errno.EACCES, errno.EPERM}
"""What stands against a rename, or against giving the new file the owner of the old one, alone."""


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

        Without `backups` it can only be read, and a save that did not end is not looked for.
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
        self._tried: bytes | None = None
        """What an attempt that failed may yet make of the file, and is ours all the same."""
        self._lock = Lock()

    def read(self, *, recover: bool = True) -> bytes | None:
        """The file's bytes, remembered as what the next `write` may replace.

        None where there is no file and `create` was given. Otherwise as `found`. Raises StoreError:
        not there, not a regular file, not readable.
        """
        found = self.found(recover=recover)
        if found is ABSENT and not self._create:
            raise StoreError(
                f"{self.path}: no such file; name another one with --file or $LABTUI_FILE, "
                "or start it with labtui add"
            )
        # Whoever else wrote this, it is copied before it goes.
        self.take(found, copy=found.data != self.seen.data)
        return found.data

    def found(self, *, recover: bool = False) -> Snapshot:
        """The file as it is now, whatever was read or written last.

        To `mend`, it also finishes a save that was cut short while writing over the file, and
        clears away what crashed saves left behind. Raises StoreError.
        """
        with self._lock, explained(self.path, "cannot be read"):
            target = self._resolved()
            # What cannot be finished now can still be looked at; the next save tries again.
            with suppress(OSError, StoreError):
                if recover and self._backups is not None and self._copies(target).note.exists():
                    with locked(target.parent):
                        self._finish(target)
            if recover:
                sweep(target.parent, f".{target.name}")
            return look(target)

    def take(self, found: Snapshot, *, copy: bool) -> None:
        """Remember what was `found` as what the next `write` may replace.

        With `copy`, not before it is copied.
        """
        with self._lock:
            if copy:
                self._copied = False
            self.seen, self._tried = found, None

    def write(self, data: bytes) -> None:
        """Save `data`; when this returns, it has reached the disk.

        Links are followed and stay links; owner, mode and extended attributes stay; a new file
        is for its owner alone (0600), as are directories made for it (0700). What is on disk
        already is not written again. Where a rename is impossible, or would part names or change
        the owner, the file is written over; what was and what is to be are noted before.

        Raises ChangedOnDiskError where the file is not what was read or written last, and
        StoreError for whatever else stands against it. The old file is then untouched and no
        temporary file is left. Two exceptions: if only the last step fails, recording the
        directory, the new bytes are in place and the message says so; write again to be sure.
        And a file that was being written over, and could not be put back, is finished by the
        next `write` or `read`.
        """
        with self._lock, explained(self.path, "not saved"):
            target = self._resolved()
            if self.seen is ABSENT:
                make_directory(target.parent)
            elif not target.parent.is_dir():
                raise ChangedOnDiskError(f"{self.path}: removed, and its directory too; not saved")
            with locked(target.parent) as directory:
                self._finish(target)
                self._replace(target, data)
                with explained(self.path, "saved, but a power cut could still undo it"):
                    sync_directory(directory)

    def back_up(self, data: bytes) -> None:
        """Keep bytes that are given up among the safety copies. Raises StoreError."""
        with self._lock, explained(self.path, "no copy could be kept"):
            self._copies(self._resolved()).keep(data)

    def write_elsewhere(self, path: Path, data: bytes) -> None:
        """Save `data` as a new file; this one is left alone.

        Raises StoreError, also where there is such a file already.
        """
        Store(path, self._backups, create=True, good=self._good).write(data)

    def copies(self) -> list[Copy]:
        """The safety copies, newest first. Raises StoreError."""
        with explained(self.path, "its copies cannot be listed"):
            return self._copies(self._resolved()).listed()

    def writable(self) -> str | None:
        """Why the file cannot be saved, in one message naming it; None where it can be.

        Goes by permissions, kind, links and owner; a disk can still turn out to be full.
        """
        try:
            with explained(self.path, "cannot be saved"):
                target = self._resolved()
                _refuse_unwritable(target, status_of(target))
        except StoreError as error:
            return str(error)
        return None

    def written_over(self) -> str | None:
        """Why a save would write over the file instead of replacing it; None where it would not.

        Raises StoreError.
        """
        with explained(self.path, "cannot be looked at"):
            target = self._resolved()
            status = status_of(target)
            if status is None:
                return None
            mount = "it is a mount of its own" if mounted(target) else None
            return _why_in_place(target, status) or mount

    def oddities(self) -> list[str]:
        """What is unusual about the file, a few words each. Raises StoreError."""
        with explained(self.path, "cannot be looked at"):
            target = self._resolved()
            status = status_of(target)
        found = []
        if target != Path(os.path.normpath(self.path.absolute())):
            found.append(f"leads by links to {target}")
        if status is not None:
            if status.st_uid != os.geteuid():
                found.append(f"belongs to user {status.st_uid}, and you are {os.geteuid()}")
            if status.st_mode & stat.S_IWOTH:
                found.append("everybody may write it; chmod o-w")
        return found

    def rehearse(self) -> None:
        """Do what a save does, with a file of another name. Raises StoreError where it fails."""
        over = self.written_over()
        with self._lock, explained(self.path, "a save would fail"):
            target = self._resolved()
            _refuse_unwritable(target, status_of(target))
            copies = self._copies(target).directory
            for wanted in (copies,) if over else (copies, target.parent):
                directory = next(part for part in (wanted, *wanted.parents) if part.exists())
                with explained(directory, "a save would fail"):
                    trial = passing_name(directory / target.name)
                    place(trial, self.seen.data or b"", ABSENT)
                    trial.unlink()

    def changed_on_disk(self) -> bool:
        """Whether the file is another than was read or written last. Cheap enough to ask often.

        True too where it cannot be read any more: `read` then says why. Waits for a save that is
        under way: taking that for no change would be leaving without what the file no longer holds.
        """
        with self._lock:
            try:
                return self._differs()
            except (OSError, StoreError):
                return True

    def _differs(self) -> bool:
        target = self._resolved()
        if stamp_of(status_of(target)) == stamp_of(self.seen.status):
            return False
        found = look(target)
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
        found = look(target)
        if found.data == data:
            self.seen, self._tried = found, None
            return
        # Stricter than sha256, which took 20 of the 60 ms saving 10,000 systems took.
        ours = self._tried is not None and found.data == self._tried
        if found.data != self.seen.data and not ours:
            raise ChangedOnDiskError(f"{self.path}: {self._difference(found)}; not saved")
        _refuse_unwritable(target, found.status)
        if not self._copied:
            self._copies(target).keep(found.data)
        self.seen = self._put(target, data, found)
        self._copied = True

    def _put(self, target: Path, data: bytes, found: Snapshot) -> Snapshot:
        """Replace the file, or where that cannot be or should not, write over it."""
        if found.status is None or _why_in_place(target, found.status) is None:
            try:
                return place(target, data, found)
            except OSError as error:
                if found is ABSENT or error.errno not in _NO_RENAME:
                    raise
        self._tried = data
        written = overwrite(target, data, found, self._copies(target).note)
        self._tried = None
        return written

    def _finish(self, target: Path) -> None:
        """Make an end of a save that was cut short while writing over the file.

        Torn bytes are replaced by the new ones. Whatever else is there by now, the old bytes or
        somebody's edit, stays, and the new ones become a safety copy.
        """
        copies = self._copies(target)
        saved = unfinished(target, copies.note)
        if saved is None:
            return
        old, new = saved
        found = look(target)
        if found.data is not None and found.data not in saved and torn(found.data, old, new):
            copies.keep(old)
            copies.keep(found.data)
            finish(target, new, found, copies.note)
            return
        if found.data != new:
            copies.keep(new)
        forget(copies.note)

    def _copies(self, target: Path) -> Copies:
        assert self._backups is not None, "opened only to be read"
        return Copies(self._backups, target, self._good)

    def _difference(self, found: Snapshot) -> str:
        if found is ABSENT:
            return "removed since it was read"
        if self.seen is ABSENT:
            return "made by another program meanwhile"
        return "changed by another program since it was read"


def recall(path: Path) -> bytes:
    """What the program kept for itself at `path`; nothing where that cannot be read."""
    with suppress(OSError, StoreError):
        return look(path.resolve()).data or b""
    return b""


def remember(path: Path, data: bytes) -> None:
    """Keep something of the program's own at `path`, whole or not at all.

    Where that cannot be done nobody is told: it is nothing anybody would miss.
    """
    with suppress(OSError, StoreError):
        make_directory(path.parent)
        place(path, data, look(path))


def _refuse_unwritable(target: Path, status: os.stat_result | None) -> None:
    """Raises StoreError where nothing can be saved, or its owner does not want it."""
    if status is not None:
        if not allowed(target, os.W_OK):
            raise StoreError(
                f"{target}: the file is read-only; chmod u+w allows saving it, "
                "or chattr -i where it is locked"
            )
        return
    directory = next(part for part in target.parents if part.exists())
    if not allowed(directory, os.W_OK | os.X_OK):
        raise StoreError(
            f"{target}: its directory {directory} is read-only; chmod u+w allows saving there"
        )


def _why_in_place(target: Path, status: os.stat_result) -> str | None:
    """Why a file has to stay the one it is, as far as can be told cheaply; None where not."""
    if status.st_nlink > 1:
        return f"it has {status.st_nlink} names (hard links), which replacing it would part"
    if os.geteuid() not in (0, status.st_uid):
        return "it belongs to another user, which replacing it would change"
    if not allowed(target.parent, os.W_OK | os.X_OK):
        return f"its directory {target.parent} is read-only"
    return None
