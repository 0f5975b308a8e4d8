"""The assessments of a lab, each made when it is first read."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from typing import cast

from labtui.data.assessment.assessment import Assessment

AT_ONCE = 300
"""The most pending assessments that are made at once: 300 take some 20 ms."""


class Assessments(Mapping[str, Assessment]):
    """The assessment of each system that is not retired, by id.

    What a change may reach is only marked as `pending`, and assessed when it is read. So no
    assessment that is read is ever stale, however far the work on the pending ones has come.
    """

    def __init__(self, assess: Callable[[str], Assessment]) -> None:
        """Start with none; `assess` makes the assessment of a system as of now."""
        self._assess = assess
        self._known: dict[str, Assessment | None] = {}
        self._pending: dict[str, None] = {}

    def fork(self, assess: Callable[[str], Assessment]) -> Assessments:
        """Assessments that start as these and change independently."""
        fork = Assessments(assess)
        fork._known = self._known.copy()
        fork._pending = self._pending.copy()
        return fork

    @property
    def pending(self) -> int:
        """How many have to be made again."""
        return len(self._pending)

    @property
    def is_behind(self) -> bool:
        """True if more are pending than are made while nobody notices."""
        return len(self._pending) > AT_ONCE

    def is_pending(self, id: str) -> bool:
        """True if that of a system has to be made again when it is read."""
        return id in self._pending

    def renew(self, id: str) -> None:
        """Let the assessment of a system be made again."""
        self._known.setdefault(id, None)
        self._pending[id] = None

    def discard(self, id: str) -> None:
        """Remove the assessment of a system, if it has one."""
        self._known.pop(id, None)
        self._pending.pop(id, None)

    def assess_next(self) -> bool:
        """Make one that is pending. False if there was none."""
        if not self._pending:
            return False
        # The first key of a dictionary is the slower to find the more were removed before it.
        id, _ = self._pending.popitem()
        self._pending[id] = None
        self._make(id)
        return True

    def steps(self) -> Iterator[None]:
        """Make all that are pending, one a step; each step may change which are."""
        while self.assess_next():
            yield

    def assess_all(self) -> None:
        """Make all that are pending."""
        while self.assess_next():
            pass

    def _make(self, id: str) -> Assessment:
        made, before = self._assess(id), self._known[id]
        # What is shown of an assessment is drawn again only where it is another one.
        current = before if made == before and before is not None else made
        self._known[id] = current
        self._pending.pop(id, None)  # a thread that looks for remedies may have been first
        return current

    def __getitem__(self, id: str) -> Assessment:
        return self._make(id) if id in self._pending else cast("Assessment", self._known[id])

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, id: object) -> bool:
        return id in self._known

    # Much is computed over all of them; the views of a plain dictionary take a third of the time.

    def values(self) -> ValuesView[Assessment]:
        """All assessments, those that were pending made first."""
        return self.made().values()

    def items(self) -> ItemsView[str, Assessment]:
        """All assessments by id, those that were pending made first."""
        return self.made().items()

    def made(self) -> Mapping[str, Assessment]:
        """All assessments as they are now and will be until the next change, in a plain dictionary.

        Those that were pending are made first.
        """
        self.assess_all()
        return cast("dict[str, Assessment]", self._known)
