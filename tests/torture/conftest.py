"""How much is tried, what that needs of the machine, and the figures at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

FULL = os.environ.get("LABTUI_TORTURE") == "full"
"""All of it, rather than what fits into a few minutes."""

SEED = int(os.environ.get("LABTUI_SEED", "0")) or int.from_bytes(os.urandom(4))
"""What all chance comes of; LABTUI_SEED repeats a run."""


def bounded(few: int, full: int) -> int:
    """How often to try something."""
    return full if FULL else few


def rng(name: str) -> Random:
    """Chance of its own for a test, the same for the same seed."""
    return Random(f"{SEED} {name}")


def needs(*programs: str) -> None:
    """Fail, rather than pass silently, where the machine lacks what shows anything."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.fail(f"{', '.join(missing)} not found; install it: apt-get install strace e2fsprogs")


def needs_root() -> None:
    """Fail where mounting is not for us."""
    if os.geteuid() != 0:
        pytest.fail("this mounts file systems: run it as root")


class Tally:
    """What a test counted, for the summary."""

    def __init__(self, record) -> None:
        self._record = record

    def __call__(self, **counts: object) -> None:
        self._record("figures", ", ".join(f"{n.replace('_', ' ')} {v}" for n, v in counts.items()))


@pytest.fixture
def figures(record_property) -> Iterator[Tally]:
    """Takes what is to stand in the summary."""
    return Tally(record_property)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A directory the inventory has for itself."""
    place = tmp_path / "lab"
    place.mkdir()
    return place


def pytest_report_header() -> str:
    return f"torture: {'full' if FULL else 'bounded'}, LABTUI_SEED={SEED}"


def pytest_configure(config: pytest.Config) -> None:
    # Workers of xdist take the seed from here, so that the header tells the one they go by.
    os.environ["LABTUI_SEED"] = str(SEED)


def pytest_terminal_summary(terminalreporter) -> None:
    terminalreporter.section(f"figures (seed {SEED})")
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "figures":
                    test = report.nodeid.rpartition("/")[2]
                    terminalreporter.write_line(f"{test} {outcome}: {value}")
