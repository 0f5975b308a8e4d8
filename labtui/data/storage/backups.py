"""Backups of an inventory: the bytes it had before somebody wrote to it."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from labtui.data.storage.atomic_write import atomic_write, sweep
from labtui.data.storage.digests import digest_of, prefix_of
from labtui.data.storage.directories import make_directory, open_directory, sync_directory
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.snapshots import ABSENT
from labtui.data.storage.thinning import surplus
from labtui.errors import StoreError

_TIME_FORMAT = "%Y%m%dT%H%M%S.%f"
_ENDING = re.compile(r"(?:(\d{6,18})-([0-9a-f]{16})-)?(\d{8}T\d{6}\.\d{6})Z(\.unreadable)?\.toml\Z")


class Backup(NamedTuple):
    """One backup."""

    path: Path
    number: int
    """Its running number, by which backups are ordered; 0 if an earlier version made it."""
    moment: datetime
    """When it was made (UTC), by a clock that may have been wrong."""
    size: int
    """Its size in bytes."""
    digest: str
    """The digest of its content when it was made; empty if an earlier version made it."""
    readable: bool
    """True if it could be read as an inventory when it was made."""

    def read(self, *, even_damaged: bool = False) -> bytes:
        """Give its content. Raises StoreError if it cannot be read.

        Also if it is not what was written, unless `even_damaged`.
        """
        with translate_os_errors(self.path, "the copy cannot be read"):
            data = self.path.read_bytes()
        if self.digest and not even_damaged and digest_of(data) != self.digest:
            raise StoreError(
                f"{self.path}: the copy is damaged: it has other bytes than were written. "
                "Use another one."
            )
        return data


class Backups:
    """The backups of one inventory.

    A backup is named after the inventory's resolved path, a running number, the digest of its
    content and the time (UTC), so that names sort by age:
    `inventory-1a2b3c4d-000042-0123456789abcdef-20261121T234501.123456Z.toml`. Earlier versions left
    out number and digest. Backups of unreadable bytes end in `.unreadable.toml` and are thinned
    separately: they never displace a readable one.
    """

    def __init__(self, directory: Path, target: Path, is_readable: Callable[[bytes], bool]) -> None:
        """Give the backups in `directory` of the file at `target`, a resolved path.

        `is_readable` tells whether bytes can be read as an inventory.
        """
        self.directory = directory
        self._prefix = prefix_of(target)
        self._is_readable = is_readable

    @property
    def journal(self) -> Path:
        """The path of the journal of an overwrite that is under way; see `overwrite`."""
        return self.directory / f"{self._prefix}unfinished"

    def add(self, data: bytes | None, is_readable: bool | None = None) -> None:
        """Back up `data`, unless it is empty or the newest backup of its kind has the same bytes.

        `is_readable` tells whether it can be read as an inventory; None if nobody knows. Of each
        kind those stay that `surplus` does not name. Raises StoreError.
        """
        if not data:
            return
        failure = "nothing saved, since no copy of the old file could be kept"
        with translate_os_errors(self.directory, failure):
            make_directory(self.directory)
            readable = self._is_readable(data) if is_readable is None else is_readable
            listed = self.listed()
            backups = [backup for backup in listed if backup.readable == readable]
            sweep(self.directory, f".{self._prefix}")
            now = datetime.now(UTC)
            with open_directory(self.directory) as directory:
                if not backups or not _holds(backups[0], data):
                    number = listed[0].number + 1 if listed else 1
                    backups.insert(0, self._write(data, number, now, readable))
                sync_directory(directory)
            for index in surplus([(backup.moment, backup.size) for backup in backups], now):
                # One backup too many does no harm; refusing to save for it would.
                with suppress(OSError):
                    backups[index].path.unlink()

    def _write(self, data: bytes, number: int, now: datetime, readable: bool) -> Backup:
        digest, ending = digest_of(data), "Z.toml" if readable else "Z.unreadable.toml"
        name = f"{self._prefix}{number:06}-{digest}-{now:{_TIME_FORMAT}}{ending}"
        path = self.directory / name
        atomic_write(path, data, ABSENT)
        return Backup(path, number, now, len(data), digest, readable)

    def listed(self) -> list[Backup]:
        """List the backups, newest first; none if there is no directory. Raises OSError."""
        try:
            with os.scandir(self.directory) as entries:
                ours = [entry for entry in entries if entry.name.startswith(self._prefix)]
        except FileNotFoundError:
            return []
        backups = []
        for entry in ours:
            match = _ENDING.fullmatch(entry.name, len(self._prefix))
            if match and entry.is_file():
                number, digest, moment, unreadable = match.groups()
                with suppress(ValueError):  # no such day: not one of ours
                    backups.append(
                        Backup(
                            Path(entry.path),
                            int(number or 0),
                            datetime.fromisoformat(moment).replace(tzinfo=UTC),
                            entry.stat().st_size,
                            digest or "",
                            unreadable is None,
                        )
                    )
        return sorted(backups, key=lambda backup: (backup.number, backup.moment), reverse=True)


def _holds(backup: Backup, data: bytes) -> bool:
    """True if a backup has these bytes; it is read only if it should have. Raises OSError."""
    should = backup.digest in ("", digest_of(data)) and backup.size == len(data)
    return should and backup.path.read_bytes() == data
