"""The commands by name, and the parsers of their arguments, made only when they are needed."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple

from labtui.cli.parser import Parser, Section, UsageError
from labtui.cli.subcommand import APP_OPTIONS, COMMON_OPTIONS, Subcommand
from labtui.text.wording import hint, matching


class Listed(NamedTuple):
    """A command in the list of all."""

    module: str
    """Its module in `labtui.cli.commands`."""
    help: str
    """What it does: a clause without a capital and without a full stop."""
    is_told_again: bool = False
    """True if its answer rests on file, day, words and output alone; see `answers`."""
    told_once_with: str | None = None
    """The option with which it rests on more."""


COMMANDS = {
    "open": Listed("app", "the app, at one system's page"),
    "assess": Listed("app", "the app, at one system's smell test, or at the review queue"),
    "retire": Listed("app", "the app, at one system's retirement review"),
    "check": Listed("check", "findings, worst first", is_told_again=True, told_once_with="--since"),
    "list": Listed("list", "a table of systems", is_told_again=True),
    "show": Listed("show", "all about one system"),
    "matrix": Listed(
        "matrix", "the responsibility matrix with the systems in it", is_told_again=True
    ),
    "impact": Listed("impact", "what breaks without it"),
    "rebuild": Listed("rebuild", "recovery order"),
    "drill": Listed("drill", "practise recovery"),
    "add": Listed("edits", "add a system"),
    "set": Listed("edits", "change facts of systems"),
    "remove": Listed("edits", "remove a mistake from the file"),
    "log": Listed("edits", "note in a system's history what happened today"),
    "import": Listed("importing", "add what other programs' files show"),
    "refresh": Listed("importing", "read the known sources again"),
    "export": Listed("export", "the whole inventory in another format"),
    "merge": Listed("merge", "merge three versions of an inventory, as git's merge driver"),
    "restore": Listed("restore", "safety copies"),
    "doctor": Listed("doctor", "check file and terminal"),
    "paths": Listed("paths", "where the inventory and everything else is kept"),
    "help": Listed("help", "how labtui, or one of its commands, is used"),
}
"""All commands, in the order of the help, which needs no module of a command."""

PROGRAM_EXAMPLES = ("labtui --demo", "labtui check", "labtui help set")


def command_named(name: str) -> Subcommand:
    """The command of a name in `COMMANDS`; only its own module is imported."""
    commands: dict[str, Subcommand] = import_module(
        f"labtui.cli.commands.{COMMANDS[name].module}"
    ).COMMANDS
    return commands[name]


def find_command(word: str) -> str:
    """The name of the command that was typed, in any case. Raises `UsageError`."""
    name = matching(word, COMMANDS)
    if name is None:
        near = hint(word, COMMANDS) or " labtui help lists them."
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
        [(name, command.help) for name, command in COMMANDS.items()],
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
    """The parser for the words after the command of a name in `COMMANDS`."""
    command = command_named(name)
    help = COMMANDS[name].help
    parser = Parser(
        name,
        usage=command.usage,
        description=command.description or f"{help[0].upper()}{help[1:]}.",
        examples=command.examples,
        more=command.more,
    )
    for add in (*command.arguments, *COMMON_OPTIONS):
        add(parser)
    return parser


def commands_with(option: str) -> Iterable[str]:
    """The names of the commands that take an option. Imports them all."""
    return [name for name in COMMANDS if option in command_parser(name).options]
