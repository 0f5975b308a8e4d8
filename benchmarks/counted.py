"""Costs that do not depend on the machine: bytes sent, and instructions of the interpreter.

`compare` sets them against `recorded.toml`, which `record` writes. A figure that depends on the
version of Python, Textual or Rich is skipped, and said to be, where that is another one.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import tomli_w

from benchmarks import biglab, programs

ROOT = Path(__file__).parents[1]
RECORDED = Path(__file__).with_name("recorded.toml")
SYSTEMS = 200
EXECUTED_SYSTEMS = 60
"""Fewer, as counting takes a hundred times as long as the command."""
ALLOWED = 1.05
"""How many times the recorded figure is no regression."""
TRIES = 3
"""How often bytes are counted again where there are too many: a busy machine may draw twice."""

COMMANDS = {
    "--version": ("--version",),
    "list": ("list",),
    "check": ("check",),
    "show": ("show", "vault"),
    "set": ("set", "vault", "exposure=vpn"),
}
BYTES = (
    "bytes",
    "row bytes",
    "page bytes",
    *(f"{n} {d} bytes" for n in ("filter", "sort", "palette", "page") for d in ("opened", "left")),
    "review bytes",
    *(f"{room} row bytes" for room in programs.ROOMS),
    "tab bytes",
    "changed bytes",
    "typed bytes",
)
"""What is counted of what the app sends, as `programs.labtui` names it.

Not of opening the editor: on a busy machine it is painted in more steps, 5.5 or 7.4 kB.
"""

Figures = dict[str, int]


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("textual", "rich")},
    }


def _lab(folder: str, count: int) -> Path:
    """A lab in a folder of its own, as every run needs it: a save changes it."""
    path = Path(folder, "lab.toml")
    path.write_text(biglab.toml(count))
    return path


def _sent() -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        found = programs.labtui(_lab(folder, SYSTEMS))
    return {name.removesuffix(" bytes"): round(found[name]) for name in BYTES}


def _executed(words: tuple[str, ...]) -> Figures:
    """The instructions of a command, `own` and `all`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.counting"]
        if words[0] != "--version":
            command += ["--file", str(_lab(folder, EXECUTED_SYSTEMS)), "--as-of", programs.DAY]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",  # the order of sets, and with it what is looked at
        }
        said = subprocess.run(
            [*command, *words], cwd=ROOT, env=environment, capture_output=True, check=True
        )
    counted: Figures = json.loads(said.stderr.splitlines()[-1])
    return counted


def _instructions() -> dict[str, Figures]:
    _executed(COMMANDS["set"])  # compiles what is not compiled yet
    found = {name: _executed(words) for name, words in COMMANDS.items()}
    return {kind: {name: found[name][kind] for name in found} for kind in ("own", "all")}


def record() -> None:
    """Write the figures that are to be compared with from now on."""
    instructions = _instructions()
    tries = [_sent() for _ in range(TRIES)]
    figures = {
        "versions": _versions(),
        "bytes": {name: min(sent[name] for sent in tries) for name in tries[0]},
        "own_instructions": instructions["own"],
        "all_instructions": instructions["all"],
    }
    RECORDED.write_text(tomli_w.dumps(figures))
    print(RECORDED.read_text(), end="")


def compare() -> int:
    """Compare with the recorded figures; returns 1 where one is more than 5 % above, else 0."""
    recorded = tomllib.loads(RECORDED.read_text())
    old, new = recorded["versions"], _versions()
    worse: list[str] = []
    instructions = _instructions()
    if old["python"].rpartition(".")[0] == new["python"].rpartition(".")[0]:
        worse += _compared(
            "instructions of labtui", recorded["own_instructions"], instructions["own"]
        )
    else:
        _skip("instructions of labtui", old, new, "python")
    if old["python"] == new["python"]:
        worse += _compared(
            "instructions, standard library included",
            recorded["all_instructions"],
            instructions["all"],
        )
    else:
        _skip("instructions, standard library included", old, new, "python")
    if all(old[name] == new[name] for name in ("textual", "rich")):
        worse += _compared_bytes(recorded["bytes"])
    else:
        _skip("bytes", old, new, "textual", "rich")
    for line in worse:
        print(f"MORE THAN RECORDED: {line}", file=sys.stderr)
    if worse:
        print("If it has to be: python -m benchmarks record", file=sys.stderr)
    return int(bool(worse))


def _skip(what: str, old: dict[str, str], new: dict[str, str], *names: str) -> None:
    here = ", ".join(f"{name} {new[name]}" for name in names)
    then = ", ".join(f"{name} {old[name]}" for name in names)
    print(f"SKIPPED: {what}: recorded with {then}, and here is {here}", file=sys.stderr)


def _compared_bytes(recorded: Figures) -> list[str]:
    best: Figures = {}
    for _ in range(TRIES):
        try:
            sent = _sent()
        except (TimeoutError, EOFError) as error:
            print(f"SKIPPED: bytes, this time: {str(error).splitlines()[0]}", file=sys.stderr)
            continue
        best = {name: min(count, best.get(name, count)) for name, count in sent.items()}
        if not list(_too_many(recorded, best)):
            break
    return _compared("bytes", recorded, best)


def _too_many(recorded: Figures, found: Figures) -> Iterator[str]:
    return (n for n, count in found.items() if count > ALLOWED * recorded.get(n, count))


def _compared(what: str, recorded: Figures, found: Figures) -> list[str]:
    """Print the figures beside those recorded; gives a line for each that is too high."""
    print(f"\n{what:<40} {'recorded':>10} {'now':>10}")
    for name, count in found.items():
        then = recorded.get(name)
        if then is None:
            print(f"  {name:<38} {'none':>10} {count:>10,}  record it")
            continue
        better = "  record it: it is less now" if count * ALLOWED < then else ""
        print(f"  {name:<38} {then:>10,} {count:>10,} {count / then if then else 1:6.2f}{better}")
    return [
        f"{what}: {name}: {found[name]:,} instead of {recorded[name]:,}"
        for name in _too_many(recorded, found)
    ]
