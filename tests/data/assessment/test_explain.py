"""Why: every derived value with the rule, the facts it used, and whose they are."""

from __future__ import annotations

from labtui.data.analysis.findings import why_all
from labtui.data.assessment.chains import reliance_chain
from labtui.data.assessment.explain import EXPLAINED, why_finding
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
from tests.rows import each_row


def raw(id: str, **facts: object) -> Raw:
    return {"id": id, "name": id.upper(), **facts}


def told(found: Lab, id: str, subject: str) -> tuple[str, str, tuple[FactUsed, ...]]:
    why = EXPLAINED[subject](found, found.assessments[id])
    return why.answer, why.rule, why.facts


def finding(found: Lab, id: str, rule: str) -> tuple[str, tuple[FactUsed, ...]]:
    a = found.assessments[id]
    why = why_finding(found, a, next(f for f in a.findings if f.rule == rule))
    return why.rule, why.facts


@each_row("path", VECTORS[::4], ids=lambda path: path.stem)
def test_everything_explains_itself_with_facts_that_are_really_stated(path: object) -> None:
    found, _ = vector_lab(path)  # type: ignore[arg-type]
    for id in found.assessments:
        for why in why_all(found, id):
            assert why.subject
            assert why.rule.endswith((".", "?"))
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


@each_row(
    ("facts", "answer", "said"),
    [
        ({}, "not known", "operating system"),
        ({"owners": {"os": "provider"}}, "not known", "application"),
        ({"owners": {"os": "you"}}, "not known", "hardware"),
        ({"owners": owners("provider")}, "service", "0"),
        ({"owners": owners("provider", application="you")}, "platform", "1"),
        ({"owners": owners(), "purpose": "learning"}, "lab", "learning"),
        ({"owners": owners()}, "not known", "not answered"),
        ({"owners": owners(), "purpose": "reliability"}, "production", "it has to work"),
        ({"owners": owners(), "relied_on_for": ["data"]}, "production", "people rely on it"),
    ],
)
def test_the_role_says_why(facts: Raw, answer: str, said: str) -> None:
    found = lab(raw("a", **facts))
    role, rule, _ = told(found, "a", "role")
    assert role == answer
    if found.assessments["a"].level is not None:
        assert said in rule


LEVELS: tuple[tuple[dict[str, str], Raw, str], ...] = (
    ({}, {}, "Level not known yet: who runs its operating system is not answered."),
    ({"os": "n/a"}, {}, "Level not known yet: who runs its hardware is not answered."),
    ({"os": "provider"}, {}, "Level not known yet: who runs its application is not answered."),
    (
        owners("provider"),
        {},
        "Level 0: the operating system is the provider's, and so is the application.",
    ),
    (
        owners("provider", os="n/a", application="n/a"),
        {},
        "Level 0: it has no operating system, the hardware is the provider's, and it has no "
        "application.",
    ),
    (
        owners("provider", application="you"),
        {},
        "Level 1: the operating system is the provider's, and the application is yours.",
    ),
    (
        owners(hardware="provider"),
        {},
        "Level 2: the operating system is yours, and the hardware is the provider's.",
    ),
    (
        owners(),
        {},
        "Level 3a: hardware and operating system are yours, and nobody relies on it.",
    ),
    (
        owners(),
        {"relied_on_for": ["data"]},
        "Level 3b: hardware and operating system are yours, and people rely on it.",
    ),
    (
        owners(os="n/a"),
        {"relied_on_for": ["data"]},
        "Level 3b: the hardware is yours, it has no operating system, and people rely on it.",
    ),
)


@each_row(("stated", "facts", "said"), LEVELS)
def test_the_level_says_why(stated: dict[str, str], facts: Raw, said: str) -> None:
    found = lab(raw("a", owners=stated, **facts))

    _, rule, used = told(found, "a", "level")

    assert rule == said
    # Everything the level was made from is named, and nothing else of the layers.
    layers = {fact.key.removeprefix("owners.") for fact in used if fact.key.startswith("owners.")}
    os, hardware = stated.get("os"), stated.get("hardware")
    expected = {"os"}
    if os in {"you", "n/a"}:
        expected.add("hardware")
    if os == "provider" or (os, hardware) == ("n/a", "provider"):
        expected.add("application")
    assert layers == expected


SETTLED_PLATFORM: Raw = {
    "owners": owners("provider", application="you"),
    "purpose": "convenience",
    "relied_on_for": [],
    "depends_on": [],
    "smell_test": smell_test(),
    "evidence": {"mfa": True, "config_reviewed": days_ago(1), "breach_plan": True},
}
SETTLED_SERVICE: Raw = {
    "owners": owners("provider"),
    "purpose": "convenience",
    "relied_on_for": [],
    "holds": "copies",
    "smell_test": smell_test(),
    "evidence": {"mfa": True},
}
PRODUCTION: Raw = {"owners": owners(), "relied_on_for": ["workflow"], "backs_up_to": ["nas"]}


class TestRisk:
    def risk(self, **facts: object) -> tuple[str, str]:
        return told(lab(raw("a", **facts), raw("nas")), "a", "risk")[:2]

    def test_not_told_before_the_level(self) -> None:
        assert self.risk() == (
            "not known",
            "Level not known yet: who runs its operating system is not answered.",
        )

    def test_raised_by_questions_only_until_they_are_answered(self) -> None:
        asked = self.risk(**PRODUCTION)
        assert asked == (
            "High, Critical until answered",
            "Risk High → Critical until answered: Is it monitored? Was a restore ever tested?",
        )

    def test_raised_by_what_is_proven(self) -> None:
        proven = {"monitored": False, "restore_tested": "never"}
        found = self.risk(**PRODUCTION, evidence=proven)
        assert found == (
            "Critical",
            "Risk High → Critical: Not monitored, Restore not tested.",
        )
        one = self.risk(**PRODUCTION, evidence={"monitored": False})
        assert one == ("Critical", "Risk High → Critical: Not monitored.")

    def test_many_reasons_are_cut(self) -> None:
        found = self.risk(
            **{**PRODUCTION, "backs_up_to": ["a"]},
            intended_level="3a",
            exposure="internet",
            practices={"access_control": "no"},
            smell_test=smell_test("no"),
        )
        assert found[1].endswith(" and 2 more.")

    def test_lowered_when_all_is_answered_and_in_order(self) -> None:
        assert self.risk(**SETTLED_PLATFORM) == (
            "Low",
            "Risk Medium → Low: all that matters is answered and in order.",
        )
        assert self.risk(**SETTLED_SERVICE) == ("Low", "Risk stays Low: it is never below Low.")

    @each_row(
        ("facts", "said"),
        [
            ({"depends_on": ["ghost"]}, "1 warning"),
            (
                {"depends_on": ["ghost"], "owners": owners("provider", application="nobody")},
                "2 warnings",
            ),
            ({"evidence": {"config_reviewed": TODAY}}, "2 facts not answered"),
            ({"smell_test": smell_test(days=400)}, "no recent smell test"),
            ({"smell_test": smell_test(own="unsure")}, "the outcome is not accepted"),
        ],
    )
    def test_kept_by_warnings_by_gaps_and_by_an_old_or_unowned_test(
        self, facts: Raw, said: str
    ) -> None:
        assert self.risk(**{**SETTLED_PLATFORM, **facts})[1] == f"Risk stays Medium: {said}."

    @each_row(
        ("facts", "now", "said"),
        [
            (
                {"exposure": "lan", "practices": {"segmentation": "yes"}},
                "Controlled High",
                "Risk stays Controlled High: level 3a is never lower.",
            ),
            ({}, "High", "not contained, its exposure is not answered."),
            ({"exposure": "internet"}, "High", "not contained, it is reachable from the internet."),
            (
                {"exposure": "lan"},
                "High",
                "not contained, neither on a separate network nor safe to wipe.",
            ),
        ],
    )
    def test_a_lab_says_whether_it_is_contained(self, facts: Raw, now: str, said: str) -> None:
        answer, rule = self.risk(owners=owners(), **facts)
        assert answer == now
        assert rule == (said if now != "High" else f"Risk Controlled High → High: {said}")


@each_row(
    ("facts", "said"),
    [
        ({}, "Level not known yet: who runs its operating system is not answered."),
        ({"owners": owners("provider")}, "Learning stays Low: at level 0 it does not change."),
        (
            {
                "owners": owners(),
                "purpose": "learning",
                "history": [{"date": days_ago(3), "event": "rebuilt"}],
            },
            "Learning stays Very High: something tried in 180 days.",
        ),
        (
            {
                "owners": owners(),
                "purpose": "learning",
                "history": [{"date": days_ago(999), "event": "rebuilt"}],
            },
            "Learning Very High → High: nothing tried in 180 days.",
        ),
        (
            {"owners": owners(), "purpose": "learning"},
            "Learning Very High → High: nothing tried in 180 days.",
        ),
        ({"owners": owners()}, "Learning Very High → High: purpose not answered."),
        (
            {"owners": owners(), "purpose": "convenience"},
            "Learning Very High → Low: its purpose is convenience.",
        ),
        (
            {"owners": owners(hardware="provider"), "purpose": "reliability"},
            "Learning High → Medium: its purpose is reliability.",
        ),
    ],
)
def test_learning_says_what_it_went_by(facts: Raw, said: str) -> None:
    found = lab(raw("a", **facts))
    _, rule, used = told(found, "a", "learning")
    assert rule == said
    assert ("history" in {fact.key for fact in used}) == ("history" in facts)


@each_row(
    ("facts", "answer"),
    [
        ({}, "not decided"),
        ({"owners": owners("provider")}, "the provider"),
        ({"owners": owners()}, "not decided"),
        ({"owners": owners(), "smell_test": smell_test()}, "you"),
        ({"owners": owners(), "smell_test": smell_test(own="no")}, "no one yet"),
        ({"owners": owners(), "smell_test": smell_test(own="unsure")}, "not decided"),
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
    assert answer == "12 of 24"
    assert len(facts) == 12
    assert all(fact.value is None for fact in facts)


def test_resting_on_a_lab_names_the_way_there() -> None:
    found = lab(
        raw("app", relied_on_for=["income"], runs_on="vm"),
        raw("vm", backs_up_to=["pve"]),
        raw("pve", purpose="learning"),
    )
    said, facts = finding(found, "app", "rests-on-lab")
    assert "app → pve" in said
    assert facts[:2] == (
        FactUsed("backs_up_to", ("pve",), "vm"),
        FactUsed("purpose", "learning", "pve"),
    )
    said, facts = finding(found, "vm", "rests-on-lab")
    assert "vm → pve" in said


def test_a_recovery_loop_names_the_way_round() -> None:
    found = lab(
        raw("pbs", recovers_with=["vault"], runs_on="pve"),
        raw("vault", runs_on="pve", depends_on=["dns"], backs_up_to=[]),
        raw("dns", recovers_with=["pve"]),
        raw("pve", backs_up_to=["pbs"]),
    )
    said, facts = finding(found, "pbs", "recovery-loop")
    assert "pbs → recovers with vault → runs on pve → is backed up only to pbs" in said
    assert facts[:3] == (
        FactUsed("recovers_with", ("vault",), "pbs"),
        FactUsed("runs_on", "pve", "vault"),
        FactUsed("backs_up_to", ("pbs",), "pve"),
    )
    said, _ = finding(found, "dns", "recovery-loop")
    assert "dns → recovers with pve → is backed up only to pbs → recovers with vault → " in said
    assert said.endswith("depends on dns.")


def test_the_middle_of_a_long_way_round_is_left_out() -> None:
    count = 12
    found = lab(*(raw(f"s{n:02}", depends_on=[f"s{(n + 1) % count:02}"]) for n in range(count)))
    said = finding(found, "s00", "dependency-cycle")[0]
    assert "s00 → s01 → s02 → s03 → … → s09 → s10 → s11 → s00" in said


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
    unmonitored = next(f for f in json["findings"] if f["rule"] == "unmonitored")
    assert unmonitored["facts"][0] == {"key": "evidence.monitored", "value": None, "from": None}
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
