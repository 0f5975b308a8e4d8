"""Digests of bytes, and the names of what the program keeps about one inventory."""

import os
from pathlib import Path


def digest_of(data: bytes) -> str:
    """Give 16 hexadecimal digits that other bytes do not have."""
    from hashlib import sha256  # slow to import, and what only reads needs none

    return sha256(data).hexdigest()[:16]


def prefix_of(target: Path) -> str:
    """Give what the names of all files begin with that are kept about `target`, a resolved path."""
    return f"{target.stem}-{digest_of(os.fsencode(target))[:8]}-"
