"""The commands by name, and the parsers of their arguments, made only when they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

from labtui.cli.parser import Parser, Section, UsageError
from labtui.cli.subcommand import APP_OPTIONS, COMMON_OPTIONS, Subcommand
from labtui.text.wording import hint, matching

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
    "import": "importing",
    "refresh": "importing",
    "export": "export",
    "merge": "merge",
    "restore": "restore",
    "doctor": "doctor",
    "paths": "paths",
    "help": "help",
}
"""The module of `labtui.cli.commands` of each command, in the order of the help."""

PROGRAM_EXAMPLES = ("labtui --demo", "labtui check", "labtui help set")


def command_named(name: str) -> Subcommand:
    """The command of a name in `MODULES`; only its own module is imported."""
    commands: dict[str, Subcommand] = import_module(f"labtui.cli.commands.{MODULES[name]}").COMMANDS
    return commands[name]


def find_command(word: str) -> str:
    """The name of the command that was typed, in any case. Raises `UsageError`."""
    name = matching(word, MODULES)
    if name is None:
        near = hint(word, MODULES) or " labtui help lists them."
        if word.endswith(".toml"):
            near = f" Did you mean --file {word}?"
        shown = word or '""'
        raise UsageError(f"Unknown command {shown}.{near}")
    return name


def program_parser() -> Parser:
    """The parser for the options before the command; its help lists the commands."""
    parser = Parser(
        usage="labtui [OPTION…] [COMMAND …]",
        description="Shows who is responsible for what you host, and what to fix first. "
        "Without a command: the app.",
        examples=PROGRAM_EXAMPLES,
        more=_commands_and_colours,
    )
    for add in (*COMMON_OPTIONS, *APP_OPTIONS):
        add(parser)
    parser.add_argument("--demo", action="store_true", help="the app on a copy of an example lab")
    parser.add_argument("-V", "--version", action="store_true", help="say which version this is")
    return parser


def _commands_and_colours() -> Iterator[Section]:
    yield (
        "commands, each with its own --help",
        [(name, command_named(name).help) for name in MODULES],
    )
    yield (
        "colours, by the first of these that decides",
        [
            ("--color", "always or never"),
            ("NO_COLOR", "set: none"),
            ("CLICOLOR_FORCE, FORCE_COLOR", "set, but not 0: colours, also where no terminal is"),
            ("CLICOLOR", "0: none"),
            ("the output", "colours where it is a terminal, unless TERM is dumb"),
        ],
    )


def command_parser(name: str) -> Parser:
    """The parser for the words after the command of a name in `MODULES`."""
    command = command_named(name)
    parser = Parser(
        name,
        usage=command.usage,
        description=command.description or f"{command.help[0].upper()}{command.help[1:]}.",
        examples=command.examples,
        more=command.more,
    )
    for add in (*command.arguments, *COMMON_OPTIONS):
        add(parser)
    return parser


def commands_with(option: str) -> Iterable[str]:
    """The names of the commands that take an option. Imports them all."""
    return [name for name in MODULES if option in command_parser(name).options]
