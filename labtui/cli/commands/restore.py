"""`labtui restore`: list the backups of the inventory, or put one of them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from labtui.cli.inventory import is_readable_copy, open_store, saved_without_copy
from labtui.cli.output import one_line
from labtui.cli.page import DIM, Page, fit, local_time, safe, stdout_page
from labtui.cli.parser import Args, UsageError
from labtui.cli.streams import write_stderr
from labtui.cli.subcommand import WITHOUT_COPY, Output, Subcommand, argument
from labtui.data.inventory.document import Document
from labtui.data.storage import paths
from labtui.data.storage.backups import Backup
from labtui.errors import DocumentError, FactError, StoreError
from labtui.text.wording import hint


def _run(args: Args) -> Output:
    if args.copy is None and args.diff:
        raise UsageError("--diff needs a copy. labtui restore lists them.")
    if args.copy is not None and args.json:
        raise UsageError("--json is for the list. Leave out the copy.")
    store = open_store(args, create=True)
    backups = store.backups()
    if args.copy is None:
        json = backups_json(backups) if args.json else None
        return Output(backups_lines(backups, store.path, stdout_page(args.color)), json)
    backup = find_backup(args.copy, backups)
    data = backup.read(even_damaged=args.diff or args.unreadable)
    now = store.read()
    if args.diff:
        return Output(diff_lines(now or b"", data, store.path, backup, stdout_page(args.color)))
    if not is_readable_copy(data) and not args.unreadable:
        raise DocumentError(
            f"{backup.path}: this copy cannot be read as an inventory; "
            "--unreadable restores it anyway"
        )
    if now == data:
        return Output(["the file is just like this copy"])
    reason = Document.parse(now or b"").read_only_reason
    if reason is not None and not reason.replaceable:
        raise DocumentError(f"{store.path}: {reason.message}; move it away to restore a copy")
    store.write(data)
    kept = "; what was there is kept as a copy" if now and not store.backup_error else ""
    if store.backup_error:
        write_stderr([one_line(saved_without_copy(store))])
    said = f"{one_line(str(store.path))}: as it was on {local_time(backup.moment)}{kept}"
    return Output([said], written=True)


COMMANDS = {
    "restore": Subcommand(
        _run,
        ("labtui restore", "labtui restore 1 --diff", "labtui restore 1"),
        (
            argument(
                "copy", metavar="COPY", nargs="?", help="which: its number in the list, or its name"
            ),
            argument("--diff", action="store_true", help="only show what it would change"),
            argument(
                "--unreadable",
                action="store_true",
                help="even one that is damaged or no readable inventory",
            ),
            argument("--json", action="store_true", help="the list, for scripts"),
            WITHOUT_COPY,
        ),
        description="Lists the safety copies of the inventory, or puts one of them back.",
    ),
}


DAMAGED = "damaged"
"""What the list says of a backup that has other bytes than were written, or gives none."""


def backups_lines(backups: Sequence[Backup], path: Path, page: Page) -> list[str]:
    """A table of the backups of a file, newest first, numbered from 1.

    On a terminal with no room for their names it is without them; the numbers do as well.
    """
    if not backups:
        return [f"No copies of {safe(str(path))} yet; one is made before it is first changed."]
    rows = [("", "made", "bytes", "systems", "name")]
    for number, backup in enumerate(backups, 1):
        told, name = _content(backup), safe(backup.path.name)
        rows.append((str(number), local_time(backup.moment), f"{backup.size:,}", str(told), name))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    shown = len(widths)
    if page.terminal and sum(widths) + 8 > page.width:
        shown -= 1
    lines = [
        "  ".join(
            [
                row[0].rjust(widths[0]),
                fit(row[1], widths[1]),
                row[2].rjust(widths[2]),
                row[3].rjust(widths[3]),
                row[4],
            ][:shown]
        )
        for row in rows
    ]
    lines[0] = page.paint(lines[0], DIM)
    said = f"{paths.restore_command(path)} 1 puts the first back; --diff shows what that changes."
    return [*lines, "", *(page.wrap(safe(said)) if page.terminal else [safe(said)])]


def backups_json(backups: Iterable[Backup]) -> Any:
    """The backups for scripts; `systems` is null for one that cannot be read as an inventory."""
    told = []
    for number, backup in enumerate(backups, 1):
        content = _content(backup)
        told.append(
            {
                "number": number,
                "name": backup.path.name,
                "path": str(backup.path),
                "made": backup.moment.isoformat(),
                "bytes": backup.size,
                "systems": content if isinstance(content, int) else None,
                "damaged": content == DAMAGED,
            }
        )
    return {"schema": 1, "copies": told}


def _content(backup: Backup) -> int | str:
    """The number of systems in a backup, or why it has none."""
    try:
        document = Document.parse(backup.read())
    except StoreError:
        return DAMAGED
    return len(document.systems) if document.is_readable else "unreadable"


def find_backup(word: str, backups: Sequence[Backup]) -> Backup:
    """The backup with a number in the list, a name, or a path. Raises `FactError`."""
    for number, backup in enumerate(backups, 1):
        if word in (str(number), backup.path.name, str(backup.path)):
            return backup
    named = [backup.path.name for backup in backups]
    right = hint(word, named) or " labtui restore lists them."
    raise FactError(f"No safety copy {word}.{right}")


def diff_lines(now: bytes, then: bytes, path: Path, backup: Backup, page: Page) -> list[str]:
    """A unified diff of what restoring a backup would change in the file."""
    from difflib import unified_diff

    old, new = (data.decode("utf-8", "replace").splitlines() for data in (now, then))
    lines = unified_diff(old, new, str(path), backup.path.name, lineterm="")
    colours = {"+": "32", "-": "31"}
    shown = [page.paint(safe(line), colours.get(line[:1], "")) for line in lines]
    if now == then:
        return ["the file is just like this copy"]
    return shown or ["nothing but how lines end differs"]
