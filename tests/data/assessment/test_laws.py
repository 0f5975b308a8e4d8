"""Laws of the framework that hold for every lab, tried on random ones."""

from __future__ import annotations

import copy
import gc
import os
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULE_IDS, RULES
from labtui.data.framework.facts import ENTRIES, FACTS
from labtui.data.framework.shapes import Shape
from tests.data.generate import IDS, Step, drop, followed, labs, law, put, raw_system, step, walks
from tests.data.labs import EVALUATION, TODAY, Raw, assessed, lab, owners, state, system
from tests.rows import each_row


def _walk(walked: Lab, steps: Iterable[Step]) -> None:
    """Take the steps; after each the lab must be what a fresh one is, and have said so."""
    systems = dict(walked.systems)
    for changes in steps:
        before = dict(walked.assessments)
        read = {id: raw and system(raw) for id, raw in changes.items()}
        told = walked.update(read)
        for id, now in read.items():
            systems.pop(id, None)
            if now:
                systems[id] = now
        fresh = Lab(systems.values(), EVALUATION)
        assert state(walked) == state(fresh)
        after = fresh.assessments
        assert told == {
            id: (before.get(id), after.get(id))
            for id in before.keys() | after.keys()
            if before.get(id) != after.get(id)
        }


@law
@given(walks())
def test_an_updated_lab_is_what_a_fresh_one_would_be(walk: tuple[list[Raw], list[Step]]) -> None:
    raws, steps = walk
    _walk(lab(*raws), steps)


@law
@given(walks())
def test_a_fork_is_what_a_fresh_lab_would_be_and_neither_changes_the_other(
    walk: tuple[list[Raw], list[Step]],
) -> None:
    raws, steps = walk
    parent = lab(*raws)
    saved = state(parent)
    fork = parent.fork()
    assert state(fork) == saved
    _walk(fork, steps)
    assert state(parent) == saved
    tried = state(fork)
    _walk(parent, reversed(steps))
    assert state(fork) == tried
    both = {**parent.systems, **fork.systems}
    assert state(parent.supposing(fork.systems)) == state(Lab(both.values(), EVALUATION))


@law
@given(walks(), st.integers(-400, 400))
def test_a_lab_of_another_day_is_what_a_fresh_one_of_that_day_would_be(
    walk: tuple[list[Raw], list[Step]], days: int
) -> None:
    raws, steps = walk
    turned = lab(*raws)
    fork, then = turned.fork(), state(turned)
    day = EVALUATION._replace(today=TODAY + timedelta(days))
    turned.set_today(day.today)
    assert state(turned) == state(Lab(turned.systems.values(), day))
    assert state(fork) == then
    for changes in steps:
        turned.update({id: raw and system(raw) for id, raw in changes.items()})
    assert state(turned) == state(Lab(turned.systems.values(), day))


@law
@given(walks(), st.lists(st.integers(0, 3), min_size=1, max_size=8), st.randoms())
def test_work_on_pending_assessments_may_stop_anywhere(
    walk: tuple[list[Raw], list[Step]], stops: list[int], rng: Random
) -> None:
    raws, steps = walk
    walked = lab(*raws)
    for number, changes in enumerate(steps):
        walked.change({id: raw and system(raw) for id, raw in changes.items()})
        for _ in range(stops[number % len(stops)]):
            walked.assessments.assess_next()
        fresh = Lab(walked.systems.values(), EVALUATION)
        assert walked.assessments.keys() == fresh.assessments.keys()
        for id in walked.assessments:
            if rng.random() < 0.3:  # one that is read is up to date, whatever else is pending
                assert walked.assessments[id] == fresh.assessments[id]
    fork = walked.fork()
    assert state(walked) == state(fork) == state(Lab(walked.systems.values(), EVALUATION))


def test_only_what_a_change_reaches_is_assessed_and_only_when_it_is_read() -> None:
    found = lab({"id": "host"}, {"id": "guest", "runs_on": "host"}, {"id": "other"})
    known = found.assessments
    assert (known.pending, known.is_pending("other")) == (3, True)
    known.assess_all()
    assert (known.pending, known.assess_next()) == (0, False)
    guest, other = known["guest"], known["other"]

    found.change({"host": system({"id": "host", "owners": owners()})})
    assert [id for id in known if known.is_pending(id)] == ["host", "guest"]
    assert known["guest"] != guest
    assert known["guest"].level == "3a"
    assert (known.pending, known.assess_next(), known.pending) == (1, True, 0)
    # What is the same is not replaced, so that nobody draws it again.
    found.set_today(TODAY)
    assert known.pending == 3
    assert known["other"] is other


def test_a_fork_that_is_dropped_is_freed_at_once() -> None:
    gc.disable()
    try:
        fork = weakref.ref(lab({"id": "it", "recovers_with": ["it"]}).fork())
        assert fork() is None, "something in it refers to the fork itself"
    finally:
        gc.enable()


@each_row("seed", range(int(os.environ.get("LABTUI_WALKS", "3"))))
def test_a_long_walk_through_a_larger_lab_stays_right(seed: int) -> None:
    rng = Random(seed)
    ids = [f"s{number}" for number in range(rng.randint(30, 60))]
    now = {id: raw_system(rng, id, ids) for id in rng.sample(ids, len(ids) - 5)}

    def steps() -> Iterable[Step]:
        for _ in range(25):
            changes = step(rng, now, ids, 5)
            yield changes
            followed(now, changes)

    _walk(lab(*now.values()), steps())


def test_an_update_that_changes_nothing_tells_of_nothing() -> None:
    raw = {"id": "a", "purpose": "learning", "owners": owners()}
    still = lab(raw)

    assert still.update({"a": system(copy.deepcopy(raw)), "never-there": None}) == {}
    assert list(still.assessments) == ["a"]


# --- what never matters

FREE = (
    "kind",
    *(
        key
        for key, fact in FACTS.items()
        if fact.shape in {Shape.TEXT, Shape.TEXTS} and key not in {"site", "stand_ins", "used_by"}
    ),
)
"""Facts nothing is computed from. Sites are compared; of people it counts whether there are any."""


def _without_system(a: Assessment) -> Assessment:
    stated = {key: value for key, value in a.context.stated.items() if key not in FREE}
    return a._replace(context=a.context._replace(system=None, stated=stated))


def test_the_framework_looks_at_no_free_text() -> None:
    assert {"location", "kind", "name", "tags", "url", "notes", "description"} < set(FREE)


@law
@given(labs(1), st.sampled_from(("", "x", "production 3b \x1b[31m")), st.booleans())
def test_free_text_never_matters(raws: list[Raw], text: str, stated: bool) -> None:
    others = copy.deepcopy(raws)
    for raw in others:
        for key in FREE:
            if FACTS[key].shape is Shape.TEXTS:
                put(raw, key, [text])
            else:
                put(raw, key, "saas" if key == "kind" else text)
            if not stated:
                drop(raw, key)
        for name, key in (
            ("history", "note"),
            ("history", "risk"),
            ("history", "verdict"),
            ("accepted", "reason"),
        ):
            assert ENTRIES[name][key].shape is Shape.TEXT
            for entry in raw[name]:
                entry[key] = text

    expected = {id: _without_system(a) for id, a in lab(*raws).assessments.items()}

    assert {id: _without_system(a) for id, a in lab(*others).assessments.items()} == expected


@law
@given(labs(2), st.randoms(use_true_random=False))
def test_the_order_of_systems_never_matters(raws: list[Raw], rng: Random) -> None:
    shuffled = list(raws)
    rng.shuffle(shuffled)

    assert state(lab(*shuffled)) == state(lab(*raws))


# --- what only ever goes one way


def _production(raws: Iterable[Raw]) -> set[str]:
    return {id for id, a in lab(*raws).assessments.items() if a.production}


@dataclass(frozen=True)
class Addition:
    """A key that is stated, or gets one element more, where some other keys are absent."""

    key: str
    absent: tuple[str, ...] = ()
    present: tuple[str, ...] = ()

    def make(self, raws: list[Raw], number: int, id: str) -> tuple[list[Raw], list[Raw]]:
        """The lab without and with the addition."""
        before = copy.deepcopy(raws)
        raw = before[number % len(raws)]
        for key in self.absent:
            raw.pop(key, None)
        for key in self.present:
            raw.setdefault(key, [] if key == "backs_up_to" else "ghost")
        after = copy.deepcopy(before)
        raw = after[number % len(raws)]
        if self.key in {"runs_on", "member_of"}:
            raw[self.key] = id
        else:
            raw[self.key] = [*raw.get(self.key, []), id]
        return before, after


ADDITIONS = {
    "something it depends on": Addition("depends_on"),
    "a host, where it had no parent": Addition("runs_on", ("runs_on", "member_of")),
    "a group, where it had no parent": Addition("member_of", ("runs_on", "member_of")),
    "a group, where it has a host": Addition("member_of", ("member_of",), ("runs_on",)),
    "one more place for its own backups": Addition("backs_up_to", (), ("backs_up_to",)),
    "its first place for backups, where none can be inherited": Addition(
        "backs_up_to", ("runs_on", "member_of", "backs_up_to")
    ),
}


@pytest.mark.parametrize("addition", ADDITIONS.values(), ids=ADDITIONS)
@law
@given(raws=labs(1), number=st.integers(0, 7), other=st.sampled_from((*IDS, "ghost")))
def test_an_addition_takes_production_away_from_nothing(
    addition: Addition, raws: list[Raw], number: int, other: str
) -> None:
    before, after = addition.make(raws, number, other)

    assert _production(before) <= _production(after)


@law
@given(labs(1), st.integers(0, 7), st.sampled_from(sorted(FACTS["relied_on_for"].choices or ())))
def test_what_people_rely_on_becomes_production_and_takes_it_from_nothing(
    raws: list[Raw], number: int, reliance: str
) -> None:
    _, after = Addition("relied_on_for").make(raws, number, reliance)
    raw = after[number % len(raws)]

    expected = _production(raws) | ({raw["id"]} if raw.get("status") != "retired" else set())

    assert expected <= _production(after)


def test_backups_of_its_own_are_no_addition_but_replace_the_inherited_ones() -> None:
    host = {"id": "host", "backs_up_to": ["nas"]}
    nas, disk = {"id": "nas"}, {"id": "disk"}
    guest = {"id": "guest", "runs_on": "host", "relied_on_for": ["data"]}

    # The host is needed by the guest, so what the host backs up to is production either way.
    assert _production([guest, host, nas, disk]) == {"guest", "host", "nas"}
    # Unless the host itself passes nothing on.
    host["status"] = "planned"
    assert _production([guest, host, nas, disk]) == {"guest", "host", "nas"}
    guest["backs_up_to"] = ["disk"]
    assert _production([guest, host, nas, disk]) == {"guest", "host", "disk"}


def test_a_host_is_no_addition_where_a_group_was_the_parent() -> None:
    group = {"id": "group", "backs_up_to": ["nas"]}
    guest: Raw = {"id": "guest", "member_of": "group", "relied_on_for": ["data"]}
    host, nas = {"id": "host"}, {"id": "nas"}

    assert _production([guest, group, host, nas]) == {"guest", "nas"}
    guest["runs_on"] = "host"
    assert _production([guest, group, host, nas]) == {"guest", "host"}


def _ranks(raws: Iterable[Raw]) -> dict[str, int]:
    return {id: a.risk.now_rank for id, a in lab(*raws).assessments.items() if a.risk}


@law
@given(labs(1), st.integers(0, 7), st.sampled_from(sorted(RULE_IDS)), st.integers(-1, 1))
def test_accepting_a_finding_never_raises_a_risk(
    raws: list[Raw], number: int, rule: str, days: int
) -> None:
    before = _ranks(raws)
    raws = copy.deepcopy(raws)
    raws[number % len(raws)]["accepted"].append({"rule": rule, "until": TODAY + timedelta(days)})

    after = _ranks(raws)

    assert after.keys() == before.keys()
    assert all(after[id] <= before[id] for id in after)


HONEST = {
    "evidence.monitored": False,
    "evidence.restore_tested": "never",
    "backs_up_to": [],
}
"""Answers that admit what silence must not hide (framework, first page)."""


@law
@given(labs(1), st.integers(0, 7), st.sampled_from(sorted(HONEST)))
def test_silence_looks_no_better_than_an_honest_no(raws: list[Raw], number: int, key: str) -> None:
    honest = copy.deepcopy(raws)
    raw = honest[number % len(raws)]
    raw["relied_on_for"] = ["data"]
    raw["status"] = "active"
    put(raw, key, HONEST[key])
    silent = copy.deepcopy(honest)
    drop(silent[number % len(raws)], key)
    a, b = (lab(*each).assessments[raw["id"]] for each in (honest, silent))
    # Where an ancestor's answer is inherited instead, it is answered; evidence never is here.
    assume(b.fact(key) is None)

    assert (b.level, b.production) == (a.level, True)
    assert ((b.risk and b.risk.now_rank) or 0) >= ((a.risk and a.risk.now_rank) or 0)
    assert {(f.rule, f.severity) for f in b.findings} >= {(f.rule, f.severity) for f in a.findings}


@law
@given(labs(1))
def test_risk_is_never_proven_higher_than_it_is(raws: list[Raw]) -> None:
    for a in lab(*raws).assessments.values():
        if a.risk is not None:
            assert a.risk.proven_rank <= a.risk.now_rank
            assert a.risk.proven_rank in {a.risk.base_rank, a.risk.now_rank}


BEST = {
    "purpose": "reliability",
    "relied_on_for": ["data"],
    "depends_on": [],
    "holds": "originals",
    "exposure": "lan",
    "backs_up_to": ["vault"],
    "stand_ins": ["a friend"],
}


def _best(key: str) -> Any:
    """The best answer to an open question."""
    shape, table = FACTS[key].shape, key.partition(".")[0]
    if key in BEST or shape is Shape.TEXT:
        return BEST.get(key, key)
    if shape in {Shape.DATE, Shape.DATE_OR_NEVER}:
        return TODAY
    return {"owners": "you", "evidence": True}.get(table, "yes")


@law
@given(labs(1))
def test_once_all_is_answered_nothing_is_unproven(raws: list[Raw]) -> None:
    answered = [*raws, {"id": "vault", "site": "elsewhere", "owners": owners()}]
    by_id = {raw["id"]: raw for raw in answered}
    for _ in range(6):  # an answer may open other questions
        now = lab(*answered)
        for a in now.assessments.values():
            raw = by_id[a.id]
            for finding in a.findings:
                if finding.unproven:
                    for key in (*RULES[finding.rule].facts(a), "site"):
                        if a.fact(key) is None:
                            put(raw, key, _best(key))
                            if key.startswith("smell_test."):
                                put(raw, "smell_test.date", TODAY)

    assert [
        (a.id, finding.rule)
        for a in lab(*answered).assessments.values()
        for finding in a.findings
        if finding.unproven
    ] == []


@each_row("key", ["evidence.monitored", "evidence.restore_tested"])
def test_what_people_rely_on_hides_behind_no_ancestors_proof(key: str) -> None:
    good = {"monitored": True, "restore_tested": TODAY}
    host = {"id": "host", "owners": owners(), "evidence": good, "backs_up_to": ["host"]}
    guest: Raw = {"id": "guest", "runs_on": "host", "relied_on_for": ["data"]}
    rule = {"evidence.monitored": "unmonitored", "evidence.restore_tested": "untested-backups"}

    silent = assessed(guest, host)
    put(guest, key, HONEST[key])
    honest = assessed(guest, host)

    for a in (silent, honest):
        assert {(f.rule, f.severity) for f in a.findings} >= {(rule[key], "critical")}
