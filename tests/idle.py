"""Textual's test pilot, made to wait until the app is idle instead of for a time.

The pilot sleeps 20 ms again and again until the process used little CPU. That is most of the time a
test takes on a machine at rest, and too short on a busy one. Here the app is idle when its event
loop has nothing to run and no timer that fires soon. What a thread does is not waited for: a test
waits for what it brings, as before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import textual.app
import textual.pilot
import textual.screen
from textual.pilot import Pilot

from tests.drawing import draw, drawing_at_rest

SOON = 0.02
"""Seconds; a timer that fires within them is waited for, as the pilot's own step does."""

TICK = 0.005
"""Seconds between what changes and when Textual draws it; its own tick is 1/60."""


PATIENCE = 30.0
"""Seconds after which an app that never rests is waited for no longer; long, for busy machines."""


ROUNDS = 60
"""So many timers in a row are waited for: a screen below a dialog asks for its tick for ever."""


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = PATIENCE) -> None:
    """Wait until the event loop has nothing to run and no timer fires soon.

    Args:
        min_sleep: Not used; the pilot gives it.
        max_sleep: Seconds after which the wait ends in any case.
    """
    loop: Any = asyncio.get_running_loop()
    deadline = loop.time() + max_sleep
    rounds = 0
    while (now := loop.time()) < deadline and rounds < ROUNDS:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        due = min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=now)
        if not now < due <= now + SOON:
            return
        rounds += 1
        await asyncio.sleep(due - now)


async def _wait_for_screen(pilot: Pilot[Any]) -> bool:
    """Wait until all messages were taken, and draw; the pilot's own sends one to each widget."""
    await wait_for_idle()
    draw(pilot.app)
    return pilot.app._exception is None


@contextmanager
def waiting_for_idle() -> Iterator[None]:
    """Replace how the pilot waits, when apps draw, and how long a tick is."""
    with pytest.MonkeyPatch.context() as patch, drawing_at_rest():
        patch.setattr(textual.pilot, "wait_for_idle", wait_for_idle)
        patch.setattr(textual.app, "wait_for_idle", wait_for_idle)
        patch.setattr(Pilot, "_wait_for_screen", _wait_for_screen)
        patch.setattr(textual.screen, "UPDATE_PERIOD", TICK)
        yield
