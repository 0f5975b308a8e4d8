"""How systems are found and put in order, in every room that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.rules import RULES

SortKey = Callable[[System, Assessment], Any]

WORST_FIRST = "worst"

SORTS: dict[str, tuple[str, SortKey]] = {
    WORST_FIRST: (
        "worst first",
        lambda _, a: (
            -a.worst,
            -(a.risk.now_rank if a.risk else 0),
            -a.count("critical"),
            -a.count("warning"),
            -a.count("notice"),
        ),
    ),
    "name": ("name", lambda *_: ()),
    "level": ("level", lambda _, a: a.level or "~"),
    "role": ("role", lambda _, a: a.role or "~"),
    "risk": ("risk now, highest first", lambda _, a: -(a.risk.now_rank if a.risk else 0)),
    "learning": (
        "learning now, most first",
        lambda _, a: -(a.learning.now_rank if a.learning else 0),
    ),
    "verdict": ("verdict", lambda _, a: a.verdict),
    "assessed": (
        "last assessed, longest ago first",
        lambda _, a: str(a.assessed[0]) if a.assessed else "",
    ),
    "file": ("order in the file", lambda *_: ()),
}
"""What systems can be sorted by: key to name and sort key."""

FALLING = frozenset({WORST_FIRST, "risk", "learning"})
"""What is sorted from the most down."""


def listed(lab: Lab, ids: list[str], *, sort: str, reverse: bool, words: str) -> list[str]:
    """The ids that match, in order; retired systems last whatever the order.

    `sort` is one of `SORTS`, `words` what a person typed as a filter.
    """
    wanted = words.lower().split()
    found = [id for id in ids if all(word in _haystack(lab, id) for word in wanted)]
    if sort == "file":
        return found[::-1] if reverse else found
    key = SORTS[sort][1]
    assessed = [id for id in found if id in lab.assessments]
    retired = [id for id in found if id not in lab.assessments]
    assessed.sort(key=lambda id: (lab.systems[id].name.casefold(), id), reverse=reverse)
    assessed.sort(key=lambda id: key(lab.systems[id], lab.assessments[id]), reverse=reverse)
    return [*assessed, *retired]


@dataclass
class Query:
    """What all rooms list: which systems, in what order, and where one is among them."""

    words: str = ""
    """What a person typed as a filter."""
    sort: str = WORST_FIRST
    reverse: bool = False
    marked: frozenset[str] = frozenset()
    current: str | None = None
    """The id of the system the cursor was last put on, in whatever room."""

    def listed(self, lab: Lab, ids: Iterable[str]) -> list[str]:
        """The ids that match, in order."""
        return listed(lab, list(ids), sort=self.sort, reverse=self.reverse, words=self.words)

    def sort_by(self, sort: str) -> None:
        """Sort by one of `SORTS`; by the same one again, the other way round."""
        self.reverse = not self.reverse if sort == self.sort else False
        self.sort = sort

    def mark(self, id: str) -> None:
        """Mark a system, or no longer."""
        self.marked ^= {id}

    def mark_all(self, shown: Iterable[str]) -> None:
        """Mark all that are shown, or where they are marked already, none of them."""
        ids = frozenset(shown)
        self.marked = self.marked - ids if ids <= self.marked else self.marked | ids


def _haystack(lab: Lab, id: str) -> str:
    """What a filter looks through: name, id, tags, level, role, purpose and findings."""
    system, a = lab.systems[id], lab.assessments.get(id)
    words = [id, system.name, *system.texts("tags"), system.purpose or "", system.status]
    if a is not None:
        words += [a.level or "undetermined", a.role or ""]
        for finding in a.findings:
            words += [finding.rule, RULES[finding.rule].title, finding.severity]
    return "\n".join(words).lower()
