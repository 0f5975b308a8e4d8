"""What it costs to edit the text of an inventory, beside what it cost at another revision.

    python -m benchmarks text_edits [REVISION [SYSTEMS]]      (HEAD~1 and 10000)

Both revisions edit the same file in turns, in processes of their own; printed are the medians of
this one, and their ratio to those of the other.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.biglab import toml

HERE = Path(__file__).resolve()
TURNS = 5
TIMES = 20


def edits() -> dict[str, Callable[[], object]]:
    """Edits of the document that is read from standard input."""
    from labtui.data.inventory.document import REMOVED, Document

    document = Document.parse(sys.stdin.buffer.read())
    middle = len(document.systems) // 2
    system = document.systems[middle].raw
    event = {"date": date(2026, 11, 21), "event": "incident", "note": "once"}
    new = {"id": "new", "name": "New", "tags": ["a"], "owners": {"os": "you"}}
    return {
        "a value replaced": lambda: document.edit(middle, {"name": "Another"}),
        "a date replaced": lambda: document.edit(middle, {"evidence.patched": date(2026, 11, 21)}),
        "a fact added": lambda: document.edit(middle, {"location": "attic"}),
        "a fact of a new table": lambda: document.edit(middle, {"owners.os": "you"}),
        "a fact removed": lambda: document.edit(middle, {"name": REMOVED}),
        "a list made longer": lambda: document.edit(middle, {"tags": [*system["tags"], "x"]}),
        "a list made shorter": lambda: document.edit(middle, {"tags": system["tags"][:1]}),
        "an event added": lambda: document.add_event(middle, "history", event),
        "a system added": lambda: document.append(new),
        "a system removed": lambda: document.remove(middle),
    }


def measure() -> None:
    """Print the median time of each edit, in ms, as JSON."""
    found = {}
    for what, edit in edits().items():
        times = []
        for _ in range(TIMES):
            started = time.process_time()
            edit()
            times.append(time.process_time() - started)
        found[what] = statistics.median(times) * 1000
    print(json.dumps(found))


def measured_in(tree: Path, text: str) -> dict[str, float]:
    """Measure with the labtui of a tree."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "benchmarks.text_edits", "--measure"],
        input=text.encode(),
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tree), str(HERE.parents[1])])},
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def compare(revision: str, count: int) -> None:
    text = toml(count)
    archive = subprocess.run(
        ["git", "archive", revision, "labtui"], cwd=HERE.parents[1], capture_output=True, check=True
    )
    with tempfile.TemporaryDirectory() as other:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tree:
            tree.extractall(other, filter="data")
        turns = [
            (measured_in(HERE.parents[1], text), measured_in(Path(other), text))
            for _ in range(TURNS)
        ]
    print(f"{count} systems, against {revision}")
    for what in turns[0][0]:
        now = statistics.median(turn[0][what] for turn in turns)
        then = statistics.median(turn[1][what] for turn in turns)
        print(f"  {what:<24} {now:7.2f} ms   {now / then:5.2f} ×")


if __name__ == "__main__":
    if sys.argv[1:] == ["--measure"]:
        measure()
    else:
        compare((sys.argv[1:] or ["HEAD~1"])[0], int((sys.argv[2:] or ["10000"])[0]))
