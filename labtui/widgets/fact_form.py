"""The form of a system's facts: line-drawn fields, and one text input shared by all of them.

The form keeps no values: a screen sets the fields, receives changes as messages, and sets the
fields again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from labtui.commands.command import bindings
from labtui.commands.drafting import FORM
from labtui.data.analysis.answers import few_values, typed, untypeable, value_of_word
from labtui.data.framework.shapes import Shape, Value
from labtui.errors import FactError
from labtui.widgets.field_input import FieldEdit, FieldInput
from labtui.widgets.field_lines import FieldLines
from labtui.widgets.lines.fields import PICKED, TYPED, Field


class FactForm(Widget):
    """A form of facts, a line each, answered with few keys.

    `ValueChanged` is posted with every change, also while typing, whenever the text is valid.
    Its handler passes the new fields to `set_fields`, which repaints what differs.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(*FORM)

    BLANK = True  # its lines cover it

    DEFAULT_CSS = """
    FactForm {
        width: 1fr;
        height: 1fr;
        layers: lines input;
        overflow: hidden hidden;
    }
    """

    @dataclass
    class ValueChanged(Message):
        """A person stated a value, or unset it (None); also while typing."""

        key: str
        value: Value | None

    @dataclass
    class PickRequested(Message):
        """A person wants to pick this field's value from a list."""

        key: str

    @dataclass
    class Folded(Message):
        """A person folded fields away: the screen says anew which are irrelevant."""

    def __init__(self, fields: Sequence[Field], today: date) -> None:
        super().__init__()
        self.today = today
        self._lines = FieldLines(fields)
        self._input = FieldInput()
        self._edit: FieldEdit | None = None
        self._on_the_way: dict[str, Value | None] = {}
        """Values posted but not yet in the fields: keys can be quicker than the handler."""

    def compose(self) -> ComposeResult:
        yield self._lines
        yield self._input

    # Fields and cursor

    @property
    def cursor_key(self) -> str | None:
        """The key of the field the cursor is on; None on a fold, and where there are no fields."""
        field = self._lines.current
        return field.fact.key if field else None

    @property
    def editing(self) -> bool:
        """True while the text input is open."""
        return self._edit is not None

    def set_fields(self, fields: Sequence[Field]) -> None:
        """Show these fields instead; repaints only the lines that differ."""
        self._on_the_way.clear()
        self._lines.set_fields(fields)
        if self._edit is None:
            return
        if self.cursor_key != self._edit.fact.key:
            self._close()  # the field being typed is gone
        else:
            self._place_input()

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the widget that takes the keys: the text input or the lines."""
        target = self._input if self.editing else self._lines
        target.focus(scroll_visible)
        return self

    def go_to(self, key: str) -> None:
        """Put the cursor on a field; do nothing if the text being typed is invalid."""
        if self.keep():
            self._lines.go_to(key)

    def _move(self, line: int) -> None:
        """Put the cursor on the field at `line`; do nothing if the text being typed is invalid."""
        if self.keep():
            self._lines.move(line)

    def _step_line(self, count: int) -> int:
        """The line of the field so many fields below or (negative) above, or the last that way."""
        line, direction = self._lines.cursor, 1 if count > 0 else -1
        for _ in range(abs(count)):
            line = self._lines.nearest(line + direction, direction)
        return line

    @property
    def typed(self) -> tuple[str, str, Value | None] | None:
        """The key of the field being typed, its text and its value before, if that was changed."""
        edit = self._edit
        if edit is None or self._input.value == edit.text:
            return None
        return edit.fact.key, self._input.value, edit.before

    def retype(self, key: str, text: str, before: Value | None) -> None:
        """Open a field for typing, with this text; do nothing if it cannot be typed.

        `before` is the value that Esc brings back.
        """
        line = self._lines.line_of(key)
        if line is None:
            return
        self._lines.move(line)
        field = self._lines.current
        if field is not None and field.fact.shape in TYPED and not field.fixed:
            self._open(field)
            if self._edit is not None:
                self._edit.before, self._edit.text = before, typed(before)
                self._input.go_on(text)

    # Stating

    def _own(self, field: Field) -> Value | None:
        return self._on_the_way.get(field.fact.key, field.own)

    def _state(self, field: Field, value: Value | None) -> None:
        """Post that a person stated a value, if it is new."""
        own = self._own(field)
        if value != own or type(value) is not type(own):
            self._on_the_way[field.fact.key] = value
            self.post_message(self.ValueChanged(field.fact.key, value))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that do not apply to the field under the cursor, so the screen gets them."""
        field = self._lines.current
        match action, parameters:
            case "cancel", _:
                return self.editing
            case "tab", (int(count),):
                return self.editing or self._step_line(count) != self._lines.cursor
            case (("open" | "pick"), _) if self._lines.on_fold:
                return True
            case (("open" | "pick" | "step" | "state" | "unset"), _):
                if field is None or field.fixed or self.editing:
                    return False
        match action, parameters, field:
            case "pick", _, Field(fact):
                return fact.shape in PICKED
            case "step", _, Field(fact):
                return bool(few_values(fact))
            case "state", (str(word),), Field(fact):
                return value_of_word(fact, word, self.today) is not None
        return True

    # Keys and mouse

    def action_move(self, count: int) -> None:
        """Move the cursor by some fields, down or (negative) up."""
        line = self._step_line(count)
        if line == self._lines.cursor and count < 0:
            self._lines.jump(0)  # only the first heading is above
        self._move(line)

    def action_tab(self, count: int) -> None:
        """Move the cursor by a field; at either end, move the focus to the next widget."""
        self.action_move(count)

    def action_page(self, pages: float) -> None:
        """Move cursor and view by so many pages."""
        step = self._lines.page_step(pages)
        line = self._lines.nearest(self._lines.cursor + step, step)
        self._lines.jump(self._lines.scroll_offset.y + step)
        self._move(line)

    def action_first(self) -> None:
        """Move the cursor to the first field."""
        self._lines.jump(0)
        self._move(self._lines.nearest(0, 1))

    def action_last(self) -> None:
        """Move the cursor to the last field."""
        self._move(self._lines.nearest(self._lines.line_count, -1))

    def action_open(self) -> None:
        """Change the field under the cursor, by typing or from a list; unfold or fold others."""
        field = self._lines.current
        if field is None:
            self._toggle()
        elif field.fact.shape in TYPED:
            self._open(field)
        elif field.fact.shape is not Shape.ID:
            self.post_message(self.PickRequested(field.fact.key))

    def action_pick(self) -> None:
        """Ask for a list to pick from; on a fold, unfold or fold its fields."""
        if (key := self.cursor_key) is None:
            self._toggle()
        else:
            self.post_message(self.PickRequested(key))

    def _toggle(self) -> None:
        if self._lines.on_fold and self._lines.toggle():
            self.post_message(self.Folded())

    def action_step(self, count: int) -> None:
        """State the next or (negative) the previous value; unset is one of them."""
        if (field := self._lines.current) is not None:
            values = (None, *few_values(field.fact))
            at = next(i for i, value in enumerate(values) if value == self._own(field))
            self._state(field, values[(at + count) % len(values)])

    def action_state(self, word: str) -> None:
        """State a value that has its own key."""
        if (field := self._lines.current) is not None:
            self._state(field, value_of_word(field.fact, word, self.today))

    def action_unset(self) -> None:
        """Unset the value."""
        if (field := self._lines.current) is not None:
            self._state(field, None)

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; on the field that has it, it changes that. A fold opens."""
        if event.widget is not self._lines:
            return
        offset = event.get_content_offset(self._lines)
        line = self._lines.line_at(offset.y) if offset is not None else -1
        field = self._lines.field_at(line)
        if field is None:
            if self._lines.is_fold(line) and self.keep():
                self._lines.move(line)
                self._toggle()
        elif line != self._lines.cursor:
            self._move(line)
        elif not field.fixed and not self.editing:
            self.action_open()

    # Typing

    def _open(self, field: Field) -> None:
        """Lay the text input over the value of a field."""
        own, text = self._own(field), typed(self._own(field))
        if notice := untypeable(field.fact, own, self.today):
            with self._lines.changing([self._lines.cursor]):
                self._lines.notice = notice
            return
        self._edit = FieldEdit(field.fact, own, text, own)
        self._input.begin(field.fact, text)
        with self._lines.changing([self._lines.cursor]):
            self._lines.edited = field.fact.key, ""
        self._lines.reveal()
        self._place_input()
        self._input.display = True
        self._input.focus(scroll_visible=False)

    def _place_input(self) -> None:
        """Put the text input where its field is."""
        if self._edit is not None and (field := self._lines.current) is not None:
            region = self._lines.input_region(field)
            self._input.styles.offset = region.offset
            self._input.styles.width = region.width

    @on(FieldLines.Moved)
    def _follow_lines(self, event: FieldLines.Moved) -> None:
        event.stop()
        self._place_input()

    def _take(self) -> bool:
        """State the typed value if it is valid and new; show the error if it is invalid."""
        edit, error = self._edit, ""
        if edit is None:
            return True
        try:
            value = edit.value_of(self._input.value, self.today)
        except FactError as problem:
            # The text is shown beside the error; without it the error is the same for every letter.
            text = self._input.value.strip()
            error = str(problem).removeprefix(f"{edit.fact.key}: ").removeprefix(f'"{text}" is ')
        else:
            if value != edit.stated:
                edit.stated = value
                self._on_the_way[edit.fact.key] = value
                self.post_message(self.ValueChanged(edit.fact.key, value))
        with self._lines.changing([self._lines.cursor]):
            self._lines.edited = edit.fact.key, error
        return not error

    def keep(self) -> bool:
        """Keep the text and close the input; False if the text is invalid."""
        kept = self._take()
        if kept:
            self._close()
        return kept

    def _close(self) -> None:
        """Close the text input."""
        if self._edit is None:
            return
        self._edit = None
        with self._lines.changing([self._lines.cursor]):
            self._lines.edited = None
        if self._input.has_focus:
            self._lines.focus(scroll_visible=False)
        self._input.display = False

    def action_cancel(self) -> None:
        """Close the text input, and state the previous value again."""
        edit = self._edit
        self._close()
        if edit is not None and edit.stated != edit.before:
            self._on_the_way[edit.fact.key] = edit.before
            self.post_message(self.ValueChanged(edit.fact.key, edit.before))

    @on(Input.Changed)
    def _text_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._take()  # the text as it is now: the message may come from a field already left

    @on(Input.Submitted)
    def _text_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.keep()

    @on(Input.Blurred)
    def _text_left(self, event: Input.Blurred) -> None:
        event.stop()

    @on(events.DescendantFocus)
    def _lines_focused(self, event: events.DescendantFocus) -> None:
        """A click beside the text input closes it; an invalid text is discarded."""
        is_left = event.widget is self._lines and self._lines.has_focus
        if is_left and not self.keep():
            self.action_cancel()
