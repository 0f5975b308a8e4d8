"""The members that screens need of the app, besides those of every Textual app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from textual.screen import Screen
from textual.signal import Signal

from labtui.data.assessment.lab import Lab

Result = TypeVar("Result")

ScreenName = Literal[
    "compromised", "drill", "drill_steps", "editor", "page", "retire", "smell_test", "why"
]
"""The screens that others open: each is about one system, the smell test about several."""


class Host(Protocol):
    """The interface of the app for its screens.

    Any Textual app with these members, and a theme with the colours of meaning, can show a screen;
    `LabtuiApp` is one of them.
    """

    status: str
    """The last action."""
    error: str
    """The reason an action or a save failed; empty if there is none."""
    lab_changed: Signal[None]
    """Published after every change of the lab."""

    @property
    def what_if_summary(self) -> str:
        """How many systems the open what-if changes, for the title; empty without a what-if."""

    @property
    def disabled_commands(self) -> frozenset[str]:
        """The ids of the commands that are disabled."""

    def now(self) -> datetime:
        """What time it is."""

    def say(self, status: str = "", error: str = "") -> None:
        """Show a status or an error."""

    def change(self, do: Callable[[], object], status: str = "") -> bool:
        """Change the workspace by calling `do`, show the result, and save.

        Shows the text that `do` returns, or else `status`. A `LabtuiError` is shown as an error.
        Returns True when the workspace was changed.
        """

    def refuse_read_only(self) -> bool:
        """If the inventory is read-only, show the read-only reason and return True."""

    def in_slices(self, name: str, steps: Iterator[object], done: Callable[[], None]) -> None:
        """Take `steps` one by one while no key waits, then call `done`.

        Unfinished steps of the same name are given up. Each may take a millisecond.
        """

    def open(self, name: ScreenName, *ids: str, lab: Lab | None = None) -> None:
        """Open a screen about these systems; a `LabtuiError` is shown as an error.

        With `lab`, such as that of a draft, "why" explains it instead of the workspace's lab.
        """

    async def ask(self, dialog: Screen[Result]) -> Result | None:
        """Show a dialog and return its result; call it from a worker."""

    def note_typing(self) -> None:
        """Journal soon what is not finished."""

    def open_example(self) -> None:
        """Leave this inventory for the example lab."""
