"""The commands that work now, for the palette and the key help."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from labtui.commands.command import shown_key
from labtui.commands.registry import COMMANDS
from labtui.screens.host import Host
from labtui.widgets.picker_list import Item


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


async def pick_command(host: Host, title: str, screen: Screen[Any]) -> ActiveCommand | None:
    """Ask for a command that works on a screen now; None if cancelled."""
    from labtui.screens.picker import Picker

    commands = active_commands(screen, host.disabled_commands)
    items = [command.item for command in commands.values()]
    picked = await host.ask(Picker(title, items, explained=True))
    return commands[picked[0]] if picked else None


def _rank(binding: Binding) -> int:
    command = COMMANDS.get(binding.id or "")
    if command is not None and command.needs_system:
        return 0
    return 1 if binding.show else 2
