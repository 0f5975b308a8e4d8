"""What taking a system out of service would do to the rest (framework, section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from labtui.data.assessment import PLATFORM, SAAS, Assessment
from labtui.data.errors import FactError
from labtui.data.framework import NOT_APPLICABLE
from labtui.data.lab import Lab


@dataclass(frozen=True, slots=True)
class Impact:
    """What retiring one system would mean; ids are sorted."""

    id: str
    decision: str
    """`blocked`, `careful` or `clear`."""
    breaks: tuple[str, ...]
    weakened: tuple[str, ...]
    unprotected: tuple[str, ...]
    orphans: tuple[str, ...]


def impact_of(lab: Lab, id: str) -> Impact:
    """What retiring the system `id` would break, weaken, leave unprotected, make superfluous.

    Raises `FactError` where there is no such system, or it is retired already.
    """
    system = lab.systems.get(id)
    if system is None:
        raise FactError(f"{id}: no such system")
    if system.retired:
        raise FactError(f"{id} is retired already")
    breaks = _breaks(lab, id)
    weakened = {
        group
        for member in (id, *breaks)
        if (group := _active_group(lab, member)) is not None and group != id
    }
    unprotected = set(_unprotected(lab, id))
    return Impact(
        id,
        _decision(lab, lab.assessments[id], breaks, weakened - breaks, unprotected - breaks),
        tuple(sorted(breaks)),
        tuple(sorted(weakened - breaks)),
        tuple(sorted(unprotected - breaks)),
        tuple(sorted(_orphans(lab, id, breaks))),
    )


def _active_group(lab: Lab, id: str) -> str | None:
    """The active group a system is a member of."""
    group = lab.systems[id].member_of
    return group if group in lab.systems and lab.systems[group].active else None


def _breaks(lab: Lab, id: str) -> set[str]:
    """What runs on it or depends on it, at any remove, and groups that lose every member."""
    broken: set[str] = set()
    waiting = [id]
    while waiting:
        gone = waiting.pop()
        hit = {
            other
            for key in ("runs_on", "depends_on")
            for other in lab.references.by(key, gone)
            if lab.systems[other].active
        }
        group = _active_group(lab, gone)
        if group is not None and _has_no_member_left(lab, group, broken | {id}):
            hit.add(group)
        hit -= broken | {id}
        broken |= hit
        waiting.extend(hit)
    return broken


def _has_no_member_left(lab: Lab, group: str, gone: set[str]) -> bool:
    members = [
        member
        for member in lab.references.by("member_of", group)
        if member != group and lab.systems[member].active
    ]
    return bool(members) and gone.issuperset(members)


def _unprotected(lab: Lab, id: str) -> Iterator[str]:
    """Active systems whose only active backup target it is."""
    for other in lab.reliance.needed_by(id):
        if not lab.systems[other].active:
            continue
        targets = lab.assessments[other].value("backs_up_to") or ()
        if id in targets and not any(
            target != id and target in lab.systems and lab.systems[target].active
            for target in targets
        ):
            yield other


def _orphans(lab: Lab, id: str, breaks: set[str]) -> set[str]:
    """What nothing active would need any more."""
    orphans: set[str] = set()
    waiting = [id]
    while waiting:
        for other in lab.reliance.needs(waiting.pop()):
            system = lab.systems[other]
            needed = other != id and any(
                by != id and by not in orphans and lab.systems[by].active
                for by in lab.reliance.needed_by(other)
            )
            if (
                system.active
                and other not in orphans | breaks | {id}
                and not system.production_in_own_right
                and system.purpose != "learning"
                and not needed
            ):
                orphans.add(other)
                waiting.append(other)
    return orphans


def _decision(
    lab: Lab, subject: Assessment, breaks: set[str], weakened: set[str], unprotected: set[str]
) -> str:
    if any(lab.assessments[other].production for other in breaks | unprotected):
        return "blocked"
    terms = subject.situation.terms
    untested = not subject.fresh("evidence.restore_tested", terms.settings.restore_days)
    kept_in = subject.level in {SAAS, PLATFORM} and (
        subject.system.evidence("exportable") not in {True, NOT_APPLICABLE}
    )
    if (
        breaks
        or weakened
        or unprotected
        or subject.production
        or (subject.self_hosted and untested)
        or kept_in
    ):
        return "careful"
    return "clear"
