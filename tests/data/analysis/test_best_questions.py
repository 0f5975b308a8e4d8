"""The facts to ask for next: where, of what weight, and in what order."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.best_questions import (
    FIRST,
    LAST_TIER,
    PLACE,
    PRESSING,
    WEIGHTS,
    FactQuestion,
    best_questions,
)
from labtui.data.analysis.review_queue import queue
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.practices import PRACTICES
from tests.data.answered import ANSWERED, PROVEN, VAULT, accepting, raw_of, without
from tests.data.assessment.test_laws import law
from tests.data.generate import IDS, labs, value
from tests.data.labs import (
    TODAY,
    Raw,
    lab,
    owners,
    system,
)
from tests.rows import each_row

ALL = 1_000_000

NOT_WHILE_PLANNED = {
    "evidence.restore_tested",
    "evidence.patched",
    "evidence.config_reviewed",
    "evidence.monitored",
}

HOST: Raw = {"id": "host", "owners": owners()}
GUEST: Raw = {"id": "guest", "runs_on": "host", "purpose": "learning"}
OTHER: Raw = {"id": "other", "runs_on": "host", "purpose": "learning"}


def asked(key: str, *raws: Raw) -> dict[str, tuple[str, ...]]:
    """Where a fact is asked for, with the systems the answer is for."""
    return {q.id: q.systems for q in best_questions(lab(*raws), ALL) if q.key == key}


class TestBestPlace:
    def test_what_is_inherited_is_asked_for_once_at_the_top(self) -> None:
        deep: Raw = {"id": "deep", "runs_on": "guest"}

        for key in ("backs_up_to", "practices.segmentation", "evidence.restore_tested"):
            assert asked(key, GUEST, deep, HOST, OTHER) == {
                "host": ("deep", "guest", "host", "other")
            }

    def test_what_is_not_inherited_is_asked_for_at_each(self) -> None:
        assert asked("exposure", GUEST, HOST) == {"guest": ("guest",), "host": ("host",)}

    def test_members_that_have_no_host_inherit_from_their_group(self) -> None:
        group: Raw = {"id": "group", "owners": owners()}
        node: Raw = {"id": "node", "member_of": "group"}
        guest = {**GUEST, "member_of": "group"}

        assert asked("backs_up_to", group, node, guest, HOST) == {
            "group": ("group", "node"),
            "host": ("guest", "host"),
        }

    def test_of_places_that_answer_for_the_same_the_nearest_is_asked(self) -> None:
        # At level 0 nobody asks for a restore, so the top has nothing of its own to answer.
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

    @each_row("key", ["evidence.restore_tested", "evidence.monitored"])
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

    def test_proof_of_what_people_rely_on_is_inherited_from_it(self) -> None:
        middle = {**GUEST, "relied_on_for": ["data"]}
        deep = {**OTHER, "id": "deep", "runs_on": "guest"}

        # Each answers what the other cannot; what is below both would have it from either.
        assert asked("evidence.restore_tested", HOST, middle, deep, OTHER) == {
            "guest": ("deep", "guest"),
            "host": ("deep", "host", "other"),
        }
        # Where the host has nothing else to answer, the middle alone is asked.
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
        keys = {q.key for q in best_questions(lab({"id": "s", "owners": {"os": "you"}}), ALL)}

        assert keys == {
            "purpose",
            "relied_on_for",
            "depends_on",
            *(f"owners.{layer}" for layer in LAYERS if layer != "os"),
        }

    def test_where_it_runs_stands_for_all_its_layers(self) -> None:
        known = ["relied_on_for", "depends_on", "purpose"]
        found = best_questions(lab({"id": "s"}), ALL)
        assert [q.key for q in found] == [PLACE, *known], "and comes first"
        host: Raw = {"id": "host"}
        assert asked(PLACE, host, GUEST, OTHER) == {"host": ("guest", "host", "other")}
        assert asked("owners.os", host, GUEST, OTHER) == {}
        group: Raw = {"id": "group"}
        assert asked(PLACE, group, {"id": "node", "member_of": "group"}) == {
            "group": ("group", "node")
        }
        gone: Raw = {"id": "guest", "runs_on": "no-such-system"}
        assert asked(PLACE, gone) == {}, "it is said where it runs"
        assert asked("owners.os", gone) == {"guest": ("guest",)}

    def test_where_all_is_answered_nothing_is_asked(self) -> None:
        assert best_questions(lab(raw_of(ANSWERED), VAULT)) == []

    def test_where_only_the_smell_test_is_open_nothing_is_asked(self) -> None:
        assert best_questions(lab(without(raw_of(ANSWERED), "smell_test"), VAULT)) == []


class TestWeight:
    def one(self, key: str, *raws: Raw) -> FactQuestion:
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
        assert self.one("practices.segmentation", host, home, data, VAULT) == FactQuestion(
            "host",
            "practices.segmentation",
            ("data", "home", "host"),
            2,
            WEIGHTS[4][0] + WEIGHTS[4][1] + WEIGHTS[5][1],
            tier=LAST_TIER,
        )

    def test_a_layer_that_decides_the_level_weighs_more(self) -> None:
        raw: Raw = {"id": "s", "owners": {"access": "you"}}

        assert self.one("owners.os", raw).weight == WEIGHTS[None][0] * PRESSING
        assert self.one("owners.hardware", raw).weight == WEIGHTS[None][0]
        assert best_questions(lab(raw), 3)[2] == self.one("owners.os", raw)

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

        found = [(q.key, q.id) for q in best_questions(lab(*raws), 10)]

        assert found == [
            ("relied_on_for", "a"),
            ("relied_on_for", "b"),
            ("depends_on", "a"),
            ("depends_on", "b"),
            ("owners.hardware", "a"),
            ("owners.hardware", "b"),
            ("purpose", "a"),
            ("purpose", "b"),
            ("owners.network", "a"),
            ("owners.network", "b"),
        ]

    def test_what_matters_most_is_asked_before_what_weighs_more(self) -> None:
        mail: Raw = {"id": "mail", "owners": owners(), "purpose": "reliability"}
        known: Raw = {"relied_on_for": [], "depends_on": [], "owners": {"access": "you"}}
        unknown: Raw = {"id": "unknown", **known}

        found = [(q.key, q.id) for q in best_questions(lab(mail, unknown), 9)]

        assert found == [
            ("relied_on_for", "mail"),
            ("depends_on", "mail"),
            ("owners.os", "unknown"),
            ("backs_up_to", "mail"),
            ("evidence.monitored", "mail"),
            ("holds", "mail"),
            ("exposure", "mail"),
            ("evidence.restore_tested", "mail"),
            ("evidence.patched", "mail"),
        ], "of the five that come early those that could remove a finding weigh most"

    def test_nothing_is_asked_that_the_system_cannot_have_before_it_runs(self) -> None:
        mail: Raw = {"id": "mail", "owners": owners(), "purpose": "reliability"}
        platform: Raw = {"id": "paas", "owners": owners("provider", application="you")}

        def keys(status: str) -> set[str]:
            raws = ({**raw, "status": status} for raw in (mail, platform))
            return {q.key for q in best_questions(lab(*raws), ALL)}

        assert keys("active") - keys("planned") == NOT_WHILE_PLANNED
        assert keys("planned") <= keys("active")

    def test_proof_is_not_asked_of_a_host_that_does_not_run_yet(self) -> None:
        host = {**HOST, "status": "planned"}

        assert asked("evidence.restore_tested", host, GUEST, OTHER) == {
            "guest": ("guest",),
            "other": ("other",),
        }

    def test_hosts_groups_and_members_are_not_asked_what_people_would_miss(self) -> None:
        node: Raw = {"id": "node", "member_of": "group"}
        raws = (HOST, GUEST, node, {"id": "group"})

        assert asked("relied_on_for", *raws) == {"guest": ("guest",)}
        assert asked("depends_on", *raws).keys() == {"host", "guest", "node", "group"}

    def test_what_keeps_nothing_is_not_asked_for_backups(self) -> None:
        for holds, there in (("nothing", False), ("copies", False), ("originals", True)):
            host = {**HOST, "holds": holds}
            assert bool(asked("backs_up_to", host)) is there
            assert bool(asked("evidence.restore_tested", host)) is there

    def test_of_equal_weight_what_more_production_hangs_on_comes_first(self) -> None:
        owned: Raw = {"owners": {"access": "you"}}
        relied_on: Raw = {"id": "z", "relied_on_for": ["data"], **owned}
        host: Raw = {"id": "a", "purpose": "convenience", **owned}
        guest: Raw = {"id": "b", "runs_on": "a", "purpose": "convenience"}

        questions = best_questions(lab(host, guest, relied_on), ALL)
        found = [q for q in questions if q.key == "owners.os"]

        assert [(q.id, q.key, q.weight, q.production) for q in found] == [
            ("z", "owners.os", 18, 1),
            ("a", "owners.os", 18, 0),
        ]

    def test_no_more_are_offered_than_asked_for(self) -> None:
        raw: Raw = {"id": "s", "owners": {"access": "you"}}
        assert len(best_questions(lab(raw))) == 5
        assert best_questions(lab(raw), 0) == []

    def test_a_host_of_many_comes_first_and_its_answer_reranks_the_list(self) -> None:
        host: Raw = {"id": "pve1", "owners": owners(), "backs_up_to": ["vault"]}
        guests: list[Raw] = [{"id": f"g{n}", "runs_on": "pve1"} for n in range(24)]
        for guest in guests[:6]:
            guest["depends_on"] = ["dns"]
        dns: Raw = {"id": "dns", "owners": owners(), "relied_on_for": ["connectivity"]}
        dns["depends_on"] = [guest["id"] for guest in guests[:5]]
        before = lab(host, dns, *guests, VAULT)

        questions = best_questions(before, ALL)
        first = next(q for q in questions if q.key not in FIRST)

        assert (first.id, first.key, len(first.systems), first.production) == (
            "pve1",
            "evidence.restore_tested",
            25,
            6,
        )
        after = lab(raw_of(host, {first.key: TODAY}), dns, *guests, VAULT)
        assert (first.id, first.key) not in {(q.id, q.key) for q in best_questions(after, ALL)}


KEYS = sorted(
    {
        "purpose",
        *(f"owners.{layer}" for layer in LAYERS),
        *("relied_on_for", "depends_on", "holds", "exposure", "backs_up_to"),
        *(f"practices.{practice}" for practice in PRACTICES),
        *(key for key in FACTS if key.startswith("evidence.") and "offline" not in key),
    }
)
"""Every fact that may matter somewhere, but for the smell test."""


def lacking(lab: Lab, key: str) -> set[str]:
    """The systems a fact matters to and that have no answer, though they could have one."""
    return {
        id
        for id, a in lab.assessments.items()
        if key in relevant(a) and a.fact(key) is None and may_have(a.system, key)
        if not (key.startswith("owners.") and unplaced(lab, id))
    }


def unplaced(lab: Lab, id: str) -> str | None:
    """The last host of a system where nothing says where that one runs."""
    top = [at for at in walked(lab, id) if not lab.systems[at].retired][-1]
    placed = lab.systems[top].parent or any(owner_of(lab, top, layer) for layer in LAYERS)
    return None if placed else top


def owner_of(lab: Lab, id: str, layer: str) -> object:
    return lab.assessments[id].fact(f"owners.{layer}")


def may_have(system: System, key: str) -> bool:
    return system.active or (not system.retired and key not in NOT_WHILE_PLANNED)


def walked(lab: Lab, id: str) -> list[str]:
    """A system and its ancestors: the answers of these are inherited."""
    found: list[str] = []
    at: str | None = id
    while at in lab.systems and at not in found:
        found.append(at)
        at = lab.systems[at].parent
    return found


@law
@given(labs(1), st.sampled_from(KEYS), st.randoms(use_true_random=False))
def test_an_answer_is_for_the_systems_named_and_no_place_would_answer_for_more(
    raws: list[Raw], key: str, rng: Random
) -> None:
    now = lab(*raws)
    wanting = lacking(now, key)
    production = {id for id, a in now.assessments.items() if a.production}
    questions = {q.id: q for q in best_questions(now, ALL) if q.key == key}

    answered: dict[str, set[str]] = {}
    for raw in raws:
        place, before = raw["id"], now.systems[raw["id"]]
        if key in before.facts or not may_have(before, key):
            continue
        now.update({place: system(raw_of(raw, {key: value(rng, FACTS[key], IDS)}))})
        answered[place] = {
            id
            for id in wanting
            if now.assessments[id].fact(key) is not None and place in walked(now, id)
        }
        assert (place, key) not in {(q.id, q.key) for q in best_questions(now, ALL)}
        now.update({place: before})

    best = {place: answered[place] for place in questions}
    for place, question in questions.items():
        assert question.systems == tuple(sorted(best[place])) != ()
        assert question.production == len(best[place] & production)
        assert not any(best[place] <= best[other] for other in best.keys() - {place})
    for systems in answered.values():
        assert not systems or any(systems <= better for better in best.values())
    assert wanting == set().union(*best.values())


@law
@given(labs(1))
def test_where_it_runs_is_asked_once_for_all_that_wait_for_it(raws: list[Raw]) -> None:
    now = lab(*raws)
    waiting: dict[str, set[str]] = {}
    for id, a in now.assessments.items():
        top = unplaced(now, id)
        if top is not None and any(owner_of(now, id, layer) is None for layer in LAYERS):
            waiting.setdefault(top, set()).add(a.id)
    questions = {q.id: {*q.systems} for q in best_questions(now, ALL) if q.key == PLACE}
    assert questions == waiting


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


def test_they_are_in_order_however_few_are_sorted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    raws = [{"id": f"s{number}", "relied_on_for": ["data"] * (number % 2)} for number in range(9)]
    wanted = best_questions(lab(*raws), ALL)
    monkeypatch.setattr("labtui.data.analysis.best_questions.SORTED_AT_ONCE", 2)
    assert best_questions(lab(*raws), ALL) == wanted
