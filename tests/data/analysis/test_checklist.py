"""The checklist of retiring a system: its tasks, and what is ticked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.checklist import (
    TASK_IDS,
    State,
    Task,
    can_get_into,
    checklist,
    no_way_back,
    noted,
    ticked,
    waits_until,
)
from labtui.data.analysis.checklist_tasks import NO_WAY_BACK
from labtui.data.assessment.facts_used import FactUsed
from labtui.errors import FactError
from tests.data.generate import labs, law
from tests.data.labs import TODAY, Raw, days_ago, lab, owners, raw, system
from tests.rows import each_row


def tasks(id: str, *raws: Raw) -> dict[str, Task]:
    return {task.id: task for task in checklist(lab(*raws), id)}


def because(task: Task) -> list[str]:
    return [fact.key for fact in task.because]


ALWAYS = {"decision", "stop", "lessons"}

NOTHING_TO_DO: Raw = {
    "owners": owners("provider"),
    "used_by": [],
    "relied_on_for": [],
    "depends_on": [],
    "access_to": [],
    "backs_up_to": [],
    "exposure": "isolated",
    "evidence": {"exportable": "n/a", "monitored": False},
}


def test_nothing_is_asked_that_the_facts_say_there_is_nothing_of() -> None:
    own = tasks("a", raw("a", **{**NOTHING_TO_DO, "owners": owners("nobody")}))
    assert own.keys() == ALWAYS | {"automation", "leftovers", "hardware"}
    rented = tasks("a", raw("a", **NOTHING_TO_DO))
    assert rented.keys() == ALWAYS | {"subscriptions"}


def test_what_is_not_known_is_asked_and_said_to_be_unknown() -> None:
    found = tasks("a", raw("a"))
    assert found.keys() == set(TASK_IDS) - {"dependents"}
    for task in found.values():
        if task.id not in ALWAYS:
            assert "Not known: " in task.says
            assert task.because
        assert all(fact.value is None and fact.origin is None for fact in task.because)


def test_what_can_be_undone_comes_first() -> None:
    order = list(tasks("a", raw("a"), raw("b", runs_on="a")))
    assert order == list(TASK_IDS)
    assert order.index("stop") < order.index(NO_WAY_BACK) < order.index("hardware")
    assert order.index("restore") < order.index("export") < order.index("stop")
    assert order.index("alerts") < order.index("stop") < order.index("monitoring")


@each_row(
    ("task", "facts", "says"),
    [
        ("decision", {"retirement": {"replaced_by": "owl"}}, "owl replaces it."),
        (
            "people",
            {"used_by": ["Ida", "", "Tom"]},
            "Used by Ida and Tom. Not known: what would people miss tomorrow?",
        ),
        (
            "people",
            {"relied_on_for": ["data"]},
            "People rely on it for data. Not known: who uses it?",
        ),
        (
            "people",
            {"used_by": ["Ida"], "relied_on_for": ["data", "data"]},
            "Used by Ida. People rely on it for data.",
        ),
        ("restore", {"evidence": {"restore_tested": "never"}}, "Restore last tested: never."),
        (
            "restore",
            {"evidence": {"restore_tested": days_ago(900)}},
            f"Restore last tested: {days_ago(900)} (900 days ago); limit: 180 days.",
        ),
        ("export", {"evidence": {"exportable": True}}, "You know how to export your data."),
        ("export", {"evidence": {"exportable": False}}, "You do not know how to export your data."),
        (
            "kept",
            {"retirement": {"data_kept_at": "disk"}},
            "Its data is kept at: disk. Not known: until when is it kept?",
        ),
        (
            "kept",
            {"retirement": {"keep_until": days_ago(-9)}},
            "Not known: where is it kept? Keep it until 2026-11-30.",
        ),
        (
            "kept",
            {"retirement": {"data_kept_at": "disk", "keep_until": days_ago(-9)}},
            "Its data is kept at: disk. Keep it until 2026-11-30.",
        ),
        ("alerts", {"evidence": {"monitored": True}}, "It is monitored."),
        ("monitoring", {"evidence": {"monitored": True}}, "It is monitored."),
        ("automation", {"runs_on": "owl"}, "owl may start it."),
        (
            "automation",
            {"runs_on": "owl", "source": "compose.yaml"},
            "It was imported from compose.yaml. owl may start it.",
        ),
        ("stop", {"retirement": {"date": days_ago(-9)}}, "Wait until 2026-11-30 (in 9 days)."),
        ("stop", {"retirement": {"date": days_ago(-1)}}, "Wait until 2026-11-22 (in 1 day)."),
        (
            "stop",
            {"retirement": {"date": days_ago(3)}},
            "The wait ended on 2026-11-18 (3 days ago).",
        ),
        ("access", {"exposure": "internet"}, "It can be reached from anywhere."),
        (
            "access",
            {"exposure": "vpn", "url": "https://a.example"},
            "It can be reached from outside through a VPN. Its address: https://a.example.",
        ),
        (
            "access",
            {"exposure": "isolated", "url": "https://a.example"},
            "Its address: https://a.example.",
        ),
        (
            "access",
            {"url": "https://a.example"},
            "Its address: https://a.example. Not known: from where can it be reached?",
        ),
        ("backups", {"backs_up_to": ["nas"]}, "It is backed up to nas."),
        (
            "secrets",
            {"depends_on": ["db", "db"]},
            "It may hold keys of db. Not known: which systems can it administer?",
        ),
        (
            "secrets",
            {"depends_on": [], "access_to": ["pve", "nas"]},
            "It has admin access to pve and nas.",
        ),
        (
            "secrets",
            {"relied_on_for": ["identity"], "depends_on": [], "access_to": []},
            "People log in to other systems with it.",
        ),
        ("leftovers", {"runs_on": "owl"}, "Look on owl."),
        (
            "subscriptions",
            {"owners": {"os": "provider"}},
            "The provider is responsible for its operating system.",
        ),
        (
            "subscriptions",
            {"owners": {"os": "shared"}},
            "The provider is responsible for its operating system.",
        ),
        ("hardware", {"owners": {"hardware": "nobody"}}, "The hardware is yours."),
    ],
)
def test_what_an_item_says_of_the_facts_behind_it(task: str, facts: Raw, says: str) -> None:
    found = tasks("a", raw("a", **facts))[task]
    assert found.says == says
    assert any(fact.value is not None for fact in found.because)


def test_a_retired_system_keeps_its_list() -> None:
    retirement = {"date": days_ago(30), "done": ["people"]}
    found = tasks("a", raw("a", status="retired", retirement=retirement), raw("b"))
    assert found["stop"].says == f"Out of service since {days_ago(30)} (30 days ago)."
    assert found["people"].state == "done"


def test_there_is_no_list_for_what_is_not_there() -> None:
    with pytest.raises(FactError, match="No system ghost"):
        checklist(lab(), "ghost")


# --- items that look at more than one fact


def test_what_names_it_is_to_be_freed() -> None:
    raws = (
        raw("b", runs_on="a", depends_on=["a"]),
        raw("c", backs_up_to=["a"], status="retired"),
        raw("a", depends_on=["a"]),
    )
    one = tasks("a", *raws)["dependents"]
    assert one.says == "b names it."
    assert one.because == (FactUsed("runs_on", "a", "b"), FactUsed("depends_on", ("a",), "b"))

    replacement = raw("a", retirement={"replaced_by": "z"})
    two = tasks("a", *raws[:2], raw("d", member_of="a", status="planned"), replacement)[
        "dependents"
    ]
    assert two.says == "b and d name it. z replaces it."


def test_a_restore_that_was_tested_lately_or_cannot_be_is_not_asked_for() -> None:
    assert "restore" not in tasks("a", raw("a", evidence={"restore_tested": days_ago(9)}))
    assert "restore" not in tasks("a", raw("a", backs_up_to=[]))
    assert {"restore", "export", "kept"}.isdisjoint(
        tasks("a", raw("a", evidence={"exportable": "n/a"}, backs_up_to=["nas"]))
    )


def test_inherited_facts_count_and_say_whose_they_are() -> None:
    host = raw("host", backs_up_to=["nas"], evidence={"monitored": True}, owners=owners("provider"))
    found = tasks("a", raw("a", runs_on="host"), host)
    assert found["backups"].because == (FactUsed("backs_up_to", ("nas",), "host"),)
    assert found["alerts"].because == (FactUsed("evidence.monitored", True, "host"),)


def test_what_its_host_pays_for_and_stands_on_is_not_its_own() -> None:
    for owner in ("you", "provider"):
        host = raw("host", owners=owners(owner))
        found = tasks("a", raw("a", runs_on="host", owners={"access": "you"}), host)
        assert {"subscriptions", "hardware"}.isdisjoint(found)
    silent = tasks("a", raw("a", runs_on="host"), raw("host"))
    assert "hardware" not in silent


def test_what_its_group_answers_is_about_its_own_hardware() -> None:
    group = raw("group", owners={"hardware": "you", "os": "provider"})
    found = tasks("a", raw("a", member_of="group"), group)
    assert found["hardware"].because == (FactUsed("owners.hardware", "you", "group"),)
    assert because(found["subscriptions"]) == ["owners.os"]


def test_what_a_provider_runs_leaves_nothing_and_starts_nothing() -> None:
    found = tasks("a", raw("a", owners=owners("provider")))
    assert {"leftovers", "automation", "hardware"}.isdisjoint(found)


def test_notes_on_teardown_are_pointed_at() -> None:
    found = tasks("a", raw("a", teardown="pull the plug"))["leftovers"]
    assert found.says == (
        "Not known: what does it leave elsewhere? How to remove it is written down."
    )
    assert because(found) == ["runs_on", "teardown"]


def test_secrets_rest_on_logins_only() -> None:
    stated: Raw = {"access_to": [], "relied_on_for": ["data"]}
    found = tasks("a", raw("a", depends_on=["db"], **stated))["secrets"]
    assert because(found) == ["depends_on"]
    assert "secrets" not in tasks("a", raw("a", depends_on=[], **stated))


TITLES_AND_ENDS = """
Decide and name the replacement: reason and replacement are filled in
Tell the people who use it: each knows the date and what to use instead
Update systems that name it: no active system names it
Test a restore: a restored copy opens on another machine
Export the data: the export opens in another program
Store the data: place and keep-until date are filled in
Silence its alerts: a short stop sends no alert
Prevent automatic starts: it stays off after the host restarts
Stop it, delete nothing: off, and nobody missed it until the date you set
Remove access to it: its DNS name and ports no longer answer
Remove it from backup jobs: no error in the next run, the last copy is there
Remove its monitoring: no check names it
Revoke its keys: an old key is refused
Delete what it left elsewhere: no volume, database, snapshot or DNS entry remains
Cancel what costs money: you have the confirmation
Wipe the hardware: the wipe reports success
Write down what you learned: a note is in its history
"""


def test_every_task_says_how_one_sees_that_it_is_done() -> None:
    found = tasks("a", raw("a"), raw("b", runs_on="a")).values()
    assert [f"{task.title}: {task.done_when}" for task in found] == (
        TITLES_AND_ENDS.strip().splitlines()
    )


def test_what_keeps_nothing_has_no_data_to_bring_to_safety() -> None:
    for holds in ("nothing", "copies"):
        found = tasks("a", raw("a", holds=holds, backs_up_to=["nas"]))
        assert {"restore", "export", "kept"}.isdisjoint(found)


@each_row(
    ("facts", "says"),
    [
        ({}, "Not known: which systems can it administer?"),
        ({"access_to": []}, "It has no admin access to other systems."),
        ({"access_to": ["nas", "ghost"]}, "It has admin access to nas and ghost."),
        ({"access_to": ["pve"]}, "It has admin access to pve. It also reaches vm."),
    ],
)
def test_it_begins_with_what_the_system_can_get_into(facts: Raw, says: str) -> None:
    raws = (raw("pve"), raw("vm", runs_on="pve"), raw("nas"))
    for status in ("active", "retired"):
        assert can_get_into(lab(raw("a", status=status, **facts), *raws), "a") == says


def test_what_it_hosts_is_got_into_as_well() -> None:
    found = lab(raw("a"), raw("vm", runs_on="a"))
    assert can_get_into(found, "a") == (
        "Not known: which systems can it administer? It also reaches vm."
    )
    with pytest.raises(FactError, match="No system ghost"):
        can_get_into(found, "ghost")


@each_row(
    ("days", "until", "says"),
    [
        (None, None, "No way back from here."),
        (0, None, "No way back from here."),
        (-9, days_ago(-9), f"No way back from here. Wait until {days_ago(-9)}."),
    ],
)
def test_between_off_and_deleted_it_waits_until_a_date(
    days: int | None, until: date | None, says: str
) -> None:
    facts = {} if days is None else {"retirement": {"date": days_ago(days)}}
    found = system(raw("a", **facts))
    assert waits_until(found, TODAY) == until
    assert no_way_back(found, TODAY) == says


# --- what is ticked


DONE = ("people", "sold the rack", "access n/a: no proxy in front", "stop", "people n/a: late")


def test_what_names_no_task_is_a_note() -> None:
    assert noted(DONE) == ["sold the rack"]


def test_what_is_ticked_is_read_from_what_is_done() -> None:
    found = tasks("a", raw("a", retirement={"done": list(DONE)}))
    assert (found["people"].state, found["people"].reason) == ("done", "")
    assert (found["access"].state, found["access"].reason) == ("n/a", "no proxy in front")
    assert found["export"].state == "open"


@each_row(
    ("entry", "state", "reason"),
    [
        ("access", "done", ""),
        (" access ", "done", ""),
        ("access n/a", "n/a", ""),
        ("access n/a:", "n/a", ""),
        ("access  n/a :why: so ", "n/a", "why: so"),
        ("access done", "open", ""),
        ("access: n/a", "open", ""),
        ("Access", "open", ""),
        ("", "open", ""),
    ],
)
def test_what_people_write_by_hand(entry: str, state: str, reason: str) -> None:
    found = tasks("a", raw("a", retirement={"done": [entry]}))["access"]
    assert (found.state, found.reason) == (state, reason)


def test_ticking_keeps_the_order_and_what_it_does_not_know() -> None:
    assert ticked(DONE, "access", "done") == (
        "people",
        "sold the rack",
        "access",
        "stop",
        "people n/a: late",
    )
    assert ticked(DONE, "people", "n/a", " nobody\nuses it ") == (
        "people n/a: nobody uses it",
        *DONE[1:4],
    )
    assert ticked(DONE, "people", "open") == DONE[1:4]
    assert ticked(DONE, "export", "done") == (*DONE, "export")
    assert ticked(DONE, "export", "open") == DONE
    assert ticked((), "export", "done", "no reason is kept") == ("export",)


def test_what_does_not_apply_wants_a_reason() -> None:
    with pytest.raises(FactError, match="why it does not apply"):
        ticked((), "access", "n/a", "  ")


@law
@given(
    st.lists(st.sampled_from((*DONE, *TASK_IDS, "", "n/a"))),
    st.sampled_from(TASK_IDS),
    st.sampled_from(("open", "done", "n/a")),
    st.text(min_size=1).filter(str.strip),
)
def test_what_was_ticked_reads_back(done: list[str], task: str, state: State, reason: str) -> None:
    now = ticked(done, task, state, reason)
    users = raw("b", runs_on="a", backs_up_to=["a"])
    before = tasks("a", raw("a", retirement={"done": done}), users)
    after = tasks("a", raw("a", retirement={"done": list(now)}), users)
    assert after[task].state == state
    assert after[task].reason == (" ".join(reason.split()) if state == "n/a" else "")
    assert {id: each for id, each in after.items() if id != task} == {
        id: each for id, each in before.items() if id != task
    }


@law
@given(labs(1))
def test_every_system_has_a_list_in_order_with_words_and_facts(raws: list[Raw]) -> None:
    found = lab(*raws)
    for id in found.systems:
        listed = checklist(found, id)
        order = [TASK_IDS.index(task.id) for task in listed]
        assert order == sorted(set(order))
        assert {task.id for task in listed} >= ALWAYS
        for task in listed:
            assert task.title
            assert task.done_when
            assert task.says.endswith((".", "?")) or (not task.says and task.id in ALWAYS)
            assert task.because or task.id == "lessons"
            assert all((fact.value is None) == (fact.origin is None) for fact in task.because)
