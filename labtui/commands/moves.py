"""The commands that move a cursor or scroll, the same in every view."""

from __future__ import annotations

from labtui.commands.command import Command


def _moves(prefix: str, unit: str) -> tuple[Command, ...]:
    """The commands that move in a view of `unit`s, with ids such as `prefix.down`."""
    moves = (
        ("down", "j,down", "move(1)", "Down", f"One {unit} down"),
        ("up", "k,up", "move(-1)", "Up", f"One {unit} up"),
        ("half_page_down", "ctrl+d", "page(0.5)", "Half a page down", "Half a page down"),
        ("half_page_up", "ctrl+u", "page(-0.5)", "Half a page up", "Half a page up"),
        ("page_down", "pagedown", "page(1)", "Page down", "A page down"),
        ("page_up", "pageup", "page(-1)", "Page up", "A page up"),
        ("first", "g,home", "first", "First", f"To the first {unit}"),
        ("last", "G,end", "last", "Last", f"To the last {unit}"),
    )
    return tuple(
        Command(f"{prefix}.{name}", keys, action, label, help, footer=False)
        for name, keys, action, label, help in moves
    )


VIEW_MOVES = _moves("view", "line")
"""In a text."""

TABLE_MOVES = _moves("table", "system")
"""In a list of systems."""

ITEM_MOVES = _moves("items", "item")
"""In a text with items."""

FORM_MOVES = _moves("form", "field")
"""In the form of the editor."""
