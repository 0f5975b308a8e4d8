"""Which systems of the review queue to ask the smell test of, and of which it can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labtui.data.analysis.review_queue import Entry
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.references import walk_ancestors


def helped_by_test(entry: Entry) -> bool:
    """True where a smell test resolves at least one of an entry's reasons."""
    return any(cause.resolved_by_test for cause in entry.reasons)


def due_tests(lab: Lab, entries: Iterable[Entry]) -> list[str]:
    """The systems among the entries that a smell test of their own helps, in their order.

    A system is left out where the test of an ancestor, which is due as well, will cover it.
    """
    due = {entry.id: None for entry in entries if helped_by_test(entry)}
    return [id for id in due if not any(ancestor in due for ancestor in _covering(lab, id))]


def due_from(lab: Lab, queue: Sequence[Entry], start: Entry | None) -> list[str]:
    """The systems to ask the smell test of, from an entry of the queue on downwards.

    None starts at the top. Empty where a test does not help the entry to start from.
    """
    if start is None:
        return due_tests(lab, queue)
    if not helped_by_test(start):
        return []
    below = queue[queue.index(start) :]
    return [*dict.fromkeys((start.id, *due_tests(lab, below)))]


def _covering(lab: Lab, id: str) -> Sequence[str]:
    """The systems whose smell tests would count for this one, too."""
    a = lab.assessments[id]
    if a.system.production_in_own_right or (a.assessed and a.assessed[1] == id):
        return ()

    def parent(at: str) -> str | None:
        above = lab.systems[at].parent
        return above if above in lab.systems else None

    line, loop, _ = walk_ancestors(id, (), parent)
    return () if id in loop else line[1:]
