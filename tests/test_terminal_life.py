"""What becomes of the app, the file and the terminal when things end badly, in a real terminal."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import signal
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from labtui.app.app import EXIT_TIMEOUT
from tests.terminal import ON_BY_DEFAULT, Terminal, at_inventory, bare_environment
from tests.test_terminal import HOMELAB, ended_well, executable, home, labtui, start

__all__ = ["home"]  # a fixture

BROKEN = """
from labtui.screens.inventory import InventoryScreen

def broken(self):
    self.app.change(lambda: self.app.workspace.log(["45drives"], "incident", "before the end"))
    return 1 / 0

InventoryScreen.action_sort = broken
"""
"""Makes `o` change something and then fail."""

SLOW_TO_START = """
import subprocess, time

class Slow(subprocess.Popen):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        time.sleep(1)

subprocess.Popen = Slow
"""
"""Has whoever starts a program learn of it only when that has long been running."""

EVIL = (
    "[red]\x1b]0;PWNED\x07\x1b[77777m\x9b31m\x00\u202e[/x][@click=app.quit]x[/]日\u200b"
    + "\u061c\u00ad\u180e\ufff9\U000e0041"
    + "e"
    + ("\u0301" * 1000)
)
"""A name that would do much if anything took it for more than text."""

_SEQUENCE = re.compile(
    r"\x1b\[[<>=?]?[\d;]*\$?[a-zA-Z]|\x1b\]52;c;[\w+/=]*\x07|\x1b\]22;\w*\x07|\x1b[=>]"
)


def left_clean(terminal: Terminal) -> None:
    """The terminal is as it was before, and nobody saw a traceback."""
    assert b"Traceback" not in terminal.raw
    left_on = {mode for mode, on in terminal.modes.items() if on != (mode in ON_BY_DEFAULT)}
    assert left_on == set()
    assert terminal.keyboard_pushes == 0


def events(home: Path) -> list[str]:
    """What the file says happened to the first system by id."""
    systems = tomllib.loads((home / "homelab.toml").read_text())["systems"]
    history = next(s for s in systems if s["id"] == "45drives").get("history", [])
    return [event.get("note", "") for event in history]


def with_first(home: Path, code: str) -> dict[str, str]:
    """The environment in which the app runs this code before its own."""
    (home / "site").mkdir()
    (home / "site" / "sitecustomize.py").write_text(code)
    path = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": f"{home / 'site'}{os.pathsep}{path}"}


def mark_done(terminal: Terminal) -> None:
    """Change something by keys, that is saved soon."""
    at_inventory(terminal)
    terminal.press("t")
    terminal.sees("done today")
    terminal.press("p")
    terminal.sees("patched today")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_saves_and_leaves_cleanly(home: Path, number: int) -> None:
    with start(home) as terminal:
        mark_done(terminal)
        terminal.signal(number)
        assert terminal.ends() == 128 + number
        left_clean(terminal)
    assert (home / "homelab.toml").read_bytes() != HOMELAB.read_bytes()


def test_what_is_only_tried_is_not_saved_by_a_signal_but_offered(home: Path) -> None:
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("W")
        terminal.sees("WHAT-IF")
        terminal.press("t")
        terminal.sees("done today")
        terminal.press("p")
        terminal.sees("1 differs")
        terminal.signal(signal.SIGTERM)
        assert terminal.ends() == 128 + signal.SIGTERM
        left_clean(terminal)
        assert "The next start offers to continue what was not finished." in terminal.text
    assert (home / "homelab.toml").read_bytes() == HOMELAB.read_bytes()
    with start(home) as terminal:
        terminal.sees("You were in the middle of a what-if.")
        terminal.press("c")
        terminal.sees("WHAT-IF", "1 differs")


def test_a_smell_test_survives_being_killed(home: Path) -> None:
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.press("s")
        terminal.sees("question 1 of 5")
        terminal.press("ynn")
        terminal.sees("question 4 of 5")
        terminal.until(lambda: journal(home).count("no") >= 2, "journalled")
        terminal.signal(signal.SIGKILL)
        assert terminal.ends() == -signal.SIGKILL
    with start(home) as terminal:
        terminal.sees("You were in the middle of the smell test of", "3 of 5 questions")
        terminal.press("c")
        terminal.sees("question 4 of 5")
        terminal.press("yy\r")
        at_inventory(terminal)
        terminal.until(lambda: journal(home) == [], "swept")
        terminal.press("q")
        ended_well(terminal)
    systems = tomllib.loads((home / "homelab.toml").read_text())["systems"]
    (answers,) = (s["smell_test"] for s in systems if s["id"] == "synology")
    del answers["date"]
    assert [*answers.values()] == ["yes", "no", "no", "yes", "yes"]


def test_a_drill_survives_being_killed(home: Path) -> None:
    with start(home, "drill", "synology") as terminal:
        terminal.sees("Synology storage dies tonight", "Enter begins the steps.")
        terminal.press("\r")
        terminal.sees("Step 1 of")
        terminal.press("yn")
        terminal.sees("Step 3 of", "1 done, 1 could not")
        terminal.until(lambda: "failed" in drills(home), "kept")
        terminal.signal(signal.SIGKILL)
        assert terminal.ends() == -signal.SIGKILL
    with start(home, "drill", "synology") as terminal:
        terminal.sees("Begun at ", "2 of", "Enter continues, x starts again.")
        terminal.press("\r")
        terminal.sees("Step 3 of", "1 done, 1 could not")
        terminal.press("\x1b")
        terminal.sees("Begun at ")
        terminal.press("q")
        ended_well(terminal)
    assert (home / "homelab.toml").read_bytes() == HOMELAB.read_bytes()


def drills(home: Path) -> str:
    """What is kept of drills that were begun."""
    return " ".join(path.read_text() for path in home.rglob("drills/*.json"))


def journal(home: Path) -> list[str]:
    """The words in the journals of all sessions."""
    texts = [path.read_text() for path in home.rglob("unfinished/*.journal")]
    return re.findall(r"\w+", " ".join(texts))


@pytest.mark.parametrize("ignored", [False, True])
def test_a_terminal_that_is_gone_ends_it(home: Path, ignored: bool) -> None:
    command = [labtui(), "--file", str(home / "homelab.toml")]
    if ignored:
        command = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", *command]
    with Terminal(command, bare_environment(home)) as terminal:
        mark_done(terminal)
        assert terminal.hang_up() == 128 + signal.SIGHUP
    assert (home / "homelab.toml").read_bytes() != HOMELAB.read_bytes()


EITHER_WAY = pytest.mark.parametrize(
    "code", ["", SLOW_TO_START], ids=["started at once", "slow to start"]
)


@contextmanager
def editing(home: Path, script: str, **environment: str) -> Iterator[Terminal]:
    """Have $EDITOR, a script, in front after something was changed."""
    editor = executable(home / "editor", f"#!/bin/sh\n{script}\n")
    with start(home, EDITOR=editor, fresh=bool(environment), **environment) as terminal:
        mark_done(terminal)
        terminal.press("E")
        terminal.sees("EDITOR OPEN")
        yield terminal


@EITHER_WAY
def test_the_editor_finds_saved_what_was_done_and_ends_when_we_are_to(
    home: Path, code: str
) -> None:
    script = "echo EDITOR OPEN; exec sleep 60"
    with editing(home, script, **with_first(home, code)) as terminal:
        assert (home / "homelab.toml").read_bytes() != HOMELAB.read_bytes()
        terminal.signal(signal.SIGTERM)
        assert terminal.ends() == 128 + signal.SIGTERM
        left_clean(terminal)


def test_where_the_end_hangs_it_is_forced(home: Path) -> None:
    with editing(home, "trap '' TERM; echo EDITOR OPEN; sleep 10") as terminal:
        began = time.monotonic()
        terminal.signal(signal.SIGTERM)
        assert terminal.ends() == 128 + signal.SIGTERM
        assert time.monotonic() - began >= EXIT_TIMEOUT
        left_clean(terminal)


@EITHER_WAY
def test_who_interrupts_the_editor_comes_back(home: Path, code: str) -> None:
    script = "echo EDITOR OPEN; exec sleep 60"
    with editing(home, script, **with_first(home, code)) as terminal:
        terminal.press("\x03")
        terminal.sees("▌", "ended by SIGINT. No changes in")
        terminal.press("q")
        ended_well(terminal)


def test_a_mistake_of_ours_saves_and_is_confessed_in_a_few_lines(home: Path) -> None:
    with start(home, columns=120, fresh=True, **with_first(home, BROKEN)) as terminal:
        at_inventory(terminal)
        terminal.press("o")
        assert terminal.ends() == 70
        left_clean(terminal)
        assert "Error in labtui: ZeroDivisionError" in terminal.text
        assert "crash.txt" in terminal.text
    assert events(home)[-1:] == ["before the end"]
    (traceback,) = home.rglob("crash.txt")
    assert "in broken" in traceback.read_text()


NO_KEYS = (b"\x82", b"\xff\xfe\xc3", b"\x1b[M \x82\x21", b"\x1b[M#\xe2\x30", b"\x1b[99999999;1u")


def test_bytes_no_key_sends_do_nothing(home: Path) -> None:
    with start(home) as terminal:
        for bytes_ in NO_KEYS:
            terminal.until(lambda: " of 12 systems" not in terminal.text, "showed all")
            at_inventory(terminal)
            terminal.press(bytes_)
            terminal.rests()
            terminal.press("/")
            terminal.sees("name, tag")
            terminal.press("vaultw\r")
            terminal.sees("1 of 12 systems", "▌  Vaultwarden")
            terminal.press("\x1b")
        terminal.until(lambda: " of 12 systems" not in terminal.text, "showed all")
        terminal.press("q")
        ended_well(terminal)


PASTED = ("hello tp", "x\x1b]tp", "\x1btp", "x\x1b[31mtp", "x\x1bOtp", "\x1b[200~tp", "\x9btp")


def test_what_is_pasted_is_no_command(home: Path) -> None:
    with start(home) as terminal:
        for pasted in PASTED:
            terminal.until(lambda: " of 12 systems" not in terminal.text, "showed all")
            at_inventory(terminal)
            terminal.press(f"\x1b[200~{pasted}\x1b[201~")
            terminal.rests()
            terminal.press("/")
            terminal.sees("name, tag")
            terminal.press("\x1b[20")
            terminal.press("0~vau\x1b\x07lt")
            terminal.press("w\x1b[2")
            terminal.press("01~\r")
            terminal.sees("1 of 12 systems", "/vaultw", "▌  Vaultwarden")
            terminal.press("\x1b")
        terminal.until(lambda: " of 12 systems" not in terminal.text, "showed all")
        terminal.press("q")
        ended_well(terminal)
    assert (home / "homelab.toml").read_bytes() == HOMELAB.read_bytes()


@pytest.mark.parametrize(
    "env", [{"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}]
)
def test_output_is_utf8_whatever_the_locale(home: Path, env: dict[str, str]) -> None:
    with start(home, fresh=True, **env) as terminal:
        at_inventory(terminal)
        assert b"\\u25" not in terminal.raw
        terminal.press("q")
        ended_well(terminal)


def test_it_sleeps_while_nothing_happens(home: Path) -> None:
    with start(home) as terminal:
        at_inventory(terminal)
        terminal.rests(1)
        began = time.monotonic()
        cpu, woken = terminal.usage
        time.sleep(5)
        now = terminal.usage
        seconds = time.monotonic() - began
        print("idle for 5 s:", now[0] - cpu, "s of CPU,", now[1] - woken, "wake-ups")
        assert now[1] - woken <= seconds + 1  # a look at the file a second, and one under way
        terminal.press("\x1b")  # a lone Esc is still told from a longer key
        terminal.rests()
        terminal.press("q")
        ended_well(terminal)


def test_ctrl_z_suspends_and_fg_brings_the_screen_back(home: Path) -> None:
    shell = shutil.which("bash")
    assert shell is not None
    environment = {**bare_environment(home), "PS1": "shell> "}
    with Terminal([shell, "--norc", "--noprofile", "-i"], environment) as terminal:
        terminal.sees("shell>")
        terminal.press(
            f"{labtui()} --file homelab.toml; echo status $?\r".replace(
                "homelab.toml", str(home / "homelab.toml")
            )
        )
        at_inventory(terminal)
        shown = counted(terminal, b"shell>")
        terminal.press("\x1a")
        terminal.sees("Stopped")
        terminal.until(lambda: counted(terminal, b"shell>") > shown, "given back")
        assert not any(terminal.modes[mode] for mode in (1000, 1003, 1006, 1049))
        assert terminal.modes[25]
        assert terminal.keyboard_pushes == 0
        terminal.press("bg\r")
        terminal.rests()
        terminal.press("fg\r")
        terminal.until(lambda: terminal.modes[1049], "back in the foreground")
        terminal.rests()
        at_inventory(terminal)
        # Not asked to stop, but stopped: the shell gets the terminal as labtui left it.
        pid = terminal.child
        shown, taken = counted(terminal, b"shell>"), counted(terminal, KEYS_ARE_RAW)
        os.kill(pid, signal.SIGSTOP)
        terminal.until(lambda: counted(terminal, b"shell>") > shown, "stopped")
        terminal.press("\x15fg\r")
        terminal.until(lambda: counted(terminal, KEYS_ARE_RAW) > taken, "continued")
        at_inventory(terminal)
        assert terminal.modes[1049]
        terminal.press("/zoltan\r")
        terminal.sees("1 of 12 systems", " Open")
        threads = threads_of(pid)
        for more in (1, 2, 3):
            os.kill(pid, signal.SIGCONT)
            terminal.until(partial(has_taken, terminal, taken + 1 + more), "continued")
            terminal.rests()
        assert threads_of(pid) == threads
        prompts = terminal.raw.count(b"shell>")
        terminal.press("q")
        # What is typed before that is thrown away.
        terminal.until(lambda: terminal.raw.count(b"shell>") > prompts, "given the terminal back")
        terminal.press("exit\r")
        assert terminal.ends() == 0


def test_the_end_that_a_signal_asks_for_is_not_stopped_by_ctrl_z(home: Path) -> None:
    path = home / "homelab.toml"
    for milliseconds in (0, 2, 4, 8):  # in that time the key is on its way to the app
        with Terminal([labtui(), "--file", str(path)], bare_environment(home), fork=True) as (
            terminal
        ):
            at_inventory(terminal)
            terminal.press("\x1a")
            time.sleep(milliseconds / 1000)
            terminal.signal(signal.SIGTERM)
            terminal.signal(signal.SIGCONT)
            assert terminal.ends() == 128 + signal.SIGTERM


def test_keys_are_reported_as_before_though_the_kernel_threw_away_that_they_are_to(
    home: Path,
) -> None:
    with start(home, fresh=True) as terminal:
        at_inventory(terminal)
        terminal.rests()
        seen = len(terminal.raw)
        terminal.press("\x1a")
        terminal.stops()
        terminal.rests()
        terminal.raw = terminal.raw[:seen]  # what a second Ctrl+Z at once does, sometimes
        terminal.signal(signal.SIGCONT)
        terminal.until(lambda: terminal.keyboard_pushes == 2, "continued, as if never stopped")
        terminal.signal(signal.SIGTERM)
        assert terminal.ends() == 128 + signal.SIGTERM
        left_clean(terminal)


KEYS_ARE_RAW = b"\x1b[?1004h"
"""Sent once the terminal passes on keys as they are."""


def counted(terminal: Terminal, what: bytes) -> int:
    """How often the program, or the shell, has sent this so far."""
    return terminal.raw.count(what)


def has_taken(terminal: Terminal, times: int) -> bool:
    return counted(terminal, KEYS_ARE_RAW) >= times


def threads_of(pid: int) -> int:
    return len([*Path(f"/proc/{pid}/task").iterdir()])


def evil_inventory(home: Path, length: int = 1_000_000) -> Path:
    """An inventory whose every text would do much, and one text is so long."""
    text = "".join(c if c.isprintable() and c != '"' else f"\\U{ord(c):08x}" for c in EVIL)
    path = home / "homelab.toml"
    tags = ", ".join(f'"t{n}"' for n in range(5000))
    path.write_text(
        f'[[systems]]\nid = "evil"\nname = "{text}"\nnotes = "{text * 20}"\n'
        f'tags = ["{text}", {tags}]\n'
        f'purpose = "{text}"\n"{text}" = 1\n'
        f'[[systems.history]]\ndate = 2026-01-01\nevent = "incident"\nnote = "{text}"\n'
        f'[[systems]]\nid = "calm"\nname = "{text}"\nruns_on = "evil"\n'
        f'notes = "{"x" * length}"\n'
    )
    return path


def harmless(raw: bytes) -> None:
    """Nothing but our own sequences is on the wire."""
    text = raw.decode("utf-8", "replace")
    assert "\x1b[77777m" not in text
    assert "\x1b]0;" not in text
    found = [c for c in _SEQUENCE.sub("", text) if not (c.isprintable() or c in "\t\n\r\b")]
    assert found == [], [hex(ord(c)) for c in found[:20]]


SCREENS = [
    ("j", "2 systems"), ("\r", "[red]"), ("w", "Why [red]"), ("\x1b", "[red]"),
    ("\x1b", "2 systems"), ("e", "Editing [red]"), ("\x1b", "2 systems"),
    ("s", "Smell test · [red]"), ("\x1b", "2 systems"), ("x", "Retirement review · [red]"),
    ("\x1b", "2 systems"), ("2", "levels · "), ("j", "levels · "), ("v", "layers"),
    ("\r", "y You"), ("\x1b", "Enter Change"), ("v", "map · "), ("3", "Review"),
    ("j", "Review"), ("w", "Why [red]"), ("\x1b", "Review"), ("1", "2 systems"),
    ("?", "Keys of this screen"), ("\x1b", "2 systems"), ("D", "Remove"),
    ("\x1b", "2 systems"), ("y", "Copied"),
]  # fmt: skip
"""Keys from screen to screen, and what tells that one is there."""


def test_hostile_text_is_shown_literally_on_every_screen(home: Path) -> None:
    evil_inventory(home)
    with start(home, columns=120, lines=40) as terminal:
        terminal.sees("2 systems", "▌", "[red]")
        for key, there in SCREENS:
            terminal.press(key)
            terminal.sees(there)
            terminal.rests()
        terminal.press("/\x1b[200~a\x07\x1b]0;PWNED\x07\x9bb\x1b[201~")
        terminal.rests()
        harmless(terminal.raw)
        terminal.press("\x11")
        assert terminal.ends() == 0
        left_clean(terminal)


@pytest.mark.parametrize(
    "words",
    [
        ["list"], ["check"], ["show", "evil"], ["matrix"], ["impact", "evil"], ["list", "--json"],
        ["rebuild"], ["rebuild", "evil"],
        ["log", "evil", "incident", EVIL.replace("\0", "")], ["export", "json"],
        ["show", EVIL.replace("\0", "")], ["set", "evil", f"x={EVIL}".replace("\0", "")],
        ["add", EVIL.replace("\0", "")], ["show", "../x"], ["show", "--", "--file"],
        ["add", "A", "--id", "../x"],
    ],
)  # fmt: skip
def test_hostile_text_is_printed_literally(home: Path, words: list[str]) -> None:
    path = evil_inventory(home, 1_000_000 if words == ["export", "json"] else 1000)
    environment = {**bare_environment(home), "LABTUI_FILE": str(path)}
    with Terminal([labtui(), *words], environment, columns=100, fork=True) as terminal:
        status = terminal.ends()
        assert b"Traceback" not in terminal.raw
        harmless(terminal.raw)
    assert status == (2 if words[-1] in {"../x", "--file"} else status)
    assert status in {0, 2}


def test_textual_is_still_what_the_driver_and_the_app_go_by() -> None:
    """Where this fails, read labtui/app/driver.py and `_fatal_error` in labtui/app/app.py again."""
    source = inspect.getsource(LinuxDriver)
    for name in (
        "self._file = sys.__stderr__",
        "self._writer_thread = WriterThread(self._file)",
        "target=self._run_input_thread",
        "self.run_input_thread()",
        "selector.select(0.1)",
        'getincrementaldecoder("utf-8")()',
        "self.exit_event.set()",
        "self.attrs_before",
    ):
        assert name in source, name
    assert "self._fatal_error()" in inspect.getsource(App._handle_exception)
    assert "self._close_messages_no_wait()" in inspect.getsource(App._fatal_error)
