"""What it costs to assess a lab, to assess it again after one edit, and to draft one.

    python -m benchmarks edits [SYSTEMS ...]        (1000 and 10000 when not given)

Each edit is made and unmade 30 times; the median is printed, beside how many systems it reached.
The first column of ratios sets it against assessing the whole lab in the same run.
"""

from __future__ import annotations

import statistics
import sys
import time
import tomllib
from collections.abc import Callable
from itertools import cycle

from benchmarks.biglab import TODAY, tables, toml
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext, System
from labtui.data.assessment.reading import read_system
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.inventory.drafts import Draft

EDITS = (
    ("guest-5", {"exposure": "isolated"}),
    ("guest-5", {"relied_on_for": ("authentication",)}),
    ("guest-5", {"runs_on": "host-1"}),
    ("guest-5", {"depends_on": ("guest-1", "guest-2")}),
    ("guest-5", {"status": "retired"}),
    ("guest-5", {"recovers_with": ("vault",)}),
    ("host-3", {"member_of": "cluster-1"}),
    ("host-1", {"evidence.monitored": False}),
    ("host-1", {"owners.os": "provider"}),
    ("host-1", {"purpose": "reliability"}),
)


def read(raw: dict[str, object]) -> System:
    system = read_system(raw, RULE_IDS, TODAY).system
    assert system is not None
    return system


def measure(count: int) -> None:
    text = toml(count)
    started = time.perf_counter()
    tomllib.loads(text)
    parsed = time.perf_counter() - started
    systems = [read(raw) for raw in tables(count)]
    started = time.perf_counter()
    lab = Lab(systems, EvaluationContext(TODAY))
    whole = time.perf_counter() - started
    print(f"\n{count} systems: assessed in {whole:.3f} s, {whole / parsed:.2f} × tomllib's parse")
    for id, changes in EDITS:
        old = lab.systems[id]
        new = old.revised(changes)
        times, reached = [], 0
        for _ in range(30):
            for system in (new, old):
                started = time.perf_counter()
                reached = len(lab.update({id: system}))
                times.append(time.perf_counter() - started)
        median = statistics.median(times)
        what = ", ".join(f"{key}={value}" for key, value in changes.items())
        share = f"1/{whole / median:.0f} of the whole"
        print(f"  {id} {what:<38} reaches {reached:>3}  {median * 1000:6.2f} ms  {share}")
    guest = lab.systems["guest-5"]
    measure_draft("a draft opened", lambda: Draft(lab, guest, lambda _: None))
    draft = Draft(lab, guest, lambda _: None)
    hosts = cycle(("host-1", "host-2"))
    measure_draft("a fact drafted", lambda: draft.state("runs_on", next(hosts)))


def measure_draft(what: str, do: Callable[[], object]) -> None:
    times = []
    for _ in range(60):
        started = time.perf_counter()
        do()
        times.append(time.perf_counter() - started)
    print(f"  {what:<58} {statistics.median(times) * 1000:6.2f} ms")


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ("1000", "10000")):
        measure(size)
