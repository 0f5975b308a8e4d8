"""The base class of all screens and dialogs: when they paint, and when they handle messages.

None paints while a key takes effect, and none handles messages while it is being removed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events
from textual.await_remove import AwaitRemove
from textual.errors import NoWidget
from textual.geometry import Offset, Size
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from labtui.widgets.selectable_lines import SelectableLines

# When to lay out and paint is private to Textual; a test notices if what is overridden changes.


class BaseScreen(Screen[ScreenResultType]):
    """A screen whose handlers find all its widgets, whenever a message comes.

    Of several base classes it comes last: Textual takes default styles from the first alone.

    Textual gives no widgets, or only some, to a screen that is removed or whose app ends before it
    is composed, but still mounts and resumes it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._behind: dict[Callable[[], None], None] = {}
        """What follows the cursor, and is behind it until the next paint."""
        self._is_collecting = False
        """True while `paint` collects what is due."""

    # --- painting

    def follow(self, update: Callable[[], None]) -> None:
        """Call what follows the cursor before the next paint: once, however many keys that is."""
        if self._holds_paint:
            self._behind[update] = None
        else:
            update()

    def catch_up(self) -> bool:
        """Call what is behind the cursor; False if nothing is."""
        behind, self._behind = self._behind, {}
        for update in behind:
            update()
        return bool(behind)

    def on_mount(self) -> None:
        """Be styled for the width from the first layout on; Textual does it after that one."""
        breakpoints = self.app.HORIZONTAL_BREAKPOINTS or []
        self.add_class(*self._get_breakpoint_classes(self.app.size.width, breakpoints))

    def on_screen_resume(self) -> None:
        """Catch up with the keys before those that another screen in front took."""
        self.catch_up()

    @property
    def _holds_paint(self) -> bool:
        return getattr(self.app, "holds_paint", False)  # other apps than labtui's never do

    @property
    def _is_held(self) -> bool:
        return self._holds_paint and self.is_active

    def on_idle(self, event: events.Idle) -> None:
        """Leave what changed to `paint` while a key takes effect, instead of to Textual's tick."""
        if self._is_held:
            event.prevent_default()

    def _compositor_refresh(self) -> None:
        """Paint what is due; but while a key takes effect, leave it to `paint`.

        Textual would paint all of a screen that is opened, or shown again, up to six times: also
        for a screen that it covers, and at the start, when what is drawn is thrown away.
        """
        is_early = self._is_held or self._is_collecting or self.app._batch_count
        if not (is_early or self._is_covered):
            super()._compositor_refresh()

    @property
    def _is_covered(self) -> bool:
        top = self.app.screen
        return top is not self and top.styles.background.a == 1

    def _on_timer_update(self) -> None:
        """Lay out and paint what changed, in one: Textual paints after each of both."""
        self.lay_out()
        self._compositor_refresh()

    def lay_out(self) -> None:
        """Lay out what changed now, and note what is to be painted."""
        self._is_collecting = True
        try:
            super()._on_timer_update()
        finally:
            self._is_collecting = False

    @property
    def wants_layout(self) -> bool:
        """True if something has asked for another size since the last layout."""
        return self._layout_required

    def paint(self) -> None:
        """Lay out and paint what changed now, though a key may take effect."""
        self.lay_out()
        super()._compositor_refresh()

    def _screen_resized(self, size: Size) -> None:
        """Lay out for another size only; Textual does it for all screens below one that opens."""
        if size != self._size:
            super()._screen_resized(size)

    def remove(self) -> AwaitRemove:
        """Remove the screen without painting the one below, which was painted when it came back.

        Textual paints all of it twice more.
        """
        return self.app._prune(self)

    # --- what is selected

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What is below the mouse, and the place in its text; called by Textual."""
        try:
            widget, _ = self.get_widget_at(x, y)
        except NoWidget:
            return None, None
        if isinstance(widget, SelectableLines):
            corner = widget.content_region.offset
            return widget, widget.text_offset(x - corner.x, y - corner.y)
        return super().get_widget_and_offset_at(x, y)

    def on_text_selected(self) -> None:
        """Copy what the mouse selected, once its button is let go."""
        text = self.get_selected_text()
        if text and text.strip():
            self.app.copy_to_clipboard(text)
            self.say_copied(text)

    def say_copied(self, text: str) -> None:
        """Say that a text was copied, if there is a place for it."""

    # --- messages

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
