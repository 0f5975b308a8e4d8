"""All commands by id."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from labtui.commands import (
    anywhere,
    dialogs,
    drafting,
    drill,
    importing,
    lists,
    moves,
    questions,
    system,
)
from labtui.commands.command import Command

MODULES = (anywhere, system, lists, questions, drafting, drill, importing, dialogs, moves)


def declared(module: ModuleType) -> Iterator[Command]:
    """The commands of a module; a command of several groups is repeated."""
    for value in vars(module).values():
        if isinstance(value, Command):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, Command))


COMMANDS = {command.id: command for module in MODULES for command in declared(module)}

DISABLED_READ_ONLY = frozenset(
    id for id, command in COMMANDS.items() if command.changes and not command.repairs
)
"""The ids of the commands that are disabled while the file is read-only."""
