"""Runs labtui, and writes down all that it paints and what its screen sends for it.

    python -m tests.recorded LOG [ARGUMENTS OF LABTUI ...]

Each line of the log is a JSON list: what the screen was asked to do, and with what; for `flush`,
what it returned.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from labtui.app import terminal_output
from labtui.app.cell_screen import CellScreen


def record(log: Path) -> None:
    """Let the driver use a screen that writes down what it does."""
    file = log.open("w", encoding="utf-8", buffering=1)

    def note(*what: object) -> None:
        file.write(f"{json.dumps(what)}\n")

    class Recorded(CellScreen):
        def resize(self, columns: int, lines: int) -> None:
            note("resize", columns, lines)
            super().resize(columns, lines)

        def redraw(self) -> None:
            note("redraw")
            super().redraw()

        def write(self, data: str) -> None:
            note("write", data)
            super().write(data)

        def flush(self) -> str:
            sent = super().flush()
            note("flush", sent)
            return sent

    vars(terminal_output)["CellScreen"] = Recorded


if __name__ == "__main__":
    record(Path(sys.argv.pop(1)))
    from labtui.__main__ import main

    sys.exit(main())
