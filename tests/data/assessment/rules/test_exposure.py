"""Rules about who can get at a system."""

from __future__ import annotations

import pytest

from tests.data.assessment.rules.cases import CONSUMED, INTERNET, KNOWN, NEVER, SELF, C, Case, W, at

CASES = [
    Case("exposed-unprotected", {**INTERNET, "practices.access_control": "no"}, at(SELF, C, C)),
    Case("exposed-unprotected", {**INTERNET, "practices.access_control": "partly"}, at(SELF, W, W)),
    Case("exposed-unprotected", {**INTERNET, "practices.access_control": "yes"}, NEVER),
    Case("exposed-unprotected", INTERNET, NEVER),
    Case("exposed-unprotected", {"exposure": "vpn", "practices.access_control": "no"}, NEVER),
    Case("exposed-lab", INTERNET, at("3", None, W)),
    Case("exposed-lab", {**INTERNET, "purpose": "learning"}, at(SELF, None, W)),
    Case("exposed-lab", {**INTERNET, "purpose": "convenience"}, at("3", None, W)),
    Case("exposed-lab", {"exposure": "vpn", "purpose": "learning"}, NEVER),
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
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected
