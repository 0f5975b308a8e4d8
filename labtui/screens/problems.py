"""What is wrong in the file."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from labtui.commands.anywhere import EDIT_FILE
from labtui.commands.command import bindings
from labtui.data.inventory.workspace import Workspace
from labtui.screens.reading import ReadingScreen
from labtui.widgets.lines.facts import file_problem_lines
from labtui.widgets.lines.layout import Lines


class ProblemsScreen(ReadingScreen):
    """Each problem in the file with its line, and what is done about it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(EDIT_FILE)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("Problems in the file")
        self._file = workspace.store.path.name
        self._problems = workspace.problems

    def lines(self, width: int) -> Lines:
        """The problems in file order."""
        return file_problem_lines(self._problems, self._file, width)
