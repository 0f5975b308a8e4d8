"""Where no safety copy can be kept, a command says so, and saves if that is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.helpers import Labtui, written

TEXT = '[[systems]]\nid = "a"\nname = "A"\n'


@pytest.fixture(autouse=True)
def in_the_way(home: Path) -> None:
    """A file where the directory of the safety copies would have to be."""
    (home / ".local").write_text("in the way")


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("set a name=B", TEXT),
        ("add B", TEXT),
        ("log a incident", TEXT),
        ("remove a", TEXT),
        ("doctor --convert", 'systems = [{id = "a"}]\n'),
    ],
)
def test_it_is_refused_with_a_way_on(command: str, text: str, labtui: Labtui, home: Path) -> None:
    file = written(home, text)
    said = labtui(*command.split(), "--file", file)
    assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)
    assert "nothing saved, since no copy of the old file could be kept" in said.err
    assert said.err.endswith(" --without-copy saves anyway.\n")
    assert Path(file).read_text() == text
    said = labtui(*command.split(), "--file", file, "--without-copy")
    assert said.status == 0
    assert f"{file}: warning: saved without a safety copy: " in said.err
    assert "so nothing saved" not in said.err
    assert "kept as a copy" not in said.out
    assert Path(file).read_text() != text


def test_reading_needs_no_state(labtui: Labtui, home: Path) -> None:
    file = written(home, TEXT)
    for command in ("list", "check", "show a", "export json"):
        said = labtui(*command.split(), "--file", file)
        assert (said.status, said.err) == (0, "")
    assert "the file is empty" in labtui("list", "--file", written(home, "")).err
