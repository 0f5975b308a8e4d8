"""Keys one at a time: a key typed ahead waits until the previous key has taken effect.

Textual delivers each key to the widget that has the focus at that moment. Over a slow link several
keys arrive at once; without this, keys typed after `/` would be taken for commands before the
filter has the focus.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

PATIENCE = 1.0
"""Seconds to wait for the effect of one key, so that no widget can block the keyboard."""


class TypeAhead:
    """Delivers a key to the app only when the previous key has taken effect.

    Textual has no hook before a key is delivered: the app overrides `on_event` and calls this.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: deque[Message] = deque()
        self._released: Message | None = None
        """The key that comes next, while it is in the app's queue."""
        self._settling: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        """True while a key is taking effect or waits."""
        return bool(self._settling or self._released or self._waiting)

    async def on_event(
        self, event: events.Event, deliver: Callable[[events.Event], Awaitable[None]]
    ) -> None:
        """Deliver an event; a key or a paste waits until the previous one has taken effect."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not is_typed:
            await deliver(event)
        elif event is not self._released and self.is_busy:
            self._waiting.append(event)
        else:
            self._released = None
            await deliver(event)
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """Wait until a key has taken effect, then release the next one."""
        try:
            async with asyncio.timeout(PATIENCE):
                seen: tuple[object, object] | None = None
                while seen != (seen := (self._app.screen, self._app.focused)):
                    await self._queues_processed()
        except TimeoutError:
            pass
        finally:
            self._settling = None
            if self._waiting:
                self._released = self._waiting.popleft()
                self._app.post_message(self._released)

    async def _queues_processed(self) -> None:
        """Wait for the queues a key passes through as it bubbles from the focus to the app."""
        screen = self._app.screen
        line = (self._app.focused or screen).ancestors_with_self
        for pump in [*line, screen]:
            if (processed := _queue_processed(pump)) is not None:
                await processed


def _queue_processed(pump: MessagePump) -> Awaitable[None] | None:
    """Awaits that a widget has processed its present queue; None if the widget is closing."""
    processed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def finish() -> None:
        if not processed.done():
            processed.set_result(None)

    return processed if pump.call_later(finish) else None
