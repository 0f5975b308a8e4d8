"""What follows when somebody breaks into a system, and what is said of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from labtui.data.analysis.compromise import (
    Compromise,
    Reached,
    compromise_of,
    first_steps,
    notice_sentences,
    reach_sentences,
    who_acts,
)
from labtui.data.analysis.impact import impact_of
from labtui.errors import FactError
from tests.data.generate import labs
from tests.data.labs import TODAY, Raw, days_ago, lab, raw, smell_test
from tests.rows import each_row


def compromise(id: str, *raws: Raw) -> Compromise:
    return compromise_of(lab(*raws), id)


RUNNER = (
    raw("ci", access_to=["pve", "nas", "ghost", "later"], used_by=["Ida"]),
    raw("pve", used_by=["Tom", "Ida"]),
    raw("vault", runs_on="pve", relied_on_for=["authentication"], access_to=["ci"]),
    raw("k8s", runs_on="pve", access_to=[]),
    raw("node", member_of="k8s", access_to=[], used_by=["Eva"]),
    raw("nas", runs_on="ci"),
    raw("later", status="planned"),
)


def test_what_is_reached_stands_under_what_it_is_reached_through() -> None:
    found = compromise("ci", *RUNNER)
    assert found.tree == (
        Reached("nas", 1, "key", "ci", production=False),
        Reached("pve", 1, "key", "ci", production=True),
        Reached("k8s", 2, "host", "pve", production=False),
        Reached("node", 3, "member", "k8s", production=False),
        Reached("vault", 2, "host", "pve", production=True),
    )
    assert found.keys_on == ("nas", "pve")
    assert found.people == ("Ida", "Tom", "Eva")


def test_nothing_more_is_known_to_be_safe_where_people_log_in_with_it() -> None:
    facts = {"relied_on_for": ["identity"], "access_to": ["b"]}
    guard = raw("b", relied_on_for=["authentication"], access_to=[])
    found = compromise("a", raw("a", **facts), guard)
    assert reach_sentences(found)[1:] == [
        "Whoever gets in can log in to other systems with it and b."
    ]
    assert not found.all_known
    assert compromise("a", raw("a", access_to=[])).all_known


def test_each_is_reached_by_the_shortest_way() -> None:
    found = compromise("a", raw("a", access_to=["b", "c"]), raw("b", access_to=["c"]), raw("c"))
    assert [(reached.id, reached.depth) for reached in found.tree] == [("b", 1), ("c", 1)]


def test_it_says_how_much_they_could_reach_and_what_is_not_known() -> None:
    assert reach_sentences(compromise("ci", *RUNNER)) == [
        "They could reach 5 systems, 2 in production.",
        "Not answered: admin access of nas and pve.",
        "Whoever gets in can log in to other systems with vault.",
    ]
    assert reach_sentences(compromise("a", raw("a", access_to=["b"]), raw("b", access_to=[]))) == [
        "They could reach 1 system, 0 in production."
    ]


def test_nothing_reached_is_not_said_without_what_was_not_answered() -> None:
    assert reach_sentences(compromise("a", raw("a"))) == [
        "No known system is reached.",
        "Not answered: admin access of a.",
    ]
    for facts in ({"access_to": []}, {"owners": {"os": "n/a"}}):
        assert reach_sentences(compromise("a", raw("a", **facts))) == [
            "No known system is reached."
        ]


@each_row(
    ("owner", "words"),
    [
        (None, None),
        ("you", "you"),
        ("shared", "you and the provider"),
        ("provider", "the provider"),
        ("nobody", "nobody"),
        ("n/a", "nobody: incidents do not apply here"),
    ],
)
def test_who_acts_is_who_is_responsible_for_incidents(owner: str | None, words: str | None) -> None:
    owners = {"owners": {"incidents": owner}} if owner else {}
    assert who_acts(compromise("a", raw("a", **owners))) == words


def test_what_to_do_first() -> None:
    assert first_steps(compromise("a", raw("a"))) == "Disconnect it."
    assert first_steps(compromise("ci", *RUNNER)) == (
        "Disconnect it, replace its keys on nas and pve, check logins there."
    )


@each_row(
    ("facts", "sentences"),
    [
        (
            {},
            [
                "Not known: does anything alert you when it is down?",
                "Not known: would you notice a break-in?",
            ],
        ),
        (
            {"evidence": {"monitored": True}, "smell_test": smell_test(days=3)},
            [
                "It is monitored.",
                f"You answered that you would notice a break-in ({days_ago(3)}, 3 days ago).",
            ],
        ),
        (
            {"evidence": {"monitored": False}, "smell_test": smell_test("no", days=None)},
            [
                "Nothing alerts you when it is down.",
                "You answered that you would not notice a break-in.",
            ],
        ),
        (
            {"evidence": {"monitored": False}, "smell_test": smell_test(detect="unsure", days=0)},
            [
                "Nothing alerts you when it is down.",
                f"You do not know whether you would notice a break-in ({TODAY}, today).",
            ],
        ),
    ],
)
def test_whether_it_would_be_noticed_and_since_when_that_is_known(
    facts: Raw, sentences: list[str]
) -> None:
    assert notice_sentences(compromise("a", raw("a", **facts)), TODAY) == sentences


def test_only_what_is_there_can_be_compromised() -> None:
    with pytest.raises(FactError, match="No system "):
        compromise("ghost", raw("a"))
    with pytest.raises(FactError, match="retired already"):
        compromise("a", raw("a", status="retired"))


@given(labs(1))
def test_the_tree_holds_what_falls_with_it_and_nothing_twice(raws: list[Raw]) -> None:
    found = lab(*raws)
    for id in found.assessments:
        compromised = compromise_of(found, id)
        tree = compromised.tree
        assert sorted(each.id for each in tree) == list(impact_of(found, id).reaches)
        depths = [0, *(each.depth for each in tree)]
        assert all(now <= before + 1 for before, now in pairwise(depths))
        depth_of = {id: 0, **{each.id: each.depth for each in tree}}
        for each in tree:
            assert each.depth == depth_of[each.through] + 1
