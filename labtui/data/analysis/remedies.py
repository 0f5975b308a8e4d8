"""Two ways out for a lab that has become production: make it one, or unhook it.

To *promote* it is to say so honestly, and to work off what follows. To *unhook* it is to find the
fewest references that would have to go, so that nothing people rely on needs it any more.

A *way* leads from a system people rely on to this one, need by need (framework, section 3). What
carries a need are stated references: usually one; for backups that came down also the line of
hosts they came down by. A way is gone when one of its references is. What is left when one goes
is asked of the lab itself, since without a host other backups may come down. So the smallest set
holds at least one reference of every way, and is no smaller than the number of ways that have
none in common.

Both ways out try changes on the lab and take them back, which makes its assessments anew: who goes
through them at the same time goes through a list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

from labtui.data.analysis.impact import in_service
from labtui.data.assessment.explain import Why, why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.shapes import Value
from labtui.data.inventory.edits import Changes, completed
from labtui.text.wording import join_words

# --- promote


@dataclass(frozen=True, slots=True)
class Promotion:
    """What it takes to treat a system as the production it is."""

    changes: Changes
    """The facts that say so."""
    duties: tuple[Why, ...]
    """What it would be found to lack then and nobody accepted, worst first."""


def promote(lab: Lab, id: str) -> Promotion:
    """What saying honestly that a system is production would change, and ask of its owner.

    Its purpose becomes reliability; where it is meant as a lab (3a), it is meant to be what it
    is: 3b, or the level it has. The lab is left as it was. Raises `FactError` where there is no
    such system, or it is retired.
    """
    system = in_service(lab, id)
    changes: dict[str, Value | None] = {}
    if system.purpose != "reliability":
        changes["purpose"] = "reliability"
    if system.intended_level == "3a":
        with _supposing(lab, {id: system.revised(changes)}):
            changes["intended_level"] = lab.assessments[id].level or "3b"
    today = lab.evaluation.today
    promoted = system.revised(completed(lab.assessments[id], system, changes, today))
    with _supposing(lab, {id: promoted}):
        a = lab.assessments[id]
        due = [finding for finding in a.findings if not finding.accepted]
        due.sort(key=lambda finding: SEVERITIES.index(finding.severity), reverse=True)
        duties = tuple(why_finding(lab, a, finding) for finding in due)
    return Promotion(changes, duties)


# --- unhook


@dataclass(frozen=True, slots=True)
class Cut:
    """A stated reference that would have to go."""

    id: str
    """The system that states it."""
    key: str
    target: str
    """The system it names."""
    instead: str
    """What would be needed in its place, in words."""


@dataclass(frozen=True, slots=True)
class Detachment:
    """What it takes to make a system no production any more."""

    own: tuple[str, ...]
    """Its own facts that say people rely on it, which would have to go as well.

    Whether they still do only its owner can say, so `changes` leaves these facts alone.
    """
    cuts: tuple[Cut, ...]
    """The references that have to go, as few as there can be; those that name it first.

    None takes a system out of its group, unless nothing else would do.
    """
    regrouped: tuple[Cut, ...]
    """Fewer, where systems may be taken out of their groups too; empty where that is no help."""
    smallest: bool
    """Whether none fewer would do; in a very tangled lab the search for fewer is given up."""


class SearchStopped(Exception):  # noqa: N818
    """Nobody waits for the answer any more."""


def detach(lab: Lab, id: str, stopped: Callable[[], bool] = lambda: False) -> Detachment | None:
    """The fewest references that make a system production; None where it is none.

    The lab is left as it was. Raises `FactError` where there is no such system, or it is retired;
    `SearchStopped` once `stopped` says so, which is asked again and again.
    """
    system = in_service(lab, id)
    if not lab.assessments[id].production:
        return None
    own = _own(system)
    with _supposing(lab, {id: system.revised(dict.fromkeys(own))}):
        search = _Search(lab, id, stopped)
        cuts = regrouped = search.fewest(frozenset()) or []
        if any(reference.key == "member_of" for reference in regrouped):
            cuts = search.fewest(_memberships(lab)) or regrouped
    fewer = regrouped if len(regrouped) < len(cuts) else []
    return Detachment(own, _told(lab, id, cuts), _told(lab, id, fewer), search.left >= 0)


def changes(lab: Lab, cuts: Iterable[Cut]) -> dict[str, Changes]:
    """What to change, by system, to let go of references; as `Workspace.edit` takes it.

    A list loses the element and stays, even empty: it then says nowhere, or nothing.
    """
    return _letting_go(lab, (Reference(cut.id, cut.key, cut.target) for cut in cuts))


class Reference(NamedTuple):
    """A system states a fact that names another."""

    id: str
    key: str
    target: str


class _Search:
    """Looks for the fewest references without which nothing people rely on needs a system.

    `kept` are references that must stay. What is left without some others is asked of the lab,
    which is put back each time. A plain minimum cut would not do: one reference carries several
    needs (a host, and the backups that come down from it), and letting go of one may add others.
    """

    def __init__(self, lab: Lab, id: str, stopped: Callable[[], bool]) -> None:
        self.lab = lab
        self.id = id
        self.stopped = stopped
        self.left = LOOKS
        """How many more systems may be looked at; negative once the search was given up."""

    def fewest(self, kept: frozenset[Reference]) -> list[Reference] | None:
        """The fewest references that have to go; None where those kept are enough to need it."""
        found = self._nearest(kept)
        if found is None:
            return None
        for most in range(len(self._ways(kept, len(found))), len(found)):
            fewer = self._within(most, kept)
            if fewer is not None:
                return fewer
        return found

    def _nearest(self, kept: frozenset[Reference]) -> list[Reference] | None:
        """References that will do: of each way left, the one nearest to the system."""
        cuts: list[Reference] = []
        with ExitStack() as gone:
            while (way := self._way(kept, frozenset())) is not None:
                if not way:
                    return None
                cuts.append(way[0])
                gone.enter_context(_without(self.lab, way[0]))
        return cuts

    def _within(self, most: int, kept: frozenset[Reference]) -> list[Reference] | None:
        """References that will do, at most so many; None where there are none."""
        if self.left < 0:
            return None
        ways = self._ways(kept, most + 1)
        if not ways:
            return []
        if len(ways) > most:
            return None
        # One of this way has to go. Once one was tried in vain, it stays in all that follows.
        for reference in ways[0]:
            with _without(self.lab, reference):
                rest = self._within(most - 1, kept)
            if rest is not None:
                return [reference, *rest]
            kept |= {reference}
        return None

    def _ways(self, kept: frozenset[Reference], most: int) -> list[list[Reference]]:
        """Up to so many ways that have no reference in common that may go, the shortest first."""
        ways: list[list[Reference]] = []
        used: frozenset[Reference] = frozenset()
        while len(ways) < most and self.left >= 0 and (way := self._way(kept, used)) is not None:
            ways.append(way)
            used |= set(way)
        return ways

    def _way(
        self, kept: frozenset[Reference], used: frozenset[Reference]
    ) -> list[Reference] | None:
        """Of a shortest way, the references that may go, the nearest to the system first.

        It goes by none of those `used`. None where there is no way; empty where all of it is kept.
        """
        systems = self.lab.systems
        waiting: list[tuple[int, str, tuple[Reference, ...]]] = [(0, self.id, ())]
        seen: set[str] = set()
        while waiting:
            length, at, way = heappop(waiting)
            if systems[at].production_in_own_right:
                return list(dict.fromkeys(way))
            if at in seen:
                continue
            seen.add(at)
            self.left -= 1
            if self.stopped():
                raise SearchStopped
            for by in self.lab.reliance.needed_by(at):
                if by in seen or not systems[by].active:
                    continue
                for carrying in _carrying(self.lab, by, at):
                    if used.isdisjoint(carrying):
                        may_go = tuple(each for each in carrying if each not in kept)
                        heappush(waiting, (length + len(may_go), by, way + may_go))
        return None


LOOKS = 50_000
"""How many systems the search for fewer may look at; seconds in a tangle of hundreds."""


def _carrying(lab: Lab, id: str, other: str) -> Iterator[tuple[Reference, ...]]:
    """The references that carry a need of one system for another, for each way it has of it."""
    system = lab.systems[id]
    if system.runs_on == other:
        yield (Reference(id, "runs_on", other),)
    if other in system.depends_on:
        yield (Reference(id, "depends_on", other),)
    if lab.systems[other].member_of == id and lab.systems[other].active:
        yield (Reference(other, "member_of", id),)
    targets, origin = lab.hands_down(id).get("backs_up_to", ((), id))
    if other in targets:
        yield (Reference(origin, "backs_up_to", other), *_line(lab, id, origin))


def _line(lab: Lab, id: str, origin: str) -> list[Reference]:
    """The references by which facts come down to a system from the one that states them."""
    line = []
    while id != origin:
        system = lab.systems[id]
        key = "member_of" if system.runs_on is None else "runs_on"
        id = system.facts[key]
        line.append(Reference(system.id, key, id))
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


def _letting_go(lab: Lab, references: Iterable[Reference]) -> dict[str, Changes]:
    found: dict[str, dict[str, Value | None]] = {}
    for id, key, target in references:
        facts = found.setdefault(id, {})
        stated: Value = facts.get(key, lab.systems[id].facts.get(key))
        if isinstance(stated, tuple):
            facts[key] = tuple(each for each in stated if each != target)
        else:
            facts[key] = None
    return dict(found)


@contextmanager
def _without(lab: Lab, reference: Reference) -> Iterator[None]:
    """The lab while a system does not state a reference."""
    facts = _letting_go(lab, [reference])[reference.id]
    with _supposing(lab, {reference.id: lab.systems[reference.id].revised(facts)}):
        yield


@contextmanager
def _supposing(lab: Lab, systems: Mapping[str, System]) -> Iterator[None]:
    """The lab while some of its systems are as given; it is put back after."""
    before = {id: lab.systems[id] for id in systems}
    lab.update(systems)
    try:
        yield
    finally:
        lab.update(before)


# --- what would be needed instead


def _told(lab: Lab, id: str, references: Collection[Reference]) -> tuple[Cut, ...]:
    """Cuts in the order people read them: what names the system itself, then by id."""
    after = _letting_go(lab, references)
    ordered = sorted(references, key=lambda each: (each.target != id, each))
    return tuple(Cut(*each, _instead(lab, each, after[each.id])) for each in ordered)


def _instead(lab: Lab, reference: Reference, after: Changes) -> str:
    """What would be needed in place of a reference; `after` is what is stated then."""
    id, key, target = reference
    if key == "runs_on":
        return f"another host for {id}"
    if key == "depends_on":
        return f"{id} would have to do without {target}, or get the same elsewhere"
    if key == "backs_up_to":
        rest = [other for other in dict.fromkeys(after[key] or ()) if other in lab.systems]
        if rest:
            return f"{_backed_up(lab, id)} would be backed up to {join_words(rest, 3)} only"
        return f"another place for the backups of {_backed_up(lab, id)}"
    others = sorted(
        member
        for member in lab.references.by("member_of", target)
        if member not in {id, target} and lab.systems[member].active
    )
    if others:
        return f"{target} would have to do with {join_words(others, 3)}"
    return f"another member for {target}"


def _backed_up(lab: Lab, id: str) -> str:
    """A system, and whatever is backed up where it says."""
    heirs = sorted(
        other.id
        for other in lab.systems.values()
        if other.active
        and other.id != id
        and lab.hands_down(other.id).get("backs_up_to", ((), None))[1] == id
    )
    return join_words([id, *heirs], 4)
