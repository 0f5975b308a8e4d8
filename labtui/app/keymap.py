"""Check the keys chosen in settings.toml for every place where a command works.

The id of a command is the id of its bindings. Textual applies any keymap and silently takes a
key away from another command on it, so invalid keymaps are rejected here, before they are applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

from textual.binding import Binding
from textual.keys import REPLACED_KEYS, Keys, key_to_character
from textual.widgets import Input

from labtui.commands.command import Confirmation, shown_key
from labtui.commands.lists import LAYER_CELL
from labtui.commands.registry import COMMANDS
from labtui.data.preferences.settings import SettingsError, SettingsProblem
from labtui.text.wording import hint

NO_KEY = "unbound"
"""Means no key: no terminal sends it. For an empty text, Textual keeps the default keys."""

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
"""Common names of keys, by lower-case name, where Textual uses a different one."""

_SAME = {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+[": "Esc"}
"""Keys that most terminals send as another key."""

_NAMED = frozenset(key.value for key in Keys if key.value[0] != "<") - _SAME.keys()

Table = Mapping[str, Sequence[str]]
"""Ids of commands to keys."""


# --- the places


def places() -> dict[str, Table]:
    """Return each place in the app with the commands that work there and their default keys."""
    from labtui.app.app import LabtuiApp
    from labtui.screens import dialogs
    from labtui.screens.ask_name import AskName
    from labtui.screens.choice import Question
    from labtui.screens.drill import DrillRecordScreen, DrillScreen, DrillStepsScreen
    from labtui.screens.editor import EditorScreen
    from labtui.screens.help import HelpScreen
    from labtui.screens.importing import ImportScreen
    from labtui.screens.inventory import InventoryScreen
    from labtui.screens.matrix import MatrixScreen
    from labtui.screens.overview import OverviewScreen
    from labtui.screens.page import PageScreen
    from labtui.screens.picker import Picker
    from labtui.screens.questions import QuestionsScreen
    from labtui.screens.reading import ReadingScreen
    from labtui.screens.rebuild import RebuildScreen
    from labtui.screens.retire import RetireScreen
    from labtui.screens.review import ReviewScreen
    from labtui.screens.smell_test import OutcomeScreen, SmellTestScreen
    from labtui.screens.tree import TreeScreen
    from labtui.widgets.fact_form import FactForm
    from labtui.widgets.filter_line import FilterInput
    from labtui.widgets.import_view import ImportView
    from labtui.widgets.layers_view import LayersView
    from labtui.widgets.line_view import LineView
    from labtui.widgets.map_view import MapView
    from labtui.widgets.overview_view import OverviewView
    from labtui.widgets.retire_view import ItemsView
    from labtui.widgets.review_view import ReviewView
    from labtui.widgets.rows import RowView
    from labtui.widgets.tree_view import TreeView

    screens: dict[str, tuple[type, ...]] = {
        "in the inventory": (RowView, InventoryScreen),
        "in the inventory's panel": (LineView, InventoryScreen),
        "in the overview": (OverviewView, OverviewScreen),
        "in the levels": (RowView, MatrixScreen),
        "in the layers": (LayersView, RowView, MatrixScreen),
        "on the map": (MapView, MatrixScreen),
        "below the matrix": (LineView, MatrixScreen),
        "in the review queue": (ReviewView, RowView, ReviewScreen),
        "below the review queue": (LineView, ReviewScreen),
        "where questions are asked one by one": (QuestionsScreen,),
        "in the tree": (TreeView, RowView, TreeScreen),
        "beside the tree": (LineView, TreeScreen),
        "in the rebuild order": (RowView, RebuildScreen),
        "beside the rebuild order": (LineView, RebuildScreen),
        "on a system's page": (LineView, PageScreen),
        "where there is only text to read": (LineView, ReadingScreen),
        "before a drill": (LineView, DrillScreen),
        "at the steps of a drill": (DrillStepsScreen,),
        "at the end of a drill": (ItemsView, DrillRecordScreen),
        "in the editor": (FactForm, EditorScreen),
        "in the editor's effects": (LineView, EditorScreen),
        "in the smell test": (LineView, SmellTestScreen),
        "in the smell test's outcome": (LineView, OutcomeScreen),
        "in the retirement review": (LineView, RetireScreen),
        "in the retirement checklist": (ItemsView, RetireScreen),
        "in the preview of an import": (ImportView, ImportScreen),
        "beside the preview of an import": (LineView, ImportScreen),
    }
    found = {place: _declared(*classes, LabtuiApp) for place, classes in screens.items()}
    # The answers work only in a cell, where they take precedence over the keys of the screen.
    cell = _declared(LayersView, RowView, LabtuiApp)
    for command in LAYER_CELL:
        del found["in the layers"][command.id]
    # The key of the command that asks counts in its dialog too: pressed twice, it must not answer.
    questions: dict[Confirmation, tuple[str, type]] = {
        "save": ("whether to save the changes", dialogs.AskToSave),
        "remove": ("whether to remove it", dialogs.AskToRemove),
        "retire": ("whether to retire it", dialogs.AskToRetire),
        "marks": ("whether to act on what is marked", dialogs.AskAboutUnseen),
        "reload": ("whether to read the file again", dialogs.AskToReload),
        "convert": ("whether to convert the file", dialogs.AskToConvert),
        "what-if": ("whether to save a what-if", dialogs.AskAboutWhatIf),
        "leave import": ("whether to leave an import", dialogs.AskToLeaveImport),
        "leave test": ("whether to leave the test", dialogs.AskToLeaveTest),
        "no copy": ("whether to save without a safety copy", dialogs.AskToSaveWithoutCopy),
        "quit": ("about what is not saved", dialogs.AskToQuit),
        "conflict": ("which value to keep", dialogs.AskWhoseOrBoth),
    }
    known = usual(found)
    asked: dict[str, Table] = {
        "where it asks what was done": _declared(dialogs.AskWhatWasDone),
        "at the start, about what was not finished": _declared(dialogs.AskToCarryOn),
    }
    for question, (what, cls) in questions.items():
        asking = {id: known[id] for id, command in COMMANDS.items() if question in command.asks}
        asked[f"where it asks {what}"] = {**_declared(cls), **asking}
    # While a dialog is open, no command of the app works.
    return {
        **found,
        "in a cell of the layers": cell,
        "in a list to pick from": _declared(Picker),
        "in the help": _declared(HelpScreen),
        "where a filter is typed": _declared(FilterInput),
        "where a line is asked for": _declared(dialogs.Prompt),
        "where a name is asked for": _declared(AskName),
        "where letters answer": _declared(Question),
        **asked,
    }


def _declared(*classes: type) -> dict[str, list[str]]:
    """Map the ids of the bindings that these classes declare themselves to their keys.

    A binding without an id, which cannot be remapped, is listed under its description.
    """
    keys: dict[str, list[str]] = {}
    for cls in classes:
        for binding in Binding.make_bindings(vars(cls).get("BINDINGS", ())):
            keys.setdefault(binding.id or binding.description, []).append(binding.key)
    return keys


def usual(there: Mapping[str, Table]) -> dict[str, Sequence[str]]:
    """Return every command that can be remapped, with its default keys."""
    return {name: keys for table in there.values() for name, keys in table.items() if "." in name}


# --- the map


def checked(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the keymap for `App.set_keymap`, given commands and keys as written in the settings.

    Several keys are separated by commas; an empty text means no key. Raises SettingsError with
    all problems: an unknown command or key, a clash, a printable key for a command that must work
    while a text is typed, no key to leave a screen, no key to quit.
    """
    there = places()
    known = usual(there)
    problems: list[SettingsProblem] = []
    chosen: dict[str, list[str]] = {}
    for id, text in keys.items():
        if id not in known:
            problems.append(_problem(id, f"no such command.{hint(id, known)}"))
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
    """Return Textual's name of a key written as `s`, `?`, `Esc`, `Ctrl+s` or `pagedown`.

    Raises ValueError when there is no such key or terminals do not send it.
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
        raise ValueError(f'"{text}" is no key.{near}')
    return _character_name(character)


def _character(key: str) -> str | None:
    """Return the character a key types, given its Textual or Unicode name; None without one."""
    return key_to_character(REPLACED_KEYS.get(key, key))


def _character_name(character: str) -> str:
    """Return Textual's name of the key that types a character."""
    if character == ",":  # separates keys in a keymap
        return "comma"
    return next(iter(Binding.make_bindings([Binding(character, "")]))).key


def _unusable(id: str, chosen: Sequence[str], usual: Sequence[str]) -> str:
    """Return why a command cannot be used with the chosen keys; empty if it can."""
    command = COMMANDS[id]
    if not chosen:
        return "needs a key: nothing else leads back from there" if command.leads_back else ""
    if not command.while_typing or any(key in usual or not _typed(key) for key in chosen):
        return ""
    shown = " and ".join(map(shown_key, chosen))
    return f"{shown} would not work while a text is typed; take a key that types nothing, as F2"


def _typed(key: str) -> bool:
    """Return True if a text input handles this key itself."""
    return _character(key) is not None or key in chain(*_declared(Input).values())


def _clashes(chosen: Table, there: Iterable[tuple[str, Table]]) -> Iterator[SettingsProblem]:
    """Yield a problem for each two commands that would share a key in the same place.

    Commands that share a key by default are allowed: only one of them is enabled at a time.
    """
    said: set[tuple[str, str, str]] = set()
    for place, before in there:
        after = {name: chosen.get(name, keys) for name, keys in before.items()}
        for key, names in _shared(after).items():
            for pair in combinations(names, 2):
                # Remapped commands come first.
                one, other = sorted(pair, key=lambda name: name not in chosen)
                together = not {*before[one]}.isdisjoint(before[other])
                if one in chosen and not together and (one, other, key) not in said:
                    said.add((one, other, key))
                    clash = f"{one} and {other} are both on {shown_key(key)}, {place}"
                    yield _problem(one, clash)


def _touched(chosen: Table, there: Iterable[Table], known: Table) -> Iterable[str]:
    """Return the commands a keymap must name: the chosen ones and those sharing a default key.

    When one of several commands on a key is remapped, Textual clears the key for all of them;
    the others keep it only if the keymap names them too.
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
    """Return the keys that several names are on, with these names."""
    on_key: dict[str, list[str]] = {}
    for name, keys in table.items():
        for key in keys:
            on_key.setdefault(key, []).append(name)
    return {key: names for key, names in on_key.items() if len(names) > 1}
