"""Reading several sources, and what they say together of an inventory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from labtui.data.assessment.models import System
from labtui.data.framework.sightings import Origin
from labtui.data.framework.values import as_text, as_texts
from labtui.errors import FactError, NothingFoundError, SourceError
from labtui.importers.files import STDIN, is_file, is_folder
from labtui.importers.found import Evidence, Finding, Options, Skip, Target, Thing
from labtui.importing.addresses import Addresses, Located, label_of
from labtui.importing.evidence import (
    BACKED_UP,
    Backup,
    EvidencePlan,
    Given,
    compare,
    was_read_in,
)
from labtui.importing.grouping import Decided
from labtui.importing.inventory import Inventory
from labtui.importing.operations import find
from labtui.importing.plan import Entry, Plan, plan
from labtui.importing.roots import told_apart
from labtui.importing.sources import MODULES, Source
from labtui.text.printable import printable

_TOP = Path("/")


class Read(NamedTuple):
    """What was read from sources of one kind, on one host."""

    sources: tuple[Source, ...]
    finding: Finding
    failed: bool = False
    """True if they could not be read, so that nothing is known of what they show."""


def readable(sources: Iterable[Source]) -> list[Source]:
    """Give the sources that can be read again: of a known kind, and no standard input.

    Of a place that was read for several hosts in turn, the last one counts.
    """
    found: dict[tuple[str, str], Source] = {}
    for one in sources:
        if one.source in MODULES and one.path != str(STDIN):
            at = one.source, one.path
            before = found.pop(at, one)
            never, whose = before.never | one.never, dict(before.whose) | dict(one.whose)
            found[at] = one._replace(never=never, whose=frozenset(whose.items()))
    return [*found.values()]


def read_all(
    sources: Sequence[Source], options: Options, systems: Sequence[System]
) -> Iterator[Read]:
    """Read sources, those read alike together; what fails is skipped with its reason.

    Raises what `options.progress` raises.
    """
    ranks = {name: rank for rank, name in enumerate(MODULES)}

    ordered = sorted(sources, key=lambda one: (ranks[one.source], one.reading))
    for _, alike in groupby(ordered, key=attrgetter("reading")):
        yield from _read_alike(tuple(alike), options, systems)


def _read_alike(
    group: tuple[Source, ...], options: Options, systems: Sequence[System]
) -> Iterator[Read]:
    """Read sources of one kind and host together, but those that cannot be read."""
    try:
        finding = find(group, options, systems)
    except NothingFoundError as error:
        is_known = not error.skips and all(is_file(Path(one.path)) for one in group)
        yield _unread(group, str(error))._replace(failed=not is_known)
        return
    except SourceError as error:
        if len(group) == 1:
            yield _unread(group, str(error))
        else:
            yield from _read_apart(group, options, systems)
        return
    told_apart(finding, _TOP)
    empty = _empty(group, finding)
    for one in empty:
        yield _unread((one,), f"{one.place}: nothing that labtui import {one.source} reads")
    yield Read(tuple(one for one in group if one not in empty), finding)


def _read_apart(
    group: tuple[Source, ...], options: Options, systems: Sequence[System]
) -> Iterator[Read]:
    """Find out which sources of a group cannot be read, and read the others."""
    left = []
    for one in group:
        try:
            find([one], options, systems)
        except SourceError as error:
            yield _unread((one,), str(error))
        else:
            left.append(one)
    if left:
        yield from _read_alike(tuple(left), options, systems)


def _empty(group: tuple[Source, ...], finding: Finding) -> list[Source]:
    """Give the folders of a group that show nothing: perhaps what is there is not mounted."""
    found: list[Thing | Evidence] = [*finding.things, *finding.evidence]
    shown = {str(folder) for one in found for folder in (one.root / one.path).parents}
    folders = [one for one in group if is_folder(Path(one.path))]
    return [one for one in folders if one.path not in shown] if len(group) > 1 else []


def _unread(group: tuple[Source, ...], reason: str) -> Read:
    return Read(group, Finding(skips=[Skip("", reason)]), failed=True)


def read_with_context(
    sources: Sequence[Source],
    remembered: Sequence[Source],
    options: Options,
    systems: Sequence[System],
) -> tuple[Read, list[Read]]:
    """Read sources of one kind, on one host; where they are evidence, the remembered ones too.

    By these it is known what checks and jobs are about. Raises SourceError if the sources cannot be
    read, and what `options.progress` raises.
    """
    read = Read(tuple(sources), find(sources, options, systems))
    if not read.finding.evidence:
        return read, []
    read_already = {(one.source, one.path) for one in sources}
    others = [one for one in readable(remembered) if (one.source, one.path) not in read_already]
    return read, [*read_all(others, Options(progress=options.progress), systems)]


def plan_all(
    reads: Sequence[Read],
    inventory: Inventory,
    decided: Decided | None = None,
    context: Sequence[Read] = (),
) -> Plan:
    """Compare what was read from several sources with an inventory.

    `context` was read only to recognise by it what checks and jobs are about.
    """
    plans: list[Plan] = []
    entries: list[Entry] = []
    joined: list[Entry] = []
    systems = dict(inventory.systems)
    for read in reads:
        if read.failed:
            continue
        found = plan(read.sources, read.finding, inventory._replace(systems=systems), decided)
        plans.append(found)
        joined += [
            entry
            for entry in found.entries
            if entry.id not in inventory.systems and entry.state == "known"
        ]
        entries += [entry for entry in found.entries if entry not in joined]
        for entry in found.new:
            systems[entry.id] = System(entry.id, entry.thing.name, entry.facts)
    around = [
        plan(read.sources, read.finding, inventory)
        for read in context
        if not read.failed and read.finding.things
    ]
    evidence = _evidence_of(reads, context, plans, around, systems, inventory)
    failed = [read for read in reads if read.failed]
    return Plan(
        tuple(source for one in plans for source in one.sources)
        + tuple(source for read in failed for source in read.sources),
        tuple(entries),
        tuple(dict.fromkeys(id for one in plans for id in one.vanished)),
        _merged([read for read in reads if not read.failed]),
        tuple(joined),
        evidence,
        tuple(dict.fromkeys(id for one in plans for id in one.gone)),
        tuple(dict.fromkeys(id for one in plans for id in one.back)),
        tuple(skip for read in failed for skip in read.finding.skips),
    )


def told_whose(reads: Sequence[Read], whose: Mapping[str, str]) -> list[Read]:
    """Give what was read with what a person says of addresses: ids by `label_of`.

    An empty id says that it is none of theirs. Raises FactError for what nothing names.
    """
    kinds: dict[str, set[str]] = {}
    for read in reads:
        for evidence in read.finding.evidence:
            for target in (*evidence.targets, *evidence.to):
                label = label_of(target, read.sources[0].on)
                kinds.setdefault(label, set()).add(read.sources[0].source)
    for label in whose:
        if label not in kinds:
            raise FactError(f"{printable(label)}: no check, job or route names it.")
    told = []
    for read in reads:
        first, *others = read.sources
        mine = {label: id for label, id in whose.items() if first.source in kinds[label]}
        left = {label: id for label, id in first.whose if label not in mine}
        said = {label: id for label, id in mine.items() if id}
        first = first._replace(
            whose=frozenset({**left, **said}.items()),
            never=first.never - said.keys() | (mine.keys() - said.keys()),
        )
        told.append(read._replace(sources=(first, *others)))
    return told


def _merged(reads: Sequence[Read]) -> Finding:
    """Give one finding of all that was read, with the paths of skips as people write them."""
    merged = Finding()
    for read in reads:
        finding = read.finding
        merged.things += finding.things
        merged.evidence += finding.evidence
        merged.unused += finding.unused
        place = read.sources[0].place
        alone = len(reads) == 1 or len(read.sources) > 1
        for skip in finding.skips:
            merged.skips.append(skip if alone else Skip(_below(place, skip.path), skip.reason))
    return merged


def _below(place: str, path: str) -> str:
    """Give the path of a skip below the place that was given, which may be the file itself."""
    return place if place.endswith(f"/{path}") else f"{place}/{path}".rstrip("/")


def _evidence_of(
    reads: Sequence[Read],
    context: Sequence[Read],
    plans: Sequence[Plan],
    around: Sequence[Plan],
    systems: Mapping[str, System],
    inventory: Inventory,
) -> EvidencePlan:
    given = list(_given(reads, systems))
    backups = list(_backups(plans))
    if not given and not backups and not any(system.seen for system in inventory.systems.values()):
        return EvidencePlan()
    located = [
        _located(entry, one.sources[0], systems)
        for one in (*plans, *around)
        for entry in one.entries
        if entry.state != "never"
    ]
    sources = [source for read in (*reads, *context) for source in read.sources]
    whose = {label: id for source in sources for label, id in source.whose}
    never = {one for source in sources for one in source.never}
    addresses = Addresses(systems, located, whose, _routes((*reads, *context), systems))
    new = {id: system.facts for id, system in systems.items() if id not in inventory.systems}
    paths: dict[str, list[Path]] = {}
    unread = {Path(source.path) for read in reads if read.failed for source in read.sources}
    remembered = {Path(source.path) for read in context for source in read.sources}
    unread |= {path for path in remembered if is_file(path)}
    for read in reads:
        for source in read.sources if not read.failed else ():
            root = Path(source.path)
            paths.setdefault(source.source, []).append(root)
            for skip in read.finding.skips:
                unread |= {root / skip.path, root.parent / skip.path}
    was_read = was_read_in(paths, unread)
    vanished = {id for one in plans for id in one.vanished}
    found = compare(given, addresses, inventory, new, was_read, backups)
    return found.without(never, vanished)


def _backups(plans: Iterable[Plan]) -> Iterator[Backup]:
    for entry in (entry for one in plans for entry in one.entries if entry.state != "never"):
        kept = as_texts(entry.found.get(BACKED_UP))
        origin = Origin.parse(str(entry.found["source"]))
        if kept and origin is not None:
            yield Backup(entry.id, origin, kept)


def _given(reads: Iterable[Read], systems: Collection[str]) -> Iterator[Given]:
    for read in reads:
        first = read.sources[0]
        on = first.on if first.on in systems else None
        for evidence in read.finding.evidence:
            yield Given(first.source, on, evidence)


def _located(entry: Entry, source: Source, systems: Mapping[str, System]) -> Located:
    stated = systems[entry.id].runs_on if entry.id in systems else None
    return Located(
        entry.thing, entry.id, stated or as_text(entry.found.get("runs_on")) or source.on
    )


def _routes(
    reads: Iterable[Read], systems: Collection[str]
) -> Iterator[tuple[Target, Target, str | None]]:
    """Give the public addresses of routes, what answers there, and the host of the proxy."""
    for given in _given(reads, systems):
        if given.evidence.shows == "route":
            for upstream in given.evidence.targets[:1]:
                for public in given.evidence.to:
                    yield public, upstream, given.on
