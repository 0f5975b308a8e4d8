"""A finding stands at the system whose fact it rests on."""

from __future__ import annotations

from labtui.cli.findings import fold_findings, holder
from labtui.data.assessment.lab import Lab
from tests.cli.helpers import (
    checked,
    in_order,
    mine,
    raw,
)
from tests.data.labs import days_ago, lab, owners, practices, smell_test


def entries(found: Lab, *within: str) -> dict[tuple[str, str], list[str]]:
    """Who holds which finding, for whom."""
    return {
        (entry.holder, entry.rule): [a.id for a, _ in entry.members]
        for entry in fold_findings(found, in_order(found, *within))
    }


def test_a_finding_on_what_came_down_stands_at_the_host() -> None:
    found = lab(
        raw("host", owners=owners(backups="nobody")),
        raw("guest", runs_on="host"),
        raw("deep", runs_on="guest"),
    )
    assert entries(found)["host", "unowned-layer"] == ["host", "guest", "deep"]


def test_a_finding_of_ones_own_stays() -> None:
    found = lab(
        raw("host", owners=owners(backups="nobody")),
        raw("guest", runs_on="host", owners={"backups": "nobody"}),
    )
    assert entries(found)["guest", "unowned-layer"] == ["guest"]


def test_a_finding_on_facts_of_several_systems_stays() -> None:
    found = lab(
        raw("host", owners=owners(backups="nobody")),
        raw("guest", runs_on="host", owners={"monitoring": "nobody"}),
    )
    assert entries(found)["guest", "unowned-layer"] == ["guest"]


def test_what_nobody_states_stands_at_the_topmost_that_lacks_it() -> None:
    found = lab(raw("top"), raw("host", runs_on="top"), raw("guest", runs_on="host"), raw("other"))
    rule = "level-undetermined"
    assert entries(found)["top", rule] == ["top", "host", "guest"]
    assert entries(found)["other", rule] == ["other"]


def test_what_does_not_come_down_to_what_people_rely_on_stays_with_it() -> None:
    found = lab(
        mine("host", backs_up_to=["nas"]),
        raw("vault", runs_on="host", relied_on_for=["data"]),
        raw("helper", runs_on="host"),
        raw("app", runs_on="host", relied_on_for=["data"], depends_on=["helper"]),
        mine("nas"),
    )
    rule = "untested-backups"
    assert entries(found)["vault", rule] == ["vault"]
    assert entries(found)["host", rule] == ["host", "helper"]


def test_a_host_without_the_finding_still_holds_it_for_its_guests() -> None:
    found = lab(
        mine("host", exposure="lan", practices=practices(access_control="no")),
        raw("web", runs_on="host", exposure="internet"),
    )
    assert entries(found)["host", "exposed-unprotected"] == ["web"]
    assert "On the internet, unprotected, for web. " in checked(found)


def test_an_answer_of_the_hosts_smell_test_stands_at_the_host() -> None:
    found = lab(mine("host", smell_test=smell_test(restore="no")), raw("guest", runs_on="host"))
    assert entries(found)["host", "cannot-restore"] == ["host", "guest"]


def test_a_guests_own_change_stays_with_the_guest() -> None:
    found = lab(
        mine("host", smell_test=smell_test(days=10)),
        raw("guest", runs_on="host", changed=days_ago(1)),
    )
    assert entries(found)["guest", "changed-since-assessment"] == ["guest"]


def test_what_a_guest_runs_on_stays_with_the_guest() -> None:
    found = lab(
        mine("host", purpose="learning", backs_up_to=["nas"]),
        raw("vault", runs_on="host", relied_on_for=["data"]),
        mine("nas"),
    )
    assert entries(found)["vault", "rests-on-lab"] == ["vault"]


def test_a_retired_host_holds_nothing() -> None:
    found = lab(
        raw("host", status="retired", owners=owners(backups="nobody")),
        raw("guest", runs_on="host", status="planned"),
    )
    assert entries(found)["guest", "unowned-layer"] == ["guest"]


def test_hosts_in_a_circle_come_to_an_end() -> None:
    found = lab(raw("a", runs_on="b"), raw("b", runs_on="a"))
    at = {holder for holder, rule in entries(found) if rule == "level-undetermined"}
    assert at == {"a", "b"}


def test_nothing_is_put_at_a_system_that_was_not_asked_for() -> None:
    found = lab(raw("top"), raw("host", runs_on="top"), raw("guest", runs_on="host"))
    rule = "level-undetermined"
    assert entries(found, "guest") == {("guest", rule): ["guest"]}
    assert entries(found, "host", "guest") == {("host", rule): ["host", "guest"]}
    assert entries(found, "top", "guest") == {("top", rule): ["top"], ("guest", rule): ["guest"]}


def test_an_ancestor_that_states_it_beyond_those_asked_for() -> None:
    found = lab(
        raw("top", owners=owners(backups="nobody")),
        raw("host", runs_on="top"),
        raw("guest", runs_on="host"),
    )
    finding = found.assessments["guest"].findings[-1]
    assert finding.rule == "unowned-layer"
    assert holder(found, found.assessments["guest"], finding, {"host", "guest"}) == "guest"
