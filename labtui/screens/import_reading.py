"""How far the reading of an import is: a thread reads, and the preview looks at what it read."""

from __future__ import annotations

from collections.abc import Collection

from labtui.importers.found import Options
from labtui.text.wording import plural


class StoppedError(Exception):
    """A person left while files were read."""


class Reading:
    """The files read so far, and what they name."""

    def __init__(self) -> None:
        self.files: list[str] = []
        self.found: list[tuple[str, tuple[str, ...]]] = []
        """Files, each with the names that it states."""
        self.is_stopped = False

    @property
    def options(self) -> Options:
        """What the thread reads with; it raises `StoppedError` at the next file once stopped."""
        return Options(progress=self._note_file, found=self._note_names)

    @property
    def state(self) -> str:
        """Say how far it is."""
        return f"reading: {plural(len(self.files), 'file')}"

    def _note_file(self, path: str) -> None:
        if self.is_stopped:
            raise StoppedError
        self.files.append(path)

    def _note_names(self, path: str, names: Collection[str]) -> None:
        self.found.append((path, tuple(names)))
