"""What the app remembers, and that nothing hangs on it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from labtui.data.analysis.query import Query
from labtui.data.preferences.ui_state import UiState


def test_what_was_kept_is_recalled(tmp_path: Path) -> None:
    path = tmp_path / "state" / "remembered.toml"
    ui_state = UiState.load(path)
    assert ui_state == UiState(path, matrix_view="levels")
    ui_state.matrix_view, ui_state.theme = "map", "light"
    ui_state.list_query = Query("nas prod", "risk", reverse=True)
    ui_state.save()
    assert UiState.load(path) == ui_state


def test_marks_and_the_cursor_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    ui_state = UiState(path, list_query=Query(marked=frozenset({"nas"}), current="nas"))
    ui_state.save()
    assert not path.exists(), "there is nothing new to keep"
    ui_state.list_query.sort = "name"
    ui_state.save()
    assert UiState.load(path).list_query == Query(sort="name")


def test_a_filter_that_was_not_wanted_this_time_is_kept_for_the_next(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    UiState(path, list_query=Query("nas")).save()
    ui_state = UiState.load(path)
    ui_state.show_all()
    assert ui_state.list_query.words == ""
    ui_state.save()
    assert UiState.load(path).list_query.words == "nas"
    ui_state.list_query.words = "dns"
    ui_state.save()
    assert UiState.load(path).list_query.words == "dns"


def test_a_filter_is_remembered_for_the_file_it_was_typed_in(tmp_path: Path) -> None:
    path, mine, theirs = tmp_path / "remembered.toml", tmp_path / "mine", tmp_path / "theirs"
    UiState(path, mine, list_query=Query("nas", "name")).save()
    other = UiState.load(path, theirs)
    assert other.list_query == Query(sort="name")
    other.save()
    assert UiState.load(path, mine).list_query.words == "nas"
    other.list_query.words = "dns"
    other.save()
    assert UiState.load(path, mine).list_query.words == ""


def test_nothing_new_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    UiState.load(path).save()
    assert not path.exists()


def test_without_a_path_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    UiState(matrix_view="map").save()
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
    assert UiState.load(path) == UiState(path)


def test_what_can_be_used_is_used(tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    path.write_bytes(b'sort = "name"\nreverse = 1\nfilter = "nas"\nmatrix_view = "x"')
    assert UiState.load(path) == UiState(path, list_query=Query("nas", "name"))


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"")
    ui_state = UiState.load(tmp_path / "state" / "remembered.toml")
    ui_state.matrix_view = "map"
    ui_state.save()
    assert (tmp_path / "state").read_bytes() == b""


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert UiState.load(tmp_path / "pipe") == UiState(tmp_path / "pipe")
