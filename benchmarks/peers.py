"""The programs that labtui is set beside: two bare Textual apps, VisiData and posting.

`python -m benchmarks.peers table SYSTEMS` and `python -m benchmarks.peers static` run the apps.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar


def rows(count: int) -> list[tuple[str, ...]]:
    """The rows of a table like that of the inventory."""
    return [
        (f"system-{number:05}", f"System {number}", "3a", "lab", "Medium", "1 2", "2026-11-01")
        for number in range(count)
    ]


HEADS = ("id", "name", "level", "role", "risk", "findings", "smell test")
FIRST = "system-00000"
"""What the screen shows when the table is there."""


def run_table(count: int) -> None:
    """Textual's own table, with header and footer, as any app would use it."""
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable, Footer, Header

    class Table(App[None]):
        BINDINGS: ClassVar = [
            ("q", "quit", "Quit"),
            ("e", "edit", "Edit"),
            ("slash", "filter", "Filter"),
        ]

        def compose(self) -> ComposeResult:
            yield Header()
            yield DataTable(cursor_type="row")
            yield Footer()

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            table.add_columns(*HEADS)
            table.add_rows(rows(count))

    Table().run()


def run_static() -> None:
    """The least a Textual app can be."""
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class One(App[None]):
        def compose(self) -> ComposeResult:
            yield Static(FIRST)

    One().run()


def write_tsv(path: Path, count: int) -> None:
    """The table as a file for VisiData."""
    path.write_text("".join("\t".join(row) + "\n" for row in (HEADS, *rows(count))))


PROGRAMS = ("visidata", "posting", "tree-sitter>=0.25,<0.26")
"""What is installed; posting ends with a crash under a later tree-sitter."""


def install(into: Path) -> Callable[[str], str | None]:
    """Install programs into an environment of their own; gives the path of each, or None.

    None for those that cannot be had, say without a network.
    """
    venv.create(into, with_pip=True)
    pip = [str(into / "bin" / "python"), "-m", "pip", "install", "--quiet", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", *PROGRAMS], check=False)

    def path(program: str) -> str | None:
        found = into / "bin" / program
        return str(found) if found.exists() else None

    return path


if __name__ == "__main__":
    if sys.argv[1] == "table":
        run_table(int(sys.argv[2]))
    else:
        run_static()
