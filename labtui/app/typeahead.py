"""Keys one at a time: a key typed ahead waits until the previous key has taken effect.

Textual delivers each key to the widget that has the focus at that moment. Over a slow link several
keys arrive at once; without this, keys typed after `/` would be taken for commands before the
filter has the focus.

Who knows when a key has taken effect also knows when to paint: once, at that moment. Textual paints
the first change at once and the others at ticks of 1/60 s: a cursor key and the panel that follows
it were two paints and 35 ms, and are one paint and 6 ms. Keys that wait are painted together.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum, auto
from typing import Any

from textual import constants, events
from textual.app import App, ScreenStackError
from textual.message import Message
from textual.message_pump import MessagePump

from labtui.screens.base import BaseScreen

FRAME = 1 / constants.MAX_FPS
"""Seconds between two paints at least: keys that come faster are painted together.

Over a thin link, with `--slow`, it is longer.
"""

BEHIND = 2 * FRAME
"""Seconds by which a paint comes later while keys wait: what they do comes first."""

REST = 0.3
"""Seconds after which the panel follows over a thin link where a key had nothing sent."""

LONGEST = 20.0
"""Seconds after which is painted though the terminal has not shown yet what was sent before."""

SLOW = 0.3
"""Seconds after which is painted what one key did so far."""

LAYOUTS = 5
"""How often at most what was opened is laid out before it is painted: parts ask for more room."""

PATIENCE = 1.0
"""Seconds to wait for the effect of one key, so that no widget can block the keyboard."""


class Link(Enum):
    """What is known of the way to the terminal."""

    FAST = auto()
    """Nothing, or that it is fast."""
    FREE = auto()
    """It is thin, and the terminal has shown all that was sent."""
    BUSY = auto()
    """It is thin, and something is under way."""


class TypeAhead:
    """Delivers a key to the app only when the previous key has taken effect.

    Textual has no hook before a key is delivered: the app overrides `on_event` and calls this.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._waiting: deque[Message] = deque()
        self._released: Message | None = None
        """The key that comes next, while it is in the app's queue."""
        self._is_delivering = False
        self._settling: asyncio.Task[None] | None = None
        self.holds_paint = False
        """True from a key until it has taken effect: a paint would show only a part of that."""
        self._frame_ends = 0.0
        """When to paint again at the earliest."""
        self._owes_paint = False
        """True while a paint waits until the terminal has shown the one before."""
        self._resting: asyncio.TimerHandle | None = None
        self._catching_up: asyncio.Task[None] | None = None
        self._painting: asyncio.TimerHandle | None = None
        """Paints when the frame is over, or while a key still takes effect."""

    @property
    def is_busy(self) -> bool:
        """True while a key is taking effect or waits."""
        return bool(self._is_delivering or self._settling or self._released or self._waiting)

    async def on_event(
        self, event: events.Event, deliver: Callable[[events.Event], Awaitable[None]]
    ) -> None:
        """Deliver an event; a key or a paste waits until the previous one has taken effect."""
        is_typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if not is_typed:
            await self._deliver(event, deliver)
        elif event is not self._released and self.is_busy:
            self._waiting.append(event)
        else:
            self._released = None
            self._hold_paint()
            await self._deliver(event, deliver)
            self._settling = asyncio.create_task(self._settle())

    async def _deliver(
        self, event: events.Event, deliver: Callable[[events.Event], Awaitable[None]]
    ) -> None:
        """Deliver an event; a key that no widget took comes back, and may take long here."""
        self._is_delivering = isinstance(event, events.Key | events.Paste)
        try:
            await deliver(event)
        finally:
            self._is_delivering = False

    async def _settle(self) -> None:
        """Wait until a key has taken effect and paint, then release the next one."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._take_effect()
                if self._link is Link.FAST:
                    if not self._waiting:
                        await self._catch_up()
                else:
                    self._catch_up_after(REST)
        except (TimeoutError, ScreenStackError):  # or the app ends meanwhile
            pass
        finally:
            self._settling = None
            self._paint_in_time()
            if self._waiting:
                self._released = self._waiting.popleft()
                self._app.post_message(self._released)

    async def _catch_up(self) -> bool:
        """Let the panel follow the cursor; False if it does not have to."""
        screen = self._app.screen
        if not (isinstance(screen, BaseScreen) and screen.catch_up()):
            return False
        await self._queues_processed()
        return True

    def _catch_up_after(self, seconds: float) -> None:
        """Let the panel follow, unless a key comes or something is under way by then."""

        async def catch_up() -> None:
            with suppress(ScreenStackError):  # the app has ended meanwhile
                if await self._catch_up() and not self.is_busy:
                    self._paint_in_time()

        def begin() -> None:
            if not self.is_busy and self._link is not Link.BUSY:
                self._catching_up = asyncio.create_task(catch_up())

        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.get_running_loop().call_later(seconds, begin)

    async def _take_effect(self) -> None:
        """Wait until a key was processed, and what it opened or gave the focus is laid out."""
        before = self._app.screen, self._app.focused
        await self._queues_processed()
        while before != (before := (self._app.screen, self._app.focused)):
            await self._queues_processed()
            for _ in range(LAYOUTS):
                screen = self._app.screen
                if isinstance(screen, BaseScreen):
                    screen.call_later(screen.lay_out)
                    await _queue_processed(screen)
                widgets = [*screen.walk_children(), screen]
                for widget in widgets:
                    if not _rests(widget):
                        await _queue_processed(widget)
                wants_layout = isinstance(screen, BaseScreen) and screen.wants_layout
                if not wants_layout and all(map(_rests, widgets)):
                    break

    def _hold_paint(self) -> None:
        """Paint nothing until a key has taken effect, or takes long."""
        self.holds_paint = True
        self._paint_at(asyncio.get_running_loop().time() + SLOW, self._paint_meanwhile)

    def _paint_in_time(self) -> None:
        """Paint now; or when the frame is over, if no key waits, which will be painted then.

        Over a thin link, when the terminal has shown the last paint.
        """
        if self._link is Link.BUSY:
            self._owes_paint = True
            self._paint_at(asyncio.get_running_loop().time() + LONGEST, self._paint)
            return
        late = asyncio.get_running_loop().time() - self._frame_ends
        if late >= (BEHIND if self._waiting else 0):
            self._paint()
        elif not self._waiting:
            self._paint_at(self._frame_ends, self._paint)

    def _paint_meanwhile(self) -> None:
        """Paint what a key did so far."""
        if self._link is not Link.BUSY:
            self._paint()
        self._hold_paint()

    @property
    def _link(self) -> Link:
        return getattr(self._app, "link", Link.FAST)

    def link_is_free(self) -> None:
        """Paint what had to wait, or else let the panel follow: the terminal has shown the rest."""
        if self._owes_paint and not self.is_busy:
            self._paint_in_time()
        elif not self._owes_paint:
            self._catch_up_after(0)

    def _paint(self) -> None:
        self.holds_paint = self._owes_paint = False
        self._frame_ends = asyncio.get_running_loop().time() + FRAME
        if self._painting is not None:
            self._painting.cancel()
        for screen in self._app.screen_stack[-1:]:
            if isinstance(screen, BaseScreen):
                screen.call_later(screen.paint)

    def _paint_at(self, moment: float, paint: Callable[[], None]) -> None:
        if self._painting is not None:
            self._painting.cancel()
        self._painting = asyncio.get_running_loop().call_at(moment, paint)

    async def _queues_processed(self) -> None:
        """Wait for the queues a key passes through as it bubbles from the focus to the app."""
        screen = self._app.screen
        for pump in [*(self._app.focused or screen).ancestors_with_self, screen]:
            await _queue_processed(pump)


class _Mark:
    """Notes that a widget has processed what was in its queue before."""

    def __init__(self) -> None:
        self.reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def reach(self) -> None:
        if not self.reached.done():
            self.reached.set_result(None)


def _rests(pump: MessagePump) -> bool:
    """True if a widget has processed all it had, and waits for more.

    By what it waits is private to Textual; a test notices if that changes. To ask each of the
    thirty widgets of a room would be a fifth of what the filter costs to open.
    """
    queue: Any = pump._message_queue
    return queue.empty() and bool(queue.ready_event._waiters)


async def _queue_processed(pump: MessagePump) -> None:
    """Wait until a widget has processed its present queue; at once if it is closing."""
    mark = _Mark()
    # Of a method Textual counts the parameters once; of each new function, or with `call_later`,
    # each time, which would be a tenth of what a cursor key costs.
    if pump.post_message(events.Callback(mark.reach)):
        await mark.reached
