"""The keys people choose in settings.toml, checked in every place where a command works.

A command's id is that of its bindings. Textual applies a map as it stands, and lets one command
push another off a key without a word; so a map is refused here before it is applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

from textual.binding import Binding
from textual.keys import REPLACED_KEYS, Keys, key_to_character
from textual.widgets import Input

from labtui.commands.command import Question, shown_key
from labtui.commands.lists import LAYER_CELL
from labtui.commands.registry import COMMANDS
from labtui.data.preferences.settings import SettingsError, SettingsProblem
from labtui.text.wording import hint

NO_KEY = "unbound"
"""Stands for no key at all: no terminal sends it, and Textual takes an empty one for the usual."""

_WORDS = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "del": "delete",
    "ins": "insert",
    "←": "left",
    "→": "right",
    "↑": "up",
    "↓": "down",
}
"""What people call keys, where that is not Textual's name in other letters."""

_SAME = {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+[": "Esc"}
"""Keys that most terminals send as another one."""

_NAMED = frozenset(key.value for key in Keys if key.value[0] != "<") - _SAME.keys()

Table = Mapping[str, Sequence[str]]
"""Ids of commands to keys."""


# --- the places


def places() -> dict[str, Table]:
    """Where one can be, and what works there together: commands, and their usual keys."""
    from labtui.app.app import LabtuiApp
    from labtui.screens import dialogs
    from labtui.screens.editor import EditorScreen
    from labtui.screens.inventory import InventoryScreen
    from labtui.screens.matrix import MatrixScreen
    from labtui.screens.page import PageScreen
    from labtui.screens.picker import Picker
    from labtui.screens.retire import RetireScreen
    from labtui.screens.review import ReviewScreen
    from labtui.screens.smell_test import OutcomeScreen, SmellTestScreen
    from labtui.screens.why import WhyScreen
    from labtui.widgets.fact_form import FactForm
    from labtui.widgets.layers_view import LayersView
    from labtui.widgets.line_view import LineView
    from labtui.widgets.map_view import MapView
    from labtui.widgets.retire_view import ItemsView
    from labtui.widgets.review_view import ReviewView
    from labtui.widgets.rows import RowView

    screens: dict[str, tuple[type, ...]] = {
        "in the inventory": (RowView, InventoryScreen),
        "in the inventory's panel": (LineView, InventoryScreen),
        "in the levels": (RowView, MatrixScreen),
        "in the layers": (LayersView, RowView, MatrixScreen),
        "on the map": (MapView, MatrixScreen),
        "below the matrix": (LineView, MatrixScreen),
        "in the review queue": (ReviewView, RowView, ReviewScreen),
        "below the review queue": (LineView, ReviewScreen),
        "on a system's page": (LineView, PageScreen),
        "where it says why": (LineView, WhyScreen),
        "in the editor": (FactForm, EditorScreen),
        "in the editor's effects": (LineView, EditorScreen),
        "in the smell test": (LineView, SmellTestScreen),
        "in the smell test's outcome": (LineView, OutcomeScreen),
        "in the retirement review": (LineView, RetireScreen),
        "in the retirement checklist": (ItemsView, RetireScreen),
    }
    found = {place: _declared(*classes, LabtuiApp) for place, classes in screens.items()}
    # The answers to a cell work only there, and before the keys of the screen.
    cell = _declared(LayersView, RowView, LabtuiApp)
    for command in LAYER_CELL:
        del found["in the layers"][command.id]
    # The command that asks is on its key in the dialog too: pressed twice, it must not answer.
    questions: dict[Question, tuple[str, type]] = {
        "save": ("whether to save the changes", dialogs.AskToSave),
        "remove": ("whether to remove it", dialogs.AskToRemove),
        "retire": ("whether to retire it", dialogs.AskToRetire),
        "reload": ("whether to read the file again", dialogs.AskToReload),
        "convert": ("whether to convert the file", dialogs.AskToConvert),
        "what-if": ("what to keep of a what-if", dialogs.AskAboutWhatIf),
        "leave test": ("whether to leave the test", dialogs.AskToLeaveTest),
        "quit": ("about what is not saved", dialogs.AskToQuit),
        "conflict": ("whose value holds", dialogs.AskWhoseOrBoth),
    }
    known = usual(found)
    asked: dict[str, Table] = {"where it asks what was done": _declared(dialogs.AskWhatWasDone)}
    for question, (what, cls) in questions.items():
        asking = {id: known[id] for id, command in COMMANDS.items() if question in command.asks}
        asked[f"where it asks {what}"] = {**_declared(cls), **asking}
    # In front of a dialog nothing of the app works.
    return {
        **found,
        "in a cell of the layers": cell,
        "in a list to pick from": _declared(Picker),
        "where a line is asked for": _declared(dialogs.Prompt),
        **asked,
    }


def _declared(*classes: type) -> dict[str, list[str]]:
    """What some classes declare themselves: ids of bindings to keys.

    A key that cannot be remapped goes by what it is called.
    """
    keys: dict[str, list[str]] = {}
    for cls in classes:
        for binding in Binding.make_bindings(vars(cls).get("BINDINGS", ())):
            keys.setdefault(binding.id or binding.description, []).append(binding.key)
    return keys


def usual(there: Mapping[str, Table]) -> dict[str, Sequence[str]]:
    """Every command that can be remapped, and its usual keys."""
    return {name: keys for table in there.values() for name, keys in table.items() if "." in name}


# --- the map


def checked(keys: Mapping[str, str]) -> dict[str, str]:
    """The keymap as `App.set_keymap` takes it, from commands and keys as people write them.

    Several keys are parted by commas; an empty text is no key at all. Raises SettingsError with
    everything that is wrong: no such command, no key, a clash, a letter for what must work while
    a text is typed, no way out, no way to quit.
    """
    there = places()
    known = usual(there)
    problems: list[SettingsProblem] = []
    chosen: dict[str, list[str]] = {}
    for id, text in keys.items():
        if id not in known:
            problems.append(_problem(id, f"no such command{hint(id, known)}"))
            continue
        try:
            chosen[id] = [read_key(word.strip()) for word in text.split(",") if text.strip()]
        except ValueError as error:
            problems.append(_problem(id, str(error)))
            continue
        if problem := _unusable(id, chosen[id], known[id]):
            problems.append(_problem(id, problem))
    quitting = [id for id, command in COMMANDS.items() if command.quits]
    if not any((known | chosen)[id] for id in quitting):
        left = f"no way to quit is left: give {' or '.join(quitting)} a key"
        problems += [_problem(id, left) for id in quitting if id in chosen]
    problems += _clashes(chosen, there.items())
    if problems:
        raise SettingsError(problems)
    return {
        id: ",".join(chosen.get(id, known[id])) or NO_KEY
        for id in _touched(chosen, there.values(), known)
    }


def _problem(id: str, message: str) -> SettingsProblem:
    return SettingsProblem(f"keys.{id}", message)


def read_key(text: str) -> str:
    """Textual's name of a key as people write it: `s`, `?`, `Esc`, `Ctrl+s`, `pagedown`.

    Raises ValueError saying what is wrong.
    """
    if text == "":
        raise ValueError("between commas there is a key; for the comma itself say comma")
    text = _WORDS.get(text.lower(), text)
    if len(text) == 1:
        return _character_name(text)
    *modifiers, base = text.lower().split("+")
    base = _WORDS.get(base, base)
    if modifiers == ["shift"] and len(base) == 1 and base.isalpha():
        return base.upper()
    key = "+".join([*sorted(modifiers), base])
    if key in _SAME:
        raise ValueError(f"{text} comes as {_SAME[key]} from most terminals: take another key")
    with_alt = modifiers == ["alt"] and len(base) == 1 and base.isalnum()
    if key in _NAMED or with_alt:
        return key
    character = None if modifiers else _character(base)
    if character is None or not character.isprintable():
        near = hint(text.lower(), [*_NAMED, *_WORDS])
        raise ValueError(f'"{text}" is no key{near}')
    return _character_name(character)


def _character(key: str) -> str | None:
    """What a key types, by Textual's name of it or by Unicode's."""
    return key_to_character(REPLACED_KEYS.get(key, key))


def _character_name(character: str) -> str:
    """Textual's name of the key that types a character."""
    if character == ",":  # parts keys from each other
        return "comma"
    return next(iter(Binding.make_bindings([Binding(character, "")]))).key


def _unusable(id: str, chosen: Sequence[str], usual: Sequence[str]) -> str:
    """Why a command could not be used by the keys chosen for it; empty where it can."""
    command = COMMANDS.get(id)  # the keys that move a cursor have no flags
    if command is None:
        return ""
    if not chosen:
        return "needs a key: nothing else leads back from there" if command.leads_back else ""
    if not command.while_typing or any(key in usual or not _typed(key) for key in chosen):
        return ""
    shown = " and ".join(map(shown_key, chosen))
    return f"{shown} would not work while a text is typed; take a key that types nothing, as F2"


def _typed(key: str) -> bool:
    """Whether a key does something of its own in a text line."""
    return _character(key) is not None or key in chain(*_declared(Input).values())


def _clashes(chosen: Table, there: Iterable[tuple[str, Table]]) -> Iterator[SettingsProblem]:
    """What would be on one key with something else that works in the same place.

    What shares a key by itself may go on sharing: only one of the two works at a time.
    """
    said: set[tuple[str, str, str]] = set()
    for place, before in there:
        after = {name: chosen.get(name, keys) for name, keys in before.items()}
        for key, names in _shared(after).items():
            for pair in combinations(names, 2):
                # Those that were moved come first.
                one, other = sorted(pair, key=lambda name: name not in chosen)
                together = not {*before[one]}.isdisjoint(before[other])
                if one in chosen and not together and (one, other, key) not in said:
                    said.add((one, other, key))
                    clash = f"{one} and {other} are both on {shown_key(key)}, {place}"
                    yield _problem(one, clash)


def _touched(chosen: Table, there: Iterable[Table], known: Table) -> Iterable[str]:
    """The commands a keymap must name: those chosen, and those that share a usual key with them.

    Textual clears a key for all when one of several commands on it moves elsewhere; the others
    are put back by being named too.
    """
    groups = [known.keys() & names for table in there for names in _shared(table).values()]
    touched = dict.fromkeys(chosen)
    size = 0
    while size != (size := len(touched)):
        for ids in groups:
            if not ids.isdisjoint(touched):
                touched |= dict.fromkeys(sorted(ids))
    return touched


def _shared(table: Table) -> dict[str, list[str]]:
    """The keys that several names are on, and these names."""
    on_key: dict[str, list[str]] = {}
    for name, keys in table.items():
        for key in keys:
            on_key.setdefault(key, []).append(name)
    return {key: names for key, names in on_key.items() if len(names) > 1}
