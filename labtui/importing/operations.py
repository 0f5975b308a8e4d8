"""Reading sources for an inventory, and taking what a person picked of what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from labtui.data.assessment.models import Changes
from labtui.data.framework.shapes import Value
from labtui.data.inventory.edits import started_from
from labtui.data.inventory.workspace import Workspace
from labtui.errors import SourceError
from labtui.importers.files import STDIN
from labtui.importers.found import Finding, Options
from labtui.importing.plan import Plan, chosen_facts
from labtui.importing.roots import told_apart
from labtui.importing.sources import Source, importer, recognised, remember
from labtui.text.wording import join_few


def sources_for(
    workspace: Workspace, source: str, paths: Iterable[Path], on: str | None, *, each: bool = False
) -> list[Source]:
    """Give what to read, with what the inventory remembers of it.

    `on` is the id of the host where the source names none; None takes the one that was given for
    the same path before, if there is just one.
    """
    remembered = [one for one in Source.all_of(workspace.document.top) if one.source == source]
    found = []
    for path in paths:
        name = str(path) if path == STDIN else str(path.resolve())
        before = [one for one in remembered if one.path == name and on in (None, one.on)]
        if len(before) == 1:
            found.append(before[0]._replace(each=each or before[0].each))
        else:
            found.append(Source(source, name, on, each))
    hosts = {one.on for one in found}
    return found if len(hosts) == 1 else [one._replace(on=on) for one in found]


def find(sources: Sequence[Source], options: Options) -> Finding:
    """Read sources of one kind.

    Raises SourceError if nothing can be read or found, and what `options.progress` raises.
    """
    options = replace(options, each=options.each or any(source.each for source in sources))
    reader, paths = importer(sources[0].source), [Path(source.path) for source in sources]
    finding = reader.read(paths, options)
    if not finding.things and not finding.skips:
        looks = [kind for path in paths for kind in recognised(path)] if STDIN not in paths else []
        hint = f" Did you mean labtui import {looks[0]}?" if looks else ""
        names = join_few([source.place for source in sources])
        raise SourceError(f"{names}: nothing for labtui import {reader.name} is there.{hint}")
    told_apart(finding)
    return finding


def take(
    workspace: Workspace,
    found: Plan,
    *,
    picked: Collection[str] | None = None,
    templates: Mapping[str, str] | None = None,
    hosts: Mapping[str, str] | None = None,
    updated: Mapping[str, Changes] | None = None,
) -> tuple[list[str], list[str]]:
    """Import what was picked, as one step; gives the ids of the new and of the changed systems.

    `picked` holds the ids of new systems, None for all. `templates` and `hosts` state by id how
    new systems start and what they run on. `updated` are facts of known systems to be replaced.
    Raises FactError and DocumentError, and changes nothing then.
    """
    systems = workspace.lab.systems
    wanted = [entry.id for entry in found.new] if picked is None else picked
    new, changes = chosen_facts(found, wanted, systems)
    for id, facts in new.items():
        host = (hosts or {}).get(id) or facts.get("runs_on")
        started: dict[str, Value | None] = {"runs_on": host} if host else {}
        if template := (templates or {}).get(id):
            above = host if isinstance(host, str) and host in systems else None
            started = {**started_from(template, workspace.lab, above), **started}
        new[id] = {**facts, **started}
    for id, facts in (updated or {}).items():
        changes[id] = {**changes.get(id, {}), **facts}
    workspace.import_found(new, changes, remember(workspace.document.top, found.sources))
    return list(new), list(changes)
