"""Every command is declared once, says what it does, and has the keys people were promised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from textual.binding import Binding

from labtui.app.app import LabtuiApp
from labtui.commands.anywhere import ANYWHERE
from labtui.commands.command import Command, shown_key
from labtui.commands.lists import INVENTORY, LIST
from labtui.commands.registry import MODULES
from labtui.commands.registry import declared as commands_of
from labtui.screens import (
    ask_name,
    choice,
    compromised,
    dialogs,
    drill,
    editor,
    help,
    importing,
    inventory,
    matrix,
    overview,
    page,
    picker,
    questions,
    rebuild,
    retire,
    review,
    smell_test,
    tree,
)
from labtui.screens import why as reading
from labtui.widgets.fact_form import FactForm
from labtui.widgets.filter_line import FilterInput
from labtui.widgets.import_view import ImportView
from labtui.widgets.layers_view import LayersView
from labtui.widgets.line_view import LineView
from labtui.widgets.map_view import MapView
from labtui.widgets.overview_view import OverviewView
from labtui.widgets.rebuild_view import RebuildView
from labtui.widgets.retire_view import ItemsView
from labtui.widgets.review_view import ReviewView
from labtui.widgets.rows import RowView
from labtui.widgets.tree_view import TreeView
from tests.rows import each_row

README = Path(__file__).parents[1] / "README.md"
PROMISED = Path(__file__).parent / "data" / "promised_keys.md"

COMMANDS = list(dict.fromkeys(chain.from_iterable(map(commands_of, MODULES))))

PLACES = {
    "overview": (overview.OverviewScreen, OverviewView),
    "inventory": (inventory.InventoryScreen, RowView),
    "levels": (matrix.MatrixScreen, RowView),
    "layers": (matrix.MatrixScreen, LayersView, RowView),
    "map": (matrix.MatrixScreen, MapView),
    "review": (review.ReviewScreen, ReviewView, RowView),
    "questions": (questions.QuestionsScreen,),
    "tree": (tree.TreeScreen, TreeView, RowView),
    "rebuild order": (rebuild.RebuildScreen, RebuildView, RowView),
    "retirement": (retire.RetireScreen, ItemsView),
    "drill": (drill.DrillScreen, LineView),
    "drill steps": (drill.DrillStepsScreen,),
    "drill record": (drill.DrillRecordScreen, ItemsView),
    "smell test": (smell_test.SmellTestScreen, LineView),
    "outcome": (smell_test.OutcomeScreen, LineView),
    "page": (page.PageScreen, LineView),
    "why": (reading.WhyScreen, LineView),
    "compromised": (compromised.CompromisedScreen, LineView),
    "editor": (editor.EditorScreen, FactForm),
    "import": (importing.ImportScreen, ImportView),
    "picker": (picker.Picker,),
    "help": (help.HelpScreen,),
    "letters": (choice.Question,),
    "name": (ask_name.AskName,),
    "filter": (FilterInput,),
    "done today": (dialogs.AskWhatWasDone,),
    "app": (LabtuiApp,),
}
"""What one can be in, and the classes whose bindings work there together."""

# From INTERFACE.md, which is normative: what has a room so far. Letters work in the inventory.
INVENTORY_KEYS = {
    "j": "down", "k": "up", "g": "first", "G": "last", "ctrl+d": "half_page_down",
    "ctrl+u": "half_page_up", "down": "down", "up": "up", "pagedown": "page_down",
    "pageup": "page_up", "home": "first", "end": "last",
    "slash": "filter", "escape": "clear", "colon": "palette", "ctrl+p": "palette",
    "question_mark": "help", "enter": "open", "q": "quit", "a": "add", "D": "remove",
    "e": "edit", "E": "file", "w": "why", "o": "sort", "u": "undo", "ctrl+r": "redo",
    "c": "compromised", "i": "import", "X": "export", "Y": "duplicate",
    "M": "move", "5": "rebuild", "b": "rebuild",
    "y": "copy", "f5": "reload", "s": "assess", "0": "overview", "1": "inventory", "2": "matrix",
    "3": "review", "4": "tree", "t": "done", "x": "retire", "W": "what_if", "d": "example",
    "T": "theme", "f6": "restore", "C": "convert", "exclamation_mark": "problems",
    "space": "mark", "asterisk": "mark_all", "shift+down": "extend_down", "shift+up": "extend_up",
}  # fmt: skip
MATRIX_KEYS = {**INVENTORY_KEYS, "v": "view"}
LAYERS_KEYS = {**MATRIX_KEYS, "h": "left", "l": "right", "left": "left", "right": "right"}
TREE_DRILL = {"d": ["drill", "example"]}
"""Without systems, there is nothing to practise in the tree, and the key opens the example."""
DRILL_KEYS = {"d": "drill", "enter": "begin", "x": "again", "v": "case", "escape": "back"}
STEPS_KEYS = {
    "y": "done", "n": "failed", "j": "skip", "k": "previous", "N": "note", "escape": "leave",
}  # fmt: skip
RECORD_KEYS = {"space": "tick", "enter": "save", "b": "previous", "escape": "leave"}
TREE_KEYS = {
    **MATRIX_KEYS, "h": "out", "l": "in", "left": "out", "right": "in", "z": "fold",
    "Z": "fold_all",
}  # fmt: skip
REBUILD_KEYS = {
    **{key: id for key, id in INVENTORY_KEYS.items() if key != "o"}, "v": "view", "z": "panel",
}  # fmt: skip
CELL_KEYS = {
    "enter": "open", "y": "you", "s": "shared", "p": "provider", "n": "nobody",
    "a": "not_applicable", "minus": "unset", "escape": "leave",
}  # fmt: skip
SMELL_KEYS = {
    "y": "yes", "n": "no", "d": "unsure", "enter": "keep", "b": "back", "N": "note",
    "escape": "leave", "question_mark": "help",
}  # fmt: skip
PAGE_KEYS = {
    "j": "down", "k": "up", "g": "first", "G": "last", "ctrl+d": "half_page_down",
    "ctrl+u": "half_page_up", "escape": "back", "colon": "palette", "ctrl+p": "palette",
    "question_mark": "help", "q": "quit", "e": "edit", "E": "file", "w": "why", "D": "remove",
    "c": "compromised", "Y": "duplicate", "d": "drill",
    "u": "undo", "ctrl+r": "redo", "y": "copy", "f5": "reload",
    "s": "assess", "t": "done", "x": "retire", "enter": "update", "A": "accept",
    "P": "promote", "U": "detach", "m": "activate",
}  # fmt: skip
PAGING = {"ctrl+d", "ctrl+u", "pagedown", "pageup"}
MAP_KEYS = {  # it is never more than a page
    **{key: id for key, id in MATRIX_KEYS.items() if key not in PAGING},
    "h": "left", "l": "right",
}  # fmt: skip
DONE_KEYS = {
    "p": "patched", "r": "restored", "c": "reviewed", "x": "experiment", "b": "rebuilt",
    "i": "incident", "escape": "stay",
}  # fmt: skip
RETIRE_KEYS = {
    "space": "tick", "n": "not_applicable", "enter": "answer", "escape": "leave", "q": "quit",
    "e": "edit", "s": "assess", "t": "done", "w": "why", "y": "copy", "u": "undo", "1": "inventory",
    "2": "matrix", "3": "review", "question_mark": "help", "colon": "palette",
}  # fmt: skip
REVIEW_KEYS = {
    **{key: id for key, id in INVENTORY_KEYS.items() if key not in {"o", "enter", "escape"}},
    "enter": "open", "escape": "clear",
}  # fmt: skip
QUESTIONS_KEYS = {
    "y": "yes", "n": "no", "S": "shared", "p": "provider", "a": "not_applicable", "t": "today",
    "d": "unsure", "equals_sign": "same", "j": "skip", "k": "previous", "enter": "list",
    "space": "tick", "1": "pick_one", "s": "assess", "u": "undo", "escape": "leave",
}  # fmt: skip
EDITOR_KEYS = {
    "slash": "find",
    "j": "down", "k": "up", "g": "first", "G": "last", "ctrl+d": "half_page_down",
    "ctrl+u": "half_page_up", "enter": "open", "escape": "leave", "question_mark": "help",
    "w": "why", "y": "yes", "s": "shared", "p": "provider", "n": "nobody",
    "a": "not_applicable", "minus": "unset", "t": "today", "ctrl+s": "save",
}  # fmt: skip


def declared(*classes: type) -> Iterator[Binding]:
    """The bindings of some classes with one key each."""
    for cls in classes:
        yield from Binding.make_bindings(cls.__dict__.get("BINDINGS", ()))


def by_key(*classes: type) -> dict[str, list[str]]:
    """Key to the last words of the ids it is bound to."""
    keys: dict[str, list[str]] = {}
    for binding in declared(*classes):
        keys.setdefault(binding.key, []).append((binding.id or "").partition(".")[2])
    return keys


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 20


def test_ids_are_unique() -> None:
    assert [id for id, count in Counter(c.id for c in COMMANDS).items() if count > 1] == []


@each_row("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_says_what_it_does(command: Command) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", command.id)
    assert command.label.strip() == command.label != ""
    assert len(command.label) <= (12 if command.footer else 16), "the footer has little room"
    assert command.help.strip() == command.help != ""
    assert command.help[0].isupper()
    assert not command.help.endswith(".")
    binding = command.binding()
    assert (binding.id, binding.tooltip, binding.description) == (
        command.id,
        command.help,
        command.label,
    )


@each_row("place", PLACES)
def test_no_key_has_two_meanings_and_every_key_is_explained(place: str) -> None:
    for cls in PLACES[place]:
        for binding in declared(cls):
            assert binding.tooltip, f"{cls.__name__}: {binding.key} is not explained"
            assert binding.id, f"{cls.__name__}: {binding.key} can't be remapped"
    # In the form, in a cell and of a question, what a key states depends on where one is.
    for cls in PLACES[place]:
        if cls not in {FactForm, LayersView, questions.QuestionsScreen}:
            doubled = {key: ids for key, ids in by_key(cls).items() if len(ids) > 1}
            assert doubled == (TREE_DRILL if cls is tree.TreeScreen else {})


@each_row(
    "ask",
    [
        dialogs.AskAboutGone,
        dialogs.AskAboutUnseen,
        dialogs.AskAboutWhatIf,
        dialogs.AskToCarryOn,
        dialogs.AskToConvert,
        dialogs.AskToLeaveTest,
        dialogs.AskToQuit,
        dialogs.AskToReload,
        dialogs.AskToRemove,
        dialogs.AskToRetire,
        dialogs.AskToSave,
        dialogs.AskToSaveWithoutCopy,
        dialogs.AskWhatWasDone,
        dialogs.Prompt,
        ask_name.AskName,
    ],
)
def test_every_answer_is_explained(ask: type) -> None:
    bindings = list(declared(ask))
    assert bindings
    assert all(binding.tooltip and binding.description for binding in bindings)
    safe = {binding.key for binding in bindings if binding.id in {"ask.stay", "prompt.leave"}}
    assert "escape" in safe
    assert "enter" not in {binding.key for binding in bindings} - safe, "Enter confirms nothing"


@each_row(
    ("place", "keys"),
    [
        ("inventory", INVENTORY_KEYS),
        ("levels", MATRIX_KEYS),
        ("layers", LAYERS_KEYS),
        ("tree", TREE_KEYS),
        ("rebuild order", REBUILD_KEYS),
        ("layers", CELL_KEYS),
        ("map", MAP_KEYS),
        ("review", REVIEW_KEYS),
        ("questions", QUESTIONS_KEYS),
        ("done today", DONE_KEYS),
        ("retirement", RETIRE_KEYS),
        ("drill", {key: id for key, id in DRILL_KEYS.items() if key != "d"}),
        ("drill steps", STEPS_KEYS),
        ("drill record", RECORD_KEYS),
        ("smell test", SMELL_KEYS),
        ("page", PAGE_KEYS),
        ("editor", EDITOR_KEYS),
    ],
)
def test_the_keys_people_were_promised_do_what_they_were_told(
    place: str, keys: dict[str, str]
) -> None:
    found = by_key(*PLACES[place])
    wrong = {key: found.get(key) for key, id in keys.items() if id not in found.get(key, ())}
    assert wrong == {}


def spoken(key: str) -> str:
    """A key as it is compared: letters as they are, names however they are written."""
    shown = shown_key(key if len(key) == 1 else key.lower())
    return shown if len(shown) == 1 else shown.casefold()


def promised() -> Iterator[tuple[str, set[str]]]:
    """The rows of the table of promised keys: their text, and the keys in both columns."""
    table = PROMISED.read_text(encoding="utf-8").partition("|---|---|\n")[2]
    for row in table.splitlines():
        keys = [*re.findall(r"`([^`]+)`", row), *re.findall(r"\b(?:Enter|Esc|Space)\b", row)]
        for words, names in WORDS_FOR_KEYS.items():
            keys += names if words in row else []
        yield row, {spoken(key) for key in keys if key not in NO_KEYS}


NO_KEYS = {"$EDITOR", "level:3b", "on:pve1"}
"""What is quoted in a row and is no key."""

WORDS_FOR_KEYS = {
    "arrows": ["down", "up", "left", "right"],
    "PgUp/PgDn": ["pageup", "pagedown"],
    "Home/End": ["home", "end"],
}

ROWS = {
    "| `s` |": (INVENTORY_KEYS, SMELL_KEYS),
    "| `t` |": (INVENTORY_KEYS, DONE_KEYS),
    "| on a finding |": (PAGE_KEYS,),
    "| in the questions |": (QUESTIONS_KEYS,),
    "| in a drill |": (DRILL_KEYS, STEPS_KEYS, RECORD_KEYS),
    "| in a matrix cell |": (MATRIX_KEYS, CELL_KEYS),
    "| in the tree |": (TREE_KEYS,),
    "| in the rebuild order |": (REBUILD_KEYS,),
    "| `j` `k`": (LAYERS_KEYS,),
}
"""Where the keys of a row work, if not in the inventory."""


def test_every_key_that_was_promised_is_held_to_the_code() -> None:
    seen: set[str] = set()
    for row, keys in promised():
        places = next((where for start, where in ROWS.items() if row.startswith(start)), None)
        held = {spoken(key) for place in places or (INVENTORY_KEYS,) for key in place}
        assert keys <= held, row
        seen |= keys
    assert len(seen) > 45
    assert seen >= {"j", "G", "ctrl+d", "pgup", "*", "x", "A", "-", "enter", "space", "f5", "v"}


def test_there_is_a_way_to_quit_everywhere() -> None:
    keys = by_key(LabtuiApp)
    assert "ctrl+c" in keys or "ctrl+q" in keys


def readme_keys() -> dict[str, str]:
    """The keys in the README's table, as people read them, to what it says of them."""
    table = README.read_text(encoding="utf-8").partition("| in the app |")[2].partition("\n\n")[0]
    keys: dict[str, str] = {}
    for row in table.splitlines():
        if row.startswith("| `"):
            _, left, right, _ = re.split(r"(?<!\\)\|", row)
            keys.update(dict.fromkeys(re.findall(r"`([^`]+)`", left), right.strip()))
    return keys


def test_the_readme_names_only_keys_that_work() -> None:
    panel = (command.keys for command in INVENTORY)
    works = {shown_key(key).casefold() for key in (*MATRIX_KEYS, *PAGE_KEYS, *panel)}
    assert {key for key in readme_keys() if key.casefold() not in works} == set()


def test_the_readme_names_what_the_inventory_offers() -> None:
    named = {key.casefold() for key in readme_keys()}
    offered = [c for c in (*LIST, *ANYWHERE) if c.footer]
    assert offered
    assert [c.id for c in offered if c.key.casefold() not in named] == []


TOLD = {
    "after-a-change.md": {
        "system.edit": "edits all facts",
        "system.move": "says what it runs on now",
        "system.done": "notes what was done today",
        "app.what_if": "in the app begins a what-if",
        "review.changed": "there asks the smell tests",
        "page.promote": "tries it as production",
        "page.detach": "finds what would have to move",
        "page.activate": "there puts it into service",
        "finding.accept": "on a finding accepts it",
    },
    "before-retiring.md": {
        "retire.not_applicable": "that it does not apply",
        "retire.retire": "asks for the reason",
    },
    "import.md": {
        "import.never": "that one is never offered again",
        "import.join": "makes an app a part",
        "import.split": "makes each container",
        "import.belongs": "says which system",
    },
    "reliability.md": {"ask.carry_on": "carries on", "ask.throw_away": "throws it away"},
    "sharing.md": {
        "ask.ours": "takes the one from here",
        "ask.theirs": "the one in the file",
        "ask.both": "both",
    },
}
"""What pages say in a sentence of the key of a command."""


def test_a_key_in_a_sentence_is_that_of_its_command() -> None:
    keys = {command.id: command.key for command in COMMANDS}
    docs = README.parent / "docs"
    for name, sentences in TOLD.items():
        text = " ".join(docs.joinpath(name).read_text(encoding="utf-8").split())
        wanted = {f"`{keys[id]}` {words}" for id, words in sentences.items()}
        assert {sentence for sentence in wanted if sentence not in text} == set(), name
