"""What the app sends over the link: bytes to start, a cursor move, a held key, a key in the editor.

    .venv/bin/python benchmarks/terminal.py [SYSTEMS ...]     (200 and 10000 when not given)

Runs the installed `labtui` in a pseudo-terminal of 120×40 and counts what it writes. Bytes do not
depend on how busy the machine is; times do, and are not printed.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from biglab import toml

LABTUI = str(Path(sys.executable).with_name("labtui"))
QUIET = 0.25
"""Seconds without output after which a key has been answered."""


class Terminal:
    """A program in a pseudo-terminal, of which only the number of bytes is of interest."""

    def __init__(self, *command: str) -> None:
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="120", LINES="40")
            os.execv(command[0], command)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(self, quiet: float = QUIET) -> int:
        """How many bytes come until nothing comes for a while."""
        count = 0
        while select.select([self.descriptor], [], [], quiet)[0]:
            try:
                count += len(os.read(self.descriptor, 65536))
            except OSError:
                break
        return count

    def press(self, keys: str, *, times: int = 1) -> list[int]:
        """How many bytes answer each press."""
        found = []
        for _ in range(times):
            os.write(self.descriptor, keys.encode())
            found.append(self.read())
        return found

    def hold(self, key: str, times: int) -> float:
        """How many bytes answer each press of a key held down, 30 a second."""
        count = 0
        for _ in range(times):
            os.write(self.descriptor, key.encode())
            count += self.read(1 / 30)
        return (count + self.read()) / times

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)


def measure(count: int, folder: Path) -> None:
    path = folder / f"{count}.toml"
    path.write_text(toml(count))
    app = Terminal(LABTUI, "--file", str(path), "--as-of", "2026-11-21")
    try:
        start = app.read(quiet=4)
        rows = app.press("j", times=12)[2:]
        held = app.hold("j", 40)
        page = app.press("\x1b[6~", times=4)
        app.press("g")
        app.press("e")
        field = app.press("\t", times=8)
        value = app.press("\x1b[C", times=6)
        print(
            f"{count:>6} systems: start {start}, row move {statistics.median(rows):.0f}, "
            f"held key {held:.0f}, page down {statistics.median(page):.0f}; editor: "
            f"Tab {statistics.median(field):.0f}, another value {statistics.median(value):.0f}"
        )
    finally:
        app.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, sys.argv[1:] or ("200", "10000")):
            measure(size, Path(folder))
