"""The checklist of retiring a system: its tasks, and what is ticked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.checklist import TASK_IDS, State, Task, checklist, ticked
from labtui.data.analysis.checklist_tasks import NO_WAY_BACK
from labtui.data.assessment.facts_used import FactUsed
from labtui.errors import FactError
from tests.data.generate import labs
from tests.data.labs import Raw, days_ago, lab, owners


def raw(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id, **facts}


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
            assert "not known" in task.says
            assert task.because
        assert all(fact.value is None and fact.origin is None for fact in task.because)


def test_what_can_be_undone_comes_first() -> None:
    order = list(tasks("a", raw("a"), raw("b", runs_on="a")))
    assert order == list(TASK_IDS)
    assert order.index("stop") < order.index(NO_WAY_BACK) < order.index("hardware")
    assert order.index("restore") < order.index("export") < order.index("stop")
    assert order.index("alerts") < order.index("stop") < order.index("monitoring")


@pytest.mark.parametrize(
    ("task", "facts", "says"),
    [
        ("decision", {"retirement": {"replaced_by": "owl"}}, "owl takes its place."),
        ("people", {"used_by": ["Ida", "", "Tom"]}, "It is used by Ida and Tom: say when"),
        ("people", {"relied_on_for": ["data"]}, "It is relied on for data: say when"),
        (
            "people",
            {"used_by": ["Ida"], "relied_on_for": ["data", "data"]},
            "It is used by Ida, and relied on for data: say when",
        ),
        ("restore", {"evidence": {"restore_tested": "never"}}, "No restore was ever tested"),
        ("restore", {"evidence": {"restore_tested": days_ago(900)}}, "The last test, of 2024-"),
        ("export", {"evidence": {"exportable": True}}, "You know how to get the data out"),
        ("export", {"evidence": {"exportable": False}}, "First find out how"),
        ("kept", {"retirement": {"data_kept_at": "disk"}}, "Until when its data is kept is not"),
        ("kept", {"retirement": {"keep_until": days_ago(-9)}}, "Its data is kept until 2026-11-30"),
        (
            "kept",
            {"retirement": {"data_kept_at": "disk", "keep_until": days_ago(-9)}},
            "Its data is kept until 2026-11-30: disk.",
        ),
        ("alerts", {"evidence": {"monitored": True}}, "Silence its alerts"),
        ("monitoring", {"evidence": {"monitored": True}}, "Now that it stays off"),
        ("automation", {"runs_on": "owl"}, "See that nothing starts it again: owl may start"),
        (
            "automation",
            {"runs_on": "owl", "source": "compose.yaml"},
            "See that nothing starts it again: an import found it in compose.yaml and owl may",
        ),
        ("stop", {"retirement": {"date": days_ago(-9)}}, "Switch it off and delete nothing yet; a"),
        ("access", {"exposure": "internet"}, "It can be reached from anywhere: take it out"),
        (
            "access",
            {"exposure": "vpn", "url": "https://a.example"},
            "It can be reached from outside over a VPN, at https://a.example: take it out",
        ),
        (
            "access",
            {"exposure": "isolated", "url": "https://a.example"},
            "Its address is https://a.example: take it out",
        ),
        ("backups", {"backs_up_to": ["nas"]}, "Once it is stopped, take it out of the jobs that"),
        ("secrets", {"depends_on": ["db", "db"]}, "Revoke what lets it into db: secrets"),
        ("secrets", {"relied_on_for": ["identity"]}, "Revoke what others log in with through it"),
        (
            "secrets",
            {"depends_on": ["db"], "relied_on_for": ["authentication"]},
            "Revoke what lets it into db and what others log in with through it: secrets",
        ),
        ("leftovers", {"runs_on": "owl"}, "Look for what it leaves on owl: volumes"),
        ("subscriptions", {"owners": {"os": "provider"}}, "A provider answers for its operating"),
        ("subscriptions", {"owners": {"os": "shared"}}, "A provider answers for its operating"),
        ("hardware", {"owners": {"hardware": "nobody"}}, "The hardware is yours"),
    ],
)
def test_what_an_item_says_of_the_facts_behind_it(task: str, facts: Raw, says: str) -> None:
    found = tasks("a", raw("a", **facts))[task]
    assert found.says.startswith(says)
    assert any(fact.value is not None for fact in found.because)


def test_a_retired_system_keeps_its_list() -> None:
    retirement = {"date": days_ago(30), "done": ["people"]}
    found = tasks("a", raw("a", status="retired", retirement=retirement), raw("b"))
    assert found["stop"].says == f"It went out of service on {days_ago(30)}."
    assert found["people"].state == "done"


def test_there_is_no_list_for_what_is_not_there() -> None:
    with pytest.raises(FactError, match="ghost: no such system"):
        checklist(lab(), "ghost")


# --- items that look at more than one fact


def test_what_names_it_is_to_be_freed() -> None:
    raws = (
        raw("b", runs_on="a", depends_on=["a"]),
        raw("c", backs_up_to=["a"], status="retired"),
        raw("a", depends_on=["a"]),
    )
    one = tasks("a", *raws)["dependents"]
    assert one.says == "b still names it: find what takes its place."
    assert one.because == (FactUsed("runs_on", "a", "b"), FactUsed("depends_on", ("a",), "b"))

    replacement = raw("a", retirement={"replaced_by": "z"})
    two = tasks("a", *raws[:2], raw("d", member_of="a", status="planned"), replacement)[
        "dependents"
    ]
    assert two.says == "b and d still name it: let them name z."
    assert tasks("a", raws[0], replacement)["dependents"].says == "b still names it: let it name z."


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
    assert found.says.endswith("Its notes on teardown say how it is removed.")
    assert because(found) == ["runs_on", "teardown"]


def test_secrets_rest_on_logins_only() -> None:
    found = tasks("a", raw("a", depends_on=["db"], relied_on_for=["data"]))["secrets"]
    assert because(found) == ["depends_on"]
    assert "secrets" not in tasks("a", raw("a", depends_on=[], relied_on_for=["data"]))


# --- what is ticked


DONE = ("people", "sold the rack", "access n/a: no proxy in front", "stop", "people n/a: late")


def test_what_is_ticked_is_read_from_what_is_done() -> None:
    found = tasks("a", raw("a", retirement={"done": list(DONE)}))
    assert (found["people"].state, found["people"].reason) == ("done", "")
    assert (found["access"].state, found["access"].reason) == ("n/a", "no proxy in front")
    assert found["export"].state == "open"


@pytest.mark.parametrize(
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


@given(labs(1))
def test_every_system_has_a_list_in_order_with_words_and_facts(raws: list[Raw]) -> None:
    found = lab(*raws)
    for id in found.systems:
        listed = checklist(found, id)
        order = [TASK_IDS.index(task.id) for task in listed]
        assert order == sorted(set(order))
        assert {task.id for task in listed} >= ALWAYS
        for task in listed:
            assert task.says.endswith(".")
            assert task.because or task.id == "lessons"
            assert all((fact.value is None) == (fact.origin is None) for fact in task.because)
