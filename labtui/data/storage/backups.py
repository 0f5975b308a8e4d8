"""Backups of an inventory: the bytes it had before somebody wrote to it."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from labtui.data.storage.atomic_write import atomic_write, sweep
from labtui.data.storage.directories import make_directory, open_directory, sync_directory
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.snapshots import ABSENT

BACKUPS_KEPT = 20
"""How many readable backups are kept of an inventory, and how many unreadable ones beside them."""

_TIME_FORMAT = "%Y%m%dT%H%M%S.%f"
_ENDING = re.compile(r"(\d{8}T\d{6}\.\d{6})Z(\.unreadable)?\.toml\Z")


class Backup(NamedTuple):
    """One backup."""

    path: Path
    moment: datetime
    """When it was made (UTC)."""
    size: int
    """Its size in bytes."""
    readable: bool
    """True if it could be read as an inventory when it was made."""

    def read(self) -> bytes:
        """Give its content. Raises StoreError."""
        with translate_os_errors(self.path, "the copy cannot be read"):
            return self.path.read_bytes()


class Backups:
    """The backups of one inventory.

    A backup is named after the inventory's resolved path and the time (UTC), so that names sort by
    age: `inventory-1a2b3c4d-20261121T234501.123456Z.toml`. Backups of unreadable bytes end in
    `.unreadable.toml` and are counted separately: they never displace a readable one.
    """

    def __init__(self, directory: Path, target: Path, is_readable: Callable[[bytes], bool]) -> None:
        """Give the backups in `directory` of the file at `target`, a resolved path.

        `is_readable` tells whether bytes can be read as an inventory.
        """
        from hashlib import sha256  # slow to import, and what only reads has no backups

        self.directory = directory
        self._prefix = f"{target.stem}-{sha256(os.fsencode(target)).hexdigest()[:8]}-"
        self._is_readable = is_readable

    @property
    def journal(self) -> Path:
        """The path of the journal of an overwrite that is under way; see `overwrite`."""
        return self.directory / f"{self._prefix}unfinished"

    def add(self, data: bytes | None) -> None:
        """Back up `data`, unless it is empty or the newest backup of its kind has the same bytes.

        Of each kind the newest BACKUPS_KEPT stay. Raises StoreError.
        """
        if not data:
            return
        failure = "no copy of the old file could be kept, so nothing saved"
        with translate_os_errors(self.directory, failure):
            make_directory(self.directory)
            readable = self._is_readable(data)
            paths = [backup.path for backup in self.listed() if backup.readable == readable]
            sweep(self.directory, f".{self._prefix}")
            with open_directory(self.directory) as directory:
                if not paths or paths[0].read_bytes() != data:
                    ending = "Z.toml" if readable else "Z.unreadable.toml"
                    name = f"{self._prefix}{datetime.now(UTC):{_TIME_FORMAT}}{ending}"
                    paths.insert(0, self.directory / name)
                    atomic_write(paths[0], data, ABSENT)
                sync_directory(directory)
            for path in paths[BACKUPS_KEPT:]:
                # One backup too many does no harm; refusing to save for it would.
                with suppress(OSError):
                    path.unlink()

    def listed(self) -> list[Backup]:
        """List the backups, newest first; none if there is no directory. Raises OSError."""
        try:
            entries = [*self.directory.iterdir()]
        except FileNotFoundError:
            return []
        backups = []
        for path in entries:
            match = _ENDING.fullmatch(path.name.removeprefix(self._prefix))
            if match and path.name.startswith(self._prefix) and path.is_file():
                with suppress(ValueError):  # no such day: not one of ours
                    moment = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
                    backups.append(Backup(path, moment, path.stat().st_size, match[2] is None))
        return sorted(backups, key=lambda backup: backup.moment, reverse=True)
