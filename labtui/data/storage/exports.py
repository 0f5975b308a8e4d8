"""Write exports: a file, or a folder of files of which labtui keeps a list.

In a folder only what is as labtui wrote it is replaced or removed. Its list names each file with
the digest of what was written.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from labtui.data.storage.atomic_write import atomic_write, sweep
from labtui.data.storage.digests import digest_of
from labtui.data.storage.directories import open_directory, sync_directory
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.snapshots import Snapshot, status_of
from labtui.data.storage.store import NOT_SYNCED
from labtui.errors import StoreError, WrittenError

LIST = ".labtui-export"
"""The list in a folder: a line for each file, its digest and its path."""

_HEAD = "# Written by labtui export, which replaces and removes these files alone.\n"


_MOVE = "labtui wrote it. Move it away, or export to another folder."
_NOT_OURS = "not from labtui. Move it away, or export to another folder."


def write_report(path: Path, report: str | Mapping[str, str], inventory: Path) -> int:
    """Write an export of one text to a file, of several to a folder. Raises StoreError.

    Returns how many files of the last export were removed.
    """
    if isinstance(report, str):
        write_file(path, report, inventory)
        return 0
    return write_folder(path, report, inventory)


def removed_by(path: Path, report: str | Mapping[str, str]) -> int:
    """How many files of the last export are removed when this one is written. Raises StoreError."""
    if isinstance(report, str):
        return 0
    with translate_os_errors(path, "not read"):
        written = _listed(path / LIST)
        now = {name: _content(path / name) for name in written.keys() - report.keys()}
        return len(_gone(written, now, now))


def write_file(path: Path, text: str, inventory: Path) -> None:
    """Write an export; when this returns, it has reached the disk.

    A file is replaced whole. A device or a pipe is written to. Raises StoreError.
    """
    target, source = Path(os.path.realpath(path)), Path(os.path.realpath(inventory))
    data = text.encode()
    with translate_os_errors(path, "not written"):
        if target == source or (target.exists() and source.exists() and target.samefile(source)):
            raise StoreError(f"{path}: this is the inventory itself; export to another file")
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        sweep(target.parent, f".{target.name}")
        _replace(target, data, status_of(source))
        _sync(target.parent)


def write_folder(folder: Path, files: Mapping[str, str], inventory: Path) -> int:
    """Write the files of an export, by their paths in the folder, and remove those of the last one.

    Returns how many were removed. The folder is made where it is not there. Raises StoreError, and
    has written nothing then, for a file that is there and that labtui did not write, or that was
    changed since.
    """
    with translate_os_errors(folder, "not written"):
        source = status_of(Path(os.path.realpath(inventory)))
        _make(folder, source)
        written = _listed(folder / LIST)
        new = {path: text.encode() for path, text in files.items()}
        now = {path: _content(folder / path) for path in {**written, **new}}
        for path, data in new.items():
            _check(folder / path, now[path], data, written.get(path, ()))
        digests = {path: {digest_of(data)} for path, data in new.items()}
        both = {path: {*written.get(path, ()), *digests.get(path, ())} for path in now}
        # If this is cut short, both what was there and what was meant count as labtui's.
        _write_list(folder, both, source)
        changed = {path: data for path, data in new.items() if now[path] != data}
        places = {above for path in changed for above in PurePosixPath(path).parents}
        for above in sorted(places):
            _make(folder / above, source)
            sweep(folder / above, ".")
        for path, data in changed.items():
            _replace(folder / path, data, source)
        for above in places:
            _sync(folder / above)
        rest = written.keys() - new.keys()
        gone = _gone(written, rest, now)
        for path in gone:
            (folder / path).unlink()
        left = {path: written[path] for path in rest.difference(gone) if now[path] is not None}
        _write_list(folder, {**digests, **left}, source)
        return len(gone)


def _gone(
    written: Mapping[str, Iterable[str]], rest: Iterable[str], now: Mapping[str, bytes | None]
) -> list[str]:
    """Those of the files no longer exported that are still as labtui wrote them."""
    contents = ((path, now[path]) for path in rest)
    return [
        path for path, data in contents if data is not None and digest_of(data) in written[path]
    ]


def _check(path: Path, now: bytes | None, new: bytes, written: Iterable[str]) -> None:
    """Raise StoreError for a file that is not to be replaced."""
    if now is not None and now != new and digest_of(now) not in written:
        was = f"was changed since {_MOVE}" if written else f"is there, and {_NOT_OURS}"
        raise StoreError(f"{path}: {was}")


def _content(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. Raises OSError, and StoreError for others."""
    try:
        is_file = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return None
    if not is_file:
        raise StoreError(f"{path}: is there, and {_NOT_OURS}")
    return path.read_bytes()


def _make(folder: Path, inventory: os.stat_result | None) -> None:
    """Make a folder, whose parent is there, that others may enter if they may read the files."""
    if not folder.is_dir():
        folder.mkdir(0o700 if _is_private(inventory) else 0o755)
        with open_directory(folder.parent) as parent:
            sync_directory(parent)


def _listed(path: Path) -> dict[str, set[str]]:
    """The digests of the files that labtui wrote into a folder, by path; none without a list."""
    found: dict[str, set[str]] = {}
    for line in (_content(path) or b"").decode(errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        is_inside = name and not name.startswith("/") and ".." not in PurePosixPath(name).parts
        if is_inside and not line.startswith("#"):
            found.setdefault(name, set()).add(digest)
    return found


def _write_list(
    folder: Path, digests: Mapping[str, Iterable[str]], inventory: os.stat_result | None
) -> None:
    lines = [f"{digest}  {path}\n" for path in sorted(digests) for digest in sorted(digests[path])]
    data = (_HEAD + "".join(lines)).encode()
    if _content(folder / LIST) != data:
        _replace(folder / LIST, data, inventory)
        _sync(folder)


def _replace(target: Path, data: bytes, inventory: os.stat_result | None) -> None:
    """Replace a file whole; its folder has to be synced."""
    old = status_of(target)
    atomic_write(target, data, Snapshot(None, old), mode=_mode(old, inventory))


def _sync(folder: Path) -> None:
    """Write the entries of a folder to disk. Raises WrittenError: the files are there."""
    with open_directory(folder) as directory, translate_os_errors(folder, NOT_SYNCED, WrittenError):
        sync_directory(directory)


def _is_private(inventory: os.stat_result | None) -> bool:
    return inventory is None or not inventory.st_mode & stat.S_IROTH


def _mode(old: os.stat_result | None, inventory: os.stat_result | None) -> int:
    """The mode of an export: a new one is for others only if they may read the inventory.

    One that is there keeps its readers, so that another program can be allowed to read it.
    """
    if old is not None:
        return 0o600 | (old.st_mode & 0o044)
    if _is_private(inventory):
        return 0o600
    umask = os.umask(0o077)
    os.umask(umask)
    return 0o644 & ~umask
