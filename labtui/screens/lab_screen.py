"""The base class of all screens but the dialogs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from textwrap import shorten
from typing import Any, ClassVar, cast

from textual.reactive import Reactive
from textual.screen import ScreenResultType

from labtui.data.inventory.unfinished import Unfinished
from labtui.errors import LabtuiError
from labtui.screens.base import BaseScreen
from labtui.screens.flow import Flow
from labtui.screens.host import Host
from labtui.widgets.bars import KeyBar, TitleBar

WIDE = 110
"""From this width on, related panels stand side by side instead of one below the other."""

VERY_WIDE = 150
"""From this width on, a panel fits beside a table without hiding any of its columns."""

READING_WIDTH = 100
"""The greatest width of a line of text, however wide the terminal is."""


def terms_named(keys: str) -> tuple[str, ...]:
    """The keys of terms of the glossary, written as words; the glossary itself is read later."""
    return tuple(keys.split())


class LabScreen(BaseScreen[ScreenResultType]):
    """A screen with a title bar that shows the app's status and errors."""

    # Textual repaints the whole screen whenever the focus moves; our widgets show it themselves.
    focused: Reactive[Any] = Reactive(None, repaint=False)
    BLANK = True  # what its widgets leave free; Textual would draw all of it below them
    drafts: ClassVar[bool] = False
    """True if the screen edits a draft, during which the lab must not be replaced."""

    terms: ClassVar[Sequence[str]] = ()
    """The words of the glossary that stand on the screen, which the help explains first."""

    _flow: Flow | None = None
    """The questions that are being asked above this screen."""

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

    def note_key(self, key: str, *, typing: bool) -> None:
        """Say that a key does nothing here; without one, take back what was said."""
        done = "Enter or Esc ends typing." if typing else "? shows the keys."
        for bar in self.query(TitleBar):
            bar.note = f"{key} does nothing here. {done}" if key else ""

    def say_copied(self, text: str) -> None:
        """Say that a text was copied."""
        self.host.say(f"Copied: {shorten(text, 60, placeholder=' …')}")

    def follow_day(self) -> None:
        """Take the lab's new day for today; for screens that `lab_changed` does not reach."""

    async def may_leave(self) -> bool:
        """Return True when the app may quit; a screen with unsaved input asks first."""
        return True

    # --- what is not finished

    @property
    def place(self) -> tuple[str, tuple[str, ...]] | None:
        """The name of this screen and the ids it is about; None if it is not opened again."""
        return None

    def typed(self) -> dict[str, Any]:
        """What was typed here and is not saved, as plain data; empty if nothing was."""
        return {}

    def unfinished(self) -> Unfinished | None:
        """What was typed here and in the questions above; None if it is not opened again."""
        if self.place is None:
            return None
        flow = self._flow.unfinished() if self._flow is not None else {}
        return Unfinished(*self.place, {**self.typed(), **({"flow": flow} if flow else {})})

    @property
    def flows(self) -> Mapping[str, Callable[..., Awaitable[None]]]:
        """What asks several questions here, by kind; takes the flow, and what it is about."""
        return {}

    async def run_flow(
        self, kind: str, *, recorded: Mapping[str, Any] | None = None, **about: Any
    ) -> None:
        """Ask the questions of one kind; the answers are journalled until the last is given."""
        self._flow = flow = Flow(self.host, kind, about, recorded)
        try:
            await self.flows[kind](flow, **about)
        except LabtuiError as error:
            self.host.say(error=str(error))
        finally:
            self._flow = None
            self.host.note_typing()

    def resume_flow(self, recorded: Mapping[str, Any]) -> None:
        """Go on asking where an earlier session ended."""
        kind, about = recorded["kind"], recorded["about"]
        if kind in self.flows:
            ask: Callable[[], Awaitable[None]] = partial(
                self.run_flow, kind, recorded=recorded, **about
            )
            self.run_worker(ask)
