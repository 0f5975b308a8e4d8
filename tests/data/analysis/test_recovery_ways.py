"""Ways out of a recovery loop."""

from __future__ import annotations

import pytest
from hypothesis import given

from labtui.data.analysis.recovery_ways import RecoveryLoop, recovery_loop
from labtui.data.assessment.explain import why_finding
from labtui.errors import FactError
from tests.data.generate import labs
from tests.data.labs import Raw, lab, raw

PBS = raw("pbs", recovers_with=["vault"])
VAULT = raw("vault", backs_up_to=["pbs"])

PAPER = "Keep a copy of the keys and notes of pbs on paper, then set Offline copy to yes."


def loop(id: str, *raws: Raw) -> RecoveryLoop:
    found = recovery_loop(lab(*raws), id)
    assert found is not None
    return found


def ways(id: str, *raws: Raw) -> list[tuple[str, str]]:
    return [(way.id, way.key) for way in loop(id, *raws).ways]


def test_the_loop_is_a_line_with_its_ways_out() -> None:
    found = loop("pbs", PBS, VAULT)
    assert found.line == "pbs → recovers with vault → is backed up only to pbs"
    assert [way.words for way in found.ways] == [
        PAPER,
        "Or back up vault to a second destination outside the loop.",
    ]


def test_the_message_of_the_finding_leads_to_the_line() -> None:
    found = lab(PBS, VAULT)
    a = found.assessments["pbs"]
    (finding,) = (f for f in a.findings if f.rule == "recovery-loop")
    message = why_finding(found, a, finding).rule
    assert loop("pbs", PBS, VAULT).message_before(message) == (
        "To recover it you need vault, and to recover vault you need it:"
    )


def test_a_second_destination_is_added_where_the_first_is_stated() -> None:
    host = raw("host", backs_up_to=["pbs"])
    vault = raw("vault", runs_on="host")
    # The host is in the loop as well: the vault runs on it, and is backed up by it.
    assert ways("pbs", PBS, host, vault) == [
        ("pbs", "evidence.offline_recovery"),
        ("host", "backs_up_to"),
    ]


def test_a_second_destination_is_no_way_out_where_it_ends_nothing() -> None:
    vault = raw("vault", backs_up_to=["pbs"], depends_on=["pbs"])
    assert ways("pbs", PBS, vault) == [("pbs", "evidence.offline_recovery")]
    itself = raw("pbs", recovers_with=["pbs"])
    assert ways("pbs", itself) == [("pbs", "evidence.offline_recovery")]


def test_where_there_is_no_loop_there_is_no_way_out_of_it() -> None:
    assert recovery_loop(lab(PBS, raw("vault")), "pbs") is None
    offline = {**PBS, "evidence": {"offline_recovery": True}}
    assert recovery_loop(lab(offline, VAULT), "pbs") is None


def test_only_what_is_there_can_be_in_a_loop() -> None:
    with pytest.raises(FactError, match="No system "):
        recovery_loop(lab(PBS), "ghost")


@given(labs(1))
def test_every_way_out_ends_the_loop_for_the_system(raws: list[Raw]) -> None:
    found = lab(*raws)
    for id, a in found.assessments.items():
        looped = recovery_loop(found, id)
        assert (looped is None) == ("recovery-loop" not in {f.rule for f in a.findings})
        if looped is None:
            continue
        assert looped.ways[0].id == id
        offline = found.systems[id].revised({"evidence.offline_recovery": True})
        assert recovery_loop(found.supposing({id: offline}), id) is None
