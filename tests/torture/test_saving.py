"""A save that is killed, at each of its system calls and at any moment, loses and tears nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from tests.screens.conftest import HOMELAB
from tests.torture.conftest import FULL, bounded, needs, rng
from tests.torture.writer import BEGIN, END, Versions, opened

SAVES = 2
"""The first save of a session also copies the old file; the second does not."""

ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EROFS", "EACCES")
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")
_OF_THE_INTERPRETER = frozenset({"brk", "mmap", "munmap", "mremap", "madvise", "futex"})
"""Calls that come and go with the addresses a process gets; not part of saving."""

Call = tuple[str, int]
"""The nth call of a name in the whole life of the writer."""


@pytest.fixture
def file(place: Path) -> Path:
    return place / "inventory.toml"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def command(how: str, file: Path, state: Path, first: int = 1, count: int = SAVES) -> list[str]:
    return [sys.executable, "-m", "tests.torture.writer", how, *map(str, (file, state)), str(first), str(count)]  # fmt: skip # noqa: E501


def fresh(file: Path, state: Path) -> None:
    """Put the inventory, and what labtui keeps for itself, back to the start."""
    subprocess.run(["rm", "-rf", state, *file.parent.iterdir()], check=True)
    file.write_bytes(HOMELAB.read_bytes())


def ran(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    # Each run makes the same calls in the same order, as long as nothing is left to chance.
    env = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=60)


def calls_of_saves(how: str, file: Path, state: Path) -> list[Call]:
    """The system calls a writer makes while it saves, from a run of it."""
    needs("strace")
    fresh(file, state)
    log = file.parent.parent / "trace"
    done = ran(["strace", "-o", str(log), *command(how, file, state)])
    if "ptrace" in done.stderr.lower() or "not permitted" in done.stderr:
        pytest.fail(f"this machine does not let strace trace: {done.stderr}")
    assert done.returncode == 0, done.stderr
    counts: Counter[str] = Counter()
    found, within = [], False
    for line in log.read_text(errors="replace").splitlines():
        name = _CALL.match(line)
        if name is None:
            continue
        counts[name[1]] += 1
        if BEGIN in line or END in line:
            within = BEGIN in line
        elif within and name[1] not in _OF_THE_INTERPRETER:
            found.append((name[1], counts[name[1]]))
    return found


def injected(what: str, call: Call, how: str, file: Path, state: Path):
    """Run a writer, with something done to one of its calls."""
    fresh(file, state)
    name, number = call
    tampering = ["-e", f"trace={name}", "-e", f"inject={name}:{what}:when={number}"]
    return ran(["strace", "-o", os.devnull, *tampering, *command(how, file, state)])


def some(calls: list[Call], few: int) -> list[Call]:
    """All calls, or as many of them, spread evenly."""
    return calls if FULL else calls[:: max(1, len(calls) // few)]


def acknowledged(output: str) -> int:
    """The last version that was said to be saved; 0 for none."""
    return max((int(n) for n in re.findall(r"^saved (\d+)$", output, re.MULTILINE)), default=0)


def verdict(data: bytes, saved: int, expected: Versions) -> str:
    """What became of the file: whole, torn, or older than was acknowledged."""
    version = expected.number(data)
    if version is None:
        return "torn"
    return "whole" if version >= saved else "lost"


def killed_at_each_call(how: str, file: Path, state: Path, few: int) -> Counter[str]:
    """What becomes of the file when the writer is killed at each call of a save."""
    fresh(file, state)
    expected = Versions(file, state)
    calls = calls_of_saves(how, file, state)
    found = Counter(calls=len(calls))
    for call in some(calls, few):
        done = injected("signal=KILL", call, how, file, state)
        found["kills"] += done.returncode == -signal.SIGKILL
        found[verdict(file.read_bytes(), acknowledged(done.stdout), expected)] += 1
        if how == "labtui":
            opened(file, state)
            left = [path.name for path in file.parent.iterdir() if path != file]
            assert not left, f"{call} left {left}"
    return found


class TestKilledAtEachCall:
    def test_labtui_neither_tears_nor_loses(self, file: Path, state: Path, figures) -> None:
        found = killed_at_each_call("labtui", file, state, few=45)
        figures(**found)
        assert found["torn"] == found["lost"] == 0
        assert found["kills"] == found["whole"] >= 35

    @pytest.mark.parametrize(("how", "harm"), [("truncate", "torn"), ("boaster", "lost")])
    def test_control_is_caught(self, how: str, harm: str, file: Path, state: Path, figures) -> None:
        found = killed_at_each_call(how, file, state, few=12)
        figures(**found)
        assert found[harm] > 0


def killed_at_random(how: str, times: int, file: Path, state: Path) -> Counter[str]:
    """What becomes of the file when the writer is killed at some moment, again and again."""
    fresh(file, state)
    expected = Versions(file, state)
    chance = rng(f"kills {how}")
    found: Counter[str] = Counter()
    version = 0
    for _ in range(times):
        with subprocess.Popen(
            command(how, file, state, version + 1, 400), stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.1))
            writer.kill()
            output = writer.stdout.read()
        saved = acknowledged(output) or version
        found["saves"] += saved - version
        found["killed"] += writer.returncode == -signal.SIGKILL
        outcome = verdict(file.read_bytes(), saved, expected)
        found[outcome] += 1
        if outcome != "whole":
            file.write_bytes(expected.original)
            version = 0
        else:
            version = expected.number(file.read_bytes()) or 0
    return found


class TestKilledAtRandom:
    def test_labtui_neither_tears_nor_loses(self, file: Path, state: Path, figures) -> None:
        times = bounded(50, 500)
        found = killed_at_random("labtui", times, file, state)
        figures(**found)
        assert found["whole"] == found["killed"] == times
        assert found["saves"] > times

    def test_control_truncating_is_caught(self, file: Path, state: Path, figures) -> None:
        found = killed_at_random("truncate", 20, file, state)
        figures(**found)
        assert found["torn"] > 0


def tries(calls: list[Call]) -> Iterator[tuple[str, Call]]:
    """Each error at each call; or each error in turn, at some of them.

    But for closing, which strace would keep from happening: Linux closes whatever it reports.
    """
    calls = [call for call in calls if call[0] != "close"]
    for number, call in enumerate(some(calls, 45)):
        for error in ERRORS if FULL else (ERRORS[number % len(ERRORS)],):
            yield error, call


class TestErrors:
    def test_each_error_at_each_call(self, file: Path, state: Path, figures) -> None:
        fresh(file, state)
        expected = Versions(file, state)
        found: Counter[str] = Counter()
        for error, call in tries(calls_of_saves("labtui", file, state)):
            done = injected(f"error={error}", call, "labtui", file, state)
            where = f"{error} at {call}:\n{done.stdout}\n{done.stderr}"
            assert done.returncode == 0, where
            assert not done.stderr, where
            found["errors"] += 1
            refusals = re.findall(r"^refused (\d+) (\w+) (\w*) (.*)$", done.stdout, re.MULTILINE)
            assert len(refusals) <= 1, where
            for version, kept, held, message in refusals:
                found["refused"] += 1
                assert kept == "kept", where
                old_or_new = (expected[int(version) - 1], expected[int(version)])
                assert held in [sha256(data).hexdigest() for data in old_or_new], where
                assert "inventory" in message or str(state) in message, where
            assert acknowledged(done.stdout) == SAVES, where
            assert file.read_bytes() == expected[SAVES], where
            opened(file, state)
            assert list(file.parent.iterdir()) == [file], where
        figures(**found)
        assert found["refused"] > 15

    def test_control_truncating_is_caught(self, file: Path, state: Path) -> None:
        fresh(file, state)
        expected = Versions(file, state)
        calls = [call for call in calls_of_saves("truncate", file, state) if call[0] == "write"]
        done = injected("error=ENOSPC", calls[1], "truncate", file, state)
        assert done.returncode != 0
        assert verdict(file.read_bytes(), 0, expected) == "torn"
