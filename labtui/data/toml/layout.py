"""See how the lines of a text are laid out, to write new ones like them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from labtui.data.toml.formatting import shown_by_value
from labtui.data.toml.patterns import pattern
from labtui.data.toml.syntax import (
    KEYS_PATTERN,
    KeyPath,
    Statement,
    comments_start,
    inline_table_items,
    statements,
)

_PAIR_START = pattern(rf"([ \t]*)({KEYS_PATTERN})([ \t]*)=([ \t]*)")
_HEADER_START = pattern(r"([ \t]*)\[\[?([ \t]*)")

_ON_ONE_LINE = pattern(r"=[ \t]*\[[ \t]*[^\s\]#]")
_ON_LINES = pattern(r"=[ \t]*\[[^\n\]]*\n")
_BETWEEN_BRACES = pattern(r"\{")
_SHOWS = {
    "quote": pattern(r"[\"']"),
    "brackets": _ON_ONE_LINE,
    "comma": _ON_ONE_LINE,
    "comma_first": _ON_LINES,
    "braces": _BETWEEN_BRACES,
    "equals": _BETWEEN_BRACES,
    "item_comma": _BETWEEN_BRACES,
}
"""What a text must have for its values to show a field of a `Style`."""

Form = Literal["header", "dotted", "inline"]
"""How a table is written: below its header, by dotted keys, or between braces."""


class PairStart(NamedTuple):
    """The start of a `key = value` line."""

    indent: str
    key: str
    before: str
    """The blanks before the equals sign."""
    after: str
    """The blanks after it."""

    @property
    def column(self) -> int:
        """Where the equals sign is."""
        return len(self.indent) + len(self.key) + len(self.before)


class PairStyle(NamedTuple):
    """How the lines of a table's pairs begin."""

    indent: str = ""
    before: str = " "
    after: str = " "
    column: int = 0
    """Where the equals signs are aligned; 0 if they are not."""
    is_tight: bool = False
    """True if they are aligned for the longest key of each table."""
    is_quoted: bool = False
    """True if keys are in quotes that do not need them."""

    def starts(self, keys: list[str], existing: bool) -> list[str]:
        """Write all before the value for each key; `existing` pairs keep the column as it is."""
        keys = [f'"{key}"' if self.is_quoted and _is_bare(key) else key for key in keys]
        column = self.column
        if column and not existing:
            needed = max(len(self.indent) + len(key) for key in keys) + 1
            column = needed if self.is_tight else max(column, needed)
        lines = []
        for key in keys:
            line = self.indent + key
            before = max(1, column - len(line)) * " " if column else self.before
            lines.append(f"{line}{before}={self.after}")
        return lines


class HeaderStyle(NamedTuple):
    """How the header of a table is placed."""

    indent: str = ""
    padding: str = ""
    """The blanks within its brackets."""
    gap: int | None = None
    """The number of blank lines above it; None if nothing is above it that shows this."""


class Text:
    """A text with its statements, and how they are laid out."""

    def __init__(self, text: str, root: KeyPath) -> None:
        """Read a text, whose table `root` is of interest."""
        self.text = text
        self.root = root

    @cached_property
    def statements(self) -> list[Statement]:
        """Its statements in order."""
        return statements(self.text)

    def may_show(self, field: str) -> bool:
        """False if the values cannot show a field of a `Style`; quicker than `shown`."""
        return _SHOWS[field].search(self.text) is not None

    @cached_property
    def shown(self) -> dict[str, str]:
        """The fields of a `Style` that its values show; of the quotes, those of most texts."""
        quotes: Counter[str] = Counter()
        shown: dict[str, str] = {}
        for value in self._values():
            shown |= shown_by_value(value)
            if quote := shown.pop("quote", None):
                quotes[quote] += 1
        for quote, _ in quotes.most_common(1):
            shown["quote"] = quote
        return shown

    def _values(self) -> Iterator[str]:
        """Give the text of each value, and of those in inline tables."""
        for statement in self.statements:
            if statement.value and (value := self.text[statement.value]):
                yield value
                if value[0] == "{":
                    for item in inline_table_items(value):
                        yield value[item.value]

    # --- pairs

    def pair_start(self, pair: Statement) -> PairStart:
        """Give the start of a pair's line."""
        found = _PAIR_START.match(self.text, pair.start)
        return PairStart(*found.groups()) if found else PairStart("", "", " ", " ")

    def pairs(self, table: KeyPath) -> list[Statement]:
        """Give the pairs below the header of a table."""
        return self._pairs.get(table, [])

    @cached_property
    def _pairs(self) -> dict[KeyPath, list[Statement]]:
        """The pairs of each table; the tables in the order of their first pairs."""
        found: dict[KeyPath, list[Statement]] = {}
        for statement in self.statements:
            if statement.value:
                found.setdefault(statement.table, []).append(statement)
        return found

    def paragraph(self, pairs: list[Statement]) -> list[Statement]:
        """Give the last of `pairs` with those above it, up to a blank line."""
        start = len(pairs) - 1
        while start and not _is_blank_between(self.text, pairs[start - 1].stop, pairs[start].start):
            start -= 1
        return pairs[start:]

    @cached_property
    def is_aligned(self) -> bool | None:
        """True if equals signs are aligned, False if not; None if nothing shows it."""
        for table in reversed(self._pairs.values()):
            pairs = table
            while pairs:
                paragraph = self.paragraph(pairs)
                aligned = _alignment([self.pair_start(pair) for pair in paragraph])
                if aligned is not None:
                    return aligned > 0
                pairs = pairs[: -len(paragraph)]
        return None

    # --- tables

    def headers(self) -> list[Statement]:
        """Give the headers of tables below the root."""
        depth = len(self.root)
        return [s for s in self.statements if s.value is None and len(s.path) > depth]

    def header_style(self, header: Statement) -> HeaderStyle:
        """See how a header is placed."""
        found = _HEADER_START.match(self.text, header.start)
        indent, padding = found.groups() if found else ("", "")
        above = self.text[: comments_start(self.text, header.start)]
        blank = above[len(above.rstrip()) :].count("\n") - 1
        return HeaderStyle(indent, padding, max(0, blank) if above.strip() else None)

    def forms(self, parent: KeyPath) -> dict[KeyPath, Form]:
        """Give how each table in the table `parent` is written, as a dict by its path."""
        depth = len(parent)
        found: dict[KeyPath, Form] = {}
        for statement in self.statements:
            path = statement.path[: depth + 1]
            if len(statement.path) <= depth or path[:depth] != parent:
                continue
            if statement.value is None:
                if not any(isinstance(part, int) for part in statement.path[depth + 1 :][:1]):
                    found.setdefault(path, "header")
            elif len(statement.path) > depth + 1 and len(statement.table) <= depth:
                found.setdefault(path, "dotted")
            elif len(statement.path) == depth + 1 and self.text[statement.value][:1] == "{":
                found.setdefault(path, "inline")
        return found


def pair_style(text: Text, pairs: list[Statement], others: Iterable[Text]) -> PairStyle:
    """See how pairs begin, from the last ones of `pairs`, which are not empty.

    If these do not show whether equals signs are aligned, the text itself or `others` do.
    """
    paragraph = [text.pair_start(pair) for pair in text.paragraph(pairs)]
    last = paragraph[-1]
    column = _alignment(paragraph)
    if column is None:
        shown = (known.is_aligned for known in (text, *others))
        is_aligned = next((aligned for aligned in shown if aligned is not None), None)
        column = last.column if is_aligned or len(last.before) > 1 else 0
    longest = max(len(start.indent) + len(start.key) for start in paragraph)
    return PairStyle(
        last.indent,
        last.before,
        last.after,
        column,
        column == longest + 1,
        last.key[:1] == '"' and _is_bare(last.key[1:-1]),
    )


def _alignment(starts: list[PairStart]) -> int | None:
    """Give the column at which equals signs are aligned, 0 if they are not; None if unclear."""
    if len({len(start.indent) + len(start.key) for start in starts}) < 2:
        return None
    column, _ = Counter(start.column for start in starts).most_common(1)[0]
    aligned = {len(start.indent) + len(start.key) for start in starts if start.column == column}
    return column if len(aligned) > 1 else 0


def _is_blank_between(text: str, start: int, stop: int) -> bool:
    """True if there is a blank line in a part of the text that starts with a line."""
    return any(not line.strip() for line in text[start:stop].split("\n")[:-1])


def _is_bare(key: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_-]+", key) is not None
