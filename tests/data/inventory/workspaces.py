"""Open workspaces for tests."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from labtui.data.framework.questions import QUESTIONS
from labtui.data.inventory.conflicts import ConflictError, Resolution
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from tests.data.labs import TODAY

HOMELAB = Path(__file__).parents[1].joinpath("homelab.toml").read_bytes()

ANSWERED = """\
[[systems]]
id = "a"
name = "A"
owners = { os = "you", hardware = "you" }
changed = 2026-01-02
smell_test = { date = 2026-01-01, restore = "yes", detect = "yes", understand = "yes", rebuild = "yes", own = "yes" }
[[systems.history]]
date = 2026-01-01
event = "assessed"
level = "2"
"""  # noqa: E501


"""A full smell test from when it was something else."""


ALL_YES = {f"smell_test.{question}": "yes" for question in QUESTIONS}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inventory.toml"


def opened(path: Path, data: bytes | str = HOMELAB, **kwargs: Any) -> Workspace:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Workspace(Store(path, path.parent / "backups", create=False), TODAY, **kwargs)


def written(path: Path, id: str) -> dict[str, Any]:
    """A system as the file has it."""
    systems = tomllib.loads(path.read_text())["systems"]
    return next(system for system in systems if system["id"] == id)


def save_resolving_for_ours(workspace: Workspace) -> None:
    """Save what others gave other values, have ours hold, and take in the rest."""
    with pytest.raises(ConflictError) as refused:
        workspace.save()
    workspace.save([Resolution(conflict, "ours") for conflict in refused.value.conflicts])
    workspace.apply_external()


def backup_contents(path: Path) -> list[bytes]:
    """Give what the backups hold, oldest first."""
    return [copy.read_bytes() for copy in sorted((path.parent / "backups").glob("*.toml"))]
