"""What the rooms share: the system one is on, the filter, the order, the marks, and the lab."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from itertools import takewhile
from pathlib import Path
from random import Random

import pytest
import tomli_w

from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS
from labtui.data.preferences.ui_state import MATRIX_VIEWS, UiState
from labtui.screens.system_list import SystemListScreen
from labtui.widgets.bars import TitleBar
from tests.data.labs import Raw, owners
from tests.screens.conftest import HOMELAB, Open, Session, started
from tests.screens.test_journeys import field

VIEWS = ("inventory", *MATRIX_VIEWS)
"""Everything that lists the systems."""


def toml(*systems: Raw) -> bytes:
    """A file with these systems."""
    return tomli_w.dumps({"schema": 1, "systems": [*systems]}).encode()


async def see(s: Session, view: str) -> None:
    """Go to the inventory, or to a view of the matrix."""
    if view == "inventory":
        await s.press("1")
        return
    await s.press("2")
    for _ in MATRIX_VIEWS:
        if s.place.startswith(f"{view} · "):
            return
        await s.press("v")
    pytest.fail(f"no view {view} in\n{s.text}")


async def at(s: Session) -> str:
    """The id of the system the cursor is on, or the page is about."""
    await s.press("y")
    return s.title.partition("Copied: ")[2].strip()


async def go_to(s: Session, id: str) -> None:
    """Put the cursor of a list on a system."""
    name = short(s.app.workspace.lab.systems[id].name)
    await s.walk_to(lambda line: short(line) == name)
    assert await at(s) == id


async def filter_by(s: Session, words: str) -> None:
    """Show what matches."""
    await s.burst("slash", *words, "enter")


async def sort_by(s: Session, name: str) -> None:
    """Sort by what is called so."""
    await s.press("o")
    await s.type(name)
    await s.press("enter")


def short(name: str) -> str:
    """A name as it stands in a row or behind its gutter, as far as every view shows it."""
    return name.strip(" ▌▎●▾▸").partition("  ")[0][:18]


def tops_of(s: Session) -> list[str]:
    """The names in the view of the layers that stand on nothing, above the tally."""
    rows = takewhile(lambda row: not row.startswith("   In "), s.rows)
    return [row[5:23].strip() for row in rows if row[5:6] not in {"", " "}]


def marked(s: Session) -> set[str]:
    """The names that have a mark in the view that shows."""
    return {short(row) for row in s.rows if row[1] == "●"}


# --- where one is


async def test_the_cursor_stays_on_its_system_through_all_rooms(open_app: Open) -> None:
    async with open_app() as s:
        for id in ("zoltan", "jellyfin", "mail"):
            await go_to(s, id)
            for key in ("2", "v", "v", "v", "1", "2", "v", "1", "2", "v", "v", "1"):
                await s.press(key)
                assert await at(s) == id, f"after {key}: {s.place}"


async def test_where_one_starts_one_is_in_every_room(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2")
        assert await at(s) == "synology", "the first of the inventory, not of the levels"
        await s.press("1")
        assert await at(s) == "synology"


async def test_the_cursor_goes_where_one_went_in_the_other_room(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2")
        await go_to(s, "blog")
        await s.press("1")
        assert await at(s) == "blog"
        await go_to(s, "pbs")
        await see(s, "layers")
        assert await at(s) == "pbs"
        await s.press("j")
        here = await at(s)
        assert here != "pbs"
        await s.press("v")
        assert await at(s) == here
        await s.press("1")
        assert await at(s) == here


async def test_moving_on_the_map_moves_the_cursor_everywhere(open_app: Open) -> None:
    async with open_app() as s:
        await go_to(s, "zoltan")
        await see(s, "map")
        await s.press("l")
        assert await at(s) == "pve-cluster"
        await s.press("1")
        assert await at(s) == "pve-cluster"
        await see(s, "map")
        await s.press("h", "v")
        assert s.place.startswith("levels · ")
        assert await at(s) == "zoltan"


async def test_from_a_page_one_comes_to_its_system_in_the_room_not_to_the_page(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await go_to(s, "blog")
        await s.press("enter")
        assert "Most important" in s.text
        await s.press("2")
        assert s.place.startswith("levels · ")
        assert await at(s) == "blog"
        await s.press("1")
        assert s.place == "12 systems · inventory.toml"
        assert await at(s) == "blog"

        await s.press("2")
        await go_to(s, "mail")
        await s.press("enter")
        assert "Most important" in s.text
        await s.press("2")
        assert s.place.startswith("levels · ")
        assert await at(s) == "mail"
        await s.press("enter", "1")
        assert s.place == "12 systems · inventory.toml"
        assert await at(s) == "mail"
        await s.press("enter", "1")
        assert s.place == "12 systems · inventory.toml"
        assert await at(s) == "mail"


async def test_starting_at_a_page_one_comes_to_its_system(open_app: Open) -> None:
    async with open_app(opened="jellyfin") as s:
        await s.press("2")
        assert s.place.startswith("levels · ")
        assert await at(s) == "jellyfin"
        await s.press("1")
        assert await at(s) == "jellyfin"
        assert "Most important" not in s.text


async def test_why_and_the_dialogs_do_not_lead_elsewhere(open_app: Open) -> None:
    async with open_app() as s:
        await go_to(s, "blog")
        for opened in ("w", "a", "o", "e"):
            await s.press(opened, "2")
            assert "levels" not in s.title, opened
            await s.press("escape")
        await s.press("2")
        assert await at(s) == "blog"
        await s.press("slash", "1")
        assert s.place.startswith("levels · ")
        assert "/1" in s.place


async def test_a_system_that_was_just_added_is_where_one_is(open_app: Open) -> None:
    async with open_app() as s:
        await see(s, "layers")
        await s.press("a")
        await s.type("New one")
        await s.press("enter", "o")
        await s.type("synology")
        await s.press("enter", "d", "d", "enter")
        assert await at(s) == "new-one"
        assert "New one" in s.cursor_line
        for view in VIEWS:
            await see(s, view)
            assert await at(s) == "new-one", view


# --- filter and order


async def test_a_filter_counts_in_every_room_and_escape_clears_it_for_all(open_app: Open) -> None:
    async with open_app() as s:
        await see(s, "map")
        for typed_in, cleared_in in (
            ("inventory", "map"),
            ("levels", "inventory"),
            ("layers", "levels"),
            ("map", "layers"),
        ):
            await see(s, typed_in)
            await filter_by(s, "proxmox")
            for view in VIEWS:
                await see(s, view)
                assert "2 of 12 systems" in s.place, view
                assert "/proxmox" in s.place
                assert "Proxmox Backup Ser" in "\n".join(s.rows)
                assert "Zoltan" not in "\n".join(s.rows)
            await see(s, cleared_in)
            await s.press("escape")
            for view in VIEWS:
                await see(s, view)
                assert "of 12" not in s.place, view
                assert "Zoltan!" in "\n".join(s.rows), view


async def test_the_filter_that_is_opened_again_holds_what_was_typed_elsewhere(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await filter_by(s, "prox")
        await s.press("2", "slash", "end")
        await s.type("mox back")
        await s.press("enter")
        assert "1 of 12 systems" in s.place
        assert "/proxmox back" in s.place
        await s.press("1", "slash", "end")
        await s.burst(*["backspace"] * 5, "enter")
        assert "/proxmox" in s.place
        assert "2 of 12 systems" in s.place
        await s.press("2")
        assert "2 of 12 systems" in s.place


async def test_a_filter_leaves_one_on_a_system_that_is_shown(open_app: Open) -> None:
    async with open_app() as s:
        await go_to(s, "zoltan")
        await s.press("2")
        await filter_by(s, "hosted")
        assert await at(s) == "mail"
        await s.press("1")
        assert await at(s) == "mail"
        await s.press("escape", "2")
        assert await at(s) == "mail"


async def test_the_order_counts_in_every_room(open_app: Open) -> None:
    async with open_app() as s:
        await see(s, "layers")
        worst_first = s.rows
        await s.press("1")
        await sort_by(s, "order in the file")
        assert "Name ▲" not in s.lines[1]
        in_file = s.names
        await s.press("2")
        assert "by order in the file" in s.place
        assert s.rows != worst_first
        assert "Proxmox mini" in s.rows[0]
        await sort_by(s, "name")
        assert "by name" in s.place
        tops = tops_of(s)
        assert tops == sorted(tops, key=str.casefold)
        assert len(tops) == 10, "guests stand deeper"
        await s.press("1")
        assert "by name" in s.place
        assert "Name ▲" in s.lines[1]
        assert s.names == sorted(s.names, key=str.casefold)
        assert s.names != in_file
        await sort_by(s, "name")
        assert "by name, reversed" in s.place
        up = [*reversed(tops)]
        await s.press("2")
        assert "by name, reversed" in s.place
        assert tops_of(s) == up


# --- marks


async def test_the_last_can_be_marked_and_unmarked(open_app: Open) -> None:
    async with open_app() as s:
        for view in ("inventory", "levels", "layers"):
            await see(s, view)
            await s.press("g", "space", "G")
            last = short(s.cursor_line)
            for _ in range(3):
                await s.press("space")
                assert last in marked(s)
                assert s.cursor_line.startswith("●")
                assert "2 marked" in s.place
                await s.press("space")
                assert last not in marked(s)
                assert "1 marked" in s.place
            await s.press("g", "space")
            assert marked(s) == set()


async def test_a_click_on_a_tab_opens_its_room(open_app: Open) -> None:
    async with open_app(size=(120, 40)) as s:
        for room in ("Matrix", "Review", "Inventory"):
            await s.pilot.click(TitleBar, offset=(s.title.index(room), 0))
            await s.settle()
            assert s.room == room


async def test_what_was_done_is_said_no_longer_in_another_room_but_an_error_is(
    open_app: Open,
) -> None:
    """The tabs have their names again."""
    async with open_app(size=(80, 24)) as s:
        await s.press("t", "p")
        await s.sees("patched today.")
        assert "2 Matrix" not in s.title
        for room in "231":
            await s.press(room)
            assert "patched today." not in s.title
            assert "2 Matrix" in s.title
        s.app.say(error="Not saved.")
        await s.press("2")
        assert "Not saved." in s.title


async def test_marks_show_in_every_room_and_in_the_title(open_app: Open) -> None:
    async with open_app() as s:
        for marked_in in ("inventory", "levels", "layers"):
            await see(s, marked_in)
            wanted: set[str] = set()
            for id in ("zoltan", "mail", "pbs"):
                await go_to(s, id)
                await s.press("space")
                wanted.add(short(s.app.workspace.lab.systems[id].name))
                # What was done last is said no longer: then there is room for the file.
                here = s.place.removesuffix(" · inventory.toml")
                for view in ("inventory", "levels", "layers"):
                    await see(s, view)
                    assert marked(s) == wanted, view
                    assert f"{len(wanted)} marked" in s.place
                await see(s, "map")
                assert f"{len(wanted)} marked" in s.place
                await see(s, marked_in)
                assert s.place.removesuffix(" · inventory.toml") == here
            await s.press("space")
            for view in VIEWS:
                await see(s, view)
                assert ("marked" in s.place, "3 marked" in s.place) == (True, False), view
            await s.press("asterisk", "asterisk")
            assert marked(s) == set()


async def test_the_star_marks_all_that_are_shown_or_none(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("asterisk")
        assert "12 marked" in s.place
        assert len(marked(s)) == 12
        await s.press("2")
        assert "12 marked" in s.place
        assert len(marked(s)) == 12
        await s.press("asterisk")
        assert "marked" not in s.place
        assert marked(s) == set()
        await s.press("1")
        assert "marked" not in s.place
        assert marked(s) == set()

        await filter_by(s, "proxmox")
        await s.press("asterisk")
        assert "2 marked" in s.place
        await s.press("escape")
        assert marked(s) == {"Proxmox mini-clust", "Proxmox Backup Ser"}
        await s.press("asterisk")
        assert "12 marked" in s.place, "where only some are marked, all are"


async def test_marks_of_what_the_filter_hides_are_kept(open_app: Open) -> None:
    async with open_app() as s:
        await go_to(s, "zoltan")
        await s.press("space", "2")
        await filter_by(s, "proxmox")
        assert "1 marked" in s.place
        assert marked(s) == set()
        await s.press("asterisk")
        assert "3 marked" in s.place
        await s.press("escape")
        assert marked(s) == {"Zoltan!", "Proxmox mini-clust", "Proxmox Backup Ser"}


async def test_what_is_removed_is_marked_no_longer(open_app: Open) -> None:
    async with open_app() as s:
        for view in VIEWS:
            await go_to(s, "blog")
            await s.press("space")
            await go_to(s, "zoltan")
            await s.press("space")
            await see(s, view)
            assert "2 marked" in s.place
            await see(s, "inventory")
            await go_to(s, "blog")
            await see(s, view)
            await s.press("D", "r")
            assert "11 systems · 1 marked" in s.place
            for other in VIEWS:
                await see(s, other)
                assert "11 systems · 1 marked" in s.place, other
            await s.press("u")
            assert "12 systems · 1 marked" in s.place, "it comes back without its mark"
            await see(s, "inventory")
            await s.press("asterisk", "asterisk")
            assert marked(s) == set()


async def test_a_panel_that_follows_later_bears_that_its_system_is_gone(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("j")
        gone = s.app.list_query.current
        assert gone is not None
        await s.burst("k", "j", "2", "D", "r", "1")  # the panel follows when no key waits
        await s.until(lambda: gone not in s.app.workspace.lab.systems, "removed")
        assert s.app.list_query.current != gone
        await s.saved()
    assert gone not in [raw["id"] for raw in tomllib.loads(s.file.decode())["systems"]]


async def test_what_was_added_and_marked_is_forgotten_when_undone(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2", "a")
        await s.type("New")
        await s.press("enter", "d", "d", "d", "enter")
        assert await at(s) == "new"
        await s.press("space")
        assert "13 systems · 1 marked" in s.place
        await s.press("u")
        assert s.place == "levels · 12 systems · inventory.toml"
        await s.press("1")
        assert s.place == "12 systems · inventory.toml"
        await s.press("ctrl+r")
        assert s.place == "13 systems · inventory.toml"
        assert marked(s) == set()


# --- the lab


async def test_an_edit_in_the_inventory_shows_in_the_matrix(open_app: Open) -> None:
    async with open_app() as s:
        await see(s, "levels")
        before = s.rows
        await s.press("1")
        await filter_by(s, "blog")
        await s.press("e")
        await field(s, "Intended level")
        await s.press("l")
        assert "1 changed" in s.title
        await s.press("ctrl+s")
        await s.saved()
        assert any("intended_level" in line for line in s.changed), s.changed
        await s.press("escape", "2")
        assert s.rows != before
        assert "▲ meant to be 0" in s.line_with("Blog on a")
        await s.press("u")
        assert "meant" not in s.text


async def test_an_edit_on_a_page_shows_in_every_room(open_app: Open) -> None:
    async with open_app() as s:
        inventory = s.line_with("Cloud VMs")
        await see(s, "layers")
        await go_to(s, "ny-vms")
        layers = s.line_with("Cloud VMs")
        assert "▐░░░░░▌" in layers
        await s.burst("h", "enter")
        assert "Most important" in s.text
        await s.press("e")
        await field(s, "Hardware")
        await s.press("y", "ctrl+s")
        await s.press("2", "l")
        row = s.line_with("Cloud VMs")
        assert row[:90] == layers.replace("▐░░░░░▌", "▐▄▄▄▄▄▌")[:90]
        assert (" 2  " in layers[90:], " 3b " in row[90:]) == (True, True)
        await s.press("1")
        edited = s.line_with("Cloud VMs")
        assert ("  2   " in inventory, "  3b  " in edited) == (True, True)
        await s.press("u")
        assert s.line_with("Cloud VMs")[1:] == inventory[1:]
        await s.press("2")
        assert s.line_with("Cloud VMs") == layers


async def test_an_edit_in_the_matrix_shows_in_the_inventory(open_app: Open) -> None:
    async with open_app() as s:
        await go_to(s, "ny-vms")
        row = s.line_with("Cloud VMs")
        await see(s, "layers")
        await s.press("enter", "y", "1")
        assert "  3b  " in s.line_with("Cloud VMs")
        assert "  3b  " not in row
        await s.press("u")
        assert s.line_with("Cloud VMs") == row
        await s.press("2")
        assert "▐░░░░░▌" in s.line_with("Cloud VMs")
        await s.press("ctrl+r")
        assert "▐▄▄▄▄▄▌" in s.line_with("Cloud VMs")


async def test_what_another_program_wrote_shows_in_every_room(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("2", "1")
        s.path.write_bytes(s.before.replace(b'"Vaultwarden"', b'"Passwords"'))
        await s.press("f5")
        await s.sees("Passwords", "File read again.")
        for view in VIEWS:
            await see(s, view)
            assert "Passwords" in "\n".join(s.rows), view
            assert "Vaultwarden" not in s.text, view


async def test_settings_and_loops_of_the_file_show_in_every_room(open_app: Open) -> None:
    loop = toml(
        {"id": "a", "name": "Aa", "runs_on": "b", "owners": owners()},
        {"id": "b", "name": "Bb", "runs_on": "c"},
        {"id": "c", "name": "Cc", "runs_on": "a"},
        {"id": "d", "name": "Dd", "runs_on": "d", "depends_on": ["ghost"]},
    )
    async with open_app(loop) as s:
        for view in ("inventory", "levels", "layers"):
            await see(s, view)
            for name in ("Aa", "Bb", "Cc", "Dd"):
                assert len([row for row in s.rows if f" {name} " in row]) == 1, (view, name)
        for id in "abcd":
            await go_to(s, id)
            await s.press("z", "enter", "n", "z", "1")
            assert await at(s) == id
            await s.press("2")
            assert await at(s) == id


# --- the property: every room shows what a fresh start on the saved file would show


async def cell(s: Session, rng: Random) -> None:
    """State who answers for some layer of the system of some row."""
    await see(s, "layers")
    await some_row(s, rng)
    await s.burst(*["h"] * (len(LAYERS) + 1), *["l"] * rng.randint(1, len(LAYERS)), "enter")
    if "who is responsible?" in s.text:
        await s.press(rng.choice([*"yyspna", "minus", "escape"]))


async def editor(s: Session, rng: Random) -> None:
    """Step some choice of a system, and save; what is no choice stays as it is."""
    await some_row(s, rng)
    steps = rng.choice(["l", "h", "y", "n", "t"])
    await s.burst("e", "g", *["j"] * rng.choice([0, 1, 3, 4, *range(len(FACTS))]), steps, "ctrl+s")


async def assess(s: Session, rng: Random) -> None:
    """Answer the smell test of some system, or of all that are marked as far as the second."""
    await some_row(s, rng)
    for _ in range(rng.randint(1, 2)):
        await s.burst("s", *rng.choices("ynd", k=rng.choice([2, 5, 5, 5])), "enter")


async def done(s: Session, rng: Random) -> None:
    """Say that something was done today, with a note where one is asked for."""
    await some_row(s, rng)
    key = rng.choice("prcxbi")
    await s.burst("t", key, *(("n", "enter") if key in "xbi" else ()))


async def settle(s: Session, rng: Random) -> None:
    """Open the page of some system, and give the fact that settles one of its findings."""
    await s.press("1")
    await some_row(s, rng)
    await s.burst("enter", *["j"] * rng.randint(0, 4), "enter", "down", "enter")


async def queue(s: Session, rng: Random) -> None:
    """Answer a question of the review queue."""
    await s.press("3", "g")
    await s.burst(*["j"] * rng.randint(0, 6), rng.choice("tyspna"))


async def add(s: Session, rng: Random) -> None:
    """Add a system somewhere or on some host, planned or not, relied on or not."""
    planned = rng.random() < 0.3
    names = {system.name for system in s.app.workspace.lab.systems.values()}
    await s.burst("a", *["tab"] * planned, "N", "enter", *["a"] * ("N" in names))
    where = rng.choice("oharmstd")
    await s.burst(where, *((*["down"] * rng.randint(0, 12), "enter") if where == "o" else ()))
    missed = rng.choice([["n"], ["d"], ["s", "p", "enter"], ["a", "enter"]])
    await s.burst(rng.choice("lrecd"), *missed, *["enter"] * planned, "enter")


async def remove(s: Session, rng: Random) -> None:
    """Remove some system."""
    await some_row(s, rng)
    await s.burst("D", "r")


async def step(s: Session, rng: Random) -> None:
    """Undo, mostly."""
    await s.press(*rng.choice([("u",), ("u", "u"), ("u", "ctrl+r"), ("ctrl+r",)]))


async def look(s: Session, rng: Random) -> None:
    """Go elsewhere, mark, fold, filter or sort: what changes no system."""
    await some_row(s, rng)
    await s.press(*rng.choice(["1", "2", "2v", "v", "vv", "z", "Z", " ", "*", "w"]))
    if rng.random() < 0.3:
        await filter_by(s, rng.choice(["prox", "production", "3a", "zzz"]))
    if rng.random() < 0.3:
        await sort_by(s, rng.choice(["name", "level", "risk", "order in the file"]))


async def sleep(s: Session, rng: Random) -> None:
    """Let some days pass."""
    s.clock.day += timedelta(rng.choice((1, 30, 400)))


async def show_all(s: Session, _: Random) -> None:
    """Clear the filter and the marks."""
    await s.press("1", "escape", "escape")


async def some_row(s: Session, rng: Random) -> None:
    """Put the cursor on some row, or on the last; on the map, on some place."""
    await s.burst("g", *["j"] * rng.randint(0, 13))


ACTS = (
    *(cell, cell, cell, editor, editor, assess, done, settle, queue),
    *(add, remove, step, step, look, look, sleep),
)


async def shown_everywhere(s: Session) -> dict[str, list[str]]:
    """What each view shows in the usual order, without marks, with nothing folded."""
    await s.press("1", "escape")
    if "by " in s.place or "reversed" in s.place:
        await sort_by(s, "worst first")
    await s.press("g", "*")
    if "marked" in s.place:
        await s.press("*")
    shown = {}
    for view in VIEWS:
        await see(s, view)
        if view == "layers":
            await s.burst("Z", *["h"] * (len(LAYERS) + 1), "l")
            if "▸" in s.text:
                await s.press("Z")
        await s.press("g")
        shown[view] = [s.place, *s.lines[1:]]
    await s.press("3", "g")
    shown["review"] = [s.place, *s.lines[1:]]
    return shown


@pytest.mark.parametrize("seed", range(2))
async def test_every_room_shows_what_a_fresh_start_on_the_file_shows(
    tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)
    size = (160, 60)
    (tmp_path / "fresh").mkdir()
    async with started(tmp_path, HOMELAB.read_bytes(), size=size) as s:
        # What is done last is not Undone: the file is another one.
        for act in (*rng.choices(ACTS, k=14), sleep, show_all, done):
            await act(s, rng)
            for _ in range(5):
                if not isinstance(s.app.screen, SystemListScreen):
                    await s.press("d" if "Discard the changes" in s.text else "escape")
            assert isinstance(s.app.screen, SystemListScreen), s.text
        await s.saved()
        assert s.file == s.app.workspace.document.data
        assert s.file != s.before
        shown, data = await shown_everywhere(s), s.file
    async with started(tmp_path / "fresh", data, size=size, day=s.clock.day) as fresh:
        assert shown == await shown_everywhere(fresh)


async def test_a_system_without_a_level_is_come_back_to_from_the_map(open_app: Open) -> None:
    systems = [
        {"id": "nas", "name": "NAS", "owners": owners(), "relied_on_for": ["data"]},
        {"id": "parcel", "name": "Parcel"},
    ]
    async with open_app(toml(*systems)) as s:
        await s.press("2")
        await s.press("j", "k", "G")
        assert s.app.screen.current == "parcel"
        await s.press("v", "v", "v", "y")
        assert s.app.clipboard == "parcel"
        await s.press("v", "v", "1", "y")
        assert s.app.clipboard == "parcel"


async def test_the_panel_of_the_inventory_grows_hides_scrolls_and_is_remembered(
    open_app: Open,
) -> None:
    ui_state = UiState()
    async with open_app(size=(80, 24), ui_state=ui_state) as s:
        usual = len(s.below.split("\n"))
        at = s.cursor_line
        await s.press("J")
        assert s.cursor_line == at, "the cursor stays"
        await s.press("K", "K")
        await s.sees("The panel ends here.")
        await s.press("z")
        assert len(s.below.split("\n")) > usual
        await s.press("z", "J")
        await s.sees("The panel is hidden. z shows it.")
        assert not s.app.screen.query_one("#panel").display
        await s.press("2", "1")
        assert not s.app.screen.query_one("#panel").display
        assert ui_state.panel == "hidden"
        await s.press("z")
        assert len(s.below.split("\n")) == usual


async def test_the_columns_of_the_inventory_are_chosen_and_remembered(open_app: Open) -> None:
    ui_state = UiState()
    async with open_app(ui_state=ui_state) as s:
        assert "Runs on" not in s.lines[1]
        await s.press("o")
        await s.type("columns")
        await s.press("enter")
        await s.sees("Columns beside Name")
        await s.burst(*"runs", "space", *"patched", "space", "enter")
        assert "Runs on" in s.lines[1]
        assert "Patched" not in s.lines[1]
        assert "synology" in s.line_with("Vaultwarden  ")
        assert ui_state.hidden_columns == {"patched"}
        await s.press("2", "1")
        assert "Runs on" in s.lines[1]
