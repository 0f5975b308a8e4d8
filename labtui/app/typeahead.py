"""Keys one at a time: what is typed ahead waits until the key before it has had its effect.

Textual hands each key to what has the focus at that moment. Over a slow link, keys arrive several
at once; without this, what is typed after `/` would be taken for commands before there is a filter
to type into.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable
from typing import Any

from textual import events
from textual.app import App, ReturnType
from textual.message import Message
from textual.message_pump import MessagePump

PATIENCE = 1.0
"""Seconds to wait for one key's effect, so that nothing can ever swallow the keyboard."""


class TypeAheadApp(App[ReturnType]):
    """An app that takes up a key only when the one before has been dealt with."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._typed: deque[Message] = deque()
        self._released: Message | None = None
        """The key whose turn it is, on its way through the app's queue."""
        self._settling: asyncio.Task[None] | None = None

    @property
    def has_typed_ahead(self) -> bool:
        """Whether a key is still being dealt with, or waits for its turn."""
        return bool(self._settling or self._released or self._typed)

    async def on_event(self, event: events.Event) -> None:
        """Let a key through, or keep it until its turn comes."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not is_typed:
            await super().on_event(event)
        elif event is not self._released and self.has_typed_ahead:
            self._typed.append(event)
        else:
            self._released = None
            await super().on_event(event)
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """Wait until everything a key set off has happened, then release the next one."""
        try:
            async with asyncio.timeout(PATIENCE):
                seen: tuple[object, object] | None = None
                while seen != (seen := (self.screen, self.focused)):
                    await self._dealt_with()
        except TimeoutError:
            pass
        finally:
            self._settling = None
            if self._typed:
                self._released = self._typed.popleft()
                self.post_message(self._released)

    async def _dealt_with(self) -> None:
        """Follow a key from the focus up to the app, as it bubbles, until all have seen it."""
        line = (self.focused or self.screen).ancestors_with_self
        for pump in [*line, self.screen]:
            if (seen := _turn_of(pump)) is not None:
                await seen


def _turn_of(pump: MessagePump) -> Awaitable[None] | None:
    """Done when what is queued at a widget now is behind it; None where it takes nothing more."""
    turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def take_turn() -> None:
        if not turn.done():
            turn.set_result(None)

    return turn if pump.call_later(take_turn) else None
