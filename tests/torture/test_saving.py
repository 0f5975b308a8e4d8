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
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Place:
    """Where an inventory is saved over and over."""

    file: Path
    state: Path
    linked: bool = False
    """Whether it has another name, so that it is written over instead of being replaced."""

    def fresh(self) -> None:
        """Put the inventory, and what labtui keeps for itself, back to the start."""
        subprocess.run(["rm", "-rf", self.state, *self.file.parent.iterdir()], check=True)
        self.file.write_bytes(HOMELAB.read_bytes())
        if self.linked:
            self.other_name.unlink(missing_ok=True)
            self.other_name.hardlink_to(self.file)

    @property
    def other_name(self) -> Path:
        return self.file.parent.with_name("other name.toml")

    def versions(self) -> Versions:
        self.fresh()
        return Versions(self.file, self.state)

    def command(self, how: str, first: int = 1, count: int = SAVES) -> list[str]:
        writer = [sys.executable, "-m", "tests.torture.writer"]
        return [*writer, how, str(self.file), str(self.state), str(first), str(count)]

    def verdict(self, saved: int, expected: Versions) -> str:
        """What became of the file: whole, torn, or older than was acknowledged."""
        if self.linked:
            opened(self.file, self.state)  # the next start finishes what was cut short
            assert self.other_name.samefile(self.file)
        version = expected.number(self.file.read_bytes() if self.file.exists() else b"")
        if version is None:
            return "torn"
        return "whole" if version >= saved else "lost"


@pytest.fixture
def replaced(place: Path, tmp_path: Path) -> Place:
    return Place(place / "inventory.toml", tmp_path / "state")


@pytest.fixture(params=["replaced", "written over"])
def either(request: pytest.FixtureRequest, replaced: Place) -> Place:
    return replace(replaced, linked=request.param == "written over")


def ran(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    # Each run makes the same calls in the same order, as long as nothing is left to chance.
    env = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=60)


def calls_of_saves(how: str, place: Place) -> list[Call]:
    """The system calls a writer makes while it saves, from a run of it."""
    needs("strace")
    place.fresh()
    log = place.file.parent.with_name("trace")
    done = ran(["strace", "-o", str(log), *place.command(how)])
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


def injected(what: str, call: Call, how: str, place: Place) -> subprocess.CompletedProcess[str]:
    """Run a writer, with something done to one of its calls."""
    place.fresh()
    name, number = call
    tampering = ["-e", f"trace={name}", "-e", f"inject={name}:{what}:when={number}"]
    return ran(["strace", "-o", os.devnull, *tampering, *place.command(how)])


def some(calls: list[Call], few: int) -> list[Call]:
    """All calls, or as many of them, spread evenly."""
    return calls if FULL else calls[:: max(1, len(calls) // few)]


def acknowledged(output: str) -> int:
    """The last version that was said to be saved; 0 for none."""
    return max((int(n) for n in re.findall(r"^saved (\d+)$", output, re.MULTILINE)), default=0)


def killed_at_each_call(how: str, place: Place, few: int) -> Counter[str]:
    """What becomes of the file when the writer is killed at each call of a save."""
    expected = place.versions()
    calls = calls_of_saves(how, place)
    found = Counter(calls=len(calls))
    cutting = [call for call in calls if call[0] == "ftruncate"]
    for call in dict.fromkeys([*some(calls, few), *cutting]):
        done = injected("signal=KILL", call, how, place)
        found["kills"] += done.returncode == -signal.SIGKILL
        found["cut_short"] += expected.number(place.file.read_bytes()) is None
        found[place.verdict(acknowledged(done.stdout), expected)] += 1
        if how == "labtui":
            opened(place.file, place.state)
            left = [path.name for path in place.file.parent.iterdir() if path != place.file]
            assert not left, f"{call} left {left}"
    return found


class TestKilledAtEachCall:
    def test_labtui_neither_tears_nor_loses(self, either: Place, figures) -> None:
        found = killed_at_each_call("labtui", either, few=45)
        figures(**found)
        assert found["torn"] == found["lost"] == 0
        assert found["kills"] == found["whole"] >= 35
        assert (found["cut_short"] > 0) == either.linked

    @pytest.mark.parametrize(("how", "harm"), [("truncate", "torn"), ("boaster", "lost")])
    def test_control_is_caught(self, how: str, harm: str, replaced: Place, figures) -> None:
        found = killed_at_each_call(how, replaced, few=12)
        figures(**found)
        assert found[harm] > 0


def killed_at_random(how: str, times: int, place: Place) -> Counter[str]:
    """What becomes of the file when the writer is killed at some moment, again and again."""
    expected = place.versions()
    chance = rng(f"kills {how}")
    found: Counter[str] = Counter()
    version = 0
    for _ in range(times):
        with subprocess.Popen(
            place.command(how, version + 1, 400), stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            # Saves are waited for, and the time after one only spreads where in the next it ends.
            output = "".join(writer.stdout.readline() for _ in range(chance.randint(0, 4)))
            time.sleep(chance.uniform(0, 0.02))
            writer.kill()
            output += writer.stdout.read()
        saved = acknowledged(output) or version
        found["saves"] += saved - version
        found["killed"] += writer.returncode == -signal.SIGKILL
        found["cut_short"] += expected.number(place.file.read_bytes()) is None
        outcome = place.verdict(saved, expected)
        found[outcome] += 1
        if outcome != "whole":
            place.file.write_bytes(expected.original)
            version = 0
        else:
            version = expected.number(place.file.read_bytes()) or 0
    return found


class TestKilledAtRandom:
    def test_labtui_neither_tears_nor_loses(self, either: Place, figures) -> None:
        times = bounded(50, 500)
        found = killed_at_random("labtui", times, either)
        figures(**found)
        assert found["whole"] == found["killed"] == times
        assert found["saves"] > times
        assert found["cut_short"] == 0 or either.linked

    def test_control_truncating_is_caught(self, replaced: Place, figures) -> None:
        found = killed_at_random("truncate", 20, replaced)
        figures(**found)
        assert found["torn"] > 0


LIE = "retval=7"
"""Says that seven bytes were written, and writes none."""


def tries(calls: list[Call]) -> Iterator[tuple[str, Call]]:
    """What to do to which call: each error to each; or each in turn, to some. And lies to writes.

    But for closing, which strace would keep from happening: Linux closes whatever it reports.
    """
    calls = [call for call in calls if call[0] != "close"]
    for number, call in enumerate(some(calls, 45)):
        for error in ERRORS if FULL else (ERRORS[number % len(ERRORS)],):
            yield f"error={error}", call
    yield from ((LIE, call) for call in calls if call[0] == "write")


class TestErrors:
    def test_each_error_at_each_call(self, either: Place, figures) -> None:
        file, state = either.file, either.state
        expected = either.versions()
        found: Counter[str] = Counter()
        for what, call in tries(calls_of_saves("labtui", either)):
            done = injected(what, call, "labtui", either)
            where = f"{what} at {call}:\n{done.stdout}\n{done.stderr}"
            assert done.returncode == 0, where
            assert not done.stderr, where
            found["lies" if what == LIE else "errors"] += 1
            refusals = re.findall(r"^refused (\d+) (\w+) (\w*) (.*)$", done.stdout, re.MULTILINE)
            assert len(refusals) == 1 if what == LIE else len(refusals) <= 1, where
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

    def test_control_truncating_is_caught(self, replaced: Place) -> None:
        expected = replaced.versions()
        calls = [call for call in calls_of_saves("truncate", replaced) if call[0] == "write"]
        done = injected("error=ENOSPC", calls[1], "truncate", replaced)
        assert done.returncode != 0
        assert replaced.verdict(0, expected) == "torn"
