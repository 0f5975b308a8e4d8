"""What to look at next: the queue, the questions worth asking, and what settles a finding."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.best_questions import (
    PRESSING,
    WEIGHTS,
    Question,
    best_questions,
    fact_to_answer,
)
from labtui.data.analysis.review_queue import Cause, Entry, Progress, progress, queue
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.rules import RULE_IDS, Reason
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.questions import QUESTIONS
from tests.data.assessment.test_laws import law
from tests.data.generate import GHOST, IDS, drop, labs, put, value
from tests.data.labs import (
    TODAY,
    VECTORS,
    Raw,
    all_settings,
    assessed,
    days_ago,
    lab,
    owners,
    practices,
    smell_test,
    system,
    vector_lab,
)

ALL = 1_000_000

ANSWERED: Raw = {
    "owners": owners(),
    "purpose": "entertainment",
    "exposure": "lan",
    "backs_up_to": ["vault"],
    "practices": practices(),
    "evidence": {
        "wipeable": True,
        "monitored": True,
        "restore_tested": days_ago(5),
        "patched": days_ago(5),
    },
    "smell_test": smell_test(),
}
"""A home server about which nothing is open."""

PROVEN: Raw = {**ANSWERED, "purpose": "reliability"}
"""Production about which nothing is open."""

VAULT: Raw = {
    "id": "vault",
    "owners": owners("provider"),
    "purpose": "convenience",
    "evidence": {"data_located": True, "exportable": True, "vendor_backup": "n/a", "mfa": True},
    "smell_test": smell_test(),
}
"""Where backups are kept, and about which nothing is open either."""


def raw_of(*tables: Mapping[str, Any], **facts: Any) -> Raw:
    """A system that states all of these, the later over the earlier; keys may be dotted."""
    raw: Raw = {"id": "s"}
    for table in (*tables, facts):
        for key, stated in copy.deepcopy(dict(table)).items():
            put(raw, key, stated)
    return raw


def without(raw: Raw, *keys: str) -> Raw:
    raw = copy.deepcopy(raw)
    for key in keys:
        drop(raw, key)
    return raw


def accepting(rule: str) -> list[Raw]:
    return [{"rule": rule, "reason": "for now", "until": TODAY}]


class TestQueue:
    def causes(self, raw: Raw) -> list[tuple[Reason, str]]:
        """Why one system beside the vault is in the queue; nothing where it is not."""
        entries = {entry.id: entry for entry in queue(lab(raw, VAULT))}
        assert "vault" not in entries
        found = entries.get(raw["id"], Entry(raw["id"], ()))
        return [(cause.kind, cause.text) for cause in found.reasons]

    @pytest.mark.parametrize("raw", [ANSWERED, PROVEN], ids=["home server", "production"])
    def test_a_system_about_which_nothing_is_open_is_not_in_it(self, raw: Raw) -> None:
        assert self.causes(raw_of(raw)) == []

    def test_reasons_stand_in_the_order_of_their_urgency(self) -> None:
        assert [reason.name for reason in sorted(Reason)] == [
            "CRITICAL",
            "CHANGED",
            "STALE",
            "NEVER",
            "MISSING",
        ]

    def test_critical_findings_are_named(self) -> None:
        raw = raw_of(PROVEN, {"evidence.restore_tested": "never", "backs_up_to": []})

        assert self.causes(raw) == [
            (Reason.CRITICAL, "2 critical: No backups and Backups not tested")
        ]

    def test_three_critical_findings_are_named_and_the_others_counted(self) -> None:
        raw = raw_of(PROVEN, smell_test=smell_test("no"))

        assert self.causes(raw) == [
            (
                Reason.CRITICAL,
                "5 critical: A break-in would go unseen, Could not be rebuilt, "
                "Could not be restored and 2 more",
            )
        ]

    def test_a_change_since_the_test_is_told_with_both_days(self) -> None:
        assert self.causes(raw_of(ANSWERED, changed=days_ago(3))) == [
            (Reason.CHANGED, "changed 2026-11-18, tested 2026-11-11")
        ]

    def test_a_level_outgrown_is_told_with_both_levels(self) -> None:
        event = {"date": days_ago(10), "event": "assessed", "level": "3a"}

        assert self.causes(raw_of(PROVEN, history=[event])) == [
            (Reason.CHANGED, "was 3a when tested, is 3b now")
        ]

    @pytest.mark.parametrize(
        ("days", "text"),
        [
            (323, "tested 2026-01-02, 323 days ago"),
            (-1, "tested 2026-11-22, a day that lies ahead"),
        ],
    )
    def test_a_stale_test_is_told_with_its_age(self, days: int, text: str) -> None:
        assert self.causes(raw_of(ANSWERED, smell_test=smell_test(days=days))) == [
            (Reason.STALE, text)
        ]

    def test_one_day_is_no_days(self) -> None:
        raw = raw_of(ANSWERED, smell_test=smell_test(days=1))

        (entry,) = queue(lab(raw, evaluation=all_settings(review_days=0)))

        assert Cause(Reason.STALE, "tested 2026-11-20, 1 day ago") in entry.reasons

    def test_never_tested_is_a_reason_only_where_people_rely_on_it(self) -> None:
        relied_on = self.causes(without(raw_of(PROVEN), "smell_test"))
        enjoyed = self.causes(without(raw_of(ANSWERED), "smell_test"))

        missing = (Reason.MISSING, "5 of 29 facts missing")
        assert relied_on == [(Reason.NEVER, "never tested, and people rely on it"), missing]
        assert enjoyed == [missing]

    def test_answers_without_a_date_are_not_told_as_none(self) -> None:
        raw = raw_of(PROVEN, smell_test=smell_test(days=None))

        assert self.causes(raw) == [(Reason.NEVER, "answers without a date, and people rely on it")]

    def test_missing_facts_are_counted(self) -> None:
        raw = without(raw_of(ANSWERED), "exposure", "owners.access")

        assert self.causes(raw) == [(Reason.MISSING, "2 of 29 facts missing")]

    def test_all_reasons_are_told_the_most_urgent_first(self) -> None:
        event = {"date": days_ago(10), "event": "assessed", "level": "3a"}
        raw = raw_of(PROVEN, changed=TODAY, history=[event], smell_test=smell_test(days=300))
        raw = without(raw, "evidence.monitored")

        reasons = [reason for reason, _ in self.causes(raw)]

        assert reasons == [
            Reason.CRITICAL,
            Reason.CHANGED,
            Reason.CHANGED,
            Reason.STALE,
            Reason.MISSING,
        ]

    @pytest.mark.parametrize(
        ("rule", "facts"),
        [
            ("no-backups", {"backs_up_to": []}),
            ("changed-since-assessment", {"changed": TODAY}),
            ("assessment-stale", {"smell_test.date": days_ago(300)}),
        ],
    )
    def test_what_is_accepted_is_no_reason(self, rule: str, facts: Raw) -> None:
        raw = raw_of(PROVEN, facts)
        assert self.causes(raw) != []

        assert self.causes({**raw, "accepted": accepting(rule)}) == []

    @pytest.mark.parametrize("status", ["planned", "retired"])
    def test_what_is_not_in_service_is_not_in_it(self, status: str) -> None:
        raw: Raw = {"id": "s"}
        assert self.causes(raw) != []

        assert self.causes({**raw, "status": status}) == []

    def test_the_most_urgent_come_first(self) -> None:
        backless = raw_of(PROVEN, backs_up_to=[])
        saas = {"owners": owners("provider"), "smell_test": smell_test()}
        raws: list[Raw] = [
            {**backless, "id": "two", "evidence": {**PROVEN["evidence"], "monitored": False}},
            {**backless, "id": "one"},
            raw_of(PROVEN, id="changed", changed=TODAY),
            raw_of(PROVEN, id="stale", smell_test=smell_test(days=300)),
            without(raw_of(PROVEN, id="never"), "smell_test"),
            # From here on nothing but facts is missing: by risk, then production, then name.
            without(raw_of(PROVEN, id="relied-on"), "exposure"),
            without(raw_of(ANSWERED, id="z", name="alpha"), "exposure"),
            without(raw_of(ANSWERED, id="y", name="Beta"), "exposure"),
            without(raw_of(ANSWERED, id="w", name="gamma"), "exposure"),
            without(raw_of(ANSWERED, id="x", name="Gamma"), "exposure"),
            {**saas, "id": "low"},
            {"id": "unknown"},
        ]
        expected = [raw["id"] for raw in raws]

        found = [entry.id for entry in queue(lab(*raws[::-1], VAULT))]

        assert found == expected


@law
@given(labs(1))
def test_in_the_queue_is_whoever_gives_reason(raws: list[Raw]) -> None:
    l = lab(*raws)  # noqa: E741
    expected = set()
    for id, a in l.assessments.items():
        standing = {finding.rule for finding in a.findings if not finding.accepted}
        plain = {"changed-since-assessment", "outgrew-assessment", "assessment-stale", "unanswered"}
        untested = a.production and "never-assessed" in standing
        if a.system.active and (a.count("critical") or plain & standing or untested):
            expected.add(id)

    entries = queue(l)

    assert {entry.id for entry in entries} == expected
    assert len(entries) == len(expected)
    for entry in entries:
        kinds = [cause.kind for cause in entry.reasons]
        assert kinds == sorted(kinds) != []
        assert all(cause.text for cause in entry.reasons)


class TestProgress:
    @pytest.mark.parametrize(
        ("day", "reviewed"),
        [
            (date(2026, 11, 1), 1),
            (TODAY, 1),
            (TODAY + timedelta(1), 0),
            (date(2026, 10, 31), 0),
            (date(2025, 11, 21), 0),
        ],
    )
    def test_only_tests_of_this_month_count(self, day: date, reviewed: int) -> None:
        raw: Raw = {"id": "s", "smell_test": {"date": day, "own": "no"}}

        assert progress(lab(raw)) == Progress(reviewed, 1)

    def test_a_test_covers_what_it_comes_down_to(self) -> None:
        host = {"id": "host", "smell_test": smell_test()}
        guest = {"id": "guest", "runs_on": "host"}
        relied_on = {"id": "relied-on", "runs_on": "host", "relied_on_for": ["data"]}

        assert progress(lab(host, guest, relied_on)) == Progress(2, 3)

    def test_only_what_is_in_service_counts(self) -> None:
        raws = [
            {"id": status, "status": status, "smell_test": smell_test()}
            for status in ("active", "planned", "retired")
        ]

        assert progress(lab(*raws)) == Progress(1, 1)

    def test_an_undated_test_is_no_review(self) -> None:
        assert progress(lab({"id": "s", "smell_test": smell_test(days=None)})) == Progress(0, 1)

    def test_nothing_is_reviewed_where_nothing_is(self) -> None:
        assert progress(lab()) == Progress(0, 0)


HOST: Raw = {"id": "host", "owners": owners()}
GUEST: Raw = {"id": "guest", "runs_on": "host", "purpose": "learning"}
OTHER: Raw = {"id": "other", "runs_on": "host", "purpose": "learning"}


def asked(key: str, *raws: Raw) -> dict[str, tuple[str, ...]]:
    """Where a fact is asked for, with what the answer settles."""
    return {q.id: q.settles for q in best_questions(lab(*raws), ALL) if q.key == key}


class TestBestPlace:
    def test_what_comes_down_is_asked_for_once_at_the_top(self) -> None:
        deep: Raw = {"id": "deep", "runs_on": "guest"}

        for key in ("backs_up_to", "practices.segmentation", "evidence.restore_tested"):
            assert asked(key, GUEST, deep, HOST, OTHER) == {
                "host": ("deep", "guest", "host", "other")
            }

    def test_what_does_not_come_down_is_asked_for_at_each(self) -> None:
        assert asked("exposure", GUEST, HOST) == {"guest": ("guest",), "host": ("host",)}

    def test_a_group_hands_down_to_members_that_have_no_host(self) -> None:
        group: Raw = {"id": "group", "owners": owners()}
        node: Raw = {"id": "node", "member_of": "group"}
        guest = {**GUEST, "member_of": "group"}

        assert asked("backs_up_to", group, node, guest, HOST) == {
            "group": ("group", "node"),
            "host": ("guest", "host"),
        }

    def test_of_places_that_settle_the_same_the_nearest_is_asked(self) -> None:
        # At level 0 nobody asks for a restore, so the top has nothing of its own to settle.
        top: Raw = {"id": "top", "owners": owners("provider")}
        host = {**HOST, "runs_on": "top"}
        key = "evidence.restore_tested"

        assert asked(key, top, host, GUEST) == {"host": ("guest", "host")}
        answered = raw_of(host, {key: TODAY})
        assert asked(key, top, answered, GUEST) == {}

    def test_a_place_that_lacks_nothing_itself_may_be_the_best(self) -> None:
        host: Raw = {"id": "host", "owners": owners("provider")}
        guests = [{**raw, "owners": owners()} for raw in (GUEST, OTHER)]

        assert asked("backs_up_to", host, *guests) == {"host": ("guest", "other")}
        assert asked("backs_up_to", host, guests[0]) == {"guest": ("guest",)}

    def test_what_is_retired_is_not_asked_but_passed(self) -> None:
        top: Raw = {"id": "top", "owners": owners()}
        host = {**HOST, "status": "retired", "runs_on": "top"}
        assert asked("backs_up_to", top, host, GUEST) == {"top": ("guest", "top")}

        host = {**HOST, "status": "retired"}
        assert asked("backs_up_to", host, GUEST, OTHER) == {
            "guest": ("guest",),
            "other": ("other",),
        }

    def test_a_planned_host_is_asked(self) -> None:
        host = {**HOST, "status": "planned"}

        assert asked("backs_up_to", host, GUEST) == {"host": ("guest", "host")}

    def test_a_host_that_does_not_exist_is_not_asked(self) -> None:
        guest = {**GUEST, "owners": owners()}

        assert asked("backs_up_to", guest) == {"guest": ("guest",)}

    @pytest.mark.parametrize("key", ["evidence.restore_tested", "evidence.monitored"])
    def test_what_people_rely_on_is_asked_for_its_own_proof(self, key: str) -> None:
        host = {**HOST, "purpose": "reliability"}
        relied_on: Raw = {"id": "relied-on", "runs_on": "host", "relied_on_for": ["data"]}
        # Its level is 3b, so its monitoring is asked for, but only because another needs it.
        carried: Raw = {"id": "carried", "runs_on": "host"}
        needing = {**relied_on, "depends_on": ["carried"]}

        assert asked(key, host, needing, carried) == {
            "host": ("carried", "host"),
            "relied-on": ("relied-on",),
        }

    def test_proof_of_what_people_rely_on_comes_down_from_it(self) -> None:
        middle = {**GUEST, "relied_on_for": ["data"]}
        deep = {**OTHER, "id": "deep", "runs_on": "guest"}

        # Each settles what the other cannot; what is below both would have it from either.
        assert asked("evidence.restore_tested", HOST, middle, deep, OTHER) == {
            "guest": ("deep", "guest"),
            "host": ("deep", "host", "other"),
        }
        # Where the host has nothing else to settle, the middle alone is asked.
        cloud = {**HOST, "owners": owners("provider")}
        middle = {**middle, "owners": owners()}
        assert asked("evidence.restore_tested", cloud, middle, deep) == {
            "guest": ("deep", "guest"),
        }

    def test_in_a_loop_one_is_asked_for_all(self) -> None:
        a: Raw = {"id": "a", "runs_on": "b", "owners": owners()}
        b: Raw = {"id": "b", "runs_on": "a"}
        below: Raw = {"id": "below", "runs_on": "b"}
        itself: Raw = {"id": "itself", "runs_on": "itself", "owners": owners()}

        for raws in ((a, b, below, itself), (itself, below, b, a)):
            assert asked("backs_up_to", *raws) == {
                "a": ("a", "b", "below"),
                "itself": ("itself",),
            }
        retired = {**a, "status": "retired"}
        assert asked("backs_up_to", retired, b, below) == {"b": ("b", "below")}

    def test_the_smell_test_is_not_asked_for_here(self) -> None:
        keys = {q.key for q in best_questions(lab({"id": "s"}), ALL)}

        assert keys == {"purpose", *(f"owners.{layer}" for layer in LAYERS)}

    def test_where_all_is_answered_nothing_is_asked(self) -> None:
        assert best_questions(lab(raw_of(ANSWERED), VAULT)) == []

    def test_where_only_the_smell_test_is_open_nothing_is_asked(self) -> None:
        assert best_questions(lab(without(raw_of(ANSWERED), "smell_test"), VAULT)) == []


class TestWeight:
    def one(self, key: str, *raws: Raw) -> Question:
        (found,) = (q for q in best_questions(lab(*raws), ALL) if q.key == key)
        return found

    def test_every_risk_has_its_weight_and_more_risk_no_less(self) -> None:
        assert WEIGHTS.keys() == {None, 1, 2, 3, 4, 5}
        for column in (0, 1):
            ranked = [WEIGHTS[rank][column] for rank in range(1, 6)]
            assert ranked == sorted(ranked)
        assert all(production > other for other, production in WEIGHTS.values())

    def test_systems_count_by_risk_and_by_who_relies_on_them(self) -> None:
        host = without(raw_of(ANSWERED, id="host"), "practices.segmentation", "purpose")
        home = {"id": "home", "runs_on": "host", "purpose": "convenience"}
        data: Raw = {"id": "data", "runs_on": "host", "relied_on_for": ["data"]}

        # The host is production by what runs on it; the data has no proof of its own.
        assert self.one("practices.segmentation", host, home, data, VAULT) == Question(
            "host",
            "practices.segmentation",
            ("data", "home", "host"),
            2,
            WEIGHTS[4][0] + WEIGHTS[4][1] + WEIGHTS[5][1],
        )

    def test_a_layer_that_decides_the_level_weighs_more(self) -> None:
        raw: Raw = {"id": "s"}

        assert self.one("owners.os", raw).weight == WEIGHTS[None][0] * PRESSING
        assert self.one("owners.hardware", raw).weight == WEIGHTS[None][0]
        assert best_questions(lab(raw), 1) == [self.one("owners.os", raw)]

    def test_silence_that_is_held_against_it_weighs_more(self) -> None:
        raw = without(raw_of(PROVEN), "backs_up_to", "exposure")
        assert self.one("backs_up_to", raw).weight == WEIGHTS[5][1] * PRESSING
        assert self.one("exposure", raw).weight == WEIGHTS[5][1]

        raw["accepted"] = accepting("no-backups")
        assert self.one("backs_up_to", raw).weight == WEIGHTS[4][1]

    def test_a_notice_does_not_press(self) -> None:
        raw = without(raw_of(ANSWERED), "exposure")

        assert self.one("exposure", raw, VAULT).weight == WEIGHTS[4][0]


class TestOrder:
    def test_the_weightiest_come_first_then_the_order_of_facts_then_ids(self) -> None:
        raws = [{"id": id, "owners": {"os": "you"}} for id in ("b", "a")]

        found = [(q.key, q.id) for q in best_questions(lab(*raws), 6)]

        assert found == [
            ("owners.hardware", "a"),
            ("owners.hardware", "b"),
            ("purpose", "a"),
            ("purpose", "b"),
            ("owners.network", "a"),
            ("owners.network", "b"),
        ]

    def test_of_equal_weight_what_more_production_hangs_on_comes_first(self) -> None:
        relied_on: Raw = {"id": "z", "relied_on_for": ["data"]}
        host: Raw = {"id": "a", "purpose": "convenience"}
        guest: Raw = {"id": "b", "runs_on": "a", "purpose": "convenience"}

        found = best_questions(lab(host, guest, relied_on), 2)

        assert [(q.id, q.key, q.weight, q.production) for q in found] == [
            ("z", "owners.os", 18, 1),
            ("a", "owners.os", 18, 0),
        ]

    def test_no_more_are_offered_than_asked_for(self) -> None:
        assert len(best_questions(lab({"id": "s"}))) == 5
        assert best_questions(lab({"id": "s"}), 0) == []

    def test_a_host_of_many_comes_first_and_its_answer_reranks_the_list(self) -> None:
        host: Raw = {"id": "pve1", "owners": owners(), "backs_up_to": []}
        guests: list[Raw] = [{"id": f"g{n}", "runs_on": "pve1"} for n in range(24)]
        for guest in guests[:6]:
            guest["depends_on"] = ["dns"]
        dns: Raw = {"id": "dns", "owners": owners(), "relied_on_for": ["connectivity"]}
        dns["depends_on"] = [guest["id"] for guest in guests[:5]]
        before = lab(host, dns, *guests)

        first = best_questions(before)[0]

        assert (first.id, first.key, len(first.settles), first.production) == (
            "pve1",
            "evidence.restore_tested",
            25,
            6,
        )
        after = lab(raw_of(host, {first.key: TODAY}), dns, *guests)
        assert (first.id, first.key) not in {(q.id, q.key) for q in best_questions(after, ALL)}


KEYS = sorted(
    {
        "purpose",
        *(f"owners.{layer}" for layer in LAYERS),
        *(key for level in LEVELS.values() for key in level.relevant),
    }
)
"""Every fact that may matter somewhere, but for the smell test."""


def lacking(lab: Lab, key: str) -> set[str]:
    """The systems a fact matters to and that have no answer."""
    return {id for id, a in lab.assessments.items() if key in relevant(a) and a.fact(key) is None}


@law
@given(labs(1), st.sampled_from(KEYS), st.randoms(use_true_random=False))
def test_an_answer_settles_what_was_said_and_no_place_would_settle_more(
    raws: list[Raw], key: str, rng: Random
) -> None:
    now = lab(*raws)
    wanting = lacking(now, key)
    production = {id for id, a in now.assessments.items() if a.production}
    questions = {q.id: q for q in best_questions(now, ALL) if q.key == key}

    settled: dict[str, set[str]] = {}
    for raw in raws:
        place, before = raw["id"], now.systems[raw["id"]]
        if before.retired or key in before.facts:
            continue
        now.update({place: system(raw_of(raw, {key: value(rng, FACTS[key], IDS)}))})
        settled[place] = {id for id in wanting if now.assessments[id].fact(key) is not None}
        assert (place, key) not in {(q.id, q.key) for q in best_questions(now, ALL)}
        now.update({place: before})

    best = {place: settled[place] for place in questions}
    for place, question in questions.items():
        assert question.settles == tuple(sorted(best[place])) != ()
        assert question.production == len(best[place] & production)
        assert not any(best[place] <= best[other] for other in best.keys() - {place})
    for settles in settled.values():
        assert not settles or any(settles <= better for better in best.values())
    assert wanting == set().union(*best.values())


@law
@given(labs(1), st.randoms(use_true_random=False))
def test_neither_queue_nor_questions_hang_on_the_order_of_systems(
    raws: list[Raw], rng: Random
) -> None:
    shuffled = rng.sample(raws, len(raws))
    one, other = lab(*raws), lab(*shuffled)

    questions = best_questions(one, ALL)

    assert best_questions(other, ALL) == questions
    assert best_questions(one, 3) == questions[:3]
    assert queue(other) == queue(one)


# --- what settles a finding

NAS: Raw = {"id": "nas"}
SAAS: Raw = {"owners": owners("provider"), "evidence": {"data_located": True}}
PLATFORM: Raw = {"owners": owners("provider", application="you")}
RENTED: Raw = {"owners": owners(hardware="provider")}
PETS: Raw = {"id": "pets", "purpose": "learning"}
LAST_YEAR: Raw = {"date": days_ago(400), "event": "assessed", "level": "0"}

SETTLED: dict[str, tuple[list[Raw], str | None]] = {
    "level-undetermined": ([raw_of({"owners.os": "you"})], "owners.hardware"),
    "never-assessed": ([raw_of()], "smell_test.date"),
    "assessment-stale": ([raw_of(smell_test=smell_test(days=300))], "smell_test.date"),
    "changed-since-assessment": (
        [raw_of(smell_test=smell_test(), changed=days_ago(1))],
        "smell_test.date",
    ),
    "outgrew-assessment": ([raw_of(RENTED, history=[LAST_YEAR])], "smell_test.date"),
    "unanswered": ([without(raw_of(ANSWERED), "practices.segmentation")], "practices.segmentation"),
    "unowned-layer": ([raw_of(owners=owners(backups="nobody"))], "owners.backups"),
    "responsibility-gap": ([raw_of(owners=owners(recovery="provider"))], "owners.recovery"),
    "not-as-intended": ([raw_of(SAAS, intended_level="1")], "intended_level"),
    "production-in-denial": ([raw_of(PROVEN, intended_level="3a")], "intended_level"),
    "lab-is-dependency": (
        [{**PETS, "id": "s"}, {"id": "dns", "depends_on": ["s"], "relied_on_for": ["data"]}],
        "purpose",
    ),
    "rests-on-lab": ([raw_of(relied_on_for=["data"], depends_on=["pets"]), PETS], "depends_on"),
    "exposed-unprotected": (
        [raw_of(ANSWERED, {"exposure": "internet", "practices.access_control": "partly"})],
        "practices.access_control",
    ),
    "exposed-lab": ([raw_of(ANSWERED, exposure="internet")], "exposure"),
    "dangling-reference": ([raw_of(runs_on=GHOST)], "runs_on"),
    "dependency-cycle": (
        [raw_of(runs_on="nas", depends_on=["free"]), {**NAS, "depends_on": ["s"]}, {"id": "free"}],
        "runs_on",
    ),
    "cannot-restore": ([raw_of(smell_test=smell_test(restore="no"))], "smell_test.restore"),
    "cannot-detect": ([raw_of(smell_test=smell_test(detect="unsure"))], "smell_test.detect"),
    "not-understood": ([raw_of(smell_test=smell_test(understand="no"))], "smell_test.understand"),
    "cannot-rebuild": ([raw_of(smell_test=smell_test(rebuild="no"))], "smell_test.rebuild"),
    "not-owning-outcome": ([raw_of(ANSWERED, smell_test=smell_test(own="no"))], "smell_test.own"),
    "trusting-marketing": (
        [raw_of(SAAS, {"evidence.vendor_backup": "n/a"})],
        "evidence.exportable",
    ),
    "mfa-not-enforced": ([raw_of(SAAS, {"evidence.mfa": False})], "evidence.mfa"),
    "managed-not-secure": ([raw_of(PLATFORM)], "evidence.config_reviewed"),
    "breach-unplanned": ([raw_of(PLATFORM)], "evidence.breach_plan"),
    "renting-risk": ([raw_of(RENTED, {"evidence.restore_tested": TODAY})], "evidence.monitored"),
    "disposable-production": (
        [raw_of(RENTED, purpose="convenience", relied_on_for=["data"])],
        "purpose",
    ),
    "casual-production": ([raw_of(ANSWERED, relied_on_for=["data"])], "purpose"),
    "untested-backups": (
        [without(raw_of(PROVEN), "evidence.restore_tested")],
        "evidence.restore_tested",
    ),
    "unmonitored": ([raw_of(PROVEN, {"evidence.monitored": False})], "evidence.monitored"),
    "no-backups": ([raw_of(PROVEN, backs_up_to=[])], "backs_up_to"),
    "not-rebuildable": (
        [raw_of(ANSWERED, {"practices.documentation": "no"})],
        "practices.documentation",
    ),
    "just-infrastructure": ([raw_of(ANSWERED, intended_level="3a")], "purpose"),
    "nothing-learned": ([raw_of(ANSWERED, purpose="learning")], None),
    "stale-patches": ([without(raw_of(PROVEN), "evidence.patched")], "evidence.patched"),
    "backup-on-itself": ([raw_of(ANSWERED, backs_up_to=["s"])], "backs_up_to"),
    "practices-missing": (
        [raw_of(ANSWERED, {"practices.failure_scenarios": "no"})],
        "practices.failure_scenarios",
    ),
    "idle-hardware": ([raw_of(ANSWERED, utilization=9)], "utilization"),
}
"""Of every rule, a lab whose first system it holds for, and the fact that settles it."""

Good = Callable[[Assessment, str], Any]


def always(given: Any) -> Good:
    return lambda a, key: given


def meant(a: Assessment, key: str) -> Any:
    return a.level if key == "intended_level" else True


ENOUGH: dict[str, Good] = {
    "never-assessed": always(TODAY),
    "assessment-stale": always(TODAY),
    "not-as-intended": meant,
    "production-in-denial": meant,
    "lab-is-dependency": always("reliability"),
    "exposed-unprotected": always("yes"),
    "exposed-lab": always("vpn"),
    "cannot-restore": always("yes"),
    "cannot-detect": always("yes"),
    "not-understood": always("yes"),
    "cannot-rebuild": always("yes"),
    "not-owning-outcome": always("yes"),
    "mfa-not-enforced": always(True),
    "managed-not-secure": always(TODAY),
    "breach-unplanned": always(True),
    "disposable-production": always("reliability"),
    "casual-production": always("reliability"),
    "untested-backups": always(TODAY),
    "unmonitored": always(True),
    "no-backups": always(["elsewhere"]),
    "not-rebuildable": always("yes"),
    "just-infrastructure": always("learning"),
    "stale-patches": always(TODAY),
    "backup-on-itself": always(["elsewhere"]),
    "idle-hardware": always(100),
}
"""Where one answer suffices: the good one."""

ONE_BY_ONE: dict[str, Good] = {
    "level-undetermined": always("you"),
    "unanswered": lambda a, key: value(Random(0), FACTS[key], IDS),
    "unowned-layer": always("you"),
    "responsibility-gap": always("you"),
    "dangling-reference": always(None),
    "trusting-marketing": always(True),
    "renting-risk": lambda a, key: True if key == "evidence.monitored" else TODAY,
    "practices-missing": always("yes"),
}
"""Where several facts may be behind it: the good answer to one, after which the next is asked."""

OTHERS: dict[str, Good] = {
    # A date of a change or an event may lie ahead of every test; ways may lead over several.
    "changed-since-assessment": always(TODAY),
    "outgrew-assessment": always(TODAY),
    "rests-on-lab": always(None),
    "dependency-cycle": always(None),
}
"""Where a good answer settles the plain case, but not every one."""

GOOD = {**ENOUGH, **ONE_BY_ONE, **OTHERS}


def settled(raw: Raw, a: Assessment, rule: str, key: str) -> Raw:
    """The system once a finding's fact got its good answer, as labtui would write it."""
    raw = copy.deepcopy(raw)
    good = GOOD[rule](a, key)
    if good is None:
        drop(raw, key)
    else:
        put(raw, key, good)
    if key.startswith("smell_test."):
        put(raw, "smell_test.date", TODAY)
        event = {"date": TODAY, "event": "assessed", "level": a.level}
        raw["history"] = [*raw.get("history", []), *([event] if a.level else [])]
    return raw


def settling_facts(lab: Lab, a: Assessment) -> dict[str, str | None]:
    """Each finding of a system with the fact that settles it."""
    return {finding.rule: fact_to_answer(lab, a, finding) for finding in a.findings}


class TestSettlingFact:
    def test_every_rule_is_thought_of(self) -> None:
        assert SETTLED.keys() == RULE_IDS
        assert GOOD.keys() == RULE_IDS - {"nothing-learned"}

    @pytest.mark.parametrize("rule", SETTLED)
    def test_each_finding_offers_its_fact(self, rule: str) -> None:
        raws, key = SETTLED[rule]
        found = lab(*raws, VAULT)
        a = found.assessments[raws[0]["id"]]
        assert settling_facts(found, a)[rule] == key

        if key is not None:
            found.update({a.id: system(settled(raws[0], a, rule, key))})
            assert rule not in settling_facts(found, found.assessments[a.id])

    def test_the_worst_layer_nobody_answers_for_is_first(self) -> None:
        raw = raw_of(owners=owners(hardware="nobody", recovery="nobody"))

        assert settling_facts(lab(raw), assessed(raw))["unowned-layer"] == "owners.recovery"

    def test_a_lab_that_can_not_be_wiped_offers_that(self) -> None:
        raw = raw_of(ANSWERED, {"purpose": "learning", "evidence.wipeable": False})

        assert settling_facts(lab(raw), assessed(raw))["production-in-denial"] == (
            "evidence.wipeable"
        )

    def test_what_is_missing_is_asked_in_the_order_of_the_facts(self) -> None:
        raw = without(raw_of(ANSWERED), "practices.segmentation", "smell_test.restore")
        raw = without(raw, "owners.network", "purpose")
        offered = []
        while key := settling_facts(lab(raw, VAULT), assessed(raw, VAULT)).get("unanswered"):
            offered.append(key)
            put(raw, key, value(Random(0), FACTS[key], IDS))

        assert offered == [
            "purpose",
            "owners.network",
            "practices.segmentation",
            "smell_test.restore",
        ]

    def test_a_group_cannot_settle_what_its_members_state(self) -> None:
        group = raw_of(relied_on_for=["data"])
        member: Raw = {"id": "node", "member_of": "s", "purpose": "learning"}

        assert settling_facts(lab(group, member), assessed(group, member))["rests-on-lab"] is None

    @pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
    def test_on_every_vector_it_is_a_fact_or_none(self, path: Any) -> None:
        found, _ = vector_lab(path)
        for a in found.assessments.values():
            assert set(settling_facts(found, a).values()) <= {None, *FACTS}


@law
@given(labs(1))
def test_the_good_answer_settles_a_finding_or_the_next_fact_is_asked(raws: list[Raw]) -> None:
    now = lab(*raws)
    assessed_raws = [raw for raw in raws if raw["id"] in now.assessments]
    for raw in assessed_raws:
        a = now.assessments[raw["id"]]
        for rule, key in settling_facts(now, a).items():
            if key is None:
                assert rule in {"nothing-learned", "rests-on-lab"}
                continue
            assert key in FACTS
            if rule not in OTHERS:
                now.update({a.id: system(settled(raw, a, rule, key))})
                after = now.assessments[a.id]
                left = {f.rule: f for f in after.findings}.get(rule)
                assert left is None or rule in ONE_BY_ONE
                assert left is None or fact_to_answer(now, after, left) != key
                now.update({a.id: a.system})


def test_every_question_of_the_smell_test_can_be_offered() -> None:
    offered = {key for _, key in SETTLED.values()}

    assert {f"smell_test.{question}" for question in QUESTIONS} <= offered
