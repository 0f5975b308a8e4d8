"""Rules about the day to day care of a system."""

from __future__ import annotations

import pytest

from labtui.data.framework.practices import PRACTICES
from tests.data.assessment.rules.cases import INTERNET, NEVER, PROVEN, SELF, C, Case, N, W, at, says
from tests.data.labs import assessed, days_ago, owners, practices

CASES = [
    Case("unmonitored", {}, at("3", C, None)),
    Case("unmonitored", {"evidence.monitored": False}, at("3", C, None)),
    Case("unmonitored", PROVEN, NEVER),
    Case("not-rebuildable", {"practices.documentation": "no"}, at("3", None, W)),
    Case("not-rebuildable", {"practices.documentation": "partly"}, NEVER),
    Case("stale-patches", {}, at(SELF, W, None)),
    Case("stale-patches", INTERNET, at(SELF, W, None)),
    Case("stale-patches", {"evidence.patched": "never"}, at(SELF, W, N)),
    Case("stale-patches", {"evidence.patched": days_ago(46)}, at(SELF, W, N)),
    Case("stale-patches", {"evidence.patched": days_ago(46), **INTERNET}, at(SELF, C, W)),
    Case("stale-patches", {"evidence.patched": days_ago(-1), **INTERNET}, at(SELF, C, W)),
    Case("stale-patches", {"evidence.patched": days_ago(45), **INTERNET}, NEVER),
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


@pytest.mark.parametrize("case", CASES, ids=str)
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
