"""The base class of all screens but the dialogs."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from textual.reactive import Reactive
from textual.screen import ScreenResultType

from labtui.screens.base import BaseScreen
from labtui.screens.host import Host
from labtui.widgets.bars import KeyBar, TitleBar

WIDE = 110
"""From this width on, related panels stand side by side instead of one below the other."""

VERY_WIDE = 150
"""From this width on, a panel fits beside a table without hiding any of its columns."""

READING_WIDTH = 100
"""The greatest width of a line of text, however wide the terminal is."""


class LabScreen(BaseScreen[ScreenResultType]):
    """A screen with a title bar that shows the app's status and errors."""

    # Textual repaints the whole screen whenever the focus moves; our widgets show it themselves.
    focused: Reactive[Any] = Reactive(None, repaint=False)
    drafts: ClassVar[bool] = False
    """True if the screen edits a draft, during which the lab must not be replaced."""

    @property
    def host(self) -> Host:
        """The app."""
        return cast("Host", self.app)

    def on_mount(self) -> None:
        """Show the state of the app."""
        self.show_host_state()

    def on_screen_resume(self) -> None:
        """Show changes of the app's state made while another screen was in front."""
        self.show_host_state()
        self.query_one(TitleBar).error = self.host.error

    def show_host_state(self) -> None:
        """Show the summary of the open what-if, and only the commands that are enabled."""
        self.query_one(TitleBar).what_if = self.host.what_if_summary
        for bar in self.query(KeyBar):
            bar.disabled_commands = self.host.disabled_commands

    def say(self, status: str, error: str) -> None:  # noqa: ARG002
        """Show the error; the status is shown only by screens with a current system."""
        for bar in self.query(TitleBar):  # none while the screen is being mounted or removed
            bar.error = error

    def follow_day(self) -> None:
        """Take the lab's new day for today; for screens that `lab_changed` does not reach."""

    async def may_leave(self) -> bool:
        """Return True when the app may quit; a screen with unsaved input asks first."""
        return True

    def rescue(self) -> None:
        """Turn the draft of this screen into an edit without asking, for a forced exit.

        Raises `LabtuiError`. Screens that draft override this.
        """
