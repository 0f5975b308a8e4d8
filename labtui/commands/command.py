"""What a command is: its key, its texts, and what the app has to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType
from textual.keys import format_key

Question = Literal[
    "conflict", "convert", "leave test", "quit", "reload", "remove", "retire", "save", "what-if"
]
"""The questions that commands ask before they do what cannot be undone."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a key does; `labtui.commands.registry` has them all by id."""

    id: str
    """What a keymap in settings.toml calls it."""
    keys: str
    """Textual's names of the keys, comma-separated."""
    action: str
    """The Textual action; empty where a widget of Textual's does it."""
    label: str
    """What the footer calls it, in a word or two."""
    help: str
    """What it does, for the palette and the key help."""
    footer: bool = True
    """Named in the footer."""
    changes: bool = False
    """Changes the file, so it is not offered while nothing can be changed.

    The commands of the editor, the smell test and the dialogs do not say so: they are only reached
    by a command that does.
    """
    repairs: bool = False
    """Changes even a file whose content cannot be read, so it is offered in spite of `changes`."""
    needs_system: bool = False
    """About the current system; the palette lists it first."""
    while_typing: bool = False
    """Has to work while a text is typed, so that its keys cannot be letters."""
    leads_back: bool = False
    """Leaves a screen or a mode, so that it must have a key."""
    quits: bool = False
    """Quits the app; one of these commands must have a key."""
    asks: tuple[Question, ...] = ()
    """The questions it asks first; its keys must not answer one of them."""

    @property
    def key(self) -> str:
        """Its first key as people read it."""
        return shown_key(self.keys.split(",")[0])

    def binding(self) -> Binding:
        """The binding that a screen or a widget declares for it."""
        return Binding(
            self.keys, self.action, self.label, show=self.footer, tooltip=self.help, id=self.id
        )


def bindings(*commands: Command) -> list[BindingType]:
    """The bindings of commands, for the BINDINGS of a screen or a widget."""
    return [command.binding() for command in commands]


_KEY_WORDS = {
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "asterisk": "*",
    "minus": "-",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "backspace": "Backspace",
    "unbound": "",  # what a keymap takes the keys from
}


def shown_key(key: str) -> str:
    """A key as people read it: `Ctrl+S`, `/`, `Esc`."""
    modifiers, plus, base = key.rpartition("+")
    if key in _KEY_WORDS or not plus:
        is_function_key = key.startswith("f") and key[1:].isdigit()
        shown = key.upper() if is_function_key else format_key(key)
        return _KEY_WORDS.get(key, shown)
    shown = base.upper() if len(base) == 1 else shown_key(base)
    return f"{modifiers.title()}+{shown}"
