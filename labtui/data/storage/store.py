"""The inventory's file: read, saved durably, and never written over another program's change.

It knows bytes, not TOML. A save replaces the file atomically (`atomic_write`), so that a crash, a
full disk or a power cut leaves the old file or the new one. Where that is impossible the file is
overwritten in place (`overwrite`). What others wrote since it was read is noticed by its bytes.
"""

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from labtui.data.storage.digests import LARGE
from labtui.data.storage.directories import make_directory, sync_directory
from labtui.data.storage.locks import locked_directory
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.snapshots import ABSENT, Snapshot, read_snapshot, stamp_of, status_of
from labtui.errors import (
    ChangedOnDiskError,
    MissingFileError,
    NoBackupError,
    RemovedError,
    StoreError,
    WrittenError,
)

if TYPE_CHECKING:
    from labtui.data.storage.backups import Backup, Backups
    from labtui.data.storage.begun_drills import BegunDrills
    from labtui.data.storage.session_journals import SessionJournals

_RENAME_ERRORS = {errno.EBUSY, errno.EACCES, errno.EPERM}
"""Errors of replacing a file after which overwriting it can still succeed."""


NOT_SYNCED = "saved, but a power cut could still undo it"
"""What is said where a directory's entries cannot be written to disk."""


class Store:
    """One file: read, watched, and saved durably. Safe to use from several threads.

    Each operation resolves the file's symlinks once, when it starts.
    """

    def __init__(
        self,
        path: Path,
        backups_dir: Path | None,
        *,
        create: bool,
        is_readable: Callable[[bytes], bool] = bool,
    ) -> None:
        """Make a store for the file at `path`, whose old bytes are backed up to `backups_dir`.

        Without `backups_dir` it can only be read, and an interrupted save is not finished.
        With `create` a missing file counts as an empty one. `is_readable` tells whether bytes can
        be read as an inventory; others are backed up too but never displace a readable backup.
        """
        self.path = path
        self.journals_dir: Path | None = None
        """Where sessions journal what is not finished; None if they do not."""
        self.drills_dir: Path | None = None
        """Where drills that were begun are kept; None if they are only remembered."""
        self.expected = ABSENT
        """The file as it was read or written last, which is all that a save may replace."""
        self.expected_is_readable: bool | None = None
        """Whether `expected` can be read as an inventory, where who parsed it has said so.

        It is then not parsed again to be backed up, which took 600 of the 670 ms of the first save
        of 10,000 systems.
        """
        self.without_backups = False
        """True to save also where no backup can be kept."""
        self.backup_error = ""
        """Why the last backup could not be kept, where that is accepted; else empty."""
        self._backups_dir = backups_dir
        self._create = create
        self._is_readable = is_readable
        self._backed_up = False
        """True if `expected` need not be backed up before it is replaced."""
        self._attempted: bytes | None = None
        """What an overwrite that failed may have written: also ours to replace."""
        self._lock = Lock()
        if backups_dir is not None:
            # A save must not import: a failing disk could refuse the module.
            import json  # noqa: F401

            import labtui.data.storage.backups
            import labtui.data.storage.overwrite
            import labtui.data.storage.writability  # noqa: F401

    def read(self, *, recover: bool = True) -> bytes | None:
        """Read the file and expect what it holds at the next `write`.

        None if there is no file and the store was made with `create`. `recover` as in
        `read_snapshot`. Raises StoreError if it does not exist, cannot be read, or is not a
        regular file.
        """
        snapshot = self.read_snapshot(recover=recover)
        if snapshot is ABSENT and not self._create:
            raise MissingFileError(f"{self.path} not found")
        # If another program wrote this, it is backed up before it is replaced.
        self.expect(snapshot, back_up=snapshot.data != self.expected.data)
        if self._backups_dir is not None and snapshot.data and len(snapshot.data) > LARGE // 2:
            import hashlib  # noqa: F401  # a save must not import
        return snapshot.data

    def read_snapshot(self, *, recover: bool = False) -> Snapshot:
        """Read the file, and expect at the next `write` what was expected before.

        With `recover`, finish an overwrite that was interrupted, and remove the temporary files of
        crashed saves. Raises StoreError.
        """
        with self._lock, translate_os_errors(self.path, "cannot be read"):
            target = self._resolve()
            # What cannot be finished now can still be read; the next save tries again.
            with suppress(OSError, StoreError):
                can_recover = recover and self._backups_dir is not None
                if can_recover and self._backups(target).journal.exists():
                    with locked_directory(target.parent):
                        self._recover(target)
            if recover:
                from labtui.data.storage.atomic_write import sweep

                sweep(target.parent, f".{target.name}")
            return read_snapshot(target)

    def expect(self, snapshot: Snapshot, *, back_up: bool, is_readable: bool | None = None) -> None:
        """Let the next `write` replace the file as it is in `snapshot`.

        With `back_up`, it is backed up before that; `is_readable` as `expected_is_readable`.
        """
        with self._lock:
            if back_up:
                self._backed_up = False
            self.expected, self._attempted = snapshot, None
            self.expected_is_readable = is_readable

    def write(self, data: bytes) -> None:
        """Save `data`; when this returns, it has reached the disk.

        Symlinks are followed and stay; owner, mode and extended attributes stay. A new file has
        mode 0600, and directories made for it 0700. If the file has these bytes already, it is not
        written. If a rename is impossible, would separate hard links or would change the owner, the
        file is overwritten in place, after the old and new bytes are recorded in a journal.

        Raises ChangedOnDiskError if the file is not as `expected`, NoBackupError if only its
        backup fails, unless that is accepted (`without_backups`), and StoreError for any other
        failure. The old file is then unchanged and no temporary file is left. Two exceptions: if
        only syncing the directory fails, WrittenError says that the new bytes are in place; write
        again to be sure. And an overwritten file whose old bytes could not be put back is finished
        by the next `write` or `read`.
        """
        with self._lock, translate_os_errors(self.path, "not saved"):
            target = self._resolve()
            if self.expected is ABSENT:
                make_directory(target.parent)
            elif not target.parent.is_dir():
                raise RemovedError(f"{self.path}: removed, with its directory. Not saved.")
            with locked_directory(target.parent) as directory:
                self._recover(target)
                self._replace(target, data)
                with translate_os_errors(self.path, NOT_SYNCED, WrittenError):
                    sync_directory(directory)

    def back_up(self, data: bytes) -> None:
        """Add bytes that are about to be discarded to the backups. Raises StoreError."""
        with self._lock, translate_os_errors(self.path, "no copy could be kept"):
            self._backups(self._resolve()).add(data)

    def back_up_replaced(self, data: bytes) -> None:
        """Add bytes that a save is about to replace to the backups.

        Raises NoBackupError if that is not possible, and not accepted (`without_backups`).
        """
        with self._lock, translate_os_errors(self.path, "no copy could be kept"):
            self._add_backup(self._resolve(), data)

    def write_elsewhere(self, path: Path, data: bytes) -> None:
        """Save `data` as a new file at `path`; the store's own file is not touched.

        Raises StoreError, also if there is a file at `path` already.
        """
        new = Store(path, self._backups_dir, create=True, is_readable=self._is_readable)
        new.without_backups = True  # there is nothing to back up
        new.write(data)

    def backups(self) -> "list[Backup]":
        """List the backups, newest first. Raises StoreError."""
        with translate_os_errors(self.path, "its copies cannot be listed"):
            return self._backups(self._resolve()).listed()

    @property
    def journals(self) -> "SessionJournals | None":
        """The journals of the sessions with this file; None if they write none."""
        if self.journals_dir is None:
            return None
        from labtui.data.storage.session_journals import SessionJournals

        return SessionJournals(self.journals_dir, self.path)

    @cached_property
    def drills(self) -> "BegunDrills":
        """The drills of this file's systems that were left before their end."""
        from labtui.data.storage.begun_drills import BegunDrills

        return BegunDrills(self.drills_dir, self.path)

    def load_drills_soon(self) -> None:
        """Let a thread read what is kept of drills, before anybody asks for it."""
        self.drills.load_soon()

    def unwritable_reason(self) -> str | None:
        """Say in one message, which names the file, why it cannot be saved; None if it can.

        Checks permissions, kind, links and owner; a disk can still turn out to be full.
        """
        from labtui.data.storage.writability import check_writable

        try:
            with translate_os_errors(self.path, "cannot be saved"):
                target = self._resolve()
                check_writable(target, status_of(target))
        except StoreError as error:
            return str(error)
        return None

    def overwrite_reason(self) -> str | None:
        """Say why a save would overwrite the file in place; None if it would replace it.

        Raises StoreError.
        """
        from labtui.data.storage.writability import why_overwritten

        with translate_os_errors(self.path, "cannot be looked at"):
            return why_overwritten(self._resolve())

    def peculiarities(self) -> list[str]:
        """Say what is unusual about the file, a few words each. Raises StoreError."""
        with translate_os_errors(self.path, "cannot be looked at"):
            target = self._resolve()
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

    def check_saving(self) -> None:
        """Do what a save does, with temporary files. Raises StoreError if a save would fail."""
        from labtui.data.storage.atomic_write import atomic_write, temporary_path
        from labtui.data.storage.writability import check_writable, why_overwritten

        with self._lock, translate_os_errors(self.path, "a save would fail"):
            target = self._resolve()
            check_writable(target, status_of(target))
            directories = [self._backups(target).directory]
            if why_overwritten(target) is None:
                directories.append(target.parent)
            for wanted in directories:
                directory = next(part for part in (wanted, *wanted.parents) if part.exists())
                with translate_os_errors(directory, "a save would fail"):
                    trial = temporary_path(directory / target.name)
                    atomic_write(trial, self.expected.data or b"", ABSENT)
                    trial.unlink()

    def changed_on_disk(self) -> bool:
        """True if the file is not as `expected`. Cheap enough to ask every second.

        True also if it can no longer be read: `read` then says why. Waits for a save under way.
        """
        if self._looks_expected():
            return False
        with self._lock:
            try:
                return self._changed()
            except (OSError, StoreError):
                return True

    def _looks_expected(self) -> bool:
        """True if the file was not written; one call, as an app that rests asks every second.

        To resolve links is one call for each directory, and only who writes needs the lock.
        """
        try:
            return stamp_of(self.path.stat()) == stamp_of(self.expected.status)
        except OSError:
            return False

    def _changed(self) -> bool:
        target = self._resolve()
        if stamp_of(status_of(target)) == stamp_of(self.expected.status):
            return False
        snapshot = read_snapshot(target)
        if snapshot.data != self.expected.data:
            return True
        self.expected = snapshot  # only touched: not to be read again every second
        return False

    def _resolve(self) -> Path:
        """Follow the symlinks of `path`; the file they lead to may not exist yet.

        Raises StoreError for a link into a directory that does not exist: it is not created, as a
        disk that is not mounted is more likely.
        """
        target = Path(os.path.realpath(self.path))
        if not target.parent.is_dir():
            for part in (self.path, *self.path.parents):
                if part.is_symlink() and not part.exists():
                    raise StoreError(
                        f"{part}: a link to {target}, whose directory does not exist. "
                        "Is it on a disk that is not mounted?"
                    )
        return target

    def _replace(self, target: Path, data: bytes) -> None:
        """Write `data` to `target`, if that is still as expected."""
        from labtui.data.storage.writability import check_writable

        snapshot = read_snapshot(target, to_save=True)
        if snapshot.data == data:
            self.expected, self._attempted = snapshot, None
            self.expected_is_readable = None
            return
        # Stricter than sha256, which took 20 of the 60 ms of saving 10,000 systems.
        is_ours = self._attempted is not None and snapshot.data == self._attempted
        if snapshot.data != self.expected.data and not is_ours:
            if snapshot is ABSENT:
                raise RemovedError(f"{self.path}: removed since it was read. Not saved.")
            what = "changed by another program since it was read"
            if self.expected is ABSENT:
                what = "made by another program meanwhile"
            raise ChangedOnDiskError(f"{self.path}: {what}. Not saved.")
        check_writable(target, snapshot.status)
        if not self._backed_up:
            self._add_backup(target, snapshot.data)
        self.expected = self._write_bytes(target, data, snapshot)
        self.expected_is_readable = None
        self._backed_up = True

    def _add_backup(self, target: Path, data: bytes | None) -> None:
        """Back up what a save replaces; without, go on only where that is accepted."""
        from labtui.data.storage.writability import why_overwritten

        self.backup_error = ""
        try:
            # The very same bytes, which is stricter than their digest and takes a millisecond.
            is_expected = data == self.expected.data
            self._backups(target).add(data, self.expected_is_readable if is_expected else None)
        except StoreError as error:
            if needed := why_overwritten(target):
                raise StoreError(f"{error} It cannot be saved without a copy: {needed}.") from error
            self._accept(error)

    def _accept(self, error: StoreError) -> None:
        if not self.without_backups:
            raise NoBackupError(str(error)) from error
        self.backup_error = str(error).replace("nothing saved, since ", "")

    def _write_bytes(self, target: Path, data: bytes, snapshot: Snapshot) -> Snapshot:
        """Replace the file or, where that is impossible or wrong, overwrite it."""
        from labtui.data.storage.atomic_write import atomic_write
        from labtui.data.storage.overwrite import overwrite
        from labtui.data.storage.writability import overwrite_reason

        if snapshot.status is None or overwrite_reason(target, snapshot.status) is None:
            try:
                return atomic_write(target, data, snapshot)
            except OSError as error:
                if snapshot is ABSENT or error.errno not in _RENAME_ERRORS:
                    raise
        self._attempted = data
        written = overwrite(target, data, snapshot, self._backups(target).journal)
        self._attempted = None
        return written

    def _recover(self, target: Path) -> None:
        """Finish an overwrite that was interrupted, if there is one.

        A half-written file gets the new bytes. Anything else, the old bytes or somebody's edit,
        stays, and the new bytes are backed up.
        """
        from labtui.data.storage.overwrite import (
            finish_overwrite,
            is_half_written,
            read_journal,
            remove_journal,
        )

        backups = self._backups(target)
        try:
            failure = "nothing saved, since the notes on a save that was cut short cannot be read"
            with translate_os_errors(backups.directory, failure):
                journaled = read_journal(target, backups.journal)
        except StoreError as error:
            self._accept(error)
            return
        if journaled is None:
            return
        old, new = journaled
        snapshot = read_snapshot(target)
        data = snapshot.data
        if data is not None and data not in journaled and is_half_written(data, old, new):
            backups.add(old)
            backups.add(data)
            finish_overwrite(target, new, snapshot, backups.journal)
            return
        if data != new:
            backups.add(new)
        remove_journal(backups.journal)

    def _backups(self, target: Path) -> "Backups":
        from labtui.data.storage.backups import Backups

        assert self._backups_dir is not None, "opened only to be read"
        return Backups(self._backups_dir, target, self._is_readable)
