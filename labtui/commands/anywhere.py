"""The commands of the app, and those that work on nearly every screen."""

from __future__ import annotations

from typing import Literal

from labtui.commands.command import Command, Confirmation

_QUIT_ASKS: tuple[Confirmation, ...] = (
    "what-if",
    "leave test",
    "leave import",
    "quit",
    "conflict",
    "no copy",
)

ListName = Literal["overview", "inventory", "matrix", "review", "tree", "rebuild"]
"""The lists of systems; each is a mode of the app."""

LISTS: dict[ListName, Command] = {
    "overview": Command(
        "app.overview",
        "0",
        "app.switch_list('overview')",
        "Overview",
        "The lab at a glance",
        footer=False,
    ),
    "inventory": Command(
        "app.inventory",
        "1",
        "app.switch_list('inventory')",
        "Inventory",
        "All systems, worst first",
    ),
    "matrix": Command(
        "app.matrix", "2", "app.switch_list('matrix')", "Matrix", "Who is responsible for what"
    ),
    "review": Command(
        "app.review", "3", "app.switch_list('review')", "Review", "What to check next"
    ),
    "tree": Command(
        "app.tree",
        "4",
        "app.switch_list('tree')",
        "Tree",
        "What runs on what, and what needs what",
    ),
    "rebuild": Command(
        "app.rebuild",
        "5",
        "app.switch_list('rebuild')",
        "Rebuild",
        "Rebuild order: what to bring back first",
        footer=False,
    ),
}
"""The commands that open the lists of systems, by the names of the lists."""

TABS: tuple[ListName, ...] = ("overview", "inventory", "matrix", "review", "tree")
"""The lists that have a tab in all of them; another has one only while it is open."""

EDIT_FILE = Command(
    "app.file",
    "E",
    "app.edit_file",
    "Edit file",
    "Open the file in $EDITOR, at the current system",
    footer=False,
    changes=True,
    repairs=True,
)

ANYWHERE = (
    Command(
        "app.palette",
        "colon,ctrl+p",
        "app.palette",
        "Commands",
        "Find a command by its name",
        footer=False,
    ),
    Command("app.help", "question_mark", "app.key_help", "Help", "Keys and terms of this screen"),
    Command(
        "app.undo",
        "u",
        "app.undo",
        "Undo",
        "Undo the last saved change",
        changes=True,
    ),
    Command(
        "app.redo",
        "ctrl+r",
        "app.redo",
        "Redo",
        "Redo what was undone",
        footer=False,
        changes=True,
    ),
    Command(
        "app.save",
        "ctrl+s",
        "app.save",
        "Save",
        "Save again, or resolve a conflict",
        footer=False,
        asks=("conflict", "no copy"),
    ),
    Command(
        "app.reload",
        "f5",
        "app.reload",
        "Reload",
        "Read the file again",
        footer=False,
        asks=("reload",),
    ),
    EDIT_FILE,
    Command(
        "app.problems",
        "exclamation_mark",
        "app.problems",
        "Problems",
        "What is wrong in the file, with its lines",
        footer=False,
    ),
    Command(
        "app.restore",
        "f6",
        "app.restore",
        "Restore",
        "Restore a safety copy",
        footer=False,
        changes=True,
        repairs=True,
    ),
    Command(
        "app.convert",
        "C",
        "app.convert",
        "Convert",
        "Make the file editable",
        footer=False,
        changes=True,
        repairs=True,
        asks=("convert",),
    ),
    *LISTS.values(),
    Command("app.theme", "T", "app.theme", "Theme", "Choose how labtui looks", footer=False),
    Command(
        "app.what_if",
        "W",
        "app.what_if",
        "What-if",
        "Try changes without saving; again: save or discard them",
        footer=False,
        changes=True,
        asks=("what-if", "no copy"),
    ),
    Command(
        "app.quit",
        "q",
        "app.leave",
        "Quit",
        "Quit labtui",
        quits=True,
        asks=_QUIT_ASKS,
    ),
)
"""The commands of every screen but the editor, the smell test and the dialogs."""

READING = (
    Command(
        "reading.back",
        "escape,w,c",
        "back",
        "Back",
        "Go back",
        leads_back=True,
    ),
    *(each for each in ANYWHERE if each.id in {"app.palette", "app.help", "app.quit"}),
)
"""The commands of a screen for reading."""

INTERRUPT = Command(
    "app.interrupt",
    "ctrl+q,ctrl+c",
    "leave",
    "Quit",
    "Quit",
    footer=False,
    while_typing=True,
    quits=True,
    asks=_QUIT_ASKS,
)

SUSPEND = Command(
    "app.suspend",
    "ctrl+z",
    "suspend_process",
    "Suspend",
    "Suspend, until `fg` in the shell",
    footer=False,
)

REDRAW = Command(
    "app.redraw",
    "ctrl+l",
    "redraw",
    "Redraw",
    "Draw the screen again, after something else wrote on it",
    footer=False,
    while_typing=True,
)
