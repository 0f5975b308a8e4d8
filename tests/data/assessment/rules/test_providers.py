"""Rules about what is left to a provider."""

from __future__ import annotations

from tests.data.assessment.rules.cases import (
    IN_ORDER,
    NAS,
    NEVER,
    PROVEN,
    C,
    Case,
    N,
    W,
    at,
)
from tests.data.labs import days_ago
from tests.rows import each_row

KNOWS = {"evidence.data_located": True, "evidence.exportable": True, "evidence.vendor_backup": True}
RENTED = at("2", C, W)

CASES = [
    Case("trusting-marketing", {}, at("0", C, W), unproven=True),
    Case("trusting-marketing", KNOWS, NEVER),
    Case("trusting-marketing", dict.fromkeys(KNOWS, "n/a"), NEVER),
    *(Case("trusting-marketing", {**KNOWS, key: False}, at("0", C, W)) for key in KNOWS),
    *(Case("trusting-marketing", {key: False}, at("0", C, W)) for key in KNOWS),
    Case("trusting-marketing", {"holds": "nothing"}, at("0", C, None), unproven=True),
    Case("managed-not-secure", {}, at("1", W, N), unproven=True),
    Case("managed-not-secure", {"evidence.config_reviewed": "never"}, at("1", W, N)),
    Case("managed-not-secure", {"evidence.config_reviewed": days_ago(366)}, at("1", W, N)),
    Case("managed-not-secure", {"evidence.config_reviewed": days_ago(365)}, NEVER),
    Case("breach-unplanned", {}, at("1", W, N), unproven=True),
    Case("breach-unplanned", {"evidence.breach_plan": False}, at("1", W, N)),
    Case("breach-unplanned", {"evidence.breach_plan": True}, NEVER),
    Case("renting-risk", {}, RENTED, unproven=True),
    Case("renting-risk", IN_ORDER, NEVER, (NAS,)),
    *(
        Case(
            "renting-risk",
            {k: v for k, v in IN_ORDER.items() if k != key},
            RENTED,
            (NAS,),
            False,
            True,
        )
        for key in IN_ORDER
    ),
    *(
        Case("renting-risk", {**IN_ORDER, **failure}, RENTED, (NAS,))
        for failure in (
            {"evidence.monitored": False},
            {"evidence.restore_tested": days_ago(181)},
            {"evidence.restore_tested": days_ago(-1)},
            {"evidence.restore_tested": "never"},
            {"backs_up_to": []},
            {"backs_up_to": ["ghost"]},
        )
    ),
    Case("renting-risk", {"evidence.monitored": False}, RENTED),
    Case("renting-risk", {"backs_up_to": []}, RENTED),
    Case("renting-risk", {"evidence.restore_tested": "never"}, RENTED),
    Case(
        "renting-risk",
        {**IN_ORDER, "evidence.monitored": False, "owners.monitoring": "n/a"},
        NEVER,
        (NAS,),
    ),
    Case(
        "renting-risk",
        {"owners.monitoring": "n/a", "evidence.restore_tested": days_ago(1)},
        RENTED,
        unproven=True,
    ),
    Case(
        "renting-risk",
        {"evidence.monitored": True, "holds": "copies"},
        at("2", C, None),
        (),
        False,
        True,
    ),
    Case("renting-risk", {**PROVEN, "holds": "nothing", "purpose": "reliability"}, NEVER, (), True),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected
