"""In which order to bring systems back, from nothing or after the loss of one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from labtui.data.analysis.impact import impact_of, in_service
from labtui.data.analysis.rebuild_copies import Gone, gone_from_nothing
from labtui.data.analysis.rebuild_needs import Kind, Need, need_words, needs, restored, sources
from labtui.data.analysis.rebuild_order import order_of
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.freshness import is_fresh, restore_words
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import SAAS
from labtui.errors import FactError
from labtui.text.wording import join_few, join_words, plural

Reason = Literal[
    "loop", "no-way-in", "no-backup", "untested-restore", "undocumented", "nobody-responsible"
]

OBSTACLES: dict[Reason, str] = {
    "loop": "Needs what is not back by then",
    "no-way-in": "No way in by then",
    "no-backup": "Nothing to restore from",
    "untested-restore": "No recent restore test",
    "undocumented": "Not, or only partly, documented",
    "nobody-responsible": "Nobody responsible for recovery",
}
"""What stands in the way, in the order in which it is told."""


class Obstacle(NamedTuple):
    """What stands in the way of bringing a system back."""

    id: str
    why: Reason
    message: str
    unproven: bool = False
    """True if it is only not known."""
    remedy: str = ""
    """The way out of a loop."""


class Gain(NamedTuple):
    """What people get back with a system."""

    id: str
    relied_on_for: tuple[str, ...]
    used_by: tuple[str, ...]


def gain_words(gain: Gain, *, services: bool) -> str:
    """`Gives back data and storage, for Ida and Tom.`; a service was never gone."""
    people = join_few(gain.used_by)
    if not gain.relied_on_for:
        return f"Used by {people}."
    whom = f", for {people}" if people else ""
    return f"Gives {'' if services else 'back '}{join_few(gain.relied_on_for)}{whom}."


class Step(NamedTuple):
    """What can be brought back at the same time."""

    systems: tuple[str, ...]
    services: bool
    """True for the services: nothing is to be rebuilt, but they have to be there."""
    gives: tuple[Gain, ...]
    blocked_by: tuple[Obstacle, ...]


class Rebuild(NamedTuple):
    """The order to rebuild in."""

    lost: str | None
    """The system that was lost; None where it is about everything."""
    steps: tuple[Step, ...]
    loops: tuple[tuple[str, ...], ...]
    """Systems that need each other, so that some start without what they need."""
    unrecoverable: tuple[str, ...]
    """Those known to have nothing to be restored from."""
    recover_after: tuple[str, ...]
    """After a loss: what still runs, and could not be recovered before that is made good."""
    unprotected: tuple[str, ...]
    """After a loss: what still runs, and has no backup before that is made good."""
    needs: Mapping[str, Sequence[Need]]
    """What each that is no service needs of what else has to be brought back."""


def warnings(rebuild: Rebuild) -> list[str]:
    """What cannot go as it should, a sentence each."""
    told = [f"They need each other: {join_few(loop)}." for loop in rebuild.loops]
    if rebuild.unrecoverable:
        told.append(f"Nothing to restore from: {join_few(rebuild.unrecoverable)}.")
    if left := rebuild.unprotected:
        have = "has" if len(left) == 1 else "have"
        count = plural(len(left), "system")
        told.append(f"{count} {have} no backup until it is back: {join_few(left)}.")
    return told


def rebuild_order(lab: Lab, ids: Iterable[str], lost: str | None = None) -> Rebuild:
    """In which order to bring back all active systems, or `lost` and what stops without it.

    `ids` are those of the whole lab in file order. Of systems that can come back at the same time
    those in production stand first, people's own before what these need, and then by `ids`.

    Raises `FactError` where there is no system `lost`, or it is not active.
    """
    down, destroyed, recover_after, unprotected = _what_is_down(lab, lost)
    gone = gone_from_nothing(lab, down) if destroyed is None else Gone(destroyed, destroyed)
    ranked = sorted((id for id in ids if id in down), key=lambda id: _urgency(lab, id))
    services = tuple(id for id in ranked if lab.assessments[id].level == SAAS)
    missing = down.difference(services)
    wanted = {id: needs(lab, id, missing, destroyed, gone.surely) for id in ranked if id in missing}
    order = order_of(wanted)
    others = list(order.turns)
    batches = [tuple(batch) for _, batch in groupby(others, order.turns.__getitem__)]
    gaps = {
        id: () if destroyed is not None and id not in destroyed else tuple(_gaps(lab, id, gone))
        for id in others
    }
    keys = {id: tuple(_keys(lab, id, missing)) for id in services}
    left = set(missing)
    steps = [_step(lab, services, keys, services=True)] if services else []
    for batch in batches:
        obstacles = {id: (*_loops(id, order.without.get(id, ())), *gaps[id]) for id in batch}
        if destroyed is not None:
            for id in destroyed.intersection(batch):
                obstacles[id] += tuple(_locked(lab, id, left))
            left.difference_update(batch)
        steps.append(_step(lab, batch, obstacles, services=False))
    unrecoverable = tuple(
        id for id in others if any(o.why == "no-backup" and not o.unproven for o in gaps[id])
    )
    loops = order.loops
    return Rebuild(lost, tuple(steps), loops, unrecoverable, recover_after, unprotected, wanted)


def _what_is_down(
    lab: Lab, lost: str | None
) -> tuple[set[str], set[str] | None, tuple[str, ...], tuple[str, ...]]:
    """What has to be brought back; what of it lost its data.

    And of what still runs, what could not be recovered, and what has no backup.
    """
    if lost is None:
        return {id for id, system in lab.systems.items() if system.active}, None, (), ()
    if not in_service(lab, lost).active:
        raise FactError(f"{lost} is only planned. There is nothing to rebuild.")
    impact = impact_of(lab, lost)
    down = {lost, *impact.breaks}
    return down, destroyed_with(lab, lost, down), impact.unrecoverable, impact.unprotected


def destroyed_with(lab: Lab, lost: str, down: Collection[str]) -> set[str]:
    """What of all that is `down` is gone with a machine, that machine included.

    That is what runs on it, and groups that have no other member.
    """
    destroyed = {lost}
    members_left: dict[str, int] = {}
    waiting = [lost]
    while waiting:
        at = waiting.pop()
        found = [other for other in lab.references.by("runs_on", at) if other in down]
        group = lab.systems[at].member_of
        if group is not None and group in down and group != at:
            left = members_left.get(group, len(lab.groups.members(group))) - 1
            members_left[group] = left
            found += [] if left else [group]
        new = [other for other in found if other not in destroyed]
        destroyed.update(new)
        waiting += new
    return destroyed


def _urgency(lab: Lab, id: str) -> int:
    a = lab.assessments[id]
    return 0 if a.system.production_in_own_right else 1 if a.production else 2


def _step(
    lab: Lab,
    systems: tuple[str, ...],
    obstacles: dict[str, tuple[Obstacle, ...]],
    *,
    services: bool,
) -> Step:
    gains = (
        Gain(id, lab.systems[id].relied_on_for, lab.systems[id].texts("used_by")) for id in systems
    )
    return Step(
        systems,
        services,
        tuple(gain for gain in gains if gain.relied_on_for or gain.used_by),
        tuple(each for id in systems for each in obstacles.get(id, ())),
    )


# --- what stands in the way

_WAYS_OUT = {
    Kind.RECOVERS_WITH: "Keep the keys and notes of {id} on paper, then set Offline copy to yes.",
    Kind.BACKUP: (
        "Start {id} empty and restore its data after {them}, or back it up to one more place."
    ),
    Kind.DEPENDS_ON: "Start {id} without {them}, and again once {them} is back.",
    Kind.MEMBER: "Correct what {them} needs: a member cannot wait for its group.",
    Kind.RUNS_ON: "Correct what {id} runs on: nothing can run on itself.",
}


def _loops(id: str, without: Iterable[Need]) -> Iterator[Obstacle]:
    """What a system has to do without, and the way out."""
    for need in without:
        them = join_words(need.any_of, 6, "or")
        message = f"{need_words(need)}, not back by then."
        if need.kind is Kind.MEMBER:
            message = f"Its members need it: {them}."
        yield Obstacle(id, "loop", message, remedy=_WAYS_OUT[need.kind].format(id=id, them=them))


def _keys(lab: Lab, id: str, missing: Collection[str]) -> Iterator[Obstacle]:
    """What a service is got into with, and is not back by then: services are there first."""
    system = lab.systems[id]
    named = () if system.recovers_offline else sorted(set(system.recovers_with))
    if them := tuple(other for other in named if other in missing):
        need = Need(Kind.RECOVERS_WITH, them)
        remedy = _WAYS_OUT[need.kind].format(id=id, them="")
        yield Obstacle(id, "no-way-in", f"{need_words(need)}, not back by then.", remedy=remedy)


def _locked(lab: Lab, id: str, missing: Collection[str]) -> Iterator[Obstacle]:
    """The services with the backups of a lost system, where nobody gets into any of them before."""
    kept_on = sources(lab, id, ())
    services = [at for at in kept_on if lab.assessments[at].level == SAAS]
    locked = [keys for at in services for keys in _keys(lab, at, missing)]
    if len(locked) == len(kept_on):
        for keys in locked:
            yield keys._replace(id=id, message=f"Its backups are on {keys.id}. {keys.message}")


def _gaps(lab: Lab, id: str, gone: Gone) -> Iterator[Obstacle]:
    """What is missing to make a system again."""
    a = lab.assessments[id]
    asked = relevant(a)
    restorable = sources(lab, id, gone.surely)
    if restored(a) and not sources(lab, id, gone.perhaps):
        kept_on = sources(lab, id, ())
        if a.value("backs_up_to") is None:
            message = FACTS["backs_up_to"].not_known()
            yield Obstacle(id, "no-backup", message, unproven=True)
        elif kept_on:
            yield Obstacle(id, "no-backup", _backups_lost(kept_on, restorable), bool(restorable))
        else:
            yield Obstacle(id, "no-backup", "There is nothing to restore it from.")
    tested = "evidence.restore_tested"
    if tested in asked and restorable and not is_fresh(a, tested):
        yield Obstacle(id, "untested-restore", restore_words(a), a.value(tested) is None)
    if "practices.documentation" in asked and (
        gap := _UNDOCUMENTED.get(a.practice("documentation"))
    ):
        yield Obstacle(id, "undocumented", gap, a.practice("documentation") is None)
    if gap := _NOBODY.get(a.owner("recovery")):
        yield Obstacle(id, "nobody-responsible", gap, a.owner("recovery") is None)


def _backups_lost(kept_on: Sequence[str], restorable: Sequence[str]) -> str:
    """What is said of backups that are lost with all systems they are kept on, or may be."""
    backups = "backup" if len(kept_on) == 1 else "backups"
    its = "Its only" if len(kept_on) == 1 else "All its"
    may = "may be" if restorable else "is" if len(kept_on) == 1 else "are"
    return f"{its} {backups} {may} lost with {join_few(sorted(kept_on))}."


_UNDOCUMENTED = {
    None: FACTS["practices.documentation"].not_known(),
    "no": "It is not written down how to rebuild it.",
    "partly": "It is only partly written down how to rebuild it.",
}
_NOBODY = {
    None: "Not known: who is responsible for recovery?",
    "nobody": "Nobody is responsible for recovery.",
}
