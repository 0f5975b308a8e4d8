"""That what changed is drawn once when the app rests, and at once where a size is new."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

import tests.idle


class Drawn(Widget):
    """Notes how large it was each time it was drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[Size] = []
        self.fails = False

    def render_line(self, y: int) -> Strip:
        if y == 0:
            self.sizes.append(self.size)
            if self.fails:
                raise ZeroDivisionError
        return Strip.blank(self.size.width)


class Changing(App[None]):
    """Changes its widget several times for one key, each after the last was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = Drawn()

    def compose(self) -> ComposeResult:
        yield self.drawn

    def on_key(self) -> None:
        self.change(5)

    def change(self, times: int) -> None:
        self.drawn.refresh()
        if times > 1:
            self.drawn.call_after_refresh(self.change, times - 1)


async def test_several_changes_are_drawn_once_at_rest() -> None:
    app = Changing()
    async with app.run_test() as pilot:
        await pilot.pause()
        before = len(app.drawn.sizes)
        await pilot.press("a")
        await pilot.pause()
        assert len(app.drawn.sizes) - before == 1


async def test_another_size_is_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests.idle, "draw", lambda app: None)
    app = Changing()
    async with app.run_test(size=(80, 24)) as pilot:
        app.drawn.sizes.clear()
        await pilot.resize_terminal(60, 20)
        assert Size(60, 20) in app.drawn.sizes


async def test_what_fails_to_be_drawn_fails_the_test() -> None:
    app = Changing()

    async def change() -> None:
        async with app.run_test() as pilot:
            app.drawn.fails = True
            await pilot.press("a")
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await change()
