"""`labtui import`: add what other programs' files show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from labtui.cli.inventory import open_inventory_to_add
from labtui.cli.page import Page, safe, stdout_page
from labtui.cli.parser import Args, Section, UsageError
from labtui.cli.saving import fact_change, save_changes
from labtui.cli.subcommand import JSON, WITHOUT_COPY, Output, Subcommand, argument
from labtui.cli.systems import find_id
from labtui.data.framework.facts import FACTS, find_fact
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.importers.found import THE_HOST, Options
from labtui.importing.as_json import plan_json
from labtui.importing.operations import find, inventory_of, sources_for, take
from labtui.importing.plan import Entry, Plan, plan
from labtui.importing.sources import MODULES, ON_A_HOST, importer
from labtui.text.wording import join_words


def _run_import(args: Args) -> Output:
    _check(args)
    workspace = open_inventory_to_add(args, new_file=args.new_file, write=not args.dry_run)
    on = _host(workspace, args.on) if args.on is not None else None
    paths = [Path(path) for path in args.paths]
    sources = sources_for(workspace, args.source, paths, on, each=args.each)
    options = Options(everything=args.all, each=args.each, columns=_columns(args.map or ()))
    inventory = inventory_of(workspace)
    finding = find(sources, options, inventory.systems.values())
    found = plan(sources, finding, inventory)
    before = dict(workspace.lab.assessments)
    page = stdout_page(args.color)
    lines = [*import_lines(found, page), ""]
    if args.dry_run:
        lines.append("Nothing is saved: this was a preview.")
    else:
        take(workspace, found)
        lines += _imported(found, page)
    output = Output(lines, inventory=workspace)
    if workspace.unsaved:
        output = save_changes(args, workspace, before, lines)
    return output._replace(json=plan_json(found)) if args.json else output


def _imported(found: Plan, page: Page) -> Iterator[str]:
    """What an import did, and what is not known of what it added."""
    changed = sum(1 for entry in found.known if entry.facts)
    yield f"Imported: {len(found.new)} new, {changed} changed."
    if found.sources[0].on is None and any(e.thing.runs_on == THE_HOST for e in found.new):
        yield from page.wrap("What they run on is not answered: --on HOST says it for all of them.")


def _check(args: Args) -> None:
    """Raise `UsageError` for a path that is empty, and options that do not go with the source."""
    if not all(args.paths):
        raise UsageError("PATH is empty. Give a file, a folder, or - for standard input.")
    if args.map and args.source != "csv":
        raise UsageError(f"--map is for tables (csv), not for {args.source}.")
    if args.on is not None and args.source not in ON_A_HOST:
        hint = (
            " In a table, a column says it: --map COLUMN=runs_on." if args.source == "csv" else ""
        )
        kinds = join_words(sorted(ON_A_HOST), word="or")
        raise UsageError(f"--on is for {kinds}; {args.source} says itself what runs on what.{hint}")


def _host(workspace: Workspace, word: str) -> str:
    try:
        return find_id(workspace, word)
    except FactError as error:
        raise FactError(f"{error} To add it: labtui add {word}") from None


def _columns(words: Sequence[str]) -> dict[str, str]:
    """Read `COLUMN=KEY` words. Raises `UsageError` and `FactError`."""
    columns = {}
    for word in words:
        column, equals, key = word.rpartition("=")
        if not equals or not column:
            raise UsageError(f'--map: "{word}" is not COLUMN=KEY. Example: --map Hostname=name')
        columns[column] = find_fact(key).key
    return columns


def import_lines(found: Plan, page: Page) -> Iterator[str]:
    """What an import found, in sections; those that are empty are left out."""
    source = found.sources[0]
    places = join_words([safe(one.place) for one in found.sources], 3)
    yield f"{importer(source.source).title} in {places}"
    new = found.new
    yield from _section(page, f"New ({len(new)})", _rows(new))
    changed = [
        f"{entry.id}: {fact_change(FACTS[one.key].label, one.stated, one.found)}"
        for entry in found.changed
        for one in entry.differences
    ]
    heading = f"Changed ({len(found.changed)}): kept as you have them; labtui set takes a new value"
    yield from _section(page, heading, changed)
    moved = [f"{entry.id}: now {entry.thing.ref}" for entry in found.moved]
    yield from _section(page, f"Moved ({len(moved)})", map(safe, moved))
    completed = [
        f"{entry.id}: {join_words([FACTS[key].label for key in entry.answered])}"
        for entry in found.completed
    ]
    yield from _section(page, f"Completed ({len(completed)})", completed)
    heading = f"Not found any more ({len(found.vanished)}): kept"
    yield from _section(page, heading, found.vanished)
    finding = found.finding
    skipped = [f"{safe(skip.path)}: {safe(skip.reason)}" for skip in finding.skips]
    skipped += [f"{safe(entry.thing.ref)}: never wanted" for entry in found.unwanted]
    yield from _section(page, f"Skipped ({len(skipped)})", skipped)
    asked = [
        f"{entry.id}: {safe(one)}"
        for entry in found.entries
        for one in entry.thing.questions
        if entry.state != "never"
    ]
    yield from _section(page, f"To answer ({len(asked)})", asked)
    unused = [f"{safe(key)} {count}" for key, count in finding.unused.most_common()]
    if unused:
        yield ""
        yield from page.comma_separated(unused, "", "  ", head="Read but not used: ")
    unchanged = len(found.unchanged)
    if unchanged:
        yield ""
        yield f"Unchanged ({unchanged})"


def _section(page: Page, heading: str, rows: Iterable[str]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield ""
        yield page.heading(heading)
        for row in rows:
            yield from page.wrap(row, "  ", "    ")


def _rows(entries: Sequence[Entry]) -> Iterator[str]:
    """A row for each new system: its id, its kind, and what it is made of."""
    wide = min(max((len(entry.id) for entry in entries), default=0), 30)
    for entry in entries:
        thing = entry.thing
        others = [part.service for part in thing.parts if part.service != thing.main]
        made = f" with {join_words(others, 6)}" if others else ""
        where = f" ({thing.path})" if thing.path else ""
        yield f"{entry.id.ljust(wide)}  {thing.kind}{safe(made)}{safe(where)}"


def _sources_help() -> Iterable[Section]:
    yield "sources", [(name, importer(name).title) for name in MODULES]


COMMANDS = {
    "import": Subcommand(
        "add what other programs' files show",
        _run_import,
        (
            "labtui import compose stacks --on owl --dry-run",
            "labtui import csv devices.csv --map Hostname=name",
        ),
        (
            argument(
                "source", metavar="SOURCE", values=MODULES, help=join_words(MODULES, word="or")
            ),
            argument(
                "paths", metavar="PATH", nargs="+", help="files or folders; - is standard input"
            ),
            argument("--on", metavar="HOST", help="the system that they run on, by id or name"),
            argument("--dry-run", action="store_true", help="only show what was found"),
            argument("--all", action="store_true", help="take what is not in use, too"),
            argument("--each", action="store_true", help="a system for each container"),
            argument(
                "--map",
                metavar="COLUMN=KEY",
                action="append",
                help="the fact that a column of a table states",
            ),
            argument(
                "--new-file",
                action="store_true",
                help="start a new file, although there are safety copies of a lost one",
            ),
            JSON,
            WITHOUT_COPY,
        ),
        description="Adds the systems that the files of other programs show, and answers what is "
        "not answered yet. It never changes what you stated, and reads no secrets. It runs nothing "
        "itself: docker inspect $(docker ps -q) | labtui import docker - --on HOST",
        more=_sources_help,
    ),
}
