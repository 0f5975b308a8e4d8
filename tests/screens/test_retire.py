"""Retiring by keys: the decision, the checklist, going, coming back, and the file."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from labtui.app.navigation import StartAt
from labtui.data.analysis.checklist import TASK_IDS
from labtui.screens.retire import RetireScreen
from tests.data.labs import TODAY, Raw, days_ago, owners
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import HOSTILE, SHOWN, find, hostile_lab, leave, stated, toml

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]
STAYS = "Its record stays. labtui changes"


def system(id: str, **facts: Any) -> Raw:
    """A lab at home."""
    return {"id": id, "name": id.title(), "owners": owners(), "purpose": "learning", **facts}


def retired(id: str, **retirement: Any) -> Raw:
    return system(id, status="retired", retirement={"date": date(2026, 1, 10), **retirement})


async def review(s: Session, words: str) -> None:
    """Review whether the first system that matches may go."""
    await find(s, words)
    await s.press("x")
    await s.sees("Retirement review · ")


async def at(s: Session, title: str) -> None:
    """Put the cursor on an item of the checklist."""
    await s.press("g")
    await s.walk_to(lambda line: f"] {title}" in line, 2)


# --- the review


async def test_one_key_shows_the_decision_at_once(open_app: Open) -> None:
    async with open_app(size=SIZES[0]) as s:
        for size in SIZES:
            await s.resize(*size)
            await find(s, "synology")
            await s.press("x")
            await s.sees(
                "✗ BLOCKED", "Do not retire it yet.", "inference and vaultwarden would stop"
            )
            await s.press("escape", "escape")
            await review(s, "jellyfin")
            await s.sees("▲ CAREFUL", "Not known: what people rely on it for.")
            await s.press("escape", "escape")
            await review(s, "zoltan")
            await s.sees("▲ CAREFUL", "Retire it with care.")
            await s.press("escape")
            await s.press("escape")
        await leave(s)
    assert s.file == s.before


async def test_what_goes_with_it_who_uses_it_and_where_its_data_is(open_app: Open) -> None:
    data = toml(
        system("host", backs_up_to=["tape"], teardown="pull the plug\nkeep the lid"),
        system("vm", runs_on="host", used_by=["Ada"]),
        system("mail", depends_on=["vm"], relied_on_for=["communication"]),
        system("tape"),
        system("pair", kind="group"),
        system("one", member_of="pair", runs_on="host"),
        system("two", member_of="pair"),
        system("target", purpose="reliability"),
        system("saves", backs_up_to=["host"]),
    )
    async with open_app(data) as s:
        await review(s, "Host")
        await s.sees("What goes with it  5 of 8 others affected", "Breaks  3", "├── One")
        s.line_with("Breaks  3", "2 directly, 1 through others")
        s.line_with("└── Mail", "3b")
        assert s.text.index("└─▾ Vm") < s.text.index("  └── Mail")
        s.line_with("Weakened  1", "loses a member, still works")
        await s.sees("└── Pair", "No backup left  1", "└── Saves")
        await s.press("tab", "G")
        await s.sees(
            "Backed up to tape", "pull the plug", "keep the lid", "Restore test not answered"
        )


def quiet_lab() -> bytes:
    """A system that nothing needs and nobody misses, and two that were never asked."""
    return toml(
        system("spare", relied_on_for=[], holds="nothing", depends_on=[]),
        system("mail"),
        system("wiki"),
    )


async def test_what_was_never_asked_stands_beside_what_is_clear(open_app: Open) -> None:
    async with open_app(quiet_lab(), size=SIZES[0]) as s:
        for size in SIZES:
            await s.resize(*size)
            await review(s, "Spare")
            await s.sees(
                "✓ CLEAR", "Nothing known stands in the way.", "No known system needs it.",
                "2 systems were never asked",
            )  # fmt: skip
            await s.press("escape", "escape")


async def test_one_key_goes_through_what_was_never_asked(open_app: Open) -> None:
    async with open_app(quiet_lab(), size=(120, 40)) as s:
        await review(s, "Spare")
        await s.sees("Never asked  2")
        await s.press("a")
        await s.sees("Mail: What does it need to work?", "nothing")
        await s.type("nothing")
        await s.press("enter")
        await s.sees("Wiki: What does it need to work?")
        await s.type("spare")
        await s.press("enter")
        await s.sees("▲ CAREFUL", "wiki would stop working.")
        await s.saved()
        assert stated(s, "mail")["depends_on"] == []
        assert stated(s, "wiki")["depends_on"] == ["spare"]
        await s.press("a")
        await s.sees("Every system was asked what it needs.")


async def test_cancelling_ends_the_round_of_questions(open_app: Open) -> None:
    async with open_app(quiet_lab(), size=(120, 40)) as s:
        await review(s, "Spare")
        await s.press("a")
        await s.sees("Mail: What does it need to work?")
        await s.press("escape")
        await s.sees("Never asked  2", "a Never asked")
        await leave(s)
    assert s.file == s.before


async def test_what_nobody_needs_any_more_is_told(open_app: Open) -> None:
    data = toml(
        {"id": "shop", "name": "Shop", "owners": owners(), "depends_on": ["base"]},
        {"id": "base", "name": "Base", "owners": owners()},
    )
    async with open_app(data, size=(80, 24)) as s:
        await review(s, "Shop")
        await s.sees("No longer needed  1", "└── Base", "No known system breaks")
        s.line_with("No longer needed  1", "can be retired too")


async def test_tab_goes_to_the_checklist_and_back(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "synology")
        checklist = s.text
        await s.press("tab")
        await s.sees("▎")
        await s.press("j", "k", "tab")
        assert s.text == checklist
        await s.resize(80, 24)
        await s.sees("✗ BLOCKED")
        top = s.text
        await s.press("tab")
        await s.sees("▌ [ ] Decide")
        assert "BLOCKED" not in s.text
        await s.press("tab")
        assert s.text == top


async def test_narrow_all_of_it_can_be_read_line_by_line(open_app: Open) -> None:
    async with open_app(size=(60, 20)) as s:
        await review(s, "synology")
        seen: list[str] = []
        last = ""
        while last != s.text:
            last = s.text
            seen += [line for line in s.lines[1:-1] if line not in seen]
            await s.press("j")
        assert "▌ [ ] Write down what you learned" in last
        for words in (
            "People rely on it",
            "Vaultwarden",
            "Who uses it",
            "Its data",
            "How to remove it",
        ):
            assert any(words in line for line in seen), words
        await s.burst(*"k" * 200)
        await s.sees("✗ BLOCKED")


async def test_what_is_out_of_view_is_shown_before_it_is_ticked(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await review(s, "synology")
        await s.press("space")
        await s.sees("▌ [ ] Decide")
        await s.press("ctrl+u", "ctrl+u", "ctrl+u", "n")
        await s.sees("▌ [ ] Decide")
        await s.press("space")
        await s.saved()
        assert stated(s, "synology")["retirement"] == {"done": ["decision"]}


# --- the checklist


async def test_what_is_ticked_stays_between_visits(open_app: Open) -> None:
    async with open_app(size=SIZES[0]) as s:
        for size in SIZES:
            await s.resize(*size)
            await review(s, "jellyfin")
            await at(s, "Tell the people")
            await s.press("space")
            await s.saved()
            await s.sees("[x] Tell the people")
            assert stated(s, "jellyfin")["retirement"] == {"done": ["people"]}
            await s.press("escape", "x")
            await at(s, "Decide")
            await s.sees("12 of 13 open")
            await at(s, "Tell the people")
            await s.sees("[x] Tell the people")
            await s.press("space")
            await s.saved()
            await s.sees("[ ] Tell the people")
            assert "done" not in stated(s, "jellyfin").get("retirement", {})
            await s.press("escape", "escape")


async def test_each_tick_is_one_step_and_undone_byte_for_byte(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "jellyfin")
        await s.press("space", "j", "space")
        await s.saved()
        assert stated(s, "jellyfin")["retirement"]["done"] == ["decision", "people"]
        await s.press("u")
        await s.saved()
        await s.sees("Undone: tell the people who use it: jellyfin", "▌ [ ] Tell the people")
        assert stated(s, "jellyfin")["retirement"]["done"] == ["decision"]
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_ticks_typed_ahead_land(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "jellyfin")
        await s.burst("x", "space", "j", "n", *"no", "enter", "j", "space")
        await s.saved()
        assert stated(s, "jellyfin")["retirement"]["done"] == [
            "decision",
            "people n/a: no",
            "export",
        ]


async def test_what_does_not_apply_wants_a_reason(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await review(s, "jellyfin")
        await at(s, "Remove access to it")
        await s.press("n", "enter")
        await s.sees("why does it not apply?", "Enter the reason")
        await s.press("escape")
        await s.sees("[ ] Remove access to it")
        assert s.file == s.before
        await s.press("n")
        await s.type("no proxy: in front")
        await s.press("enter")
        await s.saved()
        await s.sees("[-] Remove access to it  n/a: no proxy: in front")
        assert stated(s, "jellyfin")["retirement"]["done"] == ["access n/a: no proxy: in front"]
        await s.press("n", *["backspace"] * 10, "enter")
        await s.saved()
        assert stated(s, "jellyfin")["retirement"]["done"] == ["access n/a: no proxy"]
        await s.press("space")
        await s.sees("[ ] Remove access to it")


async def test_what_was_noted_by_hand_is_shown_and_kept(open_app: Open) -> None:
    data = toml(system("one", retirement={"done": ["sold the rack", "people", "moved"]}))
    async with open_app(data) as s:
        await review(s, "One")
        await s.press("G")
        await s.sees("Noted besides", "· sold the rack")
        await at(s, "Decide")
        await s.press("space")
        await s.saved()
        done = ["sold the rack", "people", "moved", "decision"]
        assert stated(s, "one")["retirement"]["done"] == done


async def test_the_cursor_starts_on_the_first_open_item(open_app: Open) -> None:
    done = [task for task in TASK_IDS if task not in {"stop", "lessons"}]
    async with open_app(toml(system("one", retirement={"done": done})), size=(120, 12)) as s:
        await review(s, "One")
        await s.sees("CAREFUL", "▌ [ ] Stop it")


async def test_a_fact_behind_an_item_can_be_answered(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "jellyfin")
        await at(s, "Store the data")
        await s.press("enter")
        await s.sees("jellyfin: data kept at", "jellyfin: data kept until")
        await s.press("enter")
        await s.type("a disk in the drawer")
        await s.press("enter")
        await s.saved()
        await s.sees("Its data is kept at: a disk in the drawer.")
        assert stated(s, "jellyfin")["retirement"] == {"data_kept_at": "a disk in the drawer"}
        await at(s, "Export the data")
        await s.press("enter", "y")
        await s.sees("You know how to export")
        await at(s, "Write down what you learned")
        await s.press("enter")
        await s.sees("No fact behind this item")
        await at(s, "Tell the people")
        await s.press("enter", "escape")
        await s.sees("Retirement review")


async def test_what_still_names_it_is_changed_where_it_says_so(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "synology")
        await at(s, "Update systems that name it")
        await s.press("enter")
        await s.type("vaultwarden")
        await s.press("enter")
        await s.type("pve")
        await s.press("enter")
        await s.saved()
        assert stated(s, "vaultwarden")["runs_on"] == "pve-cluster"
        await s.sees("inference and jellyfin name it.", "inference would stop working, and")


# --- going


async def test_a_system_goes_and_keeps_its_record(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "jellyfin")
        await s.press("space", "R")
        await s.sees("Retire Jellyfin: why?")
        await s.type("nobody watches")
        await s.press("enter")
        await s.sees("What replaces Jellyfin?", "no other system")
        await s.type("blog")
        await s.press("enter")
        await s.sees("Retire Jellyfin?", STAYS, "Checklist: 12 of 13 open")
        await s.press("R")
        assert s.line_with("▌  Esc  Keep it in service"), "the safe choice has the focus"
        await s.press("enter")
        await s.sees("R Retire")
        assert "status" not in stated(s, "jellyfin")
        await s.press("R")
        await s.type("nobody watches")
        await s.press("enter")
        await s.type("blog")
        await s.press("enter", "y")
        await s.saved()
        await s.sees("■ RETIRED", "on 2026-11-21", "nobody watches", "1 done", "B Reactivate")
        raw = stated(s, "jellyfin")
        assert raw["status"] == "retired"
        assert raw["retirement"] == {
            "date": TODAY, "reason": "nobody watches", "replaced_by": "blog", "done": ["decision"],
        }  # fmt: skip
        assert raw["history"] == [{"date": TODAY, "event": "retired", "note": "nobody watches"}]
        await s.press("R")
        await s.sees("Jellyfin is retired already.")
        await s.press("u", "u")
        await s.saved()
        assert s.file == s.before
        await s.sees("▲ CAREFUL", "R Retire")


async def test_a_blocked_system_goes_only_by_its_id_in_full(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await review(s, "synology")
        await s.press("tab", "G", "R", "enter", "enter")
        await s.sees("type synology", "inference and vaultwarden would stop")
        await s.press("enter")
        await s.sees("That is not synology")
        await s.type("Synology")
        await s.press("enter")
        await s.sees("That is not synology")
        assert s.file == s.before
        await s.press(*["backspace"] * 8)
        await s.type("synology")
        await s.press("enter")
        await s.saved()
        await s.sees("■ RETIRED", "Reason       no reason noted", "Replaced by  no other system")
        raw = stated(s, "synology")
        assert raw["status"] == "retired"
        assert raw["retirement"] == {"date": TODAY}
        assert raw["history"] == [{"date": TODAY, "event": "retired"}]
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_it_can_be_left_at_every_question(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        for words in ("jellyfin", "synology"):
            await review(s, words)
            for answered in range(3):
                await s.press("R", *["enter"] * answered)
                assert len(s.app.screen_stack) == 3
                await s.press("escape")
                await s.sees("Retirement review", "R Retire")
                assert s.app.workspace.last_step is None
            await s.press("escape", "escape")
        await leave(s)
    assert s.file == s.before


async def test_what_was_said_before_is_offered_and_can_be_taken_away(open_app: Open) -> None:
    said = {"reason": "old", "replaced_by": "two"}
    async with open_app(toml(system("one", retirement=said), system("two"))) as s:
        await review(s, "One")
        await s.press("R")
        await s.sees("old")
        await s.press(*["backspace"] * 3, "enter")
        await s.sees("• Two")
        await s.press("up", "enter", "y")
        await s.saved()
        assert stated(s, "one")["retirement"] == {"date": TODAY}


async def test_a_reason_that_cannot_be_typed_on_one_line_is_kept(open_app: Open) -> None:
    async with open_app(toml(system("one", retirement={"reason": "a\nb"}))) as s:
        await review(s, "One")
        await s.press("R")
        await s.sees("What replaces One?")
        await s.press("enter", "y")
        await s.saved()
        assert stated(s, "one")["retirement"] == {"date": TODAY, "reason": "a\nb"}


# --- the record, and coming back


async def test_a_retired_system_shows_its_record(open_app: Open) -> None:
    data = toml(
        retired(
            "old", reason="too hot", replaced_by="new", data_kept_at="the drawer",
            keep_until=date(2026, 2, 1), done=["people", "alerts n/a: none", "sold it"],
        ),
        system("new", depends_on=["old"]),
        retired("elder", replaced_by="nowhere"),
        system("undated", status="retired"),
    )  # fmt: skip
    async with open_app(data, size=SIZES[0]) as s:
        for size in SIZES:
            await s.resize(*size)
            await review(s, "Old")
            await s.sees(
                "■ RETIRED", "on 2026-01-10", "too hot", "New  new", "the drawer", "sold it"
            )
            await s.sees("2026-02-01  that day has passed", "1 done, 1 not applicable")
            assert not re.search(r"\d open", s.text), "what was not ticked is no work left"
            await at(s, "Update systems that name it")
            await s.sees("new names it. new replaces it.")
            await at(s, "Tell the people")
            await s.sees("[x] Tell the people")
            await s.press("escape", "escape")
            await review(s, "Elder")
            await s.sees("nowhere (does not exist)")
            await s.press("escape", "escape")
            await review(s, "Undated")
            await s.sees("on what day is not answered", "nothing ticked")
            await s.press("escape", "escape")


async def test_it_comes_back_with_what_still_holds(open_app: Open) -> None:
    raw = retired("old", reason="hot", keep_until=TODAY, done=["people", "alerts n/a: none", "x"])
    async with open_app(toml(raw)) as s:
        await review(s, "Old")
        await s.press("B")
        await s.saved()
        await s.sees("CAREFUL", "Active again: ")
        now = stated(s, "old")
        assert "status" not in now
        assert now["retirement"] == {"keep_until": TODAY, "done": ["alerts n/a: none", "x"]}
        assert now["history"] == [{"date": TODAY, "event": "changed", "note": "back in service"}]
        await s.press("B")
        await s.sees(" is in service.")
        await s.press("u")
        await s.saved()
        assert s.file == s.before
        await s.sees("■ RETIRED")


async def test_retired_systems_are_listed_and_found(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "jellyfin")
        await s.press("R", "enter", "enter", "y", "escape", "escape")
        await s.sees("12 systems")
        assert s.names[-1] == "Jellyfin"
        await find(s, "retired")
        assert s.names == ["Jellyfin"]
        await s.press("x")
        await s.sees("■ RETIRED")


# --- whatever happens meanwhile


async def test_it_follows_every_change(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "jellyfin")
        await s.press("e")
        await s.sees("Editing Jellyfin")
        await s.press("escape")
        await at(s, "Prevent automatic")
        await s.press("w")
        await s.sees("Why Jellyfin")
        await s.press("escape")
        await s.sees("▌ [ ] Prevent automatic")
        data = s.before.replace(b'"Jellyfin"', b'"Films"')
        s.path.write_bytes(data.replace(b'depends_on = ["synology"]\npurpose', b"purpose"))
        await s.press("f5")
        await s.sees("Retirement review · Films")
        s.path.write_bytes(s.before.replace(b'id = "jellyfin"', b'id = "films"'))
        await s.press("f5")
        await s.until(lambda: not isinstance(s.app.screen, RetireScreen), "left")


async def test_a_restore_tested_today_clears_the_way(open_app: Open) -> None:
    async with open_app(toml(system("one", relied_on_for=[]))) as s:
        await review(s, "One")
        await s.sees("▲ CAREFUL", "Not known: when did a restore last work?")
        await s.press("t", "r")
        await s.saved()
        await s.sees("✓ CLEAR", "Restore tested 2026-11-21.", "2026-11-21, today")


async def test_the_day_after_which_there_is_no_way_back_outlives_retiring(open_app: Open) -> None:
    going = {**system("one"), "retirement": {"date": days_ago(-9), "reason": "too loud"}}
    async with open_app(toml(going)) as s:
        await review(s, "One")
        await s.press("R", "enter", "enter")
        await s.sees("typed" if "typed" in s.text else "retire")
        await s.press("y")
        await s.saved()
        await s.sees("RETIRED", f"permanently after {days_ago(-9)}")
        assert stated(s, "one")["retirement"]["date"] == days_ago(-9)
        assert stated(s, "one")["history"][-1]["date"] == TODAY
        await s.press("escape")
        await s.sees("RETIRED", "too loud")  # in the panel too


async def test_removed_as_a_mistake_it_is_left_with_its_page(open_app: Open) -> None:
    async with open_app() as s:
        await find(s, "blog")
        await s.press("enter", "x", "D", "r")
        await s.saved()
        await s.sees("11 systems")
        assert not s.left


async def test_what_cannot_be_typed_on_a_line_is_not_offered_to_be(open_app: Open) -> None:
    """Escape sequences of the file would reach the terminal through the line."""
    url = "http://x\x1b]0;evil\u202ez"
    ticked = ["hardware n/a: so\x1b[31m so"]
    async with open_app(toml(system("one", url=url, retirement={"done": ticked}))) as s:
        await review(s, "One")
        await at(s, "Remove access to it")
        await s.press("enter")
        await s.type("url")
        await s.press("enter")
        await s.sees("URL: cannot be typed on one line: edit with E")
        await at(s, "Wipe the hardware")
        await s.press("n")
        await s.sees("so␛[31m so")
        assert "\x1b" not in s.text
        assert "\u202e" not in s.text


async def test_added_by_mistake_it_is_undone_from_its_review(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("a")
        await s.type("Mistake")
        await s.press(*["enter"] * 5)
        await s.sees("Added: mistake")
        await s.press("enter", "x")
        await s.sees("Retirement review · Mistake")
        await s.press("u")
        await s.saved()
        await s.sees("12 systems", "Undone: add mistake")
    assert s.file == s.before


async def test_read_only_says_why(open_app: Open) -> None:
    async with open_app(read_only=True) as s:
        await review(s, "synology")
        for key in ("space", "n", "enter", "R", "B"):
            await s.press("y", key)
            await s.sees("✗ BLOCKED", "opened with --read-only")
        await s.press("escape")
    assert s.file == s.before


async def test_what_stands_twice_is_refused(open_app: Open) -> None:
    async with open_app(toml(system("one"), system("one"))) as s:
        await review(s, "One")
        await s.press("space")
        await s.sees("Id one is used on lines")
    assert s.file == s.before


async def test_the_app_can_start_at_the_review(open_app: Open) -> None:
    async with open_app(toml(retired("old"), system("jelly"))) as s:
        for id in ("old", "jelly"):
            s.app._start = StartAt("retire", id)
            s.app.open_start_screen()
            await s.sees("Retirement review · ", id.title())
            await s.press("escape")
            await s.sees("2 systems")
            assert id.title() in s.cursor_line


async def test_what_people_write_is_shown_as_it_stands(open_app: Open) -> None:
    async with open_app(hostile_lab(), size=(60, 20)) as s:
        for size in ((60, 20), (120, 40)):
            await s.resize(*size)
            for id in HOSTILE:
                s.app.push_screen(RetireScreen(s.app.workspace, id))
                await s.settle()
                assert SHOWN.get(id, "")[:1] in s.title
                for keys in ("G", "n", "x", ("escape", "enter"), ("escape", "tab"), "R"):
                    await s.burst(*keys)
                    assert all(c.isprintable() for line in s.lines for c in line), s.text
                await s.press("escape")
                await s.press("escape")
            assert not s.left
    assert s.file == s.before


async def test_another_size_at_every_step(open_app: Open) -> None:
    async with open_app() as s:
        await review(s, "synology")
        before = s.text
        for size in ((60, 20), (1, 1), (10, 5), (200, 60), (120, 40)):
            await s.resize(*size)
            await s.press("j", "k", "ctrl+d", "G", "g")
        assert s.text == before
