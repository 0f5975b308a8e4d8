"""How systems are filtered and sorted, in every screen that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.rules import RULES

SortKey = Callable[[System, Assessment], Any]

Sort = Literal["worst", "name", "level", "role", "risk", "learning", "verdict", "assessed", "file"]

DEFAULT_SORT: Final = "worst"

SORTS: dict[Sort, tuple[str, SortKey]] = {
    "worst": (
        "worst first",
        lambda _, a: (
            -a.worst,
            -(a.risk.now_rank if a.risk else 0),
            -a.finding_count("critical"),
            -a.finding_count("warning"),
            -a.finding_count("notice"),
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
    "verdict": ("operated by", lambda _, a: operated_by(a.verdict, a.level)),
    "assessed": (
        "smell test, oldest first",
        lambda _, a: str(a.assessed[0]) if a.assessed else "",
    ),
    "file": ("order in the file", lambda *_: ()),
}
"""The orders systems can be sorted in: name and sort key of each."""

DESCENDING: frozenset[Sort] = frozenset({"worst", "risk", "learning"})
"""The orders that start with the highest value."""


def listed(lab: Lab, ids: list[str], *, sort: Sort, reverse: bool, words: str) -> list[str]:
    """The ids whose systems contain all `words`, sorted; retired systems are always last."""
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
    """Which systems are listed, in what order, which are marked, and where the cursor is."""

    words: str = ""
    """The filter as it was typed; each of its words has to match."""
    sort: Sort = DEFAULT_SORT
    reverse: bool = False
    marked: frozenset[str] = frozenset()
    current: str | None = None
    """The id of the system the cursor was on last, in whichever screen."""

    def listed(self, lab: Lab, ids: Iterable[str]) -> list[str]:
        """The ids that match, sorted."""
        return listed(lab, list(ids), sort=self.sort, reverse=self.reverse, words=self.words)

    def sort_by(self, sort: Sort) -> None:
        """Sort in another order; with the one it has already, reverse it."""
        self.reverse = not self.reverse if sort == self.sort else False
        self.sort = sort

    def mark(self, id: str) -> None:
        """Mark a system, or unmark it where it is marked."""
        self.marked ^= {id}

    def mark_all(self, shown: Iterable[str]) -> None:
        """Mark all that are shown; where all of them are marked already, unmark them."""
        ids = frozenset(shown)
        self.marked = self.marked - ids if ids <= self.marked else self.marked | ids


def _haystack(lab: Lab, id: str) -> str:
    """The text a filter searches: name, id, tags, level, role, purpose and findings."""
    system, a = lab.systems[id], lab.assessments.get(id)
    words = [id, system.name, *system.texts("tags"), system.purpose or "", system.status]
    if a is not None:
        words += [a.level or "level not known", a.role or ""]
        for finding in a.findings:
            rule = RULES[finding.rule]
            words += [finding.rule, rule.title, rule.title_for(a, finding), finding.severity]
    return "\n".join(words).lower()
