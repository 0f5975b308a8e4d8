"""What all our screens have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.reactive import Reactive
from textual.screen import Screen, ScreenResultType

from labtui.widgets.bars import KeyBar, TitleBar

if TYPE_CHECKING:
    from labtui.app.app import LabtuiApp

WIDE = 110
"""From this width on, what belongs together stands side by side, not one below the other."""

VERY_WIDE = 150
"""From this width on, a panel stands beside a table without taking any of its columns."""

READING_WIDTH = 100
"""Lines of text are no longer than this, however wide the terminal."""


class LabScreen(Screen[ScreenResultType]):
    """A screen of the app; it says what it has to say of changes through the app."""

    # Textual repaints the whole screen whenever the focus moves; our widgets show it themselves.
    focused: Reactive[Any] = Reactive(None, repaint=False)
    app: LabtuiApp
    drafts: ClassVar[bool] = False
    """Whether something is being edited while this is open, which nothing may change meanwhile."""

    def on_mount(self) -> None:
        """Show whether changes are only tried."""
        self.show_trying()

    def on_screen_resume(self) -> None:
        """Show whether changes are only tried by now, and what stands in the way."""
        self.show_trying()
        self.query_one(TitleBar).trouble = self.app.trouble

    def show_trying(self) -> None:
        """Show what a what-if changes so far, while one is open, and what can be done at all."""
        self.query_one(TitleBar).trying = self.app.trying
        for bar in self.query(KeyBar):
            bar.without = self.app.idle

    def say(self, remark: str, trouble: str) -> None:  # noqa: ARG002
        """Show what stands in the way; what was last done only screens with a system show."""
        for bar in self.query(TitleBar):  # none while the screen comes or goes
            bar.trouble = trouble

    async def may_leave(self) -> bool:
        """Whether the app may be left; a screen with something unfinished asks about it here."""
        return True

    def rescue(self) -> None:
        """Make an edit of what is drafted here, as nobody can be asked about it any more.

        Raises `LabtuiError`. A screen that drafts does so here.
        """
