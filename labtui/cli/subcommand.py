"""How a command is declared: the function that runs it, its examples, its arguments.

Also here: the options that several commands share.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from labtui.cli.parser import Args, Parser, Section
    from labtui.data.inventory.workspace import Workspace


class Output(NamedTuple):
    """What a command prints, and its exit status."""

    lines: Iterable[str] = ()
    json: dict[str, Any] | None = None
    """Printed instead of `lines`."""
    status: int = 0
    inventory: "Workspace | None" = None
    """The inventory that was read; its problems are printed as warnings."""
    written: bool = False
    """True if the command wrote what it is there to write."""
    warnings: Sequence[str] = ()
    """What else is wrong, a line each; of an answer that was kept, also the file's problems."""


AddArgument = Callable[["Parser"], None]


class Subcommand(NamedTuple):
    """One command of `labtui`."""

    run: "Callable[[Args], Output]"
    examples: tuple[str, ...]
    """At least two command lines, the first the most usual; they work on the example lab."""
    arguments: tuple[AddArgument, ...] = ()
    usage: str | None = None
    """The usage line, where the one argparse makes is misleading."""
    description: str = ""
    """What it does in sentences, for its own help; empty where that in `COMMANDS` says all."""
    more: "Callable[[], Iterable[Section]]" = tuple
    """Gives what else its help says."""
    opens_app: bool = False
    """True where the options of the app apply."""


def argument(*names: str, help: str, **more: Any) -> AddArgument:
    """An argument of a command; the parameters are those of `Parser.add_argument`."""

    def add(parser: "Parser") -> None:
        parser.add_argument(*names, help=help, **more)

    return add


JSON = argument("--json", action="store_true", help="for scripts")
ID = argument("id", metavar="ID", help="a system's id, or its name")

WITHOUT_COPY = argument(
    "--without-copy", action="store_true", help="save even where no safety copy can be kept"
)
"""The option of every command that changes the inventory."""

COMMON_OPTIONS = (
    argument(
        "--file", metavar="FILE", help="the inventory, instead of LABTUI_FILE or the usual one"
    ),
    argument("--as-of", metavar="DAY", help="take that day for today: 2026-11-28, today or -3d"),
    argument(
        "--color",
        metavar="WHEN",
        values=("auto", "always", "never"),
        default="auto",
        help="colours: auto (as usual), always or never",
    ),
)
"""Options of every command; they may also stand before it."""

APP_OPTIONS = (
    argument("--read-only", action="store_true", help="change nothing"),
    argument("--no-mouse", action="store_true", help="leave the mouse to the terminal"),
    argument("--slow", action="store_true", help="write less, for a thin or slow link"),
)
"""Options of the commands that open the app; they may also stand before the command."""
