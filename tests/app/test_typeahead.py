"""Keys arrive whenever they like, and are taken in the order they were typed."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from labtui.app.typeahead import TypeAhead

TYPED = "the quick brown fox jumps over the lazy dog" * 8


class OneLine(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.type_ahead = TypeAhead(self)

    async def on_event(self, event: events.Event) -> None:
        await self.type_ahead.on_event(event, super().on_event)

    def compose(self) -> ComposeResult:
        yield Input()


async def test_no_key_overtakes_another() -> None:
    chance = Random(0)
    app = OneLine()
    async with app.run_test() as pilot:
        for character in TYPED:
            app.post_message(events.Key(character, character))
            # Between none and a few more turns of the loop than a key takes to be dealt with.
            for _ in range(chance.randint(0, chance.choice((5, 30, 80)))):
                await asyncio.sleep(0)
        while app.type_ahead.is_busy:
            await pilot.pause(0)
        assert app.query_one(Input).value == TYPED


async def test_a_key_that_takes_longer_than_others_wait_is_still_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("labtui.app.typeahead.PATIENCE", 0)
    begun, may_end = asyncio.Event(), asyncio.Event()

    class Slow(OneLine):
        BINDINGS = [("f2", "wait")]  # noqa: RUF012

        async def action_wait(self) -> None:
            begun.set()
            await may_end.wait()

    app = Slow()
    async with app.run_test() as pilot:
        app.post_message(events.Key("f2", None))
        await begun.wait()
        while app.type_ahead._settling:
            await pilot.pause(0)
        was_busy = app.type_ahead.is_busy
        may_end.set()
        assert was_busy
        while app.type_ahead.is_busy:
            await pilot.pause(0)
