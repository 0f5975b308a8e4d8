"""The findings table, row by row: where each holds, how severe that is, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import pytest

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULE_IDS, RULES
from labtui.data.assessment.rules.assessing import assessed_level
from labtui.data.assessment.rules.rule import Row
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.practices import PRACTICES
from labtui.data.framework.severities import SEVERITIES
from tests.data.generate import put
from tests.data.labs import (
    TODAY,
    VECTORS,
    Raw,
    all_settings,
    assessed,
    days_ago,
    lab,
    owners,
    practices,
    smell_test,
    vector_lab,
)

C, W, N = "critical", "warning", "notice"

TABLE: dict[str, tuple[tuple[str | None, str | None], ...]] = {
    "level-undetermined": ((W, W),),
    "never-assessed": ((W, N),),
    "assessment-stale": ((W, N),),
    "changed-since-assessment": ((W, W),),
    "outgrew-assessment": ((W, W),),
    "unanswered": ((N, N),),
    "unowned-layer": ((C, W), (W, W)),
    "responsibility-gap": ((W, N),),
    "not-as-intended": ((W, W),),
    "production-in-denial": ((C, None), (None, W)),
    "lab-is-dependency": ((C, None),),
    "rests-on-lab": ((W, None),),
    "exposed-unprotected": ((C, C), (W, W)),
    "exposed-lab": ((None, W),),
    "dangling-reference": ((W, W),),
    "dependency-cycle": ((W, W),),
    "cannot-restore": ((C, W), (W, N), (W, N), (N, N)),
    "cannot-detect": ((C, W), (W, N), (W, N), (N, N)),
    "not-understood": ((C, W), (W, N), (W, N), (N, N)),
    "cannot-rebuild": ((C, W), (W, N), (W, N), (N, N)),
    "not-owning-outcome": ((C, W),),
    "trusting-marketing": ((C, W),),
    "mfa-not-enforced": ((C, C), (W, W)),
    "managed-not-secure": ((W, N),),
    "breach-unplanned": ((W, N),),
    "renting-risk": ((C, W),),
    "disposable-production": ((W, None),),
    "casual-production": ((W, None),),
    "untested-backups": ((C, None),),
    "unmonitored": ((C, None),),
    "no-backups": ((C, None),),
    "not-rebuildable": ((None, W),),
    "just-infrastructure": ((None, N),),
    "nothing-learned": ((None, N),),
    "stale-patches": ((C, W), (W, N), (W, None)),
    "backup-on-itself": ((C, W),),
    "practices-missing": ((W, N),),
    "idle-hardware": ((N, N),),
}
"""The framework's table: each rule with the severities of its rows, production and other."""


def test_the_rules_are_those_of_the_framework_in_its_order() -> None:
    assert list(RULES) == list(TABLE)
    assert frozenset(TABLE) == RULE_IDS
    assert all(rule.id == id for id, rule in RULES.items())


@pytest.mark.parametrize("rule", TABLE)
def test_the_rows_of_a_rule_have_the_severities_of_the_framework(rule: str) -> None:
    found = [(row.production, row.other) for row in RULES[rule].rows]

    # A row of the framework may be two here, at other levels each.
    assert set(found) == set(TABLE[rule])


@pytest.mark.parametrize("rule", TABLE)
@pytest.mark.parametrize("column", ["production", "other"])
def test_the_most_severe_row_is_asked_first(rule: str, column: str) -> None:
    def rank(row: Row) -> int:
        severity = getattr(row, column)
        return SEVERITIES.index(severity) if severity else -1

    # The smell rules' rows exclude each other, and those of -in-denial have one column each.
    found = [rank(row) for row in RULES[rule].rows if rank(row) >= 0]

    assert found == sorted(found, reverse=True)


# --- when each row holds

UNKNOWN = "?"
"""Stands for no level; full stack, 3a or 3b by who relies on it, is "3"."""
OWNERS: dict[str, dict[str, str]] = {
    UNKNOWN: {},
    "0": owners("provider"),
    "1": owners("provider", application="you"),
    "2": owners(hardware="provider"),
    "3": owners(),
}
Severities = dict[str, tuple[str | None, str | None]]


def at(levels: str, production: str | None, other: str | None) -> Severities:
    """The severities at some levels, each given as one character."""
    return dict.fromkeys(levels, (production, other))


ALL, KNOWN, SELF, CONSUMED = "?0123", "0123", "23", "01"
NEVER: Severities = {}

NAS = {"id": "nas"}
USER = {"id": "user", "depends_on": ["it"], "purpose": "reliability"}
A_LAB = {"id": "lab", "purpose": "learning"}
OLD = {"id": "old", "status": "retired"}


@dataclass(frozen=True)
class Case:
    """Facts under which a rule holds at some levels, and at no other."""

    rule: str
    facts: Mapping[str, Any]
    expected: Severities
    others: tuple[Raw, ...] = ()
    relied_on: bool = False
    """Whether the facts or the others make it production, so that nothing else can be asked."""

    def __str__(self) -> str:
        facts = ", ".join(f"{key} {value}" for key, value in self.facts.items())
        return f"{self.rule}: {facts or 'nothing'}"

    def found(self, level: str, production: bool) -> str | None:
        raw: Raw = {"id": "it", "owners": dict(OWNERS[level])}
        if production and not self.relied_on:
            raw["relied_on_for"] = ["data"]
        for key, value in self.facts.items():
            put(raw, key, value)
        a = assessed(raw, *self.others)
        expected_level = {UNKNOWN: None, "3": "3b" if production else "3a"}.get(level, level)
        assert (a.level, a.production) == (expected_level, production)
        return {f.rule: f.severity for f in a.findings}.get(self.rule)


def _history(*entries: tuple[int, str, str | None]) -> Raw:
    """A history of days ago, event and level."""
    return {
        "history": [
            {"date": days_ago(days), "event": event, **({"level": level} if level else {})}
            for days, event, level in entries
        ]
    }


def _answers(question: str, rule: str) -> list[Case]:
    key = f"smell_test.{question}"
    return [
        Case(rule, {key: "no"}, at("?23", C, W) | at(CONSUMED, W, N)),
        Case(rule, {key: "unsure"}, at("?23", W, N) | at(CONSUMED, N, N)),
        Case(rule, {key: "yes"}, NEVER),
        Case(rule, {}, NEVER),
    ]


KNOWS = {"evidence.data_located": True, "evidence.exportable": True, "evidence.vendor_backup": True}
PROVEN = {"evidence.monitored": True, "evidence.restore_tested": days_ago(180)}
INTERNET = {"exposure": "internet"}

CASES = [
    Case("level-undetermined", {}, at("?", W, W)),
    Case("level-undetermined", {"owners.network": "you"}, at("?", W, W)),
    Case("never-assessed", {}, at(ALL, W, N)),
    Case("never-assessed", {"smell_test": smell_test(days=None)}, at(ALL, W, N)),
    Case("never-assessed", {"smell_test.date": days_ago(1000)}, NEVER),
    Case("assessment-stale", {"smell_test.date": days_ago(181)}, at(ALL, W, N)),
    Case("assessment-stale", {"smell_test.date": days_ago(-1)}, at(ALL, W, N)),
    Case("assessment-stale", {"smell_test.date": days_ago(180)}, NEVER),
    Case("assessment-stale", {"smell_test.date": TODAY}, NEVER),
    Case("assessment-stale", {"smell_test": smell_test(days=None)}, NEVER),
    Case(
        "changed-since-assessment",
        {"changed": days_ago(9), "smell_test.date": days_ago(10)},
        at(ALL, W, W),
    ),
    Case(
        "changed-since-assessment",
        {"changed": days_ago(10), "smell_test.date": days_ago(10)},
        NEVER,
    ),
    Case("changed-since-assessment", {"changed": days_ago(9)}, NEVER),
    Case("changed-since-assessment", {"smell_test.date": days_ago(10)}, NEVER),
    Case("outgrew-assessment", _history((10, "assessed", "0")), at("123", W, W)),
    Case(
        "outgrew-assessment", _history((10, "assessed", "3a")), at("012", W, W) | at("3", W, None)
    ),
    Case(
        "outgrew-assessment",
        _history((10, "assessed", "0"), (10, "assessed", "1")),
        at("023", W, W),
    ),
    Case(
        "outgrew-assessment",
        _history((1, "assessed", "1"), (10, "assessed", "0")),
        at("023", W, W),
    ),
    Case(
        "outgrew-assessment",
        _history((10, "assessed", "1"), (1, "assessed", None), (1, "rebuilt", "0")),
        at("023", W, W),
    ),
    Case("outgrew-assessment", {"history": [{"event": "assessed", "level": "0"}]}, NEVER),
    Case("outgrew-assessment", _history((10, "changed", "0")), NEVER),
    Case("unanswered", {}, at(ALL, N, N)),
    *(
        Case("unowned-layer", {f"owners.{layer}": "nobody"}, at(ALL, C, W))
        for layer in ("backups", "recovery", "monitoring", "incidents")
    ),
    *(
        Case("unowned-layer", {f"owners.{layer}": "nobody"}, at(ALL, W, W))
        for layer in ("network", "hypervisor", "firewall", "updates", "access")
    ),
    Case("unowned-layer", {"owners.network": "nobody", "owners.backups": "nobody"}, at(ALL, C, W)),
    Case("unowned-layer", {"owners.backups": "n/a"}, NEVER),
    *(
        Case("responsibility-gap", {f"owners.{layer}": "provider"}, at(SELF, W, N))
        for layer in (
            "firewall",
            "updates",
            "backups",
            "recovery",
            "monitoring",
            "incidents",
            "access",
        )
    ),
    *(
        Case("responsibility-gap", {f"owners.{layer}": "provider"}, NEVER)
        for layer in ("network", "hypervisor")
    ),
    Case("responsibility-gap", {"owners.backups": "shared"}, NEVER),
    Case("not-as-intended", {"intended_level": "1"}, at("023", W, W)),
    Case("not-as-intended", {"intended_level": "3a"}, at("012", W, W)),
    Case("not-as-intended", {"intended_level": "3b"}, at("012", W, W) | at("3", None, W)),
    Case("not-as-intended", {}, NEVER),
    Case("production-in-denial", {"intended_level": "3a"}, at("3", C, None)),
    Case(
        "production-in-denial",
        {"intended_level": "3a", "evidence.wipeable": False},
        at("3", C, W),
    ),
    Case(
        "production-in-denial",
        {"purpose": "learning", "evidence.wipeable": False},
        at("3", None, W),
    ),
    Case("production-in-denial", {"purpose": "learning", "evidence.wipeable": True}, NEVER),
    Case("production-in-denial", {"purpose": "learning"}, NEVER),
    Case("production-in-denial", {"purpose": "convenience", "evidence.wipeable": False}, NEVER),
    Case("production-in-denial", {"evidence.wipeable": False}, NEVER),
    Case("lab-is-dependency", {"purpose": "learning"}, at(ALL, C, None), (USER,), True),
    Case(
        "lab-is-dependency",
        {"purpose": "learning", "intended_level": "3a"},
        at("?012", C, None),
        (USER,),
        True,
    ),
    Case("lab-is-dependency", {"purpose": "learning"}, NEVER),
    Case("lab-is-dependency", {"purpose": "learning"}, NEVER, ({**USER, "status": "planned"},)),
    Case("lab-is-dependency", {"purpose": "convenience"}, NEVER, (USER,), True),
    Case("rests-on-lab", {"depends_on": ["lab"]}, at(ALL, W, None), (A_LAB,)),
    Case("rests-on-lab", {"runs_on": "lab"}, at(ALL, W, None), (A_LAB,)),
    Case("rests-on-lab", {"backs_up_to": ["lab"]}, at(ALL, W, None), (A_LAB,)),
    Case("rests-on-lab", {}, at(ALL, W, None), ({**A_LAB, "member_of": "it"},)),
    Case("rests-on-lab", {"member_of": "lab"}, NEVER, (A_LAB,)),
    Case(
        "rests-on-lab",
        {"depends_on": ["nas"]},
        at(ALL, W, None),
        ({**NAS, "depends_on": ["lab"]}, A_LAB),
    ),
    Case(
        "rests-on-lab",
        {"depends_on": ["nas"]},
        NEVER,
        ({**NAS, "depends_on": ["lab"], "status": "planned"}, A_LAB),
    ),
    Case("rests-on-lab", {"depends_on": ["lab"]}, NEVER, ({**A_LAB, "status": "planned"},)),
    Case("rests-on-lab", {"depends_on": ["lab"]}, NEVER, ({**A_LAB, "purpose": "convenience"},)),
    Case(
        "rests-on-lab",
        {"depends_on": ["nas"], "purpose": "learning"},
        NEVER,
        ({**NAS, "depends_on": ["it"]},),
    ),
    Case("exposed-unprotected", {**INTERNET, "practices.access_control": "no"}, at(SELF, C, C)),
    Case("exposed-unprotected", {**INTERNET, "practices.access_control": "partly"}, at(SELF, W, W)),
    Case("exposed-unprotected", {**INTERNET, "practices.access_control": "yes"}, NEVER),
    Case("exposed-unprotected", INTERNET, NEVER),
    Case("exposed-unprotected", {"exposure": "vpn", "practices.access_control": "no"}, NEVER),
    Case("exposed-lab", INTERNET, at("3", None, W)),
    Case("exposed-lab", {**INTERNET, "purpose": "learning"}, at(SELF, None, W)),
    Case("exposed-lab", {**INTERNET, "purpose": "convenience"}, at("3", None, W)),
    Case("exposed-lab", {"exposure": "vpn", "purpose": "learning"}, NEVER),
    *(
        Case("dangling-reference", {key: id if single else ["nas", id]}, expected, (NAS, OLD))
        for key, single in (
            ("runs_on", True),
            ("member_of", True),
            ("depends_on", False),
            ("backs_up_to", False),
        )
        for id, expected in (("ghost", at(ALL, W, W)), ("old", at(ALL, W, W)), ("nas", NEVER))
    ),
    Case("dangling-reference", {"depends_on": ["old"], "status": "planned"}, NEVER, (OLD,)),
    Case("dangling-reference", {"depends_on": ["ghost"], "status": "planned"}, at(ALL, W, W)),
    Case("dangling-reference", {"runs_on": "nas"}, NEVER, ({**NAS, "backs_up_to": ["ghost"]},)),
    Case("dependency-cycle", {"depends_on": ["it"]}, at(ALL, W, W)),
    Case("dependency-cycle", {"runs_on": "it"}, at(ALL, W, W)),
    Case(
        "dependency-cycle",
        {"depends_on": ["nas"]},
        at(ALL, W, W),
        ({**NAS, "runs_on": "it", "status": "planned"},),
    ),
    Case(
        "dependency-cycle",
        {"depends_on": ["nas"]},
        NEVER,
        ({**NAS, "depends_on": ["it"], "status": "retired"},),
    ),
    Case("dependency-cycle", {"depends_on": ["nas"]}, NEVER, ({**NAS, "depends_on": ["nas"]},)),
    Case("dependency-cycle", {"backs_up_to": ["it"]}, NEVER),
    Case("dependency-cycle", {"member_of": "it"}, NEVER),
    *_answers("restore", "cannot-restore"),
    *_answers("detect", "cannot-detect"),
    *_answers("understand", "not-understood"),
    *_answers("rebuild", "cannot-rebuild"),
    Case("not-owning-outcome", {"smell_test.own": "no"}, at(SELF, C, W)),
    Case("not-owning-outcome", {"smell_test.own": "unsure"}, NEVER),
    Case("trusting-marketing", {}, at("0", C, W)),
    Case("trusting-marketing", KNOWS, NEVER),
    Case("trusting-marketing", dict.fromkeys(KNOWS, "n/a"), NEVER),
    *(Case("trusting-marketing", {**KNOWS, key: False}, at("0", C, W)) for key in KNOWS),
    Case("mfa-not-enforced", {"evidence.mfa": False}, at(CONSUMED, W, W)),
    Case("mfa-not-enforced", {"evidence.mfa": False, **INTERNET}, at(KNOWN, W, W)),
    Case("mfa-not-enforced", {"evidence.mfa": False, "exposure": "vpn"}, at(CONSUMED, W, W)),
    *(
        Case(
            "mfa-not-enforced",
            {"evidence.mfa": False, **INTERNET, "relied_on_for": ["data", reliance]},
            at(KNOWN, severity, None),
            relied_on=True,
        )
        for reliance, severity in (("authentication", C), ("identity", C), ("storage", W))
    ),
    Case("mfa-not-enforced", {"evidence.mfa": True, **INTERNET}, NEVER),
    Case("mfa-not-enforced", INTERNET, NEVER),
    Case("managed-not-secure", {}, at("1", W, N)),
    Case("managed-not-secure", {"evidence.config_reviewed": "never"}, at("1", W, N)),
    Case("managed-not-secure", {"evidence.config_reviewed": days_ago(366)}, at("1", W, N)),
    Case("managed-not-secure", {"evidence.config_reviewed": days_ago(365)}, NEVER),
    Case("breach-unplanned", {}, at("1", W, N)),
    Case("breach-unplanned", {"evidence.breach_plan": False}, at("1", W, N)),
    Case("breach-unplanned", {"evidence.breach_plan": True}, NEVER),
    Case("renting-risk", {}, at("2", C, W)),
    Case("renting-risk", {**PROVEN, "evidence.monitored": False}, at("2", C, W)),
    Case("renting-risk", {**PROVEN, "evidence.restore_tested": days_ago(181)}, at("2", C, W)),
    Case("renting-risk", {**PROVEN, "evidence.restore_tested": days_ago(-1)}, at("2", C, W)),
    Case("renting-risk", {**PROVEN, "evidence.restore_tested": "never"}, at("2", C, W)),
    Case("renting-risk", PROVEN, NEVER),
    *(
        Case(rule, {"purpose": purpose}, at(level, W, None) if pleasure else NEVER)
        for rule, level in (("disposable-production", "2"), ("casual-production", "3"))
        for purpose, pleasure in (
            ("entertainment", True),
            ("convenience", True),
            ("learning", False),
        )
    ),
    Case("untested-backups", {}, at("3", C, None)),
    Case("untested-backups", {"evidence.restore_tested": "never"}, at("3", C, None)),
    Case("untested-backups", {"evidence.restore_tested": days_ago(181)}, at("3", C, None)),
    Case("untested-backups", PROVEN, NEVER),
    Case("unmonitored", {}, at("3", C, None)),
    Case("unmonitored", {"evidence.monitored": False}, at("3", C, None)),
    Case("unmonitored", PROVEN, NEVER),
    Case("no-backups", {}, at(SELF, C, None)),
    Case("no-backups", {"backs_up_to": []}, at(SELF, C, None)),
    Case("no-backups", {"backs_up_to": ["nas"]}, NEVER, (NAS,)),
    Case("not-rebuildable", {"practices.documentation": "no"}, at("3", None, W)),
    Case("not-rebuildable", {"practices.documentation": "partly"}, NEVER),
    *(
        Case("just-infrastructure", {"intended_level": "3a", "purpose": purpose}, at("3", None, N))
        for purpose in ("entertainment", "convenience")
    ),
    Case("just-infrastructure", {"intended_level": "3a", "purpose": "learning"}, NEVER),
    Case("just-infrastructure", {"intended_level": "3a"}, NEVER),
    Case("just-infrastructure", {"intended_level": "3b", "purpose": "convenience"}, NEVER),
    Case("nothing-learned", {"purpose": "learning"}, at(SELF, None, N)),
    *(
        Case(
            "nothing-learned",
            {"purpose": "learning", **_history((days, event, None))},
            NEVER if learned else at(SELF, None, N),
        )
        for days, event, learned in (
            (180, "experiment", True),
            (180, "rebuilt", True),
            (0, "incident", True),
            (181, "experiment", False),
            (-1, "experiment", False),
            (1, "changed", False),
            (1, "assessed", False),
        )
    ),
    Case(
        "nothing-learned",
        {"purpose": "learning", "runs_on": "nas"},
        NEVER,
        ({**NAS, **_history((200, "rebuilt", None), (20, "rebuilt", None))},),
    ),
    Case("nothing-learned", {"purpose": "convenience"}, NEVER),
    Case("stale-patches", {}, at(SELF, W, None)),
    Case("stale-patches", INTERNET, at(SELF, W, None)),
    Case("stale-patches", {"evidence.patched": "never"}, at(SELF, W, N)),
    Case("stale-patches", {"evidence.patched": days_ago(46)}, at(SELF, W, N)),
    Case("stale-patches", {"evidence.patched": days_ago(46), **INTERNET}, at(SELF, C, W)),
    Case("stale-patches", {"evidence.patched": days_ago(-1), **INTERNET}, at(SELF, C, W)),
    Case("stale-patches", {"evidence.patched": days_ago(45), **INTERNET}, NEVER),
    Case("backup-on-itself", {"backs_up_to": ["it"]}, at(SELF, C, W)),
    Case("backup-on-itself", {"backs_up_to": ["nas"], "runs_on": "nas"}, at(SELF, C, W), (NAS,)),
    Case(
        "backup-on-itself",
        {"backs_up_to": ["nas", "other"], "runs_on": "host"},
        at(SELF, C, W),
        (NAS, {"id": "other", "runs_on": "host"}, {"id": "host"}),
    ),
    Case(
        "backup-on-itself",
        {"backs_up_to": ["nas", "ghost"], "runs_on": "host"},
        NEVER,
        (NAS, {"id": "host", "runs_on": "ghost"}),
    ),
    *(
        Case("practices-missing", {f"practices.{practice}": "no"}, at(SELF, W, N))
        for practice in (
            "segmentation",
            "backup_strategy",
            "failure_scenarios",
            "secure_remote_access",
        )
    ),
    Case(
        "practices-missing",
        {"practices.access_control": "no", "practices.documentation": "no"},
        NEVER,
    ),
    Case("practices-missing", {"practices": practices("partly")}, NEVER),
    Case("idle-hardware", {"utilization": 9}, at(SELF, N, N)),
    Case("idle-hardware", {"utilization": 10}, NEVER),
    Case("idle-hardware", {}, NEVER),
]


@pytest.mark.parametrize("level", ALL)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case, level: str) -> None:
    production, other = case.expected.get(level, (None, None))

    assert case.found(level, production=True) == production
    if not case.relied_on:
        assert case.found(level, production=False) == other


@pytest.mark.parametrize("rule", TABLE)
def test_every_severity_of_the_table_is_among_the_cases(rule: str) -> None:
    cases = [case for case in CASES if case.rule == rule]
    seen = [severities for case in cases for severities in case.expected.values()]
    rows = TABLE[rule]
    if rule == "mfa-not-enforced":
        # Who relies on it for logging in makes it production: its critical row has no other.
        rows = ((C, None), (W, W))

    for column in (0, 1):
        stated = {row[column] for row in rows} - {None}
        assert stated == {severities[column] for severities in seen} - {None}
    # Where it does not hold is asked for by a case of its own, or by another level.
    assert rule == "unanswered" or any(len(case.expected) < len(ALL) for case in cases)


def test_everything_answered_leaves_nothing_unanswered() -> None:
    raw: Raw = {
        "id": "it",
        "owners": owners(),
        "practices": practices(),
        "evidence": {"wipeable": True, "restore_tested": "never", "patched": "never"},
        "smell_test": smell_test(),
        "purpose": "learning",
        "exposure": "lan",
        "backs_up_to": [],
    }

    a = assessed(raw)

    assert a.known == a.relevant == 29
    assert "unanswered" not in {finding.rule for finding in a.findings}


def test_hardware_that_came_down_is_not_idle() -> None:
    host = {"id": "host", "owners": owners()}

    a = assessed({"id": "it", "runs_on": "host", "utilization": 1}, host)

    assert a.level == "3a"
    assert "idle-hardware" not in {finding.rule for finding in a.findings}


def test_the_day_counts_of_the_settings_decide() -> None:
    raw = {
        "id": "it",
        "owners": owners(),
        "purpose": "learning",
        "relied_on_for": [],
        "smell_test": smell_test(days=20),
        "evidence": {"patched": days_ago(20)},
        **_history((20, "rebuilt", None)),
    }
    strict = all_settings(review_days=19, patch_days=19, experiment_days=19)
    found = {finding.rule for finding in assessed(raw, evaluation=strict).findings}

    assert {"assessment-stale", "stale-patches", "nothing-learned"} <= found
    found = {finding.rule for finding in assessed(raw).findings}
    assert not {"assessment-stale", "stale-patches", "nothing-learned"} & found

    rented = {"id": "it", "owners": OWNERS["2"], "evidence": {"monitored": True}}
    rented["evidence"]["restore_tested"] = days_ago(20)
    managed = {"id": "it", "owners": OWNERS["1"], "evidence": {"config_reviewed": days_ago(20)}}
    for raw, rule, evaluation in (
        (rented, "renting-risk", all_settings(restore_days=19)),
        (managed, "managed-not-secure", all_settings(config_days=19)),
    ):
        assert rule in {finding.rule for finding in assessed(raw, evaluation=evaluation).findings}
        assert rule not in {finding.rule for finding in assessed(raw).findings}


# --- acceptance


@pytest.mark.parametrize(("days", "accepted"), [(-1, True), (0, True), (1, False)])
def test_a_finding_is_accepted_until_its_day_is_over(days: int, accepted: bool) -> None:
    entry = {"rule": "never-assessed", "until": days_ago(days)}

    a = assessed({"id": "it", "accepted": [entry]})

    found = {finding.rule: finding for finding in a.findings}
    assert found["never-assessed"].accepted is accepted
    assert found["never-assessed"].severity == N
    assert found["level-undetermined"].accepted is False


def test_one_acceptance_that_lasts_is_enough() -> None:
    entries = [
        {"rule": "level-undetermined", "until": days_ago(days), "reason": "x"} for days in (5, -5)
    ]
    for accepted in (entries, entries[::-1]):
        a = assessed({"id": "it", "accepted": accepted})
        found = {finding.rule: finding.accepted for finding in a.findings}
        assert found["level-undetermined"] is True
        assert a.count(W) == 0
        assert a.count(N) == 2
        assert a.worst == 1


def test_nothing_left_but_what_is_accepted_is_no_worst() -> None:
    rules = ("level-undetermined", "never-assessed", "unanswered")

    a = assessed({"id": "it", "accepted": [{"rule": r, "until": TODAY} for r in rules]})

    assert [finding.accepted for finding in a.findings] == [True, True, True]
    assert a.worst == 0


def test_worst_is_the_rank_of_the_worst_severity() -> None:
    assert assessed({"id": "it"}).worst == 2
    assert assessed({"id": "it", "relied_on_for": ["data"], "owners": owners()}).worst == 3


# --- what is said


def _all_holding() -> Iterable[tuple[str, Assessment]]:
    """Every finding of every vector, and of the cases above."""
    found: list[Lab] = [vector_lab(path)[0] for path in VECTORS]
    for case in CASES:
        for level in case.expected:
            for relied_on in ({}, {"relied_on_for": ["data"]}):
                raw: Raw = {"id": "it", "owners": dict(OWNERS[level]), **relied_on}
                for key, value in case.facts.items():
                    put(raw, key, value)
                found.append(lab(raw, *case.others))
    for each in found:
        for a in each.assessments.values():
            for finding in a.findings:
                yield finding.rule, a


@cache
def _holding() -> dict[str, list[Assessment]]:
    """By rule, the assessments it holds for."""
    found: dict[str, list[Assessment]] = {}
    for rule, a in _all_holding():
        found.setdefault(rule, []).append(a)
    return found


def test_every_rule_holds_somewhere() -> None:
    assert _holding().keys() == RULE_IDS


NOT_PLAIN = r"None|\bnull\b|True|False|  | ,| \.|\.\.|, and and|: \.|[{}<>]"
"""What a template leaves behind that was filled in with nothing, or wrongly."""


@pytest.mark.parametrize("rule", TABLE)
def test_what_a_rule_says_is_one_or_two_plain_sentences(rule: str) -> None:
    for a in _holding()[rule]:
        text = RULES[rule].says(a)
        assert re.fullmatch(r"[A-Z0-9].*[^ .]\.", text), text
        assert not re.search(NOT_PLAIN, text), text
        assert "\n" not in text


@pytest.mark.parametrize("rule", TABLE)
def test_what_to_do_is_said_as_plainly(rule: str) -> None:
    assert RULES[rule].title
    assert not RULES[rule].title.endswith(".")
    for a in _holding()[rule]:
        text = RULES[rule].remedy(a)
        assert re.fullmatch(r"[A-Z].*[^ .]\.", text), text
        assert not re.search(NOT_PLAIN, text), text


@pytest.mark.parametrize("rule", TABLE)
def test_the_facts_of_a_finding_are_facts(rule: str) -> None:
    for a in _holding()[rule]:
        found = list(RULES[rule].facts(a))
        assert found
        assert set(found) <= FACTS.keys()
        assert len(found) == len(set(found))


def test_rules_know_what_else_they_rest_on() -> None:
    by_level = {id for id, rule in RULES.items() if rule.by_level}
    assert {"renting-risk", "unmonitored", "no-backups", "not-owning-outcome"} <= by_level
    assert not {"never-assessed", "dangling-reference", "unowned-layer"} & by_level
    by_reliance = {id for id, rule in RULES.items() if rule.by_reliance}
    assert {"production-in-denial", "lab-is-dependency", "rests-on-lab"} <= by_reliance
    assert "dependency-cycle" not in by_reliance


def _says(rule: str, raw: Raw, *others: Raw) -> str:
    return RULES[rule].says(assessed({"id": "it", **raw}, *others))


@pytest.mark.parametrize("layer", ["os", "hardware", "application"])
def test_the_layer_that_is_missing_is_named(layer: str) -> None:
    stated = {"os": {}, "hardware": {"os": "you"}, "application": {"os": "provider"}}[layer]

    text = _says("level-undetermined", {"owners": stated})

    assert LAYERS[layer].lower() in text.lower()
    a = assessed({"id": "it", "owners": stated})
    assert next(iter(RULES["level-undetermined"].facts(a))) == f"owners.{layer}"


def test_messages_name_the_facts_behind_them() -> None:
    date_of = str(days_ago(300))
    assert date_of in _says("assessment-stale", {"smell_test": {"date": days_ago(300)}})
    text = _says(
        "changed-since-assessment",
        {"changed": days_ago(2), "smell_test": {"date": days_ago(300)}},
    )
    assert date_of in text
    assert str(days_ago(2)) in text
    text = _says("unowned-layer", {"owners": {"backups": "nobody", "network": "nobody"}})
    assert "network and backups" in text
    text = _says("dangling-reference", {"runs_on": "gone", "depends_on": ["lost"]})
    assert "gone" in text
    assert "lost" in text
    users = [{**USER, "id": f"user{number}"} for number in range(5)]
    text = _says("lab-is-dependency", {"purpose": "learning"}, *users)
    assert "user0, user1, user2 and 2 more" in text
    text = _says("lab-is-dependency", {"purpose": "learning"}, *users[:3])
    assert "user0, user1 and user2" in text
    text = _says("practices-missing", {"owners": owners(), "practices": practices("no")})
    for practice in ("segmentation", "backup_strategy", "failure_scenarios"):
        assert PRACTICES[practice].lower() in text
    assert PRACTICES["documentation"].lower() not in text
    a = assessed({"id": "it"})
    assert f"{a.relevant - a.known} of {a.relevant}" in RULES["unanswered"].says(a)
    assert list(RULES["unanswered"].facts(a)) == list(relevant(a))


def test_an_answer_that_was_never_given_is_told_from_a_no() -> None:
    for rule, level, no in (
        ("renting-risk", "2", {"monitored": False, "restore_tested": "never"}),
        ("unmonitored", "3", {"monitored": False}),
        ("untested-backups", "3", {"restore_tested": "never"}),
        ("stale-patches", "3", {"patched": "never"}),
        ("managed-not-secure", "1", {"config_reviewed": "never"}),
    ):
        raw = {"owners": OWNERS[level], "relied_on_for": ["data"]}
        silent, honest = _says(rule, raw), _says(rule, {**raw, "evidence": no})
        assert silent != honest
    assert _says("no-backups", {"owners": owners(), "relied_on_for": ["data"]}) != _says(
        "no-backups", {"owners": owners(), "relied_on_for": ["data"], "backs_up_to": []}
    )


@pytest.mark.parametrize(
    ("raw", "others", "reason"),
    [
        ({"relied_on_for": ["income", "data"]}, (), "income and "),
        ({}, (USER,), "user"),
        ({"purpose": "reliability"}, (), "reliability"),
    ],
)
def test_denial_names_what_makes_it_production(
    raw: Raw, others: tuple[Raw, ...], reason: str
) -> None:
    raw = {"owners": owners(), "intended_level": "3a", **raw}

    assert reason in _says("production-in-denial", raw, *others)


def test_the_fact_that_would_settle_it_comes_first() -> None:
    raw = {
        "id": "it",
        "owners": owners(network="nobody", recovery="nobody", firewall="provider"),
        "exposure": "internet",
        "practices": {"access_control": "no"},
        "evidence": {"wipeable": False},
        "purpose": "learning",
    }
    a = assessed(raw)

    def first(rule: str) -> str:
        return next(iter(RULES[rule].facts(a)))

    assert first("unowned-layer") == "owners.recovery"
    assert first("responsibility-gap") == "owners.firewall"
    assert first("exposed-unprotected") == "practices.access_control"
    assert first("production-in-denial") == "evidence.wipeable"
    denied = assessed({**raw, "relied_on_for": ["data"], "intended_level": "3a"})
    assert next(iter(RULES["production-in-denial"].facts(denied))) == "intended_level"


def test_the_latest_assessed_level_ignores_what_has_no_day() -> None:
    history = [
        {"event": "assessed", "level": "0"},
        {"date": date(2026, 1, 2), "event": "assessed", "level": "3a"},
        {"date": date(2026, 1, 1), "event": "assessed", "level": "2"},
        {"date": date(2026, 1, 3), "event": "added", "level": "1"},
    ]

    assert assessed_level(assessed({"id": "it", "history": history})) == "3a"
    assert assessed_level(assessed({"id": "it"})) is None
