"""The checklist and the review as text: where the cursor goes, what is drawn, what a line says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.pilot import Pilot

from labtui.widgets.lines.checklist import ItemLine, checklist_lines, first_open
from labtui.widgets.lines.retirement import review_lines
from labtui.widgets.retire_view import GUTTER, ItemsView
from tests.data.labs import TODAY, Raw, days_ago, lab, owners
from tests.rows import each_row
from tests.screens.test_journeys import HOSTILE

SIZE = (30, 10)
WIDTHS = (4, 12, 20, 40, 58, 80, 100, 200)


def some(above: int = 0, items: int = 6, body: int = 2) -> list[ItemLine]:
    """A text, and items named `a`, `b`, … below it."""
    lines = [ItemLine(Content(f"text {i}")) for i in range(above)]
    for number in range(items):
        name = chr(ord("a") + number)
        lines.append(ItemLine(Content(f"item {name}"), name))
        lines += [ItemLine(Content(f"  of {name}")) for _ in range(body)]
    return lines


class One(App[None]):
    """An app that is one checklist."""

    def __init__(self, lines: Sequence[ItemLine], cursor: str = "a") -> None:
        super().__init__()
        self.lines = lines
        self.clicks = 0
        self.view = ItemsView(lambda _: self.lines, cursor)

    def compose(self) -> ComposeResult:
        yield self.view

    @on(ItemsView.Clicked)
    def clicked(self) -> None:
        self.clicks += 1

    @property
    def shown(self) -> list[str]:
        return [strip.text for strip in self.screen._compositor.render_strips()]

    @property
    def cursor(self) -> str:
        """The line the cursor is on; empty while it is out of view."""
        return next((line[GUTTER:].strip(" ▐") for line in self.shown if line[0] in "▌▎"), "")


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause()


async def test_the_cursor_goes_from_item_to_item() -> None:
    app = One(some())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert (app.cursor, app.view.current) == ("item a", "a")
        await press(pilot, "j", "down")
        assert app.cursor == "item c"
        await press(pilot, "k")
        assert app.cursor == "item b"
        await press(pilot, "G")
        assert app.cursor == "item f"
        await press(pilot, "j")
        assert app.cursor == "item f"
        await press(pilot, "g")
        assert (app.cursor, app.view.scroll_offset.y) == ("item a", 0)


async def test_the_whole_item_comes_into_view() -> None:
    app = One(some())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for down in "bcdef":
            await press(pilot, "j")
            shown = "\n".join(app.shown)
            assert app.cursor == f"item {down}"
            assert shown.count(f"of {down}") == 2
        for up in "edcba":
            await press(pilot, "k")
            assert app.cursor == f"item {up}"
            assert "\n".join(app.shown).count(f"of {up}") == 2


async def test_text_above_is_read_line_by_line_before_the_cursor_moves() -> None:
    app = One(some(above=15))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert (app.cursor, app.view.current) == ("", None)
        await press(pilot, *"jjjjj")
        assert app.view.scroll_offset.y == 5
        await press(pilot, "j")
        assert app.cursor == "item a"
        await press(pilot, "j")
        assert app.cursor == "item b"
        await press(pilot, "k", *["k"] * 15)
        assert (app.cursor, app.view.scroll_offset.y) == ("", 0)


async def test_an_item_longer_than_the_view_is_read_to_its_end() -> None:
    app = One(some(items=2, body=25))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        seen = 0
        while app.cursor != "item b":
            await press(pilot, "j")
            seen += 1
            assert seen < 40
        assert seen > 10


async def test_pages_take_the_cursor_along() -> None:
    app = One(some(above=15))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await press(pilot, "pagedown")
        assert app.cursor == "item a"
        await press(pilot, "pagedown", "pagedown")
        assert app.cursor not in {"", "item a"}
        await press(pilot, "ctrl+u", "pageup", "pageup", "pageup")
        assert app.cursor == ""
        assert app.view.current is None
        app.view.reveal()
        await pilot.pause()
        assert app.cursor != ""


async def test_the_cursor_stays_on_its_item_and_comes_back_to_the_first_when_that_is_gone() -> None:
    app = One(some())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await press(pilot, "j")
        app.lines = some(above=1)
        app.view.show_anew()
        await pilot.pause()
        assert app.cursor == "item b"
        assert sum(line[0] in "▌▎" for line in app.shown) == 1
        app.lines = [line for line in some() if line.item != "b"]
        app.view.show_anew()
        await pilot.pause()
        assert app.cursor == "item a"


async def test_a_cursor_that_is_no_item_starts_on_the_first() -> None:
    app = One(some(), cursor="none such")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.cursor == "item a"


async def test_without_an_item_it_is_a_text() -> None:
    app = One(some(above=30, items=0))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await press(pilot, "j", "G", "g", "pagedown", "k")
        await pilot.click(ItemsView, offset=(3, 3))
        assert (app.view.current, app.clicks) == (None, 0)


async def test_a_click_puts_the_cursor_and_a_second_one_says_so() -> None:
    app = One(some(above=1))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(ItemsView, offset=(3, 0))
        assert (app.cursor, app.clicks) == ("item a", 0)
        await pilot.click(ItemsView, offset=(3, 5))
        assert (app.cursor, app.clicks) == ("item b", 0)
        await pilot.click(ItemsView, offset=(3, 4))
        assert (app.cursor, app.clicks) == ("item b", 1)


async def test_a_move_repaints_two_gutters(monkeypatch: pytest.MonkeyPatch) -> None:
    app = One(some())
    painted: list[Region] = []
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        monkeypatch.setattr(app.view, "refresh", lambda *regions, **_: painted.extend(regions))
        await press(pilot, "j")
        assert sorted(painted) == [Region(0, 0, GUTTER, 1), Region(0, 3, GUTTER, 1)]


# --- what the lines say


def hostile(id: str, text: str) -> Raw:
    return {
        "id": id, "name": text, "teardown": text, "location": text, "used_by": [text],
        "url": text, "source": text, "owners": owners(), "backs_up_to": [text, "base"],
        "retirement": {"reason": text, "data_kept_at": text, "done": [f"people n/a: {text}", text]},
    }  # fmt: skip


def all_lines(id: str, width: int, *raws: Raw) -> list[Content]:
    found = lab(*raws)
    items = checklist_lines(found, id, width)
    return [*review_lines(found, id, width), *(line.content for line in items)]


def said(id: str, *raws: Raw, width: int = 100) -> str:
    return "\n".join(line.plain for line in all_lines(id, width, *raws))


@each_row("status", ["active", "retired"])
def test_no_line_is_wider_than_it_may_be(status: str) -> None:
    for width in WIDTHS:
        for id, text in HOSTILE.items():
            raws = (
                {**hostile(id, text), "status": status},
                {"id": "base", "name": text, "owners": owners(), "runs_on": id},
                {"id": "top", "name": text, "depends_on": ["base"], "relied_on_for": ["data"]},
            )
            for line in all_lines(id, width, *raws):
                assert cell_len(line.plain) <= max(width, 24), line.plain
                assert line.plain.isprintable()


def test_a_deep_tree_keeps_room_for_its_names() -> None:
    chain = [
        {"id": f"s{i}", "name": f"Name {i}", "runs_on": f"s{i - 1}", "owners": owners()}
        for i in range(1, 40)
    ]
    lines = said("s0", {"id": "s0", "name": "Base"}, *chain, width=40)
    assert "× Breaks  39\n  1 directly, 38 through others\n" in lines
    assert "└── Name 39 " in lines


def test_of_very_many_only_how_many_there_are_is_told() -> None:
    guests = [
        {"id": f"s{i}", "name": f"S {i}", "owners": owners(), "runs_on": "base",
         "backs_up_to": ["base"], "purpose": "reliability" if i > 240 else "learning"}
        for i in range(1, 251)
    ]  # fmt: skip
    lines = said("base", {"id": "base", "name": "Base", "owners": owners()}, *guests)
    assert "× Breaks  250 " in lines
    assert "through others" not in lines
    assert "and 50 more, 0 of them production" in lines
    assert len(lines.splitlines()) < 330


def test_what_it_names_that_is_gone_is_said_to_be() -> None:
    raw = {"id": "a", "name": "A", "runs_on": "b", "backs_up_to": ["b", "c"]}
    gone = {"id": "b", "name": "B", "status": "retired"}
    lines = said("a", raw, gone)
    assert "Runs on      b (retired)" in lines
    assert "Backed up to b (retired), c (does not exist)" in lines


def test_that_its_source_does_not_show_it_is_said_before_the_reasons() -> None:
    raw = {"id": "a", "name": "A", "source": "csv /lab.csv#a"}
    gone = "Its source does not show it any more."
    assert gone not in said("a", {**raw, "seen": {"source": "csv /lab.csv#a, 2026-11-20"}})
    raw["seen"] = {"source": "not found, 2026-11-20"}
    assert said("a", raw).splitlines()[1:3] == ["a", gone]
    assert gone not in said("a", {**raw, "status": "retired"})


@each_row(
    ("tested", "words"),
    [
        ("never", "never"),
        (days_ago(3), "2026-11-18, 3 days ago"),
        (days_ago(300), "2026-01-25, 300 days ago, too old"),
        (days_ago(-3), "2026-11-24, still ahead, too old"),
    ],
)
def test_a_restore_is_told_with_its_age(tested: object, words: str) -> None:
    raw = {"id": "a", "name": "A", "owners": owners(), "evidence": {"restore_tested": tested}}
    assert f"Restore test {words}\n" in said("a", raw)


def test_at_a_provider_the_way_out_of_the_data_is_told() -> None:
    raw = {"id": "a", "name": "A", "owners": owners("provider"), "evidence": {"exportable": False}}
    lines = said("a", raw)
    assert "Exportable   no" in lines
    assert "Located      not answered" in lines


@each_row(
    ("day", "words"),
    [
        (days_ago(-1), "No way back from here. Wait until 2026-11-22."),
        (TODAY, "No way back from here."),
    ],
)
def test_what_cannot_be_undone_is_set_apart_and_waits_for_its_day(day: date, words: str) -> None:
    raw = {"id": "a", "name": "A", "retirement": {"date": day, "keep_until": TODAY}}
    before, _, after = said("a", raw).partition(f"{words}\n")
    assert "Remove it from backup jobs" in before
    assert "Revoke its keys" in after
    assert "Kept until   2026-11-21" in before


def test_only_what_is_open_is_told_at_length() -> None:
    done = ["people", "access n/a: no proxy"]
    raw = {"id": "a", "name": "A", "retirement": {"done": done}}
    lines = said("a", raw).splitlines()
    for settled in ("[x] Tell the people who use it", "[-] Remove access to it  n/a: no proxy"):
        assert lines[lines.index(settled) + 1].startswith("[ ]")
    assert first_open(lab(raw), "a") == "decision"


def test_when_all_is_settled_the_first_item_has_the_cursor() -> None:
    bare = {"id": "a", "name": "A"}
    every = [line.item for line in checklist_lines(lab(bare), "a", 80) if line.item]
    raw = {**bare, "retirement": {"done": every}}
    assert "nothing is open" in said("a", raw)
    assert first_open(lab(raw), "a") == every[0]


async def test_a_key_that_comes_before_the_first_layout_moves_the_cursor() -> None:
    app = One(some())
    async with app.run_test(size=SIZE) as pilot:
        app.view.styles.height = 0
        await pilot.pause()
        assert not app.view.visible_lines
        app.view.action_move(1)
        app.view.styles.height = SIZE[1]
        await pilot.pause()
        assert app.cursor == "item b"
