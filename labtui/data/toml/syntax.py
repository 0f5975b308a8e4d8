"""Find headers, statements, values and comments in TOML text.

Positions are offsets into the text. Text that is not TOML is accepted: nothing here raises.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from labtui.data.toml.patterns import pattern

KeyPath = tuple[str | int, ...]
"""Where a value is: keys and, within an array of tables, the index of the entry.

`("systems", 0, "owners", "os")`.
"""

# Every string alternative ends in something optional, so that an unclosed string matches to its end
# instead of failing: a pattern that cannot fail never backtracks. Possessive (`++`) only on sets:
# on groups it matches wrongly before Python 3.11.5.
_STRING = (
    r'"""(?:[^"\\]++|\\[\s\S]?|"{1,2}(?!"))*"{0,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*'{0,5}"
    r'|"(?:[^"\\\n]++|\\[^\n]?)*"?'
    r"|'[^'\n]*'?"
)
_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
KEYS_PATTERN = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_BRACKETS = pattern(rf"""(?:[^"'#\[\]{{}}]++|{_STRING}|#[^\n]*){{1,1000}}|[\[\]{{}}]""")
_COMMENTS = pattern(rf"{_STRING}|(#[^\r\n]*)")
_HEADER_PATTERN = rf"(\[\[?)[ \t]*({KEYS_PATTERN})[ \t]*\]\]?"
_HEADER = pattern(_HEADER_PATTERN)
_HEADER_LINE = pattern(rf"^[ \t]*{_HEADER_PATTERN}", re.MULTILINE)
_PAIR = pattern(rf"({KEYS_PATTERN})[ \t]*=[ \t]*")
_KEY_PART = pattern(_KEY)
_QUOTED = pattern(_STRING)
_BARE_VALUE = pattern(r"[^,\]}#\n]*")
_BETWEEN_STATEMENTS = pattern(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*[ \t\r]*(?:#[^\n]*\Z)?")
_BETWEEN_ITEMS = pattern(r"(?:[\s,]++|#[^\n]*\n)*")
_COMMENT_LINES = pattern(r"(?:[ \t]*#[^\n]*(?:\n|\Z))*")
_MODELINE = r"[ \t]*#(?=[^\n]*(?:\b(?:vim?|ex|kate):|-\*-|Local Variables:|(?i:\bend of )))"
_CLOSING_COMMENTS = pattern(
    rf"(?:(?!{_MODELINE})[ \t]*#[^\n]*(?:\n|\Z))*(?=[ \t\r]*(?:\n|\Z)|{_MODELINE})"
)
_MODELINES = pattern(_MODELINE)


class Header(NamedTuple):
    """The header line of a table."""

    start: int
    """Where its line starts."""
    names: tuple[str, ...]
    """The parts of its key: `("systems", "owners")`."""
    array: bool
    """True for `[[double brackets]]`."""


class Statement(NamedTuple):
    """A header or a `key = value`, with the whole lines it stands on."""

    start: int
    """Where its first line starts."""
    stop: int
    """Where its last line ends, after the newline."""
    path: KeyPath
    """The table of a header, or the key of a pair with its table."""
    table: KeyPath
    """The table whose header is above; for a header its own path."""
    value: slice | None
    """Where the value is, without blanks and comments after it; None for a header."""


class InlineItem(NamedTuple):
    """One `key = value` of an inline table."""

    start: int
    path: KeyPath
    """Its key, relative to the inline table."""
    value: slice


def possible_headers(text: str) -> Iterator[Header]:
    """Find all lines that look like table headers, also within strings and arrays. Fast."""
    for found in _HEADER_LINE.finditer(text):
        yield Header(found.start(), _key_parts(found[2]), found[1] == "[[")


def headers(text: str) -> Iterator[Header]:
    """Find the table headers of `text`."""
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

    A line that is neither counts as a statement whose path is that of its table.
    """
    found: list[Statement] = []
    entries: Counter[KeyPath] = Counter()
    table: KeyPath = ()
    position = 0
    while (start := _end(_BETWEEN_STATEMENTS, text, position)) < len(text):
        value = None
        path = table
        stop = start
        if header := _HEADER.match(text, start):
            path = table = _header_path(_key_parts(header[2]), header[1] == "[[", entries)
            stop = header.end()
        elif pair := _PAIR.match(text, start):
            path = table + _key_parts(pair[1])
            stop = _value_end(text, pair.end())
            value = slice(pair.end(), stop)
        position = text.find("\n", stop) + 1 or len(text)
        found.append(Statement(text.rfind("\n", 0, start) + 1, position, path, table, value))
    return found


def comments(text: str) -> list[str]:
    """List the comments of `text`, each from its `#` to the end of the line.

    `text` must not start within a string.
    """
    return [found[1] for found in _COMMENTS.finditer(text) if found[1]]


def comments_start(text: str, start: int) -> int:
    """Give the start of the comment lines directly above the line at `start`.

    `start` itself if there are none.
    """
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        above = text[line:start]
        # It may be the last line of a multi-line string: then it has the closing quotes.
        if not above.lstrip(" \t").startswith("#") or '"""' in above or "'''" in above:
            break
        start = line
    return start


def leading_comments_end(text: str) -> int:
    """Give the end of the comment lines at the start of `text`; 0 if there are none."""
    return _end(_COMMENT_LINES, text, 0)


def content_end(text: str) -> int:
    """Give the end of the last statement and its comments.

    Only blank lines, and comments set apart by them, come after it.
    """
    found = statements(text)
    return skip_comments(text, found[-1].stop if found else 0)


def ends_with_comment(text: str) -> bool:
    """True if the last line of `text` is a comment, which a header after it would take over."""
    return comments_start(text, len(text)) < len(text)


def skip_comments(text: str, position: int) -> int:
    """Give the end of the comment lines at `position`, if a blank line or nothing follows them.

    Otherwise they belong to what follows, and `position` is given back. A modeline, which tells an
    editor how to show the file, is not skipped: it is about the file.
    """
    return _end(_CLOSING_COMMENTS, text, position)


def modeline_start(text: str, position: int) -> int:
    """Give where the first modeline from `position` on starts, which stays last in a file.

    The end of the text if there is none.
    """
    while position < len(text):
        if _MODELINES.match(text, position):
            return position
        position = text.find("\n", position) + 1 or len(text)
    return len(text)


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Give the end of the match of `pattern` at `position`; `position` if it does not match."""
    found = pattern.match(text, position)
    return found.end() if found else position


@lru_cache(maxsize=1024)
def _key_parts(dotted: str) -> tuple[str, ...]:
    """Split a key as it is written: `a . "b.c"` gives a and b.c."""
    return tuple(_unquoted(found[0]) for found in _KEY_PART.finditer(dotted))


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    import tomllib

    try:
        return str(tomllib.loads(f"x = {part}")["x"])
    except ValueError:
        return part


def _header_path(names: tuple[str, ...], array: bool, entries: Counter[KeyPath]) -> KeyPath:
    """Make the path of a header; `entries` counts the entries of each array of tables so far."""
    path: KeyPath = ()
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
    """Give the end of the value that starts at `start`."""
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


def inline_table_items(table: str) -> list[InlineItem]:
    """List the items of an inline table."""
    found = []
    position = 1
    while pair := _PAIR.match(table, _end(_BETWEEN_ITEMS, table, position)):
        position = _value_end(table, pair.end())
        found.append(InlineItem(pair.start(), _key_parts(pair[1]), slice(pair.end(), position)))
    return found


def array_element_spans(array: str) -> list[slice]:
    """List where the elements of an array are."""
    found = []
    position = 1
    while (start := _end(_BETWEEN_ITEMS, array, position)) < len(array) - 1:
        position = _value_end(array, start)
        found.append(slice(start, position))
    return found
