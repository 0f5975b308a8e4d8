"""The questions one by one: each answer down to the file, and no key for another question."""

from __future__ import annotations

from itertools import pairwise

import pytest
import tomli_w

from labtui.screens.questions import QuestionsScreen
from tests.data.labs import TODAY, Raw, owners
from tests.screens.conftest import Open, Session
from tests.screens.test_review import HOME, stated, toml


def listed(*systems: Raw) -> bytes:
    """A file with systems without tables of their own, which `toml` would write on one line."""
    return "\n".join(f"[[systems]]\n{tomli_w.dumps(system)}" for system in systems).encode()


UNKNOWN = listed(
    *({"id": id, "name": id.title()} for id in ("films", "pve", "nas", "mail", "wiki"))
)
"""Systems of which only the names are known."""

MAIL: Raw = {"id": "mail", "name": "Mail", "purpose": "reliability", "owners": owners()}
"""A system that people rely on, of which little else is known."""


def screen(s: Session) -> QuestionsScreen:
    found = s.app.screen
    assert isinstance(found, QuestionsScreen), s.text
    return found


def asked(s: Session) -> tuple[str, str]:
    """The system that is asked about, and the fact."""
    question = screen(s).question
    assert question is not None, s.text
    return question.id, question.key


async def begin(s: Session) -> None:
    """Ask the best question, and those after it."""
    await s.press("3", "g", "enter")


async def go_to(s: Session, key: str) -> None:
    """Skip questions until one is about this fact; then those that were skipped."""
    while screen(s).question is None or asked(s)[1] != key:
        await s.press("enter" if screen(s).question is None else "tab")


# --- one key an answer

LETTERS = [
    ("purpose", "l", "learning"),
    ("purpose", "r", "reliability"),
    ("exposure", "i", "isolated"),
    ("exposure", "e", "internet"),
    ("holds", "n", "nothing"),
    ("holds", "o", "originals"),
    ("relied_on_for", "n", []),
    ("depends_on", "n", []),
    ("backs_up_to", "n", []),
    ("evidence.restore_tested", "t", TODAY),
    ("evidence.patched", "n", "never"),
    ("owners.os", "y", "you"),
    ("owners.os", "S", "shared"),
    ("owners.os", "s", "shared"),
    ("owners.os", "p", "provider"),
    ("owners.os", "n", "nobody"),
    ("owners.monitoring", "a", "n/a"),
    ("practices.segmentation", "y", "yes"),
    ("practices.segmentation", "p", "partly"),
    ("practices.segmentation", "n", "no"),
    ("practices.segmentation", "a", "n/a"),
    ("evidence.monitored", "y", True),
    ("evidence.monitored", "n", False),
]


async def test_every_answer_has_its_key_and_is_undone_by_one(open_app: Open) -> None:
    layers = {layer: owner for layer, owner in owners().items() if layer != "monitoring"}
    lab = toml(
        {**MAIL, "relied_on_for": ["income"], "owners": layers},
        {"id": "wiki", "name": "Wiki", "owners": {"access": "you"}},
    )
    async with open_app(lab) as s:
        await begin(s)
        for key, letter, value in LETTERS:
            await go_to(s, key)
            id, _ = asked(s)
            assert letter == "s" or f" {letter} " in s.text, key
            await s.press(letter)
            assert asked(s) != (id, key), "the next one is asked"
            await s.saved()
            table, _, name = key.rpartition(".")
            found = stated(s, id)
            assert (found[table] if table else found)[name] == value, key
            await s.press("u")
            await s.saved()
            assert asked(s) == (id, key), "what is taken back is asked again"
            assert s.file == s.before


async def test_a_key_that_answers_something_else_says_so_and_does_nothing(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await begin(s)
        where = asked(s)
        for key in "yvwp7":
            await s.press(key)
            assert f"{key} does not answer this question." in s.title
            assert asked(s) == where
        await s.press("space")
        assert "= lists the systems" in s.title
        await s.press("j", "k", "equals_sign", "j", "k")
        assert "does not answer" not in s.title, "these do something else"
        assert s.file == s.before


async def test_where_it_runs_is_one_key_on_its_own_or_on_another(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await begin(s)
        assert asked(s) == ("films", "runs_on")
        await s.press("enter", *"pv", "enter", "h")
        assert asked(s) == ("nas", "runs_on")
        assert "1  Pve" in s.text, "what carries a system"
        offered = [choice.word for choice in screen(s).choices if choice.key.isdigit()]
        assert offered == ["pve", "films"], "of the others it is not known where they are"
        await s.press("j", "s", "1")
        await s.saved()
        assert stated(s, "pve")["owners"] == owners()
        assert "purpose" not in stated(s, "pve")
        assert stated(s, "wiki") == {"id": "wiki", "name": "Wiki", "runs_on": "pve"}
        assert stated(s, "films")["runs_on"] == "pve"
        assert stated(s, "mail")["owners"]["application"] == "provider"


async def test_a_click_on_an_answer_gives_it(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await begin(s)
        where = asked(s)
        line = next(y for y, text in enumerate(s.lines) if text.startswith("   h  "))
        await s.pilot.click(offset=(10, line))
        await s.until(lambda: asked(s) != where, "asking the next")
        await s.saved()
        assert stated(s, where[0])["owners"] == owners()


async def test_of_a_thing_without_an_operating_system_it_is_said_what_it_may_hold(
    open_app: Open,
) -> None:
    ups: Raw = {"id": "ups", "name": "UPS", "purpose": "reliability", "owners": owners(os="n/a")}
    async with open_app(toml(ups)) as s:
        await begin(s)
        await go_to(s, "holds")
        assert "a UPS holds nothing, a disk may hold data." in s.text
        await s.press("escape", "1", "e", "slash", *"holds", "enter", "enter")
        await s.sees("What data is in it?", "a UPS holds nothing")
        await s.press("n", "ctrl+s")
        await s.saved()
        assert stated(s, "ups")["holds"] == "nothing"


async def test_several_are_ticked_by_their_keys_and_kept_by_enter(open_app: Open) -> None:
    async with open_app(toml(MAIL, {**MAIL, "id": "dns"}, {**MAIL, "id": "nas"})) as s:
        await begin(s)
        await go_to(s, "relied_on_for")
        id = asked(s)[0]
        await s.press("c", "i", "w", "i")
        assert "[x] communication" in s.text
        assert "[ ] identity" in s.text
        assert s.file == s.before, "until Enter"
        assert s.lines[-1].startswith(" Enter Keep")
        await s.press("enter")
        await go_to(s, "depends_on")
        needing = asked(s)[0]
        first, second = (choice.word for choice in screen(s).choices if choice.key in "12")
        await s.press("2", "1", "enter")
        await s.saved()
        assert stated(s, id)["relied_on_for"] == ["communication", "workflow"]
        assert stated(s, needing)["depends_on"] == [second, first]


async def test_a_digit_stays_with_its_system_in_all_questions(open_app: Open) -> None:
    systems = [{"id": f"h{n}", "name": f"Host {n}", "owners": owners()} for n in range(12)]
    async with open_app(toml(*systems)) as s:
        digits: dict[str, str] = {}
        for _ in range(2):
            await begin(s)
            await go_to(s, "depends_on")
            for _ in range(4):
                now = {each.word: each.key for each in screen(s).choices if each.key.isdigit()}
                assert asked(s)[0] not in now
                assert digits.items() <= {**digits, **now}.items()
                digits |= now
                await s.press(next(digit for digit in "23456789" if digit in now.values()), "enter")
            await s.press("escape")
        assert len(digits) == 9
        await begin(s)
        await go_to(s, "depends_on")
        await s.press("enter", *"h11", "enter")
        named = {each.word: each.key for each in screen(s).choices if each.key.isdigit()}
        assert "h11" in named, "what is named takes the digit of one that nobody named"
        kept = {id: digit for id, digit in named.items() if digit != named["h11"]}
        assert kept.items() <= digits.items()


async def test_another_day_is_typed(open_app: Open) -> None:
    async with open_app(toml({**MAIL, "relied_on_for": ["income"]})) as s:
        await begin(s)
        await go_to(s, "evidence.patched")
        assert "Enter Another day" in s.lines[-1]
        await s.press("enter", *"some day", "enter")
        assert "some day" in s.text
        await s.press("escape")
        assert asked(s)[1] == "evidence.patched"
        assert s.file == s.before
        await s.press("enter", *"2026-11-02", "enter")
        await s.saved()
        assert str(stated(s, "mail")["evidence"]["patched"]) == "2026-11-02"


async def test_what_is_not_there_yet_is_added_in_the_same_step(open_app: Open) -> None:
    async with open_app(toml({**MAIL, "relied_on_for": ["income"], "holds": "originals"})) as s:
        await begin(s)
        for key, name in (("depends_on", "dns"), ("backs_up_to", "Backblaze")):
            await go_to(s, key)
            await s.press("enter", *name)
            assert "not there yet: is added too" in s.text
            await s.press("enter")
            assert f"added: {name.lower()}" in s.title
            assert asked(s)[1] != key
        await s.saved()
        assert stated(s, "mail")["depends_on"] == ["dns"]
        assert stated(s, "mail")["backs_up_to"] == ["backblaze"]
        assert stated(s, "backblaze") == {"id": "backblaze", "name": "Backblaze"}
        await s.press("u", "u")
        await s.saved()
        assert s.file == s.before


async def test_the_first_question_is_asked_by_a_key_and_enter_from_the_start(
    open_app: Open,
) -> None:
    async with open_app() as s:
        await s.press("3", "enter")
        assert asked(s) == ("45drives", "relied_on_for")


# --- the same for all


async def test_the_same_for_all_lists_them_before_and_is_one_step(open_app: Open) -> None:
    guests = [{"id": f"g{n}", "name": f"Guest {n}", "runs_on": f"h{n % 2}"} for n in range(6)]
    hosts = [{"id": f"h{n}", "name": f"Host {n}", "owners": owners()} for n in range(2)]
    async with open_app(toml(*hosts, *guests)) as s:
        await begin(s)
        await go_to(s, "relied_on_for")
        assert "= the same for 3 systems" in s.text
        await s.press("equals_sign")
        assert "The same for 3 of 3: on h0" in s.text
        assert [f"[x] Guest {n}" in s.text for n in range(6)] == [True, False] * 3
        await s.press("equals_sign")
        assert "The same for 6 of 6: all without an answer" in s.text
        await s.press("j", "space")
        left_out = next(n for n in range(6) if f"[ ] Guest {n}" in s.text)
        assert "The same for 5 of 6" in s.text
        assert s.file == s.before
        await s.press("n")
        assert "5 systems: relied on for nothing" in s.title
        assert asked(s) == (f"g{left_out}", "relied_on_for")
        await s.saved()
        told = {f"g{n}": stated(s, f"g{n}").get("relied_on_for") for n in range(6)}
        assert told == {id: None if id == f"g{left_out}" else [] for id in told}
        await s.press("u")
        await s.saved()
        assert s.file == s.before
        await s.press("equals_sign", "equals_sign", "equals_sign")
        assert "The same for" not in s.text, "again only this one"


async def test_whom_it_is_for_is_seen_in_a_small_window_too(open_app: Open) -> None:
    async with open_app(UNKNOWN, size=(60, 20)) as s:
        await begin(s)
        await s.press("equals_sign", "h")
        assert asked(s)[1] == "relied_on_for"
        await s.press("equals_sign")
        assert all(f" {letter}  [ ] " in s.text for letter in "asicowmrhp")
        assert "The same for 5 of 5" in s.text
        assert all(f"[x] {name}" in s.text for name in ("Pve", "Nas", "Mail", "Wiki", "Films"))


async def test_of_all_none_can_need_itself(open_app: Open) -> None:
    hosts = [{**MAIL, "id": id, "name": id, "relied_on_for": []} for id in ("a", "b", "c")]
    async with open_app(toml(*hosts)) as s:
        await begin(s)
        await go_to(s, "depends_on")
        assert asked(s) == ("a", "depends_on")
        await s.press("equals_sign", "1", "enter")
        await s.saved()
        assert [stated(s, id).get("depends_on") for id in "abc"] == [["b"], None, ["b"]]
        assert asked(s) == ("b", "depends_on")


# --- skipping, and not knowing


async def test_what_is_skipped_comes_again_and_what_nobody_knows_does_not(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await begin(s)
        first = asked(s)
        await s.press("d")
        assert "not known for now" in s.title
        second = asked(s)
        await s.press("j")
        await s.press("k")
        assert asked(s) == second
        await s.press("k")
        assert asked(s) == first, "one can go back to it too"
        await s.press("k")
        assert "This is the first question." in s.title
        await s.press("d", "j")
        total = 0
        while screen(s).question is not None:
            await s.press("d")
            total += 1
        assert "Skipped: 1. Enter asks them again." in s.text
        assert f"Not known: {total + 1}." in s.text
        await s.press("enter")
        assert asked(s) == second
        await s.press("d", "escape")
        assert s.room == "Review"
        assert "Questions to answer next" not in s.text
        assert s.file == s.before


async def test_back_shows_what_was_answered_and_takes_another_answer(open_app: Open) -> None:
    async with open_app(toml({**MAIL, "relied_on_for": ["income"]})) as s:
        await begin(s)
        await go_to(s, "exposure")
        await s.press("l", "k")
        assert asked(s) == ("mail", "exposure")
        assert "Your answer: lan" in s.text
        await s.press("v")
        await s.saved()
        assert stated(s, "mail")["exposure"] == "vpn"
        assert asked(s)[1] != "exposure"


async def test_going_back_and_on_again_loses_no_question(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await begin(s)
        seen = []
        for key in ("h", "h", "j"):
            seen.append(asked(s))
            await s.press(key)
        seen.append(asked(s))
        await s.press("k", "k", "k")
        assert asked(s) == seen[0]
        assert "Next" in s.text
        assert [q.id for q in screen(s)._course.coming(s.app.workspace.lab, 3)] == [
            id for id, _ in seen[1:]
        ], "what comes next is what was stepped back over"
        for before, after in pairwise(seen):
            assert asked(s) == before
            await s.press("r" if before == seen[0] else "j")
            assert asked(s) == after
        await s.press("k", "k", "k", "k")
        assert "This is the first question." in s.title
        assert asked(s) == seen[0]
        await s.saved()
        assert stated(s, seen[0][0])["owners"]["hardware"] == "provider"


async def test_back_at_a_list_what_was_answered_is_ticked(open_app: Open) -> None:
    async with open_app(toml(MAIL, {**MAIL, "id": "dns"}, {**MAIL, "id": "nas"})) as s:
        await begin(s)
        await go_to(s, "relied_on_for")
        id = asked(s)[0]
        await s.press("c", "w", "enter", "k")
        assert "Your answer: communication, workflow" in s.text
        assert "[x] communication" in s.text
        assert "[x] workflow" in s.text
        await s.press("w", "i", "enter")
        await s.saved()
        assert stated(s, id)["relied_on_for"] == ["communication", "identity"]
        assert asked(s) != (id, "relied_on_for")


# --- the end


async def test_the_end_says_what_is_left_and_more_questions_are_said_to_be_more(
    open_app: Open,
) -> None:
    lab = toml(MAIL, {**MAIL, "id": "old", "name": "Old"})
    async with open_app(lab) as s:
        await begin(s)
        await go_to(s, "exposure")
        assert "came up" not in s.text
        total = screen(s)._course.total
        await s.press("e")
        while screen(s)._course.total == total:
            await s.press("d")
        assert asked(s)[1] == "evidence.mfa"
        assert f"{total + 1} of {total + 1}  1 more came up" in s.text
        await s.press("d")
        assert "2 smell tests are due. s asks them." in s.text
        known = s.app.workspace.lab.assessments.values()
        left = sum(a.relevant - a.known for a in known)
        assert (
            f"{left} facts have no answer yet. In the inventory, /unanswered lists where" in s.text
        )
        assert "s Smell test" in s.lines[-1]
        await s.press("s")
        assert s.place.startswith("Smell test")
        assert "Mail" in s.text
        await s.press("escape")
        assert "2 smell tests are due. s asks them." in s.text


# --- keys typed ahead


async def test_answers_typed_ahead_answer_what_was_to_come(open_app: Open) -> None:
    """In one packet: none lost, none for another question."""
    hosts = [{"id": f"h{n}", "name": f"Host {n}"} for n in range(20)]
    typed = ["h", "r", "s", "equals_sign", "space", "h", "m", *["n"] * 17, "j", "n", *"cw"]
    async with open_app(listed(*hosts)) as slow:
        await begin(slow)
        for key in typed:
            await slow.press(key)
        await slow.press("enter")
        await slow.saved()
        where, file = asked(slow), slow.file
    async with open_app(listed(*hosts)) as s:
        await s.burst("3", "g", "enter", *typed, "enter")
        await s.saved()
        assert (asked(s), s.file) == (where, file)
        assert s.file != s.before
        while s.file != s.before:
            await s.burst("u", "u")
            await s.saved()


async def test_in_a_large_lab_the_next_round_is_looked_for_while_no_key_waits(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labtui.screens.questions.AT_ONCE", 0)
    monkeypatch.setattr("labtui.screens.asked_question.AT_ONCE", 0)
    async with open_app(UNKNOWN) as s:
        await begin(s)
        assert "= the same for others" in s.text, "they are not counted before"
        await s.burst("equals_sign", "h", *["n"] * 10, *"lllll")
        await s.until(lambda: screen(s).question is not None, "asking what a level makes matter")
        assert asked(s)[1] not in {"runs_on", "relied_on_for", "depends_on", "purpose"}
        assert s.title.count("does not answer") == 0
        await s.saved()
        assert [stated(s, id)["purpose"] for id in ("pve", "films")] == ["learning"] * 2


async def test_it_can_be_left_while_the_next_round_is_looked_for(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labtui.screens.questions.AT_ONCE", 0)
    monkeypatch.setattr("labtui.screens.asked_question.AT_ONCE", 0)
    async with open_app(listed({"id": "nas", "name": "NAS"})) as s:
        await begin(s)
        left = screen(s)
        await s.burst(*["d"] * left._course.total, "escape")
        await s.until(lambda: not left._is_looking, "no longer looking")
        await s.settle()
        assert "Questions" not in s.title
        await s.press("1")
        await s.sees("NAS")


async def test_what_others_write_is_not_asked_any_more(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await begin(s)
        first = asked(s)[0]
        rest = s.before.replace(
            b'id = "%s"' % first.encode(), b'id = "%s"\nruns_on = "nas"' % first.encode()
        )
        s.path.write_bytes(rest)
        await s.until(lambda: asked(s)[0] != first, "asking about the next")
        second = asked(s)[0]
        await s.press("h")
        await s.saved()
        assert stated(s, first)["runs_on"] == "nas"
        assert stated(s, second)["owners"]["os"] == "you"


async def test_the_same_is_not_for_what_others_removed_or_retired(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await begin(s)
        assert asked(s)[0] == "films"
        await s.press("equals_sign", "j", "j", "j", "j", "space")
        assert "The same for 4 of 5" in s.text
        assert "[ ] Wiki" in s.text
        kept, _ = s.before.split(listed({"id": "wiki", "name": "Wiki"}))
        mail = b'id = "mail"\n'
        s.path.write_bytes(kept.replace(mail, mail + b'status = "retired"\n'))
        await s.sees("The same for 3 of 3: all without an answer")
        assert asked(s)[0] == "films"
        assert "Wiki" not in s.text
        await s.press("k", "k", "space", "h")
        await s.saved()
        told = {id: stated(s, id).get("owners", {}).get("os") for id in ("pve", "nas", "films")}
        assert [*told.values()].count("you") == 2
        assert "owners" not in stated(s, "mail")


async def test_only_what_the_filter_shows_is_asked(open_app: Open) -> None:
    async with open_app(UNKNOWN) as s:
        await s.press("3", "slash", *"mail", "enter", "g", "enter")
        seen = set()
        while screen(s).question is not None:
            seen.add(asked(s)[0])
            await s.press("j")
        assert seen == {"mail"}


async def test_read_only_nothing_is_asked(open_app: Open) -> None:
    async with open_app(UNKNOWN, read_only=True) as s:
        await begin(s)
        assert s.room == "Review"
        assert "read-only" in s.title


async def test_every_question_of_a_lab_can_be_shown_at_every_size(open_app: Open) -> None:
    async with open_app(HOME, size=(40, 10)) as s:
        await begin(s)
        keys: set[str] = set()
        while (question := screen(s).question) is not None:
            if question.key not in keys:
                keys.add(question.key)
                for size in ((40, 10), (60, 20), (80, 24), (120, 40)):
                    await s.resize(*size)
                    assert all(len(line) == size[0] for line in s.lines)
                    if size[1] >= 24:
                        shown = [choice for choice in screen(s).choices if choice.key in s.text]
                        assert shown == list(screen(s).choices)
            await s.press("j")
        assert len(keys) > 10
