"""What the app remembers from one time to the next, where one left it: nothing that is missed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from labtui.data.analysis.query import SORTS, Query
from labtui.data.preferences.settings import THEMES
from labtui.data.storage.state_files import read_state_file, write_state_file

MATRIX_VIEWS = ("levels", "layers", "map")
"""The views of the matrix, in the order one goes through them."""

MOST_WORDS = 200
"""A filter longer than this nobody typed."""


@dataclass
class UiState:
    """What is remembered; without a path, until the app is left."""

    path: Path | None = None
    matrix_view: str = MATRIX_VIEWS[0]
    list_query: Query = field(default_factory=Query)
    """What all rooms list; the filter and the order are kept, not the marks and the cursor."""
    theme: str | None = None
    """The theme that was picked in the app; None where none ever was."""
    _aside: str = ""
    """A filter that is kept though all is shown this time."""

    @classmethod
    def recalled(cls, path: Path) -> UiState:
        """What was kept at `path`; what cannot be read or used counts as never kept."""
        ui_state = cls(path)
        try:
            kept = tomllib.loads(read_state_file(path).decode())
        except (ValueError, RecursionError):
            return ui_state
        if kept.get("matrix_view") in MATRIX_VIEWS:
            ui_state.matrix_view = kept["matrix_view"]
        if kept.get("theme") in THEMES:
            ui_state.theme = kept["theme"]
        if kept.get("sort") in tuple(SORTS):
            ui_state.list_query.sort = kept["sort"]
            ui_state.list_query.reverse = kept.get("reverse") is True
        words = kept.get("filter")
        if isinstance(words, str) and words.isprintable() and len(words) <= MOST_WORDS:
            ui_state.list_query.words = words
        return ui_state

    def show_all(self) -> None:
        """Filter by nothing this time, and by what was remembered the next."""
        self._aside, self.list_query.words = self.list_query.words, ""

    def keep(self) -> None:
        """Keep it for the next time, where that is another than what was kept."""
        if self.path is not None and self._kept != UiState.recalled(self.path)._kept:
            write_state_file(self.path, tomli_w.dumps(self._kept).encode())

    @property
    def _kept(self) -> dict[str, str | bool]:
        """What is written."""
        kept: dict[str, str | bool] = {
            "matrix_view": self.matrix_view,
            "sort": self.list_query.sort,
            "reverse": self.list_query.reverse,
            "filter": self.list_query.words or self._aside,
        }
        return kept if self.theme is None else {**kept, "theme": self.theme}
