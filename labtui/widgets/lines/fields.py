"""The fields of a form: a fact of a system with its values, remarks and hint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from labtui.commands.drafting import FORM_ANSWERS
from labtui.data.analysis.answers import value_of_word
from labtui.data.framework.fact import Fact
from labtui.data.framework.groups import PRACTICE, RESPONSIBLE
from labtui.data.framework.shapes import Shape, Value
from labtui.data.framework.values import show_answer
from labtui.text.cells import clip
from labtui.text.printable import printable

LONGEST_BEFORE = 24
"""The most cells of a previous value that are shown."""

INPUT_WIDTHS = {Shape.DATE: 12, Shape.DATE_OR_NEVER: 12, Shape.PERCENT: 5}
"""The width of the text input by shape; for other shapes it takes all the room."""

TYPED = frozenset({Shape.TEXT, Shape.TEXTS, *INPUT_WIDTHS})
"""Facts whose values are typed."""

PICKED = frozenset({Shape.REFERENCE, Shape.REFERENCES, Shape.CHOICES})
"""Facts whose values are picked from a list."""

LETTERS = {word: command.keys.split(",")[0] for word, command in FORM_ANSWERS.items()}
"""The keys of values that one key states, in every field that takes the value."""


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of a system, with its values in the draft, in the file and inherited."""

    fact: Fact
    own: Value | None
    """The value the system states itself in the draft; None if it states none."""
    saved: Value | None
    """The value it states in the file."""
    inherited: tuple[Value, str] | None = None
    """The value an ancestor states, and that ancestor's id."""
    detail: str = ""
    """A remark, such as the name of the system referred to."""
    fixed: bool = False
    """Shown, not to be changed here."""
    asked: bool = False
    """Not answered, and it matters here."""
    irrelevant: bool = False
    """Folded away with others at the end of its group, until they are unfolded."""

    @property
    def changed(self) -> bool:
        """True if the value in the draft differs from the file; True differs from 1."""
        return (self.own, type(self.own)) != (self.saved, type(self.saved))


def words(fact: Fact, value: Value) -> str:
    """A value as the form shows it, on one line."""
    if fact.shape is Shape.PERCENT:
        return f"{value} %"
    if fact.shape is Shape.TEXT:
        first, *more = str(value).splitlines() or [""]
        return printable(first) + (" …" if more else "")
    return printable(show_answer(fact.key, value))


def fold_words(count: int, *, folded: bool) -> str:
    """The line that so many irrelevant fields fold away under."""
    do = "does" if count == 1 else "do"
    return f"{'▸' if folded else '▾'} {count} that {do} not matter here"


def first_that_fits(texts: Sequence[str], width: int) -> str:
    return next((text for text in texts if cell_len(text) <= width), texts[-1])


def remarks_on(field: Field, room: int) -> list[str]:
    """The remarks on a field, the most important first."""
    remarks: list[str] = []
    if field.inherited is not None:
        value, ancestor = field.inherited
        if field.own is None:
            remarks.append(f"↑ {ancestor}")
        elif value != field.own:
            theirs = clip(words(field.fact, value), LONGEST_BEFORE)
            said = f"instead of {theirs} ↑ {ancestor}", f"↑ {ancestor}: {theirs}"
            remarks.append(first_that_fits(said, room))
    if field.detail:
        remarks.append(field.detail)
    if field.changed:
        before = "not answered" if field.saved is None else words(field.fact, field.saved)
        remarks.append(f"was {clip(before, LONGEST_BEFORE)}")
    return [printable(remark) for remark in remarks]


def hint_for(field: Field) -> str:
    """The hint for a field: the meaning of its value, the help of the fact, or the keys."""
    fact, value = field.fact, field.own
    meaning = (fact.choices or {}).get(value, "") if isinstance(value, str) else ""
    told = "" if fact.group in {RESPONSIBLE, PRACTICE} else fact.explanation
    if meaning or told or field.fixed:
        return meaning or told
    fitting = (w for w in LETTERS if value_of_word(fact, w, date.min) is not None)
    return "  ".join(f"{LETTERS[word]} {word}" for word in fitting)
