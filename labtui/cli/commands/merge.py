"""`labtui merge`: three versions of an inventory merged into one, as git's merge driver."""

from __future__ import annotations

import os
from pathlib import Path

from labtui.cli.parser import Args
from labtui.cli.subcommand import Output, Subcommand, argument
from labtui.data.inventory.conflicts import Conflict
from labtui.data.inventory.document import Document
from labtui.data.inventory.markers import with_markers
from labtui.data.inventory.merge import merge
from labtui.data.storage.atomic_write import atomic_write
from labtui.data.storage.os_errors import translate_os_errors
from labtui.data.storage.snapshots import read_snapshot
from labtui.data.storage.store import Store
from labtui.errors import DocumentError


def _run(args: Args) -> Output:
    stores = [Store(Path(path), None, create=False) for path in (args.base, args.ours, args.theirs)]
    three = [Document.parse(store.read() or b"") for store in stores]
    if three[0].read_only_reason is not None:
        # Of a criss-cross git makes the base itself, maybe with conflicts; without it, both stay.
        three[0] = Document.parse(b"")
    for store, document in zip(stores, three, strict=True):
        if document.read_only_reason is not None:
            raise DocumentError(
                f"{store.path}: {document.read_only_reason.message}; nothing was merged"
            )
        if three[0].systems and not document.data.strip():
            raise DocumentError(f"{store.path}: emptied, which nobody means; nothing was merged")
    merged = merge(*three, prefer="ours")
    data = merged.document.data
    if merged.conflicts:
        data = with_markers(merged.document, merge(*three, prefer="theirs").document)
    # A file of git's own, of which no copies are to be kept.
    target = Path(os.path.realpath(args.ours))
    with translate_os_errors(target, "not written"):
        atomic_write(target, data, read_snapshot(target))
    told = [_conflict_line(conflict) for conflict in merged.conflicts]
    if told:
        told.append("both values stand there, between <<<<<<< and >>>>>>>; keep one of them")
    return Output(told, status=int(bool(told)), written=True)


def _conflict_line(conflict: Conflict) -> str:
    if conflict.key:
        return f"both changed {conflict.where}"
    return f"{conflict.id}: one side removed it, and the other changed it"


COMMANDS = {
    "merge": Subcommand(
        _run,
        (
            "labtui merge base.toml ours.toml theirs.toml",
            'git config merge.labtui.driver "labtui merge %O %A %B"',
        ),
        (
            argument("base", metavar="BASE", help="the version both come from"),
            argument("ours", metavar="OURS", help="one version; the result is written here"),
            argument("theirs", metavar="THEIRS", help="the other version"),
        ),
    ),
}
