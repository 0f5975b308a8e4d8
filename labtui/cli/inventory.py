"""Open the inventory that a command line names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from labtui.cli.output import one_line
from labtui.cli.page import local_time
from labtui.cli.parser import Args, UsageError
from labtui.cli.streams import write_stderr
from labtui.data.inventory.document import Document
from labtui.data.inventory.parsed_blocks import ParsedBlocks
from labtui.data.inventory.read_only import ReadOnlyReason
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage import paths
from labtui.data.storage.store import Store
from labtui.errors import DocumentError, MissingFileError
from labtui.text.wording import plural


def today_of(args: Args) -> date:
    """The day that counts as today: --as-of, or the real one. Raises `UsageError`."""
    return date.today() if args.as_of is None else day_of("--as-of", args.as_of, date.today())


def day_of(option: str, text: str, today: date) -> date:
    """The day that was typed for an option. Raises `UsageError`."""
    from labtui.data.framework.dates import parse_date
    from labtui.data.framework.shapes import EXPECTED_TYPED, Shape

    day = parse_date(text, today)
    if day is None:
        raise UsageError(f'{option}: "{text}" is not {EXPECTED_TYPED[Shape.DATE]}.')
    return day


def is_readable_copy(data: bytes) -> bool:
    """True where the bytes are an inventory that can be read."""
    return Document.parse(data).is_readable


def open_store(args: Args, *, create: bool, write: bool = True) -> Store:
    """The store of the inventory's file. A file at the default place need not exist.

    Without `write` no place for backups is looked up, which would import a library.
    """
    path, named = paths.inventory(args.file, os.environ)
    backups = paths.backups_dir() if write else None
    store = Store(path, backups, create=create or not named, is_readable=is_readable_copy)
    store.without_backups = getattr(args, "without_copy", False)
    return store


def parsed_blocks(store: Store) -> ParsedBlocks:
    """What was parsed of the file of a store, at an earlier start."""
    return ParsedBlocks(paths.parsed_dir, store.path)


def open_inventory(args: Args, *, write: bool = False, systems_needed: bool = False) -> Workspace:
    """The inventory, read and assessed; if it has no systems, that is said on standard error.

    Raises `LabtuiError` where it cannot be read whole, and where it has no systems although
    these are needed.
    """
    workspace = _read_inventory(args, create=False, write=write)
    if not workspace.lab.systems:
        said = no_systems(workspace.store)
        if systems_needed:
            raise DocumentError(said)
        write_stderr([one_line(said)])
    return workspace


def open_inventory_to_add(args: Args, *, new_file: bool, write: bool = True) -> Workspace:
    """The inventory, read and assessed, to add systems. It is made if there is none.

    Without `write` nothing is saved. Raises `LabtuiError` where it cannot be read whole. Unless a
    `new_file` is wanted, also where it is missing or empty, and there are safety copies with
    systems.
    """
    from labtui.data.inventory.last_copy import is_blank

    workspace = _read_inventory(args, create=True, write=write)
    store = workspace.store
    if (
        write
        and not new_file
        and is_blank(store.expected.data)
        and (hint := restore_hint(store.path))
    ):
        raise DocumentError(
            f"{_what_is_there(store)}; {hint}; --new-file starts a new file instead"
        )
    return workspace


def _read_inventory(args: Args, *, create: bool, write: bool) -> Workspace:
    store = open_store(args, create=create, write=write)
    try:
        workspace = Workspace(
            store, today_of(args), read_only=not write, parsed=parsed_blocks(store)
        )
    except MissingFileError as error:
        hint = restore_hint(store.path)
        right = f"; {hint}" if hint else ". Use --file FILE or labtui add NAME."
        raise MissingFileError(f"{error}{right}") from error
    if workspace.document.is_readable:
        return workspace
    if not write:
        # The reason may be an interrupted save; a store that can write completes it.
        return _read_inventory(args, create=create, write=True)
    assert workspace.document.read_only_reason is not None
    hint = restore_hint(store.path) or f"{paths.restore_command(store.path)} lists older copies"
    raise DocumentError(f"{_placed(store.path, workspace.document.read_only_reason)}; {hint}")


def _placed(path: Path, reason: ReadOnlyReason, kind: str = "") -> str:
    """Say why a file cannot be changed, and where, in the form of compilers: FILE:LINE:COLUMN."""
    place = "".join(f":{number}" for number in (reason.line, reason.column) if number)
    return f"{path}{place}: {kind}{reason.problem}"


def saved_without_copy(store: Store) -> str:
    """Say that no safety copy was kept, and why."""
    return f"{store.path}: warning: saved without a safety copy: {store.backup_error}"


def no_systems(store: Store) -> str:
    """Say in one line where there are no systems, and how to get those of a safety copy back."""
    hint = restore_hint(store.path) or "labtui add NAME adds the first system"
    return f"{_what_is_there(store)}; {hint}"


def _what_is_there(store: Store) -> str:
    """Say of a file without systems whether there is one, and whether it says anything."""
    from labtui.data.inventory.last_copy import is_blank

    data = store.expected.data
    found = "there is no such file" if data is None else "the file has no systems"
    return f"{store.path}: {'the file is empty' if data is not None and is_blank(data) else found}"


def restore_hint(path: Path) -> str:
    """Name the newest safety copy with systems, and the command that restores it; empty if none."""
    from labtui.data.inventory.last_copy import last_copy

    copy = last_copy(Store(path, paths.backups_dir(), create=True))
    if copy is None:
        return ""
    return (
        f"the newest safety copy with systems, of {local_time(copy.moment)}, has "
        f"{plural(copy.systems, 'system')}: {paths.restore_command(path)} {copy.number}"
    )


def warnings(workspace: Workspace) -> Iterator[str]:
    """What is wrong in the file, a line each in the form of compilers: FILE:LINE: message."""
    path = workspace.store.path
    read_only_reason = workspace.document.read_only_reason
    if read_only_reason is not None:
        why = _placed(path, read_only_reason, "warning: ")
        yield f"{why}; until then it can be read, but not changed"
    if workspace.store.backup_error:
        yield saved_without_copy(workspace.store)
    for problem in workspace.problems:
        if problem.key == "schema":
            continue  # the reason why the file can only be read
        yield f"{path}:{problem.line}: warning: {problem._replace(line=None)}"
