"""Lists of systems to pick from, which may be new, and what a system that is added needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from labtui.data.analysis.adding import namesakes
from labtui.data.inventory.edits import id_for
from labtui.data.inventory.workspace import Workspace
from labtui.screens.picker import HEIGHT, Picker
from labtui.widgets.picker_list import Item

NEW = "+"
"""Before the name of a system that is not there yet; no id begins with it."""


class SystemPicker(Picker):
    """A list of systems, with one that is not there yet, if its name is typed."""

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        workspace: Workspace,
        taken: Collection[str],
        **options: Any,
    ) -> None:
        """Offer these; none is made whose id would be `taken`. The options are those of `Picker`.

        It is said where a system has a name already, such as one that is retired.
        """
        super().__init__(title, items, **options)
        self._height = min(HEIGHT, self._height + 1)  # for the one that is not there
        self._input.placeholder = "type a name, also a new one"
        self._taken = taken
        self._workspace = workspace

    def made(self, words: str) -> Item | None:
        """A system of this name."""
        if id_for(words, ()) in self._taken:
            return None
        second = bool(namesakes(self._workspace, [words]))
        note = "there already: a second one is added" if second else "not there yet: is added too"
        return Item(NEW + words, words, note)


class NeedsPicker(Picker):
    """A list of systems that are needed; Enter alone says that nobody knows."""

    begins_on_empty = True
