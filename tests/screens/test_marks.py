"""Marks: how they are set and cleared, what the footer says of them, and what asks first."""

from __future__ import annotations

from tests.data.labs import TODAY, owners
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import stated, toml
from tests.screens.test_rooms import filter_by, go_to, marked, short

MANY = toml(*({"id": f"s{n:02}", "name": f"Server {n:02}", "owners": owners()} for n in range(60)))


def footer(s: Session) -> str:
    return s.lines[-1]


async def test_space_marks_and_the_cursor_stays(open_app: Open) -> None:
    async with open_app() as s:
        first = short(s.names[0])
        await s.press("space")
        assert marked(s) == {first}
        assert short(s.cursor_line.lstrip("●")) == first
        assert "1 marked" in s.place
        await s.press("space")
        assert marked(s) == set(), "once more unmarks"
        assert "marked" not in s.place


async def test_shift_with_an_arrow_marks_both_and_goes_on(open_app: Open) -> None:
    async with open_app() as s:
        first, second, third = map(short, s.names[:3])
        await s.press("shift+down")
        assert marked(s) == {first, second}
        await s.press("shift+down")
        assert marked(s) == {first, second, third}
        assert short(s.cursor_line.lstrip("●")) == third
        await s.press("escape", "shift+up")
        assert marked(s) == {third, second}
        await s.press("G", "shift+down")
        assert len(marked(s)) == 3, "the last has none below it"


async def test_escape_clears_the_filter_and_then_the_marks(open_app: Open) -> None:
    async with open_app() as s:
        for room in "1234":
            await s.press(room, "asterisk")
            await filter_by(s, "proxmox")
            assert "/proxmox" in s.place
            assert "marked" in s.place
            await s.press("escape")
            assert "/proxmox" not in s.place
            assert "marked" in s.place
            assert "Esc Unmark" in footer(s)
            await s.press("escape")
            assert "marked" not in s.place
            await s.sees("Unmarked")
            assert s.app.list_query.marked == frozenset()
            await s.press("escape")
            await s.sees("All is shown, and nothing is marked.")
            await s.press("space")
            await s.until(lambda: "nothing is marked" not in s.text, "told no longer")
            await s.press("escape")


async def test_the_footer_says_how_many_a_key_acts_on(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        assert "e Edit  " in footer(s)
        for room in "1234":
            await s.press(room, "asterisk", "asterisk", "escape", "shift+down")
            count = len(s.app.list_query.marked)
            assert f"e Edit {count} marked  s Smell test {count}  t Done {count}" in footer(s)
        await s.press("0")
        assert "marked" not in footer(s), "marks do not count there"


async def test_a_move_says_what_it_does_also_where_the_filter_then_finds_nothing(
    open_app: Open,
) -> None:
    """Of one system how its level changed, of several how many did."""
    async with open_app() as s:
        await filter_by(s, "on:synology")
        await s.press("M")
        await s.type("ny-vms")
        await s.press("enter")
        await s.sees("vaultwarden: runs on ny-vms · 3b → 2", "No system matches")
        await s.press("escape")
        assert "12 systems" in s.place, "Esc shows all"
        await go_to(s, "vaultwarden")
        await s.press("space")
        await go_to(s, "jellyfin")
        await s.press("space", "M")
        await s.type("zoltan")
        await s.press("enter")
        await s.sees("2 systems: runs on zoltan · 1 of 2 changed level, 1 more changed")
        await s.saved()
        assert stated(s, "vaultwarden")["runs_on"] == stated(s, "jellyfin")["runs_on"] == "zoltan"


async def test_what_is_filtered_out_is_named_before_anything_is_done(open_app: Open) -> None:
    async with open_app() as s:
        await go_to(s, "zoltan")
        await s.press("space")
        for room in "1234":
            await s.press(room)
            await filter_by(s, "mini-cluster")
            for key in "est":
                await s.press(key)
                await s.sees("Act on 1 marked system?", "Marked, but not in sight: Zoltan!.")
                await s.sees("The cursor is on Proxmox mini-cluster (3 nodes).")
                await s.press("escape")
                assert len(s.app.screen_stack) == 1
            await s.press("escape")
        assert s.file == s.before


async def test_one_chooses_the_marked_or_the_one_at_the_cursor(open_app: Open) -> None:
    async with open_app() as s:
        await go_to(s, "zoltan")
        await s.press("space")
        await filter_by(s, "mini-cluster")
        await s.press("t", "h")
        await s.sees("Proxmox mini-cluster (3 nodes): done today")
        await s.press("p")
        await s.saved()
        assert stated(s, "pve-cluster")["evidence"]["patched"] == TODAY
        await s.press("t", "m")
        await s.sees("Zoltan!: done today")
        await s.press("p")
        await s.saved()
        assert stated(s, "zoltan")["evidence"]["patched"] == TODAY
        await s.press("t", "u")
        assert s.app.list_query.marked == frozenset()
        assert len(s.app.screen_stack) == 1


async def test_what_is_scrolled_away_is_asked_about_where_the_cursor_is_on_another(
    open_app: Open,
) -> None:
    async with open_app(MANY, size=(80, 24)) as s:
        await s.press("space", "G", "t")
        await s.sees("Marked, but not in sight: Server 00.")
        await s.press("escape", "space", "t")
        await s.sees("2 systems: done today", "Server 00 and Server 59.")
        await s.press("escape", "escape", "asterisk", "g", "t")
        await s.sees("60 systems: done today")  # all, as was just said with *


async def test_what_is_folded_away_is_asked_about(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("4")
        await s.walk_to(lambda line: "Vaultwarden" in line[:40])
        await s.press("space", "k", "Z", "e")
        await s.sees("Act on 1 marked system?", "Vaultwarden")
        await s.press("escape")
    assert s.file == s.before
