"""The smell test by keys: five questions, what they come to, and the file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

import pytest

from labtui.data.framework.questions import QUESTION_ORDER, QUESTIONS, questions_for
from labtui.screens.smell_test import SmellTestScreen
from tests.data.labs import TODAY, Raw, owners, smell_test
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import HOSTILE, SHOWN, find, hostile_lab, leave, stated, toml

LAB = questions_for("3a", "lab")
PRODUCTION = questions_for("3b", "production")
assert LAB is not None
assert PRODUCTION is not None
ASKED = [LAB[question].asks[:40] for question in QUESTION_ORDER]
"""What is asked of a lab, as far as it stands on one line."""
SIGNS = "✓✗?●·"
"""An answer on the track: yes, no, don't know; the question that is asked; one still open."""
ALL_YES = dict.fromkeys(QUESTIONS, "yes")
WITHIN = "question {} of 5"


async def assess(s: Session, words: str) -> None:
    """Start the smell test of the first system that matches."""
    await find(s, words)
    await s.press("s")
    await s.sees("Smell test · ", WITHIN.format(1))


async def assess_all(s: Session, ids: Sequence[str]) -> None:
    """Start the smell test of several systems."""
    s.app.push_screen(SmellTestScreen(s.app.workspace, ids))
    await s.settle()
    await s.sees(f"Smell test 1 of {len(ids)}", WITHIN.format(1))


def track(s: Session) -> str:
    """The signs of the track, one for each question."""
    names = next(y for y, line in enumerate(s.lines) if line.split()[:5] == [*QUESTION_ORDER])
    signs = s.lines[names - 1][: s.lines[names].index(" own") + len(" own ")]
    found = [(x, sign) for x, sign in enumerate(signs) if sign in SIGNS]
    for (x, _), question in zip(found, QUESTION_ORDER, strict=True):
        start = s.lines[names].index(f" {question} ") + 1
        assert start <= x < start + len(question), "a sign stands above its question"
    return "".join(sign for _, sign in found)


def noted(s: Session, title: str) -> str:
    """The line below a title."""
    y = next(y for y, line in enumerate(s.lines) if f"─ {title} ─" in line)
    return s.lines[y + 1].partition("│")[0].strip()


def operated(s: Session) -> list[str]:
    """Who operates a system, before and now."""
    boxes = s.line_with("Operated by").split("│")
    return [part.split("Operated by")[1].strip() for part in boxes if "Operated by" in part]


def system(id: str, **facts: Any) -> Raw:
    """A lab at home."""
    return {"id": id, "name": id.title(), "owners": owners(), "purpose": "learning", **facts}


def answered(id: str, **answers: Any) -> Raw:
    """A lab at home with a smell test of its own, given long ago."""
    return system(id, smell_test=smell_test("yes", 300, **answers))


THREE = toml(answered("one"), answered("two"), answered("three"))


# --- one system


async def test_a_full_test_of_what_people_rely_on(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await assess(s, "vaultwarden")
        for number, (key, question) in enumerate(zip("ynydy", PRODUCTION.values(), strict=True), 1):
            await s.sees(WITHIN.format(number), question.situation, question.asks[:40])
            await s.sees("3b  Vaultwarden", "Full-stack production", question.asks.split()[-1])
            await s.sees(f"A good answer is based on: {question.based_on[:24]}")
            assert s.file == s.before
            await s.press(key)
        await s.sees("Before", "Now", "What moved", "Do this first")
        assert operated(s) == ["not decided", "you"]
        assert track(s) == "✓✗✓?✓"
        await s.sees("+ new", "A break-in would go unnoticed", "− answered ▲? No smell test yet")
        assert s.file == s.before
        await s.press("enter")
        await s.saved()
        await s.sees("vaultwarden: operated by you, risk Critical")
        await leave(s)
    assert not [line for line in s.changed if line.startswith("-")]
    assert stated(s, "vaultwarden")["smell_test"] == {
        **ALL_YES, "date": TODAY, "detect": "no", "rebuild": "unsure",
    }  # fmt: skip
    assert stated(s, "vaultwarden")["history"] == [
        {"date": TODAY, "event": "assessed", "level": "3b", "risk": "Critical",
         "verdict": "operating"}
    ]  # fmt: skip


async def test_an_unchanged_system_takes_seven_keys(open_app: Open) -> None:
    async with open_app(toml(answered("one", detect="unsure"))) as s:
        await s.press("s", "enter", "enter", "enter", "enter", "y", "enter")
        await s.saved()
        await s.sees("one: operated by you, risk")
        changed = [line for line in s.changed if "date = " not in line]
        assert not [line for line in changed if line.startswith("-")]
        test = stated(s, "one")["smell_test"]
        assert test == {**ALL_YES, "detect": "unsure", "date": TODAY}
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_keys_typed_ahead_land_where_they_were_meant(open_app: Open) -> None:
    async with open_app(toml(answered("one"))) as s:
        await s.burst("s", "enter", "N", *"ok", "enter", "n", "b", "d", *"yny", "b", "n", "enter")
        await s.sees("one: operated by no one yet, risk")
        await s.saved()
        assert stated(s, "one")["smell_test"] == {
            "date": TODAY, "restore": "yes", "detect": "unsure", "understand": "yes",
            "rebuild": "no", "own": "no", "notes": {"detect": "ok"},
        }  # fmt: skip


async def test_enter_does_not_go_on_without_an_answer_to_keep(open_app: Open) -> None:
    data = toml(system("one", smell_test={"restore": "no", "own": "yes"}))
    async with open_app(data, size=(80, 24)) as s:
        await s.press("s", "enter", "enter")
        await s.sees(ASKED[1], "No earlier answer. Press y, n or d.")
        await s.press("y", "y", "y")
        await s.until(lambda: "No earlier answer" not in s.title, "asking on")
        await s.press("enter")
        await s.sees(ASKED[4], "Answer this one again: y, n or d.")
        await s.press("y", "b", "enter")
        await s.sees(ASKED[4], "This time", "Answer this one again: y, n or d.")


async def test_the_footer_offers_only_what_works_at_this_question(open_app: Open) -> None:
    async with open_app(toml(answered("one")), size=(80, 24)) as s:
        await s.press("s")
        assert "Enter Keep" in s.lines[-1]
        assert "b Back" not in s.lines[-1]
        await s.press("enter", "b", "enter")
        assert "Enter Keep  b Back" in s.lines[-1]
        await s.press("enter", "enter", "enter")
        await s.sees(WITHIN.format(5))
        assert "Enter Keep" not in s.lines[-1]
        assert "b Back" in s.lines[-1]


async def test_back_keeps_what_was_answered_and_lets_one_change_it(open_app: Open) -> None:
    async with open_app(toml(answered("one")), size=(80, 24)) as s:
        await s.press("s", "b")
        await s.sees("This is the first question.", ASKED[0])
        await s.press("n", "d", "b")
        await s.sees("This time: ? don't know", "Enter keeps it")
        assert track(s) == "✗●···"
        await s.press("b")
        await s.sees("This time: ✗ no", "Last time: ✓ yes")
        await s.press("enter", "y", "y", "y", "y")
        await s.sees("restore ✗ no, was yes")
        assert track(s) == "✗✓✓✓✓"
        await s.press("b")
        await s.sees(ASKED[4], WITHIN.format(5))
        assert s.app.workspace.lab.assessments["one"].answer("restore") == "yes"
        await s.press("n")
        await s.sees("own ✗ no, was yes")
        await s.press("enter")
        await s.saved()
        assert stated(s, "one")["smell_test"]["own"] == "no"


async def test_leaving_at_any_step_keeps_nothing_and_says_so(open_app: Open) -> None:
    async with open_app() as s:
        assessments = dict(s.app.workspace.lab.assessments)
        for given in range(6):
            await assess(s, "vaultwarden")
            await s.press("N", *"note", "enter", *"n" * given)
            assert "cancelled" not in s.title
            await s.press("escape")
            await s.sees("Smell test cancelled. Nothing saved.", "1 of 12 systems")
            assert s.app.workspace.lab.assessments == assessments
            assert s.app.workspace.last_step is None
            await s.press("escape")
        await leave(s)
    assert s.file == s.before


@pytest.mark.parametrize("given", [3, 5])
async def test_quitting_in_between_saves_nothing(open_app: Open, given: int) -> None:
    async with open_app() as s:
        await assess(s, "vaultwarden")
        await s.press(*"n" * given, "ctrl+c")
        if given:
            await s.sees("The smell test of Vaultwarden is not saved")
            await s.press("escape", "ctrl+c", "d")
        await s.quits()
    assert s.file == s.before


async def test_what_is_known_stands_beside_it_or_below(open_app: Open) -> None:
    async with open_app(size=(80, 24)) as s:
        await assess(s, "inference")
        await s.sees("Backed up to", "45drives", "2026-02-01, 293 days ago, too old")
        await s.resize(120, 40)
        line = s.line_with("Known so far")
        assert line.index("Known so far") > 50
        assert s.lines[1] == line, "beside the question"
        await s.resize(80, 24)
        assert s.line_with("Known so far").startswith("─ Known so far")


async def test_the_previous_answer_its_date_and_whose_it_is(open_app: Open) -> None:
    host = answered("host", restore="no")
    host["smell_test"]["notes"] = {"restore": "tape is broken"}
    async with open_app(toml(host, system("guest", runs_on="host")), size=(80, 24)) as s:
        await assess(s, "guest")
        await s.sees("✗ no · 2026-01-25, 300 days ago, too old ↑ host", "tape is broken ↑ host")
        await s.press("N", "enter", "enter", "enter", "enter", "enter", "y", "enter")
        await s.saved()
        assert stated(s, "guest")["smell_test"] == {**ALL_YES, "restore": "no", "date": TODAY}
        assert stated(s, "host") == host


async def test_a_fresh_answer_that_was_overtaken_is_said_to_be(open_app: Open) -> None:
    raw = system("one", smell_test=smell_test("yes", 10), changed=TODAY)
    async with open_app(toml(raw), size=(80, 24)) as s:
        await assess(s, "one")
        await s.sees("3a  One", "Full-stack homelab · changed 2026-11-21, tested 2026-11-11")
        await s.sees("same as last time: ✓ yes · 2026-11-11, 10 days ago")
        await s.press(*"yyyyy")
        await s.sees("− solved   ▲ Changed since the smell test")


async def test_a_note_is_kept_changed_and_taken_away(open_app: Open) -> None:
    async with open_app(toml(answered("one", notes={"restore": "by hand", "own": "ask me"}))) as s:
        await s.press("s")
        assert noted(s, "What you noted last time") == "by hand"
        await s.press("N")
        await s.type(", twice")
        await s.press("enter")
        assert noted(s, "Note now") == "by hand, twice"
        await s.press("enter", "enter", "N", "escape", "enter", "enter")
        await s.press("N", *["backspace"] * len("ask me"), "enter")
        assert noted(s, "Note now") == "cleared"
        await s.press("y")
        await s.sees("restore: by hand, twice", "own: cleared")
        await s.press("enter")
        await s.saved()
        assert stated(s, "one")["smell_test"]["notes"] == {"restore": "by hand, twice"}


async def test_a_note_that_cannot_be_typed_on_one_line_is_left_alone(open_app: Open) -> None:
    notes = {"restore": "one\ntwo"}
    async with open_app(toml(answered("one", notes=notes))) as s:
        await s.press("s", "N")
        await s.sees("Edit it with E.")
        await s.press("enter", "enter", "enter", "enter", "y", "enter")
        await s.saved()
        assert stated(s, "one")["smell_test"]["notes"] == notes


async def test_a_host_covers_its_guests_but_not_what_people_rely_on(open_app: Open) -> None:
    data = toml(
        system("host"),
        system("vm", runs_on="host"),
        system("vault", runs_on="vm", relied_on_for=["data"], purpose="reliability"),
        answered("old") | {"runs_on": "host"},
    )
    async with open_app(data, size=(80, 24)) as s:
        s.app.push_screen(SmellTestScreen(s.app.workspace, ["host"]))
        await s.settle()
        await s.sees("also counts for vm")
        await s.press(*"yyyyy")
        await s.sees("Also counts for vm", "Not for vault: people rely on it")
        await s.sees("Not for old: a nearer test counts", "1 system changes")
        await s.press("enter")
        await s.saved()
        assessments = s.app.workspace.lab.assessments
        assert [a.assessed for a in assessments.values() if a.id in {"host", "vm"}] == [
            (TODAY, "host")
        ] * 2
        assert assessments["vault"].assessed is None
    assert "smell_test" not in stated(s, "vm")


async def test_a_refused_save_stays_and_says_why(open_app: Open) -> None:
    async with open_app(toml(system("one", history="much")), size=(80, 24)) as s:
        await s.press("s", *"yyyyy", "enter")
        await s.sees("history is no list of tables", "Operated by")
        assert operated(s) == ["not decided", "you"]
        await s.press("enter", "b")
        await s.sees(ASKED[4])
        await s.press("escape")
        await s.sees("Smell test cancelled. Nothing saved.")
        await leave(s)
    assert s.file == s.before


async def test_what_stands_twice_is_not_asked_about(open_app: Open) -> None:
    async with open_app(toml(system("one"), system("one"))) as s:
        await s.press("s")
        await s.sees("Id one is used on lines", "1 system")
        assert not isinstance(s.app.screen, SmellTestScreen)


# --- several systems


async def test_several_are_saved_one_by_one_and_undone_at_once(open_app: Open) -> None:
    async with open_app(THREE) as s:
        await assess_all(s, ["one", "two", "three"])
        await s.press(*"nnnnn", "enter")
        await s.saved()
        assert stated(s, "one")["smell_test"]["own"] == "no"
        assert stated(s, "two")["smell_test"]["own"] == "yes"
        await s.sees("Smell test 2 of 3 · Two", WITHIN.format(1))
        await s.press(*"ddddd", "enter")
        await s.sees("Smell test 3 of 3 · Three")
        await s.press(*"ynynd")
        await s.sees("Smell test 3 of 3 · Three", "Not saved yet")
        await s.press("enter")
        await s.saved()
        await s.sees("Smell tests saved: 3.")
        systems = tomllib.loads(s.file.decode())["systems"]
        assert [raw["smell_test"]["own"] for raw in systems] == ["no", "unsure", "unsure"]
        assert all(raw["history"][-1]["event"] == "assessed" for raw in systems)
        await s.press("u")
        await s.saved()
        assert s.file == s.before
        await s.sees("Undone: assess one, two, three")


async def test_leaving_at_the_second_keeps_the_first(open_app: Open) -> None:
    async with open_app(THREE) as s:
        await assess_all(s, ["one", "two", "three"])
        await s.press(*"nnnnn", "enter", *"nnnnn", "escape")
        await s.saved()
        await s.sees("Smell tests saved: 1. Not taken: 2.")
        assert stated(s, "one")["smell_test"]["own"] == "no"
        assert stated(s, "two") == answered("two")
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_what_could_not_be_saved_is_said_while_asking_on(open_app: Open) -> None:
    async with open_app(THREE) as s:
        await assess_all(s, ["one", "two"])
        s.path.write_bytes(b"")
        await s.press(*"nnnnn", "enter")
        await s.saved()
        await s.press("y")
        await s.sees("Not saved", ASKED[1])
        await s.press("escape")
        await s.sees("Not saved")


# --- what people write, and any size


@pytest.mark.parametrize("size", [(120, 40)])
async def test_what_people_write_is_shown_as_it_stands(
    open_app: Open, size: tuple[int, int]
) -> None:
    async with open_app(hostile_lab(), size=size) as s:
        for id in HOSTILE:
            s.app.push_screen(SmellTestScreen(s.app.workspace, [id]))
            await s.settle()
            for keys in ("G", "N", ("x", "enter"), "y", "n", "d", "y", ("b", "y"), "G"):
                await s.burst(*keys)
                assert all(c.isprintable() for line in s.lines for c in line), s.text
            assert SHOWN.get(id, "")[:4] in s.title
            await s.press("escape")
        assert not s.left
    assert s.file == s.before


async def test_another_size_at_every_step(open_app: Open) -> None:
    async with open_app() as s:
        await assess(s, "vaultwarden")
        for key in "yyyyy":
            before = s.text
            for size in ((60, 20), (1, 1), (200, 60), (120, 40)):
                await s.resize(*size)
            assert s.text == before
            await s.press(key)
        await s.resize(60, 20)
        await s.resize(120, 40)
        await s.sees("Operated by")
        assert operated(s) == ["not decided", "you"]
    assert s.file == s.before


async def test_a_click_on_an_answer_gives_it(open_app: Open) -> None:
    async with open_app(toml(answered("one")), size=(120, 40)) as s:
        await s.press("s")
        y = next(y for y, line in enumerate(s.lines) if " n   no " in line)
        await s.pilot.click(offset=(s.lines[y].index(" n   no ") + 5, y))
        await s.sees(WITHIN.format(2))
        assert track(s) == "✗●···"
