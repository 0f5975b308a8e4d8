"""The base class of all screens and dialogs: none handles messages while it is being removed."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.screen import Screen, ScreenResultType


class BaseScreen(Screen[ScreenResultType]):
    """A screen whose handlers find all its widgets, whenever a message comes.

    Of several base classes it comes last: Textual takes default styles from the first alone.

    Textual gives no widgets, or only some, to a screen that is removed or whose app ends before it
    is composed, but still mounts and resumes it.
    """

    async def _on_message(self, message: Message) -> None:
        """Handle a message, but none that is about the widgets once the screen or the app ends.

        Private to Textual, which has no hook before messages that are no events; a test notices
        if it changes.
        """
        if not _is_about_widgets(message) or self._stays:
            await super()._on_message(message)

    @property
    def _stays(self) -> bool:
        return self.display and self.is_attached and self.app.is_running


def _is_about_widgets(message: Message) -> bool:
    """False for the messages that Textual needs to remove a screen."""
    if isinstance(message, events.Event):
        return isinstance(message, events.Mount | events.ScreenResume | events.Resize)
    return type(message).__module__ != "textual.messages"
