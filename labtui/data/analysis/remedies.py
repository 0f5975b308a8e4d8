"""Two remedies for a lab that people rely on: promote it to production, or detach it.

To *promote* it is to state that it is production, and to do what follows from that. To *detach* it
is to remove the fewest references, so that nothing people rely on needs it any more.

A *path* leads from a system people rely on to this one, need by need (framework, section 3). A need
rests on stated references: usually one; for inherited backup destinations also the chain of hosts
they are inherited through. A path is broken when one of its references is removed. What is left
then is asked of a fork of the lab, since without a host other destinations may be inherited. So the
smallest set holds at least one reference of every path, and is no smaller than the number of paths
that share none.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

from labtui.data.analysis.impact import in_service
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.explain import Why, why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, System
from labtui.data.assessment.rules.purpose import is_production_lab
from labtui.data.framework.severities import SEVERITIES, Severity
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import as_texts
from labtui.data.inventory.edits import completed
from labtui.text.wording import join_words

# --- promote


@dataclass(frozen=True, slots=True)
class Promotion:
    """What it takes to promote a system to production."""

    changes: Changes
    """The facts that state it."""
    duties: tuple[Why[Severity], ...]
    """The findings it would have then and that are not accepted, worst first."""


def promote(lab: Lab, id: str) -> Promotion:
    """What stating that a system is production would change, and ask of its owner.

    Its purpose becomes reliability; an intended level of 3a becomes the level it has then, or 3b.
    Raises `FactError` where there is no such system, or it is retired.
    """
    system = in_service(lab, id)
    changes: dict[str, Value | None] = {}
    if system.purpose != "reliability":
        changes["purpose"] = "reliability"
    if system.intended_level == "3a":
        reliable = lab.supposing({id: system.revised(changes)})
        changes["intended_level"] = reliable.assessments[id].level or "3b"
    today = lab.evaluation.today
    promoted = system.revised(completed(lab.assessments[id], system, changes, today))
    fork = lab.supposing({id: promoted})
    a = fork.assessments[id]
    due = [finding for finding in a.findings if not finding.accepted]
    due.sort(key=lambda finding: SEVERITIES.index(finding.severity), reverse=True)
    return Promotion(changes, tuple(why_finding(fork, a, finding) for finding in due))


# --- detach


@dataclass(frozen=True, slots=True)
class Cut:
    """A stated reference that would have to be removed."""

    id: str
    """The system that states it."""
    key: str
    target: str
    """The system it names."""
    instead: str
    """What would be needed in its place, in words."""


@dataclass(frozen=True, slots=True)
class Detachment:
    """What it takes so that a system is no longer production."""

    own: tuple[str, ...]
    """Its own facts that say people rely on it, which would have to be unset as well.

    Only its owner knows whether they still do, so `changes` leaves these facts alone.
    """
    cuts: tuple[Cut, ...]
    """The fewest references to remove; those that name the system first.

    None removes a system from its group, unless nothing else is enough.
    """
    regrouped: tuple[Cut, ...]
    """Fewer references, where systems may be removed from groups; empty where that saves none."""
    smallest: bool
    """Whether fewer are known not to be enough; in a very tangled lab the search is given up."""


class SearchStopped(Exception):  # noqa: N818
    """The search was stopped by its caller."""


def detach(lab: Lab, id: str, stopped: Callable[[], bool] = lambda: False) -> Detachment | None:
    """The fewest references to remove so that a system is no longer production; None if it is not.

    May take long; `stopped` is asked again and again. Raises `FactError` where there is no such
    system, or it is retired, and `SearchStopped` once `stopped` is true.
    """
    system = in_service(lab, id)
    if not lab.assessments[id].production:
        return None
    own = _own(system)
    search = _Search(lab.supposing({id: system.revised(dict.fromkeys(own))}), id, stopped)
    cuts = regrouped = search.fewest(frozenset()) or []
    if any(reference.key == "member_of" for reference in regrouped):
        cuts = search.fewest(_memberships(lab)) or regrouped
    fewer = regrouped if len(regrouped) < len(cuts) else []
    return Detachment(own, _cuts(lab, id, cuts), _cuts(lab, id, fewer), search.left >= 0)


def changes(lab: Lab, cuts: Iterable[Cut]) -> dict[str, Changes]:
    """The changes that remove references, by system, as `Workspace.edit` takes them.

    A list loses the element and is kept even when empty: it then means nowhere, or nothing.
    """
    return _removing(lab, (Reference(cut.id, cut.key, cut.target) for cut in cuts))


class Reference(NamedTuple):
    """A system states a fact that names another."""

    id: str
    key: str
    target: str


class _Search:
    """Searches for the fewest references without which nothing people rely on needs a system.

    `kept` are references that must stay. A plain minimum cut is not enough: one reference may carry
    several needs (a host, and the destinations inherited from it), and removing one may add
    others. So each removal is tried on a fork of the lab.
    """

    def __init__(self, lab: Lab, id: str, stopped: Callable[[], bool]) -> None:
        self.lab = lab
        self.id = id
        self.stopped = stopped
        self.left = MAX_VISITS
        """How many more systems may be visited; negative once the search was given up."""

    def fewest(self, kept: frozenset[Reference]) -> list[Reference] | None:
        """The fewest references to remove; None where those kept are enough to need the system."""
        found = self._nearest(kept)
        if found is None:
            return None
        for most in range(len(self._paths(self.lab, kept, len(found))), len(found)):
            fewer = self._within(self.lab, most, kept)
            if fewer is not None:
                return fewer
        return found

    def _nearest(self, kept: frozenset[Reference]) -> list[Reference] | None:
        """References that are enough: of each path left, the one nearest to the system."""
        cuts: list[Reference] = []
        lab = self.lab
        while (path := self._path(lab, kept, frozenset())) is not None:
            if not path:
                return None
            cuts.append(path[0])
            lab = _without(lab, path[0])
        return cuts

    def _within(self, lab: Lab, most: int, kept: frozenset[Reference]) -> list[Reference] | None:
        """At most `most` references that are enough; None where there are none."""
        if self.left < 0:
            return None
        paths = self._paths(lab, kept, most + 1)
        if not paths:
            return []
        if len(paths) > most:
            return None
        # One reference of this path has to go. Once one was tried in vain, it is kept from then on.
        for reference in paths[0]:
            rest = self._within(_without(lab, reference), most - 1, kept)
            if rest is not None:
                return [reference, *rest]
            kept |= {reference}
        return None

    def _paths(self, lab: Lab, kept: frozenset[Reference], most: int) -> list[list[Reference]]:
        """Up to `most` paths that share no reference that may go, the shortest first."""
        paths: list[list[Reference]] = []
        used: frozenset[Reference] = frozenset()
        while (
            len(paths) < most
            and self.left >= 0
            and (path := self._path(lab, kept, used)) is not None
        ):
            paths.append(path)
            used |= set(path)
        return paths

    def _path(
        self, lab: Lab, kept: frozenset[Reference], used: frozenset[Reference]
    ) -> list[Reference] | None:
        """Of a shortest path, the references that may go, the nearest to the system first.

        It uses none of those in `used`. None where there is no path; empty where all of it is kept.
        """
        waiting: list[tuple[int, str, tuple[Reference, ...]]] = [(0, self.id, ())]
        seen: set[str] = set()
        while waiting:
            length, at, path = heappop(waiting)
            if lab.systems[at].production_in_own_right:
                return list(dict.fromkeys(path))
            if at in seen:
                continue
            seen.add(at)
            self.left -= 1
            if self.stopped():
                raise SearchStopped
            for by in lab.reliance.needed_by(at):
                if by in seen or not lab.systems[by].active:
                    continue
                for carrying in _carrying(lab, by, at):
                    if used.isdisjoint(carrying):
                        may_go = tuple(each for each in carrying if each not in kept)
                        heappush(waiting, (length + len(may_go), by, path + may_go))
        return None


MAX_VISITS = 50_000
"""How many systems the search for fewer may visit; seconds in a tangle of hundreds."""


def _carrying(lab: Lab, id: str, other: str) -> Iterator[tuple[Reference, ...]]:
    """The references on which a need of one system for another rests, for each reason it has."""
    system = lab.systems[id]
    if system.runs_on == other:
        yield (Reference(id, "runs_on", other),)
    if other in system.depends_on:
        yield (Reference(id, "depends_on", other),)
    if lab.systems[other].member_of == id and lab.systems[other].active:
        yield (Reference(other, "member_of", id),)
    if other in system.recovers_with:
        yield (Reference(id, "recovers_with", other),)
    if other in lab.destinations.of(id):
        # What keeps nothing has only destinations that it states itself.
        inherits = system.keeps_something
        origin = lab.effective(id)["backs_up_to"][1] if inherits else id
        yield (Reference(origin, "backs_up_to", other), *_inherited_through(lab, id, origin))


def _inherited_through(lab: Lab, id: str, origin: str) -> list[Reference]:
    """The references through which a system inherits from the ancestor `origin`."""
    line = []
    while id != origin and (parent := lab.systems[id].parent) is not None:
        key = "member_of" if lab.systems[id].runs_on is None else "runs_on"
        line.append(Reference(id, key, parent))
        id = parent
    return line


def _own(system: System) -> tuple[str, ...]:
    """The facts that make a system production in its own right."""
    own = ["purpose"] if system.purpose == "reliability" else []
    return (*own, "relied_on_for") if system.relied_on_for else tuple(own)


def _memberships(lab: Lab) -> frozenset[Reference]:
    return frozenset(
        Reference(system.id, "member_of", system.member_of)
        for system in lab.systems.values()
        if system.member_of is not None
    )


def _removing(lab: Lab, references: Iterable[Reference]) -> dict[str, Changes]:
    found: dict[str, dict[str, Value | None]] = {}
    for id, key, target in references:
        facts = found.setdefault(id, {})
        stated = facts.get(key, lab.systems[id].facts.get(key))
        if isinstance(stated, tuple):
            facts[key] = tuple(each for each in stated if each != target)
        else:
            facts[key] = None
    return dict(found)


def _without(lab: Lab, reference: Reference) -> Lab:
    """A fork of the lab in which a reference is not stated."""
    facts = _removing(lab, [reference])[reference.id]
    return lab.supposing({reference.id: lab.systems[reference.id].revised(facts)})


# --- both


def needs_remedy(a: Assessment) -> bool:
    """True for an active system that its owner calls a lab and people rely on."""
    return a.system.active and is_production_lab(a)


@dataclass(frozen=True, slots=True)
class Remedies:
    """Both remedies for a lab that has become production."""

    promotion: Promotion
    detachment: Detachment | None
    """None where nobody relies on it any more."""


def find_remedies(
    lab: Lab, id: str, stopped: Callable[[], bool] = lambda: False
) -> Remedies | None:
    """Both remedies for a system of a lab; it may take seconds, so run it in a thread, on a fork.

    None once `stopped` says so. Raises `FactError` for a system that is unknown or retired.
    """
    try:
        return Remedies(promote(lab, id), detach(lab, id, stopped))
    except SearchStopped:
        return None


# --- what would be needed instead


def _cuts(lab: Lab, id: str, references: Collection[Reference]) -> tuple[Cut, ...]:
    """The cuts in reading order: references to the system itself first, then by id."""
    after = _removing(lab, references)
    ordered = sorted(references, key=lambda each: (each.target != id, each))
    return tuple(Cut(*each, _instead(lab, each, after[each.id])) for each in ordered)


def _instead(lab: Lab, reference: Reference, after: Changes) -> str:
    """What would be needed in place of a reference; `after` are the facts stated without it."""
    id, key, target = reference
    if key == "runs_on":
        return f"{id} needs another host"
    if key == "depends_on":
        return f"{id} has to work without {target}"
    if key == "recovers_with":
        return f"{id} needs a copy of its keys and notes outside {target}"
    if key == "backs_up_to":
        return _instead_of_destination(lab, id, as_texts(after[key]))
    others = sorted(
        member
        for member in lab.references.by("member_of", target)
        if member not in {id, target} and lab.systems[member].active
    )
    if others:
        return f"{target} has {join_words(others, 3)} left"
    return f"{target} needs another member"


def _instead_of_destination(lab: Lab, id: str, left: Collection[str]) -> str:
    """What would be needed in place of a backup destination, with the ids in `left` still named."""
    backed_up = _backed_up(lab, id)
    one, names = len(backed_up) == 1, join_words(backed_up, 4)
    rest = [other for other in dict.fromkeys(left) if other in lab.systems]
    if rest:
        return f"{names} {'is' if one else 'are'} backed up to {join_words(rest, 3)} only"
    return f"{names} {'needs' if one else 'need'} another backup destination"


def _backed_up(lab: Lab, id: str) -> list[str]:
    """A system, and those that inherit its backup destinations."""
    inheriting = sorted(
        other.id
        for other in lab.systems.values()
        if other.active
        and other.id != id
        and other.keeps_something
        and lab.effective(other.id).get("backs_up_to", ((), None))[1] == id
    )
    return [id, *inheriting]
