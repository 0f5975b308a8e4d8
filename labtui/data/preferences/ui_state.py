"""The state of the app's screens, kept between runs. Losing it loses nothing that matters."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import tomli_w

from labtui.data.analysis.query import SORTS, Query
from labtui.data.preferences.settings import THEMES
from labtui.data.storage.state_files import read_state_file, write_state_file

MatrixView = Literal["levels", "layers", "map"]

MATRIX_VIEWS: tuple[MatrixView, ...] = get_args(MatrixView)
"""The views of the matrix, in the order in which the app switches between them."""

PanelSize = Literal["usual", "large", "hidden"]

PANEL_SIZES: tuple[PanelSize, ...] = get_args(PanelSize)
"""The sizes of the panel of the inventory, in the order in which a key goes through them."""

MOST_WORDS = 200
"""A longer filter is not one that was typed; it is ignored."""


@dataclass
class UiState:
    """What the app remembers. Without a path it is not saved."""

    path: Path | None = None
    inventory: Path | None = None
    """The file that is shown; a filter is remembered for one file only."""
    matrix_view: MatrixView = MATRIX_VIEWS[0]
    list_query: Query = field(default_factory=Query)
    """Filter, order, marks and cursor of the lists; only filter and order are saved."""
    panel: PanelSize = PANEL_SIZES[0]
    """How large the panel of the inventory is."""
    hidden_columns: frozenset[str] = frozenset({"host"})
    """The keys of the columns that the inventory does not show."""
    theme: str | None = None
    """The theme picked in the app; None where none was ever picked."""
    _suspended_filter: str = ""
    """A filter that is saved although it is not applied in this run."""

    @classmethod
    def load(cls, path: Path, inventory: Path | None = None) -> UiState:
        """Load the state saved at `path`; values that cannot be read or used get their defaults."""
        ui_state = cls(path, inventory)
        try:
            saved = tomllib.loads(read_state_file(path).decode())
        except (ValueError, RecursionError):
            return ui_state
        if saved.get("matrix_view") in MATRIX_VIEWS:
            ui_state.matrix_view = saved["matrix_view"]
        if saved.get("panel") in PANEL_SIZES:
            ui_state.panel = saved["panel"]
        if isinstance(hidden := saved.get("hidden_columns"), str):
            ui_state.hidden_columns = frozenset(hidden[:MOST_WORDS].split())
        if saved.get("theme") in THEMES:
            ui_state.theme = saved["theme"]
        if saved.get("sort") in tuple(SORTS):
            ui_state.list_query.sort = saved["sort"]
            ui_state.list_query.reverse = saved.get("reverse") is True
        words = saved.get("filter")
        is_of_it = saved.get("filter_of", "") == ui_state._filter_of
        if isinstance(words, str) and words.isprintable() and len(words) <= MOST_WORDS and is_of_it:
            ui_state.list_query.words = words
        return ui_state

    def show_all(self) -> None:
        """Apply no filter in this run; the remembered one stays saved for the next."""
        self._suspended_filter, self.list_query.words = self.list_query.words, ""

    def save(self) -> None:
        """Save it if it differs from what is saved. Without a path, do nothing."""
        if (
            self.path is not None
            and self._values != UiState.load(self.path, self.inventory)._values
        ):
            write_state_file(self.path, tomli_w.dumps(self._values).encode())

    @property
    def _filter_of(self) -> str:
        return str(self.inventory or "")

    @property
    def _values(self) -> dict[str, str | bool]:
        """What is saved, by key."""
        values: dict[str, str | bool] = {
            "matrix_view": self.matrix_view,
            "sort": self.list_query.sort,
            "reverse": self.list_query.reverse,
            "panel": self.panel,
            "hidden_columns": " ".join(sorted(self.hidden_columns)),
        }
        if words := self.list_query.words or self._suspended_filter:
            values |= {"filter": words, "filter_of": self._filter_of}
        return values if self.theme is None else {**values, "theme": self.theme}
