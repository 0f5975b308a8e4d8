"""Rules about what is left to a provider."""

from __future__ import annotations

import pytest

from tests.data.assessment.rules.cases import NEVER, PROVEN, C, Case, N, W, at
from tests.data.labs import days_ago

KNOWS = {"evidence.data_located": True, "evidence.exportable": True, "evidence.vendor_backup": True}

CASES = [
    Case("trusting-marketing", {}, at("0", C, W)),
    Case("trusting-marketing", KNOWS, NEVER),
    Case("trusting-marketing", dict.fromkeys(KNOWS, "n/a"), NEVER),
    *(Case("trusting-marketing", {**KNOWS, key: False}, at("0", C, W)) for key in KNOWS),
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
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected
