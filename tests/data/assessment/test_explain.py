"""Why: every derived value with the rule, the facts it used, and whose they are."""

from __future__ import annotations

import pytest

from labtui.data.assessment.chains import reliance_chain
from labtui.data.assessment.explain import EXPLAINED, why_all, why_finding
from labtui.data.assessment.facts_used import FactUsed
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Problem
from labtui.data.framework.facts import FACTS
from labtui.reports.as_json import checked_json, plain, problem_json, retired_json, system_json
from tests.data.labs import (
    TODAY,
    VECTORS,
    Raw,
    days_ago,
    lab,
    owners,
    smell_test,
    system,
    vector_lab,
)


def raw(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.upper(), **facts}


def told(found: Lab, id: str, subject: str) -> tuple[str, str, tuple[FactUsed, ...]]:
    why = EXPLAINED[subject](found, found.assessments[id])
    return why.answer, why.rule, why.facts


def finding(found: Lab, id: str, rule: str) -> tuple[str, tuple[FactUsed, ...]]:
    a = found.assessments[id]
    why = why_finding(found, a, next(f for f in a.findings if f.rule == rule))
    return why.rule, why.facts


@pytest.mark.parametrize("path", VECTORS[::4], ids=lambda path: path.stem)
def test_everything_explains_itself_with_facts_that_are_really_stated(path: object) -> None:
    found, _ = vector_lab(path)  # type: ignore[arg-type]
    for id in found.assessments:
        for why in why_all(found, id):
            assert why.subject
            assert why.rule.endswith((".", ")"))
            assert "None" not in why.rule
            for fact in why.facts:
                assert fact.key in FACTS or fact.key == "history"
                if fact.origin is not None and fact.key != "history":
                    assert found.systems[fact.origin].facts[fact.key] == fact.value
                if fact.value is None:
                    assert fact.origin is None


def test_the_level_names_the_layers_and_whose_they_are() -> None:
    found = lab(raw("host", owners=owners()), raw("vm", runs_on="host"))
    answer, _, facts = told(found, "vm", "level")
    assert answer == "3a Full-stack homelab"
    assert facts == (
        FactUsed("owners.os", "you", "host"),
        FactUsed("owners.hardware", "you", "host"),
    )


def test_production_names_the_way_up_to_what_people_rely_on() -> None:
    found = lab(
        raw("nas", owners=owners()),
        raw("db", runs_on="nas"),
        raw("app", depends_on=["db"], relied_on_for=["income"]),
    )
    assert reliance_chain(found, "nas") == [
        (FactUsed("runs_on", "nas", "db"), "db"),
        (FactUsed("depends_on", ("db",), "app"), "app"),
    ]
    _, _, facts = told(found, "nas", "level")
    assert facts[2:] == (
        FactUsed("runs_on", "nas", "db"),
        FactUsed("depends_on", ("db",), "app"),
        FactUsed("relied_on_for", ("income",), "app"),
    )


def test_production_by_purpose_through_a_group_and_by_backups() -> None:
    found = lab(
        raw("dns", purpose="reliability"),
        raw("one", member_of="dns", owners=owners(), backs_up_to=["box"]),
        raw("box", owners=owners()),
    )
    _, _, facts = told(found, "box", "role")
    assert facts == (
        FactUsed("backs_up_to", ("box",), "one"),
        FactUsed("member_of", "dns", "one"),
        FactUsed("purpose", "reliability", "dns"),
    )


@pytest.mark.parametrize(
    ("facts", "answer", "said"),
    [
        ({}, "undecided", "operating system"),
        ({"owners": {"os": "provider"}}, "undecided", "application"),
        ({"owners": {"os": "you"}}, "undecided", "hardware"),
        ({"owners": owners("provider")}, "consumed", "0"),
        ({"owners": owners("provider", application="you")}, "platform", "1"),
        ({"owners": owners(), "purpose": "learning"}, "lab", "learning"),
        ({"owners": owners()}, "undecided", "not answered"),
        ({"owners": owners(), "purpose": "reliability"}, "production", "rel"),
    ],
)
def test_the_role_says_why(facts: Raw, answer: str, said: str) -> None:
    found = lab(raw("a", **facts))
    role, rule, _ = told(found, "a", "role")
    assert role == answer
    if found.assessments["a"].level is not None:
        assert said in rule


class TestRisk:
    def rule(self, **facts: object) -> str:
        return told(lab(raw("a", **facts)), "a", "risk")[1]

    def test_not_told_before_the_level(self) -> None:
        assert told(lab(raw("a")), "a", "risk")[0] == "unknown"

    def test_raised_by_what_is_critical(self) -> None:
        assert "one up" in self.rule(owners=owners(), relied_on_for=["data"])

    def test_lowered_when_all_is_settled(self) -> None:
        settled = {
            "owners": owners("provider"),
            "purpose": "convenience",
            "smell_test": smell_test(),
            "evidence": {
                "mfa": True,
                "data_located": True,
                "exportable": True,
                "vendor_backup": True,
            },
        }
        assert "cannot fall below Low" in self.rule(**settled)
        platform = {
            "owners": owners("provider", application="you"),
            "purpose": "convenience",
            "smell_test": smell_test(),
            "evidence": {"mfa": True, "config_reviewed": days_ago(1), "breach_plan": True},
        }
        assert "one down" in self.rule(**platform)

    def test_kept_by_warnings_by_gaps_and_by_an_old_or_unowned_test(self) -> None:
        assert "1 warning keeps" in self.rule(
            owners=owners("provider", network="nobody"),
            evidence={"exportable": True, "data_located": True, "vendor_backup": True},
        )
        platform = owners("provider", application="you")
        assert "not answered" in self.rule(owners=platform)
        untested = {
            "owners": platform,
            "purpose": "convenience",
            "smell_test": smell_test(days=400),
            "evidence": {"mfa": True, "config_reviewed": days_ago(1), "breach_plan": True},
        }
        assert "smell test" in self.rule(**untested)

    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            ({"exposure": "lan", "practices": {"segmentation": "yes"}}, "It is contained"),
            ({}, "from where it can be reached is not answered"),
            ({"exposure": "internet"}, "from the internet"),
            ({"exposure": "lan"}, "neither segmented"),
        ],
    )
    def test_a_lab_says_whether_it_is_contained(self, facts: Raw, said: str) -> None:
        assert said in self.rule(owners=owners(), **facts)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({}, "unknown"),
        ({"owners": owners("provider")}, "Low"),
        (
            {
                "owners": owners(),
                "purpose": "learning",
                "history": [{"date": days_ago(3), "event": "rebuilt"}],
            },
            "Very High",
        ),
        (
            {
                "owners": owners(),
                "purpose": "learning",
                "history": [{"date": days_ago(999), "event": "rebuilt"}],
            },
            "High",
        ),
        ({"owners": owners(), "purpose": "learning"}, "High"),
        ({"owners": owners()}, "High"),
        ({"owners": owners(), "purpose": "convenience"}, "Low"),
    ],
)
def test_learning_says_what_it_went_by(facts: Raw, answer: str) -> None:
    found = lab(raw("a", **facts))
    got, rule, used = told(found, "a", "learning")
    assert got == answer
    assert rule
    assert ("history" in {fact.key for fact in used}) == ("history" in facts)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({}, "undecided"),
        ({"owners": owners("provider")}, "consuming"),
        ({"owners": owners()}, "undecided"),
        ({"owners": owners(), "smell_test": smell_test()}, "operating"),
        ({"owners": owners(), "smell_test": smell_test(own="no")}, "consuming"),
        ({"owners": owners(), "smell_test": smell_test(own="unsure")}, "undecided"),
    ],
)
def test_the_verdict_goes_by_owning_the_outcome(facts: Raw, answer: str) -> None:
    found = lab(raw("a", **facts))
    got, _, used = told(found, "a", "verdict")
    assert got == answer
    assert ("smell_test.own" in {fact.key for fact in used}) == found.assessments["a"].self_hosted


def test_coverage_lists_what_is_open() -> None:
    found = lab(raw("a", owners=owners("provider")))
    answer, _, facts = told(found, "a", "coverage")
    assert answer == "12 of 22"
    assert len(facts) == 10
    assert all(fact.value is None for fact in facts)


def test_resting_on_a_lab_names_the_way_there() -> None:
    found = lab(
        raw("app", relied_on_for=["income"], runs_on="vm"),
        raw("vm", runs_on="pve"),
        raw("pve", purpose="learning"),
    )
    said, facts = finding(found, "app", "rests-on-lab")
    assert "app → vm → pve" in said
    assert facts[:3] == (
        FactUsed("runs_on", "vm", "app"),
        FactUsed("runs_on", "pve", "vm"),
        FactUsed("purpose", "learning", "pve"),
    )


def test_a_cycle_names_the_way_round() -> None:
    found = lab(raw("a", depends_on=["b"]), raw("b", runs_on="c"), raw("c", depends_on=["a", "b"]))
    assert "a → b → c → a" in finding(found, "a", "dependency-cycle")[0]


def test_the_worst_finding_that_is_not_accepted_ranks_a_system() -> None:
    facts = {"owners": owners(), "intended_level": "3a", "evidence": {"wipeable": False}}
    a = lab(raw("a", **facts)).assessments["a"]
    assert (a.worst, a.finding_count("warning")) == (2, 1)
    accepted = [{"rule": "production-in-denial", "until": TODAY}]
    assert lab(raw("a", **facts, accepted=accepted)).assessments["a"].worst == 1


def test_naming_itself_is_a_cycle() -> None:
    assert "a → a" in finding(lab(raw("a", depends_on=["a"])), "a", "dependency-cycle")[0]


def test_a_test_without_a_date_is_named_as_one_by_its_answers() -> None:
    a = lab(raw("a", smell_test=smell_test(days=None))).assessments["a"]
    assert a.fact("smell_test.own") == ("yes", "a")
    assert a.fact("smell_test.date") is None


def test_json_has_plain_values() -> None:
    found = lab(raw("a", owners=owners(), relied_on_for=["data"], smell_test=smell_test()))
    json = checked_json(found, found.assessments["a"])
    assert json["assessed"] == {"date": str(days_ago(10)), "from": "a"}
    untested = next(f for f in json["findings"] if f["rule"] == "untested-backups")
    assert untested["facts"][0] == {"key": "evidence.restore_tested", "value": None, "from": None}
    assert plain({"day": TODAY, "list": (True, 1.5, None)}) == {
        "day": "2026-11-21",
        "list": [True, 1.5, None],
    }


def test_a_problem_has_all_its_keys() -> None:
    problem = Problem("purpos", "not a key", "a", "purpose", 7)
    assert problem_json(problem) == {
        "line": 7,
        "key": "purpos",
        "id": "a",
        "message": "not a key",
        "nearest": "purpose",
    }


def test_a_retired_system_has_the_same_keys_with_nothing_computed() -> None:
    gone = retired_json(system(raw("x", status="retired")))
    there = system_json(lab(raw("x")).assessments["x"])
    assert gone.keys() == there.keys()
    assert {key: value for key, value in gone.items() if value is not None} == {
        "id": "x",
        "name": "X",
        "status": "retired",
    }
