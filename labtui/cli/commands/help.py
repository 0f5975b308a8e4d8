"""`labtui help`: the help of the program or of a command."""

from __future__ import annotations

from labtui.cli.parser import Args
from labtui.cli.registry import command_parser, find_command, program_parser
from labtui.cli.subcommand import Output, Subcommand, argument


def _run(args: Args) -> Output:
    if args.command is None:
        return Output(program_parser().format_help().splitlines())
    return Output(command_parser(find_command(args.command)).format_help().splitlines())


COMMANDS = {
    "help": Subcommand(
        _run,
        ("labtui help", "labtui help set"),
        (argument("command", metavar="COMMAND", nargs="?", help="a command"),),
    ),
}
