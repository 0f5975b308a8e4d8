"""What screens need of the app that shows them, besides what every Textual app has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

from textual.screen import Screen
from textual.signal import Signal

from labtui.data.assessment.lab import Lab

Result = TypeVar("Result")

ScreenName = Literal["editor", "page", "retire", "smell_test", "why"]
"""The screens that others open: each is about one system, the smell test about several."""


class Host(Protocol):
    """The app, as its screens know it.

    Any Textual app with these members can show a screen; `LabtuiApp` is one of them.
    """

    status: str
    """What was last done."""
    error: str
    """What prevents an action or a save; empty where nothing does."""
    lab_changed: Signal[None]
    """Published after every change of the lab."""

    @property
    def current_mode(self) -> str:
        """The name of the list of systems that is in front."""

    @property
    def what_if_summary(self) -> str:
        """How many systems the open what-if changes, as the title shows it; empty without one."""

    @property
    def disabled_commands(self) -> frozenset[str]:
        """The ids of the commands that are not offered now."""

    def say(self, status: str = "", error: str = "") -> None:
        """Show what was done, or an error."""

    def change(self, do: Callable[[], object], status: str = "") -> bool:
        """Change the workspace by `do`, show the result, and save.

        The text `do` returns, or else `status`, is shown. A `LabtuiError` is shown as an error.
        Returns True when the workspace was changed.
        """

    def refuse_read_only(self) -> bool:
        """Return True, and show the reason, when nothing can be changed."""

    def open(self, name: ScreenName, *ids: str, lab: Lab | None = None) -> None:
        """Open a screen about these systems; a `LabtuiError` is shown as an error.

        "why" explains `lab`, such as that of a draft, instead of the workspace's.
        """

    async def ask(self, dialog: Screen[Result]) -> Result | None:
        """Show a dialog and return its result; call it from a worker."""

    def open_example(self) -> None:
        """Leave this inventory for the example lab."""
