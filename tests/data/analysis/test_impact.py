"""What retiring a system would do (framework, section 8), beside the vectors."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from labtui.data.analysis.impact import Broken, Impact, breaks_tree, decision_reasons, impact_of
from labtui.errors import FactError
from tests.data.generate import labs
from tests.data.labs import VECTORS, Raw, days_ago, lab, owners, vector_lab


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vectors(path: Path) -> None:
    found, ids = vector_lab(path)
    got = [asdict(impact_of(found, id)) for id in ids if not found.systems[id].retired]
    expected = json.loads(path.with_suffix(".impact.json").read_text())
    assert json.loads(json.dumps(got)) == expected


def raw(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id, **facts}


def impact(id: str, *raws: Raw) -> Impact:
    return impact_of(lab(*raws), id)


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


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        ({}, "clear"),
        ({"relied_on_for": ["data"]}, "careful"),
        ({"owners": owners()}, "careful"),
        ({"owners": owners(), "evidence": {"restore_tested": days_ago(10)}}, "clear"),
        ({"owners": owners("provider")}, "careful"),
        ({"owners": owners("provider"), "evidence": {"exportable": True}}, "clear"),
        ({"owners": owners("provider"), "evidence": {"exportable": "n/a"}}, "clear"),
        ({"owners": owners("provider"), "evidence": {"exportable": False}}, "careful"),
    ],
)
def test_the_decision_by_its_own_facts(facts: Raw, decision: str) -> None:
    assert impact("a", raw("a", **facts)).decision == decision


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
    with pytest.raises(FactError, match="no such system"):
        impact("ghost", raw("a"))
    with pytest.raises(FactError, match="retired already"):
        impact("a", raw("a", status="retired"))
    with pytest.raises(FactError, match="no such system"):
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


def reasons(id: str, *raws: Raw) -> list[str]:
    return decision_reasons(lab(*raws), id)


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
    ) == [
        "mail and site are production and would stop working.",
        "vault is production and would have no backup left.",
        "toy would stop working.",
        "group would lose a member, and go on.",
        "films would have no backup left.",
        "People rely on it through mail, site and vault.",
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"owners": owners()}, "When a restore was last tested is not answered."),
        (
            {"owners": owners(), "evidence": {"restore_tested": "never"}},
            "No restore was ever tested.",
        ),
        (
            {"owners": owners(), "evidence": {"restore_tested": days_ago(500)}},
            f"A restore was last tested on {days_ago(500)}, too long ago to count on.",
        ),
        (
            {"owners": owners(), "evidence": {"restore_tested": days_ago(-5)}},
            f"The date a restore was tested, {days_ago(-5)}, lies ahead and proves nothing.",
        ),
        (
            {"owners": owners("provider")},
            "Whether you know how to get the data out is not answered.",
        ),
        (
            {"owners": owners("provider"), "evidence": {"exportable": False}},
            "You don't know yet how to get the data out.",
        ),
        ({"purpose": "reliability"}, "People rely on it."),
    ],
)
def test_why_care_is_asked_for(facts: Raw, expected: str) -> None:
    assert reasons("a", raw("a", **facts)) == [expected]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "Its level is not known, so nothing was asked about its data."),
        (
            {"owners": owners(), "evidence": {"restore_tested": days_ago(10)}},
            f"A restore was tested on {days_ago(10)}.",
        ),
        (
            {"owners": owners("provider"), "evidence": {"exportable": True}},
            "You know how to get the data out.",
        ),
        (
            {"owners": owners("provider"), "evidence": {"exportable": "n/a"}},
            "Nothing of yours is there.",
        ),
    ],
)
def test_why_nothing_stands_in_the_way(facts: Raw, expected: str) -> None:
    found = lab(raw("a", **facts))
    assert impact_of(found, "a").decision == "clear"
    assert decision_reasons(found, "a") == [
        "Nothing else would break or lose its backups.",
        "Nobody relies on it.",
        expected,
    ]
