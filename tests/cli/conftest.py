"""A home of its own for each test, and commands run in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from labtui.cli.main import main
from tests.cli.helpers import DAY, HOMELAB, Labtui, Said, written


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in which no inventory is named and the width is 80."""
    for name in (
        "LABTUI_FILE",
        *("NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS"),
        *("XDG_CONFIG_HOME", "XDG_STATE_HOME"),
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def labtui(home: Path, capsys: pytest.CaptureFixture[str]) -> Labtui:
    def run(*words: str) -> Said:
        status = main(words)
        out, err = capsys.readouterr()
        return Said(status, out, err)

    return run


@pytest.fixture
def lab(home: Path) -> str:
    """A copy of the homelab."""
    file = home / "lab.toml"
    file.write_bytes(HOMELAB.read_bytes())
    return str(file)


@pytest.fixture
def on(labtui: Labtui, lab: str) -> Labtui:
    """Run a command on the homelab as of the day it is written for."""
    return lambda *words: labtui("--file", lab, "--as-of", DAY, *words)


@pytest.fixture
def mixed(home: Path) -> str:
    return written(
        home,
        "".join(
            f'[[systems]]\nid = "{id}"\nname = "{id}"\nstatus = "{status}"\n'
            'owners = { hardware = "you", os = "you" }\n'
            for id, status in (("a", "active"), ("p", "planned"), ("r", "retired"))
        ),
    )
