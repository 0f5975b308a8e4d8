"""The commands of the editor and of the smell test."""

from __future__ import annotations

from labtui.commands.command import Command
from labtui.commands.moves import FORM_MOVES

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
        "editor.help",
        "question_mark",
        "app.key_help",
        "Help",
        "Keys and words of this screen",
        footer=False,
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

FORM_ANSWERS = {
    word: Command(
        f"form.{'not_applicable' if word == 'n/a' else word}",
        key,
        f"state('{word}')",
        word.capitalize(),
        help,
        footer=False,
    )
    for word, key, help in (
        ("yes", "y", "State yes"),
        ("you", "y", "You answer for this layer"),
        ("shared", "s", "You and the provider answer for this layer"),
        ("provider", "p", "The provider answers for this layer"),
        ("partly", "p", "State partly"),
        ("nobody", "n", "Nobody answers for this layer"),
        ("no", "n", "State no"),
        ("nothing", "n", "State that there is nothing"),
        ("nowhere", "n", "State that there is none"),
        ("unsure", "d", "You don't know"),
        ("today", "t", "State today's date"),
        ("never", "n", "State that it was never done"),
        ("n/a", "a", "It does not apply here"),
    )
}
"""The answers that one key states, by their words, in every field that takes them."""

FORM = (
    *FORM_MOVES,
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
    Command(
        "form.open", "enter", "open", "Change", "Type this field's value, or pick it from a list"
    ),
    Command(
        "form.pick", "space", "pick", "Pick", "Pick this field's values from a list", footer=False
    ),
    Command("form.next_value", "right,l,space", "step(1)", "Next", "State the next value"),
    Command(
        "form.previous_value",
        "left,h",
        "step(-1)",
        "Previous value",
        "State the value before",
        footer=False,
    ),
    *FORM_ANSWERS.values(),
    Command("form.let_go", "minus,delete,backspace", "unset", "Clear", "State nothing here"),
    Command(
        "form.cancel",
        "escape",
        "cancel",
        "Take back",
        "Take back what was typed",
        footer=False,
        while_typing=True,
        leads_back=True,
    ),
)
"""The commands of the editor's form."""


def _leaving_test(prefix: str) -> tuple[Command, ...]:
    """What both screens of the smell test have: a way out, and help."""
    return (
        Command(
            f"{prefix}.leave",
            "escape",
            "leave",
            "Cancel",
            "Cancel: nothing of this test is saved",
            leads_back=True,
        ),
        Command(
            f"{prefix}.help",
            "question_mark",
            "app.key_help",
            "Help",
            "Keys and words of this screen",
        ),
    )


SMELL_TEST = (
    Command("smell.yes", "y", "answer('yes')", "Yes", "Answer yes, and go on"),
    Command("smell.no", "n", "answer('no')", "No", "Answer no, and go on"),
    Command("smell.unsure", "d", "answer('unsure')", "Don't know", "Say so, and go on"),
    Command("smell.keep", "enter", "keep", "Keep", "Keep your last answer, and go on"),
    Command("smell.back", "b", "back", "Back", "Back to the question before"),
    Command("smell.note", "N", "note", "Note", "Note what your answer is based on"),
    *_leaving_test("smell"),
)
"""The commands of the smell test's questions."""

OUTCOME = (
    Command("outcome.save", "enter", "save", "Save", "Save the answers, as one step"),
    Command("outcome.back", "b", "back", "Back", "Back to the last question"),
    *_leaving_test("outcome"),
)
"""The commands of the smell test's outcome."""
