"""Which inventory a command reads, and what it says of one it cannot read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from labtui.cli import inventory
from tests.cli.helpers import (
    Labtui,
    written,
)


def test_no_inventory_at_the_usual_place_is_an_empty_one(labtui: Labtui, home: Path) -> None:
    place = home / ".config" / "labtui" / "inventory.toml"
    said = labtui("check")
    assert (said.status, said.lines[0]) == (0, "No systems.")
    assert said.err == f"{place}: there is no such file; labtui add NAME adds the first system\n"
    assert labtui("list", "--json").json["systems"] == []
    assert labtui("export", "json").json == {"schema": 1, "systems": []}
    assert labtui("check", "--brief").out == f"0 systems in {place}\n"
    assert list(home.rglob("*.toml")) == []


@pytest.mark.parametrize(
    "words", [("list",), ("set", "a", "purpose=learning"), ("log", "a", "added")]
)
def test_a_named_file_that_is_not_there_is_an_error(words: tuple[str, ...], labtui: Labtui) -> None:
    said = labtui("--file", "nowhere.toml", *words)
    assert said.status == 2
    assert "nowhere.toml not found. Use --file FILE or labtui add NAME." in said.err


def test_the_paths(labtui: Labtui, home: Path) -> None:
    lines = labtui("paths").lines
    assert [line.split("  ")[0] for line in lines] == [
        "inventory",
        "settings",
        "safety copies",
        "state",
        "parse cache",
        "output cache",
    ]
    assert all(str(home) in line for line in lines)


@pytest.mark.parametrize("command", ["list", "check", "matrix", "export json"])
def test_a_file_that_does_not_parse_is_refused(command: str, labtui: Labtui, home: Path) -> None:
    file = written(home, '[[systems]]\nid = "a"\nname = x\n')
    said = labtui(*command.split(), "--file", file)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"labtui: {file}:3:8: Invalid value")


def test_another_shape_can_be_read_but_not_changed(labtui: Labtui, home: Path) -> None:
    file = written(home, 'systems = [{id = "a", name = "A"}]\n')
    said = labtui("list", "--json", "--file", file)
    assert said.status == 0
    assert [system["id"] for system in said.json["systems"]] == ["a"]
    assert said.err.startswith(f"{file}:1:1: warning: ")
    refused = labtui("set", "a", "purpose=learning", "--file", file)
    assert refused.status == 2
    assert "can only be read" in refused.err
    assert refused.err.count("\n") == 1


def test_problems_are_warnings_and_stop_nothing(labtui: Labtui, home: Path) -> None:
    file = written(
        home,
        '[[systems]]\nid = "a"\nname = "A"\npurpos = "learning"\n\n[[systems]]\nid = "a"\n',
    )
    said = labtui("check", "--json", "--file", file)
    assert said.status == 0
    first, second, third = said.err.splitlines()
    assert first.startswith(f"{file}:4: warning: a: unknown key purpos, kept")
    assert first.endswith("Did you mean purpose?")
    assert {f"{file}:6", f"{file}:7"} >= {":".join(x.split(":")[:2]) for x in (second, third)}
    problem = said.json["problems"][0]
    assert problem == {
        "line": 4,
        "key": "purpos",
        "id": "a",
        "message": problem["message"],
        "nearest": "purpose",
    }
    assert labtui("set", "a", "purpose=learning", "--file", file).status == 2
    assert labtui("add", "B", "--file", file).status == 0


def test_what_can_be_read_is_a_good_copy() -> None:
    assert inventory.is_readable_copy(b"schema = 1\n")
    assert inventory.is_readable_copy(b'systems = [{id = "a"}]\n')
    assert not inventory.is_readable_copy(b"schema = \n")


def test_a_large_inventory_is_told_the_same_whatever_is_kept_of_it(
    labtui: Labtui, home: Path
) -> None:
    more = "".join(f'\n[[systems]]\nid = "s{n}"\nname = "S{n}"\n' for n in range(700))
    file = written(home, more)
    as_ever = labtui("check", "--file", file)
    kept = home / ".local" / "state" / "labtui" / "parsed"
    (first,) = kept.iterdir()
    assert labtui("check", "--file", file) == as_ever
    first.write_bytes(b"not what it was")
    assert labtui("check", "--file", file) == as_ever
    shutil.rmtree(kept)
    kept.write_bytes(b"a file in place of the directory")
    assert labtui("check", "--file", file) == as_ever
    written(home, more.replace('"S7"', '"Seven"'))
    assert "Seven" in labtui("show", "s7", "--file", file).out
