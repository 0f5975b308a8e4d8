"""A program in a pseudo-terminal of its own, with a screen to read and keys to press."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte
import pytest

from tests.forks import Fork

DEADLINE = 30.0
"""Seconds until something that should happen counts as not happening."""

_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=][\d;]*[A-Za-z]|\x1b\[\?[\d;]*\$p|\x1b\[\?u")
_PILED_MARKS = re.compile(r"(?<=[\u0300-\u036f]{4})[\u0300-\u036f]+")
"""More marks on one letter than anybody tells apart; pyte composes them anew for each."""

_UNFINISHED = re.compile(r"\x1b(\[[^A-Za-z~]*)?$")
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])(\d*)u")

_AS_IN_A_LOGIN = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "[signal.signal(number, signal.SIG_DFL) for number in (signal.SIGHUP, signal.SIGINT)]; "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
"""Makes the pseudo-terminal the controlling one, without which there is no SIGHUP and no Ctrl+Z;
and a test run in the background must not hand down that signals are ignored."""

ON_BY_DEFAULT = frozenset({7, 25})
"""The private modes that are on in a terminal nobody touched: wrapping, and a shown cursor."""


class Terminal:
    """Runs a program in a pseudo-terminal and shows what stands on its screen."""

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        columns: int = 80,
        lines: int = 24,
        fork: bool = False,
    ) -> None:
        """Start a program.

        Args:
            command: The program and its arguments.
            env: Its environment.
            columns: The width of the terminal.
            lines: Its height.
            fork: The program is labtui; start it quickly, in a process that has imported it.
        """
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._unseen = b""
        self.raw = b""
        """Everything the program wrote."""
        self._master, slave = pty.openpty()
        self._make(columns, lines)
        self._process = Fork(command[1:], env, slave) if fork else _start(command, env, slave)
        self._hung_up = False
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if not self._hung_up:
            os.close(self._master)

    # Hands

    def _make(self, columns: int, lines: int) -> None:
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal another size; the program hears of it."""
        self._show()
        self._screen.resize(lines, columns)
        self._make(columns, lines)
        os.kill(self._process.pid, signal.SIGWINCH)

    def press(self, keys: str | bytes) -> None:
        """Send keys as a terminal does, all at once."""
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self._process.pid, number)

    def hang_up(self) -> int:
        """Take the terminal away, as a broken connection does; the exit status."""
        os.close(self._master)
        self._hung_up = True
        return self._process.wait(DEADLINE)

    @property
    def pid(self) -> int:
        """The process of the program."""
        return self._process.pid

    @property
    def child(self) -> int:
        """The process that the program started, as a shell does."""
        pid = self._process.pid
        [child] = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(child)

    @property
    def usage(self) -> tuple[float, int]:
        """CPU seconds the program has used so far, and how often it was woken."""
        tasks = [*Path(f"/proc/{self._process.pid}/task").iterdir()]
        stat = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        woken = sum(
            int(line.split()[1])
            for task in tasks
            for line in (task / "status").read_text().splitlines()
            if line.startswith("voluntary_ctxt")
        )
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"), woken

    # Eyes

    @property
    def text(self) -> str:
        """What stands on the screen."""
        self._show()
        return "\n".join(self._screen.display)

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + DEADLINE
        running = True
        while not true():
            if not running or time.monotonic() > deadline:
                pytest.fail(f"never {what}; the screen shows\n{self.text}")
            running = self._read(0.2)

    def sees(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""

        def shown() -> bool:
            text = self.text  # putting it together takes long
            return all(word in text for word in words)

        self.until(shown, f"showed {words}")

    def rests(self, seconds: float = 0.25) -> None:
        """Wait until the program has written nothing for a while."""
        size = -1
        while size != len(self.raw):
            size = len(self.raw)
            self._read(seconds)

    def stops(self) -> None:
        """Wait, reading nothing, until a signal has stopped the program."""
        stat = Path(f"/proc/{self._process.pid}/stat")
        deadline = time.monotonic() + DEADLINE
        while stat.read_text().rpartition(")")[2].split()[0] != "T":
            assert time.monotonic() < deadline, "never stopped"
            time.sleep(0.01)

    def ends(self) -> int:
        """Wait for the end; the exit status."""
        deadline = time.monotonic() + DEADLINE
        while self._read(0.2):
            if time.monotonic() > deadline:
                pytest.fail(f"never ended; the screen shows\n{self.text}")
        return self._process.wait(DEADLINE)

    @property
    def modes(self) -> dict[int, bool]:
        """The terminal's private modes as the program left them."""
        modes: dict[int, bool] = {}
        for numbers, switch in _MODE.findall(self.raw):
            modes.update({int(number): switch == b"h" for number in numbers.split(b";")})
        return modes

    @property
    def keyboard_pushes(self) -> int:
        """How many ways to report keys are left on the stack that a terminal keeps of them."""
        left = 0
        for what, number in _KITTY.findall(self.raw):
            left = left + 1 if what == b">" else max(left - int(number or 1), 0)
        return left

    def _read(self, seconds: float) -> bool:
        """Take what the program writes; False once it has ended and all is read."""
        if not select.select([self._master], [], [], seconds)[0]:
            return self._process.poll() is None
        data = b""
        try:
            while not data or select.select([self._master], [], [], 0)[0]:
                more = os.read(self._master, 1 << 16)
                if not more:
                    break
                data += more
        except OSError:  # Linux: the other side is closed
            if not data:
                return False
        self.raw += data
        self._unseen += data
        return bool(data)

    def _show(self) -> None:
        """Bring what was read onto the screen; it takes long, so only when somebody looks."""
        text = self._rest + self._decoder.decode(self._unseen)
        self._unseen = b""
        unfinished = _UNFINISHED.search(text)
        end = unfinished.start() if unfinished else len(text)
        self._rest = text[end:]
        try:
            self._stream.feed(_PILED_MARKS.sub("", _UNKNOWN_TO_PYTE.sub("", text[:end])))
        except TypeError:  # pyte fails at private forms of some sequences that are echoed
            self._stream = pyte.Stream(self._screen)


def at_inventory(terminal: Terminal, systems: str = "12 systems") -> None:
    """Wait until labtui is open, and go from where it starts to the top of the inventory."""
    terminal.sees(systems, "▌", "Enter")
    terminal.press("1g")
    terminal.sees(systems, "▌", "   Name ")


def _start(
    command: Sequence[str], env: Mapping[str, str], terminal: int
) -> subprocess.Popen[bytes]:
    """Start a program that has this terminal as its own."""
    return subprocess.Popen(
        [sys.executable, "-ISc", _AS_IN_A_LOGIN, *command],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=dict(env),
        start_new_session=True,
    )


def bare_environment(home: Path) -> dict[str, str]:
    """What a login over SSH sets, with everything kept below `home`."""
    kept = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
