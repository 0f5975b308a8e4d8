"""A drill by keys: to its end and undone, left and taken up again, and killed."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from labtui.app import journaling
from labtui.app.navigation import StartAt
from labtui.data.analysis.drill.exercise import Case, Drill, drill_of
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.example import example
from labtui.screens import drill as drill_screen
from labtui.screens.drill import DrillScreen
from tests.data.labs import TODAY
from tests.screens.conftest import Open, Session, started
from tests.screens.test_journeys import find, leave, stated
from tests.screens.test_unfinished import kill

EXAMPLE = example(TODAY)


async def practise(s: Session, words: str) -> None:
    """Open the drill of the first system that matches, from its page."""
    await find(s, words)
    await s.press("enter", "d")
    await s.sees("Drill · ", "labtui executes nothing")


async def after(s: Session, minutes: int, *keys: str) -> None:
    """Press keys when so many minutes of the hour have passed."""
    s.clock.time = time(21, minutes)
    await s.press(*keys)


async def to_the_end(s: Session) -> None:
    """Say of each step of the drill of owl how it went."""
    await s.press("enter", "k")
    await s.sees("Step 1 of 9  less than 1 min", "This is the first step.")
    await after(s, 42, "y")
    await s.sees("Step 2 of 9  2 min", "1 done")
    await s.press("n", "k")
    await s.sees("You said: ✗ could not")
    await after(s, 45, "y", "j", "N")
    await s.sees("What is to be noted?", "Set owl up on another machine")
    await s.type("no spare disk")
    await s.press("enter")
    await s.sees("Note: no spare disk")
    await s.press("N", *["backspace"] * 5, "enter")
    await s.sees("Note: no spare")
    await s.press("N", "escape")
    await after(s, 59, "n", *"yyyyy")


async def test_to_its_end_written_as_one_step_and_undone(open_app: Open) -> None:
    async with open_app(EXAMPLE, size=(80, 24)) as s:
        await practise(s, "owl")
        await s.sees("Owl, the NAS dies tonight", "× Breaks  3", "Enter begins the steps.")
        await s.press("x")
        await s.sees("Nothing was begun. Enter begins.")
        await to_the_end(s)
        await s.sees("7 done, 1 could not, 1 skipped, in 19 min.", "Not saved yet", "To work off")
        assert s.cursor_line.startswith(" [x] owl  Restore tested: 2026-11-21")
        await s.press("ctrl+d")
        await s.sees("Evidence for: You could not rebuild it")
        await s.press("b")
        await s.sees("Step 9 of 9", "You said: ✓ done")
        await s.press("y", "j", "space")
        await s.sees("6 of 10 ticked")
        s.line_with("[x] owl  Smell test: If it failed tomorrow, could you restore it? yes")
        await s.press("k", "space")
        s.line_with("[ ] owl  Restore tested")
        await s.press("space", "enter")
        await s.saved()
        await s.sees("Drill of owl saved. u undoes it.")
        assert s.place == "Owl, the NAS"
        owl, films = stated(s, "owl"), stated(s, "films")
        assert owl["evidence"]["restore_tested"] == owl["smell_test"]["date"] == TODAY
        told = owl["history"][-2]
        assert (told["date"], told["event"]) == (TODAY, "experiment")
        assert told["note"].startswith("Drill: Owl, the NAS dies tonight. 7 of 9 steps done in 19")
        assert "documentation (no spare). Skipped: decide where magpie" in told["note"]
        assert owl["history"][-1]["event"] == "assessed"  # all five answers are there
        assert films["history"][-1] == {"date": TODAY, "event": "rebuilt", "note": "In a drill."}
        assert stated(s, "passwords")["evidence"]["restore_tested"] == TODAY
        await s.press("u")
        await s.saved()
        await s.sees("Undone: drill of owl, passwords, dns-2, films.")
        assert s.file == s.before
        await s.press("d")
        await s.sees("Enter begins the steps.")  # it is over
        assert not s.left


async def test_left_and_taken_up_again_in_another_session(tmp_path: Path) -> None:
    kept = tmp_path / "drills"
    async with started(tmp_path, EXAMPLE, journals=True, size=(120, 40)) as s:
        await find(s, "owl")
        await s.press("4", "d", "enter")
        await after(s, 50, *"ynj")
        await s.press("escape")
        await s.sees("Begun at 21:40, 3 of 9 steps: Enter continues, x starts again.", "10 min")
        await s.press("v")
        await s.sees("Owl, the NAS is compromised tonight", "They could reach 3 systems")
        await s.press("enter", "y", "escape", "escape")
        await s.press("d")
        await s.sees("dies tonight", "3 of 9 steps")
        await s.press("escape", "q")
        await s.quits()
        await s.until(lambda: len([*kept.iterdir()]) == 1, "kept")
    async with started(tmp_path, None, journals=True, size=(120, 40)) as s:
        assert "You were in the middle" not in s.text
        s.clock.day = date(2026, 11, 24)
        await after(s, 0)
        await practise(s, "owl")
        await s.sees("Begun on 2026-11-21 at 21:40, 3 of 9 steps")
        await s.press("x")
        await s.sees("Step 1 of 9", "less than 1 min")
        await s.press("escape")
        await s.sees("3 of 9 steps")  # what was begun is kept until a step is marked
        await s.press("enter")
        await after(s, 5)
        await s.press("k", "k", "j")
        await s.sees("Step 3 of 9  15 min")
        await s.press("j", *"jjjjjj")
        await s.sees("1 done, 8 skipped, in 15 min.")
        await s.press("escape")
        await s.sees("9 of 9 steps")
        await s.press("enter", "space", "space", "enter")
        await s.saved()
        await s.sees("Drill of owl saved.")
        assert stated(s, "owl")["history"][-1]["date"] == TODAY  # the day it was begun
        await s.press("d")
        # What is left is the other case.
        await s.sees("is compromised tonight", "1 of 9 steps", "x Start again")
        await s.press("x")
        for _ in range(9):
            await s.press("j")
        await s.sees("Nothing: no step was tried.", "0 of 0 ticked")
        await s.press("space", "enter")
        await s.sees("Drill ended. Nothing was written.")
        await s.until(lambda: not [*kept.iterdir()], "swept")
        await leave(s)


async def test_killed_while_a_note_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journaling, "PAUSE", 0.03)
    async with started(tmp_path, EXAMPLE, journals=True) as s:
        await practise(s, "mail")
        await s.sees("The account of Mail is closed tonight", "Start what stopped: galleries.")
        await s.press("enter", "y", "y", "N")
        await s.type("in the safe")
        await kill(s)
        await s.until((tmp_path / "drills").exists, "kept")
    async with started(tmp_path, None, journals=True) as s:
        await s.sees("You were in the middle of the drill of Mail.", "Typed: in the safe")
        await s.press("c")
        await s.sees("What is to be noted?", "in the safe")
        await s.press("enter")
        await s.sees("Step 3 of 7", "Note: in the safe", "2 done")
        await s.press("escape")
        await s.sees("Begun at 21:40, 2 of 7 steps")


async def test_what_happens_meanwhile(open_app: Open) -> None:
    async with open_app(EXAMPLE) as s:
        await practise(s, "films")
        await s.press("enter", "y", "y")
        await s.sees("Step 3 of 4  ", "Restore its data from owl")
        owl = s.before.replace(b'backs_up_to = ["owl"]         # the', b"backs_up_to = []  # the")
        s.path.write_bytes(owl)
        await s.press("f5")  # not a key of this screen
        await s.sees("F5 does nothing here")
        await s.press("escape", "f5")
        await s.sees("Restore its data on another")
        await s.press("enter", "y", "y")
        await s.sees("films  Restore tested: 2026-11-21")
        await s.press("escape")
        s.path.write_bytes(s.before.replace(b'id = "films"', b'id = "films"\naccess_to = ["owl"]'))
        await s.press("f5")
        await s.sees("from owl on another")
        await s.press("v", "enter", *"jjjjjjjj")
        await s.sees("They could have deleted or changed the backups on owl.")
        await s.press("escape", "v")
        await s.sees("Jellyfin dies tonight")
        s.path.write_bytes(s.before.replace(b'id = "films"', b'id = "films"\nstatus = "planned"'))
        await s.press("f5")
        await s.sees("films is only planned. There is nothing to practise.")
        assert not isinstance(s.app.screen, DrillScreen)
        await s.press("d")
        await s.sees("films is only planned.")
        s.path.write_bytes(s.before)
        await s.press("f5")
        await s.until(lambda: s.app.workspace.lab.systems["films"].active, "read again")
        await s.press("d")
        await s.sees("Jellyfin dies tonight")
        s.path.write_bytes(s.file.replace(b'id = "films"', b'id = "movies"'))
        await s.press("f5")
        await s.until(lambda: not isinstance(s.app.screen, DrillScreen), "left")


async def test_it_is_worked_out_only_for_the_screen_in_front(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def counted(lab: Lab, ids: list[str], id: str, case: Case) -> Drill:
        found.append(id)
        return drill_of(lab, ids, id, case)

    monkeypatch.setattr(drill_screen, "drill_of", counted)
    async with open_app(EXAMPLE) as s:
        await practise(s, "films")
        await s.press("enter", "y", "escape", "enter", "y")
        await s.sees("Step 3 of 4  ")
        assert len(found) == 1, "it is handed over"
        s.app.change(lambda: s.app.workspace.edit({"films": {"relied_on_for": ["communication"]}}))
        await s.settle()
        assert len(found) == 2, "the steps follow"
        await s.press("N")
        s.app.change(lambda: s.app.workspace.edit({"films": {"relied_on_for": ["income"]}}))
        await s.press("escape")
        await s.sees("Step 3 of 4  ")
        await s.until(lambda: len(found) == 3, "they follow when they are in front again")
        await s.press("escape")
        await s.until(lambda: len(found) == 4, "so does what happens")
        await s.sees("Begun at", "2 of 4 steps")


async def test_where_it_is_opened(open_app: Open) -> None:
    async with open_app(EXAMPLE) as s:
        for case, title in ((None, "Owl, the NAS dies"), ("compromised", "NAS is compromised")):
            s.app._start = StartAt("drill", "owl", case)  # type: ignore[arg-type]
            s.app.open_start_screen()
            await s.sees(title)
            await s.press("escape")
        s.app._start = StartAt("drill", "badger")
        s.app.open_start_screen()
        await s.sees("badger is only planned.")
        await find(s, "hamster")
        await s.press("enter", "d")
        await s.sees("hamster is retired. It is not assessed.")


async def test_read_only_it_can_be_practised_and_not_written(open_app: Open) -> None:
    async with open_app(EXAMPLE, read_only=True) as s:
        await practise(s, "films")
        await s.press("enter", *"yyyy")
        await s.sees("4 done")
        await s.press("enter")
        await s.sees("opened with --read-only", "4 done")
        await s.press("escape", "escape")
        assert s.file == s.before


async def test_in_a_what_if_nothing_is_written_and_what_was_said_is_kept(open_app: Open) -> None:
    async with open_app(EXAMPLE, size=(120, 30)) as s:
        await find(s, "films")
        await s.press("W")
        await s.sees("WHAT-IF")
        await s.press("enter", "d", "enter", *"yyyy", "enter")
        await s.sees("A drill is written to what is saved. End the what-if first: Esc, then W.")
        await s.press("escape")
        await s.sees("4 of 4 steps")
        await s.press("escape", "W")
        await s.sees("The what-if has ended.")
        await s.press("d", "enter", "enter")
        await s.saved()
        await s.sees("Drill of films saved. u undoes it.")
        assert stated(s, "films")["history"][-1]["event"] == "experiment"


async def test_without_systems_its_key_opens_the_example(open_app: Open) -> None:
    async with open_app(None) as s:
        await s.press("4", "d")
        await s.quits()
        assert s.app.return_value == "example"
