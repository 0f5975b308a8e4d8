"""Which systems others can run on, need, or be backed up to, the likely ones first."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.references import closure
from labtui.data.framework.shapes import NOT_APPLICABLE


class Hosts(NamedTuple):
    """The ids of systems that `runs_on` can name."""

    likely: list[str]
    """Those to offer: first what others run on, the more the sooner, then what one owns."""
    unlikely: list[str]
    """Those that run nothing, such as a UPS or a service, which are only found by their names."""


def hosts(lab: Lab, ids: Iterable[str], *, first: str | None = None) -> Hosts:
    """The hosts among systems that are not retired; `first` comes first if it is likely."""
    is_behind = lab.assessments.is_behind

    def is_likely(id: str) -> bool:
        # Nobody waits until a large lab is assessed.
        unknown = is_behind and lab.assessments.is_pending(id)
        return unknown or can_host(lab.assessments[id])

    def rank(id: str) -> tuple[bool, int, bool]:
        return id != first, -len(lab.references.by("runs_on", id)), not _is_own(lab.systems[id])

    found = Hosts([], [])
    for id in ids:
        (found.likely if is_likely(id) else found.unlikely).append(id)
    found.likely.sort(key=rank)
    return found


def leading_to(lab: Lab, ids: Iterable[str]) -> set[str]:
    """The systems themselves and all that run on them, belong to them or depend on them.

    None of them can carry the systems without a loop.
    """
    facts = ("runs_on", "member_of", "depends_on")

    def onward(id: str) -> Iterator[str]:
        return chain.from_iterable(lab.references.by(fact, id) for fact in facts)

    return closure(ids, onward)


def can_host(a: Assessment) -> bool:
    """False for a service that somebody else runs, and for a thing without an operating system."""
    return a.level != "0" and a.value("owners.os") != NOT_APPLICABLE


def keeps_backups(lab: Lab, id: str) -> bool:
    """Whether others are likely to be backed up to a system: they are, or it is storage."""
    facts = lab.systems[id].facts
    stores = facts.get("kind") == "storage" or facts.get("holds") == "copies"
    return stores or bool(lab.destinations.by(id))


def may_keep_backups(lab: Lab, id: str) -> bool:
    """False for what none are backed up to and is a thing such as a UPS, or there for leisure."""
    if keeps_backups(lab, id):
        return True
    facts = lab.systems[id].facts
    thing = facts.get("owners.os") == NOT_APPLICABLE
    return not thing and facts.get("purpose") != "entertainment"


def _is_own(system: System) -> bool:
    """Whether it is a machine of one's own."""
    return system.runs_on is None and system.text("owners.hardware") == "you"
