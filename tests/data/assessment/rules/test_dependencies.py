"""Rules about the systems that a system names."""

from __future__ import annotations

from tests.data.assessment.rules.cases import ALL, NAS, NEVER, C, Case, W, at, says
from tests.rows import each_row

OLD = {"id": "old", "status": "retired"}

CASES = [
    *(
        Case("dangling-reference", {key: id if single else ["nas", id]}, expected, (NAS, OLD))
        for key, single in (
            ("runs_on", True),
            ("member_of", True),
            ("depends_on", False),
            ("backs_up_to", False),
            ("recovers_with", False),
            ("access_to", False),
        )
        for id, expected in (("ghost", at(ALL, W, W)), ("old", at(ALL, W, W)), ("nas", NEVER))
    ),
    Case("dangling-reference", {"depends_on": ["old"], "status": "planned"}, NEVER, (OLD,)),
    Case("dangling-reference", {"depends_on": ["ghost"], "status": "planned"}, at(ALL, W, W)),
    Case("dangling-reference", {"runs_on": "nas"}, NEVER, ({**NAS, "backs_up_to": ["ghost"]},)),
    Case("dependency-cycle", {"depends_on": ["it"]}, at(ALL, W, W)),
    Case("dependency-cycle", {"runs_on": "it"}, at(ALL, W, W)),
    Case(
        "dependency-cycle",
        {"depends_on": ["nas"]},
        at(ALL, W, W),
        ({**NAS, "runs_on": "it", "status": "planned"},),
    ),
    Case(
        "dependency-cycle",
        {"depends_on": ["nas"]},
        NEVER,
        ({**NAS, "depends_on": ["it"], "status": "retired"},),
    ),
    Case("dependency-cycle", {"depends_on": ["nas"]}, NEVER, ({**NAS, "depends_on": ["nas"]},)),
    Case("dependency-cycle", {"backs_up_to": ["it"]}, NEVER),
    Case("dependency-cycle", {"member_of": "it"}, NEVER),
    Case("recovery-loop", {"recovers_with": ["it"]}, at(ALL, C, W)),
    *(
        Case(
            "recovery-loop", {"recovers_with": ["vault"]}, expected, ({"id": "vault", **vault}, NAS)
        )
        for vault, expected in (
            ({"backs_up_to": ["it"]}, at(ALL, C, W)),
            ({"backs_up_to": ["it", "vault"]}, at(ALL, C, W)),
            ({"backs_up_to": ["it"], "holds": "nothing"}, at(ALL, C, W)),
            ({"backs_up_to": ["it", "nas"]}, NEVER),
            ({"runs_on": "it"}, at(ALL, C, W)),
            ({"depends_on": ["it"]}, at(ALL, C, W)),
            ({"recovers_with": ["it"]}, at(ALL, C, W)),
            ({"recovers_with": ["it"], "status": "planned"}, at(ALL, C, W)),
            ({"recovers_with": ["it"], "status": "retired"}, NEVER),
            ({"member_of": "it"}, NEVER),
            ({"access_to": ["it"]}, NEVER),
        )
    ),
    *(
        Case(
            "recovery-loop", {"recovers_with": ["it"], "evidence.offline_recovery": kept}, expected
        )
        for kept, expected in ((True, NEVER), (False, at(ALL, C, W)))
    ),
    Case("recovery-loop", {"depends_on": ["nas"]}, NEVER, ({**NAS, "depends_on": ["it"]},)),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected


def test_what_is_gone_is_named() -> None:
    text = says("dangling-reference", {"runs_on": "gone", "depends_on": ["lost"]})
    assert "gone" in text
    assert "lost" in text
