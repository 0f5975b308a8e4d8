"""The review queue: the best questions, and below them the systems with their causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, TypeAlias

from rich.cells import cell_len
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from labtui.commands.command import Command, bindings
from labtui.commands.lists import REVIEW
from labtui.data.analysis.answers import common_letters
from labtui.data.analysis.best_questions import FactQuestion
from labtui.data.analysis.review_queue import Cause, Entry, Progress
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.facts import FACTS
from labtui.data.framework.severities import severity_sign
from labtui.text.cells import pad
from labtui.text.printable import printable
from labtui.widgets.columns import GAP, GUTTER, INDENT, RIGHT, Cell, Column, fit, space
from labtui.widgets.lines.cells import name_cell
from labtui.widgets.lines.colours import (
    SQUARES,
    level_cell_chip,
    risk_piece,
    risk_squares,
    risk_style,
    time_left,
)
from labtui.widgets.lines.review import (
    asked,
    cause_words,
    key_words,
    progress_forms,
    reaches_beside,
)
from labtui.widgets.rows import Heading, RowView, Rule

LEAST_NAME, MOST_NAME = 16, 36
"""A name takes a fourth or a sixth of the width, within these limits."""

LEAST_CAUSE = 8
"""In less room than this, no further cause is shown."""

WORDY = 96
"""From this width on, risks stand in words too, and questions end in the keys that answer them."""

WHY = 4
"""The number of the column of causes."""


@lru_cache(maxsize=16)
def columns(width: int) -> tuple[Column, ...]:
    """The columns for a width in cells."""
    name = max(LEAST_NAME, min(width // 6 if width >= WORDY else width // 4 - RIGHT, MOST_NAME))
    risk = ("Risk now", 21) if width >= WORDY else ("Risk", SQUARES)
    return (
        Column("name", "Name", name, priority=99),
        Column("level", "Level", 5, priority=9),
        Column("risk", *risk, priority=8),
        Column("assessed", "Smell test", 10, priority=7),
        Column("why", "Why", 20, flex=True),
    )


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of the columns of the queue."""

    key: None = None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question, with the name of its system."""

    question: FactQuestion
    name: str

    @property
    def key(self) -> str:
        """The system's id and the fact, separated by a space, which no id contains."""
        return f"{self.question.id} {self.question.key}"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A system that needs a review."""

    entry: Entry
    assessment: Assessment

    @property
    def key(self) -> str:
        """The system's id."""
        return self.entry.id


Line: TypeAlias = Heading | Rule | Titles | QuestionRow | EntryRow


ROOM = 6
"""The lines that questions take, below their heading."""


class ReviewView(RowView[Line]):
    """The best next questions, answered by one key, and the queue, most urgent first."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*REVIEW)

    HEADER_LINES = 0
    DRAWN_FOR_WIDTH = True

    @dataclass
    class Answered(Message):
        """A question was answered by a key."""

        question: FactQuestion
        word: str
        """The answer: `yes`, `provider`, `today`, …"""

    def id_of(self, row: Line) -> str | None:
        """The id of the system that a line is about."""
        return row.question.id if isinstance(row, QuestionRow) else row.key

    def show(
        self,
        questions: Sequence[FactQuestion] | None,
        entries: Sequence[Entry],
        progress: Progress,
        assessments: Mapping[str, Assessment],
    ) -> None:
        """Show these questions and entries; repaints only the lines that differ.

        While questions are None, as they are still looked for, their lines are kept free. A cursor
        on a question that is no longer asked moves to the best one.
        """
        was_asked = self.question is not None
        rows: list[Line] = []
        if questions is None:
            rows += [Rule("Looking for the best questions …"), *[Heading("")] * ROOM]
        if questions:
            rows.append(Rule("Questions to answer next"))
            rows += [QuestionRow(q, assessments[q.id].system.name) for q in questions]
            rows.append(Heading(""))
        title = f"Systems to review ({len(entries)})" if entries else "Nothing to review"
        rows.append(Rule(title, progress_forms(progress)))
        rows += [Titles()] * bool(entries)
        rows += [EntryRow(entry, assessments[entry.id]) for entry in entries]
        before = self.cursor_key
        self.set_rows(rows if questions or entries else [])
        if was_asked and questions and self.cursor_key != before:
            self.move_to(self._rows[1].key or "")

    # The cursor

    def _row_at_cursor(self) -> Line | None:
        return self._rows[self._cursor] if self._rows else None

    @property
    def question(self) -> FactQuestion | None:
        """The question the cursor is on; None elsewhere."""
        row = self._row_at_cursor()
        return row.question if isinstance(row, QuestionRow) else None

    @property
    def entry(self) -> Entry | None:
        """The entry the cursor is on; None elsewhere."""
        row = self._row_at_cursor()
        return row.entry if isinstance(row, EntryRow) else None

    @property
    def current(self) -> str | None:
        """The id of the system at the cursor, or of the system of the question there."""
        at = self.question or self.entry
        return at.id if at is not None else None

    def go_to(self, id: str) -> bool:
        """Put the cursor on the best question about a system, or else on the system.

        It stays where it is about this one.
        """
        keys = (row.key for row in self._rows if isinstance(row, QuestionRow))
        asked = (key for key in keys if key.startswith(f"{id} "))
        return self.current == id or self.move_to(next(asked, "")) or self.move_to(id)

    def go_to_question(self, question: FactQuestion | None) -> None:
        """Put the cursor on a question, if it is shown, or else on the first line."""
        key = f"{question.id} {question.key}" if question is not None else ""
        if not self.move_to(key):
            self.action_first()

    # Answering

    @property
    def _letters(self) -> dict[str, str]:
        """The keys that answer the question at the cursor; empty if there is none.

        While systems are marked, `t` applies to them and is left out.
        """
        found = common_letters(FACTS[self.question.key]) if self.question is not None else {}
        return {letter: word for letter, word in found.items() if letter != "t" or not self.marked}

    @property
    def answers(self) -> list[Command]:
        """The keys that answer the question at the cursor, by their labels."""
        if self.question is None:
            return []
        *lettered, other = REVIEW
        said = self._letters
        named = [(c, said[c.keys]) for c in lettered if c.keys in said]
        return [*(replace(c, label=_LABELS.get(word, word.title())) for c, word in named), other]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that answer nothing here, so the screen gets them."""
        return parameters[0] in self._letters if action == "answer" else True

    def action_answer(self, letter: str) -> None:
        """Answer the question the cursor is on."""
        if self.question is not None and letter in self._letters:
            self.post_message(self.Answered(self.question, self._letters[letter]))

    # Drawing

    def draw_row(self, row: Line, gutter: list[Cell], width: int) -> Strip:
        """A rule, the titles, a question, or a system with its causes."""
        match row:
            case Heading():
                return self.draw_heading(row, width)
            case Rule():
                return self.draw_rule(row, width)
            case Titles():
                return self.assemble(self._titles(width), width)
            case QuestionRow():
                pieces = self._asked(row, width)
            case EntryRow():
                pieces = self._told(row, width)
        return self.assemble([*gutter, (" " * INDENT, ""), *pieces], width)

    def _titles(self, width: int) -> list[Cell]:
        """The titles of the columns that fit."""
        pieces: list[Cell] = [(" " * GUTTER, "")]
        for number, (i, cell_width) in enumerate(fit(columns(width), width - RIGHT)):
            pieces.append(space(number))
            pieces.append((pad(columns(width)[i].title, cell_width), "table--header"))
        return pieces

    def _asked(self, row: QuestionRow, width: int) -> list[Cell]:
        """A question and its system, how many systems an answer counts for, and its keys."""
        room = width - GUTTER - INDENT - RIGHT
        keys = key_words(row.question) if width >= WORDY else []
        room -= sum(len(text) for text, _ in keys) + GAP * bool(keys)
        name = printable(row.name)
        is_counted = len(row.question.systems) > 1 or width >= WORDY
        counted = reaches_beside(row.question, name, room) if is_counted else ""
        room -= cell_len(counted) + GAP * bool(counted)
        words = asked(row.question, name, room)
        named = self.name_pieces(row, words, "", room)
        # The blanks are part of the words: the cursor ends where the question does.
        gap = space(1)[0]
        told: list[Cell] = [(gap + counted, "table--dim")] if counted else []
        told += [(gap * (not n) + key, style) for n, (key, style) in enumerate(keys)]
        return [*named, *told]

    def _told(self, row: EntryRow, width: int) -> list[Cell]:
        """A system's name, level, risk, the age of its smell test, and its causes."""
        a = row.assessment
        risk = risk_piece(a) if width >= WORDY else (risk_squares(a) or "—", risk_style(a))
        cells = (name_cell(a), level_cell_chip(a.level), risk, time_left(a, "smell_test.date"))
        pieces: list[Cell] = []
        for i, cell_width in fit(columns(width), width - RIGHT):
            if i == WHY:
                return [*pieces, *_causes(a, row.entry.reasons, cell_width)]
            text, style = cells[i]
            if not i:
                pieces += self.name_pieces(row, printable(text), style, cell_width)
            else:
                # The blank is apart, as a chip has a background.
                pieces += [(text, style), (" " * (cell_width - cell_len(text)), "")]
            pieces.append(space(1))
        return pieces


_LABELS = {"n/a": "N/A"}
"""Labels in the footer of answers that are not the word with a capital."""


def _causes(a: Assessment, causes: Sequence[Cause], width: int) -> list[Cell]:
    """As many causes as fit; the first takes all the room it needs."""
    pieces: list[Cell] = []
    for cause in causes:
        before = space(len(pieces)) if pieces else ("", "")
        sign = f"{severity_sign(cause.severity, unproven=cause.unproven)} "
        room = width - len(before[0]) - len(sign)
        if pieces and room < LEAST_CAUSE:
            break
        said = cause_words(a, cause, room)
        style = "table--notice" if cause.unproven else f"table--{cause.severity}"
        pieces += [before, (sign, style), (said, "table--dim" if pieces else "")]
        width = room - cell_len(said)
    return pieces
