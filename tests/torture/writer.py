"""A program that edits and saves over and over, and says what it has saved: to be killed.

    python -m tests.torture.writer HOW INVENTORY STATE FIRST COUNT

Writes version FIRST, then the next, COUNT of them. HOW is `labtui`, or one of the ways to lose a
file that the suite must notice: `truncate`, `unsynced`, `boaster`.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.errors import LabtuiError
from tests.data.labs import TODAY

SYSTEM = "vaultwarden"
BEGIN, END = "/torture-begin", "/torture-end"
"""Asked for around each save, so that it can be found in a trace."""


def opened(path: Path, state: Path) -> Workspace:
    """The inventory as labtui opens it."""
    return Workspace(Store(path, state / "backups", create=False), TODAY)


def turn(workspace: Workspace, version: int) -> None:
    """Make the edit of one version."""
    workspace.edit({SYSTEM: {"notes": note(version)}})


def note(version: int) -> str:
    """What a version says; most are shorter than the one before, so that a tail may be left."""
    return f"version {version} " + "x" * (-version % 7)


class Versions:
    """What the file may be: as it was, or any version, byte for byte."""

    def __init__(self, path: Path, state: Path) -> None:
        """Take the file as it is for version 0."""
        workspace = opened(path, state)
        self.original = workspace.document.data
        turn(workspace, 1)
        self._first = workspace.document.data

    def __getitem__(self, version: int) -> bytes:
        """The bytes of a version."""
        return (
            self._first.replace(note(1).encode(), note(version).encode())
            if version
            else self.original
        )

    def number(self, data: bytes) -> int | None:
        """Which version this is; None for none of them."""
        found = re.search(rb"version (\d+)", data)
        version = int(found[1]) if found else 0
        return version if data == self[version] else None


def _truncate(path: Path, data: bytes) -> None:
    with path.open("wb", buffering=512) as file:
        for start in range(0, len(data), 512):
            file.write(data[start : start + 512])


def _unsynced(path: Path, data: bytes) -> None:
    new = path.with_name("new")
    new.write_bytes(data)
    new.replace(path)


def _mark(name: str) -> None:
    os.access(name, os.F_OK)


def _say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def main() -> None:
    """Write versions."""
    how, path, state, first, count = sys.argv[1], *map(Path, sys.argv[2:4]), *map(int, sys.argv[4:])
    workspace = opened(path, state)
    _say("ready")
    for version in range(first, first + count):
        turn(workspace, version)
        if how == "boaster":
            _say(f"saved {version}")
        _mark(BEGIN)
        try:
            if how == "truncate":
                _truncate(path, workspace.document.data)
            elif how == "unsynced":
                _unsynced(path, workspace.document.data)
            else:
                workspace.save()
        except LabtuiError as error:
            _mark(END)
            kept = "kept" if workspace.unsaved else "lost"
            held = hashlib.sha256(path.read_bytes()).hexdigest()
            _say(f"refused {version} {kept} {held} {error}")
            workspace.save()  # the cause is gone by now
        _mark(END)
        if how != "boaster":
            _say(f"saved {version}")


if __name__ == "__main__":
    main()
