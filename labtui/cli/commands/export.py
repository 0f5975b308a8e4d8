"""`labtui export`: the inventory, or a part of it, in another format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from labtui.cli.inventory import open_inventory
from labtui.cli.parser import Args, Section, UsageError
from labtui.cli.subcommand import Output, Subcommand, argument
from labtui.cli.systems import find_id
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.exports import write_report
from labtui.errors import FactError
from labtui.reports.formats import FORMATS, exported
from labtui.text.wording import join_words, plural


def _run(args: Args) -> Output:
    chosen = FORMATS[args.format]
    if chosen.makes_folder and args.output is None:
        raise UsageError(f"{args.format} makes a folder of several files: -o FOLDER")
    workspace = open_inventory(args)
    ids = _chosen(workspace, args.ids, args.filter)
    report, secrets, left_out = exported(
        args.format, workspace.document, workspace.lab, workspace.ids, ids
    )
    told = [*_about_secrets(workspace, secrets, masked=not chosen.as_written)]
    if left_out:
        told.append(f"Not in it: {left_out}. labtui export json has all.")
    if args.output is not None:
        removed = write_report(Path(args.output), report, workspace.store.path)
        said = f"Removed {plural(removed, 'file')} of the last export."
        return Output((said,) if removed else (), inventory=workspace, written=True, warnings=told)
    assert isinstance(report, str)
    if chosen.suffix == ".json":
        import json

        return Output((), json.loads(report), inventory=workspace, warnings=told)
    return Output(report.removesuffix("\n").split("\n"), inventory=workspace, warnings=told)


def _chosen(workspace: Workspace, named: Sequence[str], words: str | None) -> Iterable[str]:
    """The systems that were named, of these those that a filter finds. Raises `FactError`."""
    ids = [find_id(workspace, word) for word in named] or [*workspace.ids]
    if words is None:
        return ids
    from labtui.data.analysis.query import Query

    found = Query(words, sort="file").listed(workspace.lab, ids)
    if not found:
        raise FactError(f'No system matches "{words}".')
    return found


def _about_secrets(
    workspace: Workspace, secrets: Mapping[str, Sequence[str]], *, masked: bool
) -> Iterator[str]:
    """Say which facts look like secrets, a line each in the form of compilers."""
    done = "is masked" if masked else "is exported as it is"
    for id, keys in secrets.items():
        for key in keys:
            place = f"{workspace.store.path}"
            if id in workspace.lab.systems:
                place += f":{workspace.line_of(id, key)}"
            yield f"{place}: warning: {id}: {key}: what looks like a secret {done}"


def _formats_help() -> Iterable[Section]:
    yield "formats", [(name, each.summary) for name, each in FORMATS.items()]


COMMANDS = {
    "export": Subcommand(
        _run,
        ("labtui export json", "labtui export csv --filter level:3b -o lab.csv"),
        (
            argument(
                "format",
                metavar="FORMAT",
                values=FORMATS,
                help=join_words(FORMATS, len(FORMATS), "or"),
            ),
            argument("ids", metavar="ID", nargs="*", default=(), help="only these, by id or name"),
            argument(
                "--filter", metavar="WORDS", help="only what a filter of the app finds: level:3b"
            ),
            argument(
                "-o",
                "--output",
                metavar="PATH",
                help="write it there: a file, or a folder for formats of several files",
            ),
        ),
        description="Gives the inventory, or a part of it, in another format. What looks like a "
        "secret is masked, and you are told where. Of a folder it replaces only what it wrote.",
        more=_formats_help,
    ),
}
