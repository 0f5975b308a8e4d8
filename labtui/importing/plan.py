"""What an import would do to an inventory: what is new, known, different, and gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from labtui.data.assessment.models import Changes, System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import REFERRING, Shape, Value
from labtui.data.framework.values import as_texts
from labtui.data.inventory.edits import id_for
from labtui.importers.found import THE_HOST, Finding, Thing
from labtui.importing.grouping import Decided, regrouped
from labtui.importing.matching import Known
from labtui.importing.sources import Source

State = Literal["new", "known", "never"]
"""Not in the inventory, in it, or not wanted."""

_REFERENCES = ("runs_on", "member_of", "depends_on", "backs_up_to", "access_to")
_COMPARED = (*_REFERENCES, "parts", "url", "source")
"""Facts of which a difference between the source and the inventory is shown.

Names, descriptions and tags are people's to change.
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
    """What is imported of that: all facts of a new system, the unanswered ones of a known one."""
    differences: tuple[Difference, ...] = ()


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

    @property
    def new(self) -> list[Entry]:
        """The entries of systems that would be added."""
        return [entry for entry in self.entries if entry.state == "new"]

    @property
    def known(self) -> list[Entry]:
        """The entries of systems that are in the inventory."""
        return [entry for entry in self.entries if entry.state == "known"]

    @property
    def changed(self) -> list[Entry]:
        """The entries of known systems of which the source says something else."""
        return [entry for entry in self.known if entry.differences]


def plan(
    sources: Sequence[Source],
    finding: Finding,
    systems: Mapping[str, System],
    decided: Decided | None = None,
) -> Plan:
    """Compare what was found in sources, of one kind and on one host, with an inventory.

    Services are in the apps in which the inventory has them, and where they were `decided` to be,
    see `regrouped`.
    """
    on = sources[0].on
    never = frozenset[str]().union(*(source.never for source in sources))
    known = Known(sources[0].source, on, systems, [Path(source.path) for source in sources])
    before = _decided_before(known, systems, finding.things)
    things = regrouped(finding.things, {**before, **(decided or {})})
    matches = known.matches([thing for thing in things if thing.ref not in never])
    taken = set(systems)
    ids: dict[str, str] = {}
    for thing in things:
        ids[thing.ref] = matches.get(thing.ref) or id_for(thing.name, taken)
        taken.add(ids[thing.ref])
    wanted = {ref: id for ref, id in ids.items() if ref not in never}
    entries = tuple(_entry(thing, ids[thing.ref], wanted, known, systems) for thing in things)
    vanished = _vanished(known, systems, set(matches.values()))
    return Plan(tuple(sources), entries, tuple(vanished), finding)


def _decided_before(
    known: Known, systems: Mapping[str, System], things: Iterable[Thing]
) -> dict[tuple[str, str], str]:
    """Give the apps that services are in by the `parts` of the systems that were imported."""
    mains = {
        (origin.file, service): origin.key
        for id, origin in known.origins.items()
        for service in (origin.key, *as_texts(systems[id].facts.get("parts")))
    }
    decided = {}
    for thing in things:
        file = known.origin(thing).file
        for part in thing.parts:
            if (main := mains.get((file, part.service))) is not None:
                decided[thing.path, part.service] = main
    return decided


def _entry(
    thing: Thing,
    id: str,
    ids: Mapping[str, str],
    known: Known,
    systems: Mapping[str, System],
) -> Entry:
    if thing.ref not in ids:
        return Entry(thing, id, "never", {}, {})
    found = _facts(thing, id, ids, known)
    system = systems.get(id)
    if system is None:
        return Entry(thing, id, "new", found, {"name": thing.name, **found})
    if system.retired:
        return Entry(thing, id, "known", found, {})
    unanswered = {key: value for key, value in found.items() if key not in system.facts}
    differences = tuple(_differences(system, found, is_ours=id in known.origins))
    return Entry(thing, id, "known", found, unanswered, differences)


def _facts(thing: Thing, id: str, ids: Mapping[str, str], known: Known) -> dict[str, Value]:
    """Give what a thing states, as facts of a system."""
    stated: dict[str, Value] = {"kind": thing.kind, **thing.facts}
    for key in _REFERENCES:
        refs = getattr(thing, key)
        named = [refs] if isinstance(refs, str) else refs
        targets = [known.on if ref == THE_HOST else ids.get(ref) for ref in named]
        right = tuple(dict.fromkeys(target for target in targets if target and target != id))
        if right:
            stated[key] = right if FACTS[key].shape is Shape.REFERENCES else right[0]
    return {**stated, "source": str(known.origin(thing))}


def _differences(
    system: System, found: Mapping[str, Value], *, is_ours: bool
) -> Iterator[Difference]:
    """Give the facts that a system states otherwise; `is_ours` if this source's import made it."""
    for key in _COMPARED if is_ours else _REFERENCES:
        value, stated = found.get(key), system.facts.get(key)
        if value is None or stated is None or value == stated:
            continue
        if FACTS[key].shape is Shape.REFERENCES:
            more = [id for id in as_texts(value) if id not in as_texts(stated)]
            value = (*as_texts(stated), *more)
        if value != stated and set(as_texts(value) or [value]) != set(as_texts(stated) or [stated]):
            yield Difference(key, stated, value)


def _vanished(known: Known, systems: Mapping[str, System], found: Collection[str]) -> Iterator[str]:
    """Give the systems in use that an earlier import found under the paths, in file order."""
    for id in known.origins:
        if id not in found and not systems[id].retired and known.was_read(id):
            yield id


def chosen_facts(
    plan: Plan, picked: Collection[str], systems: Mapping[str, System]
) -> tuple[dict[str, Changes], dict[str, Changes]]:
    """Give the facts of the new systems and the changes to known ones, both by id.

    `picked` holds the ids of the new systems that are wanted. References to others that are not in
    the inventory are left out.
    """
    there = {*systems, *picked}
    new: dict[str, Changes] = {}
    changes: dict[str, Changes] = {}
    for entry in plan.entries:
        if entry.state == "never" or (entry.state == "new" and entry.id not in picked):
            continue
        facts = {
            key: right
            for key, value in entry.facts.items()
            if (right := _only_of(there, key, value)) is not None
        }
        if entry.state == "new":
            new[entry.id] = facts
        elif facts:
            changes[entry.id] = facts
    return new, changes


def _only_of(there: Collection[str], key: str, value: Value) -> Value | None:
    """Leave out references to what is not there; None if nothing is left."""
    if FACTS[key].shape not in REFERRING:
        return value
    if isinstance(value, tuple):
        return tuple(id for id in value if id in there) or None
    return value if value in there else None
