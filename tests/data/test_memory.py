"""What the app remembers, and that nothing hangs on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.data.memory import Memory


def test_what_was_kept_is_recalled(tmp_path: Path) -> None:
    path = tmp_path / "state" / "remembered.toml"
    memory = Memory.recalled(path)
    assert memory == Memory(path, "levels")
    memory.matrix_view = "map"
    memory.keep()
    assert Memory.recalled(path).matrix_view == "map"


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
    [b"", b"\xff", b"matrix_view =", b"matrix_view = 3", b'matrix_view = "x"', b"matrix_view = []"],
)
def test_what_cannot_be_used_counts_as_never_kept(tmp_path: Path, kept: bytes) -> None:
    path = tmp_path / "remembered.toml"
    path.write_bytes(kept)
    assert Memory.recalled(path).matrix_view == "levels"


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    memory = Memory.recalled(tmp_path / "state" / "remembered.toml")
    memory.matrix_view = "map"
    memory.keep()
    assert (tmp_path / "state").read_bytes() == b""
