"""How a command is declared: its help, its arguments, the function that runs it.

Also here: the options that several commands share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from labtui.errors import FactError

if TYPE_CHECKING:
    from labtui.cli.parser import Args, Parser
    from labtui.data.inventory.workspace import Workspace


class Output(NamedTuple):
    """What a command prints, and its exit status."""

    lines: Iterable[str] = ()
    json: dict[str, Any] | None = None
    """Printed instead of `lines`."""
    status: int = 0
    inventory: Workspace | None = None
    """The inventory that was read; its problems are printed as warnings."""
    written: bool = False
    """True if the command wrote what it is there to write."""


AddArgument = Callable[["Parser"], None]


class Subcommand(NamedTuple):
    """One command of `labtui`."""

    help: str
    """What it does: a clause without a capital and without a full stop."""
    run: Callable[[Args], Output]
    arguments: tuple[AddArgument, ...] = ()
    usage: str | None = None
    """The usage line, where the one argparse makes is misleading."""
    opens_app: bool = False
    """True where the options of the app apply."""


def argument(*names: str, help: str, **more: Any) -> AddArgument:
    """An argument of a command; the parameters are those of argparse's `add_argument`."""

    def add(parser: Parser) -> None:
        parser.add_argument(*names, help=help, **more)

    return add


JSON = argument("--json", action="store_true", help="for scripts")
ID = argument("id", metavar="ID", help="a system's id")

COMMON_OPTIONS = (
    argument("--file", metavar="FILE", help="the inventory, instead of the usual one"),
    argument("--as-of", metavar="DAY", help="take that day, like 2026-11-21, for today"),
)
"""Options of every command; they may also stand before it."""

APP_OPTIONS = (
    argument("--read-only", action="store_true", help="change nothing"),
    argument("--no-mouse", action="store_true", help="leave the mouse to the terminal"),
    argument("--slow", action="store_true", help="write less, for a thin or slow link"),
)
"""Options of the commands that open the app; they may also stand before the command."""


def check_choice(what: str, value: str | None, choices: Iterable[str]) -> None:
    """Raises `FactError` with the nearest choice where a value is given that is none of them."""
    choices = list(choices)
    if value is not None and value not in choices:
        from labtui.text.wording import hint

        near = hint(value, choices)
        raise FactError(f"{what} {value}: expected one of {', '.join(choices)}{near}")
