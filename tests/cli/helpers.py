"""Run commands in tests, and labs to print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labtui.cli.commands.check import check_lines
from labtui.cli.page import Page
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from tests.data.labs import Raw, owners

HOMELAB = Path(__file__).parents[1] / "data" / "homelab.toml"
DAY = "2026-11-21"
PAGE = Page()


@dataclass
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Labtui = Callable[..., Said]


def written(home: Path, text: str) -> str:
    file = home / "written.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def raw(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.title(), **facts}


def mine(id: str, **facts: object) -> Raw:
    return raw(id, owners=owners(), **facts)


def in_order(found: Lab, *within: str) -> list[Assessment]:
    """The assessments in the order the systems were given."""
    known = found.assessments
    return [known[id] for id in found.systems if id in known and (id in within or not within)]


def checked(found: Lab, *within: str, page: Page = PAGE) -> str:
    return "\n".join(check_lines(found, in_order(found, *within), page))


def in_fresh_python(home: Path, *words: str, **env: str) -> list[str]:
    """Run an interpreter of its own, which must succeed; the lines of its standard error."""
    homes = {"XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    said = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **homes, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert said.returncode == 0, said.stderr
    return said.stderr.splitlines()
