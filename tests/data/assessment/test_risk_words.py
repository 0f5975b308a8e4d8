"""Risk in words: what is proven, and what is only feared."""

from __future__ import annotations

from labtui.data.assessment.clauses import risk_words
from tests.data.labs import Raw, lab, owners
from tests.rows import each_row


@each_row(
    ("facts", "words"),
    [
        ({}, "not known"),
        ({"owners": owners()}, "High"),
        (
            {"owners": owners(), "purpose": "reliability", "holds": "nothing"},
            "High, Critical until answered",
        ),
        (
            {
                "owners": owners(),
                "purpose": "reliability",
                "holds": "nothing",
                "evidence": {"monitored": False},
            },
            "Critical",
        ),
    ],
)
def test_risk_says_what_is_proven_first(facts: Raw, words: str) -> None:
    found = lab({"id": "x", "name": "X", **facts})
    assert risk_words(found.assessments["x"]) == words
