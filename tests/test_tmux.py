"""The installed `labtui` inside tmux, as people on a server run it, with a window that changes."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import DEADLINE, bare_environment
from tests.test_terminal import AS_OF, HOMELAB, labtui

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None,
    reason="TMUX IS NOT INSTALLED: nothing was tried inside it (.ci/run insists on it)",
)


class Tmux:
    """A tmux server of its own with one window, in which labtui runs on a copy of the homelab."""

    def __init__(self, home: Path) -> None:
        self.path = home / "homelab.toml"
        shutil.copyfile(HOMELAB, self.path)
        self._env = bare_environment(home)
        self._socket = str(home / "tmux")
        started = shlex.join([labtui(), "--file", str(self.path), *AS_OF])
        ended = f"echo ended with $? >{shlex.quote(str(home / 'ended'))}"
        self._run("-f", "/dev/null", "new-session", "-d", "-x80", "-y24", f"{started}; {ended}")
        self._ended = home / "ended"

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", self._socket, *words],
            env=self._env,
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    def close(self) -> None:
        """End the server with whatever runs in it, where it has not ended by itself."""
        if not self._ended.exists():
            self._run("kill-server")

    # Hands

    def press(self, *keys: str) -> None:
        """Press keys by tmux's names of them."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("send-keys", "-l", text)

    def resize(self, columns: int, lines: int) -> None:
        """Make the window another size."""
        self._run("resize-window", "-x", str(columns), "-y", str(lines))

    # Eyes

    @property
    def text(self) -> str:
        """What stands in the window."""
        return self._run("capture-pane", "-p")

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + DEADLINE
        while not true():
            if time.monotonic() > deadline:
                pytest.fail(f"never {what}; the window shows\n{self.text}")
            time.sleep(0.05)

    def sees(self, *words: str) -> None:
        """Wait until all these words stand in the window."""

        def shown() -> bool:
            text = self.text
            return all(word in text for word in words)

        self.until(shown, f"showed {words}")

    def quits(self) -> None:
        """Quit labtui, and see that it ended well."""
        self.press("q")
        self.until(self._ended.exists, "ended")
        self.until(lambda: "ended" in self._ended.read_text(), "said how it ended")
        assert self._ended.read_text() == "ended with 0\n"

    # The file

    @property
    def systems(self) -> dict[str, dict[str, Any]]:
        """The systems as the file has them."""
        raw = tomllib.loads(self.path.read_text(encoding="utf-8"))
        return {system["id"]: system for system in raw["systems"]}


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    """A window with labtui in it, at the inventory."""
    window = Tmux(tmp_path)
    try:
        window.sees("12 systems", "▌", "Enter Open")
        window.press("1", "g")
        window.sees("12 systems", "▌", "   Name ")
        yield window
    finally:
        window.close()


def smell_tests(tmux: Tmux) -> list[str]:
    """The days of the smell tests there are."""
    dates = (raw.get("smell_test", {}).get("date") for raw in tmux.systems.values())
    return [str(date) for date in dates if date is not None]


def test_esc_and_a_letter_at_once_are_both_done(tmux: Tmux) -> None:
    """Within its escape-time, tmux takes both for one key with Alt, and passes that on."""
    tmux.press("/")
    tmux.type("vaultwarden")
    tmux.press("Enter", "Enter")
    tmux.sees("Esc Back")
    tmux.press("M-t")
    tmux.sees("Vaultwarden: done today")
    tmux.press("Escape", "g", "Enter")
    tmux.sees("Esc Back")
    tmux.press("M-2")
    tmux.sees("levels · ")
    tmux.quits()


def test_a_whole_review(tmux: Tmux) -> None:
    assert smell_tests(tmux) == []
    tmux.press("3", "g")
    tmux.sees("Questions to answer next", "Systems to review (12)", "0 of 12 tested this month")
    tmux.press("j", "n")
    tmux.sees("relied on for nothing", "Questions")
    tmux.press("Escape")
    tmux.sees("Systems to review (12)")
    tmux.press("s")
    for number, size in enumerate([(60, 20), (200, 60), (80, 24)] * 2, 1):
        tmux.sees(f"Smell test {number} of 6 · ")
        for question, answer in enumerate("yydny", 1):
            tmux.sees(f"question {question} of 5")
            tmux.press(answer)
        tmux.sees("Not saved yet", "Operated by")
        tmux.resize(*size)
        tmux.sees("Not saved yet", "Operated by", "Enter Save")
        tmux.press("Enter")
    tmux.sees("Review", "Smell tests saved: 6.", "6 of 12 tested this month")
    tmux.until(lambda: smell_tests(tmux) == [AS_OF[1]] * 6, "saved")
    tmux.press("u", "u")
    tmux.until(lambda: tmux.path.read_bytes() == HOMELAB.read_bytes(), "Undone")
    tmux.quits()


def test_answers_of_the_queue_typed_at_once(tmux: Tmux) -> None:
    def nothings() -> int:
        keys = ("depends_on", "relied_on_for")
        return sum(system.get(key) == [] for system in tmux.systems.values() for key in keys)

    before = nothings()
    tmux.type("3g\r" + "n" * 5)
    tmux.sees("Questions", "6 of ")
    tmux.until(lambda: nothings() - before == 5, "saved")
    tmux.type("u" * 5)
    tmux.until(lambda: tmux.path.read_bytes() == HOMELAB.read_bytes(), "Undone")
    tmux.press("Escape")
    tmux.sees("Questions to answer next")
    tmux.quits()


def test_a_retirement_with_its_checklist_and_the_way_back(tmux: Tmux) -> None:
    tmux.press("/")
    tmux.type("zoltan")
    tmux.press("Enter")
    tmux.sees("1 of 12 systems", "▌  Zoltan!")
    tmux.press("x")
    tmux.sees("CAREFUL", "Retire it with care.")
    tmux.resize(120, 40)
    tmux.sees("CAREFUL", "Checklist", "▌ [ ] Decide")
    tmux.press("Space")
    tmux.sees("▌ [x] Decide")
    tmux.press("j", "n")
    tmux.sees("why does it not apply?")
    tmux.type("only me")
    tmux.press("Enter")
    tmux.sees("n/a: only me")
    tmux.resize(60, 20)
    tmux.press("R")
    tmux.sees("why?")
    tmux.type("too loud")
    tmux.press("Enter")
    tmux.sees("What replaces")
    tmux.press("Enter")
    tmux.sees("▌  Esc  Keep it in service")
    tmux.press("y")
    tmux.sees("RETIRED", "too loud")
    tmux.until(lambda: tmux.systems["zoltan"].get("status") == "retired", "saved")
    retirement = tmux.systems["zoltan"]["retirement"]
    assert retirement["reason"] == "too loud"
    assert retirement["done"] == ["decision", "people n/a: only me"]
    tmux.press("B")
    tmux.sees("CAREFUL")
    tmux.until(lambda: "status" not in tmux.systems["zoltan"], "back in service")
    tmux.quits()


def test_a_bulk_edit_with_undo_and_redo(tmux: Tmux) -> None:
    before = tmux.path.read_bytes()
    tmux.press("Space", "S-Down", "S-Down")
    tmux.sees("3 marked")
    tmux.resize(200, 60)
    tmux.sees("3 marked", "Smell test")
    tmux.press("e")
    tmux.sees("3 systems: change which fact?")
    tmux.type("exposure")
    tmux.sees("1 of")
    tmux.press("Enter")
    tmux.sees("3 systems", "Exposure: From where can it be reached?")
    tmux.resize(60, 20)
    tmux.type("v")
    tmux.until(lambda: exposed(tmux) == 3, "saved for all three")
    tmux.press("u")
    tmux.until(lambda: tmux.path.read_bytes() == before, "as it was")
    tmux.press("C-r")
    tmux.until(lambda: exposed(tmux) == 3, "Redone")
    tmux.quits()


def exposed(tmux: Tmux) -> int:
    """How many systems are said to be reached by VPN only."""
    return sum(raw.get("exposure") == "vpn" for raw in tmux.systems.values())
