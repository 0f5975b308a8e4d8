"""The answers of dialogs, and the commands of the text prompt and the picker."""

from __future__ import annotations

from labtui.commands.command import Command

DONE_TODAY = (
    Command("done.patched", "p", "answer('patched')", "Patched", "Its software was patched"),
    Command("done.restored", "r", "answer('restore_tested')", "Restored", "A restore was tested"),
    Command(
        "done.reviewed", "c", "answer('config_reviewed')", "Reviewed", "Its settings were reviewed"
    ),
    Command("done.experiment", "x", "answer('experiment')", "Experiment", "Something was tried"),
    Command("done.rebuilt", "b", "answer('rebuilt')", "Rebuilt", "It was rebuilt"),
    Command("done.incident", "i", "answer('incident')", "Incident", "Something went wrong"),
)
"""The answers to what was done today."""

STAY = Command(
    "ask.stay",
    "escape,enter",
    "answer(None)",
    "Stay",
    "Change nothing",
    leads_back=True,
)
"""The safe answer; it has the focus, so Enter gives it too."""

SAVE_ANSWERS = (
    Command("ask.save", "s", "answer('save')", "Save", "Save the changes"),
    Command("ask.discard", "d", "answer('discard')", "Discard", "Discard the changes"),
)
"""The answers on leaving the editor with unsaved changes."""

REMOVE_ANSWERS = (
    Command("ask.remove", "r", "answer('remove')", "Remove", "Remove it from the file"),
)
"""The answer that removes a system entered by mistake."""

UNSEEN_ANSWERS = (
    Command("ask.marked", "m", "answer('marked')", "Marked", "All that are marked"),
    Command("ask.here", "h", "answer('here')", "Here", "Only the system at the cursor"),
    Command("ask.unmark", "u", "answer('unmark')", "Unmark", "None of them; unmark all"),
)
"""The answers to whether to act on what is marked and not in sight."""

RETIRE_ANSWERS = (Command("ask.retire", "y", "answer('retire')", "Retire", "Yes, retire it"),)
"""The answer that retires a system."""

RELOAD_ANSWERS = (
    Command(
        "ask.reload",
        "r",
        "answer('reload')",
        "Discard",
        "Discard unsaved changes. A safety copy is kept",
    ),
)
"""The answer that reads the file again though something is not saved."""

CONVERT_ANSWERS = (
    Command(
        "ask.convert", "c", "answer('convert')", "Convert", "Convert it. A safety copy is kept"
    ),
)
"""The answer that writes the file again in the shape that can be changed."""

WHAT_IF_ANSWERS = (
    Command("ask.keep", "s", "answer('keep')", "Save", "Save all"),
    Command("ask.drop", "d", "answer('drop')", "Discard", "Discard all"),
)
"""The answers when a what-if ends."""

LEAVE_ANSWERS = (Command("ask.leave", "d", "answer('leave')", "Discard", "Discard these answers"),)
"""The answer that leaves a smell test."""

LEAVE_IMPORT_ANSWERS = (
    Command("ask.leave_import", "d", "answer('leave')", "Discard", "Discard what was chosen here"),
)
"""The answer that leaves the preview of an import."""

GONE_ANSWERS = (Command("ask.throw_away", "d", "answer('throw away')", "Discard", "Discard it"),)
"""The answer to what was not finished and cannot be carried on with."""

CARRY_ON_ANSWERS = (
    Command("ask.carry_on", "c", "answer('carry on')", "Continue", "Continue with it"),
    *GONE_ANSWERS,
)
"""The answers to what an earlier session did not finish."""

QUIT_ANSWERS = (
    Command("ask.again", "a", "answer('again')", "Try again", "Try to save again"),
    Command(
        "ask.elsewhere",
        "e",
        "answer('elsewhere')",
        "Save as",
        "Save as another file, and quit",
    ),
    Command("ask.lose", "l", "answer('lose')", "Quit", "Quit and lose the changes"),
)
"""The answers on quitting when something could not be saved."""

NO_COPY_ANSWERS = (
    Command("ask.no_copy", "w", "answer('save')", "Save", "Save without a safety copy"),
)
"""The answer that saves although no safety copy can be kept."""

WHOSE_ANSWERS = (
    Command("ask.ours", "h", "answer('ours')", "Here", "The value entered here"),
    Command("ask.theirs", "f", "answer('theirs')", "In file", "The value in the file"),
)
"""The answers to whose value of a fact holds, ours or that of another program."""

BOTH_ANSWER = Command("ask.both", "b", "answer('both')", "Both", "Both, those of the file first")
"""The answer where a fact can hold both values."""

PROMPT = (
    Command(
        "prompt.leave",
        "escape",
        "dismiss(None)",
        "Cancel",
        "Cancel without an answer",
        while_typing=True,
        leads_back=True,
    ),
)
"""The commands of the text prompt."""

ADDING = (
    *PROMPT,
    Command(
        "adding.planned",
        "tab",
        "plan",
        "Planned",
        "It is only planned, or no longer",
        while_typing=True,
    ),
)
"""The commands where the name of a new system is asked for."""

CHOICE = (
    Command("choice.take", "enter", "take", "Go on", "Go on with the answer that is offered"),
    Command(
        "choice.back",
        "escape",
        "back",
        "Back",
        "Back to the question before",
        leads_back=True,
    ),
)
"""The commands of a question that letters answer."""

PICKER = (
    Command(
        "picker.leave",
        "escape",
        "leave",
        "Cancel",
        "Choose nothing",
        footer=False,
        while_typing=True,
        leads_back=True,
    ),
    Command(
        "picker.down",
        "down,ctrl+n,ctrl+j",
        "move(1)",
        "Down",
        "One item down",
        footer=False,
        while_typing=True,
    ),
    Command(
        "picker.up",
        "up,ctrl+p",
        "move(-1)",
        "Up",
        "One item up",
        footer=False,
        while_typing=True,
    ),
    Command(
        "picker.page_down",
        "pagedown",
        "page(1)",
        "Page down",
        "A page down",
        footer=False,
        while_typing=True,
    ),
    Command(
        "picker.page_up",
        "pageup",
        "page(-1)",
        "Page up",
        "A page up",
        footer=False,
        while_typing=True,
    ),
    Command(
        "picker.tick",
        "space,tab",
        "tick",
        "Tick",
        "Tick or untick this item",
        footer=False,
        while_typing=True,
    ),
)
"""The commands of the picker."""

HELP = (
    *(command for command in PICKER if command.id != "picker.tick"),
    Command(
        "help.section",
        "tab",
        "section",
        "Section",
        "To the next heading: keys, words",
        footer=False,
        while_typing=True,
    ),
)
"""The commands of the help."""
