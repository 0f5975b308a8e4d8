"""Systems about which nothing is open, and what makes others of them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tests.data.generate import drop, put
from tests.data.labs import TODAY, Raw, days_ago, owners, practices, smell_test

ANSWERED: Raw = {
    "owners": owners(),
    "purpose": "entertainment",
    "relied_on_for": [],
    "depends_on": [],
    "holds": "originals",
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
    "relied_on_for": [],
    "holds": "copies",
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
    """The same without these facts; keys may be dotted."""
    raw = copy.deepcopy(raw)
    for key in keys:
        drop(raw, key)
    return raw


def accepting(rule: str) -> list[Raw]:
    """The `accepted` of a system that accepts one finding for today."""
    return [{"rule": rule, "reason": "for now", "until": TODAY}]
