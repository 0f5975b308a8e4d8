"""What follows when a system is lost or retired (framework, section 8)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import relied_on_in_short
from labtui.data.assessment.coverage import is_asked_what_it_needs
from labtui.data.assessment.freshness import is_fresh, restore_words
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.references import closure
from labtui.data.framework.levels import CONSUMED
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.errors import FactError
from labtui.text.wording import join_few, plural, sentence

Decision = Literal["blocked", "careful", "clear"]


class Impact(NamedTuple):
    """What the loss of one system means; ids are sorted."""

    id: str
    decision: Decision
    breaks: tuple[str, ...]
    """What stops working without it."""
    weakened: tuple[str, ...]
    """Groups that lose a member and still work."""
    unprotected: tuple[str, ...]
    """What has no backup destination left."""
    unrecoverable: tuple[str, ...]
    """What could not be recovered, since it recovers with something that is gone."""
    orphans: tuple[str, ...]
    """What is no longer needed."""
    reaches: tuple[str, ...]
    """What falls with it when it is compromised."""
    unasked: tuple[str, ...]
    """What was never asked what it needs."""


class Broken(NamedTuple):
    """One line of the tree of what breaks."""

    id: str
    depth: int
    """1 for what breaks directly, one more for each system it breaks through."""
    production: bool


def impact_of(lab: Lab, id: str) -> Impact:
    """What follows when the system `id` is lost, compromised or retired.

    Raises `FactError` where there is no such system, or it is retired already.
    """
    in_service(lab, id)
    breaks = set(_broken_through(lab, id))
    gone = {id, *breaks}
    effects = Impact(
        id,
        "clear",
        _sorted(breaks),
        _sorted(_weakened(lab, gone)),
        _sorted(_unprotected(lab, gone)),
        _sorted(_unrecoverable(lab, gone)),
        _sorted(_orphans(lab, id, gone)),
        _sorted(reached(lab, id)),
        _sorted(_unasked(lab, gone)),
    )
    return effects._replace(decision=_decision(lab, effects))


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids)))


def in_service(lab: Lab, id: str) -> System:
    """The system of an id that can still be retired.

    Raises `FactError` where there is no such system, or it is retired already.
    """
    system = lab.systems.get(id)
    if system is None:
        raise FactError(f"No system {id}.")
    if system.retired:
        raise FactError(f"{id} is retired already. labtui show {id} shows its record.")
    return system


def breaks_tree(lab: Lab, id: str) -> list[Broken]:
    """What retiring the system `id` breaks, each under what it breaks through.

    Each stands there once, by the shortest way; siblings are in the order of their ids. A group
    breaks through the last of its members to go. Raises as `impact_of`.
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
    """Why retiring the system `id` is blocked, asks for care or is clear: a sentence each.

    What blocks comes first, and what is not known last. Raises as `impact_of`.
    """
    impact = impact_of(lab, id)
    reasons = [*_blocking(lab, impact), *_asking_for_care(lab, impact)]
    return [*(reasons or _nothing_in_the_way(lab, impact)), *_not_known(lab, impact)]


def reached(lab: Lab, id: str) -> set[str]:
    """The active systems that fall with the system `id` when it is compromised."""
    return closure(reached_from(lab, id), lambda at: reached_from(lab, at)) - {id}


def reached_from(lab: Lab, id: str) -> list[str]:
    """The active systems that a system administers, hosts, or has as members."""
    named = (
        *lab.systems[id].access_to,
        *lab.references.by("runs_on", id),
        *lab.references.by("member_of", id),
    )
    return [
        other
        for other in dict.fromkeys(named)
        if other != id and other in lab.systems and lab.systems[other].active
    ]


def _active_group(lab: Lab, id: str) -> str | None:
    """The active group a system is an active member of."""
    system = lab.systems[id]
    group = lab.systems.get(system.member_of or "")
    return group.id if group is not None and group.active and group.id != id else None


def _broken_through(lab: Lab, id: str) -> dict[str, str]:
    """What breaks without `id`, and what each breaks through.

    It goes in waves, so each breaks by the shortest way, and through the smallest id of several.
    """
    through: dict[str, str] = {}
    members_left: dict[str, set[str]] = {}
    wave = [id]
    while wave:
        hit: dict[str, str] = {}
        for at in sorted(wave):
            for other in (*_needing_to_run(lab, at), *_emptied(lab, at, members_left)):
                if other != id and other not in through:
                    hit.setdefault(other, at)
        through |= hit
        wave = list(hit)
    return through


def _needing_to_run(lab: Lab, id: str) -> Iterator[str]:
    """The active systems that run on a system or depend on it."""
    for key in ("runs_on", "depends_on"):
        for other in lab.references.by(key, id):
            if lab.systems[other].active:
                yield other


def _emptied(lab: Lab, id: str, members_left: dict[str, set[str]]) -> Iterator[str]:
    """The active group that has no member left without this one; `members_left` keeps count."""
    group = _active_group(lab, id)
    if group is None or not lab.systems[id].active:
        return
    if group not in members_left:
        members_left[group] = set(lab.groups.members(group))
    members_left[group].discard(id)
    if not members_left[group]:
        yield group


def _weakened(lab: Lab, gone: set[str]) -> Iterator[str]:
    """Active groups that lose an active member and still work."""
    for member in gone:
        group = _active_group(lab, member)
        if group is not None and group not in gone and lab.systems[member].active:
            yield group


def _unprotected(lab: Lab, gone: set[str]) -> Iterator[str]:
    """Active systems that lose a backup destination and have no other left but themselves."""
    for other in {by for id in gone for by in lab.destinations.by(id)} - gone:
        left = (at for at in lab.destinations.of(other) if at != other and at not in gone)
        if lab.systems[other].active and not any(left):
            yield other


def _unrecoverable(lab: Lab, gone: set[str]) -> Iterator[str]:
    """Active systems that lose what they recover with, and have no offline copy of it."""
    for other in {by for id in gone for by in lab.references.by("recovers_with", id)} - gone:
        system = lab.systems[other]
        if system.active and not system.recovers_offline:
            yield other


def _orphans(lab: Lab, id: str, gone: set[str]) -> set[str]:
    """What nothing active would need any more once the system and the orphans are gone."""
    orphans: set[str] = set()
    needed_by: dict[str, int] = {}
    """How many active systems still need each, but for `id` and the orphans looked at."""
    waiting = [id]
    while waiting:
        at = waiting.pop()
        for other in lab.reliance.needs(at):
            if other not in needed_by:
                needed_by[other] = sum(
                    by != id and lab.systems[by].active for by in lab.reliance.needed_by(other)
                )
            needed_by[other] -= at != id
            if not needed_by[other] and other not in gone and _may_be_orphan(lab.systems[other]):
                orphans.add(other)
                waiting.append(other)
    return orphans


def _may_be_orphan(system: System) -> bool:
    return system.active and not system.production_in_own_right and system.purpose != "learning"


def _unasked(lab: Lab, gone: set[str]) -> Iterator[str]:
    """Active systems that were never asked what they need to work."""
    for id, a in lab.assessments.items():
        if (
            id not in gone
            and a.system.active
            and "depends_on" not in a.system.facts
            and is_asked_what_it_needs(a)
        ):
            yield id


# --- the decision, and why


def _decision(lab: Lab, effects: Impact) -> Decision:
    if any(_blocking(lab, effects)):
        return "blocked"
    return "careful" if any(_asking_for_care(lab, effects)) else "clear"


def _blocking(lab: Lab, impact: Impact) -> Iterator[str]:
    """What must not happen, a sentence each."""
    breaks = [id for id in impact.breaks if lab.systems[id].production_in_own_right]
    if used := [id for id in breaks if lab.systems[id].relied_on_for]:
        yield f"{join_few(used)} would stop working, and people rely on {_them(used)}."
    if others := [id for id in breaks if id not in used]:
        has = "it has" if len(others) == 1 else "they have"
        yield f"{join_few(others)} would stop working, and {has} to work."
    if unprotected := [id for id in impact.unprotected if lab.assessments[id].production]:
        yield f"{join_few(unprotected)} would have no backup."
    if unrecoverable := [id for id in impact.unrecoverable if lab.assessments[id].production]:
        yield f"{join_few(unrecoverable)} could not be recovered."


def _asking_for_care(lab: Lab, impact: Impact) -> Iterator[str]:
    """What else to consider, a sentence each."""
    subject = lab.assessments[impact.id]
    if breaks := [id for id in impact.breaks if not lab.systems[id].production_in_own_right]:
        yield f"{join_few(breaks)} would stop working."
    if impact.weakened:
        yield f"{join_few(impact.weakened)} would lose a member but still work."
    if unprotected := [id for id in impact.unprotected if not lab.assessments[id].production]:
        yield f"{join_few(unprotected)} would have no backup."
    if unrecoverable := [id for id in impact.unrecoverable if not lab.assessments[id].production]:
        yield f"{join_few(unrecoverable)} could not be recovered."
    if subject.system.relied_on_for:
        yield sentence(relied_on_in_short(subject))
    elif subject.system.production_in_own_right:
        yield "Its purpose is reliability."
    elif subject.production:
        yield f"People rely on it through {join_few(subject.through)}."
    if not subject.context.inner and "relied_on_for" not in subject.system.facts:
        yield "Not known: what people rely on it for."
    yield from _data_at_risk(subject)


def _data_at_risk(subject: Assessment) -> Iterator[str]:
    """Why the data of a system may be lost with it."""
    if not subject.system.keeps_something:
        return
    if subject.self_hosted and not is_fresh(subject, "evidence.restore_tested"):
        yield restore_words(subject)
    if subject.level in CONSUMED:
        exportable = subject.system.evidence("exportable")
        if exportable is None:
            yield "Not known: can you export your data?"
        elif exportable is False:
            yield "You do not know how to export your data."


def _nothing_in_the_way(lab: Lab, impact: Impact) -> list[str]:
    """Why retiring it is clear."""
    subject = lab.assessments[impact.id]
    needed = any(not lab.systems[by].retired for by in lab.reliance.needed_by(impact.id))
    # What needs it may do without it, such as what has another backup destination.
    reasons = ["No known system would stop working." if needed else "No known system needs it."]
    if subject.system.facts.get("relied_on_for") == ():
        reasons.append("You said nobody relies on it.")
    if not subject.system.keeps_something:
        reasons.append("It holds no originals.")
    elif subject.self_hosted:
        reasons.append(f"Restore tested {subject.value('evidence.restore_tested')}.")
    elif subject.level is None:
        reasons.append("Its level is not known, so nothing was asked about its data.")
    elif subject.system.evidence("exportable") == NOT_APPLICABLE:
        reasons.append("None of your data is there.")
    else:
        reasons.append("You know how to export your data.")
    return reasons


def _not_known(lab: Lab, impact: Impact) -> Iterator[str]:
    """What nobody was asked, a sentence each."""
    if impact.unasked:
        were = "was" if len(impact.unasked) == 1 else "were"
        yield (
            f"Not known: {plural(len(impact.unasked), 'system')} {were} never asked what "
            f"{'it needs' if len(impact.unasked) == 1 else 'they need'} "
            f"({join_few(impact.unasked)})."
        )
    facts = lab.systems[impact.id].facts
    if "used_by" not in facts and facts.get("relied_on_for") != ():
        yield "Not known: who uses it."


def _them(ids: list[str]) -> str:
    return "it" if len(ids) == 1 else "them"
