"""`labtui export`: the whole inventory in another format."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from labtui.cli.inventory import open_inventory
from labtui.cli.output import json_text
from labtui.cli.parser import Args
from labtui.cli.subcommand import Output, Subcommand, argument
from labtui.data.storage.atomic_write import atomic_write, sweep
from labtui.data.storage.directories import open_directory, sync_directory
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.snapshots import Snapshot, status_of
from labtui.data.storage.store import NOT_SYNCED
from labtui.errors import StoreError, WrittenError
from labtui.reports.as_json import plain


def _run(args: Args) -> Output:
    workspace = open_inventory(args)
    document = workspace.document
    whole = {**document.top, "systems": [block.raw for block in document.systems]}
    if args.output is None:
        return Output((), plain(whole), inventory=workspace)
    _write(Path(args.output), json_text(plain(whole)), workspace.store.path)
    return Output(inventory=workspace, written=True)


def _write(path: Path, text: str, inventory: Path) -> None:
    """Write an export; when this returns, it has reached the disk.

    A file is replaced whole. A device or a pipe is written to.
    """
    target, source = Path(os.path.realpath(path)), Path(os.path.realpath(inventory))
    data = text.encode()
    with translate_os_errors(path, "not written"):
        if target == source or (target.exists() and source.exists() and target.samefile(source)):
            raise StoreError(f"{path}: this is the inventory itself; export to another file")
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        sweep(target.parent, f".{target.name}")
        old = status_of(target)
        with open_directory(target.parent) as directory:
            atomic_write(target, data, Snapshot(None, old), mode=_mode(old, status_of(source)))
            with translate_os_errors(path, NOT_SYNCED, WrittenError):
                sync_directory(directory)


def _mode(old: os.stat_result | None, inventory: os.stat_result | None) -> int:
    """The mode of an export: others may read it only if they may read the inventory."""
    if inventory is None or not inventory.st_mode & stat.S_IROTH:
        return 0o600
    if old is not None:
        return 0o600 | (old.st_mode & 0o044)
    umask = os.umask(0o077)
    os.umask(umask)
    return 0o644 & ~umask


COMMANDS = {
    "export": Subcommand(
        _run,
        ("labtui export json", "labtui export json -o lab.json"),
        (
            argument("format", metavar="FORMAT", values=("json",), help="json"),
            argument("-o", "--output", metavar="FILE", help="write it there"),
        ),
    ),
}
