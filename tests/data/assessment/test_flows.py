"""Inheritance and reliance, compared with a second, plain implementation of the framework."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.cycles import strongly_connected_components
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.references import closure
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.practices import PRACTICES
from tests.data.assessment.test_laws import law
from tests.data.generate import IDS, labs
from tests.data.labs import (
    TODAY,
    VECTORS,
    Raw,
    assessed,
    days_ago,
    lab,
    owners,
    smell_test,
    system,
)
from tests.rows import each_row


class Told:
    """The framework's third section, word by word, as slowly as it takes."""

    def __init__(self, raws: Iterable[Raw]) -> None:
        self.systems: dict[str, System] = {raw["id"]: system(raw) for raw in raws}

    def ancestors(self, id: str) -> list[str]:
        """The line from a system itself upward; it ends at a stranger or where it has been."""
        line = [id]
        while (at := self.systems[line[-1]].parent) in self.systems and at not in line:
            line.append(at)
        return line

    def effective(self, id: str, key: str) -> tuple[Any, str] | None:
        """An inherited fact, and who states it."""
        return next(
            (
                (self.systems[by].facts[key], by)
                for by in self.ancestors(id)
                if key in self.systems[by].facts
            ),
            None,
        )

    def members(self, id: str) -> list[str]:
        return sorted(m for m, s in self.systems.items() if s.member_of == id != m and s.active)

    def shared(self, group: str, key: str) -> tuple[Any, str] | None:
        """What the members of a group agree on, where it neither states nor inherits it."""
        answers = [self.effective(member, key) for member in self.members(group)]
        stated = [answer for answer in answers if answer]
        if self.effective(group, key) or not stated or len(stated) < len(answers):
            return None
        return stated[0] if len({value for value, _ in stated}) == 1 else None

    def owned(self, id: str, key: str) -> tuple[Any, str] | None:
        """A layer or practice, which may also come from the members of a group."""
        shared = (self.shared(by, key) for by in self.ancestors(id))
        return self.effective(id, key) or next((found for found in shared if found), None)

    def destinations(self, id: str) -> list[str]:
        one = self.systems[id]
        stated = one.facts.get("backs_up_to")
        inherited = self.effective(id, "backs_up_to")
        named = inherited[0] if inherited and one.keeps_something else stated or ()
        return [o for o in dict.fromkeys(named) if o in self.systems and self.systems[o].active]

    def proven(self, id: str, key: str) -> tuple[Any, str] | None:
        """Evidence, which production does not inherit."""
        facts = self.systems[id].facts
        if self.systems[id].production_in_own_right:
            return (facts[key], id) if key in facts else None
        return self.effective(id, key)

    def assessed(self, id: str) -> tuple[Any, str] | None:
        return self.proven(id, "smell_test.date")

    def answer(self, id: str, question: str) -> str | None:
        dated = self.assessed(id)
        return self.systems[dated[1] if dated else id].facts.get(f"smell_test.{question}")

    def needs(self, id: str) -> set[str]:
        one = self.systems[id]
        named = {one.runs_on, *one.depends_on, *one.recovers_with, *self.destinations(id)}
        return (named.union(self.members(id)) & self.systems.keys()) - {id}

    def production(self) -> set[str]:
        found = {id for id, s in self.systems.items() if s.production_in_own_right}
        while True:
            passing = [id for id in found if self.systems[id].active]
            more = {other for id in passing for other in self.needs(id)} - found
            if not more:
                return found
            found |= more

    def through(self, id: str) -> tuple[str, ...]:
        passing = (by for by in self.production() if self.systems[by].active)
        return tuple(sorted(by for by in passing if id in self.needs(by)))

    def needed_lab(self, id: str) -> str | None:
        needed = ((other, self.systems[other]) for other in self.needs(id))
        labs = [other for other, s in needed if s.active and s.purpose == "learning"]
        return min(labs, default=None)

    def reaches(self, start: Iterable[str | None], id: str, *, recovering: bool) -> bool:
        """Whether a system can be reached over what is needed to run, or to recover."""
        reached: set[str] = set()
        waiting = list(start)
        while waiting:
            at = waiting.pop()
            if at in reached or at not in self.systems or self.systems[at].retired:
                continue
            reached.add(at)
            one = self.systems[at]
            waiting += [one.runs_on, *one.depends_on]
            if recovering:
                others = [other for other in self.destinations(at) if other != at]
                waiting += [*one.recovers_with, *(others if len(others) == 1 else ())]
        return id in reached

    def in_cycle(self, id: str) -> bool:
        one = self.systems[id]
        return self.reaches([one.runs_on, *one.depends_on], id, recovering=False)

    def in_recovery_loop(self, id: str) -> bool:
        return self.reaches(self.systems[id].recovers_with, id, recovering=True)

    def root(self, id: str) -> str:
        line = [id]
        while (host := self.systems[line[-1]].runs_on) in self.systems:
            if host in line:
                return min(line[line.index(host) :])
            line.append(host)
        return line[-1]

    def backed_up_on(self, id: str) -> str | None:
        roots = {self.root(other) for other in self.destinations(id)}
        if roots != {self.root(id)}:
            return None
        stated = self.effective(id, "backs_up_to")
        decided = stated is not None and (stated[1] == id or self.root(stated[1]) not in roots)
        return self.root(id) if decided else None

    def copies(self, id: str) -> tuple[tuple[str, str | None], ...]:
        reached: set[str] = set()
        waiting = self.destinations(id) if "data" in self.systems[id].relied_on_for else []
        while waiting:
            at = waiting.pop()
            if at not in reached:
                reached.add(at)
                waiting += self.destinations(at)
        sites = ((at, self.effective(at, "site")) for at in sorted(reached - {id}))
        return tuple((at, site[0] if site else None) for at, site in sites)

    def inner(self, id: str) -> bool:
        if self.systems[id].member_of in self.systems.keys() - {id}:
            return True
        return any(
            other != id and not s.retired and id in {s.runs_on, s.member_of}
            for other, s in self.systems.items()
        )


@law
@given(labs(1))
def test_a_lab_is_what_the_framework_tells(raws: list[Raw]) -> None:
    told = Told(raws)
    production = told.production()

    for id, a in lab(*raws).assessments.items():
        for key in (
            *(f"owners.{layer}" for layer in LAYERS),
            *(f"practices.{practice}" for practice in PRACTICES),
        ):
            assert a.fact(key) == told.owned(id, key)
        for key in ("backs_up_to", "site", "stand_ins", "provider"):
            assert a.fact(key) == told.effective(id, key)
        for key in ("evidence.restore_tested", "evidence.monitored"):
            assert a.fact(key) == told.proven(id, key)
        assert a.assessed == told.assessed(id)
        for question in ("restore", "detect", "understand", "rebuild", "own"):
            assert a.answer(question) == told.answer(id, question)
        for key in ("exposure", "purpose", "evidence.patched", "evidence.mfa", "changed"):
            assert a.value(key) == told.systems[id].facts.get(key)
        assert a.production is (id in production)
        assert a.through == told.through(id)
        assert a.context.group is bool(told.members(id))
        assert a.context.needed_lab == told.needed_lab(id)
        assert a.context.in_cycle is told.in_cycle(id)
        assert a.context.in_recovery_loop is told.in_recovery_loop(id)
        assert a.context.destinations == tuple(told.destinations(id))
        assert a.context.backed_up_on == told.backed_up_on(id)
        assert a.context.copies == told.copies(id)
        assert a.context.inner is told.inner(id)


# --- inheritance

PARENT = {"id": "parent", "owners": owners(), "backs_up_to": ["nas"]}


def test_what_a_system_states_itself_is_not_answered_from_above() -> None:
    a = assessed(
        {"id": "it", "runs_on": "parent", "owners": {"os": "provider"}, "backs_up_to": []}, PARENT
    )

    assert a.fact("owners.os") == ("provider", "it")
    assert a.fact("owners.hardware") == ("you", "parent")
    assert a.fact("backs_up_to") == ((), "it")


@each_row(
    ("stated", "origin"),
    [
        ({"runs_on": "parent"}, "parent"),
        ({"member_of": "parent"}, "parent"),
        ({"runs_on": "parent", "member_of": "other"}, "parent"),
        ({"runs_on": "other", "member_of": "parent"}, "other"),
        ({"runs_on": "ghost", "member_of": "parent"}, None),
        ({}, None),
    ],
)
def test_a_parent_is_the_host_and_the_group_only_where_no_host_is_stated(
    stated: Raw, origin: str | None
) -> None:
    a = assessed({"id": "it", **stated}, PARENT, {**PARENT, "id": "other"})

    assert (a.fact("owners.os") or (None, None))[1] == origin


@each_row("status", ["active", "planned", "retired"])
def test_the_status_of_a_parent_does_not_matter(status: str) -> None:
    a = assessed({"id": "it", "runs_on": "parent"}, {**PARENT, "status": status})

    assert a.owner("os") == "you"


@each_row("key", sorted(FACTS.keys() - {"id", "name"}))
def test_nothing_else_is_inherited(key: str) -> None:
    inherited = key.startswith(("owners.", "practices.")) or key in {
        *("backs_up_to", "site", "stand_ins", "provider"),
        *("evidence.restore_tested", "evidence.monitored"),
    }

    assert FACTS[key].inherited is inherited


PROOF: Raw = {
    "evidence": {"restore_tested": TODAY, "monitored": True, "patched": TODAY},
    "smell_test": smell_test(),
}


@each_row(
    ("own_right", "comes"),
    [
        ({}, True),
        ({"purpose": "learning"}, True),
        ({"relied_on_for": []}, True),
        ({"purpose": "reliability"}, False),
        ({"relied_on_for": ["data"]}, False),
    ],
)
def test_what_people_rely_on_is_proven_for_itself(own_right: Raw, comes: bool) -> None:
    a = assessed({"id": "it", "runs_on": "parent", **own_right}, {**PARENT, **PROOF})

    assert (a.value("evidence.restore_tested") == TODAY) is comes
    assert (a.value("evidence.monitored") is True) is comes
    assert (a.assessed == (days_ago(10), "parent")) is comes
    assert (a.answer("own") == "yes") is comes
    assert a.fact("smell_test.own") == (("yes", "parent") if comes else None)
    assert a.fact("smell_test.date") == ((days_ago(10), "parent") if comes else None)
    assert a.value("evidence.patched") is None
    assert a.owner("os") == "you"


def test_proof_passes_by_what_people_rely_on_to_those_below() -> None:
    middle = {"id": "middle", "runs_on": "parent", "relied_on_for": ["data"]}

    a = assessed({"id": "it", "runs_on": "middle"}, middle, {**PARENT, **PROOF})

    assert a.assessed == (days_ago(10), "parent")
    assert a.value("evidence.monitored") is True


def test_production_through_others_is_still_covered_from_above() -> None:
    user = {"id": "user", "depends_on": ["it"], "relied_on_for": ["data"]}

    a = assessed({"id": "it", "runs_on": "parent"}, {**PARENT, **PROOF}, user)

    assert a.production
    assert a.assessed == (days_ago(10), "parent")


def test_a_smell_test_is_inherited_whole() -> None:
    own = {"id": "it", "runs_on": "parent", "smell_test": smell_test("no", None)}
    host = {**PARENT, "smell_test": {"date": days_ago(3), "own": "yes"}}

    a = assessed(own, host)

    assert a.assessed == (days_ago(3), "parent")
    assert a.answer("own") == "yes"
    assert a.answer("restore") is None
    assert a.fact("smell_test.restore") is None


def test_an_undated_smell_test_of_its_own_counts_where_no_dated_one_does() -> None:
    own = {"id": "it", "runs_on": "parent", "smell_test": smell_test("no", None)}
    undated = {**PARENT, "smell_test": smell_test("yes", None)}

    a = assessed(own, undated)
    assert (a.assessed, a.answer("own")) == (None, "no")
    assert a.fact("smell_test.date") is None
    a = assessed({"id": "it", "runs_on": "parent"}, undated)
    assert (a.assessed, a.answer("own")) == (None, None)
    a = assessed({**own, "relied_on_for": ["data"]}, {**PARENT, **PROOF})
    assert (a.assessed, a.answer("own")) == (None, "no")


def test_a_line_of_ancestors_that_loops_goes_round_once() -> None:
    raws = [
        {"id": "a", "runs_on": "b", "owners": {"os": "you"}},
        {"id": "b", "runs_on": "c", "owners": {"network": "you"}},
        {"id": "c", "runs_on": "a", "owners": {"network": "shared", "hardware": "you"}},
        {"id": "d", "runs_on": "c"},
        {"id": "e", "runs_on": "e", "owners": {"os": "you"}},
    ]
    found = lab(*raws).assessments

    assert found["a"].fact("owners.network") == ("you", "b")
    assert found["b"].fact("owners.os") == ("you", "a")
    assert found["c"].fact("owners.network") == ("shared", "c")
    assert found["d"].fact("owners.network") == ("shared", "c")
    assert found["d"].fact("owners.os") == ("you", "a")
    assert found["e"].fact("owners.os") == ("you", "e")


def test_what_was_learned_above_counts_below_but_not_beside() -> None:
    host = {"id": "host", "history": [{"date": days_ago(3), "event": "rebuilt"}]}
    older = {"date": days_ago(9), "event": "incident"}
    raws = (
        {"id": "it", "runs_on": "host", "history": [older]},
        host,
        {"id": "own", "runs_on": "host", "history": [{**older, "date": days_ago(1)}]},
        {"id": "beside", "depends_on": ["host"]},
        {"id": "tied", "runs_on": "host", "history": [{**older, "date": days_ago(3)}]},
    )
    found = lab(*raws).assessments

    assert found["it"].context.learned == (days_ago(3), "host")
    assert found["own"].context.learned == (days_ago(1), "own")
    assert found["beside"].context.learned is None
    assert found["tied"].context.learned == (days_ago(3), "tied")


def test_what_a_host_passes_on_and_a_guest_inherits() -> None:
    host = {"id": "host", "owners": {"os": "you", "network": "shared"}, **PROOF}
    guest = {"id": "guest", "runs_on": "host", "owners": {"os": "provider"}}
    relied_on = {**guest, "id": "relied-on", "relied_on_for": ["data"]}
    stray = {**guest, "id": "stray", "runs_on": "ghost"}
    around = lab(host, guest, relied_on, stray, {**guest, "id": "looped", "runs_on": "looped"})

    handed = around.effective("guest")
    assert handed["owners.os"] == ("provider", "guest")
    assert handed["owners.network"] == ("shared", "host")
    came = around.inherited("guest")
    assert came["owners.os"] == ("you", "host")
    assert came["owners.network"] == ("shared", "host")
    assert came["evidence.monitored"] == (True, "host")
    came = around.inherited("relied-on")
    assert came["owners.os"] == ("you", "host")
    assert not {"evidence.monitored", "evidence.restore_tested", "smell_test"} & came.keys()
    assert around.inherited("host") == {}
    assert around.inherited("stray") == {}
    assert around.inherited("looped") == {}


# --- reliance

RELIED = {"id": "top", "relied_on_for": ["data"]}


@each_row(
    ("stated", "others"),
    [
        ({"runs_on": "it"}, ()),
        ({"depends_on": ["ghost", "it"]}, ()),
        ({"backs_up_to": ["it"]}, ()),
        ({"runs_on": "host"}, ({"id": "host", "status": "planned", "backs_up_to": ["it"]},)),
        ({"member_of": "host"}, ({"id": "host", "backs_up_to": ["it"]},)),
    ],
    ids=["runs on", "depends on", "backs up to", "inherited backups", "backups of its group"],
)
def test_what_production_needs_is_production(stated: Raw, others: tuple[Raw, ...]) -> None:
    for status, production in (("active", True), ("planned", False), ("retired", False)):
        top = {**RELIED, **stated, "status": status}
        a = assessed({"id": "it"}, top, *others)
        assert a.production is production
        assert a.through == (("top",) if production else ())


def test_a_group_needs_its_active_members_and_no_member_its_group() -> None:
    for status, production in (("active", True), ("planned", False)):
        a = assessed({"id": "it", "member_of": "top", "status": status}, RELIED)
        assert a.production is production
    assert not assessed({"id": "it"}, {**RELIED, "member_of": "it"}).production


def test_reliance_goes_all_the_way_up_but_not_through_what_is_not_active() -> None:
    def bottom(status: str) -> bool:
        middle = {"id": "middle", "depends_on": ["it"], "status": status}
        return assessed({"id": "it"}, middle, {**RELIED, "depends_on": ["middle"]}).production

    assert bottom("active")
    assert not bottom("planned")
    assert not bottom("retired")


def test_what_is_planned_can_itself_be_production() -> None:
    planned = {"id": "it", "status": "planned"}

    assert assessed(planned, {**RELIED, "depends_on": ["it"]}).through == ("top",)
    assert assessed({**planned, "relied_on_for": ["data"]}).production


def test_through_names_direct_needs_only_sorted_and_not_itself() -> None:
    raws = [
        {"id": "it", "depends_on": ["it"], "relied_on_for": ["data"]},
        {"id": "z", "depends_on": ["it"], "relied_on_for": ["data"]},
        {"id": "a", "runs_on": "it", "depends_on": ["z", "it"], "purpose": "reliability"},
        {"id": "b", "depends_on": ["a"], "purpose": "reliability"},
        {"id": "c", "depends_on": ["it"]},
    ]
    for order in (raws, [raws[0], *raws[:0:-1]]):
        assert assessed(*order).through == ("a", "z")


def test_two_that_need_each_other_are_no_production_by_that() -> None:
    raws = [{"id": "a", "depends_on": ["b"]}, {"id": "b", "depends_on": ["a"]}]
    looped = lab(*raws)
    assert not looped.assessments["a"].production

    top = {**RELIED, "depends_on": ["a"]}
    looped.update({"top": system(top)})
    assert looped.assessments["b"].through == ("a",)
    assert looped.assessments["a"].through == ("b", "top")

    looped.update({"top": system({**top, "status": "planned"})})
    assert not looped.assessments["a"].production
    assert not looped.assessments["b"].production


def test_retired_systems_are_there_but_not_assessed() -> None:
    retiring = lab({"id": "it"}, {"id": "old", "status": "retired"})
    assert retiring.systems.keys() == {"it", "old"}
    assert retiring.assessments.keys() == {"it"}

    changes = retiring.update({"it": system({"id": "it", "status": "retired"})})
    assert changes["it"][0] is not None
    assert changes["it"][1] is None
    assert not retiring.assessments

    changes = retiring.update({"old": system({"id": "old"}), "it": None})
    assert changes.keys() == {"old"}
    assert changes["old"] == (None, retiring.assessments["old"])


def test_needs_of_what_is_not_there_are_none() -> None:
    nothing = lab({"id": "it"})

    assert nothing.reliance.needs("ghost") == frozenset()
    assert list(nothing.reliance.needed_by("ghost")) == []
    assert nothing.reliance.through("ghost") == ()
    assert nothing.reliance.needed_lab("ghost") is None
    assert nothing.cycles.loop("ghost") == frozenset()
    assert nothing.destinations.of("ghost") == ()


def test_purpose_is_asked_unless_something_lives_on_it_or_it_is_one_of_a_group() -> None:
    def asked(it: Raw, **guest: Any) -> bool:
        keys = relevant(assessed({"id": "it", **it}, {"id": "guest", **guest}))
        assert ("purpose" in keys) is ("relied_on_for" in keys)
        return "purpose" in keys

    assert asked({})
    assert asked({}, depends_on=["it"])
    assert asked({}, runs_on="it", status="retired")
    assert asked({}, runs_on="ghost")
    assert asked({"runs_on": "guest"})
    assert asked({"member_of": "ghost"})
    assert asked({"member_of": "it", "runs_on": "it"})
    assert not asked({}, runs_on="it")
    assert not asked({}, runs_on="it", status="planned")
    assert not asked({}, member_of="it")
    assert not asked({}, runs_on="ghost", member_of="it")
    assert not asked({"member_of": "guest"})
    assert not asked({"member_of": "guest"}, status="retired")


# --- groups

ALIKE = {"member_of": "dns", "owners": owners()}


def test_a_group_gets_what_all_its_members_agree_on() -> None:
    group = lab(
        {"id": "dns", "owners": {"network": "shared"}},
        {"id": "two", **ALIKE, "practices": {"segmentation": "yes"}},
        {"id": "one", "member_of": "dns", "owners": owners(updates="nobody")},
        {"id": "old", "member_of": "dns", "status": "retired"},
        {"id": "next", "member_of": "dns", "status": "planned"},
        {"id": "vm", "runs_on": "dns"},
    )
    dns = group.assessments["dns"]

    assert dns.level == "3a"
    assert dns.context.group
    assert group.groups.members("dns") == ["one", "two"]
    assert dns.fact("owners.os") == ("you", "one")
    assert dns.fact("owners.network") == ("shared", "dns")
    assert dns.fact("owners.updates") is None
    assert dns.fact("practices.segmentation") is None
    # What is below the group gets it, and so do members that are not active; no site is shared.
    assert group.assessments["vm"].fact("owners.os") == ("you", "one")
    assert group.assessments["next"].fact("owners.os") == ("you", "one")
    assert group.assessments["vm"].fact("owners.network") == ("shared", "dns")
    assert dns.fact("site") is None

    group.update({"one": None})
    assert dns is not group.assessments["dns"]
    assert group.assessments["dns"].fact("practices.segmentation") == ("yes", "two")
    _as_fresh(group)
    group.update({"two": None})
    assert group.assessments["dns"].level is None
    assert not group.assessments["dns"].context.group
    _as_fresh(group)


def test_a_member_that_has_no_answer_leaves_the_group_without_one() -> None:
    raws = ({"id": "dns"}, {"id": "one", **ALIKE}, {"id": "two", "member_of": "dns"})

    found = lab(*raws).assessments

    assert found["dns"].owner("os") is None
    assert found["two"].owner("os") is None
    # A host may answer for it, and for what the group then has.
    found = lab(*raws[:2], {"id": "two", "member_of": "dns", "runs_on": "one"}).assessments
    assert found["dns"].fact("owners.os") == ("you", "one")


def test_no_group_takes_anything_from_members_that_got_it_from_a_group() -> None:
    found = lab(
        {"id": "outer"},
        {"id": "inner", "member_of": "outer"},
        {"id": "one", "member_of": "inner", "owners": owners()},
    ).assessments

    assert found["inner"].fact("owners.os") == ("you", "one")
    assert found["outer"].fact("owners.os") is None


# --- destinations


def test_what_keeps_nothing_is_backed_up_only_where_it_says_so_itself() -> None:
    host = {"id": "host", "backs_up_to": ["nas", "nas", "off"]}
    around = ({"id": "nas"}, {"id": "off", "status": "planned"})

    def kept(**facts: Any) -> tuple[str, ...]:
        raw = {"id": "it", "runs_on": "host", **facts}
        return assessed(raw, host, *around).context.destinations

    assert kept() == ("nas",)
    assert kept(holds="originals") == ("nas",)
    assert kept(holds="nothing") == ()
    assert kept(holds="copies", backs_up_to=["it", "nas"]) == ("it", "nas")
    assert kept(holds="copies", relied_on_for=["storage"]) == ("nas",)
    assert kept(holds="nothing", relied_on_for=["income"]) == ()
    assert kept(backs_up_to=[]) == ()


def test_reliance_spreads_to_destinations_and_to_what_it_recovers_with() -> None:
    top = {**RELIED, "recovers_with": ["vault", "ghost", "top"], "backs_up_to": ["nas"]}
    found = lab(top, {"id": "vault"}, {"id": "nas"}, {"id": "prod", "access_to": ["nas"]})

    assert found.reliance.needs("top") == {"vault", "nas"}
    assert found.assessments["vault"].through == ("top",)
    assert found.assessments["nas"].through == ("top",)
    assert not found.assessments["prod"].production


def test_copies_are_followed_from_destination_to_destination() -> None:
    found = lab(
        {"id": "it", "relied_on_for": ["data"], "backs_up_to": ["nas"], "site": "home"},
        {"id": "nas", "backs_up_to": ["cloud", "it"], "site": "home"},
        {"id": "cloud"},
    )
    assert found.assessments["it"].context.copies == (("cloud", None), ("nas", "home"))

    found.update({"cloud": system({"id": "cloud", "site": "away"})})
    assert found.assessments["it"].context.copies == (("cloud", "away"), ("nas", "home"))
    _as_fresh(found)


# --- an update reaches what it touches


def _as_fresh(walked: Lab) -> None:
    fresh = Lab(walked.systems.values(), walked.evaluation)
    assert walked.assessments == fresh.assessments
    assert {id: walked.reliance.needs(id) for id in walked.systems} == {
        id: fresh.reliance.needs(id) for id in fresh.systems
    }


def test_a_place_for_inherited_backups_that_comes_and_goes() -> None:
    host = {"id": "host", "status": "planned", "backs_up_to": ["nas"]}
    guest = {"id": "guest", "runs_on": "host", "relied_on_for": ["data"]}
    walked = lab(host, guest)

    walked.update({"nas": system({"id": "nas"})})
    assert walked.assessments["nas"].production
    _as_fresh(walked)

    walked.update({"nas": None})
    assert walked.reliance.needs("guest") == {"host"}
    _as_fresh(walked)


def test_backups_on_the_same_machine_that_go() -> None:
    host = {"id": "host", "owners": owners(), "backs_up_to": ["nas"]}
    guest = {"id": "guest", "runs_on": "host", "backs_up_to": ["nas"]}
    walked = lab(host, guest, {"id": "nas", "runs_on": "host"})
    assert walked.assessments["guest"].context.backed_up_on == "host"

    walked.update({"nas": None})
    assert walked.assessments["guest"].context.backed_up_on is None
    assert walked.assessments["guest"].context.unusable_destinations == (("nas", "missing"),)
    _as_fresh(walked)

    walked.update({"nas": system({"id": "nas", "status": "planned"})})
    assert walked.assessments["guest"].context.unusable_destinations == (("nas", "planned"),)
    _as_fresh(walked)


# --- order


def test_assessments_are_in_the_order_systems_were_given_in() -> None:
    ids = ["z", "m", "a", "k", "old", "b"]
    found = lab(*({"id": id, **({"status": "retired"} if id == "old" else {})} for id in ids))
    assert list(found.assessments) == [id for id in ids if id != "old"]

    changes = {
        "new": system({"id": "new", "runs_on": "z"}),
        "a": None,
        "m": system({"id": "m", "purpose": "learning"}),
    }
    told = found.update(changes)

    assert list(told) == ["new", "a", "m", "z"]
    assert list(found.assessments) == ["z", "m", "k", "b", "new"]


_BY_SEED = """
from pathlib import Path
import sys
from labtui.data.assessment.explain import EXPLAINED
from labtui.reports.as_json import checked_json
from tests.data.labs import vector_lab
for name in sys.argv[1:]:
    found, _ = vector_lab(Path(name))
    for id, a in found.assessments.items():
        whys = [explain(found, a) for explain in EXPLAINED.values()]
        print(id, checked_json(found, a), whys, a.context, found.inherited(id))
"""


def test_nothing_depends_on_the_hash_seed() -> None:
    paths = [str(path) for path in VECTORS[::6]]

    def told(seed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _BY_SEED, *paths],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        return done.stdout

    assert told("1") == told("2") != ""


# --- graphs


@given(st.dictionaries(st.sampled_from(IDS), st.sets(st.sampled_from(IDS))))
def test_knots_are_what_can_reach_each_other(edges: dict[str, set[str]]) -> None:
    def onward(id: str) -> list[str]:
        return sorted(edges.get(id, ()))

    reach = {id: closure(onward(id), onward) | {id} for id in IDS}

    found = [frozenset(group) for group in strongly_connected_components(IDS, onward)]

    assert sorted(id for group in found for id in group) == sorted(IDS)
    assert set(found) == {
        frozenset(other for other in reach[id] if id in reach[other]) for id in IDS
    }


DEEP = 4_000
"""So deep that what recurses, or takes the square of it, does not come back."""
RELIED_FACTS = {"relied_on_for": ["data"]}


def _chain(count: int, **first: Any) -> list[System]:
    raws: list[Raw] = [{"id": "s0", "owners": owners(), **first}]
    raws += [{"id": f"s{n}", "runs_on": f"s{n - 1}"} for n in range(1, count)]
    return [system(raw) for raw in raws]


def test_a_deep_chain_neither_recurses_nor_takes_for_ever() -> None:
    chain = _chain(DEEP)
    deep = lab()
    deep.update({one.id: one for one in chain})
    last = deep.assessments[f"s{DEEP - 1}"]
    assert last.fact("owners.os") == ("you", "s0")

    deep.update({last.id: system({"id": last.id, "runs_on": f"s{DEEP - 2}", **RELIED_FACTS})})
    assert deep.assessments["s0"].through == ("s1",)
    deep.update({"s0": system({"id": "s0", "purpose": "learning"})})
    assert deep.assessments["s1"].context.needed_lab == "s0"
    assert deep.assessments["s2"].context.needed_lab is None
    assert deep.assessments[last.id].owner("os") is None


def test_a_large_loop_neither_recurses_nor_takes_for_ever() -> None:
    count = DEEP // 2
    looped = lab()
    looped.update({one.id: one for one in _chain(count, runs_on=f"s{count - 1}", **RELIED_FACTS)})
    assert all(a.context.in_cycle and a.production for a in looped.assessments.values())
    assert looped.assessments["s7"].fact("owners.os") == ("you", "s0")

    looped.update({"s0": system({"id": "s0"})})
    assert not any(a.context.in_cycle or a.production for a in looped.assessments.values())
