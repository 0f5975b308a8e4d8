"""Rules about the answers of the smell test."""

from __future__ import annotations

from tests.data.assessment.rules.cases import CONSUMED, NEVER, SELF, C, Case, N, W, at
from tests.rows import each_row


def _answers(question: str, rule: str) -> list[Case]:
    key = f"smell_test.{question}"
    return [
        Case(rule, {key: "no"}, at("?23", C, W) | at(CONSUMED, W, N)),
        Case(rule, {key: "unsure"}, at("?23", W, N) | at(CONSUMED, N, N)),
        Case(rule, {key: "yes"}, NEVER),
        Case(rule, {}, NEVER),
    ]


CASES = [
    *_answers("restore", "cannot-restore"),
    *_answers("detect", "cannot-detect"),
    *_answers("understand", "not-understood"),
    *_answers("rebuild", "cannot-rebuild"),
    Case("not-owning-outcome", {"smell_test.own": "no"}, at(SELF, C, W)),
    Case("not-owning-outcome", {"smell_test.own": "unsure"}, NEVER),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected
