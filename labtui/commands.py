"""Every user command, declared once: its key, what the footer, the help and the palette call it.

Screens take their bindings from here, and so do the palette and the key help; a command's id is
what a keymap in settings.toml names.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.keys import format_key


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can have done by a key."""

    id: str
    keys: str
    """Textual's names of the keys, comma-separated."""
    action: str
    label: str
    """What the footer calls it, in a word or two."""
    help: str
    """What it does, as the palette and the help say it."""
    footer: bool = True

    @property
    def key(self) -> str:
        """Its first key as people read it."""
        return shown_key(self.keys.split(",")[0])

    def binding(self) -> Binding:
        """The binding a screen declares for it."""
        return Binding(
            self.keys, self.action, self.label, show=self.footer, tooltip=self.help, id=self.id
        )


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


ROOMS = {
    "inventory": Command(
        "app.inventory", "1", "app.room('inventory')", "Inventory", "All systems, worst first"
    ),
    "matrix": Command(
        "app.matrix", "2", "app.room('matrix')", "Matrix", "The responsibility matrix, live"
    ),
    "review": Command(
        "app.review", "3", "app.room('review')", "Review", "What needs looking at, and why"
    ),
}
"""The rooms, by their modes."""

ANYWHERE = (
    Command(
        "app.palette",
        "colon,ctrl+p",
        "app.palette",
        "Commands",
        "Find a command by its name",
        footer=False,
    ),
    Command("app.help", "question_mark", "app.key_help", "Help", "Keys of this screen"),
    Command("app.undo", "u", "app.undo", "Undo", "Take back the last change that was saved"),
    Command("app.redo", "ctrl+r", "app.redo", "Redo", "Do again what was undone", footer=False),
    Command(
        "app.save",
        "ctrl+s",
        "app.save",
        "Save",
        "Save again, or decide what others changed too",
        footer=False,
    ),
    Command("app.reload", "f5", "app.reload", "Read again", "Read the file again", footer=False),
    Command(
        "app.file",
        "E",
        "app.edit_file",
        "File",
        "Open the file in $EDITOR, at the current system",
        footer=False,
    ),
    Command(
        "app.restore", "f6", "app.restore", "Restore", "Bring back a safety copy", footer=False
    ),
    Command(
        "app.convert",
        "C",
        "app.convert",
        "Convert",
        "Make a file of another shape one that can be changed",
        footer=False,
    ),
    *ROOMS.values(),
    Command("app.theme", "T", "app.theme", "Theme", "Choose how labtui looks", footer=False),
    Command(
        "app.what_if",
        "W",
        "app.what_if",
        "What if",
        "Only try changes from here on; again, keep or drop them",
        footer=False,
    ),
    Command("app.quit", "q", "app.leave", "Quit", "Quit labtui"),
)
"""What works on every screen but the editor, the smell test and the dialogs."""

SYSTEM = (
    Command("system.edit", "e", "edit", "Edit", "Edit its facts, with the assessment live beside"),
    Command(
        "system.assess", "s", "assess", "Smell test", "Answer the five questions of the smell test"
    ),
    Command("system.done", "t", "done_today", "Done", "Note what was done today"),
    Command("system.retire", "x", "retire", "Retire", "Whether it may go, and what to see to"),
    Command("system.why", "w", "why", "Why", "Explain it: the rules, the facts, whose they are"),
    Command("system.copy", "y", "copy_id", "Copy id", "Copy its id", footer=False),
    Command(
        "system.remove",
        "D",
        "remove",
        "Remove",
        "Remove a system entered by mistake; what really ran is retired",
        footer=False,
    ),
)
"""What can be done with the current system."""

FILTER = Command("room.filter", "slash", "filter", "Filter", "Show only what matches, as you type")

CLEAR = Command(
    "room.clear", "escape", "clear_filter", "Show all", "Show all systems again", footer=False
)

FIRST_STEPS = (
    Command("room.add", "a", "add", "Add", "Add a system: name, template, host"),
    Command(
        "room.example",
        "d",
        "example",
        "Example",
        "Look around in an example lab, of which nothing is kept",
    ),
)
"""What there is to do where there are no systems yet; the example only there."""

ROOM = (
    *SYSTEM,
    FILTER,
    Command("room.sort", "o", "sort", "Sort", "Sort by something else, or the other way"),
    *FIRST_STEPS,
    Command("room.mark", "space", "mark", "Mark", "Mark this system, or no longer", footer=False),
    Command(
        "room.mark_all", "asterisk", "mark_all", "Mark all", "Mark all shown, or none", footer=False
    ),
    CLEAR,
)
"""What can be done in every room, where systems are listed."""

MATRIX = (
    Command("matrix.view", "v", "next_view", "View", "The next view: levels, layers, the map"),
)
"""What can be done in the matrix, besides."""

LAYERS_VIEW = (
    Command("layers.open", "enter", "open", "Change", "Say who answers for this layer"),
    Command("layers.left", "h,left", "point(-1)", "Left", "One layer to the left", footer=False),
    Command("layers.right", "l,right", "point(1)", "Right", "One layer to the right", footer=False),
    Command("layers.fold", "z", "fold", "Fold", "Fold the guests of this host, or unfold them"),
    Command(
        "layers.fold_all", "Z", "fold_all", "Fold all", "Fold all hosts, or unfold", footer=False
    ),
)
"""What can be done in the view of the layers, besides."""

LAYER_CELL = (
    Command("cell.you", "y", "answer('you')", "You", "You answer for it"),
    Command("cell.shared", "s", "answer('shared')", "Shared", "You and the provider do"),
    Command("cell.provider", "p", "answer('provider')", "Provider", "The provider does"),
    Command("cell.nobody", "n", "answer('nobody')", "Nobody", "Nobody does"),
    Command("cell.not_applicable", "a", "answer('n/a')", "N/A", "There is no such layer here"),
    Command("cell.let_go", "minus", "answer('')", "Not stated", "State nothing here"),
    Command("cell.leave", "escape", "leave_cell", "Leave", "Leave it as it is"),
)
"""What can be said of a layer, once its cell was entered."""

FINDING = (
    Command("finding.settle", "enter", "settle", "Settle", "The one fact that would settle this"),
    Command("finding.accept", "A", "accept", "Accept", "Accept this risk knowingly, for a time"),
)
"""What can be done about a finding."""

WAYS_OUT = (
    Command(
        "page.promote",
        "P",
        "promote",
        "Promote",
        "What if this lab were the production it has become",
    ),
    Command(
        "page.unhook", "U", "unhook", "Unhook", "What if nothing people rely on needed this lab"
    ),
)
"""What can be tried on the page of a lab that has become production."""

PLANNED = (
    Command("page.activate", "m", "activate", "Make active", "Put a planned system into service"),
)
"""What can be done on the page of a planned system."""

PAGE = (
    *FINDING,
    *SYSTEM,
    *WAYS_OUT,
    *PLANNED,
    Command("page.back", "escape", "back", "Back", "Back to where you came from"),
)
"""What can be done on a system's page."""

EDITOR = (
    Command("editor.save", "ctrl+s", "save", "Save", "Save these facts, as one step"),
    Command(
        "editor.effects_down",
        "ctrl+e",
        "scroll_effects(3)",
        "Effects",
        "Scroll down what the draft changes",
    ),
    Command(
        "editor.effects_up",
        "ctrl+y",
        "scroll_effects(-3)",
        "Effects up",
        "Scroll up what the draft changes",
        footer=False,
    ),
    Command("editor.why", "w", "why", "Why", "Explain it as drafted"),
    Command(
        "editor.help", "question_mark", "app.key_help", "Help", "Keys of this screen", footer=False
    ),
    Command("editor.leave", "escape", "leave", "Leave", "Leave; asks what to do with changes"),
)
"""What can be done while editing."""

FORM = (
    Command("form.open", "enter", "open", "Change", "Type this field's value, or pick it"),
    Command("form.next_value", "right", "step(1)", "Next", "State the next value"),
    Command("form.let_go", "minus", "let_go", "Let go", "State nothing here"),
)
"""The keys of the form that the footer names; the form declares them itself."""

FILTERING = (
    Command("filter.keep", "enter", "", "Keep", "Keep the filter, and go on in the table"),
    Command("filter.clear", "escape", "", "Clear", "Show all systems again"),
)
"""What the footer names while a filter is typed; the text input and the screen do these."""

SMELL_TEST = (
    Command("smell.yes", "y", "answer('yes')", "Yes", "Answer yes, and go on"),
    Command("smell.no", "n", "answer('no')", "No", "Answer no, and go on"),
    Command("smell.unsure", "d", "answer('unsure')", "Don't know", "Say so, and go on"),
    Command("smell.keep", "enter", "keep", "Keep", "Keep the previous answer, and go on"),
    Command("smell.back", "b", "back", "Back", "Back to the question before"),
    Command("smell.note", "N", "note", "Note", "Note what the answer rests on"),
    Command("smell.leave", "escape", "leave", "Leave", "Leave; nothing of this test is kept"),
    Command("smell.help", "question_mark", "app.key_help", "Help", "Keys of this screen"),
)
"""What can be done while the questions are asked."""

OUTCOME = (
    Command("outcome.save", "enter", "save", "Save", "Save the answers, as one step"),
    Command("outcome.back", "b", "back", "Back", "Back to the last question"),
    Command("outcome.leave", "escape", "leave", "Leave", "Leave; nothing of this test is kept"),
    Command("outcome.help", "question_mark", "app.key_help", "Help", "Keys of this screen"),
)
"""What can be done once all five are answered."""

REVIEW = (
    Command("review.today", "t", "answer('t')", "Today", "Answer this question: today"),
    Command("review.yes", "y", "answer('y')", "Yes", "Answer this question: yes, or you"),
    Command("review.shared", "S", "answer('S')", "Shared", "Answer this question: shared"),
    Command("review.partly", "p", "answer('p')", "Partly", "Answer it: partly, or the provider"),
    Command("review.no", "n", "answer('n')", "No", "Answer this question: no, nobody, or never"),
    Command("review.not_applicable", "a", "answer('a')", "N/A", "Answer it: not applicable"),
    Command("review.open", "enter", "open", "Answer", "Answer this question, or open this system"),
)
"""What can be done in the review queue."""

RETIREMENT = (
    Command("retire.tick", "space", "tick", "Tick", "Tick this item, or untick it"),
    Command("retire.not_applicable", "n", "not_applicable", "N/A", "Not applicable, and why"),
    Command(
        "retire.switch",
        "tab,shift+tab",
        "switch",
        "Checklist",
        "To the checklist, or back to the review",
    ),
    Command("retire.retire", "R", "retire_now", "Retire", "Take it out of service"),
    Command("retire.return", "B", "bring_back", "Bring back", "Put it into service again"),
    Command("retire.answer", "enter", "answer", "Answer", "Answer a fact this item is made from"),
    Command("retire.leave", "escape", "back", "Back", "Back; the ticks stay"),
    *(command for command in SYSTEM if command.id != "system.retire"),
)
"""What can be done while retiring a system."""

DONE_TODAY = (
    Command("done.patched", "p", "answer('patched')", "Patched", "Its software was patched"),
    Command("done.restored", "r", "answer('restore_tested')", "Restored", "A restore was tested"),
    Command(
        "done.reviewed", "c", "answer('config_reviewed')", "Reviewed", "Its configuration was read"
    ),
    Command("done.experiment", "x", "answer('experiment')", "Experiment", "Something was tried"),
    Command("done.rebuilt", "b", "answer('rebuilt')", "Rebuilt", "It was built anew"),
    Command("done.incident", "i", "answer('incident')", "Incident", "Something went wrong"),
)
"""What can have been done today."""

STAY = Command("ask.stay", "escape,enter", "answer(None)", "Stay", "Do nothing: the safe answer")
"""The safe answer; it has the focus, so Enter gives it too."""

SAVE_ANSWERS = (
    Command("ask.save", "s", "answer('save')", "Save", "Save the changes"),
    Command("ask.discard", "d", "answer('discard')", "Discard", "Discard the changes"),
)
"""What can be done with changes on leaving the editor."""

REMOVE_ANSWERS = (
    Command("ask.remove", "r", "answer('remove')", "Remove", "Remove it from the file"),
)
"""What confirms that a system was a mistake."""

RETIRE_ANSWERS = (Command("ask.retire", "y", "answer('retire')", "Retire", "Yes, retire it"),)
"""What confirms that a system goes."""

RELOAD_ANSWERS = (
    Command("ask.reload", "r", "answer('reload')", "Read", "Read the file, set mine aside"),
)
"""What confirms that the file is read again though something is not saved."""

CONVERT_ANSWERS = (
    Command("ask.convert", "c", "answer('convert')", "Convert", "Convert it; a copy is kept"),
)
"""What confirms that the file is written anew in the shape that can be changed."""

WHAT_IF_ANSWERS = (
    Command("ask.keep", "s", "answer('keep')", "Keep", "Save them, as one step"),
    Command("ask.drop", "d", "answer('drop')", "Drop", "Drop them; the lab is as it was"),
)
"""What can be done with changes that were only tried."""

LEAVE_ANSWERS = (
    Command("ask.leave", "l", "answer('leave')", "Leave", "Leave; nothing of this test is kept"),
)
"""What confirms that a smell test is left."""

QUIT_ANSWERS = (
    Command("ask.again", "a", "answer('again')", "Try again", "Try to save again"),
    Command(
        "ask.elsewhere",
        "e",
        "answer('elsewhere')",
        "Elsewhere",
        "Save as another file, and quit",
    ),
    Command("ask.lose", "l", "answer('lose')", "Quit", "Quit and lose the changes"),
)
"""What can be done on quitting when something could not be saved."""

WHOSE_ANSWERS = (
    Command("ask.ours", "m", "answer('ours')", "Mine", "Mine, what was said here"),
    Command("ask.theirs", "t", "answer('theirs')", "Theirs", "Theirs, what is in the file"),
)
"""Whose value of a fact holds that was changed here and by another program."""

BOTH_ANSWER = Command("ask.both", "b", "answer('both')", "Both", "Both, theirs first")
"""Where there is room for both."""

PROMPT = (Command("prompt.leave", "escape", "dismiss(None)", "Leave", "Leave without an answer"),)
"""What can be done while a line is asked for, besides typing it."""

READING = (
    Command("reading.back", "escape,w", "back", "Back", "Back to where you came from"),
    *(each for each in ANYWHERE if each.id in {"app.palette", "app.help", "app.quit"}),
)
"""What can be done where there is only something to read."""


CHANGING = frozenset(
    {
        "app.undo",
        "app.redo",
        "app.what_if",
        "system.edit",
        "system.assess",
        "system.done",
        "system.remove",
        "room.add",
        "layers.open",
        "finding.settle",
        "finding.accept",
        "page.promote",
        "page.unhook",
        "page.activate",
        "review.today",
        "review.yes",
        "review.shared",
        "review.partly",
        "review.no",
        "review.not_applicable",
        "retire.tick",
        "retire.not_applicable",
        "retire.retire",
        "retire.return",
        "retire.answer",
    }
)
"""The ids of what is for changing something, and is not named where nothing can be changed."""


def bindings(*commands: Command) -> list[BindingType]:
    """The bindings of commands, for a screen's BINDINGS."""
    return [command.binding() for command in commands]
