"""The command line: what may be typed, and what becomes of it.

Commands return what they have to say; writing it, errors and exit statuses are `main`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from labtui.cli import tasks
from labtui.cli.output import as_json, complain, one_line, prepare, tell
from labtui.cli.parser import Args, Parser, Told, UsageError
from labtui.errors import LabtuiError

# --- what may be typed


def _arguments(*names: str, help: str, **more: Any) -> Callable[[Parser], None]:
    def add(parser: Parser) -> None:
        parser.add_argument(*names, help=help, **more)

    return add


_JSON = _arguments("--json", action="store_true", help="for scripts")
_ID = _arguments("id", metavar="ID", help="a system's id")
_IDS = _arguments("ids", metavar="ID", nargs="+", help="systems' ids")
_FACTS = "facts such as purpose=learning owners.os=you tags+=arm evidence.patched=today"
_ANYWHERE = (
    _arguments("--file", metavar="FILE", help="the inventory, instead of the usual one"),
    _arguments("--as-of", metavar="DAY", help="take that day, like 2026-11-21, for today"),
)
_OF_APP = (
    _arguments("--read-only", action="store_true", help="change nothing"),
    _arguments("--no-mouse", action="store_true", help="leave the mouse to the terminal"),
    _arguments("--slow", action="store_true", help="write less, for a thin or slow link"),
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: what it is for, what it does, what it takes."""

    help: str
    run: Callable[[Args], tasks.Output]
    takes: tuple[Callable[[Parser], None], ...] = ()
    usage: str | None = None
    """Where argparse would word it badly."""


COMMANDS = {
    "open": Command("the app, at one system's page", tasks.run_app, (_ID, *_OF_APP)),
    "assess": Command(
        "the app, at one system's smell test, or at the review queue",
        tasks.run_assess,
        (_arguments("id", metavar="ID", nargs="?", help="a system's id"), *_OF_APP),
    ),
    "retire": Command(
        "the app, at one system's retirement review", tasks.run_retire, (_ID, *_OF_APP)
    ),
    "check": Command(
        "assess, and say what was found: worst first, each with what to do",
        tasks.run_check,
        (
            _arguments("ids", metavar="ID", nargs="*", default=(), help="only these systems"),
            _JSON,
            _arguments(
                "--fail-on",
                metavar="SEVERITY",
                help="exit with 1 for a finding, not accepted, of notice, warning or critical "
                "and worse",
            ),
            _arguments("--brief", action="store_true", help="the summary only, one line"),
        ),
    ),
    "list": Command(
        "a table of systems",
        tasks.run_list,
        (
            _JSON,
            _arguments("--level", help="only those of a level: 0, 1, 2, 3a, 3b"),
            _arguments("--role", help="only those of a role: lab, home-server, production, …"),
            _arguments("--status", help="only those active, planned, or retired"),
        ),
    ),
    "show": Command(
        "one system: every fact and where it comes from, and why it is what it is",
        tasks.run_show,
        (_ID, _JSON),
    ),
    "matrix": Command(
        "the responsibility matrix with the systems in it", tasks.run_matrix, (_JSON,)
    ),
    "impact": Command(
        "what retiring a system would do to the others", tasks.run_impact, (_ID, _JSON)
    ),
    "add": Command(
        "add a system",
        tasks.run_add,
        (
            _arguments("name", metavar="NAME", help="what people call it"),
            _arguments("--id", help="its id, instead of one made of the name"),
            _arguments(
                "--template",
                metavar="T",
                help="start as saas, platform, vps, lab, home-server or production",
            ),
            _arguments("--on", metavar="HOST", help="the id of the system it runs on"),
            _arguments("facts", metavar="KEY=VALUE", nargs="*", default=(), help=_FACTS),
        ),
    ),
    "set": Command(
        "change facts of systems",
        tasks.run_set,
        (
            _arguments(
                "words",
                metavar="ID… KEY=VALUE",
                nargs="+",
                help=f"systems' ids, then {_FACTS}; an empty value removes a fact",
            ),
        ),
        "labtui set [OPTION…] ID… KEY=VALUE…",
    ),
    "remove": Command(
        "take systems out of the file; for mistakes, what really ran is retired",
        tasks.run_remove,
        (_IDS,),
    ),
    "log": Command(
        "note in a system's history what happened today",
        tasks.run_log,
        (
            _ID,
            _arguments("event", metavar="EVENT", help="experiment, rebuilt, incident, changed, …"),
            _arguments("note", metavar="NOTE", nargs="?", help="what happened, in your words"),
        ),
    ),
    "export": Command(
        "the whole inventory in another format",
        tasks.run_export,
        (
            _arguments("format", metavar="FORMAT", help="json"),
            _arguments("-o", "--output", metavar="FILE", help="write it there"),
        ),
    ),
    "merge": Command(
        "merge three versions of an inventory, as git's merge driver",
        tasks.run_merge,
        (
            _arguments("base", metavar="BASE", help="the version both come from"),
            _arguments("ours", metavar="OURS", help="one version; the result is written here"),
            _arguments("theirs", metavar="THEIRS", help="the other version"),
        ),
    ),
    "restore": Command(
        "the safety copies of the inventory; or put one of them back",
        tasks.run_restore,
        (
            _arguments(
                "copy", metavar="COPY", nargs="?", help="which: its number in the list, or its name"
            ),
            _arguments("--diff", action="store_true", help="only show what it would change"),
            _arguments(
                "--unreadable", action="store_true", help="even one that is no readable inventory"
            ),
            _arguments("--json", action="store_true", help="the list, for scripts"),
        ),
    ),
    "doctor": Command(
        "look at the file, its copies and the terminal, and try whether saving works",
        tasks.run_doctor,
        (
            _arguments(
                "--convert",
                action="store_true",
                help="make each system of the file a [[systems]] table, so that it can be changed",
            ),
        ),
    ),
    "paths": Command("where the inventory and everything else is kept", tasks.run_paths),
}
"""Every command by its name; without one the app opens."""


_APP = (tasks.run_app, tasks.run_assess, tasks.run_retire)
"""What opens the app."""


def _program() -> Parser:
    """The parser for what stands before a command."""
    told = "\n".join(f"  {name:<8} {command.help}" for name, command in COMMANDS.items())
    parser = Parser(
        usage="labtui [OPTION…] [COMMAND …]",
        description="Who answers for what you host, and what that makes it. "
        "Without a command it opens the app.",
        epilog=f"commands, each with its own --help:\n{told}",
    )
    for add in (*_ANYWHERE, *_OF_APP):
        add(parser)
    parser.add_argument("--demo", action="store_true", help="the app on a copy of an example lab")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    return parser


def _parted(words: Sequence[str]) -> tuple[Sequence[str], str | None, Sequence[str]]:
    """What stands before the command, the command if there is one, and what is its own."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _WITH_VALUE else 1
    return words[:at], words[at] if at < len(words) else None, words[at + 1 :]


_WITH_VALUE = ("--file", "--as-of")
"""Options before a command that the next word belongs to."""


def _said(words: Sequence[str]) -> tasks.Output:
    """Do what the command line says, or say how to use it."""
    try:
        return _ran(words)
    except Told as told:
        return tasks.Output(str(told).splitlines())


def _ran(words: Sequence[str]) -> tasks.Output:
    """Do what the command line says."""
    before, name, after = _parted(words)
    args = _program().parsed(before)
    if args.version:
        from labtui import __version__

        return tasks.Output([f"labtui {__version__}"])
    if name is None:
        return tasks.run_app(args)
    tasks.one_of("labtui", name, COMMANDS)
    command = COMMANDS[name]
    for option in ("demo", "read_only", "no_mouse", "slow"):
        if getattr(args, option) and (command.run not in _APP or option == "demo"):
            wrong = option.replace("_", "-")
            raise UsageError(f"--{wrong} is for the app, not for labtui {name}")
    parser = Parser(
        name, usage=command.usage, description=f"{command.help[0].upper()}{command.help[1:]}."
    )
    for add in (*command.takes, *_ANYWHERE):
        add(parser)
    return command.run(parser.parsed(after, args))


def main(words: Sequence[str]) -> int:
    """Run a command line; returns the exit status. Whatever happens, no traceback is shown."""
    prepare()
    try:
        output = _said(words)
        if output.read is not None:
            complain(map(one_line, tasks.warnings(output.read)))
        if output.json is not None:
            tell(as_json(output.json))
        else:
            tell("".join(f"{line}\n" for line in output.lines))
    except LabtuiError as error:
        complain(f"labtui: {one_line(message)}" for message in error.messages)
        return error.exit_status
    except Exception as error:
        complain(map(one_line, _confessed(error)))
        return MISTAKE
    return output.status


MISTAKE = 70
"""The exit status for a mistake in labtui itself; sysexits.h calls it EX_SOFTWARE."""


def _confessed(error: Exception) -> list[str]:
    """What to say of a mistake in labtui; its traceback goes into a file, for a report."""
    from traceback import format_exception

    from labtui.data.storage.paths import crash
    from labtui.data.storage.state_files import write_state_file

    write_state_file(crash(), "".join(format_exception(error)).encode("utf-8", "replace"))
    return [
        f"labtui: this is a mistake in labtui itself: {type(error).__name__}: {error}",
        *getattr(error, "__notes__", ()),
        f"for a report: {crash()}",
    ]
