"""Rules about the day to day care of a system."""

from __future__ import annotations

from labtui.data.framework.practices import PRACTICES
from tests.data.assessment.rules.cases import (
    IN_ORDER,
    INTERNET,
    NAS,
    NEVER,
    PROVEN,
    SELF,
    USER,
    C,
    Case,
    N,
    W,
    at,
    says,
)
from tests.data.labs import assessed, days_ago, owners, practices
from tests.rows import each_row

NO_STRATEGY = {"practices.backup_strategy": "no"}
USED = {"used_by": ["Kim"]}

CASES = [
    Case("only-you", USED, at("123", N, None), unproven=True),
    Case("only-you", {**USED, "stand_ins": []}, at("123", N, None)),
    Case("only-you", {**USED, "stand_ins": ["Bo"]}, NEVER),
    Case("only-you", {"used_by": []}, NEVER),
    Case("only-you", {}, NEVER),
    Case("only-you", {**USED, "runs_on": "nas"}, NEVER, ({**NAS, "stand_ins": ["Bo"]},)),
    Case("only-you", {**USED, "runs_on": "nas"}, at("123", N, None), ({**NAS, "stand_ins": []},)),
    Case("only-you", USED, NEVER, (USER,), True),
    Case("unmonitored", {}, at("3", C, None), unproven=True),
    Case("unmonitored", {"evidence.monitored": False}, at("3", C, None)),
    Case("unmonitored", PROVEN, NEVER),
    Case("unmonitored", {"owners.monitoring": "n/a", "evidence.monitored": False}, NEVER),
    Case(
        "unmonitored",
        {"runs_on": "nas"},
        at("3", C, None),
        ({**NAS, "owners": {"monitoring": "n/a"}},),
        unproven=True,
    ),
    Case("not-rebuildable", {"practices.documentation": "no"}, at("3", None, W)),
    Case("not-rebuildable", {"practices.documentation": "partly"}, NEVER),
    Case("stale-patches", {}, at(SELF, W, None), unproven=True),
    Case("stale-patches", INTERNET, at(SELF, C, W), unproven=True),
    Case("stale-patches", {**INTERNET, "owners.updates": "n/a"}, NEVER),
    Case(
        "stale-patches", {"evidence.patched": "never"}, NEVER, ({"id": "one", "member_of": "it"},)
    ),
    Case(
        "stale-patches",
        {"evidence.patched": "never"},
        at(SELF, W, N),
        ({"id": "one", "member_of": "it", "status": "planned"},),
    ),
    Case("stale-patches", {"evidence.patched": "never"}, at(SELF, W, N)),
    Case("stale-patches", {"evidence.patched": days_ago(46)}, at(SELF, W, N)),
    Case("stale-patches", {"evidence.patched": days_ago(46), **INTERNET}, at(SELF, C, W)),
    Case("stale-patches", {"evidence.patched": days_ago(-1), **INTERNET}, at(SELF, C, W)),
    Case("stale-patches", {"evidence.patched": days_ago(45), **INTERNET}, NEVER),
    *(
        Case("practices-missing", {f"practices.{practice}": "no"}, at(SELF, W, N))
        for practice in (
            "segmentation",
            "failure_scenarios",
            "secure_remote_access",
        )
    ),
    # What has a finding of its own does not count twice.
    Case("practices-missing", NO_STRATEGY, at("3", None, N)),
    Case("practices-missing", {**IN_ORDER, **NO_STRATEGY}, at(SELF, W, N), (NAS,)),
    Case(
        "practices-missing",
        {**IN_ORDER, **NO_STRATEGY, "evidence.monitored": False},
        at("3", W, N),
        (NAS,),
    ),
    Case("practices-missing", {**NO_STRATEGY, "holds": "nothing"}, NEVER),
    Case("practices-missing", {"practices": practices("n/a")}, NEVER),
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


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected


def test_hardware_of_the_host_is_not_idle() -> None:
    host = {"id": "host", "owners": owners()}

    a = assessed({"id": "it", "runs_on": "host", "utilization": 1}, host)

    assert a.level == "3a"
    assert "idle-hardware" not in {finding.rule for finding in a.findings}


def test_the_practices_are_named() -> None:
    text = says("practices-missing", {"owners": owners(), "practices": practices("no")})
    for practice in ("segmentation", "backup_strategy", "failure_scenarios"):
        assert PRACTICES[practice].lower() in text
    assert PRACTICES["documentation"].lower() not in text
