"""What is found of a system: by the settings' day counts, and what was accepted."""

from __future__ import annotations

from tests.data.assessment.rules.cases import OWNERS, N, W, history
from tests.data.labs import TODAY, all_settings, assessed, days_ago, owners, smell_test
from tests.rows import each_row


def test_the_day_counts_of_the_settings_decide() -> None:
    raw = {
        "id": "it",
        "owners": owners(),
        "purpose": "learning",
        "relied_on_for": [],
        "smell_test": smell_test(days=20),
        "evidence": {"patched": days_ago(20)},
        **history((20, "rebuilt", None)),
    }
    strict = all_settings(review_days=19, patch_days=19, experiment_days=19)
    found = {finding.rule for finding in assessed(raw, evaluation=strict).findings}

    assert {"assessment-stale", "stale-patches", "nothing-learned"} <= found
    found = {finding.rule for finding in assessed(raw).findings}
    assert not {"assessment-stale", "stale-patches", "nothing-learned"} & found

    rented = {"id": "it", "owners": OWNERS["2"], "backs_up_to": ["it"]}
    rented["evidence"] = {"monitored": True, "restore_tested": days_ago(20)}
    managed = {"id": "it", "owners": OWNERS["1"], "evidence": {"config_reviewed": days_ago(20)}}
    for raw, rule, evaluation in (
        (rented, "renting-risk", all_settings(restore_days=19)),
        (managed, "managed-not-secure", all_settings(config_days=19)),
    ):
        assert rule in {finding.rule for finding in assessed(raw, evaluation=evaluation).findings}
        assert rule not in {finding.rule for finding in assessed(raw).findings}


@each_row(("days", "accepted"), [(-1, True), (0, True), (1, False)])
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
        assert a.finding_count(W) == 0
        assert a.finding_count(N) == 2
        assert a.worst == 1


def test_nothing_left_but_what_is_accepted_is_no_worst() -> None:
    rules = ("level-undetermined", "never-assessed", "unanswered")

    a = assessed({"id": "it", "accepted": [{"rule": r, "until": TODAY} for r in rules]})

    assert [finding.accepted for finding in a.findings] == [True, True, True]
    assert a.worst == 0


def test_worst_is_the_rank_of_the_worst_severity() -> None:
    assert assessed({"id": "it"}).worst == 2
    assert assessed({"id": "it", "relied_on_for": ["data"], "owners": owners()}).worst == 3
