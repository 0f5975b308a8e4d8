"""Open the inventory that a command line names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

from labtui.cli.parser import Args, UsageError
from labtui.data.inventory.document import Document
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage import paths
from labtui.data.storage.store import Store
from labtui.errors import DocumentError


def today_of(args: Args) -> date:
    """The day that counts as today: --as-of, or the real one. Raises `UsageError`."""
    if args.as_of is None:
        return date.today()
    from labtui.data.framework.values import parse_date

    day = parse_date(args.as_of, date.today())
    if day is None:
        raise UsageError(f"--as-of {args.as_of}: expected a day like 2026-11-21")
    return day


def is_readable(document: Document) -> bool:
    """True where all that a document says can be read, even if it cannot be changed as it is."""
    return document.read_only_reason is None or document.read_only_reason.readable


def is_readable_copy(data: bytes) -> bool:
    """True where the bytes are an inventory that can be read."""
    return is_readable(Document.parse(data))


def open_store(args: Args, *, create: bool, write: bool = True) -> Store:
    """The store of the inventory's file. A file at the default place need not exist.

    Without `write` no place for backups is looked up, which would import a library.
    """
    path, named = paths.inventory(args.file, os.environ)
    backups = paths.backups_dir() if write else None
    return Store(path, backups, create=create or not named, is_readable=is_readable_copy)


def open_inventory(args: Args, *, create: bool = False, write: bool = False) -> Workspace:
    """The inventory, read and assessed. Raises `LabtuiError` where it cannot be read whole."""
    store = open_store(args, create=create, write=write)
    workspace = Workspace(store, today_of(args), read_only=not write)
    if is_readable(workspace.document):
        return workspace
    if not write:
        # The reason may be an interrupted save; a store that can write completes it.
        return open_inventory(args, create=create, write=True)
    assert workspace.document.read_only_reason is not None
    raise DocumentError(
        f"{store.path}: {workspace.document.read_only_reason.message}; "
        "labtui restore lists older copies"
    )


def warnings(workspace: Workspace) -> Iterator[str]:
    """What is wrong in the file, a line each in the form of compilers: FILE:LINE: message."""
    path = workspace.store.path
    read_only_reason = workspace.document.read_only_reason
    if read_only_reason is not None:
        why = read_only_reason.message
        yield f"{path}: warning: {why}; until then it can be read, but not changed"
    for problem in workspace.problems:
        if problem.key == "schema":
            continue  # the reason why the file can only be read
        yield f"{path}:{problem.line}: warning: {problem._replace(line=None)}"
