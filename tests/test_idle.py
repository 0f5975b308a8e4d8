"""That the pilot waits for an idle app, and that Textual still is as the waiting supposes."""

from __future__ import annotations

import asyncio
import inspect

import textual.app
import textual.pilot
import textual.screen
from textual.app import App
from textual.pilot import Pilot

from tests.idle import SOON, TICK, wait_for_idle


class Steps(App[None]):
    """Does one thing after another, by messages, by timers and after drawing."""

    done = 0

    def step(self, last: int) -> None:
        self.done += 1
        if self.done < last:
            self.call_later(self.step, last)

    def on_key(self) -> None:
        self.step(10)
        self.set_timer(SOON / 2, lambda: self.step(0))
        self.set_timer(30, lambda: self.step(0))
        self.screen.refresh()
        self.call_after_refresh(self.step, 0)


async def test_the_pilot_waits_for_messages_soon_timers_and_drawing() -> None:
    app = Steps()
    async with app.run_test() as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert app.done == 12


async def test_the_wait_ends_where_an_app_never_rests() -> None:
    loop = asyncio.get_running_loop()
    busy = True

    def run() -> None:
        if busy:
            loop.call_soon(run)

    run()
    started = loop.time()
    await wait_for_idle(max_sleep=0.05)
    busy = False
    assert loop.time() >= started + 0.05


async def test_the_pilot_uses_it() -> None:
    assert textual.pilot.wait_for_idle is wait_for_idle
    assert textual.app.wait_for_idle is wait_for_idle
    assert "wait_for_idle(" in inspect.getsource(Pilot.pause)
    assert "_wait_for_screen(" in inspect.getsource(Pilot.pause)
    assert "UPDATE_PERIOD" in inspect.getsource(textual.screen.Screen._update_timer.fget)
    assert textual.screen.UPDATE_PERIOD == TICK
    loop = asyncio.get_running_loop()
    assert hasattr(loop, "_ready")
    assert hasattr(loop, "_scheduled")
