"""`labtui doctor`: examine the file, its backups, saving, the settings and the terminal."""

from __future__ import annotations

import locale
import os
import stat
import sys
from collections.abc import Mapping
from datetime import date

from labtui.cli.inventory import open_store, restore_hint, today_of
from labtui.cli.output import one_line
from labtui.cli.page import DIM, Page, has_colour, local_time, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import WITHOUT_COPY, Output, Subcommand, argument
from labtui.data.inventory.last_copy import is_blank
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import read_preferences
from labtui.data.storage import paths
from labtui.data.storage.store import Store
from labtui.errors import UNDRAWABLE, LabtuiError, StoreError
from labtui.text.wording import join_words, plural


def _run(args: Args) -> Output:
    store = open_store(args, create=True)
    if args.convert:
        workspace = Workspace(store, today_of(args))
        workspace.convert()
        workspace.save()
        said = "each system is a [[systems]] table now"
        if not store.backup_error:
            said += "; what was there is kept as a copy"
        lines = [f"{one_line(str(store.path))}: {said}"]
        return Output(lines, inventory=workspace, written=True)
    report, healthy = examine(store, today_of(args), os.environ)
    return Output(doctor_lines(report, stdout_page(args.color)), status=0 if healthy else 2)


COMMANDS = {
    "doctor": Subcommand(
        _run,
        ("labtui doctor", "labtui doctor --file lab.toml"),
        (
            argument(
                "--convert",
                action="store_true",
                help="make each system of the file a [[systems]] table, so that it can be changed",
            ),
            WITHOUT_COPY,
        ),
        description="Checks the file, its copies, the settings and the terminal, and whether "
        "saving works, tried beside the file.",
    ),
}

WRONG = "wrong"
"""The heading of a reason why the inventory cannot be read, changed, saved or restored."""

Report = list[tuple[str, str]]
"""Headings and lines; a line without a heading continues the one above."""


def examine(store: Store, today: date, environ: Mapping[str, str]) -> tuple[Report, bool]:
    """Examine a file and its surroundings; returns a report, and True if nothing is wrong.

    Saving is tried on a file beside the inventory, never on the inventory.
    """
    report: Report = [("file", str(store.path))]
    for examine_part in (_file, _backups, _saving):
        try:
            report += examine_part(store, today)
        except LabtuiError as error:
            report += [part for part in [(WRONG, str(error))] if part not in report]
    report += _settings()
    healthy = all(heading != WRONG for heading, _ in report)
    return [*report, *_terminal(environ)], healthy


def _settings() -> Report:
    path = paths.settings()
    preferences = read_preferences(path)
    if preferences.problems:
        return [(WRONG, str(problem)) for problem in preferences.problems]
    if not path.exists():
        return [("settings", "none; everything is as usual")]
    return [("settings", f"{path}{'; the app checks its keys' if preferences.keys else ''}")]


def _file(store: Store, today: date) -> Report:
    report = [("", words) for words in store.peculiarities()]
    workspace = Workspace(store, today)
    status = store.expected.status
    if is_blank(store.expected.data) and (hint := restore_hint(store.path)):
        return [*report, (WRONG, f"{'empty' if status else 'there is no such file'}; {hint}")]
    if status is None:
        return [*report, ("", "not there yet; the first change makes it")]
    systems = plural(len(workspace.document.systems), "system")
    mode = stat.S_IMODE(status.st_mode)
    report.append(("", f"{systems}, {status.st_size:,} bytes, mode {mode:04o}"))
    read_only_reason = workspace.document.read_only_reason
    if read_only_reason is not None:
        report.append((WRONG, read_only_reason.message))
    problems = workspace.problems
    unknown = [problem for problem in problems if problem.unknown_key]
    if unknown:
        where = [f"{p.key}{' of ' + p.id if p.id else ''} (line {p.line})" for p in unknown]
        report.append(("", f"keys labtui does not know, and keeps: {join_words(where)}"))
    wrong = len(problems) - len(unknown)
    if wrong:
        report.append(("", f"{plural(wrong, 'problem')} in it; labtui check names them"))
    return report


def _backups(store: Store, _: date) -> Report:
    copies = store.backups()
    if not copies:
        return [("copies", "none yet; one is made before it is first changed")]
    broken = sum(not copy.readable for copy in copies)
    told = f"{len(copies)}, the newest of {local_time(copies[0].moment)}"
    size = sum(copy.size for copy in copies)
    report = [
        ("copies", told + (f", {broken} unreadable" if broken else "")),
        ("", f"{size:,} bytes in {copies[0].path.parent}; labtui restore lists them"),
    ]
    if unchecked := sum(not copy.digest for copy in copies):
        report.append(("", f"{unchecked} of an earlier version, which kept no digest to check"))
    for copy in copies:
        try:
            copy.read()
        except StoreError as error:
            report.append((WRONG, str(error)))
    return report


def _saving(store: Store, _: date) -> Report:
    over = store.overwrite_reason()
    store.check_saving()
    how = f"by writing over the file, since {over}" if over else "by replacing the file as a whole"
    return [("saving", "works; tried beside the file"), ("", how)]


def _terminal(environ: Mapping[str, str]) -> Report:
    """The terminal and the locale, as the environment describes them."""
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
    if not has_colour("auto", environ, terminal=True):
        asks = next(name for name in ("NO_COLOR", "CLICOLOR", "TERM") if environ.get(name))
        colours = f"none, as {asks} asks"
    output = getattr(sys.stdout, "encoding", None) or "closed"
    return [
        (
            "terminal",
            ", ".join([term or "not said", *(f"in {name}" for name in within), *over, size]),
        ),
        ("", f"colours: {colours}"),
        ("locale", f"{locale.setlocale(locale.LC_CTYPE)}, output in {output}"),
    ]


def doctor_lines(report: Report, page: Page) -> list[str]:
    """The lines of a report, with the headings at the left."""
    width = max(len(heading) for heading, _ in report)
    lines: list[str] = []
    for heading, words in report:
        first = page.paint(heading.ljust(width), DIM) if heading else " " * width
        indent = " " * (width + 2)
        wrapped = page.wrap(safe(words), indent) if page.terminal else [indent + safe(words)]
        lines += [f"{first}  {wrapped[0].lstrip()}", *wrapped[1:]]
    return lines
