"""A program in a pseudo-terminal: what it sends, when, and what it costs meanwhile (Linux).

Output is stamped as it is read, and only interpreted when the screen is asked for.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyte

COLUMNS, LINES = 120, 40
QUIET = 0.3
"""Seconds without output after which a program has started."""
SETTLED = 0.08
"""Seconds without output after which a key is answered."""
DEADLINE = 60.0
"""Seconds until something that should happen counts as not happening."""

_DROPPED = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "COLORTERM", "LINES", "COLUMNS"}
"""Left out of the environment: what no login has, and what makes each start compile anew."""
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>?][0-9;$]*[a-gi-km-zA-Z]|\x1b[P_^X][^\x1b]*\x1b\\")
_ASKS_PLACE, _ASKS_KIND = b"\x1b[6n", b"\x1b[c"
_NO_WORK_MS = 2.0
"""Less CPU time than this in a silence is no work: timers that find nothing to do."""
_LINK_STEP = 0.05
"""Seconds after which a thin link carries its share."""


class Cost(NamedTuple):
    """What a program did in some time."""

    bytes: int
    cpu_ms: float
    wakeups: int


class Started(NamedTuple):
    """How a program started; times are since then."""

    ready_ms: float
    """When the screen first showed what makes it ready."""
    last_ms: float
    """When the last byte came, before a silence."""
    bytes: int
    memory_mb: float


class Answer(NamedTuple):
    """How a key was answered."""

    first_ms: float
    last_ms: float
    bytes: int


class Terminal:
    """A program in a pseudo-terminal of 120×40."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] = {},
        *,
        bytes_a_second: int | None = None,
    ) -> None:
        """Start a program; over a thin link, only so many bytes a second are taken from it."""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._arrived: list[tuple[float, bytes]] = []
        self._rate = bytes_a_second
        self._carried = 0.0
        self._unasked = b""
        """The end of what was read, where a question may begin."""
        self.received = 0
        self._environment = {k: v for k, v in os.environ.items() if k not in _DROPPED}
        self._environment |= {"TERM": "xterm-256color", **environment}
        self.since = time.perf_counter()
        self._pid, self._terminal = pty.fork()
        self._proc = Path(f"/proc/{self._pid}")
        if self._pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
                os.execvpe(command[0], command, self._environment)
            finally:
                os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.close(self._terminal)
        os.waitpid(self._pid, 0)

    # --- reading

    def _read(self, wait: float) -> float | None:
        """Take what comes within `wait` seconds; the moment it came, or None."""
        if not select.select([self._terminal], [], [], max(0.0, wait))[0]:
            return None
        size = 65536
        if self._rate is not None:
            time.sleep(max(0.0, self._carried + _LINK_STEP - time.perf_counter()))
            passed = time.perf_counter() - self._carried
            self._carried += passed
            size = int(self._rate * min(passed, 2 * _LINK_STEP))  # an idle link saves nothing up
        try:
            data = os.read(self._terminal, size)
        except OSError:
            data = b""
        if not data:
            raise EOFError(f"the program ended:\n{self.screen()}")
        moment = time.perf_counter()
        self.received += len(data)
        self._arrived.append((moment, data))
        new = self._unasked + data  # a thin link tears questions apart
        for _ in range(new.count(_ASKS_PLACE)):
            self.screen()
            place = self._screen.cursor
            self.press(f"\x1b[{place.y + 1};{min(place.x, COLUMNS - 1) + 1}R")
        for _ in range(new.count(_ASKS_KIND)):
            self.press("\x1b[?64;1;2;6;9;15;18;21;22c")
        is_torn = b"\x1b" in new[-3:] and not new.endswith(_ASKS_KIND)
        self._unasked = new[new.rindex(b"\x1b") :] if is_torn else b""
        return moment

    def settle(self, silence: float = SETTLED) -> float | None:
        """Read until nothing comes for a while; the moment of the last byte, or None.

        A program that only waits for its turn on a busy machine is waited for.
        """
        last = None
        deadline = time.perf_counter() + DEADLINE
        while time.perf_counter() < deadline:
            worked = self._cpu_ms()
            moment = self._read(silence)
            if moment is not None:
                last = moment
            elif self._cpu_ms() - worked < _NO_WORK_MS and self._asleep():
                break
        return last

    def _asleep(self) -> bool:
        """True if no thread of the program runs, or would like to."""
        threads = (self._proc / "task").glob("*/stat")
        return all(file.read_text().rpartition(") ")[2][:1] == "S" for file in threads)

    def _cpu_ms(self) -> float:
        return time.clock_gettime((~self._pid << 3) | 2) * 1000  # the process's own clock

    def screen(self) -> str:
        """What stands on the screen now."""
        self._shown(None)
        return "\n".join(line.rstrip() for line in self._screen.display)

    def _shown(self, wanted: str | None) -> float | None:
        """Interpret what arrived; the moment the screen first had the `wanted` text."""
        while self._arrived:
            moment, data = self._arrived.pop(0)
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
            if wanted is not None and any(wanted in line for line in self._screen.display):
                return moment
        return None

    def until(self, wanted: str) -> float:
        """Read until the screen shows a text; the moment it did."""
        if wanted in self.screen():
            return time.perf_counter()
        deadline = time.perf_counter() + DEADLINE
        while time.perf_counter() < deadline:
            read = self._read(0.02)
            if (moment := self._shown(wanted)) is not None:
                return moment
            if read is not None and wanted in self.screen():
                return read  # interpreted already, to answer where the cursor is
        raise TimeoutError(f"{wanted!r} never came:\n{self.screen()}")

    # --- measuring

    def start(self, wanted: str) -> Started:
        """Wait until a program has started: it shows a text, and is silent."""
        ready = self.until(wanted)
        last = self.settle(QUIET) or ready
        return Started(
            (ready - self.since) * 1000,
            (last - self.since) * 1000,
            self.received,
            self._status("VmHWM") / 1024,
        )

    def wait(self) -> None:
        """Wait until the program has ended."""
        with suppress(EOFError):
            while self._read(DEADLINE) is not None:
                pass
            raise TimeoutError(f"it did not end:\n{self.screen()}")

    def press(self, keys: str) -> None:
        """Send keys as a terminal does, all at once."""
        os.write(self._terminal, keys.encode())

    def answer(self, keys: str, wanted: str | None = None) -> Answer:
        """Press keys, and wait until they are answered, and a `wanted` text is on the screen.

        Raises TimeoutError if they are not.
        """
        self.settle(0.02)
        self.screen()
        before, sent = self.received, time.perf_counter()
        self.press(keys)
        first = self._read(DEADLINE if wanted else 5.0)
        if first is None:  # a key without an answer costs nothing, and would look like a success
            raise TimeoutError(f"{keys!r} was not answered:\n{self.screen()}")
        last = first
        if wanted is not None:
            last = self.until(wanted)
        last = self.settle() or last
        return Answer((first - sent) * 1000, (last - sent) * 1000, self.received - before)

    def hold(self, key: str, times: int, a_second: float) -> tuple[float, float]:
        """Hold a key down; the bytes for each time, and ms from the last one to the last byte."""
        before = self.received
        due = time.perf_counter()
        for _ in range(times):
            while (left := due - time.perf_counter()) > 0:
                self._read(left)
            self.press(key)
            sent = time.perf_counter()
            due += 1 / a_second
        last = self.settle(QUIET) or sent
        return (self.received - before) / times, (last - sent) * 1000

    def idle(self, seconds: float) -> Cost:
        """What the program does in some seconds in which nobody types."""
        self.settle(1.0)
        before = self._cost()
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self._read(left)
        after = self._cost()
        return Cost(*(new - old for new, old in zip(after, before, strict=True)))

    def memory_mb(self) -> float:
        """The most memory it had so far."""
        return self._status("VmHWM") / 1024

    def _cost(self) -> Cost:
        wakeups = self._status("voluntary_ctxt_switches", "task/*/status")
        return Cost(self.received, self._cpu_ms(), wakeups)

    def _status(self, name: str, files: str = "status") -> int:
        total = 0
        for file in self._proc.glob(files):
            found = re.search(rf"^{name}:\s+(\d+)", file.read_text(), re.MULTILINE)
            total += int(found[1]) if found else 0
        return total


def cpu_seconds(command: Sequence[str], home: Mapping[str, str] = {}) -> float:
    """Run a command to its end; the CPU time it took, own and the system's for it."""
    environment = {k: v for k, v in os.environ.items() if k not in _DROPPED} | dict(home)
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)]
    pid = os.posix_spawnp(command[0], command, environment, file_actions=actions)
    os.close(null)
    _, status, used = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed")
    return used.ru_utime + used.ru_stime
