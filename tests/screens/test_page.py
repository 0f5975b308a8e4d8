"""A system's page by keys: settling and accepting findings, planning, two ways out, history."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from labtui.data.analysis.remedies import Detachment, detach
from labtui.data.assessment.lab import Lab
from labtui.screens.page import PageScreen
from tests.data.labs import TODAY, Raw, days_ago, owners, practices, smell_test
from tests.screens.conftest import Open, Session
from tests.screens.test_journeys import find, stated, toml

UNTIL = days_ago(-90)


def system(id: str, **facts: Any) -> Raw:
    """A system at home of which everything that matters is answered, and all is well."""
    return {
        "id": id,
        "name": id.title(),
        "owners": owners(),
        "purpose": "entertainment",
        "relied_on_for": [],
        "depends_on": [],
        "holds": "originals",
        "exposure": "lan",
        "backs_up_to": ["nas"],
        "practices": practices(),
        "evidence": {"patched": days_ago(1), "restore_tested": days_ago(1), "wipeable": True},
        "smell_test": smell_test(),
        **facts,
    }


def lab_with(*systems: Raw) -> bytes:
    """A file with these systems, and the NAS their backups are on."""
    return toml(*systems, system("nas", backs_up_to=[]))


STALE = system("box", evidence={"patched": days_ago(90), "restore_tested": days_ago(1),
                                "wipeable": True})  # fmt: skip
"""Found of it is only that it was not patched lately."""

GIVEN = [
    {"rule": "stale-patches", "reason": "the new kernel breaks it", "until": UNTIL},
]


async def page(s: Session, words: str) -> None:
    """Open the page of the first system that matches."""
    await find(s, words)
    await s.press("enter")
    await s.sees("Findings")


async def down_to(s: Session, words: str) -> str:
    """Go down the page until these words show; says all that was seen on the way."""
    told = s.text
    for _ in range(20):
        if words in told:
            return told
        await s.press("pagedown")
        told += s.text
    pytest.fail(f"never {words} in\n{told}")


def rule_at(s: Session) -> str:
    """What the line with the cursor on the page says."""
    return s.cursor_line.strip()


# --- accepting


async def test_a_finding_is_accepted_with_a_reason_and_four_keys(open_app: Open) -> None:
    reason = "the new kernel breaks it"
    async with open_app(lab_with(STALE), size=(80, 24)) as s:
        await find(s, "box")
        await s.press("enter", "A", *reason, "enter", "enter")
        await s.sees("Accepted until 2027-02-19: “Not p")
        await s.sees("Not patched recently (accepted)", f"until {UNTIL}: {reason}", "none ─")
        await s.saved()
        assert stated(s, "box")["accepted"] == GIVEN
        assert not [line for line in s.changed if line.startswith("-")]
        assert s.app.workspace.lab.assessments["box"].findings[0].accepted
        await s.press("u")
        await s.saved()
        assert s.file == s.before
        await s.until(lambda: "(accepted)" not in s.text, "as before")


async def test_what_is_typed_ahead_accepts_what_was_meant(open_app: Open) -> None:
    async with open_app(lab_with(STALE)) as s:
        await find(s, "box")
        await s.burst("enter", "A", *"later", "enter", "enter")
        await s.sees("later")
        await s.saved()
        assert stated(s, "box")["accepted"][0]["reason"] == "later"


async def test_until_takes_a_day_or_a_number_of_days(open_app: Open) -> None:
    async with open_app(lab_with(STALE), opened="box") as s:
        for typed, until in (
            ("2026-12-24", "2026-12-24"),
            ("+7d", "2026-11-28"),
            ("today", "2026-11-21"),
            ("+99999d", "2300-09-05"),
        ):
            await s.press("A", "x", "enter", "o", *typed, "enter")
            await s.saved()
            assert str(stated(s, "box")["accepted"][0]["until"]) == until
            await s.press("u")
            await s.saved()
            assert s.file == s.before


async def test_a_wrong_until_is_refused_in_place(open_app: Open) -> None:
    async with open_app(lab_with(STALE), size=(80, 24)) as s:
        await find(s, "box")
        await s.press("enter", "A", "enter")
        await s.sees("Enter a reason")
        await s.press("x", "enter")
        await s.sees("Until when?", "h  180 days     2027-05-20", "Enter  until 2027-02-19")
        await s.press("o")
        for typed, said in (
            ("soon", '"soon" is not a date'),
            ("", '"" is not a date'),
            ("-3d", "has passed."),
            ("2026-02-30", '"2026-02-30" is not a date'),
        ):
            await s.press("ctrl+u", *typed, "enter")
            await s.sees(said, "until when? A date, or +30d")
            assert s.file == s.before
        await s.press("ctrl+u", *"+1d", "enter")
        await s.saved()
        assert str(stated(s, "box")["accepted"][0]["until"]) == "2026-11-22"


async def test_leaving_a_question_accepts_nothing(open_app: Open) -> None:
    async with open_app(lab_with(STALE)) as s:
        await page(s, "box")
        for steps in (("escape",), ("x", "enter", "escape")):
            await s.press("A", *steps)
            await s.sees("Not patched recently")
            assert s.file == s.before
            assert isinstance(s.app.screen, PageScreen)


async def test_an_accepted_finding_says_until_when_and_can_be_renewed(open_app: Open) -> None:
    async with open_app(lab_with({**STALE, "accepted": GIVEN}), size=(80, 24)) as s:
        await page(s, "box")
        await s.press("A")
        await s.sees(
            "“Not patched recently”: why do you accept this risk?",
            f"until {UNTIL}.",
            "the new kernel breaks it",
        )
        await s.press("enter")
        await s.sees("m  30 days longer", "2027-03-21")
        await s.press("o", *"+5d", "enter")
        await s.sees(f"It is accepted until {UNTIL} already.")
        await s.press("ctrl+u", *"+120d", "enter")
        await s.saved()
        assert [str(e["until"]) for e in stated(s, "box")["accepted"]] == [
            "2027-02-19", "2027-03-21",
        ]  # fmt: skip
        await s.sees("until 2027-03-21: the new kernel breaks it")


async def test_what_was_accepted_can_be_accepted_no_longer(open_app: Open) -> None:
    both = [*GIVEN, {"rule": "unmonitored", "reason": "soon", "until": days_ago(-9)}, "odd"]
    async with open_app(lab_with({**STALE, "accepted": both})) as s:
        await page(s, "box")
        await s.press("A", "ctrl+u")
        await s.sees("Clear the reason to stop accepting it.")
        await s.press("enter")
        await s.saved()
        await s.sees("No longer accepted: “Not patched")
        assert stated(s, "box")["accepted"] == both[1:]
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_an_acceptance_that_ran_out_counts_no_more_and_can_be_given_anew(
    open_app: Open,
) -> None:
    expired = [{"rule": "stale-patches", "reason": "wait", "until": days_ago(1)}]
    async with open_app(lab_with({**STALE, "accepted": expired})) as s:
        await page(s, "box")
        await s.sees("1 notice", "was accepted until 2026-11-20: wait", "Update it")
        await s.press("A", *" more", "enter", "enter")
        await s.saved()
        await s.sees("(accepted)", "until 2027-02-19: wait more", "none ─")
        assert len(stated(s, "box")["accepted"]) == 2


async def test_what_cannot_be_changed_asks_nothing(open_app: Open) -> None:
    async with open_app(lab_with(STALE), read_only=True, opened="box") as s:
        for key in ("A", "enter", "P", "m"):
            await s.press(key)
            assert isinstance(s.app.screen, PageScreen)
        await s.press("A")
        await s.sees("read-only")


async def test_where_nothing_is_found_there_is_nothing_to_settle(open_app: Open) -> None:
    async with open_app(lab_with(system("box")), opened="box", size=(80, 24)) as s:
        await s.sees("none ─")
        assert "Update fact" not in s.lines[-1]
        for key in ("enter", "A"):
            await s.press(key)
            await s.sees("No finding on this line.")


# --- settling


async def test_enter_on_an_answer_of_the_smell_test_asks_that_very_question_first(
    open_app: Open,
) -> None:
    data = lab_with(system("box", smell_test=smell_test(detect="no")))
    async with open_app(data, opened="box", size=(80, 24)) as s:
        await s.sees("A break-in would go unnoticed")
        await s.press("enter")
        await s.sees("Smell test · Box", "question 1 of 5", "─ Detect ─")
        await s.press("y")
        await s.sees("question 2 of 5", "─ Restore ─")
        await s.press("b")
        await s.sees("question 1 of 5", "─ Detect ─")
        await s.press("enter", "enter", "enter", "enter")
        await s.sees("question 5 of 5", "─ Own ─")
        await s.press("y", "enter")
        await s.saved()
        assert stated(s, "box")["smell_test"]["detect"] == "yes"
        await s.sees("none ─")
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_enter_on_a_date_asks_for_it(open_app: Open) -> None:
    async with open_app(lab_with(STALE), opened="box", size=(80, 24)) as s:
        await s.press("enter")
        await s.sees("When was its software last updated?", "t  today", "another day")
        await s.press("enter", "escape")
        assert s.file == s.before
        await s.press("enter", "t")
        await s.saved()
        await s.sees("none ─", "box: patched 2026-11-21")
        assert stated(s, "box")["evidence"]["patched"] == TODAY
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_enter_on_a_choice_offers_what_there_is(open_app: Open) -> None:
    data = lab_with(system("box", owners=owners(monitoring="nobody")))
    async with open_app(data, opened="box", size=(80, 24)) as s:
        await s.sees("Nobody is responsible")
        await s.press("enter")
        await s.sees("Who is responsible for the monitoring of Box?", "y    you", "n  • nobody")
        await s.press("enter", "enter", "y")
        await s.saved()
        assert stated(s, "box")["owners"]["monitoring"] == "you"


async def test_enter_on_a_choice_shows_what_is_inherited(open_app: Open) -> None:
    host = system("pve", practices=practices(access_control="partly"))
    guest = system("vault", exposure="internet", runs_on="pve", practices={})
    async with open_app(lab_with(guest, host), opened="vault", size=(100, 30)) as s:
        await s.sees("On the internet, unprotected")
        await s.press("down", "enter")
        await s.sees("-  • as inherited: partly ↑ pve")


async def test_enter_on_a_dangling_reference_offers_the_systems(open_app: Open) -> None:
    async with open_app(lab_with(system("box", runs_on="gone")), opened="box") as s:
        await s.sees("Names a missing system")
        await s.press("enter", *"nas", "enter")
        await s.saved()
        assert stated(s, "box")["runs_on"] == "nas"
        await s.press("u")
        await s.saved()
        assert s.file == s.before


async def test_what_has_to_be_learned_asks_what_was_tried(open_app: Open) -> None:
    async with open_app(lab_with(system("box", purpose="learning")), opened="box") as s:
        await s.press("enter")
        await s.sees("Box: experiment: what happened?")
        await s.type("k3s")
        await s.press("enter")
        await s.saved()
        (event,) = stated(s, "box")["history"]
        assert (event["event"], event["note"]) == ("experiment", "k3s")


async def test_what_only_a_member_can_settle_shows_which(open_app: Open) -> None:
    data = lab_with(
        system("dns", relied_on_for=["connectivity"], purpose="reliability"),
        system("lab", member_of="dns", purpose="learning", intended_level="3a"),
    )
    async with open_app(data, opened="dns") as s:
        for _ in range(9):
            if "Depends on a lab" in rule_at(s):
                break
            await s.press("j")
        await s.press("enter")
        await s.sees(" labtui  Lab ", "Member of dns: it decides this finding.")


# --- going through them


MANY = system(
    "box",
    owners=owners(monitoring="nobody", backups="nobody"),
    practices=practices("no", access_control="yes"),
    smell_test=smell_test("no"),
    evidence={"patched": "never", "restore_tested": "never"},
)


async def test_the_cursor_goes_through_all_findings_and_back(open_app: Open) -> None:
    async with open_app(lab_with(MANY), size=(60, 20), opened="box") as s:
        for size in ((60, 20), (80, 24), (120, 40)):
            await s.press("g")
            await s.resize(*size)
            titles = [f.rule for f in s.app.workspace.lab.assessments["box"].findings]
            assert s.lines[1].strip().startswith("─ Box ─")
            seen: list[str] = []
            last = ""
            while last != s.text:
                last = s.text
                bars = [line for line in s.lines if line.startswith("▌")]
                if bars and bars[0] not in seen:
                    seen.append(bars[0])
                await s.press("j")
            await s.sees("Responsible" if size[0] < 110 else "History")
            down = [line[2:].strip() for line in seen if line[2:3] in "×▲·"]
            assert len(down) == len(titles)
            await s.burst(*"k" * 200)
            assert s.lines[1].strip().startswith("─ Box ─")
            await s.press("G", "g")
            assert s.lines[1].strip().startswith("─ Box ─")
            if size != (60, 20):
                assert down[0] in rule_at(s)


async def test_the_cursor_stays_at_its_finding_and_goes_on_once_that_is_accepted(
    open_app: Open,
) -> None:
    async with open_app(lab_with(MANY), opened="box") as s:
        await s.press("j", "j")
        before = rule_at(s)
        await s.press("e", "escape")
        await s.sees("Findings")
        assert rule_at(s) == before
        await s.press("A", "x", "enter", "enter")
        await s.saved()
        assert len(s.app.workspace.system("box").accepted) == 1
        assert rule_at(s) not in {before, ""}, "on to the next"
        await s.press("G")
        await s.sees("(accepted)")
        assert s.line_with("(accepted)").startswith("▌")


async def test_a_click_goes_to_a_finding_and_a_second_settles_it(open_app: Open) -> None:
    async with open_app(lab_with(STALE), opened="box") as s:
        y = next(y for y, line in enumerate(s.lines) if "Not patched recently" in line)
        await s.pilot.click(offset=(8, y))
        await s.sees("When was its software last updated?")


# --- planning


PLANNED = system(
    "mail",
    status="planned",
    runs_on="pve",
    relied_on_for=["communication"],
    smell_test={"restore": "yes"},
)


async def test_a_planned_system_says_what_one_would_sign_up_for(open_app: Open) -> None:
    data = lab_with(PLANNED, system("pve", depends_on=["dns"]), system("dns"))
    async with open_app(data, opened="mail", size=(60, 20)) as s:
        for size in ((60, 20), (80, 24), (120, 40)):
            await s.press("g")
            await s.resize(*size)
            await s.sees("If you put it into service")
            assert s.lines[1].strip().startswith("─ Mail ─"), "it opens at the top"
            told = await down_to(s, "goes wrong?")
            for words in (
                "all 12 layers", "patch it every 45 days", "take the smell test",
                "monitored", "dns, nas and pve", "through those, dns",
                "Once it runs", "✓ If it failed tomorrow",
                "· If someone broke in, would you notice?",
            ):  # fmt: skip
                assert words in told, words
            assert "m Activate" in s.lines[-1]


async def test_one_key_makes_it_active_and_one_takes_it_back(open_app: Open) -> None:
    data = lab_with(PLANNED, system("pve"))
    async with open_app(data, opened="mail") as s:
        assert not s.app.workspace.lab.assessments["pve"].production
        await s.press("m")
        await s.sees("In service now, planned no longer: ", "u undoes it.")
        await s.until(lambda: "If you put it into service" not in s.text, "planned no more")
        await s.saved()
        assert s.changed == ['- status = "planned"']
        assert s.app.workspace.lab.assessments["pve"].production
        assert "Activate" not in s.lines[-1]
        await s.press("m")
        await s.sees("is in service already")
        await s.press("u")
        await s.saved()
        await s.sees("If you put it into service")
        assert s.file == s.before


async def test_a_retired_system_is_not_made_active(open_app: Open) -> None:
    data = lab_with({"id": "old", "name": "Old", "status": "retired"})
    async with open_app(data, opened="old") as s:
        await s.press("m")
        await s.sees("old is retired. x can reactivate it.")
        for key in ("P", "U"):
            await s.press(key)
            await s.sees("Only for a lab that people rely on.")
        await s.press("enter")
        await s.sees("No finding on this line.")
        await s.saved()
        assert s.file == s.before


# --- a recovery loop


LOOP = lab_with(
    system("pbs", recovers_with=["vaultwarden"]), system("vaultwarden", backs_up_to=["pbs"])
)


async def test_a_recovery_loop_is_a_line_with_its_ways_out(open_app: Open) -> None:
    async with open_app(LOOP, opened="pbs", size=(80, 24)) as s:
        for size in ((80, 24), (120, 40)):
            await s.resize(*size)
            await s.press("g")
            await s.press("down")
            await s.sees("Circular recovery", "pbs → recovers with vaultwarden", "Keep a copy of")
            await s.sees("Or back up vaultwarden")


# --- two ways out


BECOME = lab_with(
    system("pve", purpose="learning", intended_level="3a"),
    system("mail", runs_on="pve", relied_on_for=["communication"], owners=owners()),
    system("toy", runs_on="pve"),
)


async def test_a_lab_become_production_shows_two_ways_out(open_app: Open) -> None:
    async with open_app(BECOME, opened="pve", size=(80, 24)) as s:
        for size in ((80, 24), (120, 40)):
            await s.resize(*size)
            await s.press("g")
            await s.sees("P Promote", "U Detach")
            await down_to(s, "mail needs another host")
            await s.sees(
                "Treat it as production", "reliability, intended level 3b.", "Remove 1 dependency"
            )
            await s.sees("Is it monitored?", "runs on pve")


async def test_promoting_is_tried_and_the_file_is_as_it_was(open_app: Open) -> None:
    async with open_app(BECOME, opened="pve") as s:
        await s.sees("Two options")
        await s.press("P")
        await s.saved()
        await s.sees("Nothing is saved. W saves or discards.", "Is it monitored?")
        await s.until(lambda: "Two options" not in s.text, "promoted")
        assert s.app.workspace.what_if is not None
        assert s.app.workspace.system("pve").purpose == "reliability"
        assert s.app.workspace.system("pve").intended_level == "3b"
        assert s.file == s.before
        s.app.workspace.end_what_if(keep=False)
        s.app.lab_changed.publish(None)
        await s.sees("Two options", "A lab that people rely on")


async def test_detaching_joins_a_what_if_that_is_open(open_app: Open) -> None:
    async with open_app(BECOME, opened="pve") as s:
        s.app.workspace.begin_what_if()
        began = s.app.workspace.what_if
        await s.sees("Remove 1 dependency")
        await s.press("U")
        await s.saved()
        await s.sees("Nothing is saved. W saves or discards.", "3a  Homelab")
        assert s.app.workspace.what_if is began
        assert s.app.workspace.system("mail").runs_on is None
        assert s.file == s.before
        await s.press("u")
        await s.sees("Two options")
        assert s.app.workspace.system("mail").runs_on == "pve"


async def test_typed_ahead_a_lab_is_promoted_at_once(open_app: Open) -> None:
    async with open_app(BECOME) as s:
        await find(s, "pve")
        await s.burst("enter", "P")
        await s.sees("Nothing is saved. W saves or discards.")


async def test_while_the_ways_out_are_looked_for_the_page_can_be_used(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Event()

    def slow(lab: Lab, id: str, stopped: Callable[[], bool]) -> Detachment | None:
        while not (found.wait(0.01) or stopped()):
            pass
        return detach(lab, id, stopped)

    monkeypatch.setattr("labtui.data.analysis.remedies.detach", slow)
    async with open_app(BECOME, opened="pve") as s:
        await s.sees("Looking for the fewest references")
        await s.press("U")
        await s.sees("Still searching. Try U again in a few seconds.")
        await s.press("A", "x", "enter", "enter")
        await s.sees("(accepted)")
        found.set()
        await s.sees("Remove 1 dependency")
        await s.press("U")
        await s.sees("Nothing is saved. W saves or discards.")


async def test_what_only_itself_says_cannot_be_detached_by_key(open_app: Open) -> None:
    data = lab_with(system("pve", purpose="learning", relied_on_for=["data"]))
    async with open_app(data, opened="pve") as s:
        await s.sees("U Detach  Clear its own relied on for with e.")
        await s.press("U")
        await s.sees("Its own facts make it production")
        assert s.app.workspace.what_if is None


async def test_what_is_no_lab_has_no_ways_out(open_app: Open) -> None:
    async with open_app(lab_with(system("box")), opened="box") as s:
        for key in ("P", "U"):
            await s.press(key)
            await s.sees("Only for a lab that people rely on.")
        assert s.app.workspace.what_if is None


async def test_what_cannot_be_tried_leaves_no_what_if_behind(open_app: Open) -> None:
    pve = system("pve", purpose="learning", intended_level="3a")
    data = lab_with(pve, system("mail", runs_on="pve", relied_on_for=["data"]), pve)
    async with open_app(data, opened="pve") as s:
        await s.press("P")
        await s.sees("is used on lines")
        assert s.app.workspace.what_if is None


# --- history


async def test_history_tells_how_it_moved_and_what_happened_latest_first(open_app: Open) -> None:
    history = [
        {"date": days_ago(900), "event": "added"},
        {"date": days_ago(400), "event": "assessed", "level": "2", "risk": "Medium–High",
         "verdict": "undecided"},
        {"date": days_ago(200), "event": "assessed", "level": "3a", "risk": "High",
         "verdict": "operating", "note": "moved home"},
        {"date": days_ago(100), "event": "incident", "note": "a disk died"},
        {"event": "changed"},
    ]  # fmt: skip
    guest = system("app", runs_on="box")
    async with open_app(lab_with(system("box", history=history), guest), opened="box") as s:
        await s.sees(
            "2 → 3a", "Medium–High → High → Controlled High now", "operated by: not decided → you"
        )
        await s.sees("2026-08-13 incident (100 days ago)", "◆ assessed: moved home, 3a · High ·")
        told = ("! incident", "moved home", "assessed: 2", "+ added", "~ changed")
        at = [s.lines.index(s.line_with(word)) for word in told]
        assert at == sorted(at)
        await s.press("escape")
        await page(s, "app")
        await s.sees("2026-08-13 incident (100 days ago) ↑ box", "nothing noted yet")
