"""The built-in example lab: right, rich, the same on any day, and one fact from a bad weekend."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labtui.data.analysis.impact import impact_of
from labtui.data.assessment.clauses import risk_words
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext, Problem
from labtui.data.assessment.reading import read_settings, read_system
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.framework.levels import CONTROLLED_HIGH, LEVELS
from labtui.data.inventory.document import Document
from labtui.data.inventory.example import WRITTEN_FOR, example
from labtui.reports.as_json import checked_json
from tests.rows import each_row

ONLY_AFTER_A_MISTAKE = {"lab-is-dependency", "rests-on-lab"}
"""Rules that the one-fact story brings up."""
NOT_SHOWN = {"exposed-lab", "disposable-production"}


def opened(today: date = WRITTEN_FOR) -> tuple[Lab, list[Problem]]:
    """The example lab on a day, and what is wrong in its file."""
    document = Document.parse(example(today))
    assert document.read_only_reason is None
    days, top_problems = read_settings(document.top)
    readings = [read_system(block.raw, RULE_IDS, today) for block in document.systems]
    problems = [*top_problems, *(p for reading in readings for p in reading.problems)]
    systems = [reading.system for reading in readings if reading.system]
    assert len(systems) == len(readings)
    assert len({system.id for system in systems}) == len(systems)
    return Lab(systems, EvaluationContext(today, days)), problems


@pytest.fixture
def lab() -> Lab:
    """The example lab on the day it was written for."""
    return opened()[0]


def found(lab: Lab, id: str) -> dict[str, str]:
    """The findings of a system that are not accepted, with their severities."""
    return {f.rule: f.severity for f in lab.assessments[id].findings if not f.accepted}


def all_found(lab: Lab) -> set[str]:
    """Every rule that holds for something."""
    return {finding.rule for a in lab.assessments.values() for finding in a.findings}


def risks(lab: Lab) -> dict[str, str | None]:
    """The risk now of every system."""
    return {id: a.risk.now if a.risk else None for id, a in lab.assessments.items()}


def told(today: date) -> dict[str, object]:
    """All that is said of the lab on a day, with every date as the days from that day."""

    def days_from_today(found: re.Match[str]) -> str:
        return f"{(date.fromisoformat(found[0]) - today).days} days"

    lab, _ = opened(today)
    said = json.dumps([checked_json(lab, a) for a in lab.assessments.values()])
    return {
        "assessments": json.loads(re.sub(r"\d{4}-\d\d-\d\d", days_from_today, said)),
        "accepted": [
            (id, entry.rule, (entry.until - today).days)
            for id, system in lab.systems.items()
            for entry in system.accepted
        ],
    }


def test_it_has_no_problems() -> None:
    lab, problems = opened()
    assert problems == []
    assert 16 <= len(lab.systems) <= 20


def test_on_the_day_it_was_written_for_it_is_the_file_as_it_stands() -> None:
    text = example(WRITTEN_FOR).decode()
    assert text.startswith("# ")
    assert f"as if today were {WRITTEN_FOR}" in text


@settings(max_examples=10)
@given(st.dates(date(1990, 1, 1), date(2150, 12, 31)))
def test_it_is_assessed_alike_on_any_day(today: date) -> None:
    assert told(today) == told(WRITTEN_FOR)


@each_row("today", [date.min, date.max])
def test_dates_stop_at_the_ends_of_the_calendar(today: date) -> None:
    assert opened(today)[1] == []


def test_it_shows_every_level_and_role(lab: Lab) -> None:
    assert {a.level for a in lab.assessments.values()} == {None, *LEVELS}
    assert {a.role for a in lab.assessments.values()} == {
        None,
        "consumed",
        "platform",
        "production",
        "lab",
        "home-server",
        "infrastructure",
    }
    assert {a.verdict for a in lab.assessments.values()} == {"operating", "consuming", "undecided"}


def test_it_shows_nearly_every_finding(lab: Lab) -> None:
    assert all_found(lab) == RULE_IDS - ONLY_AFTER_A_MISTAKE - NOT_SHOWN


def test_it_has_systems_planned_retired_and_in_groups(lab: Lab) -> None:
    systems = lab.systems.values()
    assert [s.id for s in systems if s.status == "planned"] == ["badger"]
    assert [s.id for s in systems if s.retired] == ["hamster"]
    assert lab.systems["hamster"].facts["retirement.replaced_by"] == "owl"
    assert [s.id for s in systems if s.member_of == "heron"] == ["heron-1", "heron-2"]
    assert [s.id for s in systems if s.member_of == "dns"] == ["router", "dns-2"]
    events = {event.event for system in systems for event in system.history}
    assert events >= {"added", "changed", "assessed", "experiment", "rebuilt", "incident"}


def test_one_risk_is_accepted_and_one_acceptance_has_run_out(lab: Lab) -> None:
    accepted = {(a.id, f.rule) for a in lab.assessments.values() for f in a.findings if f.accepted}
    assert accepted == {("films", "backup-on-itself")}
    assert [entry.rule for entry in lab.systems["heating"].accepted] == ["unmonitored"]
    assert found(lab, "heating")["unmonitored"] == "critical"


def test_facts_are_inherited(lab: Lab) -> None:
    passwords, films = lab.assessments["passwords"], lab.assessments["films"]
    assert passwords.fact("backs_up_to") == (("dormouse",), "owl")
    assert films.fact("evidence.restore_tested") == (date(2026, 10, 3), "owl")
    assert films.assessed == (date(2026, 10, 4), "owl")


def test_some_of_it_is_bad_and_some_is_good(lab: Lab) -> None:
    critical_risk = {id for id, risk in risks(lab).items() if risk == "Critical"}
    assert critical_risk == {"heating", "dormouse", "magpie"}
    critical = {a.id for a in lab.assessments.values() if a.finding_count("critical")}
    assert critical == {"heating", "dormouse", "magpie", "relay", "books"}
    assert {a.id for a in lab.assessments.values() if not a.findings} == {
        "heron",
        "passwords",
        "mail",
    }


def test_some_of_it_is_only_feared(lab: Lab) -> None:
    magpie = lab.assessments["magpie"]
    assert risk_words(magpie) == "High, Critical until answered"
    assert [f.rule for f in magpie.findings if f.unproven and f.severity == "critical"] == [
        "untested-backups"
    ]


def test_it_has_a_recovery_loop(lab: Lab) -> None:
    assert found(lab, "dormouse")["recovery-loop"] == "critical"
    assert lab.systems["dormouse"].recovers_with == ("passwords",)
    assert lab.destinations.of("passwords") == ("dormouse",)


def test_it_has_a_device(lab: Lab) -> None:
    ups = lab.assessments["ups"]
    assert (ups.level, ups.value("owners.os")) == ("3b", "n/a")
    assert set(ups.through) == {"owl", "router"}


def test_it_has_a_redundant_pair(lab: Lab) -> None:
    dns = lab.assessments["dns"]
    assert dns.fact("owners.os") == ("you", "owl")  # what dns-2 inherits; router has the same
    assert dns.level == "3b"
    lost = impact_of(lab, "router")
    assert (lost.decision, lost.weakened) == ("careful", ("dns",))


def test_one_node_keeps_nothing(lab: Lab) -> None:
    assert lab.systems["heron-1"].facts["holds"] == "nothing"
    assert not lab.systems["heron-1"].keeps_something


def test_one_copy_is_at_another_site(lab: Lab) -> None:
    sites = {id: lab.assessments[id].value("site") for id in ("owl", "dormouse")}
    assert sites == {"owl": "home", "dormouse": "Vera's"}
    assert "one-site-backups" not in found(lab, "owl")
    assert found(lab, "magpie")["one-site-backups"] == "warning"


def test_what_is_settled_is_one_below_its_base(lab: Lab) -> None:
    risk = lab.assessments["passwords"].risk
    assert risk is not None
    assert (risk.base, risk.now) == ("High", "Medium–High")


def test_one_lab_is_contained_and_one_is_not(lab: Lab) -> None:
    assert risks(lab)["heron"] == CONTROLLED_HIGH
    assert risks(lab)["squirrel"] == "High"


def test_one_fact_makes_the_lab_production_in_denial(lab: Lab) -> None:
    before, passwords = dict(lab.assessments), lab.systems["passwords"]

    changes = lab.update({"passwords": passwords.revised({"runs_on": "heron"})})

    levels = {id: (old.level, new.level) for id, (old, new) in changes.items() if old and new}
    became_production = {id for id, moved in levels.items() if moved == ("3a", "3b")}
    assert became_production == {"heron", "heron-1", "heron-2", "squirrel"}
    for id in ("heron", "squirrel"):
        assert found(lab, id)["production-in-denial"] == "critical"
        assert risks(lab)[id] == "Critical"
    for id in ("heron-1", "heron-2"):
        assert found(lab, id)["lab-is-dependency"] == "critical"
    assert found(lab, "squirrel")["unmonitored"] == "critical"
    assert found(lab, "passwords") == {
        "rests-on-lab": "warning",
        "one-site-backups": "warning",
        "only-you": "notice",
    }
    assert risks(lab)["passwords"] == "High"
    assert lab.assessments["passwords"].fact("backs_up_to") == (("squirrel",), "heron")
    assert all_found(lab) >= ONLY_AFTER_A_MISTAKE

    lab.update({"passwords": passwords})
    assert lab.assessments == before


def test_the_story_is_one_line_of_the_file() -> None:
    document = Document.parse(example(WRITTEN_FOR))
    ids = [block.raw["id"] for block in document.systems]
    edited = document.edit(ids.index("passwords"), {"runs_on": "heron"}).data.splitlines()
    changed = [
        (old, new)
        for old, new in zip(document.data.splitlines(), edited, strict=True)
        if old != new
    ]
    assert len(changed) == 1
    old, new = changed[0]
    assert old.startswith(b'runs_on = "owl" ')
    assert new.startswith(b'runs_on = "heron" ')
    assert old.partition(b"#")[2] == new.partition(b"#")[2] != b""
