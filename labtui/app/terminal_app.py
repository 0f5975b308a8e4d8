"""Textual's app on our driver: keys one at a time, one paint a key, redrawing and copying."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from textual import events, on
from textual.app import App, ScreenStackError
from textual.driver import Driver
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from labtui.app.clipboard import copy_sequence
from labtui.app.driver import TerminalDriver
from labtui.app.layouts import by_place
from labtui.app.stylesheet import ParsedOnce
from labtui.app.typeahead import Link, TypeAhead

COPIES = 0.5
"""Seconds between two texts that are copied, so that mosh, which waits up to 0.25, takes both."""


class TerminalApp(App[str], inherit_bindings=False):
    """What of the app is about the terminal, whatever it shows."""

    def __init__(self, *, in_ascii: bool) -> None:
        """Draw labtui's signs in ASCII with `in_ascii`."""
        # Without colours the theme is one that works without them; see `theme_for`.
        super().__init__(
            driver_class=TerminalDriver, ansi_color=bool(os.environ.get("NO_COLOR")) or None
        )
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())
        self.in_ascii = in_ascii
        self.is_slow = bool(os.environ.get("LABTUI_SLOW"))
        self.type_ahead = TypeAhead(self)
        self._copying: Timer | None = None
        """Copies again what was copied before."""

    own_keys: frozenset[str] = frozenset()
    """Textual's names of the keys in the keymap of settings.toml."""

    @property
    def alt_keys(self) -> frozenset[str]:
        """The keys with Alt that do something."""
        return frozenset(key for key in self.own_keys if key.startswith("alt+"))

    def on_load(self) -> None:
        """Let tasks wait for their turn, as before Python 3.12.

        From there on Textual begins each at once: a screen would be mounted before it is the
        app's, and its text field fails at that.
        """
        asyncio.get_running_loop().set_task_factory(None)

    @property
    def in_front(self) -> Screen[Any] | None:
        """The screen in front; None before the first, and after the last, when the app ends."""
        try:
            return self.screen
        except ScreenStackError:
            return None

    @property
    def is_typing(self) -> bool:
        """True while a text field has the focus; also asked by the thread that reads keys."""
        screen = self.in_front
        return screen is not None and isinstance(screen.focused, Input)

    async def deliver(self, event: events.Event) -> None:
        """Deliver an event; a letter that is not Latin acts by its place where no text is typed."""
        screen = self.in_front
        if isinstance(event, events.Key) and screen is not None and screen.selections:
            screen.clear_selection()
        if isinstance(event, events.Key) and event.key not in self.own_keys and not self.is_typing:
            event = by_place(event)
        await super().on_event(event)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run what a key is bound to; where that is nothing, say so.

        Private to Textual, which has no hook for a key that does nothing; a test notices if it
        changes.
        """
        is_handled = await super()._check_bindings(key, priority)
        if not priority:
            self.note_key("" if is_handled else key)
        return is_handled

    def note_key(self, key: str) -> None:
        """Say that a key does nothing here; without one, take back what was said."""

    @property
    def is_typed_ahead(self) -> bool:
        """True while a key has not had its effect yet."""
        return self.type_ahead.is_busy

    @property
    def link(self) -> Link:
        """What is known of the way to the terminal."""
        return self._driver.link if isinstance(self._driver, TerminalDriver) else Link.FAST

    @property
    def holds_paint(self) -> bool:
        """True while a key takes effect."""
        return self.type_ahead.holds_paint

    def delay_update(self, delay: float = 0.05) -> None:
        """Do nothing: a key is painted once it has taken effect, which nothing has to mask.

        Textual would neither lay out nor paint for 50 ms after a change of rooms.
        """

    def action_redraw(self) -> None:
        """Draw the whole screen again, after something else wrote on the terminal."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.redraw()
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Tell the driver that what is drawn from here on is drawn for the new size."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.resized()

    @on(Driver.SignalResume)
    def _on_resumed(self) -> None:
        self.refresh(layout=True)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy over OSC 52, as Textual does, but also through tmux and screen.

        mosh passes on only what differs from the text before: a text that is copied once more is
        sent with a blank first.
        Uses a private attribute of Textual to write to the terminal; a test checks that it exists.
        """
        sequence = copy_sequence(text, os.environ)
        if self._driver is None or sequence is None:
            return
        if self._copying is not None:
            self._copying.stop()
        if text == self._clipboard:
            self._driver.write(copy_sequence(f"{text} ", os.environ) or "")
            self._copying = self.set_timer(COPIES, self._copy_again)
        else:
            self._driver.write(sequence)
        self._clipboard = text

    def _copy_again(self) -> None:
        self._copying = None
        if self._driver is not None:
            self._driver.write(copy_sequence(self._clipboard, os.environ) or "")

    def exit(self, *args: Any, **more: Any) -> None:
        """Exit, with nothing left to copy."""
        if self._copying is not None:
            self._copying.stop()
            self._copy_again()
        super().exit(*args, **more)
