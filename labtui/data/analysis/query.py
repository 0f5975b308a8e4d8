"""How systems are filtered and sorted, in every screen that lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from labtui.data.analysis.per_assessment import PerAssessment
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.rules import RULES

SortKey = Callable[[Assessment], Any]

Sort = Literal["worst", "name", "level", "role", "risk", "learning", "verdict", "assessed", "file"]

DEFAULT_SORT: Final = "worst"

SORTS: dict[Sort, tuple[str, SortKey]] = {
    "worst": (
        "worst first",
        lambda a: (
            -a.worst,
            -(a.risk.now_rank if a.risk else 0),
            -a.finding_count("critical"),
            -a.finding_count("warning"),
            -a.finding_count("notice"),
        ),
    ),
    "name": ("name", lambda _: ()),
    "level": ("level", lambda a: a.level or "~"),
    "role": ("role", lambda a: a.role or "~"),
    "risk": ("risk now, highest first", lambda a: -(a.risk.now_rank if a.risk else 0)),
    "learning": (
        "learning now, most first",
        lambda a: -(a.learning.now_rank if a.learning else 0),
    ),
    "verdict": ("operated by", lambda a: operated_by(a.verdict, a.level)),
    "assessed": (
        "smell test, oldest first",
        lambda a: str(a.assessed[0]) if a.assessed else "",
    ),
    "file": ("order in the file", lambda _: ()),
}
"""The orders systems can be sorted in: name and sort key of each."""

DESCENDING: frozenset[Sort] = frozenset({"worst", "risk", "learning"})
"""The orders that start with the highest value."""


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

    def __post_init__(self) -> None:
        self._sorting: dict[Sort, PerAssessment[Any]] = {}
        self._searching = PerAssessment(_assessed_haystack)
        self._order: list[str] = []

    def listed(self, lab: Lab, ids: Iterable[str]) -> list[str]:
        """The ids whose systems contain all `words`, sorted; retired systems are always last."""
        found = list(ids)
        words = self.words.lower().split()
        texts = self._texts(lab) if words else {}
        for word in words:
            found = [id for id in found if word in texts[id]]
        if self.sort == "file":
            return found[::-1] if self.reverse else found
        keys = self._key().of_all(lab.assessments.made())
        assessed = {id for id in found if id in keys}
        retired = [id for id in found if id not in keys]
        # What is nearly in order already is sorted in a tenth of the time.
        order = [id for id in self._order if id in assessed]
        self._order = order if len(order) == len(assessed) else [*assessed]
        self._order.sort(key=keys.__getitem__, reverse=self.reverse)
        return [*self._order, *retired]

    def _texts(self, lab: Lab) -> Mapping[str, str]:
        """The text of each system that is searched for the words."""
        texts = self._searching.of_all(lab.assessments.made())
        for id, system in lab.systems.items():
            if id not in texts:
                texts[id] = _haystack(system)
        return texts

    def _key(self) -> PerAssessment[Any]:
        """The sort key; systems of the same key come by name."""
        if self.sort not in self._sorting:
            key = SORTS[self.sort][1]
            by_name = PerAssessment(lambda a: (key(a), a.system.name.casefold(), a.id))
            self._sorting[self.sort] = by_name
        return self._sorting[self.sort]

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


def _haystack(system: System) -> str:
    """The text a filter searches of any system: name, id, tags, purpose and status."""
    words = [system.id, system.name, *system.texts("tags"), system.purpose or "", system.status]
    return "\n".join(words).lower()


def _assessed_haystack(a: Assessment) -> str:
    """The same of an assessed system, with its level, role and findings."""
    words: list[str] = [a.level or "level not known", a.role or ""]
    for finding in a.findings:
        rule = RULES[finding.rule]
        words += [finding.rule, rule.title, rule.title_for(a, finding), finding.severity]
    return "\n".join([_haystack(a.system), *words]).lower()
