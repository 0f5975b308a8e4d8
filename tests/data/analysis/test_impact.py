"""What retiring a system would do (framework, section 8), beside the vectors."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from labtui.data.analysis.impact import Broken, Impact, breaks_tree, decision_reasons, impact_of
from labtui.errors import FactError
from tests.data.generate import labs
from tests.data.labs import VECTORS, Raw, days_ago, lab, owners, raw, vector_lab
from tests.rows import each_row


@each_row("path", VECTORS, ids=lambda path: path.stem)
def test_vectors(path: Path) -> None:
    found, ids = vector_lab(path)
    got = [impact_of(found, id)._asdict() for id in ids if not found.systems[id].retired]
    expected = json.loads(path.with_suffix(".impact.json").read_text())
    assert json.loads(json.dumps(got)) == expected


def impact(id: str, *raws: Raw) -> Impact:
    return impact_of(lab(*raws), id)


def reasons(id: str, *raws: Raw) -> list[str]:
    return decision_reasons(lab(*raws), id)


def test_what_runs_on_it_or_depends_on_it_breaks_at_any_remove() -> None:
    found = impact(
        "host",
        raw("host"),
        raw("vm", runs_on="host"),
        raw("web", depends_on=["vm"]),
        raw("idle", runs_on="host", status="planned"),
    )
    assert found.breaks == ("vm", "web")


def test_a_group_breaks_with_its_last_member_and_is_weakened_before() -> None:
    dns = (raw("dns"), raw("one", member_of="dns"), raw("user", depends_on=["dns"]))
    assert impact("one", *dns).breaks == ("dns", "user")
    both = impact("one", *dns, raw("two", member_of="dns"))
    assert (both.breaks, both.weakened) == ((), ("dns",))
    planned = impact("one", *dns, raw("two", member_of="dns", status="planned"))
    assert planned.breaks == ("dns", "user")


def test_a_group_is_no_member_of_itself() -> None:
    assert impact("one", raw("dns", member_of="dns"), raw("one", member_of="dns")).breaks == (
        "dns",
    )


def test_the_group_itself_is_not_weakened_by_going() -> None:
    found = impact(
        "dns", raw("dns"), raw("one", member_of="dns", runs_on="dns"), raw("two", member_of="dns")
    )
    assert (found.breaks, found.weakened) == (("one",), ())


def test_losing_the_last_backup_target_is_being_unprotected() -> None:
    target, other = raw("target"), raw("other")
    alone = raw("a", backs_up_to=["target", "gone"])
    both = raw("b", backs_up_to=["target", "other"])
    planned = raw("c", backs_up_to=["target"], status="planned")
    assert impact("target", target, other, alone, both, planned).unprotected == ("a",)


def test_what_nothing_needs_any_more_is_an_orphan() -> None:
    raws = (
        raw("app", depends_on=["db", "nas", "cache"]),
        raw("db", runs_on="box"),
        raw("box"),
        raw("nas", relied_on_for=["data"]),
        raw("cache"),
        raw("other", depends_on=["cache"]),
        raw("lab", purpose="learning"),
    )
    assert impact("app", *raws).orphans == ("box", "db")


def test_a_planned_system_counts_as_active_for_its_orphans() -> None:
    assert impact("app", raw("app", status="planned", depends_on=["db"]), raw("db")).orphans == (
        "db",
    )


UNUSED: Raw = {"relied_on_for": []}


def hosted(**evidence: object) -> Raw:
    return {**UNUSED, "owners": owners(), "evidence": evidence}


def consumed(**evidence: object) -> Raw:
    return {**UNUSED, "owners": owners("provider"), "evidence": evidence}


@each_row(
    ("facts", "decision"),
    [
        (UNUSED, "clear"),
        ({}, "careful"),
        ({"relied_on_for": ["data"]}, "careful"),
        (hosted(), "careful"),
        (hosted(restore_tested=days_ago(10)), "clear"),
        (hosted(restore_tested=days_ago(500)), "careful"),
        ({**hosted(), "holds": "nothing"}, "clear"),
        ({**hosted(), "holds": "copies"}, "clear"),
        ({**hosted(), "holds": "originals"}, "careful"),
        (consumed(), "careful"),
        (consumed(exportable=True), "clear"),
        (consumed(exportable="n/a"), "clear"),
        (consumed(exportable=False), "careful"),
        ({**consumed(), "holds": "nothing"}, "clear"),
    ],
)
def test_the_decision_by_its_own_facts(facts: Raw, decision: str) -> None:
    assert impact("a", raw("a", **facts)).decision == decision


def test_what_it_hosts_is_asked_in_its_place_what_people_would_miss() -> None:
    host = raw("host", holds="nothing", depends_on=[], owners=owners())
    guest = raw("vm", runs_on="host", member_of="dns", status="planned", depends_on=[])
    assert impact("host", host, guest).decision == "clear"
    assert reasons("host", host, guest) == [
        "No known system would stop working.",
        "It holds no originals.",
        "Not known: who uses it.",
    ]


def test_a_host_of_one_of_two_dns_servers_is_retired_with_care() -> None:
    raws = (
        raw("pve1", **hosted(restore_tested=days_ago(10))),
        raw("pve2"),
        raw("dns1", runs_on="pve1", member_of="dns"),
        raw("dns2", runs_on="pve2", member_of="dns"),
        raw("dns", relied_on_for=["connectivity"]),
        raw("mail", depends_on=["dns"], relied_on_for=["communication"]),
    )
    found = impact("pve1", *raws)
    assert (found.decision, found.breaks, found.weakened) == ("careful", ("dns1",), ("dns",))
    assert reasons("pve1", *raws)[:3] == [
        "dns1 would stop working.",
        "dns would lose a member but still work.",
        "People rely on it through dns1.",
    ]


def test_a_group_that_loses_several_members_is_weakened_once() -> None:
    members = [raw(id, runs_on="host", member_of="dns") for id in ("a", "b")]
    found = impact("host", raw("host"), *members, raw("c", member_of="dns"), raw("dns"))
    assert (found.breaks, found.weakened) == (("a", "b"), ("dns",))


def test_a_password_manager_that_nobody_was_asked_about_is_never_clear() -> None:
    vault = raw("vault", owners=owners(), depends_on=[], evidence={"restore_tested": days_ago(1)})
    found = impact("vault", vault)
    assert (found.decision, found.unasked) == ("careful", ())
    assert reasons("vault", vault) == [
        "Not known: what people rely on it for.",
        "Not known: who uses it.",
    ]


def test_nothing_needs_it_is_not_said_without_those_never_asked() -> None:
    unasked = [raw(f"s{number}") for number in range(8)]
    silent = [raw("saas", owners=owners("provider")), raw("ups", owners={"os": "n/a"})]
    asked = raw("asked", depends_on=[])
    later = raw("later", status="planned")
    found = impact("a", raw("a", **UNUSED), *unasked, *silent, asked, later)
    assert found.unasked == tuple(f"s{number}" for number in range(8))
    words = reasons("a", raw("a", **UNUSED), *unasked)
    assert words[0] == "No known system needs it."
    assert words[-1] == (
        "Not known: 8 systems were never asked what they need (s0, s1, s2, s3, s4, s5 and 2 more)."
    )
    assert reasons("a", raw("a", **UNUSED), unasked[0])[-1] == (
        "Not known: 1 system was never asked what it needs (s0)."
    )


def test_what_recovers_with_it_could_not_be_recovered() -> None:
    raws = (
        raw("vault", **UNUSED),
        raw("nas", recovers_with=["vault"], relied_on_for=["data"]),
        raw("toy", recovers_with=["vault"]),
        raw("paper", recovers_with=["vault"], evidence={"offline_recovery": True}),
        raw("later", recovers_with=["vault"], status="planned"),
    )
    found = impact("vault", *raws)
    assert (found.decision, found.unrecoverable) == ("blocked", ("nas", "toy"))
    assert reasons("vault", *raws)[:2] == [
        "nas could not be recovered.",
        "toy could not be recovered.",
    ]
    assert impact("vault", *raws[::2]).decision == "careful"


def test_what_has_another_way_needs_it_and_would_go_on() -> None:
    needing = raw("nas", depends_on=[], backs_up_to=["a", "b"])
    found = (raw("a", **UNUSED, depends_on=[]), needing, raw("b", depends_on=[]))
    assert impact("a", *found).decision == "clear"
    assert reasons("a", *found)[0] == "No known system would stop working."


def test_copies_on_itself_are_no_backup_left() -> None:
    own = raw("nas", backs_up_to=["nas", "pbs"])
    assert impact("pbs", raw("pbs"), own).unprotected == ("nas",)


def test_a_planned_system_breaks_nothing_that_is_in_service() -> None:
    raws = (
        raw("new", status="planned", member_of="dns", access_to=["db"], **UNUSED),
        raw("dns", depends_on=[]),
        raw("old", member_of="dns", depends_on=[]),
        raw("db", depends_on=[]),
    )
    found = impact("new", *raws)
    assert (found.breaks, found.weakened, found.decision) == ((), (), "clear")
    assert found.reaches == ("db",)


def test_what_falls_with_it_is_what_it_administers_hosts_or_has_as_members() -> None:
    found = impact(
        "ci",
        raw("ci", access_to=["pve", "ghost", "ci"]),
        raw("pve"),
        raw("vm", runs_on="pve"),
        raw("k8s", runs_on="vm"),
        raw("node", member_of="k8s"),
        raw("off", runs_on="pve", status="planned"),
        raw("beside", depends_on=["pve"]),
    )
    assert found.reaches == ("k8s", "node", "pve", "vm")


def test_production_that_would_break_blocks() -> None:
    assert impact("a", raw("a"), raw("b", depends_on=["a"])).decision == "careful"
    assert (
        impact("a", raw("a"), raw("b", depends_on=["a"], relied_on_for=["income"])).decision
        == "blocked"
    )
    assert (
        impact("a", raw("a"), raw("b", backs_up_to=["a"], relied_on_for=["income"])).decision
        == "blocked"
    )


def test_only_systems_that_are_there_can_go() -> None:
    with pytest.raises(FactError, match="No system "):
        impact("ghost", raw("a"))
    with pytest.raises(FactError, match="retired already"):
        impact("a", raw("a", status="retired"))
    with pytest.raises(FactError, match="No system "):
        breaks_tree(lab(raw("a")), "ghost")


# --- what breaks, as a tree


def test_each_breaks_under_what_it_breaks_through_by_the_shortest_way() -> None:
    raws = (
        raw("host"),
        raw("vm", runs_on="host"),
        raw("db", runs_on="vm", relied_on_for=["data"]),
        raw("web", depends_on=["db", "host"]),
        raw("log", depends_on=["db"]),
        raw("away", runs_on="other"),
        raw("other"),
    )
    assert breaks_tree(lab(*raws), "host") == [
        Broken("vm", 1, True),
        Broken("db", 2, True),
        Broken("log", 3, False),
        Broken("web", 1, False),
    ]


def test_a_group_breaks_under_the_last_of_its_members_to_go() -> None:
    raws = (
        raw("host"),
        raw("one", runs_on="host", member_of="dns"),
        raw("two", depends_on=["one"], member_of="dns"),
        raw("dns"),
        raw("user", depends_on=["dns"]),
    )
    assert breaks_tree(lab(*raws), "host") == [
        Broken("one", 1, False),
        Broken("two", 2, False),
        Broken("dns", 3, False),
        Broken("user", 4, False),
    ]


@given(labs(1))
def test_the_tree_holds_what_breaks_and_nothing_twice(raws: list[Raw]) -> None:
    found = lab(*raws)
    for id in found.assessments:
        tree = breaks_tree(found, id)
        depths = [0, *(each.depth for each in tree)]
        assert sorted(each.id for each in tree) == list(impact_of(found, id).breaks)
        assert all(now <= before + 1 for before, now in pairwise(depths))
        assert all(each.production == found.assessments[each.id].production for each in tree)


# --- why the decision is what it is


def test_what_blocks_is_named_first() -> None:
    assert reasons(
        "nas",
        raw("nas", member_of="group"),
        raw("group"),
        raw("spare", member_of="group"),
        raw("mail", depends_on=["nas"], relied_on_for=["communication"]),
        raw("site", runs_on="nas", relied_on_for=["income"]),
        raw("toy", runs_on="nas"),
        raw("vault", backs_up_to=["nas"], relied_on_for=["data"]),
        raw("films", backs_up_to=["nas"]),
        raw("door", runs_on="nas", purpose="reliability", depends_on=[]),
    ) == [
        "mail and site would stop working, and people rely on them.",
        "door would stop working, and it has to work.",
        "vault would have no backup.",
        "toy would stop working.",
        "group would lose a member but still work.",
        "films would have no backup.",
        "People rely on it through door, mail, site and vault.",
        "Not known: 4 systems were never asked what they need (films, group, spare and vault).",
        "Not known: who uses it.",
    ]


@each_row(
    ("facts", "expected"),
    [
        (hosted(), ["Not known: when did a restore last work?"]),
        (hosted(restore_tested="never"), ["Restore last tested: never."]),
        (
            hosted(restore_tested=days_ago(500)),
            [f"Restore last tested: {days_ago(500)} (500 days ago); limit: 180 days."],
        ),
        (
            hosted(restore_tested=days_ago(-5)),
            [f"Restore last tested: {days_ago(-5)} is in the future and does not count."],
        ),
        (consumed(), ["Not known: can you export your data?"]),
        (consumed(exportable=False), ["You do not know how to export your data."]),
        (
            {"purpose": "reliability", "used_by": ["Ida"]},
            ["Its purpose is reliability.", "Not known: what people rely on it for."],
        ),
        ({"relied_on_for": ["income"], "used_by": []}, ["People rely on it."]),
    ],
)
def test_why_care_is_asked_for(facts: Raw, expected: list[str]) -> None:
    assert reasons("a", raw("a", **facts)) == expected


@each_row(
    ("facts", "expected"),
    [
        (UNUSED, "Its level is not known, so nothing was asked about its data."),
        (hosted(restore_tested=days_ago(10)), f"Restore tested {days_ago(10)}."),
        ({**hosted(), "holds": "copies"}, "It holds no originals."),
        (consumed(exportable=True), "You know how to export your data."),
        (consumed(exportable="n/a"), "None of your data is there."),
    ],
)
def test_why_nothing_stands_in_the_way(facts: Raw, expected: str) -> None:
    found = lab(raw("a", **facts))
    assert impact_of(found, "a").decision == "clear"
    assert decision_reasons(found, "a") == [
        "No known system needs it.",
        "You said nobody relies on it.",
        expected,
    ]


@given(labs(1))
def test_clear_is_never_said_where_people_were_not_asked(raws: list[Raw]) -> None:
    found = lab(*raws)
    for id, a in found.assessments.items():
        words, effects = decision_reasons(found, id), impact_of(found, id)
        if effects.decision == "clear":
            assert a.context.inner or a.system.facts.get("relied_on_for") == ()
        if "You said nobody relies on it." in words:
            assert a.system.facts["relied_on_for"] == ()
        if effects.unasked:
            assert any(f"{len(effects.unasked)} system" in word for word in words)


def test_a_chain_longer_than_python_may_recurse() -> None:
    many = 1500
    chain = [
        raw(f"s{at}", depends_on=[f"s{at + 1}"], access_to=[f"s{at + 1}"]) for at in range(many)
    ]
    found = lab(*chain, raw(f"s{many}"))
    assert len(impact_of(found, f"s{many}").breaks) == many
    assert breaks_tree(found, f"s{many}")[-1] == Broken("s0", many, production=False)
    top = impact_of(found, "s0")
    assert len(top.orphans) == len(top.reaches) == many


def test_a_shared_need_is_no_orphan_while_one_other_system_needs_it() -> None:
    guests = [raw(f"g{number}", member_of="group", depends_on=["nas"]) for number in range(200)]
    found = lab(raw("group"), *guests, raw("nas"), raw("user", depends_on=["nas"]))
    assert impact_of(found, "group").orphans == tuple(sorted(guest["id"] for guest in guests))
    found.update({"user": None})
    assert "nas" in impact_of(found, "group").orphans
