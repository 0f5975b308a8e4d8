"""The text input of a form of facts, and the state of the field being edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual import events

from labtui.data.analysis.answers import SYNTAX
from labtui.data.framework.fact import Fact
from labtui.data.framework.shapes import LISTS, Shape, Value
from labtui.data.framework.values import parse_value
from labtui.widgets.lines.fields import INPUT_WIDTHS
from labtui.widgets.text_input import TextInput


class FieldInput(TextInput):
    """The form's only text input, placed over the value of the field being edited."""

    DEFAULT_CSS = """
    FieldInput {
        layer: input;
        display: none;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.separator = " "
        """Joins the lines of a pasted text."""

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.replace(self.on_one_line(event.text), *self.selection)

    def on_resize(self) -> None:
        if self.cursor_at_end:  # a text is edited at its end, so show that
            self.scroll_to(x=self.virtual_size.width, animate=False, force=True)

    def action_paste(self) -> None:
        """Paste from the app's clipboard."""
        self.replace(self.on_one_line(self.app.clipboard), *self.selection)

    def on_one_line(self, text: str) -> str:
        """A pasted text on one line, without characters that cannot be typed."""
        return _typeable(
            self.separator.join(line.strip() for line in text.splitlines() if line.strip())
        )

    def begin(self, fact: Fact, text: str) -> None:
        """Show a text to edit; for facts such as a date, typing replaces it."""
        self.value = text
        # Beside a list there is no room for how to type a value.
        self.placeholder = SYNTAX[Shape.TEXTS][0] if fact.shape is Shape.TEXTS else ""
        self.separator = ", " if fact.shape in LISTS else " "
        self.select_on_focus = fact.shape in INPUT_WIDTHS
        self.cursor_position = len(text)

    def go_on(self, text: str) -> None:
        """Show a text that is being typed; what is typed next is added to it."""
        self.value = _typeable(text)
        self.select_on_focus = False
        self.cursor_position = len(self.value)


def _typeable(text: str) -> str:
    """Replace tabs by spaces, and leave out what cannot be typed."""
    return "".join(
        " " if sign.isspace() else sign for sign in text if sign.isprintable() or sign == "\t"
    )


@dataclass(slots=True)
class FieldEdit:
    """A field being edited."""

    fact: Fact
    before: Value | None
    """The value before the input was opened."""
    text: str
    """The text of the input when it was opened."""
    stated: Value | None
    """The last valid value of the input."""

    def value_of(self, text: str, today: date) -> Value | None:
        """The value of a typed text; None if it is empty. Raises `FactError` if it is invalid."""
        if text == self.text:
            return self.before
        return parse_value(self.fact, text, today) if text.strip() else None
