"""The map by keys, mouse and messages, what it shows of whom, and what it repaints."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import on
from textual.geometry import Region
from textual.message import Message

from labtui.data.analysis.risk_map import COLUMNS, ROWS, ZONES, Place, zone_at
from labtui.widgets.map_layout import (
    CURRENT,
    JUNCTIONS,
    LEAST_HEIGHT,
    Line,
    Spot,
    column_widths,
    fitted,
    junction,
    neighbour,
    row_heights,
    width_of,
)
from labtui.widgets.map_view import MapView
from tests.widgets.watching import LineWatcher, WidgetApp

SIZE = (80, 21)
WHOLE = Region(0, 0, *SIZE)

CRITICAL, HIGH, CONTAINED, MEDIUM_HIGH, MEDIUM, LOW = range(6)

DIRECTIONS = ((0, -1), (0, 1), (-1, 0), (1, 0))

PLACES = sorted(place for zone in ZONES for place in zone.places)
"""All places, in the order one reads."""

NAMES = [
    "写真サーバーの長い名前とそれ以上の長さ",
    "frigate 🎥 camera",
    "e\u0301\u0301\u0301 combining",
    "👨\u200d👩\u200d👧 family",
    "\u2764\ufe0f heart",
    "🇩🇪 flag",
    "tab\tnew\nline \x1b[31m esc",
    "\u202eevil",
    "שלום עולם",
    "[bold]x[/bold]",
    "x" * 5000,
    "e" + "\u0301" * 300,
    " ",
    "",
]


def spot(
    key: str,
    row: int,
    column: int,
    name: str = "",
    *,
    production: bool = False,
    stray: bool = False,
) -> Spot:
    sign = "↑" if stray else ""
    return Spot(key, name or key, Place(row, column), production, stray, sign=sign, level="3b")


FEW = [
    spot("vault", CRITICAL, 1, production=True, stray=True),
    spot("mail", LOW, 0),
    spot("nas", CRITICAL, 1, production=True, stray=True),
    spot("lab", CONTAINED, 3),
    spot("films", CONTAINED, 0),
]
"""Four places: vault and nas; films, lab; mail."""


def crowd(count: int, row: int = CRITICAL, column: int = 1) -> list[Spot]:
    return [spot(f"s{i}", row, column, f"name {i}") for i in range(count)]


class Watched(LineWatcher, MapView):
    """A map that remembers what it drew."""

    def __init__(self, spots: Sequence[Spot] = (), current: str | None = None) -> None:
        super().__init__()
        self.set_reactive(MapView.empty, "No systems [b]yet[/b].")
        self.show(spots, current)


class MapApp(WidgetApp):
    """An app that is a map, and hears its messages."""

    @on(MapView.Highlighted)
    @on(MapView.Selected)
    def hear(self, message: Message) -> None:
        self.heard.append(message)


def shown(view: MapView) -> list[str]:
    """The text of each line of the map."""
    return [view.render_line(y).text.rstrip("▐ ") for y in range(view.size.height)]


def cursor_lines(view: MapView, sign: str = "▌") -> list[int]:
    """Where a cursor is drawn."""
    return [y for y, text in enumerate(shown(view)) if sign in text]


def styled(view: MapView, text: str) -> str:
    """The style the text is drawn with, wherever it is."""
    strips = (view.render_line(y) for y in range(view.size.height))
    return next(str(s.style) for strip in strips for s in strip if text in s.text)


def color_of(style: str) -> str:
    """The colour of a text, without its ground."""
    return style.partition(" on ")[0]


def texts(lines: Sequence[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


class TestMoving:
    @given(st.sets(st.sampled_from(PLACES), min_size=1))
    def test_every_place_can_be_reached_from_every_other(self, places: set[Place]) -> None:
        for start in places:
            reached, ways = {start}, [start]
            while ways:
                here = ways.pop()
                found = {neighbour(places, here, *direction) for direction in DIRECTIONS}
                new = {place for place in found if place is not None} - reached
                ways += new
                reached |= new
            assert reached == places

    @given(st.sets(st.sampled_from(PLACES)), st.sampled_from(PLACES), st.sampled_from(DIRECTIONS))
    def test_a_move_goes_the_way_it_says_if_there_is_any(
        self, places: set[Place], here: Place, direction: tuple[int, int]
    ) -> None:
        down, right = direction

        def ahead(place: Place) -> bool:
            return (place.row - here.row) * down + (place.column - here.column) * right > 0

        found = neighbour(places, here, down, right)
        assert (found is not None and ahead(found)) == any(map(ahead, places))

    @given(st.sets(st.sampled_from(PLACES)), st.sampled_from(PLACES), st.sampled_from((-1, 1)))
    def test_along_a_row_it_goes_to_the_next_in_it(
        self, places: set[Place], here: Place, right: int
    ) -> None:
        along = [p for p in places if p.row == here.row and (p.column - here.column) * right > 0]
        if along:
            nearest = min(along, key=lambda place: abs(place.column - here.column))
            assert neighbour(places, here, 0, right) == nearest

    @pytest.mark.parametrize(
        ("keys", "key"),
        [
            ([], "vault"),
            (["j"], "films"),
            (["j", "l"], "lab"),
            (["down", "right", "left", "up"], "vault"),
            (["l"], "lab"),
            (["h"], "films"),
            (["k"], "vault"),
            (["G"], "mail"),
            (["end", "j"], "mail"),
            (["G", "g"], "vault"),
            (["end", "home"], "vault"),
        ],
    )
    async def test_keys(self, keys: list[str], key: str) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=SIZE) as pilot:
            await pilot.press(*keys)
            assert view.cursor_key == key
            assert any(key in shown(view)[y] for y in cursor_lines(view))

    async def test_it_tells_of_each_move_once(self) -> None:
        app = MapApp(Watched(FEW))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*"kgjlG")
            assert app.heard == [MapView.Highlighted(key) for key in ("films", "lab", "mail")]

    async def test_enter_opens_all_of_a_place(self) -> None:
        app = MapApp(Watched(FEW, "nas"))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            assert app.heard == [MapView.Selected(("vault", "nas"))]

    async def test_a_click_moves_and_another_opens(self) -> None:
        view = Watched(FEW)
        app = MapApp(view)
        async with app.run_test(size=SIZE) as pilot:
            y = next(y for y, text in enumerate(shown(view)) if "films" in text)
            # The header, the frame, a title, a place without systems, below the map; then films.
            for offset in [(40, 0), (40, 1), (3, y), (40, y), (79, y), (20, 20), (20, y), (20, y)]:
                await pilot.click(view, offset=offset)
            assert app.heard == [MapView.Highlighted("films"), MapView.Selected(("films",))]

    async def test_move_to_says_nothing(self) -> None:
        view = Watched(FEW)
        app = MapApp(view)
        async with app.run_test(size=SIZE) as pilot:
            assert view.move_to("nas")
            assert not view.move_to("gone")
            await pilot.pause()
            assert view.cursor_key == "nas"
            assert "reverse" in styled(view, "nas")
            assert "reverse" not in styled(view, "vault")
            assert app.heard == []

    async def test_it_looks_different_without_the_focus(self) -> None:
        view = Watched(FEW)
        app = MapApp(view)
        async with app.run_test(size=SIZE) as pilot:
            before = cursor_lines(view)
            await view.start_watching(pilot)
            app.screen.set_focus(None)
            await pilot.pause()
            assert cursor_lines(view, "▎") == before
            assert view.painted == [Region(0, y, SIZE[0], 1) for y in before]


class TestShowing:
    async def test_the_cursor_stays_on_the_system(self) -> None:
        view = Watched(FEW, "lab")
        app = MapApp(view)
        async with app.run_test(size=SIZE) as pilot:
            view.show([*FEW[:3], spot("lab", HIGH, 2, stray=True)], "lab")
            await pilot.pause()
            assert view.cursor_key == "lab"
            assert shown(view)[cursor_lines(view)[0]].startswith(" High ")
            assert app.heard == []

    async def test_or_is_on_the_first_where_that_is_not_on_the_map(self) -> None:
        view = Watched(FEW, "gone")
        async with MapApp(view).run_test(size=SIZE):
            assert view.cursor_key == "vault"

    async def test_no_systems_and_systems_again(self) -> None:
        view = Watched()
        app = MapApp(view)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press(*"hjklgG", "enter")
            await pilot.click(view, offset=(20, 5))
            assert (view.cursor_key, app.heard) == (None, [])
            assert [y for y, text in enumerate(shown(view)) if text] == [0, 10]
            assert shown(view)[10].strip() == "No systems [b]yet[/b]."
            view.empty = "None match."
            await pilot.pause()
            assert shown(view)[10].strip() == "None match."
            view.show(FEW, "lab")
            await pilot.pause()
            view.empty = "Nobody sees this."
            assert len(cursor_lines(view)) > 1
            assert not any("match" in text for text in shown(view))
            view.show([], "lab")
            await pilot.pause()
            assert [y for y, text in enumerate(shown(view)) if text] == [0, 10]

    async def test_titles_of_rows_columns_and_zones(self) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=SIZE):
            header, *lines = shown(view)
            assert header.split("  ")[0] == " Learning now"
            assert all(title in header for title in COLUMNS)
            titles = [line[:13].strip() for line in lines if line[:13].strip()]
            named = [title for title in titles if title.strip("■▄")]
            assert named == ["Risk now", *ROWS[:2], "Contr. High", *ROWS[3:]]
            assert [title for title in titles if title not in named] == ["■■■■■", "■■■▄", "■"]
            for zone in ZONES:
                sign = "▲ " if zone.confusion else ""
                titles = (f" {sign}{title}" for title in (zone.title, zone.short_title))
                named = re.compile("|".join(map(re.escape, titles)))
                assert sum(bool(named.search(line)) for line in lines) == 1
            assert any(" ▲ Production, too much risk · 2 ─" in line for line in lines)

    async def test_the_titles_by_the_cursor_stand_out(self) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=SIZE):
            assert styled(view, "  Medium") == styled(view, "Critical")
            assert styled(view, "Low") != styled(view, "  Medium")

    async def test_a_confusion_stands_out_once_somebody_strays_into_it(self) -> None:
        view = Watched([*FEW, spot("open", HIGH, 2)])
        async with MapApp(view).run_test(size=SIZE):
            lab, production = styled(view, "Lab, not"), styled(view, "Production, too much")
            assert color_of(production) != color_of(lab)
            view.show([spot("open", HIGH, 2, stray=True)], "open")
            assert color_of(styled(view, "Lab, not")) != color_of(lab)
            assert color_of(styled(view, "Risky production")) != color_of(production)

    async def test_production_and_strays_are_told_apart(self) -> None:
        view = Watched(FEW, "lab")
        async with MapApp(view).run_test(size=SIZE):
            assert any("↑ vault" in text for text in shown(view))
            assert not any("↑ films" in text for text in shown(view))
            assert "bold" in styled(view, "vault")
            assert "bold" not in styled(view, "films")

    @pytest.mark.parametrize("count", [3, 40, 500])
    @pytest.mark.parametrize("size", [(60, 17), (80, 21), (120, 36)])
    async def test_every_system_is_named_or_counted_once(
        self, count: int, size: tuple[int, int]
    ) -> None:
        spots = [spot(f"s{i}", *PLACES[i * 7 % 24], f"<{i}>") for i in range(count)]
        view = Watched(spots)
        async with MapApp(view).run_test(size=size):
            counted = named = 0
            for place in PLACES:
                there = [spot.name for spot in spots if spot.place == place]
                text = " ".join(texts(view._cell(place, len(view._rows[place.row]))))
                if f" {len(there)}: " in text:
                    counted += len(there)
                else:
                    named += sum(name in text for name in there)
            assert counted + named == count
            assert view.line_count == size[1] - 1

    async def test_where_there_is_too_little_height_it_scrolls_with_the_cursor(self) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=(80, 8)) as pilot:
            assert view.line_count == 3 * LEAST_HEIGHT + 3 + 4
            for key, name in [("G", "mail"), ("k", "films"), ("g", "vault"), ("j", "films")]:
                await pilot.press(key)
                await pilot.pause()
                assert name in " ".join(shown(view))
                assert len(cursor_lines(view)) == LEAST_HEIGHT
            await pilot.press("g")
            assert "Production, too much risk" in shown(view)[1]

    async def test_a_smaller_view_still_shows_the_cursor(self) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=SIZE) as pilot:
            await pilot.press("G")
            await pilot.resize_terminal(80, 7)
            await pilot.pause()
            assert "mail" in " ".join(shown(view))

    async def test_the_cursor_is_in_view_at_once(self) -> None:
        view = Watched(FEW, "mail")
        async with MapApp(view).run_test(size=(80, 7)) as pilot:
            await pilot.pause()
            assert "mail" in " ".join(shown(view))

    @pytest.mark.parametrize("size", [(120, 30), (80, 21), (40, 21), (20, 9), (3, 12), (1, 2)])
    async def test_every_line_is_as_wide_as_the_map(self, size: tuple[int, int]) -> None:
        spots = [spot(f"k{i}", *PLACES[i % 5], name, stray=i > 5) for i, name in enumerate(NAMES)]
        view = Watched([*spots, *crowd(30, LOW)])
        async with MapApp(view).run_test(size=size):
            for y in range(size[1]):
                text = view.render_line(y).text
                assert cell_len(text) == size[0]
                assert text.isprintable()

    async def test_the_frame_stays_aligned_behind_odd_names(self) -> None:
        spots = [spot(f"k{i}", i % 6, 0, name) for i, name in enumerate(NAMES)]
        view = Watched(spots)
        async with MapApp(view).run_test(size=(80, 40)):
            lines = [text for text in shown(view) if text.endswith("│")]
            assert len(lines) == view.line_count - 4
            assert {cell_len(text) for text in lines} == {79}


class TestRepainting:
    async def test_a_move_repaints_the_lines_of_two_places_and_the_header(self) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            before = cursor_lines(view)
            await pilot.press("j")
            await pilot.pause()
            lines = sorted({0, *before, *cursor_lines(view)})
            assert sorted(region.y for region in view.painted) == lines
            assert sorted(view.drawn) == [y - 1 for y in lines]

    async def test_the_same_systems_repaint_nothing(self) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.show([*FEW], "vault")
            await pilot.pause()
            assert (view.drawn, view.painted) == ([], [])

    async def test_another_name_repaints_its_line(self) -> None:
        view = Watched(FEW)
        async with MapApp(view).run_test(size=SIZE) as pilot:
            await view.start_watching(pilot)
            view.show([*FEW[:4], spot("films", CONTAINED, 0, "movies")], "vault")
            await pilot.pause()
            (line,) = view.drawn
            assert "movies" in shown(view)[line + 1]


class TestFitting:
    def test_a_name_a_line(self) -> None:
        assert texts(fitted(crowd(3), None, 14, 3)) == ["name 0", "name 1", "name 2"]

    def test_a_long_name_takes_more_lines_where_there_are(self) -> None:
        spots = [spot("a", 0, 0, "Proxmox Backup Server", stray=True), spot("b", 0, 0, "NAS")]
        assert texts(fitted(spots, None, 16, 3)) == ["↑ Proxmox Backup", "  Server", "NAS"]
        assert texts(fitted(spots, None, 16, 2)) == ["↑ Proxmox Backu…", "NAS"]
        assert texts(fitted([spot("c", 0, 0, "x" * 20)], None, 16, 3)) == ["x" * 15 + "…"]

    def test_signs_names_and_remarks_stand_in_columns_where_there_is_room(self) -> None:
        place = Place(0, 1)
        spots = [
            Spot("a", "Zoltan", place, True, True, sign="↑", level="3b", remark="meant as 3a"),
            Spot("b", "Mail", place, False, False, sign="↑?", level="0"),
            Spot("c", "NAS", place, True, True, level="3b", remark="data", marked=True),
        ]
        lines = fitted(spots, "a", 24, 3)
        assert texts(lines) == ["↑  Zoltan  meant as 3a", "↑? Mail", "●    NAS   data"]
        assert lines[0][:2] == (("↑  ", "$risk-critical"), ("Zoltan", CURRENT))
        assert lines[1][-1] == ("Mail", "$level-0")
        assert lines[2][2] == ("NAS", "bold $level-3b")
        assert texts(fitted(spots, "a", 16, 3)) == ["↑  Zoltan", "↑? Mail", "●    NAS"]

    def test_several_on_a_line(self) -> None:
        assert texts(fitted(crowd(4), None, 14, 2)) == ["name 0  name 1", "name 2  name 3"]

    def test_or_else_the_count_and_the_first_names(self) -> None:
        assert texts(fitted(crowd(5), None, 14, 2)) == ["5: name 0,", "name 1, …"]
        assert texts(fitted(crowd(5), None, 19, 2)) == ["5: name 0, name 1,", "name 2, name 3, …"]

    def test_no_comma_is_kept_for_the_ellipsis(self) -> None:
        assert texts(fitted(crowd(12), None, 15, 2)) == ["12: name 0,", "name 1, name 2…"]

    def test_the_current_system_is_always_named(self) -> None:
        lines = fitted(crowd(50), "s40", 14, 2)
        assert texts(lines) == ["50: name 40,", "name 0, …"]
        assert ("name 40", CURRENT) in lines[0]

    def test_where_all_stray_one_sign_says_so(self) -> None:
        spots = [spot(f"s{i}", 0, 0, f"name {i}", stray=True) for i in range(9)]
        assert texts(fitted(spots, None, 14, 2)) == ["↑ 9: name 0,", "name 1, …"]
        mixed = [*spots, spot("calm", 0, 0)]
        assert texts(fitted(mixed, None, 14, 2)) == ["10: ↑ name 0,", "↑ name 1, …"]

    def test_and_with_it_all_may_fit(self) -> None:
        spots = [spot(f"s{i}", 0, 0, f"n{i}", stray=True) for i in range(5)]
        assert texts(fitted(spots, None, 12, 2)) == ["↑ 5: n0, n1,", "n2, n3, n4"]

    @given(
        st.lists(st.tuples(st.text() | st.sampled_from(NAMES), st.booleans()), min_size=1),
        st.integers(3, 30),
        st.integers(LEAST_HEIGHT, 12),
    )
    def test_whatever_the_names_they_fit(
        self, named: list[tuple[str, bool]], width: int, height: int
    ) -> None:
        spots = [Spot(str(i), name, PLACES[0], False, s) for i, (name, s) in enumerate(named)]
        current = spots[-1].key
        lines = fitted(spots, current, width, height)
        assert 1 <= len(lines) <= height
        assert all(width_of(line) <= width for line in lines)
        assert all(text.isprintable() for text in texts(lines))
        assert any(style == CURRENT for line in lines for _, style in line)

    @given(
        st.lists(st.text("abcdefg", min_size=1, max_size=9), min_size=1, max_size=40),
        st.integers(9, 30),
        st.integers(LEAST_HEIGHT, 12),
    )
    def test_names_are_whole_or_counted(self, names: list[str], width: int, height: int) -> None:
        spots = [Spot(str(i), name, PLACES[0], False, False) for i, name in enumerate(names)]
        lines = texts(fitted(spots, None, width, height))
        if lines[0].split(" ")[0] == f"{len(names)}:":
            assert lines[-1].endswith("…")
        else:
            assert " ".join(lines).split() == names


class TestHeights:
    def test_rows_that_lack_lines_come_first(self) -> None:
        assert row_heights([4, 2, 1, 0, 0, 0], 11) == [4, 2, 2, 1, 1, 1]
        assert row_heights([9, 9, 1, 0, 0, 0], 14) == [5, 4, 2, 1, 1, 1]

    def test_what_is_left_over_is_dealt_evenly(self) -> None:
        assert row_heights([0] * 6, 20) == [4, 4, 3, 3, 3, 3]
        assert row_heights([1, 0, 0, 2, 0, 0], 20) == [8, 1, 1, 8, 1, 1]

    @given(st.lists(st.integers(0, 50), min_size=6, max_size=6), st.integers(0, 80))
    def test_they_fill_the_height(self, most: list[int], lines: int) -> None:
        heights = row_heights(most, lines)
        least = [LEAST_HEIGHT if systems else 1 for systems in most]
        assert sum(heights) == max(lines, sum(least))
        assert all(height >= low for height, low in zip(heights, least, strict=True))


class TestWidths:
    def test_columns_without_systems_stay_narrow(self) -> None:
        assert column_widths([1, 9, 0, 0], [8, 8, 0, 0], 60) == [12, 24, 12, 12]
        assert column_widths([2, 9, 5, 0], [15, 18, 12, 0], 66) == [17, 23, 14, 12]
        assert column_widths([0, 0, 0, 0], [0, 0, 0, 0], 60) == [15, 15, 15, 15]

    @given(
        st.lists(st.integers(0, 50), min_size=4, max_size=4),
        st.lists(st.integers(0, 50), min_size=4, max_size=4),
        st.integers(12, 200),
    )
    def test_they_fill_the_width(self, most: list[int], longest: list[int], width: int) -> None:
        assert sum(column_widths(most, longest, width)) == width


def test_the_frame_goes_around_every_zone() -> None:
    for row in range(len(ROWS) + 1):
        for column in range(len(COLUMNS) + 1):
            around = {zone_at(row - i, column - j) for i in (0, 1) for j in (0, 1)}
            assert (junction(row, column) == JUNCTIONS[0]) == (len(around) == 1)


def test_every_key_has_an_id_and_a_tooltip() -> None:
    for binding in MapView.BINDINGS:
        assert binding.id.startswith("map.")  # type: ignore[union-attr]
        assert binding.tooltip  # type: ignore[union-attr]
        assert not binding.show  # type: ignore[union-attr]
