"""A text that is composed for the whole of a size, not for a width alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from textual.binding import BindingType
from textual.content import Content

from labtui.widgets.text_view import TextView

ComposeStage: TypeAlias = Callable[[int, int], Sequence[Content]]
"""Returns the lines for a width and a height in cells."""


class StageView(TextView):
    """A text that is laid out in the height there is, and scrolls where that is too little."""

    def __init__(self, compose: ComposeStage, *, id: str | None = None) -> None:
        self._compose_stage = compose
        super().__init__(self._staged, id=id)

    def _staged(self, width: int) -> Sequence[Content]:
        return self._compose_stage(width - 1, self.page_lines)  # keeps clear of the scrollbar

    def show_again(self) -> None:
        """Compose the text again; repaints only the lines that differ."""
        self.show(self._staged)

    def on_resize(self) -> None:
        """Compose the text for another height too."""
        super().on_resize()
        self.show_again()


class KeylessStageView(StageView, can_focus=False, inherit_bindings=False):
    """One whose keys are all those of its screen."""

    BINDINGS: ClassVar[list[BindingType]] = []
