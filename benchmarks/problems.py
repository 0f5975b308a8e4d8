"""What it costs to find what is wrong with a file, with the lines where it is.

    python -m benchmarks problems [COUNT ...]        (1000 and 10000 when not given)

Each file has COUNT times the same problem. The time is set against tomllib's parse of the file in
the same run: a ratio that grows with COUNT shows a cost that is not linear.
"""

from __future__ import annotations

import contextlib
import sys
import time
import tomllib
from datetime import date

from labtui.data.inventory.document import Document
from labtui.data.inventory.document_reading import DocumentReading

TODAY = date(2026, 11, 21)
SYSTEM = '[[systems]]\nid = "a"\nname = "A"\n'
EVENT = '[[systems.history]]\ndate = 2026-01-01\nevent = "incident"\n'


def files(count: int) -> dict[str, str]:
    """Files with `count` problems of a kind each, by what these are."""
    numbers = range(count)
    return {
        "unknown keys in one system": SYSTEM + "".join(f"unknown{n} = 1\n" for n in numbers),
        "history entries, an unknown key each": SYSTEM
        + "".join(f"{EVENT}unknown{n} = 1\n" for n in numbers),
        "unknown tables of one system": SYSTEM
        + "".join(f"[systems.unknown{n}]\nx = 1\n" for n in numbers),
        "accepted findings that are none": SYSTEM
        + "".join(f'[[systems.accepted]]\nrule = "x{n}"\nuntil = 2026-12-01\n' for n in numbers),
        "systems of one id": SYSTEM * (count + 1),
        "unknown tables, one after each system": "".join(
            f'[[systems]]\nid = "a{n}"\nname = "A"\n[unknown{n}]\n' for n in numbers
        ),
        "systems above a list without end": SYSTEM * count + "x = [\n",
    }


def measure(count: int) -> None:
    print(f"\n{count} of each")
    for what, text in files(count).items():
        started = time.process_time()
        with contextlib.suppress(ValueError):
            tomllib.loads(text)
        parsed = time.process_time() - started
        started = time.process_time()
        document = Document.parse(text.encode())
        read = DocumentReading(document, TODAY)
        found = len(read.problems) + (document.read_only_reason is not None)
        took = time.process_time() - started
        print(f"  {what:<40} {found:>6} found  {took:7.3f} s  {took / parsed:6.1f} × parsing")


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ("1000", "10000")):
        measure(size)
