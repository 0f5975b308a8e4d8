"""Keys at random in a real terminal that changes its size, stops and continues the program."""

from __future__ import annotations

import signal
import tomllib
from collections import Counter
from pathlib import Path

from tests.screens.conftest import HOMELAB
from tests.terminal import Terminal, bare_environment
from tests.test_terminal import labtui
from tests.test_terminal_life import left_clean, threads_of
from tests.torture.conftest import bounded, rng

KEYS = [*"1234jkhlgGvazesctxwWAuoynd/:?* ", "\r", "\x1b", "\t", "\x12", "\x1a", "\x1b[A"]
"""What begins things, what answers, and Ctrl+R, Ctrl+Z.

Not Ctrl+S: while the shell has the terminal, it stops the output until Ctrl+Q.
"""

THREADS = 12
"""More than the program ever needs, with all that may be under way."""


def test_random_keys_and_signals(tmp_path: Path, figures) -> None:
    chance = rng("terminal keys")
    found: Counter[str] = Counter()
    for number in range(bounded(4, 300)):
        home = tmp_path / str(number)
        home.mkdir()
        path = home / "homelab.toml"
        path.write_bytes(HOMELAB.read_bytes())
        env = {**bare_environment(home), "VISUAL": "true"}
        with Terminal([labtui(), "--file", str(path)], env) as terminal:
            terminal.sees("12 systems")
            for _ in range(30):
                terminal.press("".join(chance.choices(KEYS, k=chance.randint(1, 6))))
                terminal.rests(chance.choice((0.01, 0.05)))
                if chance.random() < 0.3:
                    terminal.resize(chance.randint(1, 200), chance.randint(1, 60))
                if chance.random() < 0.1:
                    terminal.signal(signal.SIGSTOP)
                for _ in range(chance.choice((1, 1, 3))):
                    terminal.signal(signal.SIGCONT)
                found["bursts"] += 1
            assert threads_of(terminal.pid) <= THREADS
            terminal.signal(signal.SIGTERM)
            terminal.signal(signal.SIGCONT)
            status = terminal.ends()
            crashes = "".join(report.read_text() for report in home.rglob("crash*"))
            assert status == 128 + signal.SIGTERM, crashes or terminal.text
            left_clean(terminal)
        found["changed"] += path.read_bytes() != HOMELAB.read_bytes()
        found["sessions"] += 1
        assert len(tomllib.loads(path.read_text())["systems"]) >= 12
    figures(**found)
