"""A lost inventory does not pass for a clean one, and nothing is started over it in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.data.storage.backups import Backups
from tests.cli.helpers import HOMELAB, Labtui

SYSTEMS = '[[systems]]\nid = "a"\nname = "A"\n[[systems]]\nid = "b"\nname = "B"\n'

NOTHING = ["list", "list --json", "check", "check --brief", "check --json", "matrix"]
NOTHING += ["matrix --json", "export json"]
"""Commands that have nothing to say of an inventory without systems."""

NEEDING = ["check --fail-on critical", "check a", "show a", "impact a", "set a purpose=learning"]
NEEDING += ["log a incident", "remove a", "open a", "assess a", "retire a"]
"""Commands that need a system."""


@pytest.fixture
def place(home: Path) -> Path:
    """The usual place of the inventory, in a directory that is there."""
    place = home / ".config" / "labtui" / "inventory.toml"
    place.parent.mkdir(parents=True)
    return place


@pytest.fixture(params=[None, b"", b"\xef\xbb\xbf\n", b"schema = 1\n"])
def lost(request: pytest.FixtureRequest, place: Path) -> Path:
    """An inventory that is missing, or without systems."""
    if request.param is not None:
        place.write_bytes(request.param)
    return place


def add_copy(path: Path, home: Path, text: str = SYSTEMS) -> None:
    """Have a safety copy of the inventory at `path`, as an earlier session would have made it."""
    backups = home / ".local" / "state" / "labtui" / "backups"
    Backups(backups, path, lambda _: True).add(text.encode())


def test_what_says_nothing_names_the_place_and_the_copy(
    labtui: Labtui, lost: Path, home: Path
) -> None:
    for command in NOTHING:
        said = labtui(*command.split())
        assert said.status == 0, command
        assert said.err.startswith(f"{lost}: "), command
        assert said.err.endswith("; labtui add NAME adds the first system\n"), command
    add_copy(lost, home)
    add_copy(lost, home, "schema = 1\n")
    for command in NOTHING:
        said = labtui(*command.split())
        assert said.status == 0, command
        assert said.err.startswith(f"{lost}: "), command
        assert said.err.endswith(", has 2 systems: labtui restore 2\n"), command


def test_what_needs_a_system_is_an_error_that_names_them_too(
    labtui: Labtui, lost: Path, home: Path
) -> None:
    for command in NEEDING:
        said = labtui(*command.split())
        assert (said.status, said.out) == (2, ""), command
        assert said.err.startswith(f"labtui: {lost}: "), command
        assert said.err.count("\n") == 1, command
    add_copy(lost, home)
    for command in NEEDING:
        said = labtui(*command.split())
        assert said.status == 2, command
        assert said.err.endswith(", has 2 systems: labtui restore 1\n"), command


def test_systems_that_cannot_be_assessed_are_none_for_fail_on(labtui: Labtui, place: Path) -> None:
    place.write_text('[[systems]]\nname = "no id"\n')
    assert labtui("check", "--fail-on", "notice").status == 2
    place.write_text('[[systems]]\nid = "a"\nstatus = "retired"\n')
    assert labtui("check", "--fail-on", "notice").status == 0


def test_a_file_that_was_named_and_is_gone(
    labtui: Labtui, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home / "mine.toml"
    add_copy(path, home)
    monkeypatch.setenv("LABTUI_FILE", str(path))
    said = labtui("list")
    assert said.status == 2
    assert said.err.endswith("has 2 systems: labtui restore 1\n")
    monkeypatch.delenv("LABTUI_FILE")
    said = labtui("list", "--file", str(path))
    assert said.err.endswith(f"has 2 systems: labtui --file {path} restore 1\n")
    assert labtui("add", "C", "--file", str(path)).status == 2
    assert not path.exists()


@pytest.mark.parametrize("data", [None, b"", b" \n"])
def test_nothing_is_added_over_a_lost_file_unless_that_is_wanted(
    data: bytes | None, labtui: Labtui, place: Path, home: Path
) -> None:
    if data is not None:
        place.write_bytes(data)
    add_copy(place, home)
    said = labtui("add", "C")
    assert (said.status, said.out) == (2, "")
    assert "has 2 systems: labtui restore 1; --new-file starts a new" in said.err
    assert data == (place.read_bytes() if place.exists() else None)
    assert labtui("add", "--new-file", "C").status == 0
    assert 'id = "c"' in place.read_text()
    assert labtui("add", "D").status == 0


def test_an_inventory_of_which_all_was_removed_is_not_lost(
    labtui: Labtui, place: Path, home: Path
) -> None:
    labtui("add", "C")
    assert labtui("remove", "c").status == 0
    assert labtui("add", "D").status == 0
    assert place.read_text().startswith("schema = 1\n")


def test_the_doctor_finds_a_lost_file(labtui: Labtui, place: Path, home: Path) -> None:
    assert labtui("doctor").status == 0
    add_copy(place, home)
    said = labtui("doctor")
    assert said.status == 2
    assert "there is no such file; the newest safety copy" in said.out
    place.touch()
    assert "empty; the newest safety copy" in labtui("doctor").out
    place.write_bytes(HOMELAB.read_bytes())
    assert labtui("doctor").status == 0
