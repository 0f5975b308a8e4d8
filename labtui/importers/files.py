"""Finding and reading the files of a source, whatever lies in its folders."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from labtui.errors import SourceError
from labtui.text.printable import printable

STDIN = Path("-")
"""As a path, standard input."""

LARGEST = 4 * 1024 * 1024
"""The most bytes of a file that is read. Lists of containers reach one or two."""

DEEPEST = 12
"""The most folders within each other that are searched."""

_NEVER_SEARCHED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"})

_UNUSED_FOLDERS = frozenset(
    {"archive", "archived", "archives", "inactive", "disabled", "old", "unused", "deprecated"}
)
_COPY_ENDINGS = (".bak", ".backup", ".old", ".orig", ".save", ".disabled", ".off", "~")
_STOP_FILES = ("DO_NOT_START", "DO_NOT_START.md", "DO_NOT_START.txt")


class UnreadableError(Exception):
    """A file is skipped; the message is the reason, as a short clause."""


def walk(root: Path) -> Iterator[Path]:
    """Give the files under a folder, sorted, or the path itself if it is a file.

    Folders that links lead to are not entered. Raises `SourceError` if the path does not exist.
    """
    try:
        mode = root.stat().st_mode
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path"
        raise SourceError(f"{printable(str(root))}: {reason}") from None
    if not stat.S_ISDIR(mode):
        yield root
        return
    depth = len(root.parts)
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NEVER_SEARCHED and len(here.parts) - depth < DEEPEST
        )
        yield from (here / name for name in sorted(names))


def read_text(path: Path, root: Path | None = None) -> str:
    """Give the text of a file, or of standard input for `-`; UTF-8, with or without a mark.

    Raises `UnreadableError` for what is no text, too large, no regular file, or a link that leads
    out of `root`.
    """
    if path == STDIN:
        return _decoded(sys.stdin.buffer.read(LARGEST + 1))
    try:
        if root is not None and path.is_symlink():
            target = path.resolve()
            if not target.is_relative_to(root.resolve()):
                raise UnreadableError("a link that leads out of the folder")
        # Without O_NONBLOCK, a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableError("no regular file")
            data = file.read(LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a path that leads nowhere"
        raise UnreadableError(f"cannot be read: {reason}") from None
    return _decoded(data)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise UnreadableError(f"larger than {LARGEST // 1024 // 1024} MB")
    if b"\0" in data:
        raise UnreadableError("no text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"not UTF-8, at line {line}") from None


def relative(path: Path, root: Path) -> str:
    """Give a path as findings name it: relative to the given folder, with `/`."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def why_not_in_use(path: Path, root: Path) -> str:
    """Say why a file is not in use, by its name and the folders between it and the given one."""
    between: Sequence[str] = path.relative_to(root).parts if path.is_relative_to(root) else ()
    for folder in between[:-1]:
        if folder.lower().strip("._- ") in _UNUSED_FOLDERS:
            return f"not in use: it stands under {folder}"
    if path.name.lower().endswith(_COPY_ENDINGS):
        return "not in use: a backup copy"
    if any((path.parent / name).exists() for name in _STOP_FILES):
        return "not in use: DO_NOT_START stands beside it"
    return ""


class GivenFile(NamedTuple):
    """A file that was given, or that stands in a folder that was."""

    path: Path
    root: Path
    """The given folder, or the folder of the given file."""
    in_folder: bool
    """True if the folder was given, and not the file itself."""

    @property
    def name(self) -> str:
        """The path as findings name it; empty for standard input."""
        return "" if self.path == STDIN else relative(self.path, self.root)

    def why_not_in_use(self) -> str:
        """Say why it is not in use; empty if it is, and for standard input."""
        return "" if self.path == STDIN else why_not_in_use(self.path, self.root)

    def read(self) -> str:
        """Give its text. Raises `UnreadableError`."""
        return read_text(self.path, self.root)


def given_files(paths: Iterable[Path], is_wanted: Callable[[str], bool]) -> Iterator[GivenFile]:
    """Give each file of some paths; of a folder, those whose name in small letters is wanted.

    Raises `SourceError` if a path does not exist.
    """
    for given in paths:
        is_folder = given != STDIN and given.is_dir()
        root = given if is_folder else given.parent
        for path in [STDIN] if given == STDIN else walk(given):
            if not is_folder or is_wanted(path.name.lower()):
                yield GivenFile(path, root, is_folder)
