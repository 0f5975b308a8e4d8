"""The lines of a form of facts, about sixty, under headings, with a cursor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from labtui.data.analysis.answers import SYNTAX
from labtui.text.cells import clip, pad
from labtui.widgets.line_view import REVERSED, LineView
from labtui.widgets.lines.fields import (
    INPUT_WIDTHS,
    Field,
    first_that_fits,
    fold_words,
    hint_for,
    remarks_on,
    words,
)

Piece: TypeAlias = tuple[str, str]
"""A text, and the component class it is drawn in ("" for plain text)."""

GUTTER = 2
"""Columns at the left with the cursor and the sign of a change."""

INDENT = 1
"""Columns between the gutter and the label."""

LABEL = 22
"""How wide the labels are where there is room."""

HEAD = 4
"""The pieces of a field up to its label: cursor, sign of a change, indent, label."""

VALUE = 20
"""The column where details begin, counted from the value, if value and detail both fit."""

GAP = 2
"""Columns between label, value and detail."""

CONTEXT = 3
"""How many lines stay in view when the page is turned."""

MIN_DETAIL = 8
"""The least width in which a detail is readable."""


class FieldLines(LineView, inherit_bindings=False):
    """The lines of the form: headings and fields, with the cursor on a field."""

    BINDINGS: ClassVar[list[BindingType]] = []  # the form has the bindings

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "form--group",
        "form--fold",
        "form--cursor",
        "form--cursor-blurred",
        "form--changed",
        "form--label",
        "form--value",
        "form--fixed",
        "form--inherited",
        "form--absent",
        "form--asked",
        "form--detail",
        "form--error",
    }
    """
    | Class | Description |
    | :- | :- |
    | `form--group` | The heading of a group of fields. |
    | `form--fold` | The line that irrelevant fields fold away under. |
    | `form--cursor` | The cursor in the gutter. |
    | `form--cursor-blurred` | The same while the focus is elsewhere. |
    | `form--changed` | The sign of a field that differs from the file. |
    | `form--label` | The label of a field. |
    | `form--value` | What the system states itself. |
    | `form--fixed` | The same for a read-only field. |
    | `form--inherited` | An inherited value. |
    | `form--absent` | The sign of a fact that nobody states, where none is needed. |
    | `form--asked` | The sign of one that matters here. |
    | `form--detail` | A remark, or a hint beside the cursor. |
    | `form--error` | Why the typed text is invalid. |
    """

    DEFAULT_CSS = """
    FieldLines {
        width: 100%;
        height: 100%;
        layer: lines;
        & > .form--group { color: $text-primary; text-style: bold; }
        & > .form--fold { color: $text-muted; }
        & > .form--cursor { color: $text-primary; }
        & > .form--cursor-blurred { color: $text-muted; }
        & > .form--changed { color: $text-warning; text-style: bold; }
        & > .form--label { color: $foreground 80%; }
        & > .form--value { color: $foreground; text-style: bold; }
        & > .form--fixed { color: $foreground 80%; }
        & > .form--inherited { color: $text-muted; }
        & > .form--absent { color: $text-muted; }
        & > .form--asked { color: $text-primary; }
        & > .form--detail { color: $text-muted; }
        & > .form--error { color: $text-warning; }
    }
    """

    @dataclass
    class Moved(Message):
        """The lines may have moved on the screen."""

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__()
        self._fields: dict[str, Field] = {}
        self._plan: list[str] = []
        self._lines_by_key: dict[str, int] = {}
        self._folds: dict[str, int] = {}
        """How many fields each fold holds, by its entry in the plan."""
        self._unfolded: frozenset[str] = frozenset()
        self._cursor = 0
        self.edited: tuple[str, str] | None = None
        """The key of the field under the text input, and the error in its text."""
        self.notice: str = ""
        """Shown beside the cursor until it moves."""
        self.set_fields(fields)

    # Fields and cursor

    @property
    def cursor(self) -> int:
        """The number of the line the cursor is on."""
        return self._cursor

    @property
    def current(self) -> Field | None:
        """The field under the cursor; None on a fold, and where there are no fields."""
        return self.field_at(self._cursor)

    @property
    def on_fold(self) -> bool:
        """True while the cursor is on a line that fields fold away under."""
        return self.is_fold(self._cursor)

    def field_at(self, line: int) -> Field | None:
        """The field on a line; None on headings, folds, blank lines, and where no line is."""
        return self._fields.get(self._plan[line]) if 0 <= line < len(self._plan) else None

    def is_fold(self, line: int) -> bool:
        """True for a line that fields fold away under."""
        return 0 <= line < len(self._plan) and self._plan[line] in self._folds

    def line_of(self, key: str) -> int | None:
        """The number of the line with this field; None while it is folded away."""
        return self._lines_by_key.get(key)

    def toggle(self) -> bool:
        """Unfold or fold the fields of the fold under the cursor; True if they are folded now."""
        fold = self._plan[self._cursor]
        with self.changing((self._cursor,)):
            self._unfolded ^= {fold}
        self.set_fields(list(self._fields.values()))
        return fold not in self._unfolded

    def go_to(self, key: str) -> None:
        """Put the cursor on a field, unfolding what it is folded away under."""
        if self.line_of(key) is None and key in self._fields:
            self._unfolded |= {f"{self._fields[key].fact.group} "}
            self.set_fields(list(self._fields.values()))
        if (line := self.line_of(key)) is not None:
            self.move(line)

    def set_fields(self, fields: Sequence[Field]) -> None:
        """Show these fields instead; the cursor stays on its key, or near where that was."""
        before, folds_before = self._fields, self._folds
        current = self._plan[self._cursor] if self._plan else None
        after = {field.fact.key: field for field in fields}
        plan, folds = self._planned(fields)
        watched: Iterable[int] = self.visible_lines
        if plan == self._plan:  # the usual case: only a few fields differ
            watched = [
                line
                for line in self.visible_lines
                if line < len(plan)
                and (
                    before.get(plan[line]) != after.get(plan[line])
                    or folds_before.get(plan[line]) != folds.get(plan[line])
                )
            ]
        with self.changing(watched):
            self._fields, self._plan, self._folds = after, plan, folds
            self._lines_by_key = {
                entry: line for line, entry in enumerate(plan) if entry in after or entry in folds
            }
            old = self._cursor if current is None else self.line_of(current)
            self._cursor = self.nearest(self._cursor if old is None else old, 1)
        self.forget_unseen()
        self.line_count = len(plan)
        self.reveal()

    def _planned(self, fields: Sequence[Field]) -> tuple[list[str], dict[str, int]]:
        """The entries of the lines, and how many fields each fold among them holds.

        No key has a blank: a heading begins with one, a fold ends with one.
        """
        plan: list[str] = []
        folds: dict[str, int] = {}
        for group, members in groupby(fields, lambda field: field.fact.group):
            keys: dict[bool, list[str]] = {False: [], True: []}
            for field in members:
                keys[field.irrelevant].append(field.fact.key)
            if plan:
                plan.append("")
            plan += (f" {group}", *keys[False])
            if irrelevant := keys[True]:
                fold = f"{group} "
                folds[fold] = len(irrelevant)
                plan += (fold, *(irrelevant if fold in self._unfolded else ()))
        return plan, folds

    def nearest(self, line: int, direction: int) -> int:
        """The line of a field or fold at `line`, or next that way, or else the other way."""
        last = len(self._plan) - 1
        line = max(0, min(line, last))
        ahead = range(line, last + 1) if direction > 0 else range(line, -1, -1)
        behind = range(line, -1, -1) if direction > 0 else range(line, last + 1)
        return next((at for at in (*ahead, *behind) if self.field_at(at) or self.is_fold(at)), 0)

    def move(self, line: int) -> None:
        """Put the cursor on the field or fold at `line`."""
        if line == self._cursor:
            return
        with self.changing((self._cursor, line)):
            self._cursor = line
            self.notice = ""
        self.reveal()

    def reveal(self) -> None:
        """Turn the page if the cursor is out of view."""
        self.turn_to(self._cursor, CONTEXT)

    @contextmanager
    def changing(self, lines: Iterable[int]) -> Iterator[None]:
        """Repaint only what a change of state changed in these lines."""
        before = {line: self._pieces(line) for line in lines}
        yield
        for line, old in before.items():
            new = self._pieces(line)
            if new[HEAD:] != old[HEAD:] or (new != old and self.is_fold(line)):
                self.redraw(line)
            elif new != old:
                self.redraw(line, columns=self.value_x)

    # Changes of state

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.redraw(self._cursor)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.reveal()
        self.post_message(self.Moved())

    # Drawing

    @property
    def label_width(self) -> int:
        """The width of the labels."""
        return min(LABEL, self.text_width * 2 // 5)

    @property
    def value_x(self) -> int:
        """The column where values begin."""
        return GUTTER + INDENT + self.label_width + GAP

    def input_region(self, field: Field) -> Region:
        """The region of the view for the text input of a field."""
        room = max(1, self.text_width - self.value_x)
        width = min(INPUT_WIDTHS.get(field.fact.shape, room), room)
        y = self._lines_by_key[field.fact.key] - self.scroll_offset.y
        return Region(self.value_x, y, width, 1)

    def draw_line(self, line: int, width: int) -> Strip:
        """A heading, a field, a fold, or a blank line between groups."""
        runs: list[Piece] = [("", "")]
        for text, style in self._pieces(line):
            before, run_style = runs[-1]
            blank = not text.strip(" ") and run_style != REVERSED
            if style == run_style or blank:
                runs[-1] = (before + text, run_style)
            elif not before.strip(" "):
                runs[-1] = (before + text, style)
            else:
                runs.append((text, style))
        strip = Strip([Segment(text, self.line_style(style)) for text, style in runs])
        return strip.adjust_cell_length(width, self.line_style())

    def _pieces(self, line: int) -> list[Piece]:
        """What a line consists of, from left to right, the gutter first; see `HEAD`."""
        field, fold = self.field_at(line), self.is_fold(line)
        if field is None and not fold:
            heading = self._plan[line] if line < len(self._plan) else ""
            return [(" ", ""), (heading, "form--group")]
        here = line == self._cursor
        active = self.has_focus or self.edited is not None
        cursor = (
            "▌" if here and active else "▎" if here else " ",
            "form--cursor" if active else "form--cursor-blurred",
        )
        if field is None:
            entry = self._plan[line]
            text = fold_words(self._folds[entry], folded=entry not in self._unfolded)
            style = REVERSED if here and active else "form--fold"
            return [cursor, (" ", ""), (" " * INDENT, ""), (text, style)]
        label = clip(field.fact.label, self.label_width)
        return [
            cursor,
            ("*" if field.changed else " ", "form--changed"),
            (" " * INDENT, ""),
            (label, REVERSED if here and active else "form--label"),
            (" " * (self.label_width - cell_len(label) + GAP), ""),
            *self._value_and_detail(field, here=here),
        ]  # fmt: skip

    def _value_and_detail(self, field: Field, *, here: bool) -> list[Piece]:
        """The value and the detail after it."""
        room = max(0, self.text_width - self.value_x)
        if self.edited and self.edited[0] == field.fact.key:
            return self._beside_input(field, self.edited[1], room)
        if field.own is not None:
            value = words(field.fact, field.own)
            style = "form--fixed" if field.fixed else "form--value"
        elif field.inherited is not None:
            value, style = words(field.fact, field.inherited[0]), "form--inherited"
        else:
            value, style = ("?", "form--asked") if field.asked else ("·", "form--absent")

        remarks, must = remarks_on(field, room - cell_len(value) - GAP), True
        if here and self.notice:
            remarks = [f"▲ {self.notice}"]
        elif here and not remarks:
            remarks, must = [hint_for(field)], False
        if not remarks or not remarks[0]:
            return [(clip(value, room), style)]

        # The first remark has room reserved; other remarks and hints take what is left.
        claim = min(cell_len(remarks[0]), room // 2) + GAP if must else 0
        value = clip(value, room - claim)
        start = cell_len(value) + GAP
        left = room - start
        if left < min(MIN_DETAIL, cell_len(remarks[0])):
            return [(value, style)]
        detail = clip(remarks[0], left)
        for remark in remarks[1:]:
            if cell_len(detail) + 3 + cell_len(remark) <= left:
                detail = f"{detail} · {remark}"
        start = max(start, min(VALUE, room - cell_len(detail)))
        return [(pad(value, start), style), (detail, "form--detail")]

    def _beside_input(self, field: Field, error: str, room: int) -> list[Piece]:
        """The text right of the input: how to type a value, or what is wrong with it."""
        width = INPUT_WIDTHS.get(field.fact.shape)
        if width is None:
            return []
        left = room - width - GAP
        space = (" " * min(room, width + GAP), "")
        syntax = SYNTAX[field.fact.shape]
        if not error:
            return [space, (clip(first_that_fits(syntax, left), left), "form--detail")]
        said = first_that_fits([f"▲ {text}" for text in (error, *syntax)], left)
        return [space, (clip(said, left), "form--error")]
