"""Digests, whichever implementation of SHA-256 there is."""

import hashlib
import runpy
import sys
from types import SimpleNamespace

import pytest

from labtui.data.storage import digests
from tests.rows import each_row


@each_row("size", [0, digests.LARGE - 1, digests.LARGE])
def test_small_and_large_ones_are_those_of_hashlib(size: int) -> None:
    data = b"x" * size
    assert digests.digest_of(data) == hashlib.sha256(data).hexdigest()[:16]


@each_row(
    ("version", "module", "implementation"),
    [
        ((3, 12), "_sha2", SimpleNamespace(sha256=hashlib.sha256)),
        ((3, 12), "_sha2", None),
        ((3, 11), "_sha256", None),
    ],
)
def test_each_python_has_one(version: tuple[int, int], module: str, implementation: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "version_info", version)
        patch.setitem(sys.modules, module, implementation)  # type: ignore[arg-type]
        again = runpy.run_path(digests.__file__)
    assert again["sha256"] is hashlib.sha256
    assert again["digest_of"](b"labtui") == digests.digest_of(b"labtui")
