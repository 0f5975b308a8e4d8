"""The searchable list by keys and mouse: what it finds, shows and returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App
from textual.binding import Binding
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Input, Static

from labtui.screens.picker import Picker
from labtui.widgets.picker_list import Item, PickerLines, Search
from tests.rows import each_row

SYSTEMS = (
    Item("pve-cluster", "Proxmox cluster", "pve-cluster"),
    Item("pve-1", "Node one", "physical"),
    Item("pbs", "Backup [server]", "storage"),
    Item("vps", "New York", "rented backup target"),
    Item("nas", "Synology", "storage", keys="ctrl+n"),
)
LEFT = "left"


class PickerApp(App[None]):
    """An app that opens a picker and keeps its result."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding("tab", "quit")]  # noqa: RUF012

    def __init__(self, items: Sequence[Item] = SYSTEMS, **options: Any) -> None:
        super().__init__()
        self.picker = Picker("Runs on", items, **options)
        self.result: tuple[str, ...] | str | None = "nothing yet"

    def on_mount(self) -> None:
        self.push_screen(self.picker, self.keep)

    def keep(self, result: tuple[str, ...] | None) -> None:
        self.result = LEFT if result is None else result

    @property
    def lines(self) -> PickerLines:
        return self.picker.query_one(PickerLines)

    @property
    def shown(self) -> list[str]:
        lines = self.lines
        return [lines.render_line(y).text.rstrip("▐ ") for y in range(lines.size.height)]

    @property
    def keys(self) -> list[str]:
        """The labels of the lines shown."""
        return [" ".join(line.strip("▌ •").split()) for line in self.shown if line]

    @property
    def highlighted(self) -> str:
        (line,) = [line for line in self.shown if line.startswith("▌")]
        return " ".join(line.strip("▌ ").split())

    def text(self, id: str) -> str:
        return str(self.picker.query_one(f"#{id}", Static).content)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()


class TestSearch:
    @each_row(
        ("query", "found"),
        [
            ("", ["pve-cluster", "pve-1", "pbs", "vps", "nas"]),
            ("  ", ["pve-cluster", "pve-1", "pbs", "vps", "nas"]),
            ("PVE", ["pve-cluster", "pve-1"]),
            ("backup", ["pbs", "vps"]),
            ("n", ["pve-1", "vps", "nas", "pbs"]),
            ("storage syn", ["nas"]),
            ("syn storage", ["nas"]),
            ("new y", ["vps"]),
            ("[server", ["pbs"]),
            ("zz", []),
        ],
    )
    def test_every_word_occurs_and_beginnings_come_first(
        self, query: str, found: list[str]
    ) -> None:
        items = SYSTEMS
        if query == "n":  # a `n` in the middle of its note only
            items = (SYSTEMS[2], SYSTEMS[1], SYSTEMS[3], SYSTEMS[4])
            items = (Item("pbs", "Backup", "in the cellar"), *items[1:])
        assert [item.key for item in Search(items).find(query)] == found

    def test_what_is_unlikely_is_found_by_words_alone(self) -> None:
        search = Search([*SYSTEMS[:2], *(replace(item, offered=False) for item in SYSTEMS[2:])])
        assert search.find("") == [*SYSTEMS[:2]]
        assert [item.key for item in search.find("p")] == ["pve-cluster", "pve-1", "pbs", "vps"]

    @given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=8))
    def test_what_is_found_is_among_the_items_and_once(self, query: str, labels: list[str]) -> None:
        items = [Item(str(number), label) for number, label in enumerate(labels)]
        found = Search(items).find(query)
        assert len({item.key for item in found}) == len(found)
        assert all(item in items for item in found)


class TestOne:
    @pytest.mark.parametrize(
        ("keys", "result"),
        [
            (["enter"], ("pve-cluster",)),
            (["down", "ctrl+n", "enter"], ("pbs",)),
            (["down", "down", "up", "enter"], ("pve-1",)),
            (["pagedown", "ctrl+p", "enter"], ("vps",)),
            (["pagedown", "pageup", "enter"], ("pve-cluster",)),
            (["up", "enter"], ("pve-cluster",)),
            ([*"synol", "enter"], ("nas",)),
            ([*"zz", "enter"], "nothing yet"),
            ([*"new", "space", "y", "enter"], ("vps",)),
            (["tab", "enter"], ("pve-cluster",)),
            (["escape"], LEFT),
            ([*"pbs", "escape"], LEFT),
        ],
    )
    async def test_keys(self, keys: list[str], result: object) -> None:
        app = PickerApp()
        async with app.run_test() as pilot:
            await press(pilot, *keys)
            assert app.result == result

    async def test_what_is_shown(self) -> None:
        app = PickerApp(chosen=("pbs",), empty_label="not answered")
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert app.shown == [
                "    not answered",
                "    Proxmox cluster  pve-cluster",
                "    Node one         physical",
                "▌ • Backup [server]  storage",
                "    New York         rented backup target",
                "    Synology         storage" + " " * 33 + "ctrl+n",
            ]
            assert (app.text("title"), app.text("hint")) == (
                "Runs on",
                "↑↓ move   Enter choose   Esc Cancel",
            )
            assert isinstance(app.focused, Input)

    async def test_notes_stand_in_one_column_beside_a_long_label(self) -> None:
        long = Item("nextcloud", "Files and calendars of the whole family", "nextcloud")
        app = PickerApp([*SYSTEMS[:3], long])
        async with app.run_test() as pilot:
            await pilot.pause()
            noted = zip(
                app.shown, ("pve-cluster", "physical", "storage", "nextcloud"), strict=False
            )
            assert len({line.index(note) for line, note in noted}) == 1
            (segment,) = [s for s in app.lines.render_line(0) if s.text == "Proxmox cluster"]
            assert segment.style
            assert segment.style.reverse

    async def test_the_entry_for_nothing(self) -> None:
        app = PickerApp(chosen=("pve-cluster",), empty_label="not answered")
        async with app.run_test() as pilot:
            await press(pilot, "up", "enter")
            assert app.result == ("",)

    async def test_filtering_counts_and_starts_at_the_first(self) -> None:
        app = PickerApp(chosen=("nas",), empty_label="not answered")
        async with app.run_test() as pilot:
            await press(pilot, *"stor")
            assert app.keys == ["Backup [server] storage", "Synology storage ctrl+n"]
            assert app.highlighted == "Backup [server] storage"
            assert app.text("title") == "Runs on   2 of 5"
            await press(pilot, *["backspace"] * 4)
            assert app.highlighted == "• Synology storage ctrl+n"
            assert app.text("title") == "Runs on"
            await press(pilot, *"zz")
            assert app.keys == ["nothing matches"]
            assert app.text("title") == "Runs on   0 of 5"
            await press(pilot, "down", "backspace", "backspace")
            assert len(app.keys) == 6

    async def test_a_click_picks(self) -> None:
        app = PickerApp()
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.click(PickerLines, offset=(6, 2))
            await pilot.pause()
            assert app.result == ("pbs",)

    async def test_what_is_chosen_but_unknown_is_shown(self) -> None:
        app = PickerApp(chosen=("ghost",))
        async with app.run_test() as pilot:
            await pilot.pause()
            assert app.highlighted == "• ghost unknown"

    async def test_an_empty_list(self) -> None:
        app = PickerApp(())
        async with app.run_test() as pilot:
            await press(pilot, "down", "up", "enter")
            assert app.keys == ["nothing matches"]
            assert app.result == "nothing yet"


class TestMany:
    @pytest.mark.parametrize(
        ("chosen", "keys", "result"),
        [
            ((), ["enter"], LEFT),  # nobody aimed at anything yet
            ((), ["down", "up", "enter"], ("pve-cluster",)),
            ((), ["down", "enter"], ("pve-1",)),
            ((), [*"york", "enter"], ("vps",)),
            ((), ["space", "down", "down", "tab", "enter"], ("pve-cluster", "pbs")),
            ((), ["down", "space", "up", "space", "enter"], ("pve-1", "pve-cluster")),
            ((), ["space", "space", "enter"], ()),
            (("nas", "pbs"), ["enter"], ("nas", "pbs")),
            (("nas", "pbs"), ["space", "enter"], ("nas",)),
            (("nas",), ["space", "enter"], ()),
            (("nas",), [*"york", "space", "enter"], ("nas", "vps")),
            (("nas",), [*"york", "enter"], ("nas",)),
            (("ghost", "nas"), ["down", "space", "enter"], ("ghost", "nas", "pve-cluster")),
            (("ghost",), ["space", "enter"], ()),
            (("nas",), ["escape"], LEFT),
            (("nas",), ["space", "escape"], LEFT),
        ],
    )
    async def test_keys(self, chosen: tuple[str, ...], keys: list[str], result: object) -> None:
        app = PickerApp(chosen=chosen, many=True)
        async with app.run_test() as pilot:
            await press(pilot, *keys)
            assert app.result == result

    async def test_what_is_shown(self) -> None:
        app = PickerApp(chosen=("pbs",), many=True, empty_label="not answered")
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "up", "space")
            assert app.shown[:4] == [
                "      not answered",
                "  [ ] Proxmox cluster  pve-cluster",
                "▌ [x] Node one         physical",
                "  [x] Backup [server]  storage",
            ]
            assert app.text("hint") == "Space tick   Enter keep 2 ticked   Esc Cancel"
            assert app.picker.query_one(Input).value == ""

    async def test_the_hint_says_what_enter_does(self) -> None:
        app = PickerApp(many=True)
        async with app.run_test() as pilot:
            await pilot.pause()
            assert app.text("hint") == "Space tick   ↑↓ or type, then Enter   Esc Cancel"
            await press(pilot, "down")
            assert app.text("hint") == "Space tick   Enter choose   Esc Cancel"
            await press(pilot, "space", "space")
            assert app.text("hint") == "Space tick   Enter keep none ticked   Esc Cancel"

    @pytest.mark.parametrize(
        ("keys", "result"),
        [
            (["enter"], LEFT),  # it is never picked by the way
            (["up", "enter"], ("",)),
            (["space", "up", "enter"], ("",)),
            (["space", "up", "space", "down", "enter"], ()),
        ],
    )
    async def test_the_entry_for_nothing(self, keys: list[str], result: object) -> None:
        app = PickerApp(many=True, empty_label="not answered")
        async with app.run_test() as pilot:
            await press(pilot, *keys)
            assert app.result == result

    async def test_a_click_ticks(self) -> None:
        app = PickerApp(many=True)
        async with app.run_test() as pilot:
            await pilot.pause()
            await pilot.click(PickerLines, offset=(6, 2))
            await pilot.click(PickerLines, offset=(6, 4))
            await press(pilot, "enter")
            assert app.result == ("pbs", "nas")


class TestLooks:
    @pytest.mark.parametrize("width", [20, 40, 60, 72, 120])
    async def test_lines_are_as_wide_as_the_view(self, width: int) -> None:
        items = [
            Item("a", "写真" * 60, "note", "ctrl+x"),
            Item("b", "b" * 200, "写真" * 90, "f5"),
            Item("c", "", "", ""),
            Item("d", "\x1b[31mred\n", "[b]x[/b]"),
        ]
        app = PickerApp(items, many=width % 40 == 0)
        async with app.run_test(size=(width, 20)) as pilot:
            await pilot.pause()
            size = app.lines.size
            lines = [app.lines.render_line(y).text for y in range(size.height)]
            assert {cell_len(line) for line in lines} == {size.width}
            assert any("␛[31mred␊" in line or "␛[3" in line for line in lines)

    async def test_it_fits_a_small_terminal(self) -> None:
        items = [Item(str(n), f"item {n}") for n in range(100)]
        app = PickerApp(items)
        async with app.run_test(size=(60, 20)) as pilot:
            await pilot.pause()
            box = app.picker.query_one(Vertical).region
            assert (box.width, box.height) == (60, 18)
            hint = app.picker.query_one("#hint").region
            assert hint.bottom == box.bottom - 1
            await pilot.resize_terminal(30, 9)
            await press(pilot, *["down"] * 10)
            assert app.picker.query_one(Vertical).region.height == 9
            assert app.highlighted == "item 10"

    async def test_the_box_is_no_higher_than_its_items(self) -> None:
        app = PickerApp(SYSTEMS[:2])
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "z")
            assert app.picker.query_one(Vertical).region.height == 7

    async def test_ten_thousand_items_are_no_widgets(self) -> None:
        items = [Item(f"s{n}", f"system {n}") for n in range(10_000)]
        app = PickerApp(items, chosen=("s9000",))
        async with app.run_test() as pilot:
            await pilot.pause()
            assert app.highlighted == "• system 9000"
            assert len(app.picker.query("*")) < 10
            await press(pilot, *"9999", "enter")
            assert app.result == ("s9999",)

    def test_every_key_has_an_id_and_says_what_it_does(self) -> None:
        bindings = [b for b in Picker.BINDINGS if isinstance(b, Binding)]
        assert len(bindings) == len(Picker.BINDINGS)
        assert all(b.id and b.id.startswith("picker.") and b.tooltip for b in bindings)
