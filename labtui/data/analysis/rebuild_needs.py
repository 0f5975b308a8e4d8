"""What has to be back before a system can be brought back."""

from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.cycles import needed_to_run
from labtui.data.assessment.lab import Lab
from labtui.text.wording import join_words


class Kind(IntEnum):
    """Why something is needed; in a loop the lowest is done without first."""

    RECOVERS_WITH = 0
    BACKUP = 1
    DEPENDS_ON = 2
    MEMBER = 3
    RUNS_ON = 4


class Need(NamedTuple):
    """One need of a system; any one of these systems meets it."""

    kind: Kind
    any_of: tuple[str, ...]


_WORDS = {
    Kind.RECOVERS_WITH: "It recovers with {them}",
    Kind.BACKUP: "Its backups are on {them}",
    Kind.DEPENDS_ON: "It depends on {them}",
    Kind.MEMBER: "It needs one of its members: {them}",
    Kind.RUNS_ON: "It runs on {them}",
}


def need_words(need: Need) -> str:
    """What a system needs: `It runs on pve`, with no full stop."""
    return _WORDS[need.kind].format(them=join_words(need.any_of, 6, "or"))


NOTHING_KEPT = "nothing to restore, it holds no originals"
"""What is said of the data of a system that keeps nothing."""


def restored(a: Assessment) -> bool:
    """Whether data has to be restored to bring a system back.

    Of a system of no determined level nobody is asked for backups; what it keeps has to come back
    all the same.
    """
    return "backs_up_to" in relevant(a) or (a.level is None and a.system.keeps_something)


def sources(lab: Lab, id: str, gone: Collection[str]) -> list[str]:
    """The other systems that a system's data is restored from, without those that are `gone`."""
    if not lab.systems[id].keeps_something:
        return []
    return [at for at in lab.destinations.of(id) if at != id and at not in gone]


def needs(
    lab: Lab,
    id: str,
    down: Collection[str],
    lost: Collection[str] | None,
    gone: Collection[str] = (),
) -> list[Need]:
    """What a system needs of what is down; what is not down meets a need at once.

    `lost` are those that have to be made again; None for all. What is only down needs no backup,
    nor what it recovers with. The data of those that are `gone` does not come back, nor any backup
    that was kept there.
    """
    return [
        need
        for need in _all_needs(lab, id, lost, gone)
        if need.any_of and all(other in down for other in need.any_of)
    ]


def _all_needs(
    lab: Lab, id: str, lost: Collection[str] | None, gone: Collection[str]
) -> Iterator[Need]:
    """The needs of a system, of systems that are active and not itself."""
    system = lab.systems[id]
    for other in _active(lab, id, needed_to_run(system)):
        yield Need(Kind.RUNS_ON if other == system.runs_on else Kind.DEPENDS_ON, (other,))
    yield Need(Kind.MEMBER, tuple(lab.groups.members(id)))
    if lost is not None and id not in lost:
        return
    if not system.recovers_offline:
        for other in _active(lab, id, system.recovers_with):
            yield Need(Kind.RECOVERS_WITH, (other,))
    yield Need(Kind.BACKUP, tuple(sorted(sources(lab, id, gone))))


def _active(lab: Lab, id: str, named: tuple[str, ...]) -> list[str]:
    return [
        other
        for other in sorted(set(named))
        if other != id and other in lab.systems and lab.systems[other].active
    ]
