"""The commands of the editor and of the smell test."""

from __future__ import annotations

from labtui.commands.command import Command

EDITOR = (
    Command(
        "editor.save",
        "ctrl+s",
        "save",
        "Save",
        "Save these facts, as one step",
        while_typing=True,
    ),
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
    Command(
        "editor.leave",
        "escape",
        "leave",
        "Leave",
        "Leave; asks what to do with changes",
        leads_back=True,
        asks=("save",),
    ),
)
"""The commands of the editor."""

FORM = (
    Command("form.open", "enter", "open", "Change", "Type this field's value, or pick it"),
    Command("form.next_value", "right", "step(1)", "Next", "State the next value"),
    Command("form.let_go", "minus", "unset", "Let go", "State nothing here"),
)
"""The commands of the form that the footer shows; the form declares their keys."""

FORM_TABS = (
    Command(
        "form.next_field",
        "tab",
        "tab(1)",
        "Next",
        "To the next field, keeping what was typed",
        footer=False,
        while_typing=True,
    ),
    Command(
        "form.previous_field",
        "shift+tab",
        "tab(-1)",
        "Previous",
        "To the field before, keeping what was typed",
        footer=False,
        while_typing=True,
    ),
)
"""The commands of the form that leave a field."""

FORM_CANCEL = Command(
    "form.cancel",
    "escape",
    "cancel",
    "Take back",
    "Take back what was typed",
    footer=False,
    while_typing=True,
    leads_back=True,
)

SMELL_TEST = (
    Command("smell.yes", "y", "answer('yes')", "Yes", "Answer yes, and go on"),
    Command("smell.no", "n", "answer('no')", "No", "Answer no, and go on"),
    Command("smell.unsure", "d", "answer('unsure')", "Don't know", "Say so, and go on"),
    Command("smell.keep", "enter", "keep", "Keep", "Keep the previous answer, and go on"),
    Command("smell.back", "b", "back", "Back", "Back to the question before"),
    Command("smell.note", "N", "note", "Note", "Note what the answer rests on"),
    Command(
        "smell.leave",
        "escape",
        "leave",
        "Leave",
        "Leave; nothing of this test is kept",
        leads_back=True,
    ),
    Command("smell.help", "question_mark", "app.key_help", "Help", "Keys of this screen"),
)
"""The commands of the smell test's questions."""

OUTCOME = (
    Command("outcome.save", "enter", "save", "Save", "Save the answers, as one step"),
    Command("outcome.back", "b", "back", "Back", "Back to the last question"),
    Command(
        "outcome.leave",
        "escape",
        "leave",
        "Leave",
        "Leave; nothing of this test is kept",
        leads_back=True,
    ),
    Command("outcome.help", "question_mark", "app.key_help", "Help", "Keys of this screen"),
)
"""The commands of the smell test's outcome."""
