"""Makes what a wheel installs for shells and for man, out of the parsers of the commands.

The wheel is built with it (`[tool.hatch.build]` in pyproject.toml). By hand, into a folder:
.venv/bin/python share/make.py FOLDER
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shtab
from argparse_manpage.manpage import Manpage
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from labtui import __version__  # noqa: E402
from labtui.cli.parser import Parser  # noqa: E402
from labtui.cli.registry import COMMANDS, command_parser, program_parser  # noqa: E402

PLACES = {
    "bash": "share/bash-completion/completions/labtui",
    "zsh": "share/zsh/site-functions/_labtui",
    "fish": "share/fish/vendor_completions.d/labtui.fish",
    "man": "share/man/man1/labtui.1",
}
"""Where each file is installed, below the prefix."""

ASKED = {
    "ID": "ids",
    "HOST": "ids",
    "KEY=VALUE": "facts",
    "ID… KEY=VALUE…": "words",
}
"""What is asked of labtui for the arguments of a name; see `labtui.cli.completing`."""

FILES = ("FILE", "PATH", "BASE", "OURS", "THEIRS")
"""The names of the arguments that are files."""


def whole_parser(*, with_help: bool = True) -> Parser:
    """One parser of all: the options before the command, and each command with its own.

    The help of a command says what its description says, too.
    """
    parser = program_parser()
    commands = parser.add_subparsers(
        title="commands",
        metavar="COMMAND",
        prog="labtui",
        parser_class=lambda prog, **_: command_parser(prog.split()[-1]),
    )
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.help if with_help else "")
    return parser


def _parsers(parser: Parser) -> Iterable[Parser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def completion(shell: str) -> str:
    """The completion for a shell."""
    whole = whole_parser()
    for parser in _parsers(whole):
        for action in parser._actions:
            _complete(parser, action, shell)
        if parser is not whole:
            parser.description = ""  # the help of the command is shorter
    made: str = shtab.complete(whole, shell, preamble=(HERE / f"labtui.{shell}").read_text("utf-8"))
    if shell == "bash":
        made = made.replace("-F _shtab_labtui labtui", "-F _labtui labtui")
    if shell == "zsh":
        # Arguments that may be repeated: shtab completes only the first of them.
        made = made.replace('"(*)::', '"*:').replace('"(*):', '"*:')
        # Values may follow an option in the same word, after "=".
        made = re.sub(r'(?m)^(  "\*?--[a-z-]+)(\[.*\]:)', r"\1=\2", made)
    return f"{made.rstrip()}\n"


def _complete(parser: Parser, action: Any, shell: str) -> None:
    """Say how one argument is completed."""
    name = str(action.metavar)
    if action.dest in parser.values:
        action.choices = parser.values[action.dest][1]
    elif name in FILES:
        action.complete = shtab.FILE
    elif name == "COMMAND" and action.choices is None:
        action.choices = tuple(COMMANDS)
    elif name in ASKED and "--id" not in action.option_strings:
        kind = ASKED[name]
        function = f"_labtui_{kind}"
        action.complete = {"bash": function, "zsh": function, "fish": f"(_labtui_ask {kind})"}
    if shell == "fish" and action.choices and isinstance(action.choices, tuple):
        # Each value would have the help of the whole argument beside it.
        action.complete = {"fish": f"(printf '%s\\t\\n' {' '.join(action.choices)})"}


EXIT_STATUS = (
    ("0", "Done, whatever was found."),
    ("1", "check: a finding as severe as --fail-on. refresh --dry-run: something differs."),
    ("2", "Wrong usage, an unknown id, an inventory that cannot be read; nothing was written."),
    ("3", "Written, but what there was to say could not be said."),
    ("70", "An error in labtui; it names the file with the report."),
)
ENVIRONMENT = (
    ("LABTUI_FILE", "The inventory, where --file names none."),
    ("LABTUI_SLOW", "Set: as --slow."),
    ("EDITOR", "The editor that E opens the file in."),
    ("ESCDELAY", "The milliseconds that Esc waits for the rest of a key; 25."),
)
FILES_KEPT = (
    ("~/.config/labtui/inventory.toml", "The inventory, unless another one is named."),
    ("~/.config/labtui/settings.toml", "Theme and keys."),
    ("~/.local/state/labtui", "Safety copies, and what the app remembers. See labtui paths."),
)


def manual() -> str:
    """The man page: of each command what is its own, then what is true of all."""
    whole = whole_parser(with_help=False)
    shared = {action.dest for action in whole._actions}
    for parser in _parsers(whole):
        if parser is not whole:
            parser._actions = [each for each in parser._actions if each.dest not in shared]
            for section in parser._action_groups:
                section._group_actions = [
                    each for each in section._group_actions if each.dest not in shared
                ]
    page = Manpage(
        whole,
        {
            "project_name": "labtui",
            "version": __version__,
            "manual_title": "labtui",
            "description": "who is responsible for what you host, and what to fix first",
            "date": " ",
        },
        format="single-commands-section",
    )
    parsers = {parser.prog: parser for parser in _parsers(whole)}
    _, *colours = whole.more()
    terms = [*parsers["labtui set"].more(), *parsers["labtui import"].more(), *colours]
    terms += [("exit status", EXIT_STATUS), ("environment", ENVIRONMENT), ("files", FILES_KEPT)]
    for heading, explained in terms:
        page.add_section(heading, ">", "".join(_term(*each) for each in explained))
    examples = [f"{_roff(parser.examples[0])}\n" for parser in parsers.values()]
    page.add_section("examples", ">", "".join([".nf\n", *examples, ".fi\n"]))
    text = re.sub(r"^usage: (labtui \S+)", r"\\fB\1\\fR", str(page), flags=re.MULTILINE)
    head, name, rest = text.partition(".SH NAME")
    return f"{head}.nh\n.ad l\n{name}{rest}".replace("…", "...")


def _roff(text: str) -> str:
    """Text as roff reads it literally."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def _term(term: str, explanation: str) -> str:
    return f".TP\n.B {_roff(term)}\n{_roff(explanation)}\n"


def make(folder: Path) -> dict[str, str]:
    """Write all files into a folder; gives the place of each by its path."""
    os.environ["COLUMNS"] = "10000"  # man and the shells break the lines
    texts = {shell: completion(shell) for shell in ("bash", "zsh", "fish")} | {"man": manual()}
    made = {}
    for kind, text in texts.items():
        path = folder / PLACES[kind]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        made[str(path)] = PLACES[kind]
    return made


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the files into the wheel. Nothing is written beside the source, maybe another's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files before the wheel is built."""
        self.folder = Path(tempfile.mkdtemp())
        build_data["shared_data"] |= make(self.folder)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove them when they are in the wheel."""
        shutil.rmtree(self.folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
