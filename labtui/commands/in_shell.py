"""What labtui does in a shell and not in the app, so that palette and help find it there too."""

from __future__ import annotations

from typing import NamedTuple


class ShellCommand(NamedTuple):
    """A command line to type in a shell."""

    label: str
    """A word or two; a command of the app that has the same one takes its place."""
    help: str
    """What it does, in a sentence."""
    line: str
    """What to type; `ID` stands for a system."""

    @property
    def told(self) -> str:
        """What it does, and what to type."""
        return f"{self.help} In a shell: {self.line}"


IN_SHELL = (
    ShellCommand(
        "Drill",
        "Practise a loss or an attack; d in the tree and on pages.",
        "labtui drill ID",
    ),
    ShellCommand(
        "Since", "What got worse and better, by the file's history.", "labtui check --since -7d"
    ),
    ShellCommand(
        "Sheet",
        "For the family: what to do without you.",
        "labtui export handover-html -o sheet.html",
    ),
    ShellCommand(
        "Runbook",
        "The rebuild order to print, with what is known.",
        "labtui export runbook -o runbook.md",
    ),
    ShellCommand(
        "Export", "Tables, pages and drawings; X in a list.", "labtui export html -o lab.html"
    ),
)
