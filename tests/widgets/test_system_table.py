"""The inventory table by keys, mouse and messages, and what each of them repaints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual import on
from textual.geometry import Region
from textual.message import Message

from labtui.widgets.columns import Column, fit
from labtui.widgets.system_table import GUTTER, SystemRow, SystemTable
from tests.rows import each_row
from tests.widgets.watching import LineWatcher, WidgetApp

SIZE = (60, 12)
WHOLE = Region(0, 0, *SIZE)
PAGE = SIZE[1] - 1

COLUMNS = (
    Column("name", "Name", 12, priority=9, flex=True),
    Column("level", "Level", 5, priority=3),
    Column("role", "Role", 12, priority=1),
    Column("findings", "Findings", 9, priority=2),
)


def row(key: str, name: str | None = None, findings: str = "2C 1W", style: str = "") -> SystemRow:
    cells = ((name or f"name of {key}", ""), ("3a", ""), ("home server", ""), (findings, style))
    return SystemRow(key, lambda: cells)


def rows(count: int) -> list[SystemRow]:
    return [row(f"s{i}") for i in range(count)]


class Watched(LineWatcher, SystemTable):
    """A table that remembers what it drew."""

    def __init__(self, given: Iterable[SystemRow] = (), **options: object) -> None:
        super().__init__(COLUMNS, given, **options)  # type: ignore[arg-type]


class TableApp(WidgetApp):
    """An app that is a table, and hears its messages."""

    @on(SystemTable.Highlighted)
    @on(SystemTable.Selected)
    def hear(self, message: Message) -> None:
        self.heard.append(message)


def shown(table: SystemTable) -> list[str]:
    """The text of each line of the table."""
    return [table.render_line(y).text.rstrip("▐ ") for y in range(table.size.height)]


def cursor_lines(table: SystemTable) -> list[int]:
    """Where a cursor is drawn."""
    return [y for y, text in enumerate(shown(table)) if text.startswith("▌")]


class TestCursor:
    @pytest.mark.parametrize(
        ("keys", "key"),
        [
            ([], "s0"),
            (["j", "j", "k"], "s1"),
            (["down", "down", "up"], "s1"),
            (["k"], "s0"),
            (["G"], "s99"),
            (["end", "j"], "s99"),
            (["G", "g"], "s0"),
            (["end", "home"], "s0"),
            (["pagedown"], "s10"),
            (["j", "pagedown", "pageup"], "s1"),
            (["ctrl+d"], "s5"),
            (["ctrl+d", "ctrl+u"], "s0"),
        ],
    )
    async def test_keys_move_it_and_it_stays_in_view(self, keys: list[str], key: str) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await pilot.press(*keys)
            assert table.cursor_key == key
            (y,) = cursor_lines(table)
            assert f"name of {key} " in shown(table)[y]

    async def test_it_tells_of_each_move_once(self) -> None:
        app = TableApp(Watched(rows(3)))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*"kjjjg")
            assert app.heard == [SystemTable.Highlighted(key) for key in ("s1", "s2", "s0")]

    async def test_enter_opens(self) -> None:
        app = TableApp(Watched(rows(3)))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("j", "enter")
            assert app.heard == [SystemTable.Highlighted("s1"), SystemTable.Selected("s1")]

    async def test_a_click_moves_and_another_opens(self) -> None:
        table = Watched(rows(3))
        app = TableApp(table)
        async with app.run_test(size=SIZE) as pilot:
            for y in (0, 9, 3, 3):
                await pilot.click(table, offset=(4, y))
            assert app.heard == [SystemTable.Highlighted("s2"), SystemTable.Selected("s2")]

    async def test_a_click_counts_the_scrolled_lines(self) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await pilot.press("G")
            await pilot.click(table, offset=(4, 1))
            assert table.cursor_key == f"s{100 - PAGE}"

    async def test_leaving_the_view_turns_the_page_and_keeps_some_context(self) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await pilot.press(*"j" * PAGE)
            assert (table.cursor_key, table.scroll_offset.y) == ("s11", 9)
            await pilot.press(*"kkk")
            assert (table.cursor_key, table.scroll_offset.y) == ("s8", 0)

    async def test_move_to(self) -> None:
        table = Watched(rows(100))
        app = TableApp(table)
        async with app.run_test(size=SIZE) as pilot:
            assert table.move_to("s50")
            assert not table.move_to("gone")
            await pilot.pause()
            assert app.heard == [SystemTable.Highlighted("s50")]
            assert 50 in table.visible_lines

    async def test_move_to_before_mounting(self) -> None:
        table = Watched(rows(100))
        table.move_to("s50")
        app = TableApp(table)
        async with app.run_test(size=SIZE):
            assert 50 in table.visible_lines
            assert app.heard == []

    async def test_a_smaller_view_still_shows_it(self) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await pilot.press(*"jjjjjjjj")
            await pilot.resize_terminal(SIZE[0], 5)
            await pilot.pause()
            assert len(cursor_lines(table)) == 1

    async def test_it_looks_different_without_the_focus(self) -> None:
        table = Watched(rows(3))
        app = TableApp(table)
        async with app.run_test(size=SIZE) as pilot:
            app.screen.set_focus(None)
            await pilot.pause()
            assert shown(table)[1].startswith("▎")


class TestRows:
    async def test_the_cursor_keeps_its_key(self) -> None:
        table = Watched(rows(5))
        app = TableApp(table)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*"jjj")
            app.heard.clear()
            table.set_rows([row("s3"), row("new"), *rows(3)])
            await pilot.pause()
            assert table.cursor_key == "s3"
            assert cursor_lines(table) == [1]
            assert app.heard == []

    @pytest.mark.parametrize(("left", "key"), [(5, "s2x"), (2, "s1")])
    async def test_or_the_place_when_the_key_is_gone(self, left: int, key: str) -> None:
        table = Watched(rows(5))
        app = TableApp(table)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*"jj")
            app.heard.clear()
            table.set_rows([*rows(2), row("s2x"), row("s3"), row("s4")][:left])
            await pilot.pause()
            assert table.cursor_key == key
            assert app.heard == [SystemTable.Highlighted(key)]

    async def test_a_cursor_moved_along_stays_in_view(self) -> None:
        table = Watched(rows(5))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            table.set_rows([*(row(f"new{i}") for i in range(50)), *rows(5)])
            await pilot.pause()
            assert table.cursor_key == "s0"
            assert len(cursor_lines(table)) == 1

    async def test_no_rows_and_rows_again(self) -> None:
        table = Watched(rows(4), empty="Nothing matches “[b]x[/b]”.")
        app = TableApp(table)
        async with app.run_test(size=SIZE) as pilot:
            table.set_rows([])
            await pilot.press("j", "enter")
            assert table.cursor_key is None
            assert app.heard == [SystemTable.Highlighted(None)]
            texts = shown(table)
            assert [y for y, text in enumerate(texts) if text] == [0, 6]
            assert texts[6].strip() == "Nothing matches “[b]x[/b]”."
            table.empty = "No systems yet."
            await pilot.pause()
            assert shown(table)[6].strip() == "No systems yet."
            await pilot.resize_terminal(SIZE[0], SIZE[1] + 4)
            assert [y for y, text in enumerate(shown(table)) if text] == [0, 8]
            table.set_rows(rows(1))
            await pilot.pause()
            assert table.cursor_key == "s0"
            assert [y for y, text in enumerate(shown(table)) if text] == [0, 1]


class TestRepainting:
    async def test_ten_thousand_rows_draw_a_screenful(self) -> None:
        table = Watched(rows(10_000))
        async with TableApp(table).run_test(size=SIZE):
            assert PAGE <= len(table.drawn) <= 2 * PAGE

    async def test_a_move_repaints_two_rows(self) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await table.start_watching(pilot)
            await pilot.press("j")
            await pilot.pause()
            assert sorted(table.drawn) == [0, 1]
            assert sorted(table.painted) == [Region(0, 1, SIZE[0], 1), Region(0, 2, SIZE[0], 1)]

    async def test_the_focus_repaints_one_row(self) -> None:
        table = Watched(rows(100))
        app = TableApp(table)
        async with app.run_test(size=SIZE) as pilot:
            await table.start_watching(pilot)
            app.screen.set_focus(None)
            await pilot.pause()
            assert table.painted == [Region(0, 1, SIZE[0], 1)]

    async def test_new_rows_repaint_what_differs(self) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await table.start_watching(pilot)
            changed = rows(100)
            changed[4] = row("s4", findings="1N")
            changed[70] = row("s70", findings="1N")
            table.set_rows(changed)
            await pilot.pause()
            assert table.drawn == [4]
            assert table.painted == [Region(0, 5, SIZE[0], 1)]

    async def test_fewer_rows_repaint_what_differs(self) -> None:
        table = Watched(rows(6))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await table.start_watching(pilot)
            table.set_rows([*rows(3), row("s5")])
            await pilot.pause()
            assert table.drawn == [3]
            assert sorted({*table.painted}) == [Region(0, y, SIZE[0], 1) for y in (4, 5, 6)]

    async def test_the_same_rows_repaint_nothing(self) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await table.start_watching(pilot)
            table.set_rows(rows(100))
            await pilot.pause()
            assert (table.drawn, table.painted) == ([], [])

    async def test_marks_repaint_their_gutters(self) -> None:
        table = Watched(rows(100))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            await table.start_watching(pilot)
            table.marked = frozenset({"s0", "s2", "s90", "gone"})
            await pilot.pause()
            assert sorted(table.drawn) == [0, 2]
            assert {region.width for region in table.painted} == {GUTTER}
            assert [text[:4] for text in shown(table)[1:4]] == ["▌● n", "   n", " ● n"]

    async def test_sorting_repaints_the_header(self) -> None:
        table = Watched(rows(100), sort=("name", False))
        async with TableApp(table).run_test(size=SIZE) as pilot:
            assert shown(table)[0].split() == ["Name", "▲", "Level", "Role", "Findings"]
            await table.start_watching(pilot)
            table.sort = ("findings", True)
            await pilot.pause()
            assert table.painted == [Region(0, 0, SIZE[0], 1)]
            assert shown(table)[0].split() == ["Name", "Level", "Role", "Findings▼"]

    async def test_neighbours_of_one_style_are_one_segment(self) -> None:
        plain = [row("a"), row("b"), row("c", style="table--critical")]
        table = Watched(plain)
        async with TableApp(table).run_test(size=SIZE):
            assert [len(list(table.render_line(y))) for y in (1, 2, 3)] == [3, 1, 2]

    async def test_the_legend_goes_and_comes_with_the_room_for_it(self) -> None:
        table = Watched(rows(PAGE - 2), legend="× critical")
        async with TableApp(table).run_test(size=SIZE) as pilot:
            for count in (PAGE - 1, PAGE - 2):
                await table.start_watching(pilot)
                table.set_rows(rows(count))
                await pilot.pause()
                assert Region(0, PAGE, SIZE[0], 1) in table.painted
                assert ("× critical" in shown(table)[PAGE]) == (count == PAGE - 2), count


class TestColumns:
    @each_row(
        ("width", "expected"),
        [
            (100, [(0, 65), (1, 5), (2, 12), (3, 9)]),
            (47, [(0, 12), (1, 5), (2, 12), (3, 9)]),
            (46, [(0, 25), (1, 5), (3, 9)]),
            (33, [(0, 12), (1, 5), (3, 9)]),
            (32, [(0, 22), (1, 5)]),
            (21, [(0, 18)]),
            (10, [(0, 7)]),
            (0, [(0, 1)]),
        ],
    )
    def test_columns_are_dropped_whole_the_least_first(
        self, width: int, expected: list[tuple[int, int]]
    ) -> None:
        assert list(fit(COLUMNS, width)) == expected

    @each_row(
        ("width", "name"),
        [(200, 20), (56, 20), (55, 20), (54, 19), (47, 12), (21, 18), (10, 7), (0, 1)],
    )
    def test_a_column_takes_no_more_of_what_is_left_than_its_most(
        self, width: int, name: int
    ) -> None:
        first, *others = COLUMNS
        limited = (replace(first, most=20), *others)
        assert fit(limited, width) == ((0, name), *fit(COLUMNS, width)[1:])

    async def test_what_is_left_behind_a_limited_column_stays_blank(self) -> None:
        first, *others = COLUMNS
        table = SystemTable([replace(first, most=20), *others], [row("a", "x" * 50)])
        async with TableApp(table).run_test(size=(100, 12)):
            header, line = (table.render_line(y).text for y in (0, 1))
            assert len(header) == len(line) == 100
            assert header.rstrip("▐ ") == f"{'   Name':<23}  Level  {'Role':<12}  Findings"
            assert line.startswith(f"▌  {'x' * 19}…  3a     home server ")

    def test_of_equal_priority_the_rightmost_goes_first(self) -> None:
        columns = tuple(Column(key, key, 10) for key in "abc")
        assert [i for i, _ in fit(columns, 30)] == [0, 1]

    @pytest.mark.parametrize("size", [(120, 12), (60, 12), (40, 12), (14, 12), (3, 12), (1, 2)])
    async def test_every_line_is_as_wide_as_the_table(self, size: tuple[int, int]) -> None:
        names = [
            "写真サーバーの長い名前とそれ以上の長さ",
            "frigate 🎥 camera",
            "e\u0301\u0301\u0301 combining",
            "👨\u200d👩\u200d👧 family",
            "\u2764\ufe0f heart",
            "🇩🇪 flag",
            "tab\tnew\nline \x1b[31m esc",
            "\u202eevil",
            "x" * 5000,
            "",
        ]
        table = Watched([row(f"k{i}", name) for i, name in enumerate(names)])
        async with TableApp(table).run_test(size=size):
            for y in range(size[1]):
                text = table.render_line(y).text
                assert cell_len(text) == size[0]
                assert text.isprintable()

    async def test_columns_stay_aligned_behind_wide_names(self) -> None:
        table = Watched([row("a", "写真サーバー"), row("b", "ascii"), row("c", "写" * 50)])
        async with TableApp(table).run_test(size=SIZE):
            texts = [text for text in shown(table) if "home server" in text]
            starts = [cell_len(text[: text.index("home server")]) for text in texts]
            assert len(starts) == 3
            assert len(set(starts)) == 1
            assert "写…" in texts[2] or "写 …" in texts[2]

    async def test_hostile_names_are_shown_literally(self) -> None:
        table = Watched([row("a", "[red]x[/] \x1b[2J"), row("b", "a\u202eb")])
        async with TableApp(table).run_test(size=SIZE):
            assert "[red]x[/] ␛[2J" in shown(table)[1]
            assert "a·b" in shown(table)[2]


def test_every_key_has_an_id_and_a_tooltip() -> None:
    for binding in SystemTable.BINDINGS:
        assert binding.id.startswith("table.")  # type: ignore[union-attr]
        assert binding.tooltip  # type: ignore[union-attr]
        assert binding.show == (binding.id == "table.open")  # type: ignore[union-attr]
