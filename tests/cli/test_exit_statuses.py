"""The exit statuses, as one table: situation, command line, status."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from labtui.data.storage import locks
from labtui.data.storage.backups import Backups
from tests.cli.helpers import Labtui
from tests.data.storage.files import failing, is_directory

TEXT = """\
schema = 1
[[systems]]
id = "a"
name = "A"
relied_on_for = ["data"]
[[systems]]
id = "b"
name = "B"
runs_on = "c"
status = "retired"
"""
INLINE = 'systems = [{id = "a", name = "A"}]\n'


class Place:
    """A home with an inventory at the usual place and a safety copy of it, and versions of it."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        self.home, self.patch, self.stack = home, patch, stack
        self.file = home / ".config" / "labtui" / "inventory.toml"
        self.file.parent.mkdir(parents=True)
        self.file.write_text(TEXT)
        self.copy("schema = 1\n")
        patch.chdir(home)
        (home / "base.toml").write_text(TEXT)
        (home / "ours.toml").write_text(TEXT.replace('"A"', '"Mine"'))
        (home / "theirs.toml").write_text(TEXT.replace('"A"', '"Theirs"'))
        (home / "other.toml").write_text(TEXT.replace('"B"', '"Other"'))

    def copy(self, text: str) -> None:
        backups = self.home / ".local" / "state" / "labtui" / "backups"
        Backups(backups, self.file, lambda _: True).add(text.encode())

    def full(self) -> None:
        descriptor = os.open("/dev/full", os.O_WRONLY)
        self.patch.setattr(sys, "stdout", self.stack.enter_context(os.fdopen(descriptor, "w")))


def as_usual(place: Place) -> None:
    """An inventory, a safety copy, and an output that takes everything."""


def output_full(place: Place) -> None:
    """Standard output takes nothing."""
    place.full()


def another_shape(place: Place) -> None:
    place.file.write_text(INLINE)


def another_shape_output_full(place: Place) -> None:
    place.file.write_text(INLINE)
    place.full()


def closed_pipe(place: Place) -> None:
    """Who read standard output has gone."""
    reads, writes = os.pipe()
    os.close(reads)
    place.patch.setattr(sys, "stdout", place.stack.enter_context(os.fdopen(writes, "w")))


def missing(place: Place) -> None:
    """No inventory at the usual place, and no copy of one."""
    place.file.unlink()


def lost(place: Place) -> None:
    place.copy(TEXT)
    place.file.unlink()


def empty(place: Place) -> None:
    place.file.write_text("")


def broken(place: Place) -> None:
    place.file.write_text("[[systems]]\nid =\n")


def newer(place: Place) -> None:
    place.file.write_text(TEXT.replace("schema = 1", "schema = 2"))


def problems(place: Place) -> None:
    """Wrong and unknown keys, and an id used twice."""
    place.file.write_text(TEXT.replace('"b"', '"a"') + "colour = 1\nexposure = 3\n")


def locked(place: Place) -> None:
    """Another program locks the directory of the inventory."""
    place.patch.setattr(locks, "LOCK_WAIT", 0.0)
    descriptor = os.open(place.file.parent, os.O_RDONLY)
    place.stack.callback(os.close, descriptor)
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def file_locked(place: Place) -> None:
    """Another program locks the inventory itself."""
    place.patch.setattr(locks, "LOCK_WAIT", 0.0)
    place.patch.setattr(locks, "READ_WAIT", 0.0)
    file = place.stack.enter_context(place.file.open())
    fcntl.flock(file, fcntl.LOCK_EX)


def disk_fails_last(place: Place) -> None:
    """The file is replaced, and its directory cannot be written to disk."""
    state = place.home / ".local"

    def fails(descriptor: int) -> bool:
        directory = Path(f"/dev/fd/{descriptor}").resolve()
        return is_directory(descriptor) and not directory.is_relative_to(state)

    place.patch.setattr(os, "fsync", failing(errno.EIO, fails))


WRITING = {
    "set a purpose=learning": 3,
    "add C": 3,
    "log a incident once": 3,
    "remove a": 3,
    "restore 1": 3,
}

TABLE: list[tuple[Callable[[Place], None], dict[str, int]]] = [
    (
        as_usual,
        {
            **dict.fromkeys(WRITING, 0),
            "--version": 0,
            "--help": 0,
            "set --help": 0,
            "paths": 0,
            "list": 0,
            "list --json": 0,
            "show a": 0,
            "matrix": 0,
            "impact a": 0,
            "check": 0,
            "check --proven": 0,
            "check --fail-on critical": 1,
            "check a --fail-on notice --json": 1,
            "check b --fail-on notice": 0,
            "restore": 0,
            "restore 1 --diff": 0,
            "doctor": 0,
            "export json": 0,
            "export json -o out.json": 0,
            "export csv a --filter status:active": 0,
            "export markdown -o wiki": 0,
            "merge base.toml ours.toml base.toml": 0,
            "merge base.toml ours.toml other.toml": 0,
            "merge base.toml ours.toml theirs.toml": 1,
            "set a": 2,
            "set x purpose=learning": 2,
            "set a purpos=learning": 2,
            "add A --id a": 2,
            "log a nothing": 2,
            "remove x": 2,
            "restore 9": 2,
            "show x": 2,
            "impact b": 2,
            "check x": 2,
            "check --fail-on worst": 2,
            "list --level 9": 2,
            "export xml": 2,
            "export json -o no/where.json": 2,
            "export json -o .": 2,
            "export markdown": 2,
            "export markdown -o no/where": 2,
            "export csv x": 2,
            "export csv --filter nothing-like-it": 2,
            "merge base.toml ours.toml none.toml": 2,
            "doctor --convert": 2,
            "nothing": 2,
            "list --nothing": 2,
            "list --file none.toml": 2,
            "add C --file new.toml": 0,
            "--as-of someday list": 2,
            "open a": 2,
            "": 2,
        },
    ),
    (
        output_full,
        {
            **WRITING,
            "merge base.toml ours.toml theirs.toml": 3,
            "merge base.toml ours.toml other.toml": 0,
            "export json -o out.json": 0,
            "export json": 2,
            "list": 2,
            "check --fail-on critical": 2,
            "set a name=A": 2,
            "set x purpose=learning": 2,
            "restore": 2,
            "--version": 2,
        },
    ),
    (another_shape, {"list": 0, "doctor": 2, "doctor --convert": 0, "set a name=B": 2}),
    (another_shape_output_full, {"doctor --convert": 3}),
    (closed_pipe, {"set a purpose=learning": 0, "list": 0, "check --fail-on critical": 1}),
    (
        missing,
        {
            "list": 0,
            "check": 0,
            "matrix": 0,
            "export json": 0,
            "check --fail-on critical": 2,
            "show a": 2,
            "set a name=B": 2,
            "log a incident": 2,
            "add C": 0,
            "restore 1": 0,
        },
    ),
    (lost, {"list": 0, "doctor": 2, "add C": 2, "add C --new-file": 0, "restore 1": 0}),
    (empty, {"list": 0, "check --fail-on notice": 2, "remove a": 2, "add C": 0}),
    (broken, {"list": 2, "check": 2, "set a name=B": 2, "add C": 2, "doctor": 2, "restore 1": 0}),
    (newer, {**dict.fromkeys(WRITING, 2), "list": 0, "show a": 0, "check --fail-on critical": 1}),
    (problems, {"check": 0, "set a purpose=learning": 2, "add C": 0}),
    (locked, {**dict.fromkeys(WRITING, 2), "list": 0, "check": 0, "export json -o out.json": 0}),
    (file_locked, {**dict.fromkeys(WRITING, 2), "list": 0, "check": 0, "export json -o o.json": 0}),
    (disk_fails_last, {**WRITING, "export json -o out.json": 3, "list": 0}),
]


@pytest.mark.parametrize(("situation", "statuses"), TABLE, ids=[row[0].__name__ for row in TABLE])
def test_exit_statuses(
    situation: Callable[[Place], None],
    statuses: dict[str, int],
    tmp_path_factory: pytest.TempPathFactory,
    labtui: Labtui,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {}
    for words, status in statuses.items():
        home = tmp_path_factory.mktemp("home")
        with monkeypatch.context() as patch, ExitStack() as stack:
            patch.setenv("HOME", str(home))
            place = Place(home, patch, stack)
            situation(place)
            files = [place.file, *home.glob("*.toml")]
            before = [path.read_bytes() if path.exists() else None for path in files]
            found[words] = labtui(*words.split()).status
            after = [path.read_bytes() if path.exists() else None for path in files]
            if status == 2:
                assert after == before, f"{words} says that nothing was written"
            if status == 3 and "export" not in words:
                assert after != before, f"{words} says that it was written"
    assert found == statuses
