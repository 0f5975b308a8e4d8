"""The matrix by keys: its levels, the cells of its layers down to the file, and its map."""

from __future__ import annotations

import tomllib
from collections import deque
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEVELS
from labtui.data.preferences.ui_state import MATRIX_VIEWS, UiState
from labtui.widgets.lines.layers import TITLES, block_width
from labtui.widgets.lines.owners import owner_block
from tests.data.labs import Raw, owners
from tests.screens.conftest import Open, Session

RENTED = b"""\
schema = 1

[[systems]]
id = "vps"
name = "Rented box"
kind = "vps"
purpose = "learning"

[systems.owners]
hardware = "provider" # until I buy one
network = "you"
hypervisor = "you"
os = "you"
firewall = "you"
application = "you"
updates = "you"
backups = "you"
recovery = "you"
monitoring = "you"
incidents = "you"
access = "you"

[[systems]]
id = "docker"
name = "Docker"
runs_on = "vps"

[[systems]]
id = "wiki"
name = "Wiki"
runs_on = "docker"
"""
"""A host whose hardware is rented, with guests two deep that state nothing themselves."""

RELIED_ON = RENTED + b'relied_on_for = ["workflow"]\n'
"""The same, with work hanging on the guest of the guest."""

OWNERS_SHOWN = ("you", "shared", "provider", "nobody", "n/a", None)
MEANING = {owner_block(owner, 5)[0].strip(): owner or "?" for owner in OWNERS_SHOWN} | {
    "·": "as host"
}
"""What the blocks mean at the width of the tests."""

FAMILY = ("Rented box", "Docker", "Wiki")

BOUGHT = {
    '- hardware = "provider" # until I buy one',
    '+ hardware = "you" # until I buy one',
    "+ changed = 2026-11-21",
}
"""What is different in the file once the box was bought."""


def toml(*systems: Raw) -> bytes:
    """A file with these systems."""
    return tomli_w.dumps({"schema": 1, "systems": [*systems]}).encode()


def stated(s: Session, id: str) -> dict[str, Any]:
    """The table of a system as the file on disk has it."""
    return next(raw for raw in tomllib.loads(s.file.decode())["systems"] if raw["id"] == id)


def by_name(s: Session) -> dict[str, Assessment]:
    """What the systems come to, by their names."""
    return {a.system.name: a for a in s.app.workspace.lab.assessments.values()}


async def see(s: Session, view: str) -> None:
    """Go to the matrix, and on to one of its views."""
    await s.press("2")
    for _ in MATRIX_VIEWS:
        if s.place.startswith(f"{view} · "):
            return
        await s.press("v")
    pytest.fail(f"no view {view} in\n{s.text}")


async def go_to(s: Session, name: str) -> None:
    """Put the cursor of a list on the first row that has this name in it."""
    await s.walk_to(lambda line: name in line)


async def point(s: Session, layer: str | None) -> None:
    """Point at a layer in the row of the cursor; at the name for None."""
    await s.burst(*["h"] * (len(LAYERS) + 1))
    if layer is not None:
        await s.burst(*["l"] * (1 + [*LAYERS].index(layer)))


def row_of(s: Session, name: str) -> str:
    """The row of a system."""
    found = [row for row in s.rows if name in row]
    assert len(found) == 1, f"{len(found)} rows of {name} in\n{s.text}"
    return found[0]


def block_at(s: Session, layer: str) -> slice:
    """Where the blocks of a layer are on a line, with what is beside them."""
    header, title = s.lines[1], TITLES[layer]
    block = block_width(s.app.size.width - 1)
    at = header.index(f" {title} ") + 1 - (block - len(title)) // 2
    return slice(at - 1, at + block + 1)


def sign(s: Session, name: str, layer: str) -> str:
    """Who answers for a layer of a system, as it is drawn; in brackets where the cursor points."""
    left, *block, right = row_of(s, name)[block_at(s, layer)]
    word = MEANING["".join(block).strip()]
    return f"[{word}]" if left == "▐" and right == "▌" else word


def level(s: Session, name: str) -> str:
    """What the view of the layers says a system's level is."""
    at = s.lines[1].index(" Level ") + 1
    return row_of(s, name)[at : at + 5].strip()


def standing(s: Session) -> dict[str, list[str]]:
    """The names in the view of the levels by what they stand under; parts as `3a Labs`."""
    found: dict[str, list[str]] = {}
    under, name_ends = "", s.lines[1].index("Relied on for")
    for row in s.rows:
        level = row[3:7].strip() if row[3:4] in {" ", "?"} else ""
        text = row[3:name_ends].strip()
        level = level.partition(" ")[0]
        part, dot, _ = text.rpartition(" · ")
        if level in {*LEVELS, "?"}:
            under = level
        elif dot:
            under = f"3a {part}"
        if level in {*LEVELS, "?"} or dot:
            found[under] = []
            found.pop("3a" if under.startswith("3a ") else "", None)  # its parts stand for it
        elif text:
            found[under].append(text)
    return found


# --- its three views


async def test_it_opens_with_the_levels_and_goes_round_its_views(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2")
        for view, header in (
            ("levels", "Relied on for"),
            ("layers", "HW    Net   Hyp   OS"),
            ("map", "Learning now"),
            ("levels", "Relied on for"),
        ):
            assert s.place == f"{view} · 12 systems · inventory.toml"
            assert header in s.lines[1]
            assert "▌" in s.text, "its keys work at once"
            await s.press("v")


async def test_the_view_is_remembered(open_app: Open, tmp_path: Path) -> None:
    path = tmp_path / "remembered.toml"
    ui_state = UiState.load(path)
    async with open_app(ui_state=ui_state) as s:
        await s.press("2", "v", "v", "q")
        await s.quits()
    ui_state.save()
    async with open_app(ui_state=UiState.load(path)) as s:
        await s.press("2")
        assert s.place.startswith("map · ")


# --- levels


async def test_every_system_stands_under_its_level_in_the_order_of_the_inventory(
    open_app: Open,
) -> None:
    parts = {"lab": "3a Labs", "home-server": "3a Home servers", None: "3a Undecided"}
    async with open_app() as s:
        order = [name for cut in s.names for name in by_name(s) if name.startswith(cut)]
        assert len(order) == 12
        wanted: dict[str, list[str]] = {id: [] for id in LEVELS}
        for name in order:
            a = by_name(s)[name]
            assert a.level is not None
            wanted.setdefault(parts[a.role] if a.level == "3a" else a.level, []).append(name)
        assert wanted.pop("3a") == []
        await s.press("2")
        found = standing(s)
        assert found.keys() == wanted.keys()
        for under, names in wanted.items():
            assert [name[:20] for name in found[under]] == [name[:20] for name in names]
        wanted = found
        assert len(wanted["3a Labs"]) == 4
        assert wanted["3a Home servers"] == ["Jellyfin"]
        assert "SaaS              ■ 1 " in s.text
        assert "Homelab           ■■■■■ 5 " in s.text


LEVELLED = toml(
    {"id": "rack", "name": "Rack", "owners": owners(), "purpose": "learning"},
    {"id": "films", "name": "Films", "owners": owners(), "purpose": "entertainment"},
    {"id": "shelf", "name": "Shelf", "owners": owners()},
    {"id": "nas", "name": "Nas", "owners": owners(), "relied_on_for": ["data"],
     "intended_level": "3a", "depends_on": ["disk"]},
    {"id": "disk", "name": "Disk", "owners": owners()},
    {"id": "shop", "name": "Shop", "owners": owners("provider"), "purpose": "reliability"},
    {"id": "parcel", "name": "Parcel"},
    {"id": "box", "name": "Box", "owners": {"os": "you", "application": "you"}},
    {"id": "old", "name": "Old one", "owners": owners(), "status": "retired"},
)  # fmt: skip
"""A lab with every kind of system that the view of the levels tells apart."""


async def test_the_lab_comes_in_parts_and_what_has_no_level_comes_last(open_app: Open) -> None:
    async with open_app(LEVELLED) as s:
        await s.press("2")
        found = standing(s)
        assert {under: {*names} for under, names in found.items() if names} == {
            "0": {"Shop"},
            "3a Labs": {"Rack"},
            "3a Home servers": {"Films"},
            "3a Undecided": {"Shelf"},
            "3b": {"Nas", "Disk"},
            "?": {"Parcel", "Box"},
        }
        assert [*found] == ["0", "1", "2", "3a Labs", "3a Home servers", "3a Undecided", "3b", "?"]


async def test_what_matters_on_a_level_stands_beside_the_name(open_app: Open) -> None:
    async with open_app(LEVELLED) as s:
        await s.press("2")
        for name, *said in (
            ("Parcel", "who is responsible for the OS?"),
            ("Box", "who is responsible for the hardware?"),
            ("Nas", "▲ meant to be 3a", "  data  "),
            ("Disk", "through nas"),
            ("Shop", "it has to work"),
        ):
            await s.burst("slash", *name, "enter")
            row = row_of(s, name)
            assert [words for words in said if words not in row] == [], name
            await s.press("escape")


async def test_where_there_is_little_room_risk_and_what_is_wrong_come_first(
    open_app: Open,
) -> None:
    async with open_app(LEVELLED, size=(80, 24)) as s:
        await s.press("2")
        await s.burst("slash", *"nas", "enter")
        assert "Critical" in row_of(s, "Nas")
        assert "▲ Nas  " in row_of(s, "Nas")


async def test_what_is_where_it_was_meant_to_be_is_not_marked(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2")
        assert by_name(s)["Zoltan!"].system.intended_level == "3a"
        assert "meant" not in s.text


async def test_a_level_tells_what_it_asks_and_the_usual_mistake(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2")
        await go_to(s, "Hosted mail")
        assert LEVELS["0"].mistake in s.below
        await s.press("j")
        assert LEVELS["1"].mistake in s.below
        assert LEVELS["0"].mistake not in s.below


async def test_a_retired_system_is_in_no_view(open_app: Open) -> None:
    async with open_app(LEVELLED) as s:
        assert "Old one" in s.names
        for view in MATRIX_VIEWS:
            await see(s, view)
            assert "Rack" in s.text
            assert "Old one" not in s.text


# --- layers: a cell


@pytest.mark.parametrize(("data", "becomes"), [(RENTED, "3a"), (RELIED_ON, "3b")])
async def test_an_answer_in_a_cell_turns_the_host_and_all_its_guests(
    open_app: Open, data: bytes, becomes: str
) -> None:
    async with open_app(data) as s:
        await see(s, "layers")
        await go_to(s, "Rented box")
        await point(s, "hardware")
        rented = s.rows
        assert [level(s, name) for name in FAMILY] == ["2", "2", "2"]
        assert sign(s, "Rented box", "hardware") == "[provider]"
        assert [sign(s, name, "hardware") for name in FAMILY[1:]] == ["as host", "as host"]

        await s.press("enter")
        assert "Hardware: who is responsible?" in s.below
        assert "y You  s Shared  p Provider  n Nobody" in s.lines[-1]
        await s.press("y")
        bought = s.rows
        assert [level(s, name) for name in FAMILY] == [becomes] * 3
        assert sign(s, "Rented box", "hardware") == "[you]"
        assert [sign(s, name, "hardware") for name in FAMILY[1:]] == ["as host", "as host"]
        assert f"Hardware: you · 2 → {becomes}, 2 more changed" in s.title
        assert "y You" not in s.lines[-1]
        await s.saved()
        assert {*s.changed} == BOUGHT
        assert len(s.changed) == len(BOUGHT)
        edited = s.file

        await s.press("u")
        assert s.rows == rented
        await s.saved()
        assert s.file == s.before
        await s.press("ctrl+r")
        assert s.rows == bought
        await s.saved()
        assert s.file == edited


async def test_typed_ahead_as_one_burst_it_does_the_same(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        assert "Rented box" in s.cursor_line
        await s.burst("2", "v", "enter", "y")
        assert [level(s, name) for name in FAMILY] == ["3a"] * 3
        await s.saved()
        assert {*s.changed} == BOUGHT


async def test_several_cells_in_one_burst(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await s.burst("2", "v", "enter", "y", "l", "enter", "s", "j", "enter", "n", "h", "j")
        await s.saved()
        assert stated(s, "vps")["owners"] == owners(network="shared")
        assert stated(s, "docker")["owners"] == {"network": "nobody"}
        assert "owners" not in stated(s, "wiki")
        assert sign(s, "Docker", "network") == "nobody"
        assert sign(s, "Wiki", "network") == "as host"
        assert sign(s, "Wiki", "hardware") == "[as host]"


async def test_each_answer_has_its_key_in_a_cell(open_app: Open) -> None:
    owners = {"y": "you", "s": "shared", "p": "provider", "n": "nobody", "a": "n/a"}
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await go_to(s, "Wiki")
        await point(s, "hypervisor")
        for key, owner in owners.items():
            assert sign(s, "Wiki", "hypervisor") == "[as host]"
            await s.press("enter", key)
            assert sign(s, "Wiki", "hypervisor") == f"[{owner}]"
            assert sign(s, "Docker", "hypervisor") == "as host", "nothing goes up"
            await s.saved()
            assert stated(s, "wiki")["owners"] == {"hypervisor": owner}
            await s.press("u")


async def test_each_layer_can_be_pointed_at_and_answered(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await go_to(s, "Docker")
        for layer in LAYERS:
            await point(s, layer)
            await s.press("enter", "n")
            await s.saved()
            assert stated(s, "docker")["owners"] == {layer: "nobody"}
            assert sign(s, "Docker", layer) == "[nobody]"
            others = [each for each in LAYERS if each != layer]
            assert {sign(s, "Docker", each) for each in others} == {"as host"}
            assert {sign(s, "Wiki", each) for each in LAYERS} == {"as host"}
            await s.press("u")
            await s.saved()
            assert s.file == s.before


async def test_minus_lets_go_what_a_guest_stated_and_what_comes_down_shows(open_app: Open) -> None:
    async with open_app(RENTED + b'owners.firewall = "nobody"\n') as s:
        await see(s, "layers")
        await go_to(s, "Wiki")
        await point(s, "firewall")
        assert sign(s, "Wiki", "firewall") == "[nobody]"
        assert "Firewall: nobody" in s.below
        assert "Rented box" in s.below, "whom it overrides is named"
        await s.press("enter", "minus")
        assert sign(s, "Wiki", "firewall") == "[as host]"
        assert "Firewall: you ↑ Rented box" in s.below
        assert "Firewall: not answered" in s.title
        await s.saved()
        assert "owners" not in stated(s, "wiki")
        file = s.file
        await s.press("enter", "minus")
        await s.saved()
        assert "no answer to clear." in s.title
        assert s.file == file


async def test_minus_where_nothing_comes_down_leaves_it_open(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await go_to(s, "Rented box")
        await point(s, "os")
        await s.press("enter", "minus")
        assert [sign(s, name, "os") for name in FAMILY] == ["[?]", "as host", "as host"]
        assert [level(s, name) for name in FAMILY] == ["?", "?", "?"]
        assert "not answered" in s.below
        assert "2 → no level" in s.title
        await s.saved()
        assert "os" not in stated(s, "vps")["owners"]


async def test_hardware_is_the_one_layer_every_system_has(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await go_to(s, "Rented box")
        for layer in LAYERS:
            await point(s, layer)
            before = sign(s, "Rented box", layer)
            await s.press("enter", "a")
            await s.saved()
            if layer == "hardware":
                assert "Hardware cannot be n/a. Press y, s, p or n." in s.title
                assert sign(s, "Rented box", layer) == before
                assert s.file == s.before
                await s.press("escape")
            else:
                assert sign(s, "Rented box", layer) == "[n/a]"
                assert stated(s, "vps")["owners"][layer] == "n/a"


async def test_a_cell_is_left_as_it_is(open_app: Open) -> None:
    keys = ("escape", "enter", "j", "k", "h", "l", "g", "G", "ctrl+d", "v", "1", "slash")
    async with open_app(RENTED) as s:
        for key in keys:
            await see(s, "layers")
            await go_to(s, "Docker")
            await point(s, "os")
            await s.press("enter")
            assert "who is responsible?" in s.below, key
            await s.press(key)
            assert "who is responsible?" not in s.text, key
            assert "y You" not in s.lines[-1], key
            if key == "escape":
                assert "Docker" in s.cursor_line
                assert sign(s, "Docker", "os") == "[as host]"
            await s.press("n")
            await s.saved()
            assert s.file == s.before, key
            await s.press("escape", "escape")


async def test_escape_leaves_the_cell_and_only_then_clears_the_filter(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await s.burst("slash", *"docker", "enter")
        await s.press("enter", "escape")
        assert "1 of 3 systems" in s.place
        await s.press("escape")
        assert "of 3" not in s.place


async def test_outside_a_cell_the_keys_of_the_answers_do_what_they_do_elsewhere(
    open_app: Open,
) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await go_to(s, "Docker")
        await s.press("y")
        assert s.app.clipboard == "docker"
        assert "Copied: docker" in s.title
        await s.press("p", "n", "minus")
        assert s.place.startswith("layers · ")
        await s.press("a")
        assert "Add a system: its name" in s.text
        await s.press("escape", "s")
        assert "Smell test" in s.title
        assert "Docker" in s.title
        await s.press("escape")
        assert s.place.startswith("layers · ")
        assert "Docker" in s.cursor_line
        await s.saved()
    assert s.file == s.before


async def test_read_only_says_why_not_and_changes_nothing(open_app: Open) -> None:
    async with open_app(RENTED, read_only=True) as s:
        await see(s, "layers")
        before = s.rows
        await s.press("enter", "y")
        await s.saved()
        assert "read-only" in s.title
        assert s.rows == before
    assert s.file == s.before


async def test_a_guest_that_is_a_second_of_its_id_is_not_edited(open_app: Open) -> None:
    async with open_app(RENTED + b'\n[[systems]]\nid = "wiki"\nname = "Other"\n') as s:
        await see(s, "layers")
        await go_to(s, "Wiki")
        await s.press("enter", "y")
        await s.saved()
        assert "Id wiki is used on lines" in s.title
    assert s.file == s.before


# --- layers: names and folding


async def test_enter_on_the_name_opens_the_page(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await go_to(s, "Docker")
        await point(s, "hardware")
        await s.press("h")
        assert not {*"▐▌"} & {*row_of(s, "Docker")[3:]}
        await s.press("h", "enter")
        assert s.title.startswith(" labtui  Docker")
        assert "Most important" in s.text
        await s.press("escape")
        assert "Docker" in s.cursor_line
        await s.press("enter", "y", "1")
        assert "Docker" in s.cursor_line
    assert s.file == s.before


def shown(s: Session) -> list[str]:
    """The names in the view of the layers with their signs for folding, as deep as they stand."""
    names = [row[3 : block_at(s, "hardware").start].rstrip() for row in s.rows]
    return [name for name in takewhile(lambda name: not name.startswith("In "), names) if name]


UNFOLDED = ["▾ Rented box", "  ▾ Docker", "      Wiki"]


async def test_guests_can_be_folded_away(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        assert shown(s) == UNFOLDED
        await go_to(s, "Docker")
        await s.press("z")
        assert shown(s) == ["▾ Rented box", "  ▸ Docker (+1)"]
        assert "Docker" in s.cursor_line
        await s.press("z")
        assert shown(s) == UNFOLDED
        await s.press("j", "z")
        assert "Nothing runs on this system" in s.title
        assert shown(s) == UNFOLDED
        await s.press("g", "z")
        assert shown(s) == ["▸ Rented box (+2)"]
        await s.press("z")
        assert shown(s) == UNFOLDED


async def test_all_can_be_folded_and_unfolded(open_app: Open) -> None:
    async with open_app() as s:
        await see(s, "layers")
        await s.press("Z")
        assert "Jellyfin" not in s.text
        assert "Vaultwarden" not in s.text
        assert len(shown(s)) == 10
        await s.press("Z")
        assert len(shown(s)) == 12
        await go_to(s, "Synology")
        await s.press("z")
        assert len(shown(s)) == 11
        await s.press("Z")
        assert len(shown(s)) == 10, "where some are folded, all are"


async def test_a_guest_folded_away_under_the_cursor_leaves_it_on_the_host(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await go_to(s, "Wiki")
        await s.press("Z")
        assert "Rented box" in s.cursor_line


async def test_going_to_one_that_is_folded_away_unfolds_it(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        for fold in ("z", "Z"):
            await s.press("g", fold)
            assert shown(s) != UNFOLDED
            await s.press("1")
            await go_to(s, "Wiki")
            await s.press("2")
            assert shown(s) == UNFOLDED
            assert "Wiki" in s.cursor_line


async def test_folded_hosts_stay_folded_when_something_changes(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await point(s, "hardware")
        await s.press("g", "z", "enter", "y")
        assert shown(s) == ["▸ Rented box (+2)"]
        assert level(s, "Rented box") == "3a"
        await s.press("u")
        assert shown(s) == ["▸ Rented box (+2)"]
        assert level(s, "Rented box") == "2"


CROWDED = RENTED + b"".join(
    b'\n[[systems]]\nid = "box-%d"\nname = "Box %d"\nruns_on = "docker"\n' % (n, n)
    for n in range(3)
)
"""Several guests of one host that state nothing themselves."""

TOGETHER = [*UNFOLDED[:2], "    ▸ 4 as their host"]
APART = [*UNFOLDED, *(f"      Box {n}" for n in range(3))]


async def test_what_is_as_its_host_is_one_line_until_it_is_unfolded(open_app: Open) -> None:
    async with open_app(CROWDED) as s:
        await see(s, "layers")
        assert shown(s) == TOGETHER
        await s.press("G", "y", "e")
        assert "Box 0, Box 1, Box 2 and Wiki" in s.below, "who they are"
        assert s.place.startswith("layers · "), "no one of them is meant"
        await s.press("z")
        assert sorted(shown(s)) == sorted(APART)
        assert "Box 0" in s.cursor_line
        await s.press("G", "z")
        assert shown(s) == TOGETHER
        assert "4 as their host" in s.cursor_line
        await s.press("Z")
        assert shown(s) == ["▸ Rented box (+5)"]
        await s.press("Z")
        assert sorted(shown(s)) == sorted(APART), "all is unfolded"


async def test_filter_answer_and_going_there_bring_one_out_of_the_line(open_app: Open) -> None:
    async with open_app(CROWDED) as s:
        await see(s, "layers")
        await s.burst("slash", *"box", "enter")
        assert "▸" not in s.text
        assert "Box 2" in s.text
        await s.press("escape", "1")
        await go_to(s, "Box 1")
        await s.press("2")
        assert sorted(shown(s)) == sorted(APART)
        await point(s, "backups")
        await s.press("enter", "n", "z")
        assert "Nothing runs on this system" in s.title, "it has an answer of its own now"
        await go_to(s, "Wiki")
        await s.press("z")
        assert shown(s) == [*UNFOLDED[:2], "      Box 1", "    ▸ 3 as their host"]
        await s.saved()
        assert stated(s, "box-1")["owners"] == {"backups": "nobody"}


# --- the map


def named_below(s: Session) -> str:
    """The system that the line below the map is about."""
    return s.below.splitlines()[0].strip("─ ").partition(" ─")[0]


async def test_every_place_is_reached_by_hjkl(open_app: Open) -> None:
    async with open_app() as s:
        places: dict[tuple[str, int], set[str]] = {}
        for name, a in by_name(s).items():
            assert a.risk is not None
            assert a.learning is not None
            places.setdefault((a.risk.now, a.learning.now_rank), set()).add(name)
        assert len(places) > 6
        await see(s, "map")
        ways: dict[str, str] = {}
        ahead = deque([""])
        while ahead:
            way = ahead.popleft()
            await s.burst("g", *way)
            if named_below(s) not in ways:
                ways[named_below(s)] = way
                ahead += (way + key for key in "hjkl")
        assert all(len(ways.keys() & names) == 1 for names in places.values()), ways
        assert len(ways) == len(places)


async def test_enter_on_a_place_of_one_opens_its_page(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2")
        await go_to(s, "Hosted mail")
        await see(s, "map")
        assert named_below(s) == "Hosted mail"
        await s.press("enter")
        assert s.title.startswith(" labtui  Hosted mail")
        assert "Most important" in s.text
        await s.press("escape")
        assert s.place.startswith("map · ")
        assert named_below(s) == "Hosted mail"


async def test_enter_on_a_place_of_several_lists_them(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2")
        await go_to(s, "Synology")
        await see(s, "map")
        assert named_below(s) == "Synology storage"
        await s.press("enter")
        await s.sees("4 systems here", "Esc Cancel")
        assert "Synology storage" in s.line_with("•"), "the list begins where one is"
        await s.press("escape")
        assert s.place.startswith("map · ")
        assert "systems here" not in s.text
        await s.press("enter")
        await s.type("vault")
        await s.press("enter")
        assert s.title.startswith(" labtui  Vaultwarden")
        await s.press("escape")
        assert s.place.startswith("map · ")
        assert named_below(s) == "Vaultwarden"
        await s.press("y")
        assert s.app.clipboard == "vaultwarden"


async def test_who_is_not_on_the_map_is_named_below_it(open_app: Open) -> None:
    async with open_app(LEVELLED) as s:
        await see(s, "map")
        assert "no level yet: box, parcel" in s.below
        assert "Parcel" not in "\n".join(s.rows)
        await s.press("slash")
        await s.type("parcel")
        assert "Nothing" not in s.below
        assert "no level yet: parcel" in s.below
        assert "box" not in s.below


async def test_the_map_follows_what_changes(open_app: Open) -> None:
    async with open_app(RENTED) as s:
        await see(s, "layers")
        await s.press("g", "enter", "y", "v")
        assert "3a  Full-stack homelab" in s.below
        bought = s.rows
        await s.press("u")
        assert "2   VPS / cloud VM" in s.below
        assert s.rows != bought
        await s.press("ctrl+r")
        assert s.rows == bought


# --- how many there are


def crowd(count: int) -> bytes:
    """So many systems, on every level and on none, some of them guests."""
    kinds: list[Raw] = [
        {"owners": owners(), "purpose": "learning"},
        {"owners": owners("provider"), "relied_on_for": ["data"]},
        {"owners": owners(hardware="provider"), "purpose": "reliability"},
        {"owners": owners(), "purpose": "reliability"},
        {},
        {"runs_on": "s0"},
        {"owners": owners("provider", application="you")},
    ]
    return toml(*({"id": f"s{i}", "name": f"Box {i}", **kinds[i % 7]} for i in range(count)))


@pytest.mark.parametrize(
    ("count", "size"),
    [(3, (200, 60)), (3, (20, 12)), (40, (80, 24)), (500, (20, 12)), (500, (200, 60))],
)
async def test_few_systems_and_many(open_app: Open, count: int, size: tuple[int, int]) -> None:
    async with open_app(crowd(count), size=size) as s:
        await s.press("2")
        for view in MATRIX_VIEWS:
            await s.press("g", "y")
            first = s.app.clipboard
            await s.press("G", "y")
            last = s.app.clipboard
            assert "▌" in s.text, "the cursor is in view"
            assert (first in s.app.workspace.ids, last in s.app.workspace.ids) == (True, True)
            assert first != last
            await s.press("ctrl+u", "ctrl+d", "pagedown", "pageup", "G", "enter", "escape")
            await s.press("g", "y")
            assert s.app.clipboard == first
            if size[0] > 20:
                place = f"{view} · {count} systems"
                # Where the tabs take the room, the file is not named.
                assert s.place in {place, f"{place} · inventory.toml"}
            await s.press("v")
    assert s.file == s.before


async def test_without_systems_every_view_says_how_to_begin(open_app: Open) -> None:
    async with open_app(None) as s:
        for view in MATRIX_VIEWS:
            await see(s, view)
            assert "a   add a first system" in s.text
            assert s.place.startswith(f"{view} · 0 systems")
            await s.press(*"jkhlgGzZyn", "enter", "y", "escape", "D", "e", "w", "space", "asterisk")
            assert s.place.startswith(f"{view} · ")
        assert not s.path.exists()
        for view in MATRIX_VIEWS:
            await see(s, view)
            await s.press("a")
            await s.type("NAS")
            await s.press("enter", "h", "l", "n", "enter")
            await s.saved()
            assert s.place == f"{view} · 1 system · inventory.toml"
            assert "NAS" in "\n".join(s.rows)
            await s.press("u")
            assert "a   add a first system" in s.text


async def test_what_matches_nothing_is_said(open_app: Open) -> None:
    async with open_app() as s:
        for view in MATRIX_VIEWS:
            await see(s, view)
            await s.burst("slash", *"zzz", "enter")
            assert 'No system matches "zzz".' in s.text
            assert "0 of 12 systems" in s.place
            await s.press("escape")
            assert "No system matches" not in s.text
