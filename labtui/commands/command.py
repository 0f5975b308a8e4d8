"""The declaration of a command: its keys, its texts and its flags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType
from textual.keys import format_key

Confirmation = Literal[
    "conflict",
    "convert",
    "leave import",
    "leave test",
    "marks",
    "no copy",
    "quit",
    "reload",
    "remove",
    "retire",
    "save",
    "what-if",
]
"""The questions that commands ask before an action that cannot be undone."""


@dataclass(frozen=True, slots=True)
class Command:
    """One action with its keys; `labtui.commands.registry` has all commands by id."""

    id: str
    """Its id, also in the keymap of settings.toml."""
    keys: str
    """Textual's names of the keys, comma-separated."""
    action: str
    """The Textual action; empty if a widget of Textual implements it."""
    label: str
    """Its label in the footer, a word or two."""
    help: str
    """What it does, for the palette and the key help."""
    longer: str = ""
    """Its label where the footer has room after all others; empty where that is the same."""
    footer: bool = True
    """True if the footer shows it."""
    changes: bool = False
    """True if it changes the file; then it is disabled while the file is read-only.

    False for the commands of the editor, the smell test and the dialogs: they are only reached
    through a command that has the flag.
    """
    repairs: bool = False
    """True if it can change a file that cannot be read, so it is offered in spite of `changes`."""
    needs_system: bool = False
    """True if it acts on the current system; the palette lists it first."""
    while_typing: bool = False
    """True if it works while a text is typed; then its keys cannot be letters."""
    leads_back: bool = False
    """True if it leaves a screen or a mode; then it must have a key."""
    quits: bool = False
    """True if it quits the app; one of these commands must have a key."""
    asks: tuple[Confirmation, ...] = ()
    """The questions it asks first; its keys must not answer one of them."""

    @property
    def key(self) -> str:
        """The displayed name of its first key."""
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
    "unbound": "",  # the key of a command that a keymap left without one
}


def shown_key(key: str) -> str:
    """The displayed name of a key: `Ctrl+S`, `/`, `Esc`."""
    modifiers, plus, base = key.rpartition("+")
    if key in _KEY_WORDS or not plus:
        is_function_key = key.startswith("f") and key[1:].isdigit()
        shown = key.upper() if is_function_key else format_key(key)
        return _KEY_WORDS.get(key, shown)
    shown = base.upper() if len(base) == 1 else shown_key(base)
    return f"{modifiers.title()}+{shown}"
