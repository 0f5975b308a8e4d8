"""Reading sources for an inventory, and taking what a person picked of what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.shapes import Value
from labtui.data.inventory.edits import started_from
from labtui.data.inventory.import_step import ImportStep
from labtui.data.inventory.workspace import Workspace
from labtui.errors import NothingFoundError, SourceError
from labtui.importers.files import STDIN
from labtui.importers.found import Finding, Options
from labtui.importing.inventory import Inventory
from labtui.importing.picked import Picked
from labtui.importing.plan import Plan, chosen_facts
from labtui.importing.roots import told_apart
from labtui.importing.sources import Source, importer, recognised, remember
from labtui.importing.telling import Telling
from labtui.text.printable import printable
from labtui.text.wording import join_few


def inventory_of(workspace: Workspace) -> Inventory:
    """Give what an import has to know of an open inventory."""
    unreadable, ids = (
        set(),
        Counter(str(block.raw.get("id")) for block in workspace.document.systems),
    )
    for problem in workspace.problems:
        if problem.id is not None and not problem.unknown_key:
            unreadable.add((problem.id, problem.key))
    repeated = frozenset(id for id, count in ids.items() if count > 1)
    return Inventory(workspace.lab.systems, frozenset(unreadable), repeated)


def sources_for(
    workspace: Workspace, source: str, paths: Iterable[Path], on: str | None, *, each: bool = False
) -> list[Source]:
    """Give what to read, with what the inventory remembers of it.

    A path is left out where it, or a folder around it, is among the paths already. `on` is the id
    of the host where the source names none; None takes the one that was given for these paths
    before. Raises SourceError if these are several, and for nothing is at this path.
    """
    remembered = [one for one in Source.all_of(workspace.document.top) if one.source == source]
    whole = dict.fromkeys(path if path == STDIN else _real(path) for path in paths)
    found = []
    for path in whole:
        if not any(other in path.parents for other in whole if other != STDIN):
            before = [one for one in remembered if one.path == str(path) and on in (None, one.on)]
            known = before[0] if len(before) == 1 else Source(source, str(path), on)
            found.append(known._replace(each=each or known.each, never=frozenset()))
    hosts = {one.on for one in found if one.on is not None}
    if len(hosts) > 1:
        said = join_few(f"{one.place} runs on {one.on or 'no host yet'}" for one in found)
        raise SourceError(f"{said}. Import them one at a time, or say --on.")
    never = frozenset[str]().union(*(one.never for one in remembered))
    host = next(iter(hosts), None)
    return [
        one._replace(on=host, never=never if number == 0 else frozenset())
        for number, one in enumerate(found)
    ]


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # a loop of links
        raise SourceError(f"{printable(str(path))}: leads nowhere: {error}") from None


def find(sources: Sequence[Source], options: Options, systems: Iterable[System]) -> Finding:
    """Read sources of one kind, which may name `systems`.

    Raises SourceError if nothing can be read or found, and what `options.progress` raises.
    """
    names = frozenset(word.casefold() for system in systems for word in (system.id, system.name))
    each = options.each or any(source.each for source in sources)
    known = {column: key for source in sources for column, key in source.columns if key in FACTS}
    options = replace(options, each=each, names=names, columns={**known, **options.columns})
    reader, paths = importer(sources[0].source), [Path(source.path) for source in sources]
    finding = reader.read(paths, options)
    is_empty = not finding.things and not finding.evidence
    if is_empty and not (finding.skips and any(path.is_dir() for path in paths)):
        reason = f"nothing that labtui import {reader.name} reads"
        if finding.skips and len(paths) == 1:
            reason = finding.skips[0].reason
        looks = [kind for path in paths for kind in recognised(path)] if STDIN not in paths else []
        hint = f". Did you mean labtui import {looks[0]}?" if looks else ""
        places = join_few([source.place for source in sources])
        raise NothingFoundError(f"{places}: {reason}{hint}", skips=bool(finding.skips))
    told_apart(finding)
    return finding


def take(
    workspace: Workspace, found: Plan, picked: Picked | None = None
) -> tuple[list[str], list[str]]:
    """Import what was picked, or else all that is new and nothing that changes an answer.

    That is one step. Gives the ids of the new and of the changed systems. Raises FactError and
    DocumentError, and changes nothing then.
    """
    picked = picked or Picked()
    systems = workspace.lab.systems
    wanted = [entry.id for entry in found.new] if picked.new is None else picked.new
    new, changes = chosen_facts(found, wanted, picked.updated, systems)
    for id, facts in new.items():
        host = picked.hosts.get(id) or facts.get("runs_on")
        started: dict[str, Value | None] = {"runs_on": host} if host else {}
        if template := picked.templates.get(id):
            above = host if isinstance(host, str) and host in systems else None
            started = {**started_from(template, workspace.lab, above), **started}
        new[id] = {**facts, **started}
    told = Telling(found, picked, systems, workspace.today)
    told.add(new, changes)
    workspace.import_found(
        ImportStep(told.new, told.changes, _remembered(workspace, found), told.seen, told.events)
    )
    return list(told.new), list(told.changes)


def _remembered(workspace: Workspace, found: Plan) -> list[dict[str, Any]] | None:
    """Give the entries of `[[sources]]` with what was read; None where they say so already."""
    top = workspace.document.top
    changed = None
    ordered = sorted(found.sources, key=lambda one: one.source)
    for _, alike in groupby(ordered, key=lambda one: one.source):
        changed = remember({"sources": changed} if changed else top, [*alike]) or changed
    return changed
