"""Exporting from the app, by keys and to the file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.screens.conftest import HOMELAB, Open, Session

SECRET = b'\n[[systems]]\nid = "leak"\nname = "Leak"\nnotes = "password: hunter2planted"\n'


def ids_in(file: Path) -> list[str]:
    """The ids in a table that was exported."""
    with file.open(newline="") as table:
        return [row["id"] for row in csv.DictReader(table)]


async def choose(s: Session, name: str) -> None:
    """Ask for an export in a format."""
    await s.press("X")
    await s.type(name)
    await s.press("enter")
    await s.sees(f"Write {name} to which")


async def answer(s: Session, path: str) -> None:
    """Give a path instead of the one that is offered."""
    await s.press("ctrl+u")
    await s.type(path)
    await s.press("enter")


async def says(s: Session, words: str) -> None:
    """Wait for a message, wherever it is wrapped: it names a path."""
    await s.until(lambda: words in " ".join(s.text.split()), f"saying {words}")


async def test_what_is_shown_or_marked_is_exported(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    table, wiki = tmp_path / "lab.csv", tmp_path / "wiki"
    async with open_app(HOMELAB.read_bytes() + SECRET) as s:
        await s.press("1", "X")
        await s.sees("Export 13 systems as", "a table with a row a system")
        await s.press("escape")
        await choose(s, "csv")
        await s.sees("Write csv to which file?", "~/lab.csv")
        await s.press("enter")
        await says(s, "13 systems. Masked,")
        await s.sees("leak (notes)")
        assert len(ids_in(table)) == 13
        assert "hunter2planted" not in table.read_text()
        await choose(s, "json")
        await answer(s, "~/lab.json")
        await says(s, "13 systems. Not masked,")
        for name, offered in (("html", "~/lab.html"), ("handover-html", "~/lab-handover.html")):
            await choose(s, name)
            await s.sees(f"Write {name} to which file?", offered)
            await s.press("escape")

        await s.press("slash")
        await s.type("level:3b")
        await s.press("enter", "X")
        await s.sees("of 13 as")
        await s.press("escape")
        await choose(s, "csv")
        await s.press("enter")
        await s.sees("~/lab.csv is there already", "this one stays")
        await s.press("enter")
        await s.sees("Write csv to which file?")
        await s.press("enter")
        await s.sees("is there already")
        await s.press("down", "enter")
        await s.until(lambda: len(ids_in(table)) < 13, "exported again")
        assert ids_in(table)

        await s.press("escape", "g", "space", "X")
        await s.sees("Export 1 system of 13 as")
        await s.press("escape")
        await choose(s, "markdown")
        await answer(s, "~/wiki")
        await says(s, "1 system of 13.")
        assert len([*(wiki / "systems").iterdir()]) == 1
        (wiki / "index.md").write_text("mine")
        await choose(s, "markdown")
        await answer(s, "~/wiki")
        await says(s, "was changed since labtui wrote it")
        assert (wiki / "index.md").read_text() == "mine"
        assert s.file == s.before


async def test_pages_of_the_last_export_go_only_when_that_was_agreed_to(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    systems = tmp_path / "wiki" / "systems"
    async with open_app() as s:
        await s.press("1")
        await choose(s, "markdown")
        await answer(s, "~/wiki")
        await s.sees("Exported to", "12 systems.")
        await s.press("g", "space")
        for keys, left in ((["enter"], 12), (["down", "enter"], 1)):
            await choose(s, "markdown")
            await answer(s, "~/wiki")
            await s.sees("11 files of the last export in", "leave them", "nothing is exported")
            await s.press(*keys)
            await s.until(lambda n=left: len([*systems.iterdir()]) == n, "what is left")
        await s.sees("Removed")


async def test_a_place_that_cannot_be_written_to_is_refused(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "file").touch()
    async with open_app() as s:
        await choose(s, "csv")
        for path, said in (
            ("~/no/where.csv", "There is no folder"),
            ("~", "This is a folder. Give a file in it."),
            ("~nobody-here/x", "It cannot be used"),
        ):
            await answer(s, path)
            await s.sees(said)
        await s.press("ctrl+u", "enter")
        await s.sees("Give a path.")
        await s.press("escape")
        await choose(s, "markdown")
        await answer(s, "~/file")
        await s.sees("This is a file. Give a folder.")


async def test_an_export_can_be_left_and_needs_a_system(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "lab.csv").write_text("mine")
    async with open_app() as s:
        await choose(s, "csv")
        await s.press("escape")
        await choose(s, "csv")
        await s.press("enter")
        await s.sees("is there already")
        await s.press("escape")
        assert (tmp_path / "lab.csv").read_text() == "mine"
        await s.press("slash")
        await s.type("zzz")
        await s.press("enter", "X")
        await s.sees("No system is shown. There is nothing to export.")
