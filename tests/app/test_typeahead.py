"""Keys arrive whenever they like, and are taken in the order they were typed."""

from __future__ import annotations

import asyncio
from random import Random

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
