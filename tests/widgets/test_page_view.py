"""A text with a cursor that goes from place to place: where it goes, and what that repaints."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from labtui.widgets.page_view import GUTTER, PageView, Passage
from tests.widgets.watching import PaintWatcher

SIZE = (30, 10)


def passage(key: str | None, count: int) -> Passage:
    return Passage([Content(f"{key or 'text'} {n}") for n in range(count)], key)


class Probe(PaintWatcher, PageView):
    """Remembers which regions it had painted."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.shown = list(passages)
        super().__init__(lambda width: self.shown)

    @property
    def lines(self) -> list[str]:
        return [self.render_line(y).text.rstrip(" ▐") for y in range(self.size.height)]

    @property
    def at(self) -> list[str]:
        """The lines in view that have the cursor."""
        return [line[GUTTER:] for line in self.lines if line[:1] in "▌▎" and line]


class One(App[None]):
    def __init__(self, view: Probe) -> None:
        super().__init__()
        self.view = view
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_page_view_selected(self, event: PageView.Selected) -> None:
        self.chosen.append(event.key)


THREE = [passage(None, 2), *(passage(key, 2) for key in "abc"), passage(None, 20)]


async def test_it_starts_at_the_first_place_with_what_stands_before_it() -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE):
        assert view.current == "a"
        assert view.lines[0] == "  text 0"
        assert view.at == ["a 0", "a 1"]


async def test_a_move_repaints_gutters_only() -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE) as pilot:
        view.painted.clear()
        await pilot.press("j")
        assert view.current == "b"
        assert view.painted
        assert all(region.width == GUTTER for region in view.painted)


async def test_after_the_last_place_the_text_goes_on_and_comes_back_the_same_way() -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE) as pilot:
        await pilot.press("j", "j")
        assert view.current == "c"
        await pilot.press(*"jjjjjjjj")
        assert view.current == "c"
        assert view.lines[0] == "  text 0", "the text after the last place"
        assert view.at == []
        await pilot.press("k")
        assert view.at == ["c 1"]
        await pilot.press("k", "k", "k", "k", "k")
        assert view.current == "a"
        assert view.lines[:3] == ["  text 0", "  text 1", "▌ a 0"]


async def test_before_the_first_place_one_reads_on_until_it_is_in_view() -> None:
    view = Probe([passage(None, 12), passage("a", 2), passage("b", 2)])
    async with One(view).run_test(size=SIZE) as pilot:
        assert view.at == []
        await pilot.press("j", "j", "j", "j")
        assert (view.current, view.at) == ("a", ["a 0", "a 1"])
        await pilot.press("j")
        assert (view.current, view.at) == ("b", ["b 0", "b 1"])
        await pilot.press("k", "k", "k")
        assert view.current == "a"


async def test_a_place_longer_than_the_view_is_read_to_its_end() -> None:
    view = Probe([passage("a", 14), passage("b", 14)])
    async with One(view).run_test(size=SIZE) as pilot:
        await pilot.press("j", "j", "j", "j")
        assert view.current == "a"
        await pilot.press("j")
        assert view.current == "b"
        assert "▌ b 0" in view.lines
        await pilot.press("j", "k", "k")
        await pilot.press(*"kkk")
        assert view.current == "a"
        assert view.at


async def test_pages_take_the_cursor_along_where_there_is_a_place() -> None:
    view = Probe([passage(str(n), 3) for n in range(9)] + [passage(None, 30)])
    async with One(view).run_test(size=SIZE) as pilot:
        await pilot.press("pagedown")
        assert view.current == "3"
        await pilot.press("G")
        assert (view.current, view.at) == ("8", [])
        await pilot.press("pageup")
        assert view.current == "8"
        await pilot.press("g")
        assert (view.current, view.at) == ("0", ["0 0", "0 1", "0 2"])


async def test_a_changed_text_leaves_the_cursor_on_its_key_or_takes_the_next() -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE) as pilot:
        await pilot.press("j")
        view.shown = [passage(None, 30), *THREE[1:]]
        view.show_anew()
        assert (view.current, view.at) == ("b", ["b 0", "b 1"]), "it comes along"
        view.shown = [passage("a", 1), passage("c", 1)]
        view.show_anew()
        assert (view.current, view.at) == ("c", ["c 0"])
        view.shown = [passage("a", 1)]
        view.show_anew()
        assert view.current == "a"
        view.shown = [passage(None, 3)]
        view.show_anew()
        assert (view.current, view.at) == (None, [])


async def test_without_places_it_is_a_text_to_scroll() -> None:
    view = Probe([passage(None, 30)])
    async with One(view).run_test(size=SIZE) as pilot:
        await pilot.press("j", "pagedown", "pageup", "enter")
        assert view.lines[0] == "  text 1"
        await pilot.press("G", "g", "k")
        view.reveal()
        assert (view.current, view.lines[0]) == (None, "  text 0")


async def test_what_changes_out_of_view_moves_nothing() -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE) as pilot:
        await pilot.press("G")
        before = view.lines
        view.painted.clear()
        view.show_anew()
        assert (view.lines, view.painted) == (before, [])


async def test_a_click_moves_the_cursor_and_a_second_chooses() -> None:
    view = Probe(THREE)
    app = One(view)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(5, 5))
        assert (view.current, app.chosen) == ("b", [])
        await pilot.click(offset=(5, 4))
        assert (view.current, app.chosen) == ("b", ["b"])
        await pilot.click(offset=(5, 0))
        assert (view.current, app.chosen) == ("b", ["b"])


async def test_the_cursor_shows_where_the_focus_is() -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE) as pilot:
        assert view.lines[2].startswith("▌")
        view.screen.set_focus(None)
        await pilot.pause()
        assert view.lines[2].startswith("▎")


@pytest.mark.parametrize("height", [1, 3, 10])
async def test_the_cursor_stays_in_view_when_the_view_changes(height: int) -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE) as pilot:
        await pilot.press("j", "j")
        await pilot.resize_terminal(20, height)
        await pilot.pause()
        assert view.current == "c"
        assert view.at[0] == "c 0"


async def test_a_key_that_comes_before_the_first_layout_moves_the_cursor() -> None:
    view = Probe(THREE)
    async with One(view).run_test(size=SIZE) as pilot:
        view.styles.height = 0
        await pilot.pause()
        assert not view.visible_lines
        view.action_move(1)
        assert view.current == "b"
