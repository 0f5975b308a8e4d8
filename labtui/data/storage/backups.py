"""The safety copies of an inventory: what it was before somebody wrote to it."""

import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from labtui.data.storage.atomic_write import (
    ABSENT,
    explained,
    make_directory,
    opened_directory,
    place,
    sweep,
    sync_directory,
)

COPIES_KEPT = 20
"""The copies that stay of an inventory; beside them, as many of its unreadable states."""

_MOMENT = "%Y%m%dT%H%M%S.%f"
_ENDING = re.compile(r"(\d{8}T\d{6}\.\d{6})Z(\.unreadable)?\.toml\Z")


@dataclass(frozen=True, slots=True)
class Copy:
    """One safety copy."""

    path: Path
    moment: datetime
    """When it was made (UTC)."""
    size: int
    """How many bytes it has."""
    readable: bool
    """Whether it could be read as an inventory when it was made."""

    def read(self) -> bytes:
        """What it holds. Raises StoreError."""
        with explained(self.path, "the copy cannot be read"):
            return self.path.read_bytes()


class Copies:
    """The copies of one inventory.

    Each is named after the inventory's real path and the time (UTC), so that names sort by age:
    `inventory-1a2b3c4d-20261121T234501.123456Z.toml`. Bytes that are not good end in
    `.unreadable.toml` and are counted by themselves: they never push out a good copy.
    """

    def __init__(self, directory: Path, target: Path, good: Callable[[bytes], bool]) -> None:
        """The copies, in `directory`, of the file at the resolved `target`."""
        self.directory = directory
        self._prefix = f"{target.stem}-{hashlib.sha256(os.fsencode(target)).hexdigest()[:8]}-"
        self._good = good

    @property
    def note(self) -> Path:
        """Where it is noted that the inventory is just being written over; see `inplace`."""
        return self.directory / f"{self._prefix}unfinished"

    def keep(self, data: bytes | None) -> None:
        """Copy `data`, unless there is none or the newest copy of its kind has it.

        Of each kind the newest COPIES_KEPT stay. Raises StoreError.
        """
        if not data:
            return
        with explained(self.directory, "no copy of the old file could be kept, so nothing saved"):
            make_directory(self.directory)
            readable = self._good(data)
            copies = [copy.path for copy in self.listed() if copy.readable == readable]
            sweep(self.directory, f".{self._prefix}")
            with opened_directory(self.directory) as directory:
                if not copies or copies[0].read_bytes() != data:
                    ending = "Z.toml" if readable else "Z.unreadable.toml"
                    name = f"{self._prefix}{datetime.now(UTC):{_MOMENT}}{ending}"
                    copies.insert(0, self.directory / name)
                    place(copies[0], data, ABSENT)
                sync_directory(directory)
            for copy in copies[COPIES_KEPT:]:
                # One copy too many harms nobody, a save refused for it would.
                with suppress(OSError):
                    copy.unlink()

    def listed(self) -> list[Copy]:
        """All copies, newest first; none where there is no directory of them. Raises OSError."""
        try:
            entries = list(self.directory.iterdir())
        except FileNotFoundError:
            return []
        found = []
        for path in entries:
            match = _ENDING.fullmatch(path.name.removeprefix(self._prefix))
            if match and path.name.startswith(self._prefix) and path.is_file():
                with suppress(ValueError):  # a day there is not: none of ours
                    moment = datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC)
                    found.append(Copy(path, moment, path.stat().st_size, match[2] is None))
        return sorted(found, key=lambda copy: copy.moment, reverse=True)
