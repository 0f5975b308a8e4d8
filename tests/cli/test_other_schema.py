"""A file of another schema is read and shown, and no command writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.data.storage.backups import Backups
from tests.cli.helpers import Labtui, written

WORDS = {"99": "written by a newer labtui", '"1"': "schema is not the number 1; correct it"}


@pytest.fixture(params=WORDS)
def schema(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def file(home: Path, schema: str) -> str:
    return written(home, f'schema = {schema}\n[[systems]]\nid = "a"\nname = "A"\ncolour = "red"\n')


def test_it_is_read(labtui: Labtui, file: str, schema: str) -> None:
    for command in ("list --json", "check --json", "show a --json", "matrix", "impact a"):
        said = labtui(*command.split(), "--file", file)
        assert said.status == 0, command
        assert "a" in said.out
        warnings = said.err.splitlines()
        assert len(warnings) == 2, "it is said once, and so is the unknown key"
        assert WORDS[schema] in warnings[0]
        assert ":1:1: warning: " in warnings[0]
    assert labtui("list", "--json", "--file", file).json["problems"][0]["key"] == "schema"


@pytest.mark.parametrize(
    "command",
    [
        "set a purpose=learning",
        "add B",
        "log a incident",
        "remove a",
        "restore 1",
        "restore --unreadable 1",
        "doctor --convert",
    ],
)
def test_no_command_writes_it(command: str, labtui: Labtui, file: str, schema: str) -> None:
    before = Path(file).read_bytes()
    backups = Path(labtui("paths").lines[2].split("  ")[1].strip())
    Backups(backups, Path(file), lambda _: True).add(b"schema = 1\n")
    said = labtui(*command.split(), "--file", file)
    assert (said.status, said.out) == (2, "")
    assert WORDS[schema] in said.err
    assert said.err.count("\n") == 1
    assert Path(file).read_bytes() == before


@pytest.mark.parametrize("other", [1, 2])
def test_it_is_not_merged(labtui: Labtui, home: Path, file: str, schema: str, other: int) -> None:
    usual = home / "usual.toml"
    usual.write_text("schema = 1\n")
    versions = [str(usual)] * 3
    versions[other] = file
    said = labtui("merge", *versions)
    assert said.status == 2
    assert WORDS[schema] in said.err
    assert usual.read_text() == "schema = 1\n"
    assert "colour" in Path(file).read_text()
