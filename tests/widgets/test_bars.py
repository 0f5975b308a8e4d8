"""The lines above and below every screen: what they show, and what gives way where it is narrow."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from labtui.commands.anywhere import ANYWHERE, LISTS, TABS
from labtui.commands.command import Command, shown_key
from labtui.commands.drafting import EDITOR, OUTCOME, SMELL_TEST
from labtui.commands.lists import LAYER_CELL, LAYERS_VIEW, LIST, MATRIX
from labtui.commands.system import PAGE
from labtui.widgets.bars import KeyBar, TitleBar

WIDTHS = (10, 30, 60, 79, 80, 120, 200)

MATRIX_KEYS = (*LAYERS_VIEW, *MATRIX, *LIST, *ANYWHERE)
WITH_HELP = {
    "matrix": MATRIX_KEYS,
    "page": (*PAGE, *ANYWHERE),
    "smell": SMELL_TEST,
    "outcome": OUTCOME,
}
ALL_BY_ID = {command.id: command for command in PAGE}
ALL = {**WITH_HELP, "cell": LAYER_CELL, "editor": EDITOR}


class One(App[None]):
    """An app that is one bar."""

    def __init__(self, bar: Widget) -> None:
        super().__init__()
        self.bar = bar

    def compose(self) -> ComposeResult:
        yield self.bar

    def get_key_display(self, binding: Binding) -> str:
        return shown_key(binding.key.split(",")[0])


def piece(command: Command) -> str:
    """A command as the bar shows it."""
    return f" {command.key} {command.label} "


class TestKeyBar:
    @pytest.mark.parametrize("commands", ALL.values(), ids=ALL)
    async def test_the_first_that_fit_and_help(self, commands: tuple[Command, ...]) -> None:
        bar = KeyBar(commands)
        async with One(bar).run_test(size=(80, 3)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 3)
                text = bar.render().plain
                is_whole = all(piece(c) in text or c.longer in text for c in commands if c.footer)
                assert " Done today " not in text or is_whole
                text = text.replace(" Done today ", " Done ")
                shown = [command for command in commands if command.footer]
                helping = [command for command in shown if command.id.endswith(".help")]
                others = [command for command in shown if command not in helping]
                if (move := ALL_BY_ID["system.move"]) in others:
                    others.remove(move)
                    others.append(move)
                others.sort(key=lambda command: not command.id.endswith((".back", ".leave")))
                # However many of the others it shows, in their order they are the first ones.
                counts = [
                    count
                    for count in range(len(others) + 1)
                    if text
                    == "".join(piece(c) for c in shown if c in helping or c in others[:count])
                ]
                assert len(counts) == 1, text
                (count,) = counts
                assert cell_len(text) < width
                if count < len(others):
                    assert cell_len(text + piece(others[count])) >= width

    @pytest.mark.parametrize("width", [10, 30, 60])
    @pytest.mark.parametrize("commands", WITH_HELP.values(), ids=WITH_HELP)
    async def test_help_is_always_there(self, commands: tuple[Command, ...], width: int) -> None:
        bar = KeyBar(commands)
        async with One(bar).run_test(size=(width, 3)):
            assert bar.render().plain.count(" ? Help ") == 1

    async def test_at_eighty_columns(self) -> None:
        bar = KeyBar(MATRIX_KEYS)
        async with One(bar).run_test(size=(80, 3)) as pilot:
            expected = [
                " Enter Change  z Collapse  v View  e Edit  s Smell test  t Done  ? Help ",
                " Enter Change  z Collapse  v View  e Edit  ? Help ",
            ]
            assert bar.render().plain == expected[0]
            await pilot.resize_terminal(60, 3)
            await pilot.pause()
            assert bar.render().plain == expected[1]

    async def test_keys_and_labels_look_different(self) -> None:
        bar = KeyBar(LAYER_CELL)
        async with One(bar).run_test(size=(80, 3)):
            content = bar.render()
            told = [(content.plain[s.start : s.end], s.style) for s in content.spans]
            assert told[:2] == [(" y", "bold $text-primary"), (" You ", "$foreground-muted")]

    async def test_other_keys_take_their_place(self) -> None:
        bar = KeyBar(MATRIX_KEYS)
        app = One(bar)
        async with app.run_test(size=(80, 3)) as pilot:
            bar.show(LAYER_CELL)
            await pilot.pause()
            assert bar.render_line(0).text.startswith(" y You  s Shared  p Provider ")
            assert "Change" not in bar.render_line(0).text


class TestTitleBar:
    @pytest.mark.parametrize(
        "said", ["写真 " * 90, "[bold]x[/bold] [b", "a\x1b[31mb\u202ec", "x" * 300, ""]
    )
    async def test_the_line_is_as_wide_as_the_bar(self, said: str) -> None:
        bar = TitleBar(said, said)
        async with One(bar).run_test(size=(80, 3)) as pilot:
            for width in WIDTHS:
                await pilot.resize_terminal(width, 3)
                for error in ("", said):
                    bar.error = error
                    await pilot.pause()
                    assert bar.render_line(0).cell_length == width
                    text, *below = bar.render().plain.split("\n")
                    assert cell_len(text) == max(width, cell_len(" labtui   "))
                    assert text.startswith(" labtui  ")
                    assert all(line.isprintable() for line in (text, *below))
                    assert all(cell_len(line) < width for line in below)

    async def test_the_remark_stands_at_the_right_and_trouble_in_its_place(self) -> None:
        bar = TitleBar("Matrix: [b]levels[/b]", "saved")
        async with One(bar).run_test(size=(60, 3)) as pilot:
            line = bar.render_line(0).text
            assert line.startswith(" labtui  Matrix: [b]levels[/b]  ")
            assert line.endswith(" saved ")
            bar.error = "could not save"
            bar.place = "Inventory"
            await pilot.pause()
            line = bar.render_line(0).text
            assert line.startswith(" labtui  Inventory  ")
            assert line.endswith(" could not save ")
            assert "saved " not in line
            bar.error = ""
            bar.status = "undone"
            await pilot.pause()
            assert bar.render_line(0).text.endswith(" undone ")

    async def test_trouble_takes_the_room_it_needs_and_a_longer_remark_stands_below(self) -> None:
        bar = TitleBar("place" * 60, "r" * 25)
        async with One(bar).run_test(size=(60, 9)) as pilot:
            assert "place" in bar.render().plain
            assert bar.render().plain.endswith("…  " + "r" * 25 + " ")
            bar.status = "r" * 26
            await pilot.pause()
            first, below = bar.render().plain.split("\n")
            assert first.rstrip().endswith("…"), "only the place is cut"
            assert below == " " + "r" * 26
            bar.error = "t" * 49 + "!"
            await pilot.pause()
            assert "place" not in bar.render().plain
            assert bar.render().plain.endswith(" " + "t" * 49 + "! ")

    async def test_an_error_without_room_stands_below_whole(self) -> None:
        bar = TitleBar("lab.toml", "saved")
        error = "lab.toml: line 3, column 8: Invalid value; a date is 2026-11-21 E opens it there"
        async with One(bar).run_test(size=(60, 12)) as pilot:
            bar.error = error
            await pilot.pause()
            first, *below = bar.render().plain.split("\n")
            assert first.split() == ["labtui", "lab.toml"]
            assert " ".join(line.strip() for line in below) == error
            assert bar.size.height == len(below) + 1 == 3
            bar.error = "x " * 900
            await pilot.pause()
            assert bar.size.height == 5, "a third of the screen"
            assert bar.render().plain.endswith("…")
            bar.error = ""
            await pilot.pause()
            assert bar.size.height == 1

    @pytest.mark.parametrize("kind", ["status", "note", "error"])
    async def test_no_message_is_cut_at_80_columns(self, kind: str) -> None:
        rooms = [*LISTS.values()]
        bar = TitleBar("12 systems · 3 marked · /level:3b", rooms=rooms, here=LISTS["review"])
        words = [f"word{number}" for number in range(60)]
        async with One(bar).run_test(size=(80, 24)) as pilot:
            for tried in ("", "WHAT IF · 12 changed"):
                bar.what_if = tried
                for count in range(1, len(words)):
                    said = " ".join(words[:count])
                    setattr(bar, kind, said)
                    await pilot.pause()
                    text = bar.render().plain
                    assert said in " ".join(text.split()), text
                    assert "…" not in text.partition(words[0])[2]
                    assert all(cell_len(line) <= 80 for line in text.split("\n"))
                    assert bar.size.height == len(text.split("\n"))

    async def test_rooms_are_tabs_with_names_where_there_is_room(self) -> None:
        rooms = [LISTS[name] for name in TABS]
        inventory = LISTS["inventory"]
        others = [room for room in rooms if room is not inventory]
        bar = TitleBar("12 systems", rooms=rooms, here=inventory, file="lab.toml")
        async with One(bar).run_test(size=(120, 3)) as pilot:
            every = "".join(f" {room.key} {room.label} " for room in rooms)
            assert bar.render().plain.startswith(f" labtui  {every}  12 systems · lab.toml ")
            reversed_ = [s for s in bar.render().spans if s.style == "reverse $text-primary"]
            assert [bar.render().plain[s.start : s.end] for s in reversed_] == [" 1 Inventory "]

            await pilot.resize_terminal(80, 3)
            assert "2 Matrix" in bar.render().plain
            bar.status = "added vaultwarden: 3b"
            await pilot.pause()
            line = bar.render().plain
            assert line.startswith(" labtui   0  1 Inventory  2  3  4   12 systems  ")
            assert line.endswith(" added vaultwarden: 3b ")
            bar.status += " production, by you"
            await pilot.pause()
            assert bar.render().plain.startswith(" labtui   1 Inventory   12 systems  ")

            await pilot.resize_terminal(40, 3)
            assert bar.render().plain.startswith(" labtui  ")
            assert not any(f"{room.key} {room.label}" in bar.render().plain for room in others)

    async def test_a_remark_is_not_cut_while_there_is_room_beside_the_place(self) -> None:
        bar = TitleBar("lab.toml · 12 systems", "assessed nas: operating, risk Critical")
        async with One(bar).run_test(size=(71, 3)) as pilot:
            whole = " labtui  lab.toml · 12 systems  assessed nas: operating, risk Critical "
            assert bar.render().plain == whole
            bar.status += " now"
            await pilot.pause()
            first, below = bar.render().plain.split("\n")
            assert first.strip() == "labtui  lab.toml · 12 systems", "it keeps its room"
            assert below == " assessed nas: operating, risk Critical now"

    async def test_the_rooms_stay_beside_an_error_that_stands_below(self) -> None:
        rooms = [*LISTS.values()]
        bar = TitleBar("12 systems", rooms=rooms, here=rooms[1])
        async with One(bar).run_test(size=(120, 12)) as pilot:
            bar.error = "Not saved: " + "a disk that is full " * 8
            await pilot.pause()
            first, *below = bar.render().plain.split("\n")
            assert "2 Matrix" in first
            assert "".join(below).count("a disk that is full") == 8
