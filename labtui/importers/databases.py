"""Reading SQLite databases of other programs: nothing is written, beside them either."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from labtui.importers.files import UnreadableError

LARGEST_COPY = 64 * 1024 * 1024
"""The most bytes of a database that is copied to be read."""

LONGEST = 1.0
"""The most seconds that the reading takes."""

_BEGINNING = b"SQLite format 3\0"
_JOURNALS = ("-wal", "-journal")


def is_database(path: Path) -> bool:
    """Return True for a file that begins like a database; False where it cannot be read."""
    try:
        return _begins(path) == _BEGINNING
    except (OSError, ValueError):
        return False


@contextmanager
def reading(path: Path, root: Path | None = None) -> Iterator[sqlite3.Connection]:
    """Open a database to read it; one that is being written to is copied, and the copy is read.

    What goes wrong while it is read, and what takes too long, is an `UnreadableError`, as is a link
    that leads out of `root`.
    """
    try:
        leads = path.resolve() if root is not None and path.is_symlink() else None
        if root is not None and leads is not None and not leads.is_relative_to(root.resolve()):
            raise UnreadableError("a link to a place outside the folder")
        if _begins(path) != _BEGINNING:
            raise UnreadableError("not an SQLite database")
        journals = [journal for end in _JOURNALS if _size(journal := Path(f"{path}{end}"))]
        if not journals:
            with _connected(path, "mode=ro&immutable=1") as connection:
                yield connection
            return
        if sum(map(_size, (path, *journals))) > LARGEST_COPY:
            megabytes = LARGEST_COPY // 1024 // 1024
            raise UnreadableError(f"in use, and larger than {megabytes} MB: give a copy of it")
        with tempfile.TemporaryDirectory(prefix="labtui-") as folder:
            for file in (path, *journals):
                shutil.copyfile(file, Path(folder, f"copy{str(file)[len(str(path)) :]}"))
            with _connected(Path(folder, "copy"), "mode=rw") as connection:
                yield connection
    except sqlite3.OperationalError as error:
        reason = "takes too long to read" if "interrupted" in str(error) else "no such tables in it"
        raise UnreadableError(reason) from None
    except sqlite3.Error:
        raise UnreadableError("the database is damaged") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "nothing is at this path"
        raise UnreadableError(f"cannot be read: {reason}") from None


def _begins(path: Path) -> bytes:
    # Without O_NONBLOCK, a pipe that nobody writes to would wait for ever.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return b""
        return file.read(len(_BEGINNING))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextmanager
def _connected(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    uri = f"file:{quote(os.path.abspath(path).encode(errors='surrogateescape'))}?{how}"  # noqa: PTH100
    connection = sqlite3.connect(uri, uri=True)
    try:
        ends = time.monotonic() + LONGEST
        connection.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
        connection.text_factory = lambda data: data.decode(errors="replace")
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        yield connection
    finally:
        connection.close()
