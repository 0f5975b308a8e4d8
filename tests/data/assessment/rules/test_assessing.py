"""When a system counts as assessed: ever, lately, since its last change, and in full."""

from __future__ import annotations

from datetime import date

from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.rules import RULES
from labtui.data.assessment.rules.assessing import assessed_level
from tests.data.assessment.rules.cases import ALL, NEVER, Case, N, W, at, history, says
from tests.data.labs import TODAY, Raw, assessed, days_ago, owners, practices, smell_test
from tests.rows import each_row

CASES = [
    Case("never-assessed", {}, at(ALL, W, N), unproven=True),
    Case("never-assessed", {"smell_test": smell_test(days=None)}, at(ALL, W, N), unproven=True),
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
    Case("outgrew-assessment", history((10, "assessed", "0")), at("123", W, W)),
    Case("outgrew-assessment", history((10, "assessed", "3a")), at("012", W, W) | at("3", W, None)),
    Case(
        "outgrew-assessment",
        history((10, "assessed", "0"), (10, "assessed", "1")),
        at("023", W, W),
    ),
    Case(
        "outgrew-assessment",
        history((1, "assessed", "1"), (10, "assessed", "0")),
        at("023", W, W),
    ),
    Case(
        "outgrew-assessment",
        history((10, "assessed", "1"), (1, "assessed", None), (1, "rebuilt", "0")),
        at("023", W, W),
    ),
    Case("outgrew-assessment", {"history": [{"event": "assessed", "level": "0"}]}, NEVER),
    Case("outgrew-assessment", history((10, "changed", "0")), NEVER),
    Case("unanswered", {}, at(ALL, N, N), unproven=True),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected


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

    a = assessed({**raw, "holds": "originals", "relied_on_for": [], "depends_on": []})

    assert a.known == a.relevant == 32
    assert "unanswered" not in {finding.rule for finding in a.findings}


def test_the_latest_assessed_level_ignores_what_has_no_day() -> None:
    history = [
        {"event": "assessed", "level": "0"},
        {"date": date(2026, 1, 2), "event": "assessed", "level": "3a"},
        {"date": date(2026, 1, 1), "event": "assessed", "level": "2"},
        {"date": date(2026, 1, 3), "event": "added", "level": "1"},
    ]

    assert assessed_level(assessed({"id": "it", "history": history})) == "3a"
    assert assessed_level(assessed({"id": "it"})) is None


def test_the_dates_are_named() -> None:
    date_of = str(days_ago(300))
    assert date_of in says("assessment-stale", {"smell_test": {"date": days_ago(300)}})
    text = says(
        "changed-since-assessment",
        {"changed": days_ago(2), "smell_test": {"date": days_ago(300)}},
    )
    assert date_of in text
    assert str(days_ago(2)) in text


def test_how_the_review_queue_lists_it() -> None:
    def queued(rule: str, **facts: object) -> str:
        entry = RULES[rule].queued
        assert entry
        return entry.clause(assessed({"id": "it", **facts}))

    used = {"relied_on_for": ["income"]}
    assert queued("never-assessed", **used) == "never tested, people rely on it"
    assert queued("never-assessed", purpose="reliability") == "never tested, it has to work"
    planned = queued("never-assessed", status="planned", **used)
    assert planned == "never tested, people will rely on it"
    undated = queued("never-assessed", **used, smell_test=smell_test(days=None))
    assert undated == "answers without a date, people rely on it"
    stale = queued("assessment-stale", smell_test=smell_test(days=252))
    assert stale == "tested 252 days ago"
    ahead = queued("assessment-stale", smell_test=smell_test(days=-2))
    assert ahead == "tested on 2026-11-23, in the future"


def test_how_much_is_not_answered_is_counted() -> None:
    a = assessed({"id": "it"})
    assert f"{a.relevant - a.known} of {a.relevant}" in RULES["unanswered"].says(a)
    assert list(RULES["unanswered"].facts(a)) == list(relevant(a))


def test_what_nearly_every_system_lacks_is_summed_up() -> None:
    a, b = assessed({"id": "it"}), assessed({"id": "it", "owners": owners()})
    summaries = {id: rule.summary for id, rule in RULES.items() if rule.summary}

    assert summaries.keys() == {"never-assessed", "unanswered"}
    assert summaries["never-assessed"]([a]) == "1 system has no smell test yet."
    assert summaries["never-assessed"]([a, b]) == "2 systems have no smell test yet."
    missing = a.relevant - a.known + b.relevant - b.known
    assert summaries["unanswered"]([a, b]) == f"{missing} facts are not answered on 2 systems."
