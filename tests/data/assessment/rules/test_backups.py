"""Rules about backups."""

from __future__ import annotations

from tests.data.assessment.rules.cases import (
    BACKED_UP,
    NAS,
    NEVER,
    RELIABLE,
    SELF,
    C,
    Case,
    W,
    at,
)
from tests.data.labs import days_ago
from tests.rows import each_row

AT_HOME = {**BACKED_UP, "site": "home"}

CASES = [
    Case("untested-backups", {}, NEVER),
    Case("untested-backups", BACKED_UP, at("3", C, None), (NAS,), unproven=True),
    *(
        Case("untested-backups", {**BACKED_UP, "evidence.restore_tested": when}, expected, (NAS,))
        for when, expected in (
            ("never", at("3", C, None)),
            (days_ago(181), at("3", C, None)),
            (days_ago(-1), at("3", C, None)),
            (days_ago(180), NEVER),
        )
    ),
    Case("untested-backups", BACKED_UP, NEVER, ({**NAS, "status": "planned"},)),
    Case("untested-backups", {"backs_up_to": ["it"]}, at("3", C, None), unproven=True),
    Case("untested-backups", {**BACKED_UP, **RELIABLE, "holds": "copies"}, NEVER, (NAS,), True),
    Case(
        "untested-backups",
        {**BACKED_UP, "relied_on_for": ["storage"], "holds": "copies"},
        at("3", C, None),
        (NAS,),
        True,
        unproven=True,
    ),
    Case("no-backups", {}, at("3", C, None), unproven=True),
    Case("no-backups", {"backs_up_to": []}, at("3", C, None)),
    Case("no-backups", {"backs_up_to": ["ghost"]}, at("3", C, None)),
    *(
        Case("no-backups", BACKED_UP, at("3", C, None), ({**NAS, "status": status},))
        for status in ("planned", "retired")
    ),
    Case("no-backups", BACKED_UP, NEVER, (NAS,)),
    Case("no-backups", {"backs_up_to": ["it", "ghost"]}, NEVER),
    Case("no-backups", {"runs_on": "host"}, NEVER, ({"id": "host", **BACKED_UP}, NAS)),
    Case("no-backups", {**RELIABLE, "holds": "nothing"}, NEVER, (), True),
    Case("no-backups", {**RELIABLE, "holds": "copies"}, NEVER, (), True),
    Case(
        "no-backups", {**RELIABLE, "holds": "originals"}, at("3", C, None), (), True, unproven=True
    ),
    Case("no-backups", {"holds": "nothing"}, at("3", C, None), unproven=True),
    Case("backup-on-itself", {"backs_up_to": ["it"]}, at(SELF, C, W)),
    Case("backup-on-itself", {"backs_up_to": ["it"], "holds": "nothing"}, at(SELF, C, None)),
    Case("backup-on-itself", {**BACKED_UP, "runs_on": "nas"}, at(SELF, C, W), (NAS,)),
    Case(
        "backup-on-itself",
        {"backs_up_to": ["nas", "other"], "runs_on": "host"},
        at(SELF, C, W),
        ({**NAS, "runs_on": "host"}, {"id": "other", "runs_on": "host"}, {"id": "host"}),
    ),
    Case(
        "backup-on-itself",
        {"backs_up_to": ["nas", "other"], "runs_on": "host"},
        NEVER,
        (NAS, {"id": "other", "runs_on": "host"}, {"id": "host"}),
    ),
    Case(
        "backup-on-itself",
        {"backs_up_to": ["nas", "ghost"], "runs_on": "host"},
        NEVER,
        (NAS, {"id": "host", "runs_on": "ghost"}),
    ),
    Case(
        "backup-on-itself",
        {"runs_on": "host"},
        NEVER,
        ({"id": "host", **BACKED_UP}, {**NAS, "runs_on": "host"}),
    ),
    Case(
        "backup-on-itself",
        {"member_of": "group"},
        at(SELF, C, W),
        ({"id": "group", **BACKED_UP}, {**NAS, "runs_on": "it"}),
    ),
    Case("one-site-backups", {}, NEVER),
    Case("one-site-backups", BACKED_UP, at(SELF, W, None), (NAS,), unproven=True),
    Case("one-site-backups", AT_HOME, at(SELF, W, None), (NAS,), unproven=True),
    Case(
        "one-site-backups",
        BACKED_UP,
        at(SELF, W, None),
        ({**NAS, "site": "home"},),
        unproven=True,
    ),
    Case("one-site-backups", AT_HOME, at(SELF, W, None), ({**NAS, "site": "home"},)),
    Case("one-site-backups", AT_HOME, NEVER, ({**NAS, "site": "away"},)),
    Case("one-site-backups", {"backs_up_to": ["it"], "site": "home"}, at(SELF, W, None)),
    Case(
        "one-site-backups",
        AT_HOME,
        NEVER,
        ({**NAS, "backs_up_to": ["cloud"]}, {"id": "cloud", "site": "away"}),
    ),
    Case(
        "one-site-backups",
        AT_HOME,
        at(SELF, W, None),
        ({**NAS, "site": "home", "backs_up_to": ["cloud"]}, {"id": "cloud"}),
        unproven=True,
    ),
    Case(
        "one-site-backups",
        {**BACKED_UP, "runs_on": "host"},
        NEVER,
        ({"id": "host", "site": "home"}, {**NAS, "site": "away"}),
    ),
    Case("one-site-backups", {**AT_HOME, "relied_on_for": ["storage"]}, NEVER, (NAS,), True),
]


@each_row("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected
