"""What the app remembers, and that nothing hangs on it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from labtui.data.listing import Listing
from labtui.data.memory import Memory


def test_what_was_kept_is_recalled(tmp_path: Path) -> None:
    path = tmp_path / "state" / "remembered.toml"
    memory = Memory.recalled(path)
    assert memory == Memory(path, "levels")
    memory.matrix_view, memory.theme = "map", "light"
    memory.listing = Listing("nas prod", "risk", reverse=True)
    memory.keep()
    assert Memory.recalled(path) == memory


def test_marks_and_the_cursor_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    memory = Memory(path, listing=Listing(marked=frozenset({"nas"}), current="nas"))
    memory.keep()
    assert not path.exists(), "there is nothing new to keep"
    memory.listing.sort = "name"
    memory.keep()
    assert Memory.recalled(path).listing == Listing(sort="name")


def test_a_filter_that_was_not_wanted_this_time_is_kept_for_the_next(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    Memory(path, listing=Listing("nas")).keep()
    memory = Memory.recalled(path)
    memory.show_all()
    assert memory.listing.words == ""
    memory.keep()
    assert Memory.recalled(path).listing.words == "nas"
    memory.listing.words = "dns"
    memory.keep()
    assert Memory.recalled(path).listing.words == "dns"


def test_nothing_new_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    Memory.recalled(path).keep()
    assert not path.exists()


def test_without_a_path_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Memory(matrix_view="map").keep()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"\xff",
        b"matrix_view =",
        b'matrix_view = 3\nsort = 3\nfilter = 3\ntheme = 3\nreverse = "yes"',
        b'matrix_view = "x"\nsort = "x"\ntheme = "x"\nreverse = true',
        b"matrix_view = []\nsort = []\nfilter = []\ntheme = []\n[reverse]",
        b'filter = "a\\u0007"',
        b'filter = "' + b"a" * 201 + b'"',
        b"sort = " + b"[" * 10_000,
    ],
)
def test_what_cannot_be_used_counts_as_never_kept(tmp_path: Path, kept: bytes) -> None:
    path = tmp_path / "remembered.toml"
    path.write_bytes(kept)
    assert Memory.recalled(path) == Memory(path)


def test_what_can_be_used_is_used(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    path.write_bytes(b'sort = "name"\nreverse = 1\nfilter = "nas"\nmatrix_view = "x"')
    assert Memory.recalled(path) == Memory(path, listing=Listing("nas", "name"))


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    memory = Memory.recalled(tmp_path / "state" / "remembered.toml")
    memory.matrix_view = "map"
    memory.keep()
    assert (tmp_path / "state").read_bytes() == b""


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert Memory.recalled(tmp_path / "pipe") == Memory(tmp_path / "pipe")
