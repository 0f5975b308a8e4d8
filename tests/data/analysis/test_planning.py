"""Planning: what putting a system into service would ask of its owner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labtui.data.analysis.planning import Duty, plan_of, rests_on
from labtui.data.assessment.lab import Lab
from labtui.data.framework.layers import LAYERS
from labtui.errors import FactError
from tests.data.generate import labs, law
from tests.data.labs import Raw, all_settings, days_ago, lab, owners, raw, smell_test, state
from tests.rows import each_row


def planned(id: str, **facts: object) -> Raw:
    return raw(id, status="planned", **facts)


def duties(found: Lab, id: str) -> dict[str, int | None]:
    return {duty.what: duty.days for duty in plan_of(found, id).duties}


# --- layers


def test_a_layer_nobody_answers_for_would_be_yours_and_open_ones_are_told() -> None:
    stated = owners("provider", os="you", application="shared", access="nobody")
    del stated["incidents"]

    plan = plan_of(lab(planned("vps", owners=stated)), "vps")

    assert plan.yours == ("os", "application", "access")
    assert plan.unanswered == ("incidents",)
    assert plan.a.level == "2"


def test_layers_that_would_be_inherited_are_yours_too() -> None:
    found = lab(planned("app", runs_on="pve"), raw("pve", owners=owners()))

    assert plan_of(found, "app").yours == tuple(LAYERS)
    assert plan_of(found, "app").unanswered == ()


# --- duties


REGULAR = {"patch it": 45, "test a restore": 180, "take the smell test": 180}


@each_row(
    ("facts", "level", "expected"),
    [
        ({}, None, {"take the smell test": 180}),
        (
            {"owners": owners("provider", access="you")},
            "0",
            {
                "take the smell test": 180,
                "enforce MFA for every account": None,
                "know where its data is, how it is backed up and how to export it": None,
            },
        ),
        (
            {"owners": owners("provider", application="you")},
            "1",
            {
                "review its settings": 365,
                "take the smell test": 180,
                "enforce MFA for every account": None,
                "know your responsibilities if the provider is breached": None,
            },
        ),
        (
            {"owners": owners("provider", os="you")},
            "2",
            {**REGULAR, "back it up to another machine": None, "have it monitored": None},
        ),
        (
            {"owners": owners(), "purpose": "entertainment"},
            "3a",
            {
                **REGULAR,
                "back it up to another machine": None,
                "keep it safe to wipe, and rebuildable from notes": None,
            },
        ),
        (
            {"owners": owners(), "purpose": "learning"},
            "3a",
            {
                "try something on it": 180,
                **REGULAR,
                "back it up to another machine": None,
                "keep it safe to wipe, and rebuildable from notes": None,
            },
        ),
        (
            {"owners": owners(), "purpose": "reliability"},
            "3b",
            {**REGULAR, "back it up to another machine": None, "have it monitored": None},
        ),
    ],
)
def test_the_duties_go_by_the_level(
    facts: Raw, level: str | None, expected: dict[str, int | None]
) -> None:
    found = lab(planned("new", **facts))

    assert plan_of(found, "new").a.level == level
    assert duties(found, "new") == expected


@each_row(
    ("facts", "expected"),
    [
        (
            {"owners": owners(), "purpose": "entertainment", "holds": "nothing"},
            {
                "patch it": 45,
                "take the smell test": 180,
                "keep it safe to wipe, and rebuildable from notes": None,
            },
        ),
        (
            {"owners": owners("provider"), "holds": "copies"},
            {"take the smell test": 180, "enforce MFA for every account": None},
        ),
        (
            {
                "owners": owners(os="n/a", updates="n/a", monitoring="n/a"),
                "purpose": "reliability",
                "holds": "nothing",
            },
            {"take the smell test": 180},
        ),
        (
            {"owners": owners(os="n/a", updates="n/a"), "holds": "nothing"},
            {"take the smell test": 180},
        ),
        (
            {"owners": owners(), "purpose": "reliability", "holds": "copies"},
            {"patch it": 45, "take the smell test": 180, "have it monitored": None},
        ),
    ],
)
def test_nothing_is_asked_that_does_not_matter_for_it(
    facts: Raw, expected: dict[str, int | None]
) -> None:
    assert duties(lab(planned("new", **facts)), "new") == expected


def test_the_intervals_are_those_of_the_settings() -> None:
    evaluation = all_settings(
        patch_days=7, restore_days=30, review_days=90, experiment_days=14, config_days=60
    )
    home = lab(planned("toy", owners=owners(), purpose="learning"), evaluation=evaluation)
    rented = lab(
        planned("site", owners=owners("provider", application="you")), evaluation=evaluation
    )

    assert [days for days in duties(home, "toy").values() if days is not None] == [14, 7, 30, 90]
    assert duties(rented, "site")["review its settings"] == 60


def test_what_is_done_above_counts_here_but_for_what_people_rely_on() -> None:
    host = raw(
        "pve",
        owners=owners(),
        backs_up_to=["nas"],
        evidence={"restore_tested": days_ago(400), "monitored": True, "patched": days_ago(1)},
        smell_test=smell_test(days=400),
    )
    toy = planned("toy", runs_on="pve", purpose="convenience")
    mail = planned("mail", runs_on="pve", purpose="reliability")
    found = lab(host, toy, mail, raw("nas"))

    assert {duty.what for duty in plan_of(found, "toy").duties if duty.origin == "pve"} == {
        "test a restore", "take the smell test", "back it up to another machine",
    }  # fmt: skip
    assert [duty for duty in plan_of(found, "mail").duties if duty.origin] == [
        Duty("back it up to another machine", None, "pve")
    ]


def test_what_it_states_itself_is_its_own_duty() -> None:
    found = lab(planned("toy", owners=owners(), backs_up_to=["nas"]), raw("nas"))

    assert [duty for duty in plan_of(found, "toy").duties if duty.origin] == []


# --- what it would do to others


def test_what_it_needs_would_become_production_at_any_remove() -> None:
    found = lab(
        planned("mail", runs_on="pve", depends_on=["dns"], purpose="reliability"),
        raw("pve", backs_up_to=["nas"]),
        raw("dns", purpose="reliability"),
        raw("nas"),
        raw("other"),
    )
    before = state(found)

    assert plan_of(found, "mail").production == ("nas", "pve")
    assert state(found) == before


def test_what_nobody_relies_on_makes_nothing_production() -> None:
    found = lab(planned("toy", runs_on="pve"), raw("pve"))

    assert plan_of(found, "toy").production == ()


def test_a_member_of_what_people_rely_on_would_be_production_and_another_level() -> None:
    found = lab(
        raw("dns", relied_on_for=["connectivity"]),
        raw("one", member_of="dns"),
        planned("two", member_of="dns", runs_on="box", owners=owners()),
        raw("box"),
    )
    assert found.assessments["two"].level == "3a"

    plan = plan_of(found, "two")

    assert plan.a.level == "3b"
    assert plan.production == ("box",), "itself is not among the others"
    assert found.assessments["two"].level == "3a"


def test_it_would_rest_on_active_systems_directly_and_over_them() -> None:
    found = lab(
        planned("mail", runs_on="pve", depends_on=["dns", "later", "gone", "nowhere"]),
        raw("pve", backs_up_to=["nas"], depends_on=["mail"]),
        raw("dns", depends_on=["router"]),
        raw("router", depends_on=["dns"]),
        raw("nas"),
        planned("later", depends_on=["far"]),
        raw("gone", status="retired"),
        raw("far"),
    )

    assert rests_on(found, "mail") == ("dns", "nas", "pve", "router")
    plan = plan_of(found, "mail")
    assert plan.rests_on == ("dns", "nas", "pve")
    assert plan.beyond == ("router",)


def test_what_needs_nothing_rests_on_nothing() -> None:
    assert rests_on(lab(planned("box")), "box") == ()


# --- the rest


def test_an_active_system_is_as_it_is() -> None:
    found = lab(raw("pve", owners=owners(), purpose="learning"))

    plan = plan_of(found, "pve")

    assert plan.a == found.assessments["pve"]
    assert plan.production == ()


@each_row("id", ["nobody", "old"])
def test_what_is_not_there_or_retired_is_refused(id: str) -> None:
    with pytest.raises(FactError, match=id):
        plan_of(lab(raw("old", status="retired")), id)


@law
@given(raws=labs(), data=st.data())
def test_planning_leaves_the_lab_and_foretells_what_activating_does(
    raws: list[Raw], data: st.DataObject
) -> None:
    found = lab(*raws)
    here = [id for id, system in found.systems.items() if not system.retired]
    if not here:
        return
    id = data.draw(st.sampled_from(here))
    before = state(found)

    plan = plan_of(found, id)

    assert state(found) == before
    production = {other for other, a in found.assessments.items() if a.production}
    found.update({id: found.systems[id].revised({"status": None})})
    assert found.assessments[id] == plan.a
    now = {other for other, a in found.assessments.items() if a.production}
    assert set(plan.production) == now - production - {id}
    # Of what it rests on nothing can be missing: what people rely on carries down all of it.
    if plan.a.production:
        assert {*plan.rests_on, *plan.beyond} <= now
