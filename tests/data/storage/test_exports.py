"""Exports: what is written, what is replaced, and what is left alone."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from labtui.data.storage.exports import LIST, removed_by, write_folder, write_report
from labtui.errors import StoreError
from tests.data.storage.files import failing


def contents(folder: Path) -> dict[str, str]:
    """The files of a folder, but for the list."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_text() for name, path in found.items() if name != LIST}


def test_a_folder_is_made_replaced_and_rid_of_what_is_no_longer_exported(tmp_path: Path) -> None:
    folder, inventory = tmp_path / "wiki", tmp_path / "lab.toml"
    inventory.touch(0o644)
    first = {"index.md": "one\n", "systems/a.md": "a\n", "systems/b.md": "b\n"}
    write_report(folder, first, inventory)
    assert contents(folder) == first
    (folder / "mine.md").write_text("mine")
    (folder / "systems" / "b.md").write_text("changed by a person")
    untouched = (folder / "systems" / "a.md").stat().st_ino
    write_report(folder, {"index.md": "two\n", "systems/a.md": "a\n"}, inventory)
    assert contents(folder) == {
        "index.md": "two\n",
        "systems/a.md": "a\n",
        "systems/b.md": "changed by a person",
        "mine.md": "mine",
    }
    assert (folder / "systems" / "a.md").stat().st_ino == untouched
    assert removed_by(folder, {"index.md": "two\n"}) == 1
    assert write_report(folder, {"index.md": "two\n"}, inventory) == 1
    assert not (folder / "systems" / "a.md").exists()
    assert removed_by(folder, first) == removed_by(tmp_path / "new", first) == 0
    assert removed_by(folder, "one text") == 0
    with pytest.raises(StoreError, match="was changed since labtui wrote it"):
        write_report(folder, first, inventory)
    (folder / "systems" / "b.md").write_text("b\n")
    write_report(folder, first, inventory)
    assert contents(folder) == {**first, "mine.md": "mine"}
    (folder / "systems" / "b.md").unlink()
    write_report(folder, {"index.md": "two\n"}, inventory)
    assert contents(folder) == {"index.md": "two\n", "mine.md": "mine"}


@pytest.mark.parametrize("kind", ["other", "changed", "link", "folder"])
def test_nothing_is_written_where_a_file_is_not_labtuis(kind: str, tmp_path: Path) -> None:
    folder, inventory = tmp_path / "wiki", tmp_path / "lab.toml"
    index = folder / "index.md"
    folder.mkdir()
    if kind == "changed":
        write_folder(folder, {"index.md": "one\n"}, inventory)
        index.write_text("changed")
    elif kind == "other":
        index.write_text("other")
    elif kind == "link":
        index.symlink_to(inventory)
    else:
        index.mkdir()
    before = contents(folder)
    with pytest.raises(StoreError, match="Move it away, or export to another folder"):
        write_folder(folder, {"a.md": "a\n", "index.md": "two\n"}, inventory)
    assert contents(folder) == before


def test_an_export_that_was_cut_short_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, inventory = tmp_path / "wiki", tmp_path / "lab.toml"
    write_folder(folder, {"a.md": "1\n", "b.md": "1\n", "c.md": "1\n"}, inventory)
    real, replaced = Path.replace, []

    def replace(path: Path, target: Path) -> Path:
        replaced.append(target.name)
        if target.name == "b.md":
            raise OSError(errno.ENOSPC, "full")
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(StoreError, match="disk full"):
            write_folder(folder, {"a.md": "2\n", "b.md": "2\n"}, inventory)
    assert replaced == [LIST, "a.md", "b.md"]
    assert contents(folder) == {"a.md": "2\n", "b.md": "1\n", "c.md": "1\n"}
    write_folder(folder, {"a.md": "3\n", "b.md": "3\n"}, inventory)
    assert contents(folder) == {"a.md": "3\n", "b.md": "3\n"}


def test_a_list_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder, inventory = tmp_path / "wiki", tmp_path / "lab.toml"
    write_folder(folder, {"a.md": "a\n"}, inventory)
    outside = tmp_path / "out.md"
    outside.write_text("a\n")
    line = (folder / LIST).read_text().splitlines()[-1]
    assert line.endswith("  a.md")
    for path in ("../out.md", str(outside)):
        with (folder / LIST).open("a") as listed:
            listed.write(line.replace("a.md", path) + "\n")
    write_folder(folder, {"b.md": "b\n"}, inventory)
    assert outside.read_text() == "a\n"
    assert contents(folder) == {"b.md": "b\n"}


@pytest.mark.parametrize(("inventory", "folder"), [(0o600, 0o700), (0o644, 0o755)])
def test_a_folder_is_open_to_those_who_may_read_the_inventory(
    inventory: int, folder: int, tmp_path: Path
) -> None:
    file, made = tmp_path / "lab.toml", tmp_path / "wiki"
    file.touch()
    file.chmod(inventory)
    write_folder(made, {"systems/a.md": "a\n"}, file)
    assert stat.S_IMODE(made.stat().st_mode) == folder
    assert stat.S_IMODE((made / "systems").stat().st_mode) == folder
    mode = stat.S_IMODE((made / "systems" / "a.md").stat().st_mode)
    assert mode == (0o600 if folder == 0o700 else 0o644)


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "lab.toml"
    file.touch()
    for path in (file, tmp_path / "no" / "wiki"):
        with pytest.raises(StoreError, match="not written"):
            write_folder(path, {"a.md": "a\n"}, file)
    monkeypatch.setattr(os, "write", failing(errno.ENOSPC))
    with pytest.raises(StoreError, match="disk full"):
        write_folder(tmp_path / "wiki", {"a.md": "a\n"}, file)
