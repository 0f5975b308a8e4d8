"""Finding and reading the files of a source, whatever lies in its folders."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from labtui.errors import LabtuiError, SourceError
from labtui.importers.found import Finding, Skip
from labtui.text.printable import printable

STDIN = Path("-")
"""As a path, standard input."""

LARGEST = 4 * 1024 * 1024
"""The most bytes of a file that is read. Lists of containers reach one or two."""

DEEPEST = 12
"""The most folders within each other that are searched."""

_NEVER_SEARCHED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"})

_UNUSED_FOLDERS = frozenset(
    {
        "archive",
        "archived",
        "archives",
        "inactive",
        "disabled",
        "old",
        "unused",
        "deprecated",
        "retired",
        "attic",
    }
)
_COPY_ENDINGS = (".bak", ".backup", ".old", ".orig", ".save", ".disabled", ".off", "~")
_STOP_FILES = ("DO_NOT_START", "DO_NOT_START.md", "DO_NOT_START.txt")


_UNREADABLE = "cannot be read"


def is_unreadable(reason: str) -> bool:
    """Return True for the reason of a skip that says that the system refused to read it."""
    return reason.startswith(_UNREADABLE)


class UnreadableError(Exception):
    """A file is skipped; the message is the reason, as a short clause."""


NOT_READABLE = (UnreadableError, LabtuiError, OSError, ValueError, RuntimeError)
"""What looking into a path may raise, whatever stands there."""

Report = Callable[[Path, str], object]
"""Is told what is left out, and why."""


def is_folder(path: Path) -> bool:
    """Return True for a folder; False for standard input, and where it cannot be told."""
    return path != STDIN and os.path.isdir(path)  # noqa: PTH112 (that of Path may raise)


def is_file(path: Path) -> bool:
    """Return True for a regular file, and for what may not be looked at: reading it tells why."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def is_link(path: Path) -> bool:
    """Return True for a link; False where it cannot be told."""
    return os.path.islink(path)  # noqa: PTH114 (that of Path may raise)


def any_like(paths: Iterable[Path], is_like: Callable[[Path], bool]) -> bool:
    """Return True if one of some paths is like what is looked for; what cannot be read is not."""
    for path in paths:
        with suppress(*NOT_READABLE):
            if is_like(path):
                return True
    return False


def root_of(given: Path) -> Path:
    """Give the folder that the paths of a given file or folder start at; of `-`, itself."""
    return given if given == STDIN or is_folder(given) else given.parent


def walk(root: Path, left_out: Report = lambda _path, _reason: None) -> Iterator[Path]:
    """Give the files under a folder, sorted, or the path itself if it is a file.

    Folders that links lead to are not entered. Folders that cannot be read, and names that are not
    UTF-8, are left out. Raises `SourceError` if the path itself cannot be read.
    """
    if not _is_utf8(str(root)):
        raise SourceError(f"{printable(str(root))}: its name is not UTF-8")
    try:
        has_files = stat.S_ISDIR(root.stat().st_mode)
        if has_files:
            os.scandir(root).close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such path"
        raise SourceError(f"{printable(str(root))}: {reason}") from None
    if not has_files:
        yield root
        return

    def named(folder: Path, names: list[str]) -> list[str]:
        odd = sorted(name for name in names if not _is_utf8(name))
        if odd:
            more = f", like {len(odd) - 1} more beside it" if len(odd) > 1 else ""
            left_out(folder / odd[0], f"its name is not UTF-8{more}")
        return sorted({*names}.difference(odd))

    def unreadable(error: OSError) -> None:
        left_out(Path(error.filename), f"{_UNREADABLE}: {error.strerror}")

    depth = len(root.parts)
    for folder, folders, names in os.walk(root, onerror=unreadable):
        here = Path(folder)
        deeper = len(here.parts) - depth < DEEPEST
        searched = [name for name in folders if name not in _NEVER_SEARCHED] if deeper else []
        folders[:] = named(here, searched)
        yield from (here / name for name in named(here, names))


def _is_utf8(name: str) -> bool:
    """False where bytes of a name, or of an argument, are no UTF-8: they are surrogates then."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_text(path: Path, root: Path | None = None) -> str:
    """Give the text of a file, or of standard input for `-`; UTF-8, with or without a mark.

    Raises `UnreadableError` for what is no text, too large, no regular file, or a link that leads
    out of `root`.
    """
    try:
        if path == STDIN:
            if sys.stdin is None:
                raise UnreadableError("standard input is closed")
            return _decoded(sys.stdin.buffer.read(LARGEST + 1))
        if root is not None and path.is_symlink():
            target = path.resolve()
            if not target.is_relative_to(root.resolve()):
                raise UnreadableError("a link to a place outside the folder")
        # Without O_NONBLOCK, a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadableError("not a regular file")
            data = file.read(LARGEST + 1)
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "nothing is at this path"
        raise UnreadableError(f"{_UNREADABLE}: {reason}") from None
    return _decoded(data)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise UnreadableError(f"larger than {LARGEST // 1024 // 1024} MB")
    if b"\0" in data:
        raise UnreadableError("not a text file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"not UTF-8, at line {line}") from None


def relative(path: Path, root: Path) -> str:
    """Give a path as things name it: relative to the given folder, with `/`; empty for `-`."""
    if path == STDIN:
        return ""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def shown(path: str, of: str = "") -> str:
    """Give the path of a thing as a skip names it, with what of the file is meant."""
    return printable((path or "standard input") + (f"#{of}" if of else ""))


def skipping(finding: Finding, root: Path) -> Report:
    """Give what turns a path that is left out into a skip of a finding."""

    def left_out(path: Path, reason: str) -> None:
        finding.skips.append(Skip(shown(relative(path, root)), reason))

    return left_out


def once(paths: Iterable[Path], root: Path, left_out: Report) -> list[Path]:
    """Give paths below `root` without the links that lead to another one of them."""
    paths = list(paths)
    targets = {path: os.path.realpath(path) for path in paths if is_link(path)}
    top = os.path.realpath(root)
    taken = {os.path.join(top, relative(p, root)): p for p in paths if p not in targets}  # noqa: PTH118
    kept = []
    for path in paths:
        first = taken.setdefault(targets[path], path) if path in targets else path
        if first == path:
            kept.append(path)
        else:
            left_out(path, f"a link to {shown(relative(first, root))}")
    return kept


def why_not_in_use(path: Path, root: Path) -> str:
    """Say why a file is not in use, by its name and the folders between it and the given one.

    Empty if it is, and for standard input.
    """
    if path == STDIN:
        return ""
    between: Sequence[str] = path.relative_to(root).parts if path.is_relative_to(root) else ()
    if reason := _under_unused(between[:-1]):
        return reason
    if path.name.lower().endswith(_COPY_ENDINGS):
        return "not in use: a backup copy"
    if any(os.path.exists(path.parent / name) for name in _STOP_FILES):  # noqa: PTH110
        return "not in use: DO_NOT_START is beside it"
    return ""


def _under_unused(folders: Sequence[str]) -> str:
    for folder in folders:
        if folder.lower().strip("._- ") in _UNUSED_FOLDERS:
            return f"not in use: it is under {folder}"
    return ""


def in_use(paths: Sequence[Path]) -> tuple[list[Path], list[Skip]]:
    """Part given paths into those to read and those that are not in use, by their names.

    A single path is meant. Of several, as a shell gives for `*`, each is looked at as if the folder
    above them all had been given; if none would be left, all are meant.
    """
    whole = {path: Path(os.path.abspath(path)) for path in paths if path != STDIN}  # noqa: PTH100
    top = Path(os.path.commonpath(whole.values())) if whole else Path()
    skips: dict[Path, Skip] = {}
    for path, absolute in whole.items():
        at = absolute.relative_to(top)
        reason = _under_unused(at.parts) if is_folder(path) else why_not_in_use(absolute, top)
        if reason:
            skips[path] = Skip(shown(at.as_posix()), reason)
    left = [path for path in paths if path not in skips]
    return (left, [*skips.values()]) if left else (list(paths), [])


class GivenFile(NamedTuple):
    """A file that was given, or that stands in a folder that was."""

    path: Path
    root: Path
    """The given folder, or the folder of the given file."""
    in_folder: bool
    """True if the folder was given, and not the file itself."""

    @property
    def name(self) -> str:
        """The path as things name it; empty for standard input."""
        return relative(self.path, self.root)

    @property
    def shown(self) -> str:
        """The path as skips name it."""
        return shown(self.name)

    def why_not_in_use(self) -> str:
        """Say why it is not in use; empty if it is, and for standard input."""
        return why_not_in_use(self.path, self.root)

    def read(self) -> str:
        """Give its text. Raises `UnreadableError`."""
        return read_text(self.path, self.root)


def given_files(
    paths: Iterable[Path], is_wanted: Callable[[str], bool], finding: Finding
) -> Iterator[GivenFile]:
    """Give each file of some paths; of a folder, those whose name in small letters is wanted.

    What cannot be searched becomes a skip of `finding`. Raises `SourceError` if a path does not
    exist.
    """
    for given in paths:
        root = root_of(given)
        in_folder = root == given != STDIN
        left_out = skipping(finding, root)
        found = [given] if given == STDIN else walk(given, left_out)
        if in_folder:
            wanted = (path for path in found if is_wanted(path.name.lower()))
            found = once(wanted, root, left_out)
        for path in found:
            yield GivenFile(path, root, in_folder)
