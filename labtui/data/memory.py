"""What the app remembers from one time to the next, where one left it: nothing that is missed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from labtui.data.listing import SORTS, Listing
from labtui.data.settings import THEMES
from labtui.data.store import recall, remember

MATRIX_VIEWS = ("levels", "layers", "map")
"""The views of the matrix, in the order one goes through them."""

MOST_WORDS = 200
"""A filter longer than this nobody typed."""


@dataclass
class Memory:
    """What is remembered; without a path, until the app is left."""

    path: Path | None = None
    matrix_view: str = MATRIX_VIEWS[0]
    listing: Listing = field(default_factory=Listing)
    """What all rooms list; the filter and the order are kept, not the marks and the cursor."""
    theme: str | None = None
    """The theme that was picked in the app; None where none ever was."""
    _aside: str = ""
    """A filter that is kept though all is shown this time."""

    @classmethod
    def recalled(cls, path: Path) -> Memory:
        """What was kept at `path`; what cannot be read or used counts as never kept."""
        memory = cls(path)
        try:
            kept = tomllib.loads(recall(path).decode())
        except (ValueError, RecursionError):
            return memory
        if kept.get("matrix_view") in MATRIX_VIEWS:
            memory.matrix_view = kept["matrix_view"]
        if kept.get("theme") in THEMES:
            memory.theme = kept["theme"]
        if kept.get("sort") in tuple(SORTS):
            memory.listing.sort = kept["sort"]
            memory.listing.reverse = kept.get("reverse") is True
        words = kept.get("filter")
        if isinstance(words, str) and words.isprintable() and len(words) <= MOST_WORDS:
            memory.listing.words = words
        return memory

    def show_all(self) -> None:
        """Filter by nothing this time, and by what was remembered the next."""
        self._aside, self.listing.words = self.listing.words, ""

    def keep(self) -> None:
        """Keep it for the next time, where that is another than what was kept."""
        if self.path is not None and self._kept != Memory.recalled(self.path)._kept:
            remember(self.path, tomli_w.dumps(self._kept).encode())

    @property
    def _kept(self) -> dict[str, str | bool]:
        """What is written."""
        kept: dict[str, str | bool] = {
            "matrix_view": self.matrix_view,
            "sort": self.listing.sort,
            "reverse": self.listing.reverse,
            "filter": self.listing.words or self._aside,
        }
        return kept if self.theme is None else {**kept, "theme": self.theme}
