"""When screens paint: once for a key, however much follows it, and once for keys that wait."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable

import pytest
from textual._styles_cache import StylesCache
from textual.app import App
from textual.cache import LRUCache
from textual.screen import Screen
from textual.widget import Widget

from labtui.app import typeahead
from labtui.app.terminal_app import TerminalApp
from labtui.screens.base import BaseScreen
from labtui.screens.system_list import SystemListScreen
from labtui.widgets.bars import TitleBar
from labtui.widgets.line_view import KEPT_STRIPS, LineView
from labtui.widgets.text_view import TextView
from tests.screens.conftest import Open

ROOMS = {
    "inventory": ("j",),
    "levels": ("2", "j"),
    "layers": ("2", "v", "j"),
    "map": ("2", "v", "v", "l"),
    "review": ("3", "G", "k"),
}
"""The keys to each room that lists, and from there to another system."""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[int, int]]:
    """Tell how many paints there were, and how often a panel was given another text."""
    counts = {"paints": 0, "panels": 0}
    refresh, show = Screen._compositor_refresh, TextView.show

    def paint(screen: Screen[object]) -> None:
        if screen is screen.app.screen:
            counts["paints"] += bool(screen._compositor._dirty_regions)
        refresh(screen)

    def show_counted(view: TextView, *args: object) -> None:
        counts["panels"] += 1
        show(view, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Screen, "_compositor_refresh", paint)
    monkeypatch.setattr(TextView, "show", show_counted)
    return lambda: (counts["paints"], counts["panels"])


@pytest.mark.parametrize("room", ROOMS)
async def test_keys_that_come_fast_are_painted_together_and_the_panel_follows_the_last(
    open_app: Open,
    counted: Callable[[], tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
    room: str,
) -> None:
    *there, move = ROOMS[room]
    async with open_app(size=(120, 40)) as s:
        await s.press(*there)
        monkeypatch.setattr(typeahead, "FRAME", 60)
        await s.press(move)
        before, counts_before = s.app.list_query.current, counted()
        await s.burst(*[move] * 4)
        assert s.app.list_query.current != before
        paints, panels = (now - was for now, was in zip(counted(), counts_before, strict=True))
        assert (paints, panels) == (0, 1), "the frame is not over"
        assert s.app.holds_paint


async def test_one_key_and_its_panel_are_one_paint(
    open_app: Open, counted: Callable[[], tuple[int, int]]
) -> None:
    async with open_app(size=(120, 40)) as s:
        await s.press("j")
        panel = s.app.screen.query_one("#panel", TextView)
        lines, before = panel.line_count, counted()
        await s.press("k")
        await s.press("j")
        assert panel.line_count == lines
        paints, panels = (now - was for now, was in zip(counted(), before, strict=True))
        assert panels == 2
        assert paints == 2


async def test_what_a_slow_key_does_is_painted_before_it_is_done(
    open_app: Open, counted: Callable[[], tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = asyncio.Event()

    async def take_long(screen: SystemListScreen) -> None:
        screen.query_one(TitleBar).status = "working"
        await done.wait()

    monkeypatch.setattr(SystemListScreen, "action_mark", take_long)
    async with open_app() as s:
        paints, _ = counted()
        s._send("space")
        await s.until(lambda: counted()[0] > paints)
        assert s.app.type_ahead.is_busy
        done.set()
        await s.settle()
        assert not s.app.holds_paint


async def test_over_a_thin_link_nothing_is_painted_until_the_last_paint_is_shown(
    open_app: Open, counted: Callable[[], tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = typeahead.Link.FAST
    monkeypatch.setattr(TerminalApp, "link", property(lambda _: link))
    monkeypatch.setattr(typeahead, "REST", 60)
    async with open_app(size=(120, 40)) as s:
        link = typeahead.Link.FREE
        paints, panels = counted()
        await s.press("j")
        assert counted() == (paints + 1, panels), "the panel waits until the cursor is shown"
        link = typeahead.Link.BUSY
        await s.press("j", "j")
        assert counted() == (paints + 1, panels)
        link = typeahead.Link.FREE
        s.app.type_ahead.link_is_free()
        await s.until(lambda: counted() == (paints + 2, panels))
        s.app.type_ahead.link_is_free()
        await s.until(lambda: counted() == (paints + 3, panels + 1))
        s.app.type_ahead.link_is_free()
        await s.settle()
        assert counted() == (paints + 3, panels + 1), "nothing is left"


OPENED = ("slash", "e", "o", "enter", "colon", "question_mark", "t", "w")
"""Keys that open a screen or a line, which Esc leaves."""


@pytest.mark.parametrize("key", OPENED)
async def test_what_opens_and_closes_is_painted_once_each(
    open_app: Open,
    counted: Callable[[], tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
    key: str,
) -> None:
    monkeypatch.setattr(typeahead, "SLOW", 60)
    async with open_app(size=(120, 40)) as s:
        await s.press("j")
        for each in (key, "escape"):
            before = counted()[0]
            await s.press(each)
            assert counted()[0] - before == 1, each


async def test_a_room_is_laid_out_when_its_key_has_taken_effect(open_app: Open) -> None:
    async with open_app(size=(120, 40)) as s:
        for key in ("2", "v", "v", "3", "1", "2", "v", "v", "0", "enter"):
            await s.press(key)
            screen = s.app.screen
            assert isinstance(screen, BaseScreen)
            assert not s.app._batch_count, f"{key}: Textual neither lays out nor paints"
            assert not screen.wants_layout, key
            assert all(view.size for view in screen.query(LineView) if view.display), key


def test_textual_paints_as_supposed() -> None:
    assert "self.delay_update()" in inspect.getsource(App.switch_mode)
    assert "_update_timer.resume()" in inspect.getsource(Screen._on_idle)
    for what in ("_refresh_layout(", "_compositor_refresh()", "_invoke_and_clear_callbacks"):
        assert what in inspect.getsource(Screen._on_timer_update)
    assert "self._compositor_refresh" in inspect.getsource(Screen._refresh_layout)
    assert "self._batch_count:\n                return" in inspect.getsource(App._display)
    assert "_screen_resized" in inspect.getsource(Screen._on_resize)
    assert "_prune(self, parent=" in inspect.getsource(Screen.remove)
    assert "if self.BLANK:" in inspect.getsource(Widget.render_lines)
    assert [*Widget.watch_has_focus.__code__.co_names] == ["update_node_styles"]


async def test_no_style_of_a_view_depends_on_the_focus(open_app: Open) -> None:
    """Where this fails, read `LineView.watch_has_focus` again."""
    async with open_app() as s:
        for key in ("1", "2", "3", "4", "e", "0"):
            await s.press(key)
            rules = [r for r in s.app.stylesheet.rules if "focus" in r.pseudo_classes]
            named = set().union(*(rule.selector_names for rule in rules))
            for view in s.app.screen.query(LineView):
                assert not named & view._selector_names, view


KEYS = ("pagedown", "g", "slash", "z", "u", "enter", "pagedown", "escape", "G", "k")
MANY = "".join(
    f'[[systems]]\nid = "g{n}"\nname = "{("Guest", "Zulu")[n % 2]} {n}"\n' for n in range(60)
).encode()


async def test_what_is_kept_of_lines_is_what_would_be_drawn_anew(open_app: Open) -> None:
    async with open_app(MANY, size=(120, 16)) as s:

        def drawn() -> list[list[object]]:
            return [[*strip] for strip in s.app.screen._compositor.render_strips()]

        async def check(what: str) -> None:
            await s.settle()
            kept, caches_of = drawn(), {}
            for view in s.app.screen.query(LineView):
                caches_of[view] = view._strips, view._beside_thumb, view._styles_cache
                view._strips, view._beside_thumb = LRUCache(KEPT_STRIPS), {}
                view._styles_cache = StylesCache()
            assert kept == drawn(), what
            for view, caches in caches_of.items():
                view._strips, view._beside_thumb, view._styles_cache = caches

        for room in "01234":
            for key in (room, *KEYS):
                await s.press(key)
                await check(f"{key} in room {room}")
            for height in (20, 16):
                await s.resize(120, height)
                await check(f"room {room} at {height}")
        await s.press("1", "g", "e")
        for key in ("pagedown", "g", "right", "right", "G", "enter", "x", "escape", "g"):
            await s.press(key)
            await check(f"{key} in the editor")
        s.app.theme = "light"
        await check("another theme")


async def test_a_key_has_taken_effect_when_all_widgets_rest(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("slash")
        widgets = [*s.app.screen.walk_children(), s.app.screen]
        assert all(map(typeahead._rests, widgets))
        widgets[0].call_later(lambda: None)
        assert not typeahead._rests(widgets[0])
