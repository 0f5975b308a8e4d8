"""Journals of sessions: what was typed and is not finished, for the next session to offer.

A session has one journal, written whole, and locked while the session lives.
"""

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path

from labtui.data.storage.atomic_write import is_alive, sweep, temporary_path, write_all
from labtui.data.storage.digests import digest_of, prefix_of
from labtui.data.storage.directories import close, make_directory, open_directory, sync_directory

_NAME = re.compile(r"([0-9]{1,9})-[0-9a-f]{8}\.journal\Z")


class SessionJournal:
    """The journal of one session. There is no file until something is written."""

    def __init__(self, path: Path, descriptor: int | None = None) -> None:
        """Give the journal at `path`; `descriptor` is its file, open and locked, if it is there."""
        self.path = path
        self._descriptor = descriptor

    def read(self) -> bytes:
        """Give what was written last; empty if there is nothing or it is damaged. Never raises."""
        with suppress(OSError):
            digest, _, content = self.path.read_bytes().partition(b"\n")
            if digest.decode("ascii", "replace") == digest_of(content):
                return content
        return b""

    def write(self, content: bytes) -> None:
        """Write `content` instead of what there is; it has reached the disk then. Raises OSError.

        The new file is locked before it has the name, so that no other session takes it for left.
        """
        make_directory(self.path.parent)
        temporary = temporary_path(self.path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(temporary, flags, 0o600)
        try:
            with suppress(OSError):  # not supported here
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            write_all(descriptor, digest_of(content).encode() + b"\n" + content)
            os.fsync(descriptor)
            temporary.replace(self.path)
        except BaseException:
            close(descriptor)
            with suppress(OSError):
                temporary.unlink()
            raise
        self.release()
        self._descriptor = descriptor
        with open_directory(self.path.parent) as directory:
            sync_directory(directory)

    def remove(self) -> None:
        """Remove the file. Raises OSError."""
        try:
            self.path.unlink(missing_ok=True)
        finally:
            self.release()

    def release(self) -> None:
        """Leave the file, if there is one, to the next session."""
        if self._descriptor is not None:
            close(self._descriptor)
            self._descriptor = None


class SessionJournals:
    """The journals of all sessions with one inventory."""

    def __init__(self, directory: Path, inventory: Path) -> None:
        """Give the journals in `directory` about the file at a path, which can be a link."""
        self.directory = directory
        self._prefix = prefix_of(Path(os.path.realpath(inventory)))

    def new(self) -> SessionJournal:
        """Give the journal of a session that begins."""
        name = f"{self._prefix}{os.getpid()}-{os.urandom(4).hex()}.journal"
        return SessionJournal(self.directory / name)

    def left(self) -> list[SessionJournal]:
        """Give the journals that ended sessions left, newest first, until released. Never raises.

        Those that are damaged are removed.
        """
        found: list[tuple[int, SessionJournal]] = []
        with suppress(OSError):
            for path in [*self.directory.iterdir()]:
                match = _NAME.fullmatch(path.name.removeprefix(self._prefix))
                if match and path.name.startswith(self._prefix):
                    with suppress(OSError):
                        found += _if_left(path, int(match[1]))
            sweep(self.directory, f".{self._prefix}")
        return [journal for _, journal in sorted(found, key=lambda each: -each[0])]


def _if_left(path: Path, pid: int) -> list[tuple[int, SessionJournal]]:
    """Give when a journal was written, and the journal, if its session ended. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    journal = SessionJournal(path, descriptor)
    status = os.fstat(descriptor)
    # Its session may have written it anew since it was opened.
    if not _is_left(descriptor, pid) or status.st_ino != path.stat().st_ino:
        journal.release()
        return []
    if not journal.read():
        journal.remove()
        return []
    return [(status.st_mtime_ns, journal)]


def _is_left(descriptor: int, pid: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return not is_alive(pid)  # locks are not supported here
    return True
