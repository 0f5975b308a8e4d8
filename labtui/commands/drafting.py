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
        "Save these facts",
        while_typing=True,
    ),
    Command(
        "editor.effects_down",
        "ctrl+e",
        "scroll_effects(3)",
        "Effects",
        "Scroll the effects down",
    ),
    Command(
        "editor.effects_up",
        "ctrl+y",
        "scroll_effects(-3)",
        "Effects up",
        "Scroll the effects up",
        footer=False,
    ),
    Command("editor.find", "slash", "find", "Find", "Find a fact by its name, value or question"),
    Command("editor.why", "w", "why", "Why", "The rules and facts, with these changes"),
    Command(
        "editor.help",
        "question_mark",
        "app.key_help",
        "Help",
        "Keys and terms of this screen",
        footer=False,
    ),
    Command(
        "editor.leave",
        "escape",
        "leave",
        "Back",
        "Go back. Asks about unsaved changes",
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
        ("yes", "y", "Answer yes"),
        ("you", "y", "You are responsible for this layer"),
        ("shared", "S,s", "You and the provider are responsible for this layer"),
        ("provider", "p", "The provider is responsible for this layer"),
        ("partly", "p", "Answer partly"),
        ("nobody", "n", "Nobody is responsible for this layer"),
        ("no", "n", "Answer no"),
        ("nothing", "n", "Answer nothing"),
        ("nowhere", "n", "Answer nowhere"),
        ("unsure", "d", "You do not know"),
        ("today", "t", "Answer today"),
        ("never", "n", "Answer never"),
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
        "To the next field. What was typed is kept",
        footer=False,
        while_typing=True,
    ),
    Command(
        "form.previous_field",
        "shift+tab",
        "tab(-1)",
        "Previous",
        "To the previous field. What was typed is kept",
        footer=False,
        while_typing=True,
    ),
    Command("form.open", "enter", "open", "Change", "Type the value, or choose it from a list"),
    Command("form.pick", "space", "pick", "Choose", "Choose the values from a list", footer=False),
    Command("form.next_value", "right,l,space", "step(1)", "Next", "The next value"),
    Command(
        "form.previous_value",
        "left,h",
        "step(-1)",
        "Previous value",
        "The previous value",
        footer=False,
    ),
    *FORM_ANSWERS.values(),
    Command("form.unset", "minus,delete,backspace", "unset", "Clear", "Clear the answer"),
    Command(
        "form.cancel",
        "escape",
        "cancel",
        "Cancel",
        "Discard what was typed",
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
            "Cancel. Nothing of this test is saved",
            leads_back=True,
        ),
        Command(
            f"{prefix}.help",
            "question_mark",
            "app.key_help",
            "Help",
            "Keys and terms of this screen",
        ),
    )


SMELL_TEST = (
    Command("smell.yes", "y", "answer('yes')", "Yes", "Answer yes"),
    Command("smell.no", "n", "answer('no')", "No", "Answer no"),
    Command("smell.unsure", "d", "answer('unsure')", "Don't know", "You do not know"),
    Command("smell.keep", "enter", "keep", "Keep", "Keep your last answer"),
    Command("smell.back", "b", "back", "Back", "Back to the previous question"),
    Command("smell.note", "N", "note", "Note", "Note what your answer is based on"),
    *_leaving_test("smell"),
)
"""The commands of the smell test's questions."""

OUTCOME = (
    Command("outcome.save", "enter", "save", "Save", "Save the answers"),
    Command("outcome.back", "b", "back", "Back", "Back to the last question"),
    *_leaving_test("outcome"),
)
"""The commands of the smell test's outcome."""
