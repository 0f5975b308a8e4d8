"""Importers of many files say what each of them states before the last is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.importers.found import Options
from labtui.importing.sources import importer

SERVICES = "services:\n  {}:\n    image: a\n  {}:\n    image: b\n"

SOURCES = {
    "compose": {
        "home/compose.yml": (SERVICES.format("wiki", "db"), ["wiki", "db"]),
        "work/compose.yml": (SERVICES.format("git", "ci"), ["git", "ci"]),
    },
    "quadlet": {
        "git.container": ("[Container]\nImage=git\n", ["git"]),
        "wiki.container": ("[Container]\nImage=wiki\n", ["wiki"]),
    },
    "proxmox": {
        "nodes/a/lxc/101.conf": ("hostname: dns\n", ["dns"]),
        "nodes/a/qemu-server/100.conf": ("name: vault\nmemory: 512\n", ["vault"]),
    },
}


@pytest.mark.parametrize("source", SOURCES)
def test_names_are_known_as_files_are_read(source: str, tmp_path: Path) -> None:
    stated = SOURCES[source]
    for name, (text, _) in stated.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    steps: list[object] = []
    options = Options(
        progress=steps.append, found=lambda path, names: steps.append((path, [*names]))
    )
    importer(source).read([tmp_path], options)
    shown = [(name, names) for name, (_, names) in stated.items()]
    assert sorted(step for step in steps if isinstance(step, tuple)) == sorted(shown)
    assert isinstance(steps[-1], tuple)
    first = next(number for number, step in enumerate(steps) if isinstance(step, tuple))
    assert any(isinstance(step, str) for step in steps[first:])
