"""Which data does not come back where all has to be made again, and with it the backups there."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from labtui.data.analysis.rebuild_needs import restored
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.references import closure


class Gone(NamedTuple):
    """The systems whose data does not come back; what was backed up there has no backup there."""

    surely: Collection[str]
    perhaps: Collection[str]
    """Those, and those of which it is not known."""


def gone_from_nothing(lab: Lab, ids: Iterable[str]) -> Gone:
    """Whose data cannot be restored from anywhere, as all these systems are made again.

    A system has its data back if none has to be restored, or if it has a backup on a system that
    has its own data back. Backups that lie on each other go round, and are nowhere.
    """
    own: list[str] = []
    not_known: list[str] = []
    asked: list[str] = []
    for id in ids:
        a = lab.assessments[id]
        if not restored(a):
            own.append(id)
        else:
            asked.append(id)
            if a.value("backs_up_to") is None:
                not_known.append(id)
    back = closure(own, lab.destinations.by)
    maybe = closure((*own, *not_known), lab.destinations.by)
    return Gone(
        frozenset(id for id in asked if id not in maybe),
        frozenset(id for id in asked if id not in back),
    )
