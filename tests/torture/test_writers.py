"""Four programs edit one file at once: no edit of any is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.torture.conftest import bounded
from tests.torture.writer import opened

WRITERS = 4
SYSTEMS = 5
"""Each writer has as many of its own, and one fact of a system that all share."""


def inventory() -> bytes:
    names = [f"w{writer}-{n}" for writer in range(WRITERS) for n in range(SYSTEMS)]
    systems = [
        f'[[systems]]\nid = "{name}"\nname = "{name}"\nnotes = "0"\n' for name in ("shared", *names)
    ]
    return "\n".join(systems).encode()


def write(how: str, file: Path, state: Path, writer: int, edits: int) -> None:
    """Make edits, one save each."""
    workspace = opened(file, state)
    facts = ["location", "description", "url", "teardown"]
    for number in range(1, edits + 1):
        changes = {
            f"w{writer}-{number % SYSTEMS}": {"notes": str(number)},
            "shared": {facts[writer]: str(number)},
        }
        workspace.edit(changes)
        if how == "careless":
            file.write_bytes(workspace.document.data)
            continue
        workspace.save()
        workspace.apply_external()


def raced(how: str, files: list[Path], state: Path, edits: int) -> Counter[str]:
    """Let them write a file, each by one of its names; what is lost of it."""
    file, *others = files
    file.write_bytes(inventory())
    for other in others:
        other.hardlink_to(file)
    command = [sys.executable, "-m", "tests.torture.test_writers", how]
    running = [
        subprocess.Popen(
            [*command, *map(str, (files[writer % len(files)], state, writer, edits))],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        for writer in range(WRITERS)
    ]
    found: Counter[str] = Counter(edits=edits * WRITERS)
    for process, (_, err) in [(process, process.communicate(timeout=300)) for process in running]:
        if how == "labtui":
            assert process.returncode == 0, err
    systems = {raw["id"]: raw for raw in tomllib.loads(file.read_text())["systems"]}
    facts = ["location", "description", "url", "teardown"]
    for writer in range(WRITERS):
        found["lost"] += systems["shared"].get(facts[writer]) != str(edits)
        for n in range(SYSTEMS):
            last = max(i for i in range(edits + 1) if i % SYSTEMS == n or i == 0)
            found["lost"] += systems[f"w{writer}-{n}"]["notes"] != str(last)
    return found


@pytest.mark.parametrize("directories", [1, 2])
def test_no_edit_is_lost(directories: int, place: Path, tmp_path: Path, figures) -> None:
    files = [place / "inventory.toml", tmp_path / "inventory.toml"][:directories]
    found = raced("labtui", files, tmp_path / "state", bounded(25, 100))
    figures(**found)
    assert found["lost"] == 0
    assert list(place.iterdir()) == files[:1]


def test_control_careless_writers_are_caught(place: Path, tmp_path: Path, figures) -> None:
    found: Counter[str] = Counter()
    for _ in range(5):
        try:
            found = raced("careless", [place / "inventory.toml"], tmp_path / "state", 25)
        except ValueError:  # torn
            found = Counter(lost=1)
        if found["lost"]:
            break
    figures(**found)
    assert found["lost"] > 0


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
