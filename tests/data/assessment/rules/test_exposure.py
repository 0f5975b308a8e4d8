"""Rules about who can get at a system."""

from __future__ import annotations

from tests.data.assessment.rules.cases import (
    ALL,
    CONSUMED,
    INTERNET,
    KNOWN,
    NEVER,
    SELF,
    C,
    Case,
    W,
    at,
)
from tests.rows import each_row

KEYS = {"access_to": ["prod"]}
PROD = {"id": "prod", "relied_on_for": ["data"]}
ACCESS = "practices.access_control"

CASES = [
    Case("exposed-unprotected", {**INTERNET, ACCESS: "no"}, at(SELF, C, C)),
    Case("exposed-unprotected", {**INTERNET, ACCESS: "partly"}, at(SELF, W, W)),
    Case("exposed-unprotected", INTERNET, at(SELF, W, W), unproven=True),
    Case("exposed-unprotected", {**INTERNET, ACCESS: "yes"}, NEVER),
    Case("exposed-unprotected", {**INTERNET, ACCESS: "n/a"}, NEVER),
    Case("exposed-unprotected", {"exposure": "vpn", ACCESS: "no"}, NEVER),
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
            {**mfa, **exposure, "relied_on_for": ["data", reliance]},
            at(levels, C, None),
            relied_on=True,
            unproven=not mfa,
        )
        for reliance in ("authentication", "identity")
        for mfa in ({}, {"evidence.mfa": False})
        for exposure, levels in (({}, CONSUMED), (INTERNET, KNOWN))
    ),
    *(
        Case(
            "mfa-not-enforced",
            {**mfa, **INTERNET, "relied_on_for": ["storage"]},
            expected,
            relied_on=True,
        )
        for mfa, expected in (({}, NEVER), ({"evidence.mfa": False}, at(KNOWN, W, None)))
    ),
    Case(
        "mfa-not-enforced",
        {"evidence.mfa": True, **INTERNET, "relied_on_for": ["identity"]},
        NEVER,
        relied_on=True,
    ),
    Case("mfa-not-enforced", INTERNET, NEVER),
    Case("exposed-keys", {**KEYS, **INTERNET}, at(ALL, C, C), (PROD,), unproven=True),
    *(
        Case("exposed-keys", {**KEYS, **INTERNET, ACCESS: answer}, expected, (PROD,))
        for answer, expected in (
            ("no", at(ALL, C, C)),
            ("partly", at(ALL, C, C)),
            ("n/a", at(ALL, C, C)),
            ("yes", at(ALL, W, W)),
        )
    ),
    Case("exposed-keys", {**KEYS, "exposure": "vpn"}, NEVER, (PROD,)),
    Case("exposed-keys", {**KEYS, "purpose": "learning"}, at(ALL, W, W), (PROD,)),
    Case(
        "exposed-keys",
        {**KEYS, **INTERNET, "purpose": "learning"},
        at(ALL, C, C),
        (PROD,),
        unproven=True,
    ),
    Case("exposed-keys", {**KEYS, **INTERNET}, NEVER, ({"id": "prod"},)),
    Case("exposed-keys", {**KEYS, **INTERNET}, NEVER, ({**PROD, "status": "planned"},)),
    Case("exposed-keys", {"access_to": ["it", "ghost"], **INTERNET}, NEVER),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected
