"""What the app remembers from one time to the next, where one left it: nothing that is missed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from labtui.data.store import recall, remember

MATRIX_VIEWS = ("levels", "layers", "map")
"""The views of the matrix, in the order one goes through them."""


@dataclass
class Memory:
    """What is remembered; without a path, until the app is left."""

    path: Path | None = None
    matrix_view: str = MATRIX_VIEWS[0]

    @classmethod
    def recalled(cls, path: Path) -> Memory:
        """What was kept at `path`; what cannot be read or used counts as never kept."""
        memory = cls(path)
        try:
            kept = tomllib.loads(recall(path).decode())
        except ValueError:
            return memory
        if kept.get("matrix_view") in MATRIX_VIEWS:
            memory.matrix_view = kept["matrix_view"]
        return memory

    def keep(self) -> None:
        """Keep it for the next time, where that is another than what was kept."""
        if self.path is not None and self != Memory.recalled(self.path):
            remember(self.path, tomli_w.dumps({"matrix_view": self.matrix_view}).encode())
