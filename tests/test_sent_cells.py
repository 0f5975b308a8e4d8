"""The terminal shows what it would show if all that is painted was sent to it, key after key.

labtui is driven once through its screens and dialogs. What it painted is sent whole to one
terminal, and what its screen made of that to another; both must show the same after each piece.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cell_terminal import CellTerminal
from tests.terminal import DEADLINE, Terminal, at_inventory, bare_environment
from tests.test_terminal import AS_OF, HOMELAB

ODD_NAMES = ("漢字サーバー", "e\u0301te\u0301", "😀 lab ❤\ufe0f", "שלום עולם", "กำลัง", "🇩🇪 x")

JOURNEY = """
j ▌ | G ▌ | k ▌ | g ▌ | PgDn ▌ | g ▌ | : Commands | Ctrl+L Commands | Esc !Commands
? Keys_of_this | Esc !Keys_of_this | o Sort_by | Esc !Sort_by | / name,_tag | odd 6_of_18
Enter !Keep | j ▌ | j ▌ | G ▌ | w Why_ | Esc !Esc_Back | Enter Update | j ▌ | Esc 6_of_18
e Editing | Tab ▌ | Tab ▌ | Esc !Editing | : Commands | Esc !Commands | Esc !6_of_18
s question_1 | y question_2 | Esc cancelled | x Checklist | Esc !Checklist | T Theme | Esc !Theme
a Add_a_system | Esc !Add_a | t done_today | Esc !done_today | c broke_into | Esc !broke_into
W WHAT-IF | W !WHAT-IF | Space 1_marked | j ▌ | Space 2_marked | e which_fact | Esc !which_fact
resize 130x36 | y Copied | 2 levels_· | j ▌ | v layers | j ▌ | v map | l map | v levels
3 to_review | j ▌ | 4 Who_runs | j ▌ | z ▌ | v reliance | v by_loss | 0 Falls_due | Tab ▌ | 1 !Falls
t done_today | p patched_today | saved | F6 Restore_which | Enter Restored: | i Import_from
~/compose.yml ~/compose.yml | Enter run_on? | Enter whoami | Esc !whoami
"""
"""Keys, and what stands on the screen after each, or no longer."""

CONVERTED = """
C Convert_the_file | c Converted. | j ▌ | u Nothing_to_undo
"""
"""The same in a file of another shape."""

KEYS = {
    "Esc": "\x1b",
    "Enter": "\r",
    "Tab": "\t",
    "PgDn": "\x1b[6~",
    "Ctrl+L": "\x0c",
    "Space": " ",
    "F6": "\x1b[17~",
}


def follow(terminal: Terminal, key: str, word: str) -> None:
    """Press a key, and wait for what it does."""
    word = word.replace("_", " ")
    if key == "resize":
        terminal.resize(*map(int, word.split("x")))
        terminal.rests()
        return
    size = len(terminal.raw)
    terminal.press(KEYS.get(key, key))
    if word == "▌":
        terminal.until(lambda: len(terminal.raw) > size, f"answered {key}")
        terminal.rests(0.05)  # or the next key may undo what was not yet painted
    elif word[0] == "!":
        terminal.until(lambda: len(terminal.raw) > size, f"answered {key}")
        terminal.rests(0.15)
        terminal.until(lambda: word[1:] not in terminal.text, f"took away {word[1:]}")
    else:
        terminal.sees(word)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What was painted and sent on the journey, in order."""
    home = tmp_path_factory.mktemp("home")
    shutil.copyfile(HOMELAB, home / "homelab.toml")
    with (home / "homelab.toml").open("a", encoding="utf-8") as file:
        for number, name in enumerate(ODD_NAMES):
            file.write(f'\n[[systems]]\nid = "odd-{number}"\nname = "{name}"\n')
    (home / "inline.toml").write_text(
        "schema = 1\nsystems = [{id = 'a', name = 'A'}, {id = 'b'}]\n"
    )
    (home / "compose.yml").write_text("services: {whoami: {image: traefik/whoami}}\n")
    return [
        *recorded(home / "homelab.toml", "18 systems", JOURNEY),
        *recorded(home / "inline.toml", "2 systems", CONVERTED),
    ]


def recorded(file: Path, systems: str, journey: str) -> list[Any]:
    """Go on a journey in a file; what was painted and sent."""
    log, before = file.with_suffix(".log"), file.read_bytes()
    words = ["-m", "tests.recorded", str(log), "--file", str(file)]
    env = {**bare_environment(file.parent), "PYTHONPATH": str(Path(__file__).parents[1])}
    with Terminal([sys.executable, *words, *AS_OF], env) as terminal:
        at_inventory(terminal, systems)
        for step in journey.replace("\n", "|").strip("|").split("|"):
            if step.strip() == "saved":
                terminal.until(lambda: file.read_bytes() != before, "saved")
            else:
                follow(terminal, *step.split())
        terminal.press("\x11")
        assert terminal.ends() == 0
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_pyte_shows_the_same(log: list[Any]) -> None:
    whole, part = CellTerminal(1, 1), CellTerminal(1, 1)
    painted = sent = 0
    for what, *words in log:
        if what == "resize":
            whole.resize(words[1], words[0])
            part.resize(words[1], words[0])
        elif what == "write":
            whole.write(words[0])
            painted += len(words[0])
        elif what == "flush" and words[0]:
            part.write(words[0])
            sent += len(words[0])
            assert part.seen() == whole.seen()
    assert sent < painted / 2
    assert ["redraw"] in log, "Ctrl+L works in a dialog"


class Window:
    """A window of tmux that shows what is written to it."""

    def __init__(self, home: Path, name: str) -> None:
        self._tmux = ["tmux", "-u", "-S", str(home / "tmux")]
        self._name, pipe = name, home / name
        os.mkfifo(pipe)
        shows = f"stty raw -echo; exec cat {shlex.quote(str(pipe))}"
        self.run("-f", "/dev/null", "new-session", "-d", "-s", name, "-x80", "-y24", shows)
        self._pipe = pipe.open("w", encoding="utf-8")
        self._number = 0

    def run(self, *words: str) -> str:
        """Give tmux a command."""
        return subprocess.run(
            [*self._tmux, *words],
            env=bare_environment(Path(self._tmux[3]).parent),
            text=True,
            capture_output=True,
            check=True,
        ).stdout

    def write(self, text: str) -> None:
        """Show a text."""
        self._pipe.write(text)

    def close(self) -> None:
        """End what the window shows, and so the window, and with the last one tmux."""
        self._pipe.close()

    def resize(self, columns: int, lines: int) -> None:
        """Make the window another size."""
        self.run("resize-window", "-t", self._name, "-x", str(columns), "-y", str(lines))

    def seen(self, columns: int, lines: int) -> list[Any]:
        """The cells, once all that was written is shown."""
        self._number += 1
        self._pipe.write(f"\x1b]2;shown {self._number}\x07")
        self._pipe.flush()
        deadline = time.monotonic() + DEADLINE
        while f"shown {self._number}" not in self.run(
            "display", "-p", "-t", self._name, "#{pane_title}"
        ):
            assert time.monotonic() < deadline
        terminal = CellTerminal(columns, lines)
        text = self.run("capture-pane", "-p", "-e", "-N", "-t", self._name)
        terminal.write(text.removesuffix("\n").replace("\n", "\r\n"))
        return terminal.seen()


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_tmux_shows_the_same(log: list[Any], tmp_path: Path) -> None:
    part, whole = Window(tmp_path, "part"), Window(tmp_path, "whole")
    size, flushes = (0, 0), 0
    try:
        for what, *words in log:
            if what == "resize":
                size = words[0], words[1]
                whole.resize(*size)
                part.resize(*size)
            elif what == "write":
                whole.write(words[0])
            elif what == "flush" and words[0]:
                part.write(words[0])
                flushes += 1
                if flushes % 6 == 0:
                    assert part.seen(*size) == whole.seen(*size)
    finally:
        whole.close()
        part.close()
