"""What `restore` and `doctor` print: the safety copies, and how file and terminal are."""

from __future__ import annotations

import locale
import os
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from labtui.cli.page import DIM, Page, fit, safe
from labtui.data.inventory.document import Document
from labtui.data.preferences.settings import SettingsError, read_preferences
from labtui.data.storage import paths
from labtui.data.storage.backups import Backup
from labtui.data.storage.store import Store
from labtui.errors import UNDRAWABLE, FactError, LabtuiError
from labtui.text.wording import hint, join_words, plural

UNREADABLE = "unreadable"
"""What is said of a copy that is no readable inventory."""

WRONG = "wrong"
"""The heading of what keeps the inventory from being read, changed or saved."""

Facts = list[tuple[str, str]]
"""What there is to say, each under a heading; those without one go on with the last."""


def moment(copy: Backup) -> str:
    """When a copy was made, in the time of the place."""
    return f"{copy.moment.astimezone():%Y-%m-%d %H:%M:%S}"


# --- restore


def copies_lines(copies: Sequence[Backup], path: Path, page: Page) -> list[str]:
    """The copies of a file, newest first, each with the number it goes by."""
    if not copies:
        return [f"No copies of {safe(str(path))} yet; one is made before it is first changed."]
    rows = [("", "made", "bytes", "systems", "name")]
    for number, copy in enumerate(copies, 1):
        size, systems = _content(copy)
        told = UNREADABLE if systems is None else str(systems)
        rows.append((str(number), moment(copy), f"{size:,}", told, safe(copy.path.name)))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(
            [
                row[0].rjust(widths[0]),
                fit(row[1], widths[1]),
                row[2].rjust(widths[2]),
                row[3].rjust(widths[3]),
                row[4],
            ]
        )
        for row in rows
    ]
    lines[0] = page.paint(lines[0], DIM)
    said = f"{paths.restore_command(path)} 1 puts the first back; --diff shows what that changes."
    return [*lines, "", safe(said)]


def copies_json(copies: Iterable[Backup]) -> Any:
    """The copies for scripts; `systems` is null for one that is no readable inventory."""
    told = []
    for number, copy in enumerate(copies, 1):
        size, systems = _content(copy)
        told.append(
            {
                "number": number,
                "name": copy.path.name,
                "path": str(copy.path),
                "made": copy.moment.isoformat(),
                "bytes": size,
                "systems": systems,
            }
        )
    return {"schema": 1, "copies": told}


def _content(copy: Backup) -> tuple[int, int | None]:
    """How many bytes a copy has, and how many systems if it is a readable inventory."""
    data = copy.read()
    document = Document.parse(data)
    readable = document.read_only_reason is None or document.read_only_reason.convertible
    return len(data), len(document.systems) if readable else None


def copy_named(word: str, copies: Sequence[Backup]) -> Backup:
    """The copy of a number in the list, of a name, or at a path. Raises `FactError`."""
    for number, copy in enumerate(copies, 1):
        if word in (str(number), copy.path.name, str(copy.path)):
            return copy
    named = [copy.path.name for copy in copies]
    right = f"1 to {len(copies)}, or a name" if len(copies) > 1 else "labtui restore lists them"
    raise FactError(f"{word}: no such copy; {right}{hint(word, named)}")


def diff_lines(now: bytes, then: bytes, path: Path, copy: Backup, page: Page) -> list[str]:
    """What restoring a copy would change in the file."""
    from difflib import unified_diff

    old, new = (data.decode("utf-8", "replace").splitlines() for data in (now, then))
    lines = unified_diff(old, new, str(path), copy.path.name, lineterm="")
    colours = {"+": "32", "-": "31"}
    shown = [page.paint(safe(line), colours.get(line[:1], "")) for line in lines]
    if now == then:
        return ["the file is just like this copy"]
    return shown or ["nothing but how lines end differs"]


# --- doctor


def examined(store: Store, today: date, environ: Mapping[str, str]) -> tuple[Facts, bool]:
    """What there is to say of a file and of where it is read, and whether all is well.

    Saving is tried beside the file, never on it.
    """
    facts: Facts = [("file", str(store.path))]
    for examine in (_file, _copies, _saving):
        try:
            facts += examine(store, today)
        except LabtuiError as error:
            facts += [fact for fact in [(WRONG, str(error))] if fact not in facts]
    try:
        facts += _settings()
    except SettingsError as error:
        facts += [(WRONG, message) for message in error.messages]
    except LabtuiError as error:
        facts.append((WRONG, str(error)))
    well = all(heading != WRONG for heading, _ in facts)
    return [*facts, *_terminal(environ)], well


def _settings() -> Facts:
    path = paths.settings()
    keys = read_preferences(path).keys
    if not path.exists():
        return [("settings", "none; all is as it comes")]
    return [("settings", f"{path}{'; the app checks its keys' if keys else ''}")]


def _file(store: Store, today: date) -> Facts:
    from labtui.data.inventory.workspace import Workspace

    facts = [("", words) for words in store.peculiarities()]
    workspace = Workspace(store, today)
    status = store.expected.status
    if status is None:
        return [*facts, ("", "not there yet; the first change makes it")]
    systems = plural(len(workspace.document.systems), "system")
    mode = stat.S_IMODE(status.st_mode)
    facts.append(("", f"{systems}, {status.st_size:,} bytes, mode {mode:04o}"))
    read_only_reason = workspace.document.read_only_reason
    if read_only_reason is not None:
        facts.append((WRONG, read_only_reason.message))
    problems = workspace.problems
    unknown = [problem for problem in problems if problem.unknown_key]
    if unknown:
        where = [f"{p.key}{' of ' + p.id if p.id else ''} (line {p.line})" for p in unknown]
        facts.append(("", f"keys labtui does not know, and keeps: {join_words(where)}"))
    wrong = len(problems) - len(unknown)
    if wrong:
        facts.append(("", f"{plural(wrong, 'problem')} in it; labtui check names them"))
    return facts


def _copies(store: Store, _: date) -> Facts:
    copies = store.backups()
    if not copies:
        return [("copies", "none yet; one is made before it is first changed")]
    broken = sum(not copy.readable for copy in copies)
    told = f"{len(copies)}, the newest of {moment(copies[0])}"
    return [
        ("copies", told + (f", {broken} {UNREADABLE}" if broken else "")),
        ("", f"in {copies[0].path.parent}; labtui restore lists them"),
    ]


def _saving(store: Store, _: date) -> Facts:
    over = store.overwrite_reason()
    store.check_saving()
    how = f"by writing over the file, since {over}" if over else "by replacing the file as a whole"
    return [("saving", "works; tried beside the file"), ("", how)]


def _terminal(environ: Mapping[str, str]) -> Facts:
    """What the terminal and the locale are said to be."""
    term = environ.get("TERM", "")
    within = [name for name, key in (("tmux", "TMUX"), ("screen", "STY")) if environ.get(key)]
    over = ["over SSH"] if environ.get("SSH_CONNECTION") else []
    try:
        columns, lines = os.get_terminal_size(sys.stdout.fileno())
        size = f"{columns} × {lines}"
    except (AttributeError, OSError, ValueError):
        size = "output is no terminal"
    if term in UNDRAWABLE:
        size += ", and the app needs another TERM"
    colours = environ.get("COLORTERM") or "by TERM"
    if environ.get("NO_COLOR"):
        colours = "none, as NO_COLOR asks"
    output = getattr(sys.stdout, "encoding", None) or "closed"
    return [
        (
            "terminal",
            ", ".join([term or "not said", *(f"in {name}" for name in within), *over, size]),
        ),
        ("", f"colours: {colours}"),
        ("locale", f"{locale.getlocale()[0] or 'C'}, output in {output}"),
    ]


def doctor_lines(facts: Facts, page: Page) -> list[str]:
    """What was found, under headings at the left."""
    width = max(len(heading) for heading, _ in facts)
    lines: list[str] = []
    for heading, words in facts:
        first = page.paint(heading.ljust(width), DIM) if heading else " " * width
        indent = " " * (width + 2)
        wrapped = page.wrap(safe(words), indent) if page.terminal else [indent + safe(words)]
        lines += [f"{first}  {wrapped[0].lstrip()}", *wrapped[1:]]
    return lines
