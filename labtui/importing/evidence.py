"""What checks, backup jobs and routes say of the systems of an inventory, and what is gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple, Self

from labtui.data.assessment.models import System
from labtui.data.framework.shapes import Value
from labtui.data.framework.sightings import Origin, Sighting, short_path
from labtui.data.framework.values import as_texts
from labtui.importers.files import STDIN, is_file
from labtui.importers.found import Evidence, Target
from labtui.importing.addresses import Addresses, label_of
from labtui.importing.inventory import Inventory
from labtui.text.wording import join_words

MONITORED = "evidence.monitored"
BACKED_UP = "backs_up_to"
EXPOSURE = "exposure"

_ELSEWHERE = ("/mnt/", "/media/", "/net/", "/run/media/", "/Volumes/")
"""Where disks and shares of other machines are mounted, so that a path there proves nothing."""

State = Literal["answers", "agrees", "differs", "lost"]
"""Answers what is not answered, says the same, says something else, or is not there any more."""


class Given(NamedTuple):
    """Evidence that was read, with the kind of source and the id of the host of its file."""

    source: str
    on: str | None
    evidence: Evidence

    @property
    def origin(self) -> Origin:
        """Where it stands."""
        root, path = self.evidence.root, self.evidence.path
        file = f"@{self.on or STDIN}" if root == STDIN else str(root / path)
        return Origin(self.source, file, self.evidence.key)


class Backup(NamedTuple):
    """Where the backups of a system are kept, as the file that states the system says."""

    id: str
    origin: Origin
    kept: tuple[str, ...]
    """Ids."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact of a system as checks and jobs show it, against what the inventory states."""

    id: str
    key: str
    state: State
    stated: Value | None
    found: Value | None
    """What the fact would be with what they show; None where nothing is left."""
    origins: tuple[Origin, ...]
    """The checks and jobs that show it now; of what is lost, those that did."""
    left: tuple[Origin, ...] = ()
    """Of what is lost, the checks and jobs that still show something of it."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A target of a check or a job that is no system, or may be several."""

    label: str
    origin: Origin
    candidates: tuple[str, ...] = ()
    is_destination: bool = False
    """True for where a job keeps its backups."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a system that a route or a job suggests."""

    id: str
    text: str
    key: str = ""
    """The fact that it is about, where its origin is remembered; empty if it is not."""
    origins: tuple[Origin, ...] = ()


@dataclass(slots=True)
class EvidencePlan:
    """What evidence says of an inventory."""

    observations: list[Observation] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    questions: list[Asked] = field(default_factory=list)
    unwanted: list[Unmatched] = field(default_factory=list)

    def of(self, *states: State) -> list[Observation]:
        """Give the observations in some states."""
        return [one for one in self.observations if one.state in states]

    def without(self, never: Collection[str], gone: Collection[str] = ()) -> Self:
        """Give this with the addresses that are never asked about as `unwanted`, by their labels.

        And without what is lost of systems that are gone: what checks and jobs say of them is
        there, but they cannot be recognised by it.
        """
        return replace(
            self,
            unmatched=[one for one in self.unmatched if one.label not in never],
            unwanted=[one for one in self.unmatched if one.label in never],
            observations=[o for o in self.observations if o.state != "lost" or o.id not in gone],
        )


def compare(
    given: Sequence[Given],
    addresses: Addresses,
    inventory: Inventory,
    new: Mapping[str, Mapping[str, Value]],
    was_read: Callable[[Origin], bool],
    backups: Iterable[Backup] = (),
) -> EvidencePlan:
    """Compare evidence with an inventory, and with the facts of `new` systems by id.

    `was_read` tells whether the file of an origin was read, so that what it does not show is gone.
    `backups` are those that things themselves state.
    """
    systems = inventory.editable
    collected = _Collected(addresses)
    for id, origin, kept in backups:
        collected.shown.setdefault((id, BACKED_UP), {})[origin] = kept
    for one in given:
        collected.add(one)
    plan = EvidencePlan(unmatched=collected.unmatched, questions=collected.partial)
    lost = [*_lost(collected, systems, was_read)]
    asked = {(one.id, one.key) for one in lost} | inventory.unreadable
    shown = _compared(collected, systems, new, was_read)
    plan.observations += [one for one in shown if (one.id, one.key) not in asked] + lost
    known, no_question = {*systems, *new}, {*collected.shown, *asked}
    plan.questions = [
        one
        for one in plan.questions
        if one.id in known
        and (one.id, one.key) not in no_question
        and _is_news(one, systems.get(one.id), was_read)
    ]
    plan.questions += _routes(collected, systems, new)
    return plan


def _is_news(asked: Asked, system: System | None, was_read: Callable[[Origin], bool]) -> bool:
    """Return True for what was not asked of yet: it is not answered, or was whole before."""
    if system is None or system.retired:
        return system is None
    before = Sighting.parse(system.seen.get(asked.key, ""))
    is_known = set(asked.origins) <= set(before.origins)
    if asked.key not in system.facts:
        return not is_known
    return is_known and not before.value and all(map(was_read, before.origins))


class _Collected:
    """What each system is shown to be, and by which checks and jobs."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self.shown: dict[tuple[str, str], dict[Origin, tuple[str, ...]]] = {}
        """By id and fact key: the origins, with the destinations that each shows."""
        self.routes: dict[str, list[tuple[Given, str]]] = {}
        """By id: the routes to a system, with the names that it is reached by."""
        self.unmatched: list[Unmatched] = []
        self.partial: list[Asked] = []
        self._there: set[Origin] = set()
        self._in_part: dict[tuple[str, str], list[Origin]] = {}
        self._in_doubt: dict[str, set[Origin]] = {}

    def add(self, one: Given) -> None:
        self._there.add(one.origin)
        if one.evidence.shows == "check":
            for target in one.evidence.targets:
                if id := self._matched(target, one):
                    self._show(id, MONITORED, one.origin, ())
        elif one.evidence.shows == "backup":
            self._add_backup(one)
        else:
            names = ", ".join(filter(None, map(label_of, one.evidence.to))) or one.evidence.key
            for target in one.evidence.targets:
                found = self._addresses.ids_of(target, one.on)
                for id in found if len(found) == 1 else ():
                    self.routes.setdefault(id, []).append((one, names))

    def of(self, id: str, key: str) -> dict[Origin, tuple[str, ...]]:
        """Give the origins that show something of a fact, in part too, with what they show."""
        partial = self._in_part.get((id, key), ())
        return {**dict.fromkeys(partial, ()), **self.shown.get((id, key), {})}

    def is_in_doubt(self, system: System, origin: Origin) -> bool:
        """Return True if something may be about a system, though it cannot be told now.

        That is what may be about another one, too, a job of which the destination may be the one
        that is stated, and all that is there where the source of the system does not show it.
        """
        is_hidden = "source" in system.facts and not self._addresses.is_located(system.id)
        meant = (system.id, *as_texts(system.facts.get(BACKED_UP)))
        may_be = any(origin in self._in_doubt.get(id, ()) for id in meant)
        return may_be or (is_hidden and origin in self._there)

    def _show(self, id: str, key: str, origin: Origin, values: tuple[str, ...]) -> None:
        self.shown.setdefault((id, key), {})[origin] = values

    def _matched(self, target: Target, one: Given, *, is_destination: bool = False) -> str | None:
        found = self._addresses.ids_of(target, one.on)
        if len(found) == 1:
            return next(iter(found))
        self._leave(target, one, tuple(sorted(found)), is_destination=is_destination)
        return None

    def _leave(
        self, target: Target, one: Given, found: tuple[str, ...] = (), *, is_destination: bool
    ) -> None:
        found = found or tuple(sorted(self._addresses.guesses(target)))
        if label := label_of(target, one.on):
            self.unmatched.append(Unmatched(label, one.origin, found, is_destination))
            for id in found:
                self._in_doubt.setdefault(id, set()).add(one.origin)

    # --- backup jobs

    def _add_backup(self, one: Given) -> None:
        found = [id for target in one.evidence.to if (id := self._destination(target, one))]
        kept = tuple(dict.fromkeys(found))
        if not kept:
            return
        for id, missing in self._covered(one).items():
            if missing:
                where = f"{short_path(one.origin.file)}, {one.origin.key}"
                said = f"Backed up by {where}, but not {join_words(missing)}."
                self._in_part.setdefault((id, BACKED_UP), []).append(one.origin)
                self.partial.append(
                    Asked(id, f"{said} Is all of it backed up?", BACKED_UP, (one.origin,))
                )
            elif others := tuple(each for each in kept if each != id):
                self._show(id, BACKED_UP, one.origin, others)

    def _covered(self, one: Given) -> dict[str, list[str]]:
        """Give by id what of each system that a job covers is left out of it."""
        covered: dict[str, list[str]] = {}
        dumped: dict[str, set[str]] = {}
        by_path: dict[str, Target] = {}
        for target in one.evidence.targets:
            path = target.path
            is_path = path.startswith("/") and not target.host
            if is_path and not self._addresses.ids_of(target, one.on):
                by_path[self._addresses.mounts.outside(path, one.origin.file)] = target
            elif id := self._matched(target, one):
                names = self._addresses.called(target, one.on)
                if rest := self._addresses.rest_of(id, target, one.on):
                    covered.setdefault(id, [rest])
                elif names and not target.guest:
                    dumped.setdefault(id, set()).update(names)
                else:
                    covered[id] = []
        if "/" in by_path and one.on is not None:
            covered[one.on] = []
        file = one.origin.file
        left_out = [
            self._addresses.mounts.outside(pattern, file) if pattern.startswith("/") else pattern
            for pattern in one.evidence.leaves_out
        ]
        by_mount, idle = self._addresses.mounts.covered(by_path, dumped, one.on, left_out)
        for path in idle:
            if path != "/" or one.on is None:
                self._leave(by_path[path], one, is_destination=False)
        return {**by_mount, **covered}

    def _destination(self, target: Target, one: Given) -> str | None:
        """Give the id of where backups are kept: of a path on the host's own disks, the host."""
        found = self._addresses.ids_of(target, one.on)
        if len(found) == 1:
            return next(iter(found))
        is_own = target.path and not (target.host or target.url)
        if is_own and one.on is not None and not target.path.startswith(_ELSEWHERE):
            return one.on
        self._leave(target, one, tuple(sorted(found)), is_destination=True)
        return None


def _compared(
    collected: _Collected,
    systems: Mapping[str, System],
    new: Mapping[str, Mapping[str, Value]],
    was_read: Callable[[Origin], bool],
) -> Iterator[Observation]:
    for (id, key), shown in collected.shown.items():
        system = systems.get(id)
        if system.retired if system is not None else id not in new:
            continue
        facts = new.get(id, {}) if system is None else system.facts
        stated = facts.get(key)
        found: Value = True
        if key == BACKED_UP:
            named = dict.fromkeys(each for values in shown.values() for each in values)
            found = tuple(dict.fromkeys((*as_texts(stated), *named)))
        state: State = "answers" if stated is None else "agrees" if stated == found else "differs"
        if system is None or not _is_kept(system, key, tuple(shown)):
            left = [
                one
                for one in (Sighting.parse(system.seen.get(key, "")).origins if system else ())
                if system and (collected.is_in_doubt(system, one) or not was_read(one))
            ]
            origins = dict.fromkeys((*collected.of(id, key), *left))
            yield Observation(id, key, state, stated, found, tuple(origins))


def _is_kept(system: System, key: str, origins: tuple[Origin, ...]) -> bool:
    """Return True if a person kept another value, knowing of these origins."""
    before = Sighting.parse(system.seen.get(key, ""))
    return bool(before.refused) and set(origins) <= set(before.origins)


def _lost(
    collected: _Collected, systems: Mapping[str, System], was_read: Callable[[Origin], bool]
) -> Iterator[Observation]:
    for system in systems.values():
        for key in (MONITORED, BACKED_UP):
            said = system.seen.get(key)
            stated = system.facts.get(key)
            if said is None or stated is None or system.retired:
                continue
            shown = collected.of(system.id, key)
            before = Sighting.parse(said)
            gone = tuple(
                one
                for one in before.origins
                if one not in shown and was_read(one) and not collected.is_in_doubt(system, one)
            )
            unread = [o for o in before.origins if o not in shown and o not in gone]
            if not gone or unread or before.refused:
                continue
            still = {each for values in shown.values() for each in values}
            left = tuple(each for each in as_texts(stated) if each in still) or None
            if key == MONITORED and not shown:
                yield Observation(system.id, key, "lost", stated, None, gone)
            elif key == BACKED_UP and left != stated:
                yield Observation(system.id, key, "lost", stated, left, gone, tuple(shown))


def _routes(
    collected: _Collected,
    systems: Mapping[str, System],
    new: Mapping[str, Mapping[str, Value]],
) -> Iterator[Asked]:
    for id, routes in collected.routes.items():
        system = systems.get(id)
        facts = new.get(id, {}) if system is None else system.facts
        exposure = facts.get(EXPOSURE)
        known = Sighting.parse(system.seen.get(EXPOSURE, "")).origins if system else ()
        asking = [
            (one, names)
            for one, names in routes
            if one.origin not in known
            and (exposure is None or (one.evidence.tunnel and exposure != "internet"))
        ]
        if not asking or (system.retired if system is not None else id not in new):
            continue
        one, names = max(asking, key=lambda pair: pair[0].evidence.tunnel)
        by = "a tunnel" if one.evidence.tunnel else "a proxy"
        end = "Is it on the internet?" if one.evidence.tunnel else "From where can it be reached?"
        text = f"Reached as {names} through {by} ({short_path(one.origin.file)}). {end}"
        yield Asked(id, text, EXPOSURE, tuple(dict.fromkeys(one.origin for one, _ in routes)))


_NAMES_OTHERS = frozenset({"prometheus"})
"""Kinds of which a given file names others below its folder, which are read with it."""


def was_read_in(
    paths: Mapping[str, Sequence[Path]], unread: Collection[Path]
) -> Callable[[Origin], bool]:
    """Tell of an origin whether its file was read: it is under the paths given of its kind.

    Or under the folder of a given file, where that names others.
    `paths` are those by kind of source; `unread` are the files and folders that were skipped.
    """
    roots = {
        kind: {*given, *(one.parent for one in given if kind in _NAMES_OTHERS and is_file(one))}
        for kind, given in paths.items()
    }

    def was_read(origin: Origin) -> bool:
        file = Path(origin.file)
        around = {file, *file.parents}
        return not around.isdisjoint(roots.get(origin.source, ())) and around.isdisjoint(unread)

    return was_read
