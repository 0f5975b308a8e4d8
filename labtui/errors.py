"""What can go wrong, as few kinds as callers tell apart. Each carries its exit status."""

from __future__ import annotations


class LabtuiError(Exception):
    """Anything labtui reports to people as one clear message.

    The message names where, what, and what would be right.
    """

    exit_status = 2

    @property
    def messages(self) -> tuple[str, ...]:
        """What is to be said, a line each; mostly it is one."""
        return (str(self),)


class DocumentError(LabtuiError):
    """The inventory cannot be read, or an edit to its text was refused; nothing was changed."""


class StoreError(LabtuiError):
    """A file could not be read or written; what was on disk is untouched."""


class NoBackupError(StoreError):
    """No backup could be kept of what would be replaced; nothing was saved, and it can be without.

    See `Store.without_backups`.
    """


class WrittenError(StoreError):
    """Something went wrong after the file was written: doing it again would do it twice."""

    exit_status = 3


class MissingFileError(StoreError):
    """A file that was named, and that has to be there, is not."""


class ChangedOnDiskError(StoreError):
    """The file on disk is no longer the one that was read; the save was stopped."""


class RemovedError(ChangedOnDiskError):
    """The file on disk is not there any more; a save that is asked for creates it again."""


class OtherSchemaError(ChangedOnDiskError):
    """The file on disk has another schema now: it can be read again, and is not written."""


class UnusableFileError(ChangedOnDiskError):
    """Another program left a file that is no inventory; the save was stopped."""

    def __init__(self, message: str, line: int | None = None) -> None:
        """What is wrong, and the line it is wrong at, from 1."""
        super().__init__(message)
        self.line = line


class FactError(LabtuiError):
    """A fact was named or valued wrongly, or a system id is unknown."""


UNDRAWABLE = frozenset({"", "dumb", "unknown"})
"""What $TERM says where nothing can be drawn."""


class TerminalError(LabtuiError):
    """There is no terminal the app could run in."""


class EndedError(LabtuiError):
    """The app ended, and the file does not hold what was shown."""

    def __init__(self, message: str, exit_status: int) -> None:
        """What stood in the way and where it is, and the status to exit with."""
        super().__init__(message)
        self.exit_status = exit_status


class SourceError(LabtuiError):
    """What was given to import does not exist, or is nothing that can be read."""


class NothingFoundError(SourceError):
    """A source was read, and nothing is in it."""

    def __init__(self, message: str, *, skips: bool) -> None:
        """Keep whether anything in it was skipped, so that it may hold something all the same."""
        super().__init__(message)
        self.skips = skips
