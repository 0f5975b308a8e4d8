"""Screens that are there to read: a system's page, and why it is what it is."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from labtui.commands import ANYWHERE, PAGE, READING, bindings
from labtui.data.explain import why_all
from labtui.data.workspace import Workspace
from labtui.screens.base import WIDE, LabScreen
from labtui.screens.system_actions import SystemActions
from labtui.widgets.assessment_text import (
    Lines,
    assessment_lines,
    fact_lines,
    history_lines,
    problem_lines,
    why_lines,
)
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.lines import TextView


class PageScreen(SystemActions):
    """Everything about one system: its assessment, every fact, its history."""

    CSS_PATH = "reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*PAGE, *ANYWHERE)

    def __init__(self, workspace: Workspace, id: str) -> None:
        super().__init__(workspace)
        self._subject = id

    @property
    def current(self) -> str | None:
        """The id of the system this page is about."""
        return self._subject

    def compose(self) -> ComposeResult:
        """The assessment, and beside it, or below when narrow, the facts and the history."""
        yield TitleBar(self.workspace.lab.systems[self._subject].name)
        with Horizontal():
            yield TextView(self._left, id="assessment")
            yield TextView(self._right, id="facts")
        yield KeyBar((*PAGE, *ANYWHERE))

    def _left(self, width: int) -> Lines:
        lines = assessment_lines(self.workspace.lab, self._subject, width)
        return lines if self.app.size.width >= WIDE else [*lines, *self._facts(width)]

    def _right(self, width: int) -> Lines:
        return self._facts(width)[1:]

    def _facts(self, width: int) -> Lines:
        lab = self.workspace.lab
        return [
            *fact_lines(lab, self._subject, width),
            *history_lines(lab.systems[self._subject], width),
            *problem_lines(self.workspace.problems_of(self._subject), width),
        ]

    def show_lab(self) -> None:
        """Show the system as it is now; leave when it is gone."""
        if self._subject not in self.workspace.lab.systems:
            self.dismiss()
            return
        self.query_one("#assessment", TextView).show(self._left)
        self.query_one("#facts", TextView).show(self._right)

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss()


class WhyScreen(LabScreen[None]):
    """Each derived value of a system with its rule, the facts, and whose they are."""

    CSS_PATH = "reading.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*READING)

    def __init__(self, workspace: Workspace, id: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._subject = id

    def compose(self) -> ComposeResult:
        """One long text."""
        yield TitleBar(f"Why {self._workspace.lab.systems[self._subject].name} is what it is")
        yield TextView(self._lines)
        yield KeyBar(READING)

    def _lines(self, width: int) -> Lines:
        return why_lines(
            why_all(self._workspace.lab, self._subject), self._subject, min(width, 100)
        )

    def action_back(self) -> None:
        """Back to where one came from."""
        self.dismiss()
