"""What the overview shows equals what a lab is, and what a step promises comes true."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given

from labtui.data.analysis.falling_due import ACCEPTED, Due, falling_due
from labtui.data.analysis.matrix import by_level
from labtui.data.analysis.overview.carriers import Carrier, carriers
from labtui.data.analysis.overview.counts import LEARNING_ORDER, RISK_ORDER, count
from labtui.data.analysis.overview.movement import latest, months
from labtui.data.analysis.overview.next_steps import Cleared, next_steps
from labtui.data.analysis.overview.summary import summary_of
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext, Event
from labtui.data.framework.levels import CONTROLLED_HIGH, LEARNING, RISKS
from tests.data.answered import PROVEN, VAULT, accepting, raw_of
from tests.data.assessment.test_laws import law
from tests.data.generate import labs
from tests.data.labs import TODAY, Raw, days_ago, lab, owners, smell_test


def relied_on(id: str, **facts: object) -> Raw:
    """A system that people rely on."""
    return {"id": id, "name": id, "owners": owners(), "relied_on_for": ["data"], **facts}


# --- counts


@law
@given(labs(1))
def test_every_assessed_system_is_counted_once_as_the_matrix_and_check_do(raws: list[Raw]) -> None:
    now = lab(*raws)
    counts = count(now)
    groups = Counter(group.level for group in by_level(now, now.systems) for _ in group.systems)
    assert {each.level: each.systems for each in counts.levels if each.systems} == groups
    found = now.assessments.values()
    assert (counts.systems, counts.retired) == (len(found), len(now.systems) - len(found))
    assert counts.planned == sum(a.system.status == "planned" for a in found)
    assert sum(each.misplaced for each in counts.levels) == sum(a.misplaced for a in found)
    for risk in counts.risks:
        here = [a.risk for a in found if a.risk and a.risk.now == risk.risk]
        assert risk.unproven == sum(each.proven_rank < each.now_rank for each in here)
        assert risk.proven + risk.unproven == len(here)
    assert {each.learning: each.systems for each in counts.learning} == Counter(
        a.learning.now_shown for a in found if a.learning
    )
    assert (counts.known, counts.relevant) == (
        sum(a.known for a in found),
        sum(a.relevant for a in found),
    )


def test_every_word_of_a_scale_stands_in_its_order() -> None:
    assert {*RISK_ORDER} == {*RISKS, CONTROLLED_HIGH}
    assert {*LEARNING_ORDER} == {*LEARNING}
    assert RISK_ORDER[0] == RISKS[-1]
    assert (RISK_ORDER[-1], LEARNING_ORDER[-1]) == (RISKS[0], LEARNING[0])


def test_the_parts_of_the_homelab_level_are_named() -> None:
    raws = [
        {"id": "a", "owners": owners(), "purpose": "learning"},
        {"id": "b", "owners": owners(), "purpose": "learning"},
        {"id": "c", "owners": owners(), "purpose": "entertainment"},
    ]
    assert [each.parts for each in count(lab(*raws)).levels if each.systems] == [
        "2 labs, 1 home server"
    ]


# --- what carries the most


@law
@given(labs(1))
def test_what_needs_a_system_is_counted_however_far_away(raws: list[Raw]) -> None:
    now = lab(*raws)

    def needing(id: str) -> set[str]:
        found: set[str] = set()
        waiting = [id]
        while waiting:
            for other in now.reliance.needed_by(waiting.pop()):
                if now.systems[other].active and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found - {id}

    active = [id for id, system in now.systems.items() if system.active]
    counted = {id: len(needing(id)) for id in active}
    found = carriers(now)
    assert dict(found) == {id: number for id, number in counted.items() if number}
    assert [one.needed_by for one in found] == sorted(dict(found).values(), reverse=True)


def test_a_chain_of_thousands_is_counted() -> None:
    chain = [{"id": f"s{n}", "depends_on": [f"s{n - 1}"]} for n in range(1, 3_000)]
    assert carriers(lab({"id": "s0"}, *chain))[0] == Carrier("s0", 2_999)


# --- what falls due


def test_what_is_late_and_what_is_next() -> None:
    raws = [
        relied_on(
            "mail",
            backs_up_to=["vault"],
            evidence={"patched": days_ago(10), "restore_tested": "never"},
            smell_test=smell_test(days=200),
            accepted=[
                {"rule": "one-site-backups", "until": days_ago(-5), "reason": "soon"},
                {"rule": "no-backups", "until": days_ago(-5), "reason": "it has some by now"},
                {"rule": "unmonitored", "until": days_ago(5), "reason": "long over"},
            ],
        ),
        {"id": "guest", "runs_on": "mail"},
        {"id": "gone", "status": "retired", "evidence": {"patched": days_ago(400)}},
        {"id": "soon", "owners": owners(), "status": "planned", "smell_test": smell_test(days=400)},
        {"id": "odd", "owners": owners(), "evidence": {"patched": days_ago(-3)}},
        VAULT,
    ]
    found = [due for due in falling_due(lab(*raws)) if due.id != "vault"]
    assert found == [
        Due(None, "mail", "evidence.restore_tested"),
        Due(days_ago(19), "mail", "smell_test.date"),
        Due(days_ago(-6), "mail", ACCEPTED, "one-site-backups"),
        Due(days_ago(-36), "mail", "evidence.patched"),
    ]


@law
@given(labs(1))
def test_what_is_not_late_yet_is_late_on_its_day(raws: list[Raw]) -> None:
    now = lab(*raws)
    for due in falling_due(now):
        if due.day is None or due.kind == ACCEPTED:
            continue
        a = now.assessments[due.id]
        days = (due.day - a.day(due.kind)).days - 1  # type: ignore[operator]
        assert a.fresh(due.kind, days) == (due.day > TODAY)


# --- what changed, and the months


HISTORY = [
    {"date": date(2026, 9, 3), "event": "assessed", "level": "3b", "risk": "Critical"},
    {"date": date(2026, 11, 2), "event": "assessed", "level": "3b", "risk": "High"},
    {"date": date(2026, 10, 4), "event": "experiment", "note": "pulled a plug"},
    {"date": days_ago(-1), "event": "incident"},
    {"event": "changed", "note": "on a day that nobody knows"},
]


def test_what_happened_last_to_all_systems() -> None:
    day = date(2026, 10, 4)
    now = lab(
        {"id": "a", "changed": day, "history": HISTORY},
        {"id": "b", "changed": day, "history": [{"date": day, "event": "added"}]},
        {"id": "c", "changed": day, "evidence": {"restore_tested": day, "patched": TODAY}},
        {"id": "d", "changed": date(2026, 11, 2), "history": [{"date": date(2026, 11, 2)}]},
        {"id": "e", "evidence": {"restore_tested": "never", "config_reviewed": day}},
        {"id": "f", "changed": TODAY + timedelta(1)},
        {"id": "g", "changed": TODAY - timedelta(365)},
    )
    said = [
        (each.day.day, each.id, each.what.event if isinstance(each.what, Event) else each.what.key)
        for each in latest(now, 9)
    ]
    assert said == [
        (2, "d", None),
        (2, "a", "assessed"),
        (4, "b", "added"),
        (4, "a", "experiment"),
        (4, "c", "changed"),
        (4, "c", "evidence.restore_tested"),
        (4, "e", "evidence.config_reviewed"),
        (3, "a", "assessed"),
    ]


def test_the_months_begin_with_the_first_event_and_end_today() -> None:
    gone = [
        {"date": date(2026, 10, 1), "event": "assessed", "risk": "Critical"},
        {"date": date(2026, 11, 1), "event": "retired"},
    ]
    now = lab({"id": "a", "history": HISTORY}, {"id": "b", "status": "retired", "history": gone})
    assert [tuple(each) for each in months(now)] == [
        (date(2026, 9, 30), 1, 1, 0),
        (date(2026, 10, 31), 2, 2, 1),
        (TODAY, 1, 0, 0),
    ]


def test_a_test_counts_for_as_long_as_the_settings_say_and_at_most_so_many_months() -> None:
    tested = [{"date": date(2025, 1, 2), "event": "assessed", "level": "3b", "risk": "High"}]
    now = lab({"id": "a", "history": tested})
    assert [each.tested for each in months(now)] == [0] * 12
    assert [each.tested for each in months(now, 24)][:8] == [1] * 6 + [0] * 2
    assert months(lab({"id": "a", "history": [{"date": TODAY, "event": "added"}]})) == []


# --- the worst, and the next steps


def test_the_worst_is_proven_and_others_need_it() -> None:
    broken = {"evidence.monitored": False}
    raws = [
        raw_of(PROVEN, {**broken, "id": "alone", "name": "Alone"}),
        raw_of(PROVEN, {**broken, "id": "carrying", "name": "Carrying"}),
        raw_of(PROVEN, {"id": "on-it", "name": "On it", "depends_on": ["carrying"]}),
        VAULT,
    ]
    summary = summary_of(lab(*raws))
    assert summary.worst is not None
    id, why = summary.worst
    assert (id, why.subject) == ("carrying", "Not monitored")
    fine = summary_of(lab(raw_of(PROVEN), VAULT))
    assert (fine.worst, fine.steps) == (None, ())


@law
@given(labs(1))
def test_a_step_clears_what_it_says(raws: list[Raw]) -> None:
    now = lab(*raws)
    for step in next_steps(now, 9):
        assert now.systems[step.id].active
        for each in step.clears:
            assert each.number > 0


@pytest.mark.parametrize(
    ("change", "done", "clears"),
    [
        (
            {"evidence.restore_tested": "never"},
            {"evidence.restore_tested": TODAY},
            [Cleared("critical", 1, unproven=False)],
        ),
        (
            {"exposure": "internet", "practices.access_control": "no"},
            {"practices.access_control": "yes"},
            [Cleared("critical", 1, unproven=False)],
        ),
        (
            {"smell_test.rebuild": "no", "smell_test.detect": "no"},
            {"smell_test": smell_test(days=0)},
            [Cleared("critical", 2, unproven=False)],
        ),
    ],
)
def test_doing_a_step_clears_what_was_promised(
    change: Raw, done: Raw, clears: list[Cleared]
) -> None:
    before = lab(raw_of(PROVEN, change), VAULT)
    [step] = next_steps(before, 1)
    after = lab(raw_of(PROVEN, change, done), VAULT)
    assert [*step.clears][:1] == clears
    critical = (_critical(before) - _critical(after), sum(each.number for each in clears))
    assert critical[0] == critical[1]


def _critical(now: Lab) -> int:
    return sum(a.finding_count("critical") for a in now.assessments.values())


def test_a_fact_of_the_host_is_one_step_for_all_its_guests() -> None:
    host = raw_of(PROVEN, {"id": "pve", "evidence.monitored": False})
    guests = [
        {"id": f"g{n}", "runs_on": "pve", "purpose": "learning", "owners": owners()}
        for n in range(3)
    ]
    steps = next_steps(lab(host, *guests, VAULT), 9)
    assert [step.id for step in steps if step.resolver.key == "evidence.monitored"] == ["pve"]


def test_the_same_step_for_many_systems_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"s{n}" for n in range(5)]

    def steps_of(change: Raw, learning: Raw | None = None) -> list[tuple[object, ...]]:
        raws = [raw_of(PROVEN, {"id": id, "name": id.title(), **change}) for id in names]
        now = lab(*raws, *([learning] if learning else []), VAULT)
        return [(each.ids, each.why.subject, *each.clears[:1]) for each in next_steps(now)]

    failed = Cleared("critical", 5, unproven=False)
    asked = Cleared("critical", 5, unproven=True)
    assert steps_of({"evidence.monitored": False}) == [((*names,), "Not monitored", failed)]
    unknown: Raw = {"id": "x", "owners": owners(), "purpose": "learning"}
    open_too = steps_of({"evidence.monitored": None}, unknown)
    assert open_too[0] == ((*names,), "Is it monitored?", asked)
    assert [ids for ids, *_ in open_too[1:]] == [("x",)]
    assert steps_of({"backs_up_to": []})[0] == ((*names,), "No backups")
    monkeypatch.setattr("labtui.data.analysis.overview.next_steps.LOOKED_AT", 3)
    assert steps_of({"evidence.monitored": False})[0] == ((*names,), "Not monitored", failed)


def test_what_can_be_done_in_several_ways_promises_nothing() -> None:
    now = Lab(
        lab(raw_of(PROVEN, {"backs_up_to": []}), VAULT).systems.values(), EvaluationContext(TODAY)
    )
    [step] = [step for step in next_steps(now, 9) if step.resolver.key == "backs_up_to"]
    assert step.clears == ()


def test_an_accepted_finding_is_no_step() -> None:
    raw = raw_of(PROVEN, {"evidence.monitored": False})
    assert [step.why.subject for step in next_steps(lab(raw, VAULT))] == ["Not monitored"]
    assert next_steps(lab({**raw, "accepted": accepting("unmonitored")}, VAULT)) == []


def test_a_lab_of_which_nothing_is_known_has_questions_and_not_nothing_to_do() -> None:
    raws = [{"id": id, "owners": owners(), "purpose": "learning"} for id in ("a", "b")]
    many = next_steps(lab(*raws, {**raws[0], "id": "c"}))
    assert [(step.ids, step.why.rule) for step in many][:1] == [
        (("a", "b", "c"), "The answer counts for 3 systems."),
    ]
    [step, *others] = next_steps(lab(*raws))
    asked = "What would people miss tomorrow?"
    assert (step.ids, step.why.subject, step.resolver.key) == (("a", "b"), asked, "relied_on_for")
    assert asked not in {each.why.subject for each in others}
    [step, *_] = next_steps(lab(raws[0]))
    assert (step.ids, step.why.rule) == (("a",), "The answer counts for 1 system.")
    assert next_steps(lab(raw_of(PROVEN), VAULT)) == []


def test_what_is_called_the_worst_is_the_first_step_and_a_restore_stands_there_once() -> None:
    untested = {"evidence.restore_tested": "never"}
    doubted = {**untested, "smell_test.restore": "no"}
    raws = [
        raw_of(PROVEN, {**doubted, "id": "git", "name": "Git"}),
        raw_of(PROVEN, {**untested, "id": "wiki", "name": "Wiki", "depends_on": ["ups"]}),
        raw_of(PROVEN, {"id": "ups", "name": "Ups", "evidence.monitored": False}),
        VAULT,
    ]
    summary = summary_of(lab(*raws))
    assert summary.worst is not None
    assert (summary.worst[0], summary.worst[1].subject) == ("ups", "Not monitored")
    assert [(step.ids, step.rule) for step in summary.steps] == [
        (("ups",), "unmonitored"),
        (("git", "wiki"), "untested-backups"),
    ]
