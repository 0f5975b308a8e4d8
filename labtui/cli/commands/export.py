"""`labtui export`: the whole inventory in another format."""

from __future__ import annotations

import os
from pathlib import Path

from labtui.cli.inventory import open_inventory
from labtui.cli.output import json_text
from labtui.cli.parser import Args
from labtui.cli.subcommand import Output, Subcommand, argument, check_choice
from labtui.errors import StoreError
from labtui.reports.as_json import plain


def _run(args: Args) -> Output:
    check_choice("export", args.format, ["json"])
    workspace = open_inventory(args)
    document = workspace.document
    whole = {**document.top, "systems": [block.raw for block in document.systems]}
    if args.output is None:
        return Output((), plain(whole), inventory=workspace)
    _write(Path(args.output), json_text(plain(whole)), workspace.store.path)
    return Output(inventory=workspace)


def _write(path: Path, text: str, inventory: Path) -> None:
    """Write an export; when this returns, it has reached the disk."""
    try:
        if path.exists() and path.samefile(inventory):
            raise StoreError(f"{path}: this is the inventory itself; export to another file")
        with path.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if path.is_file():
                os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"{path}: not written: {(error.strerror or str(error)).lower()}"
        ) from error


COMMANDS = {
    "export": Subcommand(
        "the whole inventory in another format",
        _run,
        (
            argument("format", metavar="FORMAT", help="json"),
            argument("-o", "--output", metavar="FILE", help="write it there"),
        ),
    ),
}
