"""The review queue by keys: questions answered down to the file, the queue, its smell tests."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
import tomli_w

from labtui.app.app import LabtuiApp
from labtui.app.navigation import StartAt
from labtui.data.analysis.best_questions import FactQuestion, all_questions, best_questions
from labtui.data.analysis.question_run import first_asked
from labtui.data.analysis.review_queue import queue
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.store import Store
from labtui.screens.questions import QuestionsScreen
from labtui.screens.review import QUESTIONS
from labtui.widgets.review_view import ReviewView
from tests.data.labs import TODAY, Raw, owners
from tests.screens.conftest import HOMELAB, Open, Session

ANSWERS: Raw = {
    "date": date(2026, 1, 2),
    **dict.fromkeys(("restore", "detect", "understand", "rebuild", "own"), "yes"),
}
"""A smell test that is too old."""


def toml(*systems: Raw) -> bytes:
    """A file with these systems."""
    return tomli_w.dumps({"schema": 1, "systems": [*systems]}).encode()


ASKED_FIRST: Raw = {"depends_on": [], "relied_on_for": [], "holds": "originals", "exposure": "lan"}
"""Answers to what is asked before anything else."""


def relied_on(id: str, **more: object) -> Raw:
    """A system that people rely on."""
    known = {**ASKED_FIRST, "owners": owners(), "purpose": "reliability"}
    return {"id": id, "name": id.title(), **known, **more}


LAB = toml(
    relied_on("shop", smell_test=ANSWERS),
    relied_on("mail"),
    {
        **ASKED_FIRST,
        "id": "films",
        "name": "Films",
        "owners": owners(),
        "purpose": "entertainment",
    },
    {"id": "old", "name": "Old one", "owners": owners(), "status": "retired"},
    {**ASKED_FIRST, "id": "soon", "name": "Soon", "owners": owners(), "status": "planned"},
)
"""Two systems that a smell test helps, one that it does not, one retired, and one planned."""


HOME = toml(
    *({**ASKED_FIRST, **raw} for raw in tomllib.loads(HOMELAB.read_bytes().decode())["systems"])
)
"""A lab at home of which all is answered that is asked before anything else."""


def stated(s: Session, id: str) -> Raw:
    """The table of a system as the file on disk has it."""
    return next(raw for raw in tomllib.loads(s.file.decode())["systems"] if raw["id"] == id)


def view(s: Session) -> ReviewView:
    return s.app.screen.query_one(ReviewView)


def asked(s: Session) -> FactQuestion:
    """The question the cursor is on."""
    question = view(s).question
    assert question is not None, f"on no question in\n{s.text}"
    return question


def shown(s: Session) -> tuple[list[str], list[str]]:
    """The rows of the questions, and those of the queue."""
    texts = [row.rstrip(" ▐") for row in s.rows]
    at = next(y for y, row in enumerate(texts) if "tested this month" in row)
    assert texts[at + 1].split()[:2] == ["Name", "Level"], "the titles stand above the queue"
    return [row[3:] for row in texts[:at] if row], [row[3:] for row in texts[at + 2 :]]


def beside(s: Session) -> str:
    """What the panel beside the list says, as one line."""
    return " ".join(s.below.replace("│", " ").split())


async def to_question(s: Session, key: str) -> FactQuestion:
    """Go to the review queue, and put the cursor on the first question for a fact."""
    await s.press("3", "g")
    for _ in range(QUESTIONS):
        if asked(s).key == key:
            return asked(s)
        await s.press("j")
    pytest.fail(f"no question for {key} in\n{s.text}")


async def to_entry(s: Session, id: str) -> None:
    """Put the cursor on a system of the queue, going up from the last."""
    await s.press("G")
    for _ in s.app.workspace.lab.systems:
        entry = view(s).entry
        if entry is not None and entry.id == id:
            return
        await s.press("k")
    pytest.fail(f"no {id} in\n{s.text}")


async def answer_all(s: Session) -> None:
    """Answer the five questions of a smell test, and save them."""
    await s.press(*"yyyyy", "enter")


# --- what is shown


async def test_it_shows_the_best_questions_and_the_queue_in_their_order(open_app: Open) -> None:
    async with open_app(size=(200, 50)) as s:
        await s.press("3")
        found = s.app.workspace.lab
        questions, entries = shown(s)
        wanted = first_asked(found, all_questions(found), lambda _: True, 5)
        assert len(questions) == len(wanted) == 5
        for row, question in zip(questions, wanted, strict=True):
            assert found.systems[question.id].name in row
            assert "for 1 system" in row
            assert ("in production" in row) == bool(question.production)
        assert "What would people miss tomorrow? Cloud VMs, New York" in "\n".join(questions)
        urgent = queue(found)
        for row, entry in zip(entries, urgent, strict=False):
            assert row.startswith(found.systems[entry.id].name[:10])
            assert entry.reasons[0].text in row
        assert [row for row in entries[len(urgent) :] if row] == []


async def test_what_an_answer_settles_below_is_counted_and_named(open_app: Open) -> None:
    guests = [
        {**ASKED_FIRST, "id": f"g{n}", "name": f"Guest {n}", "runs_on": "pve"} for n in range(9)
    ]
    guests[0]["relied_on_for"] = ["data"]
    named: Raw = {"id": "pve", "name": "Host", "owners": {"access": "you"}}
    async with open_app(toml({**ASKED_FIRST, **named}, *guests)) as s:
        await s.press("3", "g")
        assert "Who is responsible for the operating system of Host?" in shown(s)[0][0]
        assert shown(s)[0][0].endswith("for 10")
        below = beside(s)
        assert "for 10 systems, 2 in production: Guest 0, Host, Guest 1, Guest 2" in below
        await s.press("y")
        assert "pve: operating system you, for 10 systems" in s.title


async def test_below_the_causes_stand_in_full(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await s.press("3", "g")
        await to_entry(s, "45drives")
        assert "Is it backed up? and Is it monitored?" not in "\n".join(s.rows)
        said = " ".join(s.below.split())
        assert "×? 2 critical: Is it backed up? and Is it monitored?" in said
        assert "▲ never tested, production needs it" in said
        assert "· 29 of 32 facts not answered" in said


async def test_progress_counts_this_month(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3")
        assert "0 of 3 tested this month" in s.line_with("─ Systems to review (3) ─", "□□□")
        await to_entry(s, "films")
        await s.press("s")
        await answer_all(s)
        assert "■□□ 1 of 3 tested this month" in s.text


async def test_planned_and_retired_systems_need_no_look(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3")
        entries = shown(s)[1]
        assert [row.split()[0] for row in entries if row] == ["Mail", "Shop", "Films"]


async def test_where_nothing_is_to_be_done_it_says_so_kindly(open_app: Open) -> None:
    for data, said in (
        (None, "add a first system"),
        (b"schema = 1\n", "add a first system"),
        (b"schema = 1\n[[systems]]\nid = 'a'\nname = \n", "Nothing of this file can be shown."),
        (
            toml({"id": "old", "name": "Old one", "status": "retired", "owners": owners()}),
            "Nothing is in service, so there is nothing to review.",
        ),
    ):
        async with open_app(data) as s:
            await s.press("3", "enter", "s", "y", "n", "space", "asterisk", "w", "e")
            assert said in s.text


async def test_a_lab_that_needs_nothing_is_told_so(open_app: Open) -> None:
    accepted = [
        {"rule": rule, "reason": "fine", "until": TODAY.replace(year=TODAY.year + 1)}
        for rule in ("unanswered", "level-undetermined", "never-assessed")
    ]
    data = toml({"id": "a", "name": "A", "accepted": accepted})
    async with open_app(data) as s:
        await s.press("3")
        assert s.line_with("─ Nothing to review ─", "0 of 1 tested this month"), (
            "questions are left"
        )
    data = toml({"id": "a", "name": "A", "status": "planned", "accepted": accepted})
    async with open_app(data) as s:
        await s.press("3", "g")
        assert s.line_with("─ Nothing to review ─", "0 of 0 tested this month")


# --- answering


async def test_one_key_answers_and_the_next_question_is_asked(open_app: Open) -> None:
    async with open_app(HOME) as s:
        question = await to_question(s, "evidence.restore_tested")
        assert "t Today  n Never  Enter Answer" in s.lines[-1]
        row = s.cursor_line.partition("│")[0]
        await s.press("t")
        assert s.place.startswith("Questions")
        assert f"{question.id}: restore tested today" in s.title
        await s.press("escape")
        assert row not in s.text
        assert asked(s) in best_questions(s.app.workspace.lab, 5)
        assert len(shown(s)[0]) == 5
        await s.saved()
        assert stated(s, question.id)["evidence"]["restore_tested"] == TODAY
        assert len(s.changed) <= 3
        await s.press("u")
        assert row in s.text
        await s.saved()
        assert s.file == s.before
        await s.press("ctrl+r")
        assert row not in s.text


async def test_a_letter_the_fact_does_not_take_does_what_it_does_elsewhere(open_app: Open) -> None:
    async with open_app(HOME) as s:
        question = await to_question(s, "evidence.restore_tested")
        await s.press("y")
        assert f"Copied: {question.id}" in s.title
        await s.press("a")
        assert "Add a system" in s.text
        await s.press("escape")
        question = await to_question(s, "backs_up_to")
        assert s.lines[-1].startswith(" n Nowhere  Enter Answer  e Edit")
        await s.press("p")
        await s.saved()
        assert s.file == s.before


async def test_outside_of_the_questions_letters_do_what_they_do_elsewhere(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("3")
        await to_entry(s, "45drives")
        await s.press("y")
        assert "Copied: 45drives" in s.title
        assert s.lines[-1].startswith(" Enter Open")
        await s.press("n", "p")
        assert s.file == s.before


async def test_enter_asks_this_question_and_those_after_it(open_app: Open) -> None:
    async with open_app(HOME) as s:
        question = await to_question(s, "evidence.restore_tested")
        await s.press("enter")
        screen = s.app.screen
        assert isinstance(screen, QuestionsScreen)
        assert screen.question == question
        await s.press("escape")
        assert asked(s) == question
        assert s.file == s.before


async def test_read_only_nothing_is_asked_and_nothing_is_answered(open_app: Open) -> None:
    async with open_app(HOME, read_only=True) as s:
        question = await to_question(s, "evidence.restore_tested")
        for key in ("t", "enter", "s"):
            await s.press(key)
            assert asked(s) == question
            assert "read-only" in s.title
        assert s.file == s.before


# --- going about


async def test_the_cursor_keeps_its_system_between_the_rooms(open_app: Open) -> None:
    async with open_app() as s:
        for id in ("zoltan", "mail"):
            await s.press("1", "slash", *id, "enter", "3", "y")
            assert f"Copied: {id}" in s.title
            await s.press("escape", "y")
            assert f"Copied: {id}" in s.title
            await s.press("2", "y")
            assert f"Copied: {id}" in s.title


async def test_enter_opens_the_page_of_an_entry_and_comes_back(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("3")
        await to_entry(s, "jellyfin")
        await s.press("enter")
        assert s.place.startswith("Jellyfin")
        await s.press("escape")
        assert s.room == "Review"
        assert "Jellyfin" in s.cursor_line


async def test_the_filter_counts_for_questions_and_queue(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("3", "slash", *"zoltan", "enter")
        questions, entries = shown(s)
        assert questions
        assert all("? Zoltan!" in row for row in questions)
        assert [row.split()[0] for row in entries if row] == ["Zoltan!"]
        await s.press("escape", "slash", *"nowhere", "enter")
        await s.sees('Nothing to review matches "nowhere".', "Esc clears the filter.")
        await s.press("escape")
        assert "Systems to review (12)" in s.text


async def test_where_it_is_very_wide_the_whole_assessment_stands_beside(open_app: Open) -> None:
    async with open_app(size=(200, 60)) as s:
        await s.press("3", "G")
        assert "─ Blog on a managed platform ─" in s.below
        assert "Findings" in s.below
        await s.resize(120, 40)
        assert "─ Blog on a managed platform ─" in s.below
        assert "Findings" not in s.text
        await s.resize(200, 60)
        assert "Findings" in s.below


async def test_while_a_filter_is_typed_the_footer_names_its_keys(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("3", "g", "slash", *"zol")
        assert s.lines[-1].startswith(" Enter Keep  Esc Clear")
        await s.press("enter")
        assert "Enter Answer" in s.lines[-1]


async def test_an_edit_elsewhere_shows_on_coming_back(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3")
        await to_entry(s, "films")
        await s.press("1", "D", "r", "3")
        assert "Systems to review (2)" in s.text
        assert "Films" not in s.text
        await s.press("u")
        assert "Films" in s.text


async def test_t_is_about_what_is_marked_once_something_is(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await to_question(s, "evidence.restore_tested")
        assert "t Today" in s.lines[-1]
        await s.press("asterisk")
        await to_question(s, "evidence.restore_tested")
        assert "t Today" not in s.lines[-1]
        await s.press("t")
        await s.sees("3 systems: done today")
        await s.press("p")
        await s.saved()
        for id in ("shop", "mail", "films"):
            assert stated(s, id)["evidence"] == {"patched": TODAY}


async def test_there_is_no_sorting_here(open_app: Open) -> None:
    async with open_app() as s:
        await s.press("3")
        before = s.rows
        await s.press("o")
        assert s.rows == before
        await s.press("question_mark")
        assert "Sort" not in s.text


async def test_marking_all_marks_the_queue(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3", "asterisk")
        assert s.app.list_query.marked == {"shop", "mail", "films"}
        await s.press("asterisk")
        assert s.app.list_query.marked == set()


# --- the smell test


async def test_s_goes_through_the_queue_and_saves_each(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3", "g")
        await s.press("s")
        assert "Smell test 1 of 2 · Mail" in s.title
        await answer_all(s)
        assert "Smell test 2 of 2 · Shop" in s.title
        await answer_all(s)
        assert s.room == "Review"
        assert "Smell tests saved: 2." in s.title
        await s.saved()
        assert stated(s, "mail")["smell_test"]["date"] == TODAY
        assert stated(s, "shop")["smell_test"]["date"] == TODAY
        assert "2 of 3 tested this month" in s.text
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_s_goes_through_the_queue_also_on_a_question_that_can_be_shared(
    open_app: Open,
) -> None:
    answered = {layer: owner for layer, owner in owners().items() if layer != "os"}
    async with open_app(toml(relied_on("mail", owners=answered))) as s:
        await s.press("3", "g")
        assert asked(s).key == "owners.os"
        assert "S Shared" in s.lines[-1]
        await s.press("s")
        assert "Smell test · Mail" in s.title
        await s.press("escape")
        assert s.file == s.before


async def test_s_on_an_entry_begins_there(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3")
        await to_entry(s, "shop")
        await s.press("s")
        assert "Smell test · Shop" in s.title, "Mail is above"


async def test_s_asks_of_one_alone_that_it_would_not_take_off_the_queue(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3")
        await to_entry(s, "films")
        await s.press("s")
        assert "Smell test · Films" in s.title


async def test_s_asks_of_what_is_marked(open_app: Open) -> None:
    async with open_app(LAB) as s:
        await s.press("3")
        await to_entry(s, "films")
        await s.press("space")
        await to_entry(s, "mail")
        await s.press("s")
        assert "Smell test · Films" in s.title


async def test_the_app_can_start_at_the_queue(tmp_path: Path) -> None:
    path = tmp_path / "inventory.toml"
    path.write_bytes(HOMELAB.read_bytes())
    workspace = Workspace(Store(path, tmp_path / "backups", create=True), TODAY)
    app = LabtuiApp(workspace, start=StartAt("review"))
    async with app.run_test(size=(120, 40)) as pilot:
        s = Session(app, pilot, path, path.read_bytes())
        await s.settle()
        assert s.room == "Review"
        assert asked(s) == best_questions(workspace.lab, 1)[0]
        await s.press("1")
        assert s.room == "Inventory"
        await s.press("3", "q")
        await s.quits()


# --- at every size


async def test_at_every_size_the_cursor_and_the_row_below_are_seen(open_app: Open) -> None:
    async with open_app(size=(40, 10)) as s:
        for size in ((40, 10), (60, 20), (80, 24), (120, 40), (200, 60)):
            await s.resize(*size)
            await s.press("3", "g")
            for key in ("", "j", "G", "k", "g"):
                await s.press(*key)
                assert "▌" in s.text
                assert s.below.strip()
                assert all(len(line) == size[0] for line in s.lines)


async def test_r_goes_through_what_changed_and_the_queue_says_what_did(open_app: Open) -> None:
    tested = {**ANSWERS, "date": date(2026, 11, 1)}
    moved = [{"date": date(2026, 11, 9), "event": "changed", "note": "moved to node 2"}]
    lab = toml(
        relied_on("shop", smell_test=tested, changed=date(2026, 11, 9), history=moved),
        relied_on("mail", smell_test=tested, seen={"source": "not found, 2026-11-10"}),
        relied_on("wiki"),
    )
    async with open_app(lab) as s:
        await s.press("3")
        await to_entry(s, "shop")
        assert "moved to node 2, since its test on 2026-11-01" in beside(s)
        await s.press("slash", *"mail", "enter", "G")
        await s.until(lambda: "its source does not show it any more: retire it?" in beside(s))
        await s.press("escape", "r")
        assert "Shop" in s.place
        await s.sees("· moved to node 2, since")
        await s.press(*"yyyyy", "enter")
        await s.until(lambda: s.room == "Review", "back at the queue")
        await s.press("r")
        await s.sees("Nothing changed since its smell test.")
