"""What follows if somebody breaks into a system."""

from __future__ import annotations

from labtui.data.analysis.compromise import compromise_of
from labtui.data.assessment.lab import Lab
from labtui.screens.lab_screen import terms_named
from labtui.screens.reading import ReadingScreen
from labtui.widgets.lines.compromise import compromise_lines
from labtui.widgets.lines.layout import Lines


class CompromisedScreen(ReadingScreen):
    """What falls with a system, whom that affects, what to do first, and who would notice."""

    terms = terms_named("reach production exposure responsible relied_on_for level")

    def __init__(self, lab: Lab, id: str) -> None:
        super().__init__(f"If someone broke into {lab.systems[id].name}")
        self._subject = id
        self._lab = lab
        self._compromise = compromise_of(lab, id)

    def follow_day(self) -> None:
        """Show what follows as of the day it is."""
        self._compromise = compromise_of(self._lab, self._subject)
        super().follow_day()

    def lines(self, width: int) -> Lines:
        """The tree of what falls, then people, steps and evidence."""
        return compromise_lines(self._lab, self._compromise, width)
