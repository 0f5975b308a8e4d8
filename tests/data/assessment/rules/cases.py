"""Cases of the findings table: facts, and where a rule holds under them.

A level is one character here: `?` for no level, `3` for full stack, which is 3a or 3b by who
relies on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labtui.data.assessment.rules import RULES
from tests.data.generate import put
from tests.data.labs import Raw, assessed, days_ago, owners

C, W, N = "critical", "warning", "notice"

UNKNOWN = "?"
OWNERS: dict[str, dict[str, str]] = {
    UNKNOWN: {},
    "0": owners("provider"),
    "1": owners("provider", application="you"),
    "2": owners(hardware="provider"),
    "3": owners(),
}
Severities = dict[str, tuple[str | None, str | None]]
"""Severities for production and for others, by level."""


def at(levels: str, production: str | None, other: str | None) -> Severities:
    """The severities at some levels, each given as one character."""
    return dict.fromkeys(levels, (production, other))


ALL, KNOWN, SELF, CONSUMED = "?0123", "0123", "23", "01"
NEVER: Severities = {}

NAS = {"id": "nas"}
USER = {"id": "user", "depends_on": ["it"], "purpose": "reliability"}
PROVEN = {"evidence.monitored": True, "evidence.restore_tested": days_ago(180)}
BACKED_UP = {"backs_up_to": ["nas"]}
IN_ORDER = {**PROVEN, **BACKED_UP}
"""Monitored, backed up and restored; it takes `NAS`."""
RELIABLE = {"purpose": "reliability"}
"""Production in its own right that may still keep nothing."""
INTERNET = {"exposure": "internet"}


@dataclass(frozen=True)
class Case:
    """Facts under which a rule holds at some levels, and at no other."""

    rule: str
    facts: Mapping[str, Any]
    expected: Severities
    others: tuple[Raw, ...] = ()
    relied_on: bool = False
    """Whether the facts or the others make it production, so that nothing else can be asked."""
    unproven: bool = False
    """Whether it holds only because something is not answered."""

    def __str__(self) -> str:
        facts = ", ".join(f"{key} {value}" for key, value in self.facts.items())
        return f"{self.rule}: {facts or 'nothing'}"

    def found(self, level: str, production: bool) -> str | None:
        raw: Raw = {"id": "it", "owners": dict(OWNERS[level])}
        if production and not self.relied_on:
            raw["relied_on_for"] = ["data"]
        for key, value in self.facts.items():
            put(raw, key, value)
        a = assessed(raw, *self.others)
        expected_level = {UNKNOWN: None, "3": "3b" if production else "3a"}.get(level, level)
        assert (a.level, a.production) == (expected_level, production)
        found = {f.rule: f for f in a.findings}.get(self.rule)
        if found is None:
            return None
        assert found.unproven is self.unproven
        return found.severity

    def severities(self) -> Severities:
        """The severities at each level at which the rule holds."""
        found: Severities = {}
        for level in ALL:
            production = self.found(level, production=True)
            other = None if self.relied_on else self.found(level, production=False)
            if production or other:
                found[level] = production, other
        return found


def history(*entries: tuple[int, str, str | None]) -> Raw:
    """A history of days ago, event and level."""
    return {
        "history": [
            {"date": days_ago(days), "event": event, **({"level": level} if level else {})}
            for days, event, level in entries
        ]
    }


def says(rule: str, raw: Raw, *others: Raw) -> str:
    """What a rule says of the system of this table, whether it holds or not."""
    return RULES[rule].says(assessed({"id": "it", **raw}, *others))
