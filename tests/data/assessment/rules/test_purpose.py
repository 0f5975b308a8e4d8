"""Rules about what a system is for, and what it has become."""

from __future__ import annotations

from tests.data.assessment.rules.cases import (
    ALL,
    NAS,
    NEVER,
    SELF,
    USER,
    C,
    Case,
    N,
    W,
    at,
    history,
    says,
)
from tests.data.labs import Raw, owners
from tests.rows import each_row

A_LAB = {"id": "lab", "purpose": "learning"}

CASES = [
    Case("not-as-intended", {"intended_level": "1"}, at("023", W, W)),
    Case("not-as-intended", {"intended_level": "3a"}, at("012", W, W)),
    Case("not-as-intended", {"intended_level": "3b"}, at("012", W, W) | at("3", None, W)),
    Case("not-as-intended", {}, NEVER),
    Case("production-in-denial", {"intended_level": "3a"}, at("3", C, None)),
    Case(
        "production-in-denial",
        {"intended_level": "3a", "evidence.wipeable": False},
        at("3", C, W),
    ),
    Case(
        "production-in-denial",
        {"purpose": "learning", "evidence.wipeable": False},
        at("3", None, W),
    ),
    Case("production-in-denial", {"purpose": "learning", "evidence.wipeable": True}, NEVER),
    Case("production-in-denial", {"purpose": "learning"}, NEVER),
    Case("production-in-denial", {"purpose": "convenience", "evidence.wipeable": False}, NEVER),
    Case("production-in-denial", {"evidence.wipeable": False}, NEVER),
    Case("lab-is-dependency", {"purpose": "learning"}, at(ALL, C, None), (USER,), True),
    Case(
        "lab-is-dependency",
        {"purpose": "learning", "intended_level": "3a"},
        at("?012", C, None),
        (USER,),
        True,
    ),
    Case("lab-is-dependency", {"purpose": "learning"}, NEVER),
    Case("lab-is-dependency", {"purpose": "learning"}, NEVER, ({**USER, "status": "planned"},)),
    Case("lab-is-dependency", {"purpose": "convenience"}, NEVER, (USER,), True),
    Case("rests-on-lab", {"depends_on": ["lab"]}, at(ALL, W, None), (A_LAB,)),
    Case("rests-on-lab", {"runs_on": "lab"}, at(ALL, W, None), (A_LAB,)),
    Case("rests-on-lab", {"backs_up_to": ["lab"]}, at(ALL, W, None), (A_LAB,)),
    Case("rests-on-lab", {}, at(ALL, W, None), ({**A_LAB, "member_of": "it"},)),
    Case("rests-on-lab", {"member_of": "lab"}, NEVER, (A_LAB,)),
    Case("rests-on-lab", {"recovers_with": ["lab"]}, at(ALL, W, None), (A_LAB,)),
    Case("rests-on-lab", {"access_to": ["lab"]}, NEVER, (A_LAB,)),
    Case("rests-on-lab", {"depends_on": ["nas"]}, NEVER, ({**NAS, "depends_on": ["lab"]}, A_LAB)),
    Case(
        "rests-on-lab",
        {"runs_on": "nas"},
        at(ALL, W, None),
        ({**NAS, "backs_up_to": ["lab"]}, A_LAB),
    ),
    Case(
        "rests-on-lab",
        {"runs_on": "nas", "holds": "copies", "purpose": "reliability"},
        NEVER,
        ({**NAS, "backs_up_to": ["lab"]}, A_LAB),
        True,
    ),
    Case(
        "rests-on-lab",
        {"depends_on": ["nas"]},
        NEVER,
        ({**NAS, "depends_on": ["lab"], "status": "planned"}, A_LAB),
    ),
    Case("rests-on-lab", {"depends_on": ["lab"]}, NEVER, ({**A_LAB, "status": "planned"},)),
    Case("rests-on-lab", {"depends_on": ["lab"]}, NEVER, ({**A_LAB, "purpose": "convenience"},)),
    Case(
        "rests-on-lab",
        {"depends_on": ["nas"], "purpose": "learning"},
        NEVER,
        ({**NAS, "depends_on": ["it"]},),
    ),
    *(
        Case(rule, {"purpose": purpose}, at(level, W, None) if pleasure else NEVER)
        for rule, level in (("disposable-production", "2"), ("casual-production", "3"))
        for purpose, pleasure in (
            ("entertainment", True),
            ("convenience", True),
            ("learning", False),
        )
    ),
    *(
        Case("just-infrastructure", {"intended_level": "3a", "purpose": purpose}, at("3", None, N))
        for purpose in ("entertainment", "convenience")
    ),
    Case("just-infrastructure", {"intended_level": "3a", "purpose": "learning"}, NEVER),
    Case("just-infrastructure", {"intended_level": "3a"}, NEVER),
    Case("just-infrastructure", {"intended_level": "3b", "purpose": "convenience"}, NEVER),
    Case("nothing-learned", {"purpose": "learning"}, at(SELF, None, N)),
    *(
        Case(
            "nothing-learned",
            {"purpose": "learning", **history((days, event, None))},
            NEVER if learned else at(SELF, None, N),
        )
        for days, event, learned in (
            (180, "experiment", True),
            (180, "rebuilt", True),
            (0, "incident", True),
            (181, "experiment", False),
            (-1, "experiment", False),
            (1, "changed", False),
            (1, "assessed", False),
        )
    ),
    Case(
        "nothing-learned",
        {"purpose": "learning", "runs_on": "nas"},
        NEVER,
        ({**NAS, **history((200, "rebuilt", None), (20, "rebuilt", None))},),
    ),
    Case("nothing-learned", {"purpose": "convenience"}, NEVER),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected


def test_what_needs_a_lab_is_named() -> None:
    users = [{**USER, "id": f"user{number}"} for number in range(10)]
    text = says("lab-is-dependency", {"purpose": "learning"}, *users)
    assert "user0, user1, user2, user3, user4, user5 and 4 more" in text
    text = says("lab-is-dependency", {"purpose": "learning"}, *users[:3])
    assert "user0, user1 and user2" in text


@each_row(
    ("raw", "others", "reason"),
    [
        ({"relied_on_for": ["income", "data"]}, (), "income and "),
        ({}, (USER,), "user"),
        ({"purpose": "reliability"}, (), "reliability"),
    ],
)
def test_denial_names_what_makes_it_production(
    raw: Raw, others: tuple[Raw, ...], reason: str
) -> None:
    raw = {"owners": owners(), "intended_level": "3a", **raw}

    assert reason in says("production-in-denial", raw, *others)
