"""The commands that work now, for the palette and the key help."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from labtui.commands.command import shown_key
from labtui.commands.in_shell import IN_SHELL, ShellCommand
from labtui.commands.registry import COMMANDS
from labtui.screens.host import Host
from labtui.widgets.picker_list import Item


class Runner(Host, Protocol):
    """The app, whose commands are listed and run."""

    @property
    def screen(self) -> Screen[Any]:
        """The open screen."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text to the clipboard."""

    async def run_action(self, action: str, default_namespace: DOMNode | None = None) -> bool:
        """Run an action where it is declared."""


@dataclass(frozen=True, slots=True)
class ActiveCommand:
    """A command that works on a screen now."""

    item: Item
    node: DOMNode
    """The widget, screen or app that declares it; an action without a prefix is run there."""
    action: str


def active_commands(screen: Screen[Any], disabled: Collection[str]) -> dict[str, ActiveCommand]:
    """The commands that work on a screen by id, without the `disabled` ids.

    Commands about the current system come first, commands that are not in the footer last.
    """
    found: dict[tuple[DOMNode, str], tuple[Binding, list[str]]] = {}
    for active in screen.active_bindings.values():
        node, binding = active.node, active.binding
        if binding.tooltip and binding.id not in disabled:
            _, keys = found.setdefault((node, binding.action), (binding, []))
            keys.append(shown_key(binding.key))
    commands: dict[str, ActiveCommand] = {}
    ranked = sorted(found.items(), key=lambda each: _rank(each[1][0]))
    for (node, action), (binding, keys) in ranked:
        id = binding.id or action
        item = Item(id, binding.description, binding.tooltip, keys=" ".join(keys))
        commands[id] = ActiveCommand(item, node, action)
    return commands


def in_shell(commands: Mapping[str, ActiveCommand], subject: str | None) -> list[ShellCommand]:
    """The commands for a shell that no command of the app stands for, about the current system."""
    here = {command.item.label for command in commands.values()}
    return [
        each._replace(line=each.line.replace("ID", subject or "ID"))
        for each in IN_SHELL
        if each.label not in here
    ]


async def open_palette(app: Runner, subject: str | None) -> None:
    """Ask for a command that works on the open screen now, and run it.

    One for a shell is copied, and shown.
    """
    from labtui.screens.picker import Picker

    commands = active_commands(app.screen, app.disabled_commands)
    lines = {each.label: each for each in in_shell(commands, subject)}
    items = [command.item for command in commands.values()]
    items += [Item(label, label, each.told) for label, each in lines.items()]
    title = f"Commands · {subject}" if subject else "Commands"
    picked = await app.ask(Picker(title, items, explained=True))
    if picked and picked[0] in lines:
        line = lines[picked[0]].line
        app.copy_to_clipboard(line)
        app.say(f"Copied, to type in a shell: {line}")
    elif picked:
        await _run(app, commands[picked[0]])


async def open_help(app: Runner, subject: str | None) -> None:
    """Explain the keys and the words of the open screen, and run the command of a key."""
    from labtui.screens.help import HelpScreen, help_sections
    from labtui.screens.lab_screen import LabScreen
    from labtui.widgets.lines.help import HelpEntry

    commands = active_commands(app.screen, app.disabled_commands)
    keys = [
        HelpEntry(id, command.item.label, command.item.note, command.item.keys)
        for id, command in commands.items()
    ]
    terms = app.screen.terms if isinstance(app.screen, LabScreen) else ()
    shell = [HelpEntry(each.label, each.label, each.told) for each in in_shell(commands, subject)]
    picked = await app.ask(HelpScreen(help_sections(keys, terms, shell)))
    if picked is not None:
        await _run(app, commands[picked])


async def _run(app: Runner, command: ActiveCommand) -> None:
    await app.run_action(command.action, command.node)


def _rank(binding: Binding) -> int:
    command = COMMANDS.get(binding.id or "")
    if command is not None and command.needs_system:
        return 0
    return 1 if binding.show else 2
