"""Run a command line: parse it, run its command, print the output, return the exit status."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from labtui.cli.output import json_text, one_line, prepare, write_stderr, write_stdout
from labtui.cli.parser import HelpRequested, Parser, UsageError
from labtui.cli.subcommand import APP_OPTIONS, COMMON_OPTIONS, Output, Subcommand, check_choice
from labtui.errors import LabtuiError, WrittenError

MODULES = {
    "open": "app",
    "assess": "app",
    "retire": "app",
    "check": "check",
    "list": "list",
    "show": "show",
    "matrix": "matrix",
    "impact": "impact",
    "add": "edits",
    "set": "edits",
    "remove": "edits",
    "log": "edits",
    "export": "export",
    "merge": "merge",
    "restore": "restore",
    "doctor": "doctor",
    "paths": "paths",
}
"""The module of `labtui.cli.commands` of each command, in the order of the help."""

WRITTEN = WrittenError.exit_status
"""The exit status of a command that wrote, and could not print what it had to say."""

INTERNAL_ERROR = 70
"""The exit status for a bug in labtui; sysexits.h calls it EX_SOFTWARE."""


def command_named(name: str) -> Subcommand:
    """The command of a name in `MODULES`; only its own module is imported."""
    commands: dict[str, Subcommand] = import_module(f"labtui.cli.commands.{MODULES[name]}").COMMANDS
    return commands[name]


def main(words: Sequence[str]) -> int:
    """Run a command line and return its exit status. Never raises, never prints a traceback."""
    prepare()
    written = False
    try:
        output = _run_or_help(words)
        written = output.written
        if output.inventory is not None:
            from labtui.cli.inventory import warnings

            write_stderr(map(one_line, warnings(output.inventory)))
        if output.json is not None:
            write_stdout(json_text(output.json))
        else:
            write_stdout("".join(f"{line}\n" for line in output.lines))
    except LabtuiError as error:
        saved = "; what was to be written is written" if written else ""
        write_stderr(f"labtui: {one_line(message)}{saved}" for message in error.messages)
        return WRITTEN if written else error.exit_status
    except Exception as error:
        write_stderr(map(one_line, _record_crash(error)))
        return INTERNAL_ERROR
    return output.status


def _run_or_help(words: Sequence[str]) -> Output:
    """Run the command of a command line, or return the help it asks for."""
    try:
        return _run(words)
    except HelpRequested as help:
        return Output(str(help).splitlines())


def _run(words: Sequence[str]) -> Output:
    before, name, after = _split(words)
    args = _program_parser(before).parse(before)
    if args.version:
        from labtui import __version__

        return Output([f"labtui {__version__}"])
    if name is None:
        from labtui.cli.commands.app import run_app

        return run_app(args)
    check_choice("labtui", name, MODULES)
    command = command_named(name)
    for option in ("demo", "read_only", "no_mouse", "slow"):
        if getattr(args, option) and (not command.opens_app or option == "demo"):
            wrong = option.replace("_", "-")
            raise UsageError(f"--{wrong} is for the app, not for labtui {name}")
    return command.run(_command_parser(name, command).parse(after, args))


def _split(words: Sequence[str]) -> tuple[Sequence[str], str | None, Sequence[str]]:
    """The options before the command, the command or None, and the words after it."""
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in _WITH_VALUE else 1
    return words[:at], words[at] if at < len(words) else None, words[at + 1 :]


_WITH_VALUE = ("--file", "--as-of")
"""Options before a command that the next word belongs to."""


def _program_parser(words: Sequence[str]) -> Parser:
    """The parser for the options before the command; the commands are listed if help is wanted."""
    epilog = None
    if not {"-h", "--help"}.isdisjoint(words):
        told = "\n".join(f"  {name:<8} {command_named(name).help}" for name in MODULES)
        epilog = f"commands, each with its own --help:\n{told}"
    parser = Parser(
        usage="labtui [OPTION…] [COMMAND …]",
        description="Who answers for what you host, and what that makes it. "
        "Without a command it opens the app.",
        epilog=epilog,
    )
    for add in (*COMMON_OPTIONS, *APP_OPTIONS):
        add(parser)
    parser.add_argument("--demo", action="store_true", help="the app on a copy of an example lab")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    return parser


def _command_parser(name: str, command: Subcommand) -> Parser:
    parser = Parser(
        name, usage=command.usage, description=f"{command.help[0].upper()}{command.help[1:]}."
    )
    for add in (*command.arguments, *COMMON_OPTIONS):
        add(parser)
    return parser


def _record_crash(error: Exception) -> list[str]:
    """Write the traceback of a bug in labtui to a file; returns the lines to print."""
    from traceback import format_exception

    from labtui.data.storage.paths import crash
    from labtui.data.storage.state_files import write_state_file

    write_state_file(crash(), "".join(format_exception(error)).encode("utf-8", "replace"))
    return [
        f"labtui: this is a mistake in labtui itself: {type(error).__name__}: {error}",
        *getattr(error, "__notes__", ()),
        f"for a report: {crash()}",
    ]
