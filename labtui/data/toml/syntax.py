"""Where things stand in TOML text: headers, statements, values, comments."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

Raw = dict[str, Any]
"""A parsed TOML table, as tomllib gives it; never changed once parsed."""


Path = tuple[str | int, ...]
"""Where a value is: names of tables and, within an array of tables, the number of the entry."""


MISSING = object()
"""Stands for a value that is not there."""


# Every string alternative ends in something optional, so an unclosed one matches to its end rather
# than failing; a pattern which cannot fail never backtracks. Possessive (`++`) on plain sets only:
# on groups it matches wrongly before Python 3.11.5.
_STRING = (
    r'"""(?:[^"\\]++|\\[\s\S]?|"{1,2}(?!"))*"{0,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*'{0,5}"
    r'|"(?:[^"\\\n]++|\\[^\n]?)*"?'
    r"|'[^'\n]*'?"
)


_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""


_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"


_BRACKETS = re.compile(rf"""(?:[^"'#\[\]{{}}]++|{_STRING}|#[^\n]*){{1,1000}}|[\[\]{{}}]""")


_COMMENTS = re.compile(rf"{_STRING}|(#[^\r\n]*)")


_HEADER = re.compile(rf"(\[\[?)[ \t]*({_KEYS})[ \t]*\]\]?")


_HEADER_LINE = re.compile(rf"^[ \t]*{_HEADER.pattern}", re.MULTILINE)


_PAIR = re.compile(rf"({_KEYS})[ \t]*=[ \t]*")


_KEY_PART = re.compile(_KEY)


_QUOTED = re.compile(_STRING)


_BARE_VALUE = re.compile(r"[^,\]}#\n]*")


_BETWEEN_STATEMENTS = re.compile(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*[ \t\r]*(?:#[^\n]*\Z)?")


_BETWEEN_ITEMS = re.compile(r"(?:[\s,]++|#[^\n]*\n)*")


COMMA_AHEAD = re.compile(r"(?:\s++|#[^\n]*\n)*,")


_COMMENT_LINES = re.compile(r"(?:[ \t]*#[^\n]*(?:\n|\Z))*")


_CLOSING_COMMENTS = re.compile(r"(?:[ \t]*#[^\n]*(?:\n|\Z))*(?=[ \t\r]*(?:\n|\Z))")


class Header(NamedTuple):
    """A table's header, found without reading what lies between headers."""

    start: int
    """Where its line starts."""
    names: tuple[str, ...]
    array: bool
    """Whether it has double brackets."""


class Statement(NamedTuple):
    """A header or a `key = value`, which in TOML has its lines to itself."""

    start: int
    """Where its first line starts."""
    stop: int
    """Where its last line ends, past the newline."""
    path: Path
    home: Path
    """The table whose header stands above; for a header its own path."""
    value: slice | None
    """The value without what follows it; None for a header."""


class InlineItem(NamedTuple):
    """One `key = value` of an inline table."""

    start: int
    path: Path
    value: slice


def header_lines(text: str) -> Iterator[Header]:
    """Find the lines of `text` that look like table headers, be they part of a string or not."""
    for found in _HEADER_LINE.finditer(text):
        yield Header(found.start(), _key_parts(found[2]), found[1] == "[[")


def headers(text: str) -> Iterator[Header]:
    """Find the table headers of `text`, leaving out what looks like one in a string or array."""
    depth = 0
    for token in _BRACKETS.finditer(text):
        char = text[token.start()]
        if char in "[{":
            if not depth:
                line = text.rfind("\n", 0, token.start()) + 1
                found = _HEADER_LINE.match(text, line)
                if found and found.start(1) == token.start():
                    yield Header(line, _key_parts(found[2]), found[1] == "[[")
            depth += 1
        elif char in "]}":
            depth = max(0, depth - 1)


def statements(text: str) -> list[Statement]:
    """List the headers and `key = value` statements of `text` in order.

    A line which is neither counts as one statement, its path that of the table it stands in.
    """
    found: list[Statement] = []
    entries: Counter[Path] = Counter()
    home: Path = ()
    position = 0
    while (start := _end(_BETWEEN_STATEMENTS, text, position)) < len(text):
        value = None
        path = home
        stop = start
        if header := _HEADER.match(text, start):
            path = home = _header_path(_key_parts(header[2]), header[1] == "[[", entries)
            stop = header.end()
        elif pair := _PAIR.match(text, start):
            path = home + _key_parts(pair[1])
            stop = _value_end(text, pair.end())
            value = slice(pair.end(), stop)
        position = text.find("\n", stop) + 1 or len(text)
        found.append(Statement(text.rfind("\n", 0, start) + 1, position, path, home, value))
    return found


def comments(text: str) -> list[str]:
    """List the comments of `text`, each from its `#` on; `text` starts outside any string."""
    return [found[1] for found in _COMMENTS.finditer(text) if found[1]]


def comment_lines_above(text: str, start: int) -> int:
    """Say where the whole-line comments begin that touch the header line at `start`."""
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        above = text[line:start]
        # Such a line may also be the last of a multi-line string: then it holds the closing quotes.
        if not above.lstrip(" \t").startswith("#") or '"""' in above or "'''" in above:
            break
        start = line
    return start


def leading_comments(text: str) -> int:
    """Say where the comment lines end with which `text` starts."""
    return _end(_COMMENT_LINES, text, 0)


def content_end(text: str) -> int:
    """Say where the tail of `text` starts: its blank lines at the end, and comments among them."""
    found = statements(text)
    return past_comments(text, found[-1].stop if found else 0)


def ends_in_comment(text: str) -> bool:
    """Say whether the last line of `text` is a comment, which would touch a header after it."""
    return comment_lines_above(text, len(text)) < len(text)


def past_comments(text: str, stop: int) -> int:
    """Move `stop` past the comment lines there, if they end the text or at a blank line."""
    closing = _CLOSING_COMMENTS.match(text, stop)
    return closing.end() if closing else stop


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Say where `pattern`, one that matches nothing too, stops matching at `position`."""
    found = pattern.match(text, position)
    return found.end() if found else position


@lru_cache(maxsize=1024)
def _key_parts(dotted: str) -> tuple[str, ...]:
    """Split a key as written: `a . "b.c"` is a and b.c."""
    return tuple(_unquoted(found[0]) for found in _KEY_PART.finditer(dotted))


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    try:
        return str(tomllib.loads(f"x = {part}")["x"])
    except ValueError:
        return part


def _header_path(names: tuple[str, ...], array: bool, entries: Counter[Path]) -> Path:
    """Turn a header's names into a path; `entries` counts those of each array so far."""
    path: Path = ()
    for name in names[:-1]:
        path += (name,)
        if path in entries:
            path += (entries[path] - 1,)
    path += (names[-1],)
    if array:
        entries[path] += 1
        path += (entries[path] - 1,)
    return path


def _value_end(text: str, start: int) -> int:
    if not text.startswith(("[", "{"), start):
        quoted = _QUOTED.match(text, start)
        if quoted:
            return quoted.end()
        bare = _BARE_VALUE.match(text, start)
        return start + len(bare[0].rstrip()) if bare else start
    depth = 0
    for token in _BRACKETS.finditer(text, start):
        char = text[token.start()]
        depth += (char in "[{") - (char in "]}")
        if not depth:
            return token.end()
    return len(text)


def inline_items(table: str) -> list[InlineItem]:
    """List the items of an inline table."""
    found = []
    position = 1
    while pair := _PAIR.match(table, _end(_BETWEEN_ITEMS, table, position)):
        position = _value_end(table, pair.end())
        found.append(InlineItem(pair.start(), _key_parts(pair[1]), slice(pair.end(), position)))
    return found


def array_elements(array: str) -> list[slice]:
    """List where the elements of an array stand."""
    found = []
    position = 1
    while (start := _end(_BETWEEN_ITEMS, array, position)) < len(array) - 1:
        position = _value_end(array, start)
        found.append(slice(start, position))
    return found
