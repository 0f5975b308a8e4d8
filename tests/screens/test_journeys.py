"""Journeys by keys alone, from the started app to the file on disk."""

from __future__ import annotations

import asyncio
import threading
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.commands.system import SYSTEM
from labtui.data.assessment.rules import RULES
from labtui.data.inventory.synced_file import Reread, Shown
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.screens.dialogs import AskToSave
from tests.data.labs import TODAY, Raw, owners
from tests.screens.conftest import HOMELAB, Open, Session, started

DENIAL = RULES["production-in-denial"].title

MOVED = [
    '- runs_on = "synology"             # move it to pve-cluster and the lab is production in '
    "denial",
    '+ runs_on = "pve-cluster"             # move it to pve-cluster and the lab is production in '
    "denial",
    "+ changed = 2026-11-21",
]
"""What is different in the file once Vaultwarden has moved to the cluster."""


def toml(*systems: Raw) -> bytes:
    """A file with these systems."""
    return tomli_w.dumps({"schema": 1, "systems": [*systems]}).encode()


def stated(s: Session, id: str) -> dict[str, Any]:
    """The table of a system as the file on disk has it."""
    return next(raw for raw in tomllib.loads(s.file.decode())["systems"] if raw["id"] == id)


async def find(s: Session, words: str) -> None:
    """Show what matches; the cursor is on the first."""
    await s.burst("slash", *words, "enter")


async def edit(s: Session, words: str) -> None:
    """Open the editor of the first system that matches."""
    await find(s, words)
    await s.press("e")
    await s.sees("Editing")


async def field(s: Session, label: str) -> None:
    """Put the editor's cursor on a field, unfolding what comes before it if it is not in view."""

    def is_field(line: str) -> bool:
        return line.lstrip(" ▌*").startswith(label)

    def is_fold(line: str) -> bool:
        return line[3:4] == "▸"

    await s.press("g")
    for _ in range(80):
        lines = s.lines[1:-1]
        if any(map(is_field, lines)):
            await s.walk_to(is_field, 2)
            return
        at = next(y for y, line in enumerate(lines) if "▌" in line)
        if is_fold(lines[at]):
            await s.burst("enter", "j")
            continue
        rows = [line for line in lines[at + 1 :] if line[:3].isspace() and line[3:4] != " "]
        to_fold = next((n for n, row in enumerate(rows, 1) if is_fold(row)), len(rows))
        await s.burst(*"j" * max(1, to_fold))
    pytest.fail(f"no field {label} in\n{s.text}")


async def move_vaultwarden(s: Session) -> None:
    """Draft that Vaultwarden moves to the cluster."""
    await edit(s, "vaultwarden")
    await field(s, "Runs on")
    await s.press("enter")
    await s.type("pve")
    await s.press("enter")
    await s.sees("1 changed, not saved")


async def leave(s: Session) -> None:
    """Quit from the inventory."""
    await s.press("q")
    await s.quits()


# --- what a reference can name


async def test_a_system_is_not_offered_itself(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        for label in ("Runs on", "Depends on", "Backed up to", "Recovers with", "Admin access to"):
            await field(s, label)
            await s.press("enter")
            await s.sees(label)
            await s.type("vaultwarden")
            await s.sees("nothing matches", "0 of 11")
            await s.press("escape")
            assert "0 of 11" not in s.text


# --- the story


async def test_a_moved_password_manager_turns_the_lab_into_production_in_denial(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        effects = "\n".join(line[74:] for line in s.lines)
        for name in ("Proxmox mini-cluster", "Proxmox Backup Server"):
            told = effects.partition(f" {name} ")[2]
            assert "3a → 3b" in told.splitlines()[1]
            assert DENIAL in told
        assert s.file == s.before

        await s.press("ctrl+s")
        await s.saved()
        assert s.changed == MOVED
        await s.sees("Saved: vaultwarden")

        await leave(s)
        assert s.changed == MOVED


async def test_discarding_leaves_lab_and_file_as_they_were(open_app: Open) -> None:
    async with open_app() as s:
        assessments = dict(s.app.workspace.lab.assessments)
        await move_vaultwarden(s)
        assert dict(s.app.workspace.lab.assessments) == assessments
        await s.press("escape")
        await s.sees("Discard the changes", "Runs on")
        await s.press("d")
        await s.sees("1 of 12 systems")
        assert dict(s.app.workspace.lab.assessments) == assessments
        await leave(s)
    assert s.file == s.before


async def test_escape_asks_and_escape_again_goes_on_editing(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        await s.press("escape", "escape")
        await s.sees("Editing Vaultwarden", "1 changed, not saved")
        assert s.file == s.before
        await s.press("escape", "s")
        await s.saved()
        assert s.changed == MOVED
        await s.sees("1 of 12 systems")


async def test_leaving_an_editor_without_changes_asks_nothing(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Exposure")
        await s.press("l", "h", "escape")
        await s.sees("1 of 12 systems")
        await edit(s, "vaultwarden")
        await s.press("ctrl+s")
        await s.sees("1 of 12 systems")
        await leave(s)
    assert s.file == s.before


# --- adding, removing, undoing


async def test_adding_asks_for_name_place_purpose_and_what_is_missed(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await s.press("a")
        await s.type("Paperless [ngx]")
        await s.press("enter", "o")
        await s.type("proxmox mini")
        await s.press("enter", "l", "s", "p", "enter")
        await s.sees("Paperless [ngx]", "Production", "rely on it.")
        await s.press("enter")
        await s.saved()
        assert s.changed[0] == "+ "
        assert "+ [[systems]]" in s.changed
        added = stated(s, "paperless-ngx")
        assert added == {
            "id": "paperless-ngx",
            "name": "Paperless [ngx]",
            "runs_on": "pve-cluster",
            "purpose": "learning",
            "relied_on_for": ["storage", "data"],
        }
        assert "Paperless [ngx]" in s.cursor_line
        await s.sees("Added: paperless-ngx")


async def test_adding_can_be_left_at_every_question(open_app: Open) -> None:
    async with open_app() as s:
        asked = (("x", "enter"), "Where is it"), (("o",), "run on"), (("enter",), "Why does it")
        await s.press("a")
        for keys, question in (*asked, (("l",), "What would people miss")):
            await s.press(*keys)
            assert question in s.text
        for question in ("Why does it", "run on", "Where is it", "its name"):
            await s.press("escape")
            assert question in s.text, "Esc goes back a question"
        assert "x " in s.line_with("│  x"), "with the name that was typed"
        await s.press("escape")
        assert len(s.app.screen_stack) == 1
        await leave(s)
    assert s.file == s.before


async def test_removing_asks_and_can_be_undone(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "synology")
        await s.press("D")
        await s.sees("Remove synology?", "vaultwarden", "jellyfin", "inference")
        assert "tab" not in s.text, "only answers are offered"
        await s.press("escape")
        await s.saved()
        assert s.file == s.before
        await s.press("D", "r")
        await s.saved()
        assert all(line.startswith("- ") for line in s.changed)
        assert b'id = "synology"' not in s.file
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_removing_on_its_page_leaves_the_page(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "blog")
        await s.press("enter", "D", "r")
        await s.saved()
        await s.press("escape")
        await s.sees("11 systems")
        assert b'id = "blog"' not in s.file


async def test_undo_and_redo_give_back_the_very_bytes(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        await s.press("ctrl+s")
        await s.saved()
        edited = s.file
        await s.press("u")
        await s.saved()
        assert s.file == s.before
        await s.sees("Undone: ")
        await s.press("ctrl+r")
        await s.saved()
        assert s.file == edited
        await s.sees("Redone")
        await s.press("u", "u")
        await s.saved()
        assert s.file == s.before
        await s.sees("Nothing to undo.")


async def test_what_is_saved_at_once_is_undone_at_once(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Purpose")
        await s.press("l")
        await field(s, "Hardware")
        await s.press("p")
        await field(s, "Patched")
        await s.press("t")
        await s.sees("3 changed, not saved")
        await s.press("ctrl+s")
        await s.saved()
        now = stated(s, "vaultwarden")
        assert now["owners"] == {"hardware": "provider"}
        assert now["evidence"] == {"patched": TODAY}
        await s.press("u")
        await s.saved()
        assert s.file == s.before


# --- finding one's way in the inventory


async def test_the_filter_counts_as_it_is_typed(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("slash")
        await s.type("pro")
        some = s.names
        assert 1 < len(some) < 12
        assert f"{len(some)} of 12 systems" in s.title
        await s.type("xmox BACK")
        assert s.names == ["Proxmox Backup Server"]
        assert "1 of 12 systems" in s.title
        await s.type("zzz")
        assert s.names == []
        await s.sees("No system matches", "0 of 12 systems")
        await s.press("escape")
        assert len(s.names) == 12
        assert "12 systems" in s.title
        assert "of 12" not in s.title


async def test_the_filter_finds_by_more_than_the_name(open_app: Open) -> None:
    async with open_app() as s:
        for words, found in (
            ("k8s", "microlab-2"),  # a tag
            ("45drives", "45drives"),  # an id
            ("entertainment", "jellyfin"),  # a purpose
            ("platform", "blog"),  # a role, and a word of the name
            ("2 production", "ny-vms"),
        ):
            await find(s, words)
            await s.press("y")
            assert 0 < len(s.names) < 12
            assert f"Copied: {found}" in s.title, words
            await s.press("escape")


async def test_escape_in_the_table_shows_all_again_and_never_quits(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "vaultwarden")
        assert len(s.names) == 1
        await s.press("escape", "escape", "escape")
        assert len(s.names) == 12
        assert not s.left
        assert s.cursor_line.startswith("  Vaultwarden")


async def test_worst_comes_first_and_names_sort_both_ways(open_app: Open) -> None:
    async with open_app() as s:
        assert "Findings ▼" in s.lines[1], "the worst stand at the top"
        worst = [a.worst for a in map(s.app.workspace.lab.assessments.__getitem__, await ids(s))]
        assert worst == sorted(worst, reverse=True)

        await s.press("o")
        await s.type("name")
        await s.press("enter")
        await s.until(lambda: "Name ▲" in s.lines[1], "sorted by name")
        assert "Findings ▼" not in s.lines[1]
        up = s.names
        assert up == sorted(up, key=str.casefold)
        await s.press("o")
        await s.type("name")
        await s.press("enter")
        await s.until(lambda: "Name ▼" in s.lines[1], "sorted the other way")
        assert s.names == up[::-1]


async def ids(s: Session) -> list[str]:
    """The ids of the systems in the table, by walking through it."""
    found: list[str] = []
    await s.press("g")
    for _ in s.names:
        await s.press("y")
        found.append(s.title.split("Copied: ")[1].split()[0])
        await s.press("j")
    return found


async def test_the_id_is_copied_and_shown(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "hosted mail")
        await s.press("y")
        assert s.app.clipboard == "mail"
        assert "Copied: mail" in s.title
        await s.press("enter", "y")
        assert "Copied: mail" in s.title


async def test_tab_goes_to_the_panel_and_back(open_app: Open) -> None:
    async with open_app(size=(80, 18)) as s:
        before, table, below = s.text, s.rows, s.below
        await s.press("tab", "j", "j", "j")
        assert [line[1:] for line in s.rows] == [line[1:] for line in table]
        assert s.below != below, "the panel scrolled"
        assert s.rows[0].startswith("▎"), "the cursor shows that the focus is elsewhere"
        await s.press("g", "tab")
        assert s.text == before
        await s.press("j")
        assert s.rows[1].startswith("▌")


async def test_a_page_opens_and_escape_goes_back(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "jellyfin")
        await s.press("enter")
        await s.sees("Jellyfin", "Needs and carries", "Runs on", "entertainment")
        await s.press("e")
        await s.sees("Editing Jellyfin")
        await s.press("escape")
        await s.sees("Most important")
        await s.press("escape")
        await s.sees("1 of 12 systems")


async def test_the_app_can_start_at_a_page(open_app: Open) -> None:
    async with open_app(opened="jellyfin") as s:
        await s.sees("Jellyfin", "Most important")
        await s.press("escape")
        await s.sees("12 systems")
        assert s.cursor_line.startswith("  Jellyfin")


async def test_why_explains_down_to_the_facts(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "vaultwarden")
        for back in ("escape", "w"):
            await s.press("w")
            await s.sees("Why Vaultwarden", "Level", "3b", "↑ synology")
            await s.press(back)
            await s.sees("1 of 12 systems")
            assert not s.left


async def test_why_explains_what_is_drafted(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        await s.press("w")
        await s.sees("Why Vaultwarden", "↑ pve-cluster")
        assert "↑ synology" not in s.text
        await s.press("escape")
        await s.sees("Editing Vaultwarden", "1 changed, not saved")
    assert s.file == s.before


@pytest.mark.parametrize(
    ("needed", "label", "gone"),
    [
        ({"id": "vm", "purpose": "learning"}, "Runs on", "Depends on a lab"),
        ({"id": "vm", "runs_on": "web"}, "Runs on", "Circular dependency"),
    ],
)
async def test_what_rested_on_a_way_is_gone_with_the_way(
    open_app: Open, needed: Raw, label: str, gone: str
) -> None:
    web = {"id": "web", "name": "Website", "relied_on_for": ["income"], "runs_on": "vm"}
    async with open_app(toml(web, needed)) as s:
        await edit(s, "website")
        await field(s, label)
        await s.press("minus")
        await s.sees(f"✓ {gone} gone")
        await s.press("ctrl+s")
        await s.saved()
    assert s.changed == ['- runs_on = "vm"', f"+ changed = {TODAY}"]


# --- the editor's fields


async def test_what_comes_down_can_be_overridden_and_let_go(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Hardware")
        assert "you" in s.cursor_line
        assert "↑ synology" in s.cursor_line
        await s.press("p")
        assert "provider" in s.cursor_line
        assert "synology" in s.cursor_line, "whom it overrides still shows"
        await s.press("minus")
        assert "you" in s.cursor_line
        assert "no changes" in s.title
        await s.press("n", "ctrl+s")
        await s.saved()
        assert stated(s, "vaultwarden")["owners"] == {"hardware": "nobody"}
        await s.press("e")
        await field(s, "Hardware")
        await s.press("minus", "ctrl+s")
        await s.saved()
        assert not stated(s, "vaultwarden").get("owners")


async def test_dates_take_words(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "vaultwarden")
        for typed, written in (
            ("today", TODAY),
            ("-3d", date(2026, 11, 18)),
            ("2026-01-31", date(2026, 1, 31)),
            ("never", "never"),
        ):
            await s.press("e")
            await field(s, "Restore tested")
            await s.press("enter")
            await s.press("ctrl+u")
            await s.type(typed)
            # Enter is not needed to have it taken.
            await s.press("ctrl+s" if typed == "never" else "enter", "ctrl+s")
            await s.saved()
            assert stated(s, "vaultwarden")["evidence"] == {"restore_tested": written}


async def test_letters_state_dates_without_typing(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Patched")
        await s.press("n")
        await field(s, "Restore tested")
        await s.press("t", "ctrl+s")
        await s.saved()
        evidence = stated(s, "vaultwarden")["evidence"]
        assert evidence == {"patched": "never", "restore_tested": TODAY}


async def test_nonsense_for_a_date_is_refused_and_drafts_nothing(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Restore tested")
        await s.press("enter")
        await s.type("some day")
        assert "▲" in s.line_with("Restore tested")
        await s.press("enter")
        assert "▲" in s.line_with("Restore tested"), "the input stays open"
        assert "no changes" in s.title
        await s.press("escape")
        assert "▲" not in s.line_with("Restore tested")
        await s.press("escape")
        await s.sees("1 of 12 systems")
    assert s.file == s.before


async def test_saving_does_not_silently_drop_what_cannot_be_taken(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await s.press("l")
        await field(s, "Restore tested")
        await s.press("enter")
        await s.type("some day")
        await s.press("ctrl+s")
        await s.saved()
        assert "some day" in s.text
        assert s.file == s.before


async def test_escape_takes_back_what_was_typed(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Location")
        await s.press("enter")
        await s.type("cellar")
        await s.sees("1 changed, not saved")
        await s.press("escape")
        await s.sees("no changes", "Editing Vaultwarden")


async def test_keys_typed_ahead_are_not_lost(open_app: Open) -> None:
    """Over a slow line a whole field and the save may come in one packet."""
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Location")
        await s.burst("enter", *"cellar", "ctrl+s")
        await s.saved()
        assert stated(s, "vaultwarden").get("location") == "cellar"


async def test_several_are_picked_by_ticking(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "jellyfin")
        await field(s, "Relied on for")
        await s.press("enter", "s", "m", "enter")
        await s.sees("1 changed, not saved")
        await s.press("ctrl+s")
        await s.saved()
        assert set(stated(s, "jellyfin")["relied_on_for"]) == {"storage", "income"}


async def test_the_stated_empty_list_is_not_the_same_as_nothing(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Relied on for")
        await s.press("enter", "A")
        await s.sees("[ ] authentication", "none of these")
        await s.press("n", "ctrl+s")
        await s.saved()
        assert stated(s, "vaultwarden")["relied_on_for"] == []
        await s.press("e")
        await field(s, "Relied on for")
        await s.press("enter", "minus", "ctrl+s")
        await s.saved()
        assert "relied_on_for" not in stated(s, "vaultwarden")


async def test_every_fact_of_the_third_edition_is_stated_by_keys(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        for label, text in (
            ("Site", "home"),
            ("Provider", "a friend"),
            ("Parts", "vaultwarden, caddy"),
            ("Stand-ins", "Mara"),
        ):
            await field(s, label)
            await s.burst("enter", *text, "enter")
        for label in ("Recovers with", "Admin access to"):
            await field(s, label)
            await s.press("enter")
            await s.type("synology")
            await s.press("space", "enter")
        await field(s, "Holds")
        await s.press("enter", "o")
        await field(s, "Relied on for")
        await s.press("n")
        await field(s, "Operating system")
        await s.press("a")
        await field(s, "Offline copy")
        await s.press("y", "ctrl+s")
        await s.saved()
        it = stated(s, "vaultwarden")
        assert {key: it[key] for key in ("holds", "site", "provider", "relied_on_for")} == {
            "holds": "originals",
            "site": "home",
            "provider": "a friend",
            "relied_on_for": [],
        }
        assert it["recovers_with"] == it["access_to"] == ["synology"]
        assert it["parts"] == ["vaultwarden", "caddy"]
        assert it["stand_ins"] == ["Mara"]
        assert it["evidence"]["offline_recovery"] is True
        assert it["owners"]["os"] == "n/a"


async def test_nobody_stands_in_by_one_key(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await field(s, "Stand-ins")
        await s.press("n")
        assert "nobody" in s.cursor_line
        await s.press("ctrl+s")
        await s.saved()
        assert stated(s, "vaultwarden")["stand_ins"] == []


def row(s: Session, label: str) -> int:
    """The line on the screen that says this."""
    return next(y for y, line in enumerate(s.text.splitlines()) if label in line)


async def test_what_does_not_matter_folds_away_and_stays_put_while_the_level_changes(
    open_app: Open,
) -> None:
    online = {"id": "shop", "name": "Shop", "owners": owners("provider", data="you")}
    async with open_app(toml(online)) as s:
        await edit(s, "shop")
        await s.sees("not matter here")
        assert "Segmentation" not in s.text
        await s.walk_to(lambda line: "matter here" in line)
        assert "▸" in s.cursor_line
        await s.press("enter")
        assert "▾" in s.cursor_line
        await s.press("enter")
        assert "▸" in s.cursor_line
        await field(s, "Operating system")
        before = row(s, "Operating system")
        await s.press("y")
        await s.sees("1 changed, not saved")
        assert row(s, "Operating system") == before


# --- the file and others who change it


async def test_f5_shows_what_another_program_wrote(open_app: Open) -> None:
    async with open_app() as s:
        outside = s.before.replace(b'"Vaultwarden"', b'"Passwords"')
        s.path.write_bytes(outside)
        await s.press("f5")
        await s.saved()
        await s.sees("Passwords", "File read again.")
        assert s.file == outside
        await s.press("f5")
        await s.sees("File read again: no changes.")
        await leave(s)
    assert s.file == outside


async def test_a_file_changed_on_disk_stops_the_save_and_nothing_is_overwritten(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        outside = s.before + b"half written meanwhile"
        s.path.write_bytes(outside)
        await s.press("ctrl+s")
        await s.saved()
        await s.sees("Not saved")
        assert s.file == outside

        await s.press("q")
        await s.sees("Quit and lose the changes")
        await s.press("escape")
        assert not s.left
        await s.press("q")
        await s.sees("Try to save again")
        await s.press("a")
        await s.sees("Quit and lose the changes")
        assert s.file == outside
        await s.press("l")
        await s.quits()
    assert s.file == outside


async def test_what_is_changed_while_f5_reads_is_kept_and_can_be_undone(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads, go_on, again = threading.Event(), threading.Event(), threading.Event()
    reread, save = Workspace.reread, Workspace.save

    def slow_to_read(workspace: Workspace, shown: Shown) -> Reread:
        read = reread(workspace, shown)
        (again if reads.is_set() else reads).set()
        go_on.wait(10)
        return read

    def slow_to_save(*args: Any, **kwargs: Any) -> bool:
        again.wait(0.2)  # so that a file that is read at once is still the old one
        return save(*args, **kwargs)

    monkeypatch.setattr(Workspace, "reread", slow_to_read)
    monkeypatch.setattr(Workspace, "save", slow_to_save)
    async with open_app() as s:
        await s.press("f5")
        await s.until(reads.is_set, "reading")
        await s.press("t", "p")
        go_on.set()
        await s.sees("File read again: no changes.")
        await s.saved()
        assert s.file != s.before
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_what_is_changed_before_f5_starts_to_read_is_kept_and_can_be_undone(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, has_read = asyncio.Event(), threading.Event()
    save, to_thread = Workspace.save, asyncio.to_thread
    async with open_app() as s:

        async def slow_to_start(work: Callable[..., Any], *args: Any) -> Any:
            monkeypatch.setattr(asyncio, "to_thread", to_thread)
            await go_on.wait()
            result = await to_thread(work, *args)
            has_read.set()
            return result

        def slow_to_save(*args: Any, **kwargs: Any) -> bool:
            assert has_read.wait(10)
            return save(*args, **kwargs)

        monkeypatch.setattr(Workspace, "save", slow_to_save)
        monkeypatch.setattr(asyncio, "to_thread", slow_to_start)
        await s.press("f5", "t", "p")
        go_on.set()
        await s.sees("File read again: no changes.")
        await s.saved()
        assert s.file != s.before
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_after_a_refused_save_f5_takes_the_other_version(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        outside = s.before.replace(b'runs_on = "synology"', b'runs_on = "zoltan"')
        s.path.write_bytes(outside)
        await s.press("ctrl+s")
        await s.sees("Not saved")
        await s.press("f5")
        await s.sees("Discard unsaved changes. A safety copy is kept")
        await s.press("escape")
        await s.sees("Not saved")
        await s.press("f5", "r")
        await s.until(lambda: "Not saved" not in s.title, "File read again.")
        await leave(s)
    assert s.file == outside
    copies = [copy.read_text() for copy in s.path.parent.rglob("*Z.toml")]
    assert any('runs_on = "pve-cluster"' in copy for copy in copies)


async def test_read_only_undoes_nothing_that_others_wrote(open_app: Open) -> None:
    async with open_app(read_only=True) as s:
        outside = s.before + b"# written meanwhile\n"
        s.path.write_bytes(outside)
        await s.press("f5")
        await s.sees("read-only")
        await s.press("u", "ctrl+r")
        await leave(s)
    assert s.file == outside


async def test_what_is_not_saved_stands_until_it_is(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        s.path.write_bytes(s.before + b"half written meanwhile")
        await s.press("ctrl+s")
        await s.sees("Not saved")
        await s.press("y")
        await s.sees("Not saved")
        s.path.write_bytes(s.before)
        await s.press("ctrl+s")
        await s.saved()
        await s.until(lambda: "Not saved" not in s.title, "saved")
        await leave(s)
    assert s.changed == MOVED


async def test_staying_after_a_save_that_failed_goes_on_from_what_was_kept(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        s.path.write_bytes(b"")  # as a program leaves it that was stopped while writing
        await s.press("ctrl+q")
        await s.sees("Save the changes")
        await s.press("s")
        await s.sees("Quit and lose the changes")
        await s.press("escape")
        await s.sees("Edi…  Not saved")
        await s.press("escape")
        await s.sees("Risk now", "Not saved")
        assert s.app.workspace.system("vaultwarden").runs_on == "pve-cluster"
        assert s.app.workspace.lab.assessments["pve-cluster"].level == "3b"


async def test_when_a_signal_ends_the_app_a_draft_and_what_could_not_be_saved_are_offered(
    open_app: Open,
) -> None:
    async with open_app(journals=True) as s:
        await move_vaultwarden(s)
        s.path.unlink()
        s.app.workspace.log(["pbs"], "incident")
        s.app.end(15)
        await s.quits()
        assert s.app.return_code == 128 + 15
        assert "Not saved" in s.app.leaving.unsaved_notice
        assert "The next start offers to continue" in s.app.leaving.unsaved_notice
    async with open_app(journals=True) as s:
        await s.sees("changes that could not be saved", "and editing Vaultwarden")
        await s.press("c", "ctrl+s")
        await s.saved()
    assert stated(s, "vaultwarden")["runs_on"] == "pve-cluster"
    assert stated(s, "pbs")["history"][-1]["event"] == "incident"


async def test_the_palette_finds_a_command_by_its_name(open_app: Open) -> None:
    async with open_app() as s:
        await edit(s, "vaultwarden")
        await s.press("l", "ctrl+s")
        await s.saved()
        assert s.file != s.before
        await s.press(":")
        await s.type("undo")
        await s.press("enter")
        await s.saved()
        await s.until(lambda: s.file == s.before, "undone")
        await leave(s)


@pytest.mark.parametrize(
    ("data", "read_only", "reason"),
    [
        (HOMELAB.read_bytes(), True, "read-only"),
        (b"schema = 1\n[[systems]]\nid = 'a'\nname = \n", False, "line 4"),
        (b"schema = 1\nsystems = [{id = 'a', name = 'A'}]\n", False, "line 2"),
    ],
    ids=["--read-only", "not valid TOML", "another shape"],
)
async def test_what_can_only_be_read_is_not_changed_and_the_reason_is_said(
    open_app: Open, data: bytes, read_only: bool, reason: str
) -> None:
    async with open_app(data, read_only=read_only) as s:
        await s.sees(reason)
        for key in ("e", "a", "D"):
            await s.press("u", key)
            if "Remove it from the file" in s.text:
                await s.press("r")
            await s.saved()
            assert "Editing" not in s.text
            assert reason in s.text, f"after {key} nobody says why"
        await leave(s)
    assert s.file == data


async def test_an_empty_inventory_says_how_to_begin(open_app: Open) -> None:
    async with open_app(None) as s:
        await s.sees("a   add a first system")
        await s.press("e", "w", "D", "y", "enter", "u", "o", "escape", "j", "G")
        assert not s.path.exists()
        await s.press("a")
        await s.type("NAS")
        await s.press("enter", "enter", "enter", "enter", "enter")
        await s.saved()
        assert tomllib.loads(s.file.decode()) == {
            "schema": 1,
            "systems": [{"id": "nas", "name": "NAS"}],
        }
        assert s.cursor_line.startswith("  NAS")
        await s.press("u")
        await s.saved()
        await s.sees("a   add a first system")
        await leave(s)


# --- leaving


@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_quitting_from_the_inventory(open_app: Open, key: str) -> None:
    async with open_app() as s:
        await s.press(key)
        await s.quits()
        assert s.app.return_code == 0
    assert s.file == s.before


async def test_no_key_loses_a_draft_silently(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        for key in ("ctrl+c", "ctrl+q"):
            await s.press(key)
            await s.until(lambda: s.left or "Discard the changes" in s.text, "asking")
            assert not s.left
            await s.press("escape")
            await s.sees("1 changed, not saved")


async def test_who_discards_a_draft_and_then_stays_sees_that_it_is_gone(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("W", "t", "p")
        await find(s, "vaultwarden")
        await s.press("e", "right")
        await s.sees("1 changed, not saved")
        await s.press("ctrl+c", "d")
        await s.sees("Keep")
        await s.press("escape")
        await s.sees("Editing Vaultwarden", "no changes")
        await s.press("right", "ctrl+s")
        await s.sees("Tried: vaultwarden")


async def test_the_last_change_is_saved_though_one_quits_at_once(open_app: Open) -> None:
    async with open_app() as s:
        await move_vaultwarden(s)
        await s.press("ctrl+s")
        await s.burst("q")
        await s.quits()
    assert s.changed == MOVED


# --- what people write


HOSTILE = {
    "markup": "[red]alert[/red]",
    "click": "[@click=app.exit]x[/] [bold",
    "bidi": "abc\u202edef\u2066ghi",
    "nul": "a\x00b\x1b[31mc\x7f",
    "long": "extremely-" * 60,
    "cjk": "漢字の名前サーバー管理",
    "emoji": "🧪👩\u200d💻🏴\u2620\ufe0f lab",
    "marks": "z\u0300\u0301\u0302\u0303" * 5,
    "lines": "one\ntwo\r\nthree\tfour",
    "blank": "\u3164\u200b",
}
SHOWN = {
    "markup": "[red]alert[/red]",
    "click": "[@click=app.exit]x[/]",
    "bidi": "abc·def·ghi",
    "nul": "a␀b␛[31mc",
    "long": "extremely-",
    "cjk": "漢字の名",
    "emoji": "🧪",
}


def hostile_lab() -> bytes:
    """Hostile texts wherever people can write one."""
    systems: list[Raw] = []
    for id, text in HOSTILE.items():
        systems.append({
            "id": id, "name": text, "description": text, "notes": text, "location": text,
            "url": text, "tags": [text, "x"], "used_by": [text], "teardown": text, "source": text,
            "runs_on": text if id == "markup" else "markup", "depends_on": [text, "nul"],
            "relied_on_for": ["data"], "backs_up_to": [text], "owners": owners(),
            "smell_test": {"restore": "yes", "notes": {"restore": text}},
            "history": [{"date": TODAY, "event": "experiment", "note": text},
                        {"event": text, "note": text}],
            "retirement": {"reason": text}, text: text,
        })  # fmt: skip
    systems.append({"id": "[red]", "name": "[blue]an id that is none[/]"})
    return toml(*systems)


async def test_what_people_write_is_shown_as_it_stands(open_app: Open) -> None:
    async with open_app(hostile_lab(), size=(80, 24)) as s:
        assert len(s.app.workspace.lab.systems) == len(HOSTILE)
        for id, name in HOSTILE.items():
            await s.burst("escape", "slash", *(name[:8] if name.isprintable() else id), "enter")
            seen = SHOWN.get(id, "")
            for keys in (("enter",), ("escape", "e"), ("escape", "D"), ("escape", "w")):
                await s.burst(*keys)
                assert seen[:8] in s.text or (id, keys[-1]) == ("long", "w"), (keys, s.text)
                await s.press("G")
            await s.press("escape")
            assert not s.left
            assert seen[: 18 if id != "cjk" else 4].strip() in s.text
        await s.press("a")
        await s.type("[red]new")
        await s.press("enter")
        assert "[red]new" in s.text
        await s.press("enter")
        assert "[red]new" in s.text
        assert "[red]alert[/red]" in s.text
        await s.press("escape", "question_mark", "G", "escape", "colon", "escape")
        assert not s.left
        for line in s.lines:
            assert all(c.isprintable() for c in line), repr(line)
    assert s.file == s.before


async def test_a_long_name_is_cut_to_the_title_not_pushed_off_it(open_app: Open) -> None:
    async with open_app(toml({"id": "a", "name": "x" * 300, "owners": owners()})) as s:
        await s.press("w")
        assert "Why xxx" in s.title


async def test_editing_beside_hostile_text_changes_nothing_else(open_app: Open) -> None:
    async with open_app(hostile_lab()) as s:
        await edit(s, "[red]alert")
        await field(s, "Purpose")
        await s.press("l", "ctrl+s")
        await s.saved()
        lines = [line for line in s.changed if "changed = " not in line]
        assert len(lines) == 1
        assert lines[0].startswith("+ purpose = ")


# --- commands by name


async def test_what_is_picked_from_the_palette_is_done(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "vaultwarden")
        await s.press("colon")
        await s.type("facts, with")
        await s.press("enter")
        await s.sees("Editing Vaultwarden")
        await field(s, "Restore tested")
        await s.press("question_mark")
        await s.type("type the value")
        await s.press("enter")
        await s.type("-3d")
        await s.press("enter", "ctrl+s")
        await s.saved()
        assert stated(s, "vaultwarden")["evidence"] == {"restore_tested": date(2026, 11, 18)}


async def test_what_can_be_done_with_the_system_comes_first_and_is_said_in_full(
    open_app: Open,
) -> None:
    async with open_app(size=(60, 20)) as s:
        for size in ((60, 20), (80, 24), (200, 60)):
            await s.resize(*size)
            await find(s, "vaultwarden")
            await s.press("colon")
            assert s.line_with("Commands · vaultwarden")
            first = next(y for y, line in enumerate(s.lines) if "▌ Edit" in line)
            for command, line in zip(SYSTEM, s.lines[first : first + len(SYSTEM)], strict=True):
                assert f" {command.label}  " in line
            for command in SYSTEM[:-1]:
                said = " ".join(line.strip("│ ") for line in s.lines)
                assert command.help in " ".join(said.split()), command.id
                await s.press("down")
            await s.type("redo")
            assert s.line_with("│ Redo what was undone")
            await s.type("xx")
            assert "Redo what was undone" not in s.text
            await s.press("escape")
            await s.press("escape")


async def test_the_help_of_a_table_moves_in_it(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("question_mark")
        await s.type("one system down")
        await s.press("enter")
        await s.until(lambda: s.lines[3].startswith("▌"), "one down")


async def test_what_needs_a_terminal_of_its_own_says_so(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a driver that can't be suspended; in a real one see test_terminal."""
    monkeypatch.setenv("VISUAL", "true")
    async with open_app() as s:
        await s.press("E")
        await s.until(lambda: "editor" in s.title, "saying why not")
        assert not s.left


# --- every screen, every size

SCREENS = {
    "inventory": (),
    "filter": ("slash", "l"),
    "page": ("enter",),
    "why": ("w",),
    "editor": ("e", "j", "j"),
    "input": ("e", *"jjjjj", "enter", "2"),
    "picker": ("e", "j", "j", "enter"),
    "help": ("question_mark",),
    "prompt": ("a", "x"),
    "remove": ("D",),
    "save?": ("e", "l", "escape"),
    "smell test": ("s",),
    "retire": ("x",),
    "compromised": ("c",),
    "review": ("3",),
    "map": ("2", "v", "v"),
    "tree": ("4",),
    "overview": ("0",),
}
"""How to come to each screen from the inventory."""


async def test_a_terminal_of_another_size_keeps_one_where_one_was(open_app: Open) -> None:
    async with open_app() as s:

        def here() -> list[str]:
            return [line[:30] for line in s.lines if line[:2] in {"▌ ", "▎ ", "▌*", "▎*"}]

        await s.press("j", "j")
        for keys in SCREENS.values():
            await s.burst(*keys)
            screen_before, before = s.app.screen, here()
            for size in ((60, 20), (1, 1)):
                await s.resize(*size)
            await s.resize(120, 40)
            await s.until(lambda before=before: here() == before, "where it was")
            assert s.app.screen is screen_before
            for _ in s.app.screen_stack[1:]:
                await s.press("d" if isinstance(s.app.screen, AskToSave) else "escape")
            assert len(s.app.screen_stack) == 1
            await s.press("escape", "1")
    assert s.file == s.before


# --- anything goes

KEYS = (
    *"jkgGewyaDuoxrsdlhtnp-3", "slash", "enter", "enter", "enter", "escape", "escape", "tab",
    "shift+tab", "space", "backspace", "ctrl+s", "ctrl+r", "ctrl+d", "ctrl+u", "f5",
    "question_mark", "colon", "pagedown", "left", "right", "home", "end", "delete",
)  # fmt: skip


@settings(max_examples=3, derandomize=True)
@given(keys=st.lists(st.sampled_from(KEYS), min_size=120, max_size=120))
def test_any_keys_leave_a_file_that_says_what_the_screen_said(keys: list[str]) -> None:
    asyncio.run(_any_keys(keys))


async def _any_keys(keys: list[str]) -> None:
    with TemporaryDirectory() as place:
        async with started(Path(place), HOMELAB.read_bytes()) as s:
            await s.press(*keys)
            assert not s.left
            for _ in range(12):
                await s.press("d" if "Discard the changes" in s.text else "escape")
            await s.saved()
            workspace = s.app.workspace
            assert s.file == workspace.document.data
            fresh = Workspace(Store(s.path, Path(place, "b"), create=False), TODAY)
            assert dict(workspace.lab.assessments) == dict(fresh.lab.assessments)
            await leave(s)
