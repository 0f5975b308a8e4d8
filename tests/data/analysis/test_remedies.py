"""Two remedies for a lab that people rely on: promote it, or detach it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labtui.data.analysis import remedies
from labtui.data.analysis.remedies import (
    Cut,
    Detachment,
    changes,
    detach,
    find_remedies,
    needs_remedy,
    promote,
)
from labtui.data.assessment.lab import Lab
from labtui.errors import FactError
from tests.data.generate import IDS, labs, law
from tests.data.labs import Raw, assessed, days_ago, lab, owners, raw, smell_test, state
from tests.rows import each_row


def mail(id: str, **facts: object) -> Raw:
    """A system people rely on."""
    return raw(id, relied_on_for=["communication"], **facts)


# --- promote


def test_promoting_says_honestly_what_it_is_and_lists_its_duties() -> None:
    found = lab(
        raw("pve", owners=owners(), purpose="learning", intended_level="3a"),
        mail("mail", runs_on="pve"),
    )
    before = state(found)

    promotion = promote(found, "pve")

    assert promotion.changes == {"purpose": "reliability", "intended_level": "3b"}
    titles = [why.subject for why in promotion.duties]
    assert titles[:3] == [
        "Is it backed up?",
        "Is it monitored?",
        "No smell test yet",
    ]
    assert "Production needs this lab" not in titles
    assert "A lab that people rely on" not in titles
    severities = [why.answer for why in promotion.duties]
    assert severities == sorted(severities, key=["critical", "warning", "notice"].index)
    assert state(found) == before


def test_promoting_a_rented_lab_means_it_as_what_it_is() -> None:
    rented = raw("vps", owners=owners(hardware="provider"), purpose="learning", intended_level="3a")
    assert promote(lab(rented), "vps").changes["intended_level"] == "2"
    unknown = raw("x", purpose="learning", intended_level="3a")
    assert promote(lab(unknown), "x").changes["intended_level"] == "3b"


def test_promoting_changes_nothing_that_is_said_already() -> None:
    found = lab(raw("pve", owners=owners(), purpose="reliability", intended_level="3b"))
    assert promote(found, "pve").changes == {}


def test_a_promotion_counts_as_a_change_since_the_last_test() -> None:
    tested = raw("pve", owners=owners(), purpose="learning", smell_test=smell_test(days=5))
    subjects = [why.subject for why in promote(lab(tested), "pve").duties]
    assert "Changed since the smell test" in subjects


def test_accepted_findings_are_no_duties() -> None:
    accepted = [{"rule": "unmonitored", "reason": "it hums", "until": days_ago(-5)}]
    pve = raw("pve", owners=owners(), purpose="learning", accepted=accepted)
    subjects = [why.subject for why in promote(lab(pve), "pve").duties]
    assert {"Not monitored", "Is it monitored?"}.isdisjoint(subjects)


@law
@given(labs(1))
def test_promoting_makes_it_production_and_leaves_the_lab_alone(raws: list[Raw]) -> None:
    found = lab(*raws)
    before = state(found)
    for id, a in before["assessments"].items():
        promotion = promote(found, id)
        assert state(found) == before
        promoted = Lab(
            [
                system.revised(promotion.changes) if system.id == id else system
                for system in found.systems.values()
            ],
            found.evaluation,
        ).assessments[id]
        assert promoted.production
        assert promoted.system.intended_level != "3a" or promoted.level == "3a"
        assert (a.level is None) == (promoted.level is None)
        assert not {"production-in-denial", "lab-is-dependency"} & {
            finding.rule for finding in promoted.findings
        }


def test_what_is_retired_or_missing_has_no_way_out() -> None:
    found = lab(raw("a", status="retired"))
    for way_out in (promote, detach):
        with pytest.raises(FactError, match="retired already"):
            way_out(found, "a")
        with pytest.raises(FactError, match="No system "):
            way_out(found, "b")


# --- detach


def cut(id: str, *raws: Raw) -> list[tuple[str, str, str]]:
    """What is cut, after a look whether that will do."""
    found = lab(*raws)
    detachment = detach(found, id)
    assert detachment is not None
    return [(each.id, each.key, each.target) for each in detachment.cuts]


def only(detachment: Detachment | None) -> Cut:
    assert detachment is not None
    (found,) = detachment.cuts
    return found


def test_what_is_no_production_needs_no_detaching() -> None:
    assert detach(lab(raw("lab"), raw("other", runs_on="lab")), "lab") is None


def test_every_reference_of_what_people_rely_on_goes() -> None:
    assert cut(
        "pve",
        raw("pve", purpose="learning"),
        mail("mail", runs_on="pve", depends_on=["pve", "pve"]),
        mail("files", backs_up_to=["pve", "tape"]),
        raw("toy", runs_on="pve"),
        raw("tape"),
    ) == [
        ("files", "backs_up_to", "pve"),
        ("mail", "depends_on", "pve"),
        ("mail", "runs_on", "pve"),
    ]


def test_one_reference_far_off_is_fewer_than_many_near() -> None:
    vms = [raw(f"vm{n}", runs_on="pve") for n in range(3)]
    # Everything people rely on comes over one reference.
    found = cut(
        "pve",
        raw("pve", purpose="learning"),
        *vms,
        raw("stack", depends_on=["vm0", "vm1", "vm2"]),
        mail("mail", runs_on="stack"),
    )
    assert found == [("mail", "runs_on", "stack")]


def test_one_stated_place_for_backups_counts_once_for_all_heirs() -> None:
    found = lab(
        raw("nas", purpose="learning"),
        raw("host", backs_up_to=["nas"], status="planned"),
        mail("a", runs_on="host"),
        mail("b", runs_on="host"),
    )
    assert only(detach(found, "nas")) == Cut(
        "host", "backs_up_to", "nas", "host, a and b need another backup destination"
    )


def test_a_host_that_is_removed_takes_along_what_was_inherited_from_it() -> None:
    # The host is needed itself, and two paths to the lab are inherited from it.
    raws = [
        raw("lab", purpose="learning"),
        raw("tape", depends_on=["lab"]),
        raw("host", backs_up_to=["lab", "tape"], depends_on=["lab"]),
        mail("mail", runs_on="host"),
    ]
    assert cut("lab", *raws) == [("mail", "runs_on", "host")]


def test_without_its_host_other_backups_may_be_inherited() -> None:
    # Without its host, mail inherits from its group instead, which backs up to the lab as well.
    raws = [
        raw("lab", purpose="learning"),
        raw("host", depends_on=["lab"], backs_up_to=["lab"]),
        raw("group", backs_up_to=["lab"], status="planned"),
        mail("mail", runs_on="host", member_of="group"),
    ]
    found = cut("lab", *raws)
    assert len(found) == 2


def test_a_group_that_needs_its_member_keeps_it_while_there_is_another_way() -> None:
    dns = [
        raw("lab", purpose="learning", member_of="dns"),
        raw("other", member_of="dns"),
        raw("dns"),
        mail("mail", depends_on=["dns"]),
        mail("files", depends_on=["dns"]),
    ]
    detachment = detach(lab(*dns), "lab")

    assert detachment is not None
    assert [each.id for each in detachment.cuts] == ["files", "mail"]
    (fewer,) = detachment.regrouped
    assert fewer == Cut("lab", "member_of", "dns", "dns has other left")


def test_a_member_of_what_people_rely_on_has_to_leave_it() -> None:
    found = lab(raw("lab", purpose="learning", member_of="dns"), mail("dns"))
    detachment = detach(found, "lab")
    assert only(detachment) == Cut("lab", "member_of", "dns", "dns needs another member")
    assert detachment is not None
    assert detachment.regrouped == ()


def test_what_people_rely_on_itself_is_said_and_left_to_its_owner() -> None:
    found = lab(
        raw("lab", purpose="reliability", relied_on_for=["data"]),
        mail("mail", runs_on="lab"),
    )
    detachment = detach(found, "lab")
    assert detachment is not None
    assert detachment.own == ("purpose", "relied_on_for")
    assert [each.id for each in detachment.cuts] == ["mail"]
    assert changes(found, detachment.cuts) == {"mail": {"runs_on": None}}


def test_what_people_rely_on_and_nothing_needs_has_nothing_to_cut() -> None:
    assert detach(lab(mail("lab")), "lab") == Detachment(("relied_on_for",), (), (), smallest=True)


@each_row(
    ("facts", "instead"),
    [
        ({"runs_on": "lab"}, "mail needs another host"),
        ({"depends_on": ["lab"]}, "mail has to work without lab"),
        ({"recovers_with": ["lab"]}, "mail needs a copy of its keys and notes outside lab"),
        ({"backs_up_to": ["lab"]}, "mail needs another backup destination"),
        ({"backs_up_to": ["lab", "ghost"]}, "mail needs another backup destination"),
        ({"backs_up_to": ["lab", "tape"]}, "mail is backed up to tape only"),
    ],
)
def test_it_says_what_each_would_need_instead(facts: Raw, instead: str) -> None:
    found = lab(raw("lab"), raw("tape"), mail("mail", **facts))
    assert only(detach(found, "lab")).instead == instead


def test_what_keeps_nothing_is_backed_up_only_where_it_says_so_itself() -> None:
    host = raw("host", backs_up_to=["lab"], depends_on=["lab"])
    guest = mail("mail", runs_on="host", holds="nothing", backs_up_to=["lab"])
    assert cut("lab", raw("lab"), host, guest) == [
        ("mail", "backs_up_to", "lab"),
        ("mail", "runs_on", "host"),
    ]
    inheriting = mail("mail", depends_on=["lab"], member_of="group", holds="copies")
    group = raw("group", backs_up_to=["lab"], status="planned")
    assert cut("lab", raw("lab"), group, inheriting) == [("mail", "depends_on", "lab")]


def test_a_destination_that_does_not_run_is_not_needed() -> None:
    planned = raw("lab", purpose="learning", status="planned")
    assert cut("lab", planned, mail("mail", runs_on="lab", backs_up_to=["lab"])) == [
        ("mail", "runs_on", "lab")
    ]


def test_changes_let_go_of_references_and_nothing_else() -> None:
    found = lab(
        raw("lab"),
        raw("tape"),
        mail("mail", runs_on="lab", depends_on=["lab", "tape", "lab"], backs_up_to=["lab"]),
    )
    cuts = [
        Cut("mail", "runs_on", "lab", ""),
        Cut("mail", "depends_on", "lab", ""),
        Cut("mail", "depends_on", "tape", ""),
        Cut("mail", "backs_up_to", "lab", ""),
    ]
    assert changes(found, cuts) == {
        "mail": {"runs_on": None, "depends_on": (), "backs_up_to": ()},
    }
    assert changes(found, []) == {}


def test_in_a_tangle_the_search_for_fewer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    found = lab(
        raw("lab", purpose="learning"),
        *(raw(f"vm{n}", runs_on="lab") for n in range(5)),
        raw("stack", depends_on=[f"vm{n}" for n in range(5)]),
        raw("one", depends_on=["stack"]),
        raw("two", depends_on=["stack"]),
        mail("mail", depends_on=["one", "two"]),
    )
    before = state(found)

    complete = detach(found, "lab")
    monkeypatch.setattr(remedies, "MAX_VISITS", 3)
    given_up = detach(found, "lab")

    assert complete is not None
    assert given_up is not None
    assert (complete.smallest, len(complete.cuts)) == (True, 2)
    assert (given_up.smallest, len(given_up.cuts)) == (False, 5)
    assert not is_production(found, "lab", given_up)
    assert state(found) == before


def is_production(lab: Lab, id: str, detachment: Detachment, regrouped: bool = False) -> bool:
    """Whether the system is production still, in a lab made anew with the cuts made."""
    cuts = detachment.regrouped if regrouped else detachment.cuts
    edits: dict[str, dict[str, Any]] = {
        other: dict(facts) for other, facts in changes(lab, cuts).items()
    }
    edits.setdefault(id, {}).update(dict.fromkeys(detachment.own))
    systems = (system.revised(edits.get(system.id, {})) for system in lab.systems.values())
    return Lab(systems, lab.evaluation).assessments[id].production


_WIRED = ("runs_on", "member_of", "depends_on", "backs_up_to", "recovers_with")


def _wired(seeds: list[int]) -> list[Raw]:
    """Labs that are nothing but references, most of them active, some relied on."""
    ids = IDS[: len(seeds)]
    raws = []
    for id, seed in zip(ids, seeds, strict=True):
        rng = Random(f"{id} {seed}")
        system = raw(id, status=rng.choice(("active", "active", "active", "planned")))
        for key in ("runs_on", "member_of"):
            if rng.random() < 0.45:
                system[key] = rng.choice(ids)
        for key in ("depends_on", "backs_up_to", "recovers_with"):
            if rng.random() < 0.3:
                system[key] = [rng.choice(ids) for _ in range(rng.randint(0, 2))]
        if rng.random() < 0.3:
            system["purpose"] = "reliability"
        if rng.random() < 0.3:
            system["holds"] = rng.choice(("nothing", "originals"))
        raws.append(system)
    return raws


wired = st.lists(st.integers(0, 2**32), min_size=2, max_size=7).map(_wired)


def _stated(lab: Lab, keys: Iterable[str]) -> list[Cut]:
    """Every reference to a system that exists, once."""
    return [
        Cut(system.id, key, target, "")
        for system in lab.systems.values()
        for key, target in dict.fromkeys(system.references())
        if key in keys and target in lab.systems
    ]


@law
@given(st.one_of(labs(2), wired))
def test_detached_it_is_no_production_and_the_lab_is_as_it_was(raws: list[Raw]) -> None:
    found = lab(*raws)
    before = state(found)
    for id, a in before["assessments"].items():
        detachment = detach(found, id)
        assert state(found) == before
        assert (detachment is None) == (not a.production)
        if detachment is not None:
            assert not is_production(found, id, detachment)
            assert detachment.regrouped == () or not is_production(found, id, detachment, True)
            assert bool(detachment.own) == a.system.production_in_own_right


@law
@given(wired, st.sampled_from(IDS))
def test_no_fewer_references_would_do(raws: list[Raw], id: str) -> None:
    found = lab(*raws)
    assume(id in found.systems)
    detachment = detach(found, id)
    assume(detachment is not None)
    assert detachment is not None
    assume(len(detachment.cuts) <= 3)
    named = all(each.key != "member_of" for each in detachment.cuts)
    plain = ("runs_on", "depends_on", "backs_up_to", "recovers_with")
    searched = [(detachment.cuts, plain if named else _WIRED)]
    searched += [(detachment.regrouped, _WIRED)] if detachment.regrouped else []
    if not named:
        # Groups are left only where nothing else would do.
        every = tuple(_stated(found, plain))
        assert is_production(found, id, replace(detachment, cuts=every))
    for cuts, keys in searched:
        stated = _stated(found, keys)
        for size in range(len(cuts)):
            for tried in combinations(stated, size):
                assert is_production(found, id, replace(detachment, cuts=tried))


# --- both

PVE: Raw = {"id": "pve", "name": "Host", "owners": owners(), "purpose": "learning"}


@each_row(
    ("facts", "needed"),
    [
        ({}, True),
        ({"purpose": "convenience"}, False),
        ({"purpose": "convenience", "intended_level": "3a"}, True),
        ({"status": "planned"}, False),
    ],
)
def test_a_lab_that_people_rely_on_needs_a_remedy(facts: Raw, needed: bool) -> None:
    assert needs_remedy(assessed({**PVE, **facts}, mail("mail", runs_on="pve"))) == needed


def test_a_lab_nobody_relies_on_needs_none() -> None:
    assert not needs_remedy(assessed(PVE))


def test_a_search_that_is_stopped_finds_nothing() -> None:
    needed = lab(PVE, mail("mail", runs_on="pve"))
    assert find_remedies(needed, "pve") is not None
    assert find_remedies(needed, "pve", lambda: True) is None
