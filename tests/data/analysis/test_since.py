"""What is better, worse and otherwise changed between two states of a lab."""

from __future__ import annotations

from collections.abc import Mapping

from labtui.data.analysis.since import Moved, Since, compared
from labtui.data.assessment.assessment import Assessment
from tests.data.labs import Raw, days_ago, lab, owners, practices, raw
from tests.rows import each_row

PRODUCTION = {"purpose": "reliability", "relied_on_for": ["storage"]}


def assessed(*raws: Raw) -> Mapping[str, Assessment]:
    return lab(*raws).assessments


def both(before: Raw, after: Raw) -> Since:
    """What is said of one system of which only these facts differ."""
    was, now = (raw("it", owners=owners(), **facts) for facts in (before, after))
    return compared(assessed(was), assessed(now).values())


def only(since: Since, where: str) -> Moved:
    """The one system, which stands in this list and in no other."""
    found = {name: getattr(since, name) for name in ("worse", "better", "other")}
    assert [name for name, moved in found.items() if moved] == [where]
    [moved] = found[where]
    assert isinstance(moved, Moved)
    return moved


def evidence(**facts: object) -> Raw:
    return {**PRODUCTION, "evidence": facts}


@each_row(
    ("before", "after", "where", "rule", "held"),
    [
        (evidence(monitored=True), evidence(monitored=False), "worse", "unmonitored", "arisen"),
        (evidence(monitored=False), evidence(monitored=True), "better", "unmonitored", "gone"),
        (evidence(), evidence(monitored=True), "better", "unmonitored", "gone"),
        (evidence(), evidence(monitored=False), "other", "unmonitored", "known"),
        (
            evidence(patched=days_ago(400)),
            evidence(patched=days_ago(1)),
            "better",
            "stale-patches",
            "gone",
        ),
    ],
)
def test_a_finding_makes_better_or_worse_and_an_answer_only_known(
    before: Raw, after: Raw, where: str, rule: str, held: str
) -> None:
    moved = only(both(before, after), where)
    found = {name: {f.rule for f in getattr(moved, name)} for name in ("arisen", "gone", "known")}
    assert rule in found[held]


def test_risk_counts_before_findings_where_it_is_known() -> None:
    lower = only(both(PRODUCTION, {"purpose": "learning"}), "better")
    assert lower.before.risk
    assert lower.after.risk
    assert lower.before.risk.now_rank > lower.after.risk.now_rank
    assert only(both({"purpose": "learning"}, PRODUCTION), "worse").arisen
    unknown = compared(assessed(raw("it")), assessed(raw("it", owners=owners())).values())
    assert only(unknown, "better").before.risk is None, "its level is known now"


def test_how_severe_a_finding_is_counts_and_to_accept_it_does_not() -> None:
    at_risk = {**PRODUCTION, "backs_up_to": [], "holds": "originals", "exposure": "internet"}
    partly, none = (
        {**at_risk, "practices": practices(access_control=how)} for how in ("partly", "no")
    )
    worse, better = only(both(partly, none), "worse"), only(both(none, partly), "better")
    [more], [less] = worse.more_severe, better.less_severe
    assert [more.was.severity, more.now.severity] == ["warning", "critical"]
    assert (less.was, less.now) == (more.now, more.was)
    nothing = (worse.arisen, worse.gone, worse.less_severe), (better.arisen, better.gone)
    assert not any(map(any, nothing)), "it holds before and after: it is neither new nor gone"
    taken = {"rule": "no-backups", "until": days_ago(-9), "reason": "soon"}
    moved = only(both(at_risk, {**at_risk, "accepted": [taken]}), "other")
    assert [finding.rule for finding in moved.accepted] == ["no-backups"]
    assert moved.gone == ()


def test_what_is_new_gone_and_as_before() -> None:
    before = assessed(raw("same"), raw("left"), raw("removed"))
    after = assessed(raw("same"), raw("left", status="retired"), raw("new"))
    since = compared(before, after.values())
    assert [a.id for a in since.added] == ["new"]
    assert [a.id for a in since.gone] == ["left", "removed"]
    assert (since.same, since.worse, since.better, since.other) == (1, [], [], [])
