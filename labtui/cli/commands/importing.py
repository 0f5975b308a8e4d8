"""`labtui import` and `labtui refresh`: take over what other programs' files show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from labtui.cli.import_lines import import_lines, own_lines, refresh_lines
from labtui.cli.inventory import open_inventory, open_inventory_to_add
from labtui.cli.page import Page, stdout_page
from labtui.cli.parser import Args, Section, UsageError
from labtui.cli.saving import save_changes
from labtui.cli.subcommand import JSON, WITHOUT_COPY, Output, Subcommand, argument
from labtui.cli.systems import find_id
from labtui.data.framework.facts import find_fact
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.importers.files import in_use
from labtui.importers.found import THE_HOST, Options
from labtui.importing.as_json import plan_json
from labtui.importing.operations import inventory_of, sources_for, take
from labtui.importing.own_file import OWN, OWN_TITLE, read_own
from labtui.importing.picked import Picked
from labtui.importing.plan import Plan
from labtui.importing.reading import plan_all, read_all, read_with_context, readable, told_whose
from labtui.importing.sources import MODULES, ON_A_HOST, Source, importer
from labtui.text.wording import join_words


def _run_import(args: Args) -> Output:
    _check(args)
    workspace = open_inventory_to_add(args, new_file=args.new_file, write=not args.dry_run)
    if args.source == OWN:
        return _import_own(args, workspace)
    on = _host(workspace, args.on) if args.on is not None else None
    given = [Path(path) for path in args.paths]
    paths, skips = (given, []) if args.all else in_use(given)
    sources = sources_for(workspace, args.source, paths, on, each=args.each)
    columns = _columns(args.map or ())
    sources = [
        one._replace(columns=frozenset({**dict(one.columns), **columns}.items())) for one in sources
    ]
    options = Options(everything=args.all, each=args.each)
    inventory = inventory_of(workspace)
    remembered = Source.all_of(workspace.document.top)
    systems = [*inventory.systems.values()]
    read, context = read_with_context(sources, remembered, options, systems)
    read.finding.skips[:0] = skips
    [read] = told_whose([read], _whose(workspace, args.whose or ()))
    found = plan_all([read], inventory, context=context)
    page = stdout_page(args.color)
    lines = [*import_lines(found, page), ""]
    if args.dry_run:
        lines.append("Nothing is saved: this was a preview.")
    return _taken(args, workspace, found, Picked(), lines, "Imported")


def _import_own(args: Args, workspace: Workspace) -> Output:
    """Add what `labtui export json` gave; systems that are there stay as they are."""
    if len(args.paths) > 1:
        raise UsageError(f"Unexpected argument: {args.paths[1]}. {OWN} reads one file at a time.")
    page = stdout_page(args.color)
    own = read_own(Path(args.paths[0]), workspace.document)
    lines = own_lines(own, page)
    output = Output(lines, inventory=workspace)
    if args.dry_run:
        lines.append("Nothing is saved: this was a preview.")
    else:
        before = dict(workspace.lab.assessments)
        workspace.add_as_written(own.new, own.top)
        lines.append(f"Imported: {len(own.new)} new.")
        if workspace.unsaved:
            output = save_changes(args, workspace, before, lines)
    if not args.json:
        return output
    new = [table.get("id") for table in own.new]
    told = {"new": new, "different": own.different, "unchanged": own.unchanged}
    return output._replace(json=told)


def _run_refresh(args: Args) -> Output:
    if args.update and args.keep:
        raise UsageError("--update and --keep exclude each other.")
    workspace = open_inventory(args, write=not args.dry_run)
    sources = readable(Source.all_of(workspace.document.top))
    if not sources:
        raise FactError("No source is known yet. labtui import reads one, and remembers it.")
    inventory = inventory_of(workspace)
    reads = [*read_all(sources, Options(), [*inventory.systems.values()])]
    reads = told_whose(reads, _whose(workspace, args.whose or ()))
    found = plan_all(reads, inventory)
    page = stdout_page(args.color)
    lines = [*refresh_lines(found, page, add=args.add, update=args.update, keep=args.keep)][1:]
    observed = {(one.id, one.key) for one in found.evidence.of("differs", "lost")}
    differing = {(entry.id, one.key) for entry in found.changed for one in entry.differences}
    picked = Picked(
        None if args.add else (),
        [entry.id for entry in found.changed] if args.update else (),
        observed if args.update else (),
        observed | differing if args.keep else (),
    )
    status = 2 if all(read.failed for read in reads) else 1 if args.dry_run and found.differs else 0
    lines += [""] if lines else []
    return _taken(args, workspace, found, picked, lines, "Refreshed")._replace(status=status)


def _taken(
    args: Args, workspace: Workspace, found: Plan, picked: Picked, lines: list[str], done: str
) -> Output:
    """Import what is picked, but for a dry run; `lines` are printed before what follows."""
    output = Output(lines, inventory=workspace)
    if not args.dry_run:
        before = dict(workspace.lab.assessments)
        new, changed = take(workspace, found, picked)
        if done == "Imported" or new or changed:
            lines.append(f"{done}: {len(new)} new, {len(changed)} changed.")
            lines += _without_host(found, new, stdout_page(args.color))
        if workspace.unsaved:
            output = save_changes(args, workspace, before, lines)
    return output._replace(json=plan_json(found)) if args.json else output


def _without_host(found: Plan, new: Sequence[str], page: Page) -> Iterator[str]:
    """Say what is not known of what was added."""
    without = [e for e in found.new if e.id in new and e.thing.runs_on == THE_HOST]
    if any("runs_on" not in entry.found for entry in without):
        yield from page.wrap("What they run on is not answered: --on HOST says it for all of them.")


def _whose(workspace: Workspace, words: Sequence[str]) -> dict[str, str]:
    """Read `WHAT=ID` words, also without an ID. Raises `UsageError` and `FactError`."""
    said = {}
    for word in words:
        address, equals, id = word.rpartition("=")
        if not equals or not address.strip():
            raise UsageError(f'--whose: "{word}" is not WHAT=ID. Example: --whose nas:9100=nas')
        said[address.strip()] = find_id(workspace, id.strip()) if id.strip() else ""
    return said


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
        raise UsageError(
            f"--on is for containers and jobs of one host; {args.source} "
            f"says itself what runs on what.{hint}"
        )


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


def _sources_help() -> Iterable[Section]:
    titles = [(name, importer(name).title) for name in MODULES]
    yield "sources", [*titles, (OWN, OWN_TITLE)]


_SOURCES = (*MODULES, OWN)

WHOSE = argument(
    "--whose",
    metavar="WHAT=ID",
    action="append",
    help="the system that a check or a job is about; without an ID, none of yours",
)

COMMANDS = {
    "import": Subcommand(
        _run_import,
        (
            "labtui import compose stacks --on owl --dry-run",
            "labtui import csv devices.csv --map Hostname=name",
        ),
        (
            argument(
                "source",
                metavar="SOURCE",
                values=_SOURCES,
                help=join_words(_SOURCES, len(_SOURCES), "or"),
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
            WHOSE,
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
    "refresh": Subcommand(
        _run_refresh,
        ("labtui refresh --dry-run", "labtui refresh --add"),
        (
            argument("--dry-run", action="store_true", help="only show; status 1 if it differs"),
            argument("--add", action="store_true", help="add the systems that are new"),
            WHOSE,
            argument("--update", action="store_true", help="take what changed, and what is gone"),
            argument(
                "--keep", action="store_true", help="keep what you have, and do not show it again"
            ),
            JSON,
            WITHOUT_COPY,
        ),
        description="Reads again what labtui import read, and says what is new, changed, moved and "
        "gone; nothing if nothing is. It answers what is not answered, never changes what you "
        "stated unless you say --update, and removes nothing.",
    ),
}
