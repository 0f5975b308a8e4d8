"""Lists to pick from while a system is added: what it runs on, and what it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from labtui.data.inventory.edits import id_for
from labtui.screens.picker import HEIGHT, Picker
from labtui.widgets.picker_list import Item

NEW = "+"
"""Before the name of a host that is not there yet; no id begins with it."""


class HostPicker(Picker):
    """A list of systems to run on, with one that is not there yet, if its name is typed."""

    def __init__(
        self,
        title: str,
        items: Sequence[Item],
        taken: Collection[str],
        is_there: Callable[[str], bool],
    ) -> None:
        """Offer these; no host is made whose id would be `taken`.

        `is_there` tells whether a system has a name already, such as one that is retired.
        """
        super().__init__(title, items)
        self._height = min(HEIGHT, self._height + 1)  # for the one that is not there
        self._input.placeholder = "type a name, also a new one"
        self._taken = taken
        self._is_there = is_there

    def made(self, words: str) -> Item | None:
        """A host of this name."""
        if id_for(words, ()) in self._taken:
            return None
        second = self._is_there(words)
        note = "there already: a second one is added" if second else "not there yet: is added too"
        return Item(NEW + words, words, note)


class NeedsPicker(Picker):
    """A list of systems that are needed; Enter alone says that nobody knows."""

    begins_on_empty = True
