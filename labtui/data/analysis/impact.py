"""The impact of retiring a system on the others, and the decision (framework, section 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.freshness import is_fresh, why_not_fresh
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.levels import PLATFORM, SAAS
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.errors import FactError
from labtui.text.wording import join_words, sentence

Decision = Literal["blocked", "careful", "clear"]


@dataclass(frozen=True, slots=True)
class Impact:
    """The impact of retiring one system; ids are sorted."""

    id: str
    decision: Decision
    breaks: tuple[str, ...]
    weakened: tuple[str, ...]
    unprotected: tuple[str, ...]
    orphans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """One system in the tree of what breaks."""

    id: str
    depth: int
    """1 for a system that breaks directly, one more for each system in between."""
    production: bool


def impact_of(lab: Lab, id: str) -> Impact:
    """The systems that retiring `id` would break, weaken, leave unprotected or orphan.

    Raises `FactError` where there is no such system, or it is retired already.
    """
    in_service(lab, id)
    breaks = set(_broken_through(lab, id))
    weakened = {
        group
        for member in (id, *breaks)
        if (group := _active_group(lab, member)) is not None and group != id
    }
    unprotected = set(_unprotected(lab, id))
    effects = Impact(
        id,
        "clear",
        tuple(sorted(breaks)),
        tuple(sorted(weakened - breaks)),
        tuple(sorted(unprotected - breaks)),
        tuple(sorted(_orphans(lab, id, breaks))),
    )
    return replace(effects, decision=_decision(lab, effects))


def in_service(lab: Lab, id: str) -> System:
    """The system of an id, active or planned.

    Raises `FactError` where there is no such system, or it is retired already.
    """
    system = lab.systems.get(id)
    if system is None:
        raise FactError(f"{id}: no such system")
    if system.retired:
        raise FactError(f"{id} is retired already")
    return system


def breaks_tree(lab: Lab, id: str) -> list[Broken]:
    """The systems that retiring `id` breaks, each below the one through which it breaks.

    Each is listed once, by the shortest path, siblings by id. A group breaks through the last of
    its members to break. Raises as `impact_of`.
    """
    in_service(lab, id)
    below: dict[str, list[str]] = defaultdict(list)
    for broken, through in _broken_through(lab, id).items():
        below[through].append(broken)
    tree: list[Broken] = []
    waiting = [(id, 0)]
    while waiting:
        at, depth = waiting.pop()
        if at != id:
            tree.append(Broken(at, depth, lab.assessments[at].production))
        waiting += [(child, depth + 1) for child in sorted(below[at], reverse=True)]
    return tree


def decision_reasons(lab: Lab, id: str) -> list[str]:
    """The reasons for the decision on retiring `id`, a sentence each.

    Reasons that block come first, then those that ask for care. Raises as `impact_of`.
    """
    impact = impact_of(lab, id)
    reasons = [*_blocking(lab, impact), *_asking_for_care(lab, impact)]
    return reasons or _nothing_in_the_way(lab.assessments[id])


def _active_group(lab: Lab, id: str) -> str | None:
    """The active group a system is a member of."""
    group = lab.systems[id].member_of
    return group if group in lab.systems and lab.systems[group].active else None


def _broken_through(lab: Lab, id: str) -> dict[str, str]:
    """The systems that break without `id`, each with the one through which it breaks.

    The search is breadth-first, so each breaks by the shortest path, and of several through the
    smallest id.
    """
    through: dict[str, str] = {}
    gone = {id}
    wave = [id]
    while wave:
        hit: dict[str, str] = {}
        for at in sorted(wave):
            for other in _hit_by(lab, at, gone):
                hit.setdefault(other, at)
        through |= hit
        gone |= hit.keys()
        wave = list(hit)
    return through


def _hit_by(lab: Lab, id: str, gone: set[str]) -> Iterator[str]:
    """The systems that stop working without `id`, where those in `gone` are gone already."""
    for key in ("runs_on", "depends_on"):
        for other in lab.references.by(key, id):
            if other not in gone and lab.systems[other].active:
                yield other
    group = _active_group(lab, id)
    if group is not None and group not in gone and _has_no_member_left(lab, group, gone):
        yield group


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
        targets = lab.assessments[other].texts("backs_up_to")
        if id in targets and not any(
            target != id and target in lab.systems and lab.systems[target].active
            for target in targets
        ):
            yield other


def _orphans(lab: Lab, id: str, breaks: set[str]) -> set[str]:
    """The systems that no active system would need any more."""
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


# --- the decision, and why


def _decision(lab: Lab, effects: Impact) -> Decision:
    if any(_blocking(lab, effects)):
        return "blocked"
    return "careful" if any(_asking_for_care(lab, effects)) else "clear"


def _blocking(lab: Lab, impact: Impact) -> Iterator[str]:
    """The reasons that block, a sentence each."""
    breaks, _ = _by_production(lab, impact.breaks)
    unprotected, _ = _by_production(lab, impact.unprotected)
    if breaks:
        yield f"{_these_are(breaks)} production and would stop working."
    if unprotected:
        yield f"{_these_are(unprotected)} production and would have no backup left."


def _asking_for_care(lab: Lab, impact: Impact) -> Iterator[str]:
    """The reasons that ask for care, a sentence each."""
    subject = lab.assessments[impact.id]
    _, breaks = _by_production(lab, impact.breaks)
    _, unprotected = _by_production(lab, impact.unprotected)
    if breaks:
        yield f"{join_words(breaks, _NAMED)} would stop working."
    if impact.weakened:
        yield f"{join_words(impact.weakened, _NAMED)} would lose a member, and go on."
    if unprotected:
        yield f"{join_words(unprotected, _NAMED)} would have no backup left."
    if subject.production:
        yield _relied_on(subject)
    if subject.self_hosted and not is_fresh(subject, "evidence.restore_tested"):
        yield sentence(
            why_not_fresh(subject, "evidence.restore_tested", "too long ago to count on")
        )
    if subject.level in {SAAS, PLATFORM}:
        exportable = subject.system.evidence("exportable")
        if exportable is None:
            yield "Whether you know how to get the data out is not answered."
        elif exportable is False:
            yield "You don't know yet how to get the data out."


def _nothing_in_the_way(subject: Assessment) -> list[str]:
    """The reasons why the decision is clear, a sentence each."""
    reasons = ["Nothing else would break or lose its backups.", "Nobody relies on it."]
    if subject.self_hosted:
        tested = subject.value("evidence.restore_tested")
        reasons.append(f"A restore was tested on {tested}.")
    elif subject.level is None:
        reasons.append("Its level is not known, so nothing was asked about its data.")
    elif subject.system.evidence("exportable") == NOT_APPLICABLE:
        reasons.append("Nothing of yours is there.")
    else:
        reasons.append("You know how to get the data out.")
    return reasons


_NAMED = 6
"""How many systems a sentence names before it counts the rest."""


def _by_production(lab: Lab, ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """The ids of production systems, and the others."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    for id in ids:
        parts[lab.assessments[id].production].append(id)
    return parts[True], parts[False]


def _these_are(ids: list[str]) -> str:
    """`a is`, `a and b are`."""
    return f"{join_words(ids, _NAMED)} {'is' if len(ids) == 1 else 'are'}"


def _relied_on(subject: Assessment) -> str:
    if subject.system.production_in_own_right:
        return "People rely on it."
    return f"People rely on it through {join_words(subject.through, _NAMED)}."
