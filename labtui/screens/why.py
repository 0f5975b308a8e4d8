"""The screen that explains the assessment of a system."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from labtui.commands.anywhere import READING
from labtui.commands.command import bindings
from labtui.data.assessment.explain import why_all
from labtui.data.assessment.lab import Lab
from labtui.screens.lab_screen import READING_WIDTH, LabScreen
from labtui.widgets.bars import KeyBar, TitleBar
from labtui.widgets.line_view import TextView
from labtui.widgets.lines.facts import why_lines
from labtui.widgets.lines.layout import Lines


class WhyScreen(LabScreen[None]):
    """Shows each derived value of a system with its rule, its facts and their origin."""

    CSS_PATH = "why.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(*READING)

    def __init__(self, lab: Lab, id: str) -> None:
        super().__init__()
        self._subject = id
        self._subject_name = lab.systems[id].name
        # Changes by other programs are loaded meanwhile; this screen still explains the given lab.
        self._whys = why_all(lab, id)

    def compose(self) -> ComposeResult:
        """The explanation as one text."""
        yield TitleBar(f"Why {self._subject_name} is what it is")
        yield TextView(self._lines)
        yield KeyBar(READING)

    def _lines(self, width: int) -> Lines:
        return why_lines(self._whys, self._subject, min(width, READING_WIDTH))

    def action_back(self) -> None:
        """Close this screen."""
        self.dismiss()
