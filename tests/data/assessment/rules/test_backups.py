"""Rules about backups."""

from __future__ import annotations

import pytest

from tests.data.assessment.rules.cases import NAS, NEVER, PROVEN, SELF, C, Case, W, at
from tests.data.labs import days_ago

CASES = [
    Case("untested-backups", {}, at("3", C, None)),
    Case("untested-backups", {"evidence.restore_tested": "never"}, at("3", C, None)),
    Case("untested-backups", {"evidence.restore_tested": days_ago(181)}, at("3", C, None)),
    Case("untested-backups", PROVEN, NEVER),
    Case("no-backups", {}, at(SELF, C, None)),
    Case("no-backups", {"backs_up_to": []}, at(SELF, C, None)),
    Case("no-backups", {"backs_up_to": ["nas"]}, NEVER, (NAS,)),
    Case("backup-on-itself", {"backs_up_to": ["it"]}, at(SELF, C, W)),
    Case("backup-on-itself", {"backs_up_to": ["nas"], "runs_on": "nas"}, at(SELF, C, W), (NAS,)),
    Case(
        "backup-on-itself",
        {"backs_up_to": ["nas", "other"], "runs_on": "host"},
        at(SELF, C, W),
        (NAS, {"id": "other", "runs_on": "host"}, {"id": "host"}),
    ),
    Case(
        "backup-on-itself",
        {"backs_up_to": ["nas", "ghost"], "runs_on": "host"},
        NEVER,
        (NAS, {"id": "host", "runs_on": "ghost"}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_row_holds_where_the_framework_says(case: Case) -> None:
    assert case.severities() == case.expected
