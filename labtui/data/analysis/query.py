"""How systems are filtered and sorted, in every screen that lists them."""

from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from labtui.data.analysis.filtering import Texts, needle, parsed
from labtui.data.analysis.filtering import found as matching
from labtui.data.analysis.per_assessment import PerAssessment
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System

SortKey = Callable[[Assessment], Any]

Sort = Literal[
    "worst",
    "name",
    "level",
    "role",
    "risk",
    "learning",
    "verdict",
    "patched",
    "restored",
    "assessed",
    "file",
]

DEFAULT_SORT: Final = "worst"


def _oldest_first(a: Assessment, key: str) -> tuple[int, str]:
    """What was never done, then dates, then what is not answered, then what does not apply."""
    value = a.value(key)
    if value is None:
        return (2 if key in relevant(a) else 3), ""
    return (0, "") if value == "never" else (1, str(value))


SORTS: dict[Sort, tuple[str, SortKey]] = {
    "worst": (
        "worst first",
        lambda a: (
            not a.system.active,
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
    "patched": ("last patched, oldest first", lambda a: _oldest_first(a, "evidence.patched")),
    "restored": (
        "restore test, oldest first",
        lambda a: _oldest_first(a, "evidence.restore_tested"),
    ),
    "assessed": (
        "smell test, oldest first",
        lambda a: str(a.assessed[0]) if a.assessed else "",
    ),
    "file": ("order in the file", lambda _: ()),
}
"""The orders systems can be sorted in: name and sort key of each."""

DESCENDING: frozenset[Sort] = frozenset({"worst", "risk", "learning"})
"""The orders that start with the highest value."""


FEW = 20
"""How many changed systems are put in their places one by one."""


class _Listed(NamedTuple):
    """A list of systems, and what it was made of."""

    asked: tuple[str, Sort, bool]
    ids: list[str]
    known: Mapping[str, Assessment]
    systems: Mapping[str, System]
    found: list[str]


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
        self.texts = Texts()
        self._last: _Listed | None = None
        self._came: frozenset[str] = frozenset()
        """What was marked together with the filter, not by hand."""

    def listed(self, lab: Lab, ids: Iterable[str]) -> list[str]:
        """The ids whose systems contain all `words`, sorted; retired systems are always last."""
        ids = list(ids)
        asked = self.words, self.sort, self.reverse
        known, systems = lab.assessments.made(), dict(lab.systems)
        found = self._after_an_edit(_Listed(asked, ids, known, systems, []))
        if found is None:
            found = self._found(lab, ids)
        self._last = _Listed(asked, ids, dict(known), systems, found)
        return [*found]

    def _found(self, lab: Lab, ids: list[str]) -> list[str]:
        """What is listed, found anew."""
        words = parsed(self.words)
        found = matching(words, ids, lab, self.texts.of_all(lab)) if words else ids
        if self.sort == "file":
            return found[::-1] if self.reverse else found
        keys = self._key().of_all(lab.assessments.made())
        assessed = [id for id in found if id in keys]
        retired = [id for id in found if id not in keys]
        assessed.sort(key=keys.__getitem__, reverse=self.reverse)
        return [*assessed, *retired]

    def _after_an_edit(self, now: _Listed) -> list[str] | None:
        """What was listed last, with the few systems in their places that changed since.

        None where that cannot be told. It takes a fifth of the time of sorting 10,000 anew.
        """
        last = self._last
        if last is None or last.asked != now.asked or last.ids != now.ids:
            return None
        words = parsed(self.words)
        if not all(word.is_alone for word in words):
            return None
        changed = {id for id, a in now.known.items() if last.known.get(id) is not a}
        is_retired_same = all(
            last.systems.get(id) is system
            for id, system in now.systems.items()
            if id not in now.known
        )
        if len(changed) > FEW or not is_retired_same or self.reverse or self.sort == "file":
            return None
        found = [id for id in last.found if id not in changed]
        key, needles = self._key(), [needle(word, {}) for word in words]
        end = len(found) - sum(id not in now.known for id in found)
        for id in changed:
            a = now.known[id]
            if all(line in self.texts.of(id, a) for line in needles):
                insort(found, id, 0, end, key=lambda id: key.of(id, now.known[id]))
                end += 1
        return found

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

    def filter_by(self, words: str, marked: frozenset[str] = frozenset()) -> None:
        """Filter by other words, and mark these.

        What came marked with the words before goes with them, unless the marks were changed since.
        """
        if marked or self.marked == self._came:
            self.marked = marked
        self.words, self._came = words, marked

    def mark(self, id: str) -> None:
        """Mark a system, or unmark it where it is marked."""
        self.marked ^= {id}

    def mark_all(self, shown: Iterable[str]) -> None:
        """Mark all that are shown; where all of them are marked already, unmark them."""
        ids = frozenset(shown)
        self.marked = self.marked - ids if ids <= self.marked else self.marked | ids
