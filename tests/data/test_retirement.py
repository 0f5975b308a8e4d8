"""What retiring a system would do (framework, section 8), beside the vectors."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from labtui.data.errors import FactError
from labtui.data.retirement import Impact, impact_of
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
