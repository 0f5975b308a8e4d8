"""Files that only save time: what is missing, damaged, old or another user's is as if not there."""

import marshal
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from labtui import __version__

_WRITTEN_BY = f"labtui {__version__} {sys.implementation.cache_tag}"
"""What each cache file begins with: others may write the same in other ways."""
_SUM_SIZE = 4
_MOST_BYTES = 1 << 28


def read_cache(path: Path, form: str) -> Any:
    """Give what `write_cache` wrote to `path` in some form; None where it cannot be had.

    Never raises.
    """
    from zlib import crc32

    start = _start(form)
    with suppress(OSError, ValueError, EOFError, TypeError, MemoryError):
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            # What is read is trusted like compiled Python, so nobody else may have written it.
            if (
                stat.S_ISREG(status.st_mode)
                and status.st_uid == os.geteuid()
                and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
                and status.st_size <= _MOST_BYTES
                and file.read(len(start)) == start
            ):
                checksum, data = file.read(_SUM_SIZE), file.read()
                if crc32(data) == int.from_bytes(checksum, "big"):
                    return marshal.loads(data)
    return None


def write_cache(path: Path, value: Any, form: str, *, most: int) -> None:
    """Write what `marshal` can hold to `path`, and keep the newest `most` files there.

    `form` names what the value is made of, and has to change with that. Never raises. Nothing is
    synced to disk: what a power cut leaves of a file is not read.
    """
    from zlib import crc32

    from labtui.data.storage.atomic_write import sweep, temporary_path, write_all
    from labtui.data.storage.directories import make_directory

    with suppress(OSError, ValueError):
        if not path.parents[-2].exists():
            return  # a home that is only a name, as that of a daemon: not made to save time
        there = next(parent for parent in path.parents if parent.exists())
        if there.stat().st_uid != os.geteuid():
            return  # as with sudo: what is made in another's home, that user could not write
        make_directory(path.parent)
        temporary = temporary_path(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(temporary, flags, 0o600)
        try:
            data = marshal.dumps(value)
            checksum = crc32(data).to_bytes(_SUM_SIZE, "big")
            write_all(descriptor, _start(form) + checksum + data)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        finally:
            os.close(descriptor)
        sweep(path.parent, ".")
        by_age = sorted(path.parent.iterdir(), key=lambda file: -file.lstat().st_mtime_ns)
        for old in by_age[most:]:
            old.unlink()


def _start(form: str) -> bytes:
    return f"{_WRITTEN_BY} {form}\n".encode()
