"""What an operating system error means to a person."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labtui.errors import StoreError

_REMEDIES = {
    errno.ENOSPC: "disk full. Free some space.",
    errno.EDQUOT: "disk quota used up. Free some space.",
    errno.EROFS: "the file system is read-only. Remount it for writing.",
    errno.EACCES: "permission denied. ls -l shows who may write there.",
    errno.EPERM: "not permitted. Check ls -l, and lsattr for a locked file.",
    errno.EIO: "the disk failed. Save elsewhere and check it.",
    errno.EFBIG: "larger than files may be. Check ulimit -f.",
    errno.EBUSY: "it is a mount of its own. Mount its directory instead.",
    errno.ENAMETOOLONG: "its name is too long. Use a shorter one.",
}
"""What an error means and what would help. Other errors keep the system's own words."""

UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""Errors of calls that a file system does not support."""


@contextmanager
def translate_os_errors(
    path: Path, failure: str, kind: type[StoreError] = StoreError
) -> Iterator[None]:
    """Turn an OSError of the `with` block into a StoreError, of that `kind`.

    Its message names `path`, says what failed (`failure`) and why, and what would help.
    """
    try:
        yield
    except OSError as error:
        reason = _REMEDIES.get(error.errno or 0) or f"{(error.strerror or str(error)).lower()}."
        raise kind(f"{path}: {failure}: {reason}") from error
