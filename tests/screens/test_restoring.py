"""Getting back what was, converting, and saving elsewhere, by keys and to the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.data.storage.backups import Backups
from labtui.widgets.bars import TitleBar
from tests.screens.conftest import HOMELAB, Open

BROKEN = b"schema = 1\n[[systems]]\nid = 'a'\nname = \n[[systems]]\nid = 'b'\nname = 'B'\n"
INLINE = b"schema = 1 # mine\nsystems = [{id = 'a', name = 'A'}]\n"
CONVERTED = b'# mine\n\nschema = 1\n\n[[systems]]\nid = "a"\nname = "A"\n'


def copy_of(place: Path, data: bytes, *, readable: bool = True) -> None:
    """Have a safety copy of the inventory in `place`, as an earlier session would have made it."""
    Backups(place / "backups", place / "inventory.toml", lambda _: readable).add(data)


def copies(place: Path) -> list[bytes]:
    return [copy.read_bytes() for copy in sorted((place / "backups").glob("*.toml"))]


async def test_a_file_that_does_not_parse_is_shown_in_part_and_a_copy_brought_back(
    open_app: Open, tmp_path: Path
) -> None:
    copy_of(tmp_path, HOMELAB.read_bytes())
    async with open_app(BROKEN) as s:
        await s.sees("line 4, column 8", "E opens the file", "F6 restores")
        assert s.names == ["B"]
        await s.press("f6")
        await s.sees("Restore which copy?", f"{len(HOMELAB.read_bytes()):,} bytes")
        await s.press("enter")
        await s.sees("12 systems", "as it was on")
        await s.saved()
        assert "line 4" not in s.text
        assert s.file == HOMELAB.read_bytes()
        await s.press("u")
        await s.sees("Nothing to undo.")
    assert BROKEN in copies(tmp_path)


async def test_bringing_back_a_copy_can_be_undone(open_app: Open, tmp_path: Path) -> None:
    copy_of(tmp_path, CONVERTED)
    copy_of(tmp_path, b"broken", readable=False)
    async with open_app() as s:
        await s.press("f6")
        await s.sees("Restore which copy?")
        await s.press("enter")
        await s.sees("as it was on")
        await s.saved()
        assert s.file == CONVERTED
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_nothing_is_brought_back_where_there_is_none_or_none_is_picked(
    open_app: Open, tmp_path: Path
) -> None:
    async with open_app() as s:
        await s.press("f6")
        await s.sees("No safety copies yet")
        copy_of(tmp_path, INLINE)
        (damaged,) = (tmp_path / "backups").glob("*.toml")
        damaged.write_bytes(BROKEN)
        await s.press("f6")
        await s.sees("1 damaged copy left out")
        copy_of(tmp_path, CONVERTED)
        await s.press("f6")
        await s.sees("Restore which copy? 1 damaged copy left out", f"{len(CONVERTED)} bytes")
        assert f"{len(BROKEN)} bytes" not in s.text
        await s.press("escape")
        (tmp_path / "backups").rename(tmp_path / "away")
        (tmp_path / "backups").touch()
        await s.press("f6")
        await s.sees("cannot be listed")
        assert s.file == s.before


async def test_another_shape_is_converted_once_that_is_wanted(
    open_app: Open, tmp_path: Path
) -> None:
    async with open_app(INLINE) as s:
        await s.sees("line 2", "C converts it")
        await s.press("C")
        await s.sees("Convert it. A safety copy is kept")
        await s.press("escape")
        assert s.file == INLINE
        await s.press("C", "c")
        await s.saved()
        assert s.file == CONVERTED
        assert copies(tmp_path) == [INLINE]
        await s.press("e")
        await s.sees("Editing A")


async def test_there_is_nothing_to_convert_in_a_usual_file(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("C")
        assert "Convert" not in s.text
        await s.press(":")
        await s.type("convert")
        await s.sees("nothing matches")


async def test_what_cannot_be_saved_can_be_saved_elsewhere_on_quitting(
    open_app: Open, tmp_path: Path
) -> None:
    there = tmp_path / "there.toml"
    there.write_bytes(b"theirs")
    async with open_app() as s:
        await s.press("t", "p")
        await s.saved()
        today = s.file
        await s.press("u")
        await s.saved()
        s.path.write_bytes(b"")
        await s.press("ctrl+r", "q")
        await s.sees("Save as another file")
        await s.press("e", "escape")
        await s.sees("Save as another file")
        await s.press("e")
        await s.type(str(there))
        await s.press("enter")
        await s.sees("This file exists")
        await s.press("ctrl+u")
        await s.type(str(tmp_path / "nowhere" / "x.toml"))
        await s.press("enter")
        await s.sees("There is no directory")
        for unusable in ("~nobody-of-that-name/x.toml", f"/{'x' * 300}/x.toml"):
            await s.press("ctrl+u")
            await s.type(unusable)
            await s.press("enter")
            await s.sees("It cannot be used")
        await s.press("ctrl+u")
        await s.type(str(tmp_path / "mine.toml"))
        await s.press("enter")
        await s.quits()
    assert (tmp_path / "mine.toml").read_bytes() == today
    assert s.file == b""
    assert there.read_bytes() == b"theirs"


async def test_what_a_newer_labtui_wrote_is_shown_and_neither_changed_nor_replaced(
    open_app: Open, tmp_path: Path
) -> None:
    copy_of(tmp_path, CONVERTED)
    async with open_app(b"schema = 99\n[[systems]]\nid = 'a'\nname = 'A'\n") as s:
        await s.sees("written by a newer labtui; update this one", "E opens the file")
        assert "read-only" in s.app.screen.query_one(TitleBar).place
        assert "F6 restores" not in s.text
        assert s.names == ["A"]
        await s.press("f6")
        await s.sees("Restore which copy?")
        await s.press("enter")
        await s.sees("can only be read: line 1: schema is above 1")
        await s.saved()
        assert s.file == s.before


async def test_a_file_that_a_newer_labtui_writes_meanwhile_is_not_written_over(
    open_app: Open,
) -> None:
    async with open_app() as s:
        newer = s.before.replace(b"schema = 1", b"schema = 2")
        s.path.write_bytes(newer)
        await s.press("t", "p")
        await s.saved()
        await s.sees("Not saved: ", "schema is above 1: written by a newer")
        await s.press("f5", "r")
        await s.sees("line 2: schema is above 1", "E opens the file")
        assert s.file == newer


@pytest.mark.parametrize(("data", "said"), [(None, "is not there"), (b"", "has no systems")])
async def test_an_empty_start_with_copies_says_so(
    data: bytes | None, said: str, open_app: Open, tmp_path: Path
) -> None:
    copy_of(tmp_path, HOMELAB.read_bytes())
    copy_of(tmp_path, b"schema = 1\n")
    async with open_app(data) as s:
        await s.sees(f"inventory.toml {said}", "has 12 systems", "F6")
        await s.press("f6")
        await s.sees("Restore which copy?")
        await s.press("down", "enter")
        await s.sees("12 systems", "as it was on")
        await s.saved()
        assert s.file == HOMELAB.read_bytes()


async def test_where_no_copy_can_be_kept_the_user_decides(open_app: Open, tmp_path: Path) -> None:
    async with open_app() as s:
        (tmp_path / "backups").write_text("in the way")
        await s.press("t", "p")
        await s.saved()
        await s.sees("Not saved: No safety copy can be kept. Ctrl+S to choose.")
        await s.press("ctrl+s")
        await s.sees("Save without a safety copy?", "exists", "Do not save yet")
        await s.press("escape")
        assert s.file == s.before
        await s.press("q")
        await s.sees("Save without a safety copy?")
        await s.press("escape")
        await s.sees("Save as another file")
        await s.press("escape", "ctrl+s", "w")
        await s.saved()
        await s.sees("Saved, without a safety copy")
        assert s.file != s.before


async def test_a_forced_exit_saves_without_a_copy_rather_than_not_at_all(
    open_app: Open, tmp_path: Path
) -> None:
    async with open_app() as s:
        (tmp_path / "backups").write_text("in the way")
        await s.press("t", "p")
        await s.saved()
        s.app.leaving.save_without_asking()
        assert s.file != s.before
        assert s.app.leaving.unsaved_notice.startswith("Saved without a safety copy: ")


async def test_fewer_systems_in_the_file_are_shown_where_no_copy_can_be_kept(
    open_app: Open, tmp_path: Path
) -> None:
    async with open_app() as s:
        (tmp_path / "backups").write_text("in the way")
        s.path.write_bytes(CONVERTED)
        await s.sees("No safety copy can be kept. Ctrl+S to choose.")
        await s.press("ctrl+s", "w")
        await s.sees("1 system")
        assert s.names == ["A"]
        assert s.file == CONVERTED


async def test_what_a_newer_labtui_writes_is_shown_as_it_is_written(open_app: Open) -> None:
    async with open_app(CONVERTED) as s:
        s.path.write_bytes(CONVERTED.replace(b"schema = 1", b"schema = 2").replace(b'"A"', b'"B"'))
        await s.sees("line 3: schema is above 1")
        assert s.names == ["B"]
        await s.press("t")
        await s.saved()
        s.path.write_bytes(CONVERTED)
        await s.until(lambda: s.names == ["A"], "shown")
        await s.press("t", "p")
        await s.until(lambda: b"patched" in s.file, "saved")
