"""`python -m benchmarks`: measure all targets, beside other programs, on an idle machine.

python -m benchmarks [TURNS]          all of it (5 turns), into docs/performance.md
python -m benchmarks count            bytes and calls, against benchmarks/recorded.toml
python -m benchmarks record           the same, to be compared with from now on
python -m benchmarks PART [WORD …]    a part: edits, growth, importing, problems, text_edits
"""

from __future__ import annotations

import os
import platform
import runpy
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import tomli_w

from benchmarks import biglab, counted, growth, peers, programs, targets
from benchmarks.programs import Measured

PARTS = ("edits", "growth", "importing", "problems", "text_edits")
PERFORMANCE = Path(__file__).parents[1] / "docs" / "performance.md"
HEADING = "## Measured beside other programs"
"""The last section of the page, which is written anew."""
Job = Callable[[], Measured]


def _jobs(folder: Path) -> tuple[dict[str, Job], dict[str, Job]]:
    """What is measured in each turn, and what takes long and is measured in two."""
    labs = {}
    for count in (200, 10_000):
        labs[count] = folder / f"{count}.toml"
        labs[count].write_text(biglab.toml(count))
    path = peers.install(folder / "peers")

    def fresh(measure: Callable[..., Measured], lab: Path, *words: str) -> Measured:
        """In a home of its own: what an earlier turn left unfinished would be asked about."""
        with tempfile.TemporaryDirectory(dir=folder) as home:
            copy = Path(home, "lab.toml")
            shutil.copy(lab, copy)
            return measure(copy, *words)

    small, large = labs[200], labs[10_000]
    often: dict[str, Job] = {
        "static": programs.static,
        "table": partial(programs.table, 200),
        "labtui": partial(fresh, programs.labtui, small),
        "labtui again": partial(fresh, programs.labtui_start, small),
        "python": programs.bare_python,
        "version": programs.version,
        "parse 200": partial(programs.parsing, small),
        "list": partial(fresh, programs.command, small, "list"),
    }
    if (program := path("vd")) is not None:
        often["visidata"] = partial(programs.visidata, program, folder, 200)
    if (program := path("posting")) is not None:
        often["posting"] = partial(programs.posting, program, folder)
    seldom: dict[str, Job] = {
        "labtui 10,000": partial(fresh, programs.labtui_large, large),
        "table 10,000": partial(programs.table, 10_000),
        "parse 10,000": partial(programs.parsing, large),
        "check": partial(fresh, programs.command, large, "check"),
        "idle": partial(fresh, programs.labtui_idle, small),
        "far": partial(fresh, programs.labtui_far_away, small),
    }
    for name, systems, id, _ in growth.shapes():
        lab = folder / f"{id}.toml"
        lab.write_text(tomli_w.dumps({"systems": systems}))
        seldom[name] = partial(fresh, programs.labtui_shape, lab, id)
    return often, seldom


def measure(turns: int) -> None:
    """Measure everything in turns, print the table and keep it."""
    results: dict[str, list[Measured]] = {}
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        often, seldom = _jobs(Path(folder))
        for turn in range(turns + 1):  # the first one only warms up
            jobs = often | (seldom if turn in (1, 2) else {})
            for name, job in jobs.items():
                print(f"\r{turn}/{turns} {name:<20}", end="", file=sys.stderr, flush=True)
                try:
                    found = job()
                except (EOFError, TimeoutError) as error:
                    print(f"\n{name}: not measured: {error}", file=sys.stderr)
                    continue
                if turn:
                    results.setdefault(name, []).append(found)
    print(file=sys.stderr)
    lines = [*_head(turns, time.monotonic() - started), *targets.markdown(results)]
    noise = targets.measured(results, targets.NOISE)
    if noise is not None:
        lines += ["", f"labtui's start against its own: {noise.least:.2f}–{noise.most:.2f} ×."]
    print("\n".join(lines))
    above, _, _ = PERFORMANCE.read_text(encoding="utf-8").partition(HEADING)
    page = [above.rstrip("\n"), "", *lines, ""]
    PERFORMANCE.write_text("\n".join(page), encoding="utf-8")


def _busy(load: float) -> list[str]:
    if load <= (os.cpu_count() or 1):
        return []
    return [
        "Other work ran meanwhile: milliseconds are too high, and ratios of short times uncertain."
    ]


def _head(turns: int, seconds: float) -> list[str]:
    load = os.getloadavg()[0]
    return [
        HEADING,
        "",
        "The last result of `python -m benchmarks`, which writes this section. Programs take turns",
        f"within one run: {turns} of them, at most two where it takes long. Given are medians,",
        "with the least and the most. Ratios are within a turn, of wall time; those of commands",
        "are of CPU time.",
        "",
        f"{date.today()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {load:.1f}; it took {seconds / 60:.0f} minutes.",
        *_busy(load),
        "",
    ]


def main(words: list[str]) -> int:
    if not words or words[0].isdecimal():
        measure(int(words[0]) if words else 5)
    elif words[0] == "count":
        return counted.compare()
    elif words[0] == "record":
        counted.record()
    elif words[0] in PARTS:
        sys.argv = words
        runpy.run_module(f"benchmarks.{words[0]}", run_name="__main__")
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
