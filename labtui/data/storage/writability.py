"""Whether a file can be saved, and whether it has to be overwritten instead of replaced."""

import os
from pathlib import Path

from labtui.data.storage.snapshots import status_of
from labtui.errors import StoreError


def check_writable(target: Path, status: os.stat_result | None) -> None:
    """Raise StoreError if the permissions of a file, or of its directory, forbid saving it.

    `status` is that of `target`, a resolved path; None if there is no file yet. A read-only file
    is refused although a rename could replace it: its owner does not want it changed.
    """
    if status is not None:
        if not _is_permitted(target, os.W_OK):
            remedy = "chmod u+w allows saving it, or chattr -i where it is locked."
            raise StoreError(f"{target}: the file is read-only. {_others(target) or remedy}")
        return
    directory = next(part for part in target.parents if part.exists())
    if not _is_permitted(directory, os.W_OK | os.X_OK):
        remedy = _others(directory) or "chmod u+w allows saving there."
        raise StoreError(f"{target}: its directory {directory} is read-only. {remedy}")


def _others(path: Path) -> str | None:
    """Say what else makes a file or directory read-only than the permissions this user gave it."""
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        return "Its file system is mounted so."
    if os.geteuid() not in (0, path.stat().st_uid):
        return "It belongs to another user, who may allow it."
    return None


def overwrite_reason(target: Path, status: os.stat_result) -> str | None:
    """Say why a file has to be overwritten in place, as far as is cheap to tell.

    None if it can be replaced by renaming another file to it.
    """
    if status.st_nlink > 1:
        return f"it has {status.st_nlink} names (hard links), which replacing it would part"
    if os.geteuid() not in (0, status.st_uid):
        return "it belongs to another user, which replacing it would change"
    if not _is_permitted(target.parent, os.W_OK | os.X_OK):
        return f"its directory {target.parent} is read-only"
    return None


def why_overwritten(target: Path) -> str | None:
    """Say why the file at a resolved path has to be overwritten in place, mounts included.

    None if it can be replaced, or is not there. Raises OSError.
    """
    status = status_of(target)
    if status is None:
        return None
    return overwrite_reason(target, status) or (
        "it is a mount of its own" if is_mount(target) else None
    )


def is_mount(target: Path) -> bool:
    """True if a file is a mount of its own, as files in containers often are.

    Only Linux tells; elsewhere this is False, and the rename fails.
    """
    try:
        mounts = Path("/proc/self/mountinfo").read_bytes()
    except OSError:
        return False
    name = os.fsencode(target)
    for escaped in b"\\ \t\n":
        name = name.replace(bytes([escaped]), b"\\%03o" % escaped)
    return any(line.split(b" ", 5)[4] == name for line in mounts.splitlines())


def _is_permitted(path: Path, mode: int) -> bool:
    """True if the permissions of a file or directory allow this user `mode` (`os.W_OK`, …)."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)
