"""Why a system is what it is."""

from __future__ import annotations

from labtui.data.analysis.findings import why_all
from labtui.data.assessment.lab import Lab
from labtui.screens.lab_screen import terms_named
from labtui.screens.reading import ReadingScreen
from labtui.widgets.lines.facts import why_lines
from labtui.widgets.lines.layout import Lines


class WhyScreen(ReadingScreen):
    """Each derived value of a system with its rule, the facts, and whose they are."""

    terms = terms_named(
        "level 0 1 2 3a 3b production role risk controlled_high proven finding learning "
        "verdict inherited answered too_old"
    )

    def __init__(self, lab: Lab, id: str) -> None:
        super().__init__(f"Why {lab.systems[id].name} is what it is")
        self._subject = id
        self._lab = lab
        self._whys = why_all(lab, id)

    def follow_day(self) -> None:
        """Explain the system as of the day it is."""
        self._whys = why_all(self._lab, self._subject)
        super().follow_day()

    def lines(self, width: int) -> Lines:
        """The values one after another."""
        return why_lines(self._whys, self._subject, width)
