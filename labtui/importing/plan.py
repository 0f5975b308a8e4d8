"""What an import would do to an inventory: what is new, known, different, and gone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from labtui.data.assessment.models import Changes, System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import REFERRING, Shape, Value
from labtui.data.framework.sightings import Origin, Sighting
from labtui.data.framework.values import as_texts
from labtui.data.inventory.edits import id_for
from labtui.importers.files import STDIN, is_unreadable
from labtui.importers.found import Finding, Skip, Thing
from labtui.importing.evidence import BACKED_UP, EvidencePlan
from labtui.importing.grouping import Decided, regrouped
from labtui.importing.inventory import Inventory
from labtui.importing.matching import Known, is_there
from labtui.importing.sources import Source, place_of

State = Literal["new", "known", "never"]
"""Not in the inventory, in it, or not wanted."""

_REFERENCES = ("runs_on", "member_of", "depends_on", "backs_up_to", "access_to")
_FOLLOWED = tuple(key for key in _REFERENCES if key != BACKED_UP)
"""References of which a difference is shown. Where backups are kept is told with the jobs."""
_COMPARED = (*_FOLLOWED, "parts", "url")
"""Facts of which a difference between the source and the inventory is shown.

Names, descriptions and tags are people's to change; `source` is kept by labtui.
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that the inventory states otherwise than the source."""

    key: str
    stated: Value
    found: Value
    """What the fact would be with what the source says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that was found, and what importing it would do."""

    thing: Thing
    id: str
    """The id of the system that it is or would be."""
    state: State
    found: Mapping[str, Value]
    """What the source says, as facts of a system."""
    facts: Mapping[str, Value]
    """What is imported of that: all facts of a new system, the unanswered ones of a known one.

    `source` follows what moved.
    """
    differences: tuple[Difference, ...] = ()
    moved: bool = False
    """True for a known system that the source states in another file, or by another name."""

    @property
    def place(self) -> str:
        """Where it was found, as what is never wanted is remembered."""
        return str(self.found["source"]).partition(" ")[2]

    @property
    def file(self) -> str:
        """The file for people: below the folder that was given, or where several were, whole."""
        thing = self.thing
        return place_of(f"/{thing.path}") if thing.root == Path("/") else thing.path

    @property
    def answered(self) -> list[str]:
        """The keys of the facts of a known system that the source answers."""
        return [key for key in self.facts if not (key == "source" and self.moved)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import found, against an inventory."""

    sources: tuple[Source, ...]
    """What was read: of one kind, on one host."""
    entries: tuple[Entry, ...]
    """In the order of the finding."""
    vanished: tuple[str, ...]
    """Ids of the systems that an earlier import found under these paths, and this one did not."""
    finding: Finding
    joined: tuple[Entry, ...] = ()
    """What other sources say of new systems."""
    evidence: EvidencePlan = field(default_factory=EvidencePlan)
    """What checks, backup jobs and routes say of systems."""
    gone: tuple[str, ...] = ()
    """Those of `vanished` that were there when this was last looked at."""
    back: tuple[str, ...] = ()
    """Ids of systems that had vanished, and are there again."""
    unread: tuple[Skip, ...] = ()
    """The sources that could not be read, each with the reason."""

    @property
    def differs(self) -> bool:
        """True if the sources say something that the inventory does not, or cannot be read."""
        offered = self.new or self.changed or self.evidence.of("differs", "lost")
        return bool(offered or self.is_news or self.unread)

    @property
    def is_news(self) -> bool:
        """True if something is taken over whatever is picked."""
        answers = self.completed or self.moved or self.evidence.of("answers")
        return bool(answers or self.evidence.questions or self.gone or self.back)

    @property
    def new(self) -> list[Entry]:
        """The entries of systems that would be added."""
        return [entry for entry in self.entries if entry.state == "new"]

    @property
    def known(self) -> list[Entry]:
        """The entries of systems that are in the inventory."""
        return [entry for entry in self.entries if entry.state == "known"]

    @property
    def moved(self) -> list[Entry]:
        """The entries of known systems that the source states elsewhere now."""
        return [entry for entry in self.known if entry.moved]

    @property
    def completed(self) -> list[Entry]:
        """The entries of known systems of which the source answers something."""
        return [entry for entry in self.known if entry.answered]

    @property
    def unchanged(self) -> list[Entry]:
        """The entries of known systems of which the source says nothing new."""
        return [entry for entry in self.known if not entry.facts and not entry.differences]

    @property
    def unwanted(self) -> list[Entry]:
        """The entries of what is never wanted."""
        return [entry for entry in self.entries if entry.state == "never"]

    @property
    def changed(self) -> list[Entry]:
        """The entries of known systems of which the source says something else."""
        return [entry for entry in self.known if entry.differences]


def plan(
    sources: Sequence[Source],
    finding: Finding,
    inventory: Inventory,
    decided: Decided | None = None,
) -> Plan:
    """Compare what was found in sources, of one kind and on one host, with an inventory.

    Services are in the apps in which the inventory has them, and where they were `decided` to be,
    see `regrouped`.
    """
    systems, paths = inventory.systems, [Path(source.path) for source in sources]
    known = Known(
        sources[0].source,
        sources[0].on,
        systems,
        paths,
        _skipped(finding.skips, paths),
        _skipped([skip for skip in finding.skips if is_unreadable(skip.reason)], paths),
    )
    before = {} if sources[0].each else _decided_before(known, systems, finding.things)
    things = regrouped(finding.things, {**before, **(decided or {})})
    matches = known.matches(things)
    never = _followed(frozenset().union(*(source.never for source in sources)), things, known)
    unwanted = {thing.ref for thing in things if known.place(thing) in never} - matches.keys()
    taken = set(systems)
    ids: dict[str, str] = {}
    for thing in things:
        own = thing.id if thing.id not in taken else ""
        ids[thing.ref] = matches.get(thing.ref) or own or id_for(thing.name, taken)
        taken.add(ids[thing.ref])
    wanted = {ref: id for ref, id in ids.items() if ref not in unwanted}
    called = {thing.id: ids[thing.ref] for thing in things if thing.id}
    entries = [_entry(thing, ids[thing.ref], wanted, called, known, inventory) for thing in things]
    vanished = tuple(_vanished(known, systems, set(matches.values())))
    first = sources[0]._replace(never=never)
    return Plan(
        (first, *sources[1:]),
        tuple(entries),
        vanished,
        finding,
        gone=tuple(
            id for id in vanished if id not in inventory.repeated and not systems[id].vanished
        ),
        back=tuple(
            id
            for id in matches.values()
            if id in systems and id not in inventory.repeated and systems[id].vanished
        ),
    )


def said(value: Value) -> str:
    """Give a value as `[systems.seen]` says which one a person did not take."""
    return " ".join(as_texts(value)) or str(value)


def _skipped(skips: Sequence[Skip], paths: Sequence[Path]) -> set[Path]:
    """Give the paths that were skipped, so that nothing is known of what they state."""
    roots = {path for path in paths if path != STDIN} | {path.parent for path in paths}
    return {root / skip.path for skip in skips if skip.path for root in roots}


def _followed(never: frozenset[str], things: Sequence[Thing], known: Known) -> frozenset[str]:
    """Give what is not wanted, where it is now: the only thing of the key of one that is gone."""
    there = {known.place(thing) for thing in things}
    by_key: dict[str, list[str]] = {}
    for thing in things:
        by_key.setdefault(thing.key, []).append(known.place(thing))
    now = never
    for place in never - there:
        origin = Origin.parse(f"- {place}")
        candidates = by_key.get(origin.key, []) if origin is not None else []
        if origin is not None and len(candidates) == 1 and not is_there(origin.file):
            now = now - {place} | {candidates[0]}
    return now


def _decided_before(
    known: Known, systems: Mapping[str, System], things: Sequence[Thing]
) -> dict[tuple[str, str], str]:
    """Give the apps that services are in by the `parts` of the systems that were imported."""
    mains = {
        (origin.file, service): origin.key
        for id, origin in known.origins.items()
        for service in as_texts(systems[id].facts.get("parts"))
    }
    # What is a system of its own is so, whoever else still names it among the parts.
    mains |= {(origin.file, origin.key): origin.key for origin in known.origins.values()}
    # A project that moved is known by its apps, so its decisions are found by its old file.
    matches = known.matches(things)
    before = {
        thing.ref: known.origins[id].file
        for thing in things
        if (id := matches.get(thing.ref)) is not None and id in known.origins
    }
    of_project = {thing.path: before[thing.ref] for thing in things if thing.ref in before}
    decided = {}
    for thing in things:
        file = of_project.get(thing.path, known.origin(thing).file)
        for part in thing.parts:
            if (main := mains.get((file, part.service))) is not None:
                decided[thing.path, part.service] = main
    return decided


def _entry(
    thing: Thing,
    id: str,
    ids: Mapping[str, str],
    called: Mapping[str, str],
    known: Known,
    inventory: Inventory,
) -> Entry:
    if thing.ref not in ids:
        return Entry(thing, id, "never", {"source": str(known.origin(thing))}, {})
    found = _facts(thing, id, ids, called, known)
    system = inventory.systems.get(id)
    if system is None:
        return Entry(thing, id, "new", found, {"name": thing.name, **found})
    if system.retired or id in inventory.repeated:
        return Entry(thing, id, "known", found, {})
    unanswered = {
        key: value
        for key, value in found.items()
        if key not in {*system.facts, BACKED_UP} and (id, key) not in inventory.unreadable
    }
    moved = known.is_elsewhere(thing, id)
    if moved:
        unanswered["source"] = found["source"]
    whole = (
        {**found, "parts": tuple(part.service for part in thing.parts)} if thing.parts else found
    )
    is_ours = id in known.origins or "source" in unanswered
    differences = tuple(_differences(system, whole, is_ours=is_ours))
    return Entry(thing, id, "known", found, unanswered, differences, moved)


def _facts(
    thing: Thing, id: str, ids: Mapping[str, str], called: Mapping[str, str], known: Known
) -> dict[str, Value]:
    """Give what a thing states, as facts of a system; `called` are ids by those of the source."""
    stated: dict[str, Value] = {"kind": thing.kind} if thing.kind else {}
    for key, value in thing.facts.items():
        if (right := _as_called(key, value, called, id)) is not None:
            stated[key] = right
    for key in _REFERENCES:
        refs = getattr(thing, key)
        named = [refs] if isinstance(refs, str) else refs
        targets = [known.target(ref, ids) for ref in named]
        others = tuple(dict.fromkeys(target for target in targets if target and target != id))
        if others:
            stated[key] = others if FACTS[key].shape is Shape.REFERENCES else others[0]
    return {**stated, "source": str(known.origin(thing))}


def _as_called(key: str, value: Value, called: Mapping[str, str], own: str) -> Value | None:
    """A fact with the ids that systems have here; None if it names nothing but the system."""
    if FACTS[key].shape not in REFERRING:
        return value
    named = [called.get(id, id) for id in (value if isinstance(value, tuple) else [str(value)])]
    others = tuple(id for id in named if id != own)
    if isinstance(value, tuple):
        return others if others or not value else None
    return others[0] if others else None


def _differences(
    system: System, found: Mapping[str, Value], *, is_ours: bool
) -> Iterator[Difference]:
    """Give the facts that a system states otherwise; `is_ours` if this source stated it before."""
    for key in _COMPARED if is_ours else _FOLLOWED:
        value, stated = found.get(key), system.facts.get(key)
        if value is None or stated is None or value == stated:
            continue
        if FACTS[key].shape is Shape.REFERENCES:
            more = [id for id in as_texts(value) if id not in as_texts(stated)]
            value = (*as_texts(stated), *more)
        kept = Sighting.parse(system.seen.get(key, "")).value == said(value)
        same = set(as_texts(value) or [value]) == set(as_texts(stated) or [stated])
        if value != stated and not same and not kept:
            yield Difference(key, stated, value)


def _vanished(known: Known, systems: Mapping[str, System], found: Collection[str]) -> Iterator[str]:
    """Give the systems in use that an earlier import found under the paths, in file order."""
    for id in known.origins:
        if id not in found and not systems[id].retired and known.was_read(id):
            yield id


def chosen_facts(
    plan: Plan, picked: Collection[str], updated: Collection[str], systems: Mapping[str, System]
) -> tuple[dict[str, Changes], dict[str, Changes]]:
    """Give the facts of the new systems and the changes to known ones, both by id.

    `picked` holds the ids of the new systems that are wanted, `updated` those of known ones that
    take what the source says. References to those that are not picked are left out.
    """
    there = {*systems, *picked}
    not_taken = {entry.id for entry in plan.entries} - there
    new: dict[str, Changes] = {}
    changes: dict[str, Changes] = {}
    for entry in (*plan.entries, *plan.joined):
        if entry.state == "never" or (entry.id not in there):
            continue
        replaced = {one.key: one.found for one in entry.differences if entry.id in updated}
        facts = {
            key: right
            for key, value in {**entry.facts, **replaced}.items()
            if (right := _without(not_taken, key, value)) is not None
        }
        if entry.id in picked:
            new[entry.id] = {**facts, **new.get(entry.id, {})}
        elif facts:
            changes[entry.id] = facts
    return new, changes


def _without(not_taken: Collection[str], key: str, value: Value) -> Value | None:
    """Leave out references to what is not taken; None if nothing is left."""
    if FACTS[key].shape not in REFERRING:
        return value
    if isinstance(value, tuple):
        left = tuple(id for id in value if id not in not_taken)
        return left if left or not value else None
    return value if value not in not_taken else None
