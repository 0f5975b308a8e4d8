"""What is done in each program, once: a turn. Each gives what it measured, by name."""

from __future__ import annotations

import re
import statistics
import sys
import time
import tomllib
from pathlib import Path

from benchmarks import peers
from benchmarks.terminal import Started, Terminal, cpu_seconds

Measured = dict[str, float]

PYTHON = sys.executable
LABTUI = str(Path(PYTHON).with_name("labtui"))
DAY = "2026-11-21"
DOWN, PAGE_DOWN, RIGHT, ESCAPE, ENTER, TAB = "\x1b[B", "\x1b[6~", "\x1b[C", "\x1b", "\r", "\t"
SAVE, PALETTE, ADDRESS = "\x13", "\x10", "\x0c"

STARTED = "Falls due"
"""What is seen once the overview is there, where labtui starts."""

STARTED_LARGE = "Findings"
"""What is seen once the inventory is there, where labtui starts with a large lab."""

ROOMS = {"overview": "0", "matrix": "2", "review": "3", "tree": "4"}
"""The rooms besides the inventory, and their keys."""

MODEM = 960
"""Bytes a second at 9,600 baud."""
DELAY_MS = 300
"""What a far link adds to each answer, there and back."""
FINGERS = 5
"""Keys a second of someone who reads what goes by."""

SAVED_WITHIN = 30.0
"""Seconds until a save counts as not happening."""

PARSE = "import sys, tomllib; tomllib.load(open(sys.argv[1], 'rb'))"


def _started(started: Started) -> Measured:
    return {
        "ready": started.ready_ms,
        "last": started.last_ms,
        "bytes": started.bytes,
        "memory": started.memory_mb,
    }


def _median(values: list[float]) -> float:
    return statistics.median(values)


def _moves(terminal: Terminal, down: str, page: str) -> Measured:
    """The cursor down by rows and by pages; the first rows are warm-up."""
    rows = [terminal.answer(down) for _ in range(14)][2:]
    pages = [terminal.answer(page) for _ in range(5)]
    return {
        "row": _median([row.last_ms for row in rows]),
        "row p95": sorted(row.last_ms for row in rows)[-1],
        "row bytes": _median([row.bytes for row in rows]),
        "page": _median([page.last_ms for page in pages]),
        "page bytes": _median([page.bytes for page in pages]),
    }


def _held(terminal: Terminal, key: str) -> Measured:
    count, lag = terminal.hold(key, 40, 30)
    return {"held bytes": count, "lag": lag}


def static() -> Measured:
    with Terminal([PYTHON, "-m", "benchmarks.peers", "static"]) as terminal:
        return _started(terminal.start(peers.FIRST))


def table(count: int) -> Measured:
    """Textual's DataTable."""
    with Terminal([PYTHON, "-m", "benchmarks.peers", "table", str(count)]) as terminal:
        found = _started(terminal.start(peers.FIRST))
        return found | _moves(terminal, DOWN, PAGE_DOWN) | _held(terminal, DOWN)


def visidata(program: str, folder: Path, count: int) -> Measured:
    file = folder / f"{count}.tsv"
    peers.write_tsv(file, count)
    with Terminal([program, str(file)], _home(folder)) as terminal:
        found = _started(terminal.start(peers.FIRST))
        down = "\x1bOB"  # it asks for the keys of applications
        return found | _moves(terminal, down, PAGE_DOWN) | _held(terminal, down)


def posting(program: str, folder: Path) -> Measured:
    with Terminal([program], _home(folder)) as terminal:
        found = _started(terminal.start("Send"))
        terminal.answer(ADDRESS)
        typed = [terminal.answer(letter) for letter in "a-longer-word"][3:]
        return found | {
            "typed": _median([letter.last_ms for letter in typed]),
            "typed bytes": _median([letter.bytes for letter in typed]),
        }


def _home(folder: Path) -> dict[str, str]:
    """An environment in which a program keeps what it keeps in a folder."""
    return {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
    }


def open_labtui(lab: Path, *words: str, bytes_a_second: int | None = None) -> Terminal:
    """The installed program on a lab, as of the day the labs are made for."""
    command = [LABTUI, "--file", str(lab), "--as-of", DAY, *words]
    return Terminal(command, _home(lab.parent), bytes_a_second=bytes_a_second)


def labtui_start(lab: Path) -> Measured:
    with open_labtui(lab) as terminal:
        return _started(terminal.start(STARTED))


def labtui_large(lab: Path) -> Measured:
    """The first start with a large lab, and all of another one."""
    with open_labtui(lab) as terminal:
        first = terminal.start(STARTED_LARGE).ready_ms
        terminal.press("q")
        terminal.wait()
    return labtui(lab, STARTED_LARGE) | {"first ready": first}


def labtui(lab: Path, started: str = STARTED) -> Measured:
    """Start, moves, dialogs, rooms, the editor and a save."""
    with open_labtui(lab) as terminal:
        found = _started(terminal.start(started))
        if started != STARTED_LARGE:
            terminal.answer("1")
        found |= _moves(terminal, DOWN, PAGE_DOWN) | _held(terminal, DOWN)
        terminal.answer("g")
        for name, key in (("filter", "/"), ("sort", "o"), ("palette", PALETTE), ("page", ENTER)):
            opened, left = terminal.answer(key), terminal.answer(ESCAPE)
            found[f"{name} opened bytes"] = opened.bytes
            found[f"{name} left bytes"] = left.bytes
            if name == "filter":
                found["escape"] = left.first_ms
        review = terminal.answer("3")
        found["review"], found["review bytes"] = review.first_ms, review.bytes
        for name, key in ROOMS.items():
            terminal.answer(key)
            rows = [terminal.answer(DOWN) for _ in range(8)][2:]
            found[f"{name} row bytes"] = _median([row.bytes for row in rows])
        terminal.answer("1")
        found |= _editor(terminal, lab)
        found["memory after all"] = terminal.memory_mb()
        return found


def _editor(terminal: Terminal, lab: Path) -> Measured:
    opened = terminal.answer("e")
    tabs = [terminal.answer(TAB) for _ in range(8)][2:]
    changed = [terminal.answer(RIGHT) for _ in range(6)][1:]
    terminal.answer("G")
    terminal.answer(ENTER)
    typed = [terminal.answer(letter) for letter in "a-longer-word"][3:]
    terminal.answer(ENTER)
    stamp = lab.stat().st_ino
    sent = time.perf_counter()
    terminal.press(SAVE)
    while lab.stat().st_ino == stamp:
        if time.perf_counter() - sent > SAVED_WITHIN:
            raise TimeoutError(f"not saved:\n{terminal.screen()}")
        time.sleep(0.001)
    saved = time.perf_counter() - sent
    return {
        "editor opened bytes": opened.bytes,
        "tab": _median([tab.last_ms for tab in tabs]),
        "tab bytes": _median([tab.bytes for tab in tabs]),
        "changed": _median([change.last_ms for change in changed]),
        "changed bytes": _median([change.bytes for change in changed]),
        "typed": _median([letter.last_ms for letter in typed]),
        "typed bytes": _median([letter.bytes for letter in typed]),
        "first save": saved * 1000,
    }


def labtui_idle(lab: Path) -> Measured:
    seconds = 10
    with open_labtui(lab) as terminal:
        terminal.start(STARTED)
        terminal.answer("1")
        terminal.answer(DOWN)
        cost = terminal.idle(seconds)
        return {
            "idle bytes": cost.bytes / seconds,
            "idle cpu": cost.cpu_ms / seconds,
            "idle wakeups": cost.wakeups / seconds,
        }


def labtui_far_away(lab: Path) -> Measured:
    """Over 9,600 baud and 300 ms: through 200 systems, and the editor opened."""
    with open_labtui(lab, bytes_a_second=MODEM) as terminal:
        terminal.start(STARTED)
        terminal.answer("1", "Findings")
        _, lag = terminal.hold(DOWN, 199, FINGERS)
        editor = terminal.answer("e", "Editing")
        return {"far lag": lag + DELAY_MS, "far editor": editor.last_ms + DELAY_MS}


def labtui_shape(lab: Path, id: str) -> Measured:
    """A fact of the system that most others rest on, changed in the editor."""
    with open_labtui(lab, "open", id) as terminal:
        terminal.start("─ Findings")
        terminal.answer("e")
        while not re.search("^▌ +Exposure", terminal.screen(), re.MULTILINE):
            terminal.answer(TAB)
        changed = [terminal.answer(RIGHT) for _ in range(4)]
        return {"shown": _median([change.first_ms for change in changed])}


def parsing(lab: Path) -> Measured:
    """What Python alone needs to parse a lab: a script, and the parse within it."""
    command = [PYTHON, "-c", PARSE, str(lab)]
    text = lab.read_text()
    started = time.perf_counter()
    tomllib.loads(text)
    return {"script": cpu_seconds(command), "parse": (time.perf_counter() - started) * 1000}


def bare_python() -> Measured:
    return {"script": cpu_seconds([PYTHON, "-c", "pass"])}


def command(lab: Path, *words: str) -> Measured:
    """The CPU time of a command of labtui: the first time in a home, and asked again."""
    asked = [LABTUI, "--file", str(lab), *words]
    return {name: cpu_seconds(asked, _home(lab.parent)) for name in ("first", "again")}


def version() -> Measured:
    return {"cpu": cpu_seconds([LABTUI, "--version"])}
