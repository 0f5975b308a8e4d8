"""TOML as text: where its statements stand, and how one changes while the rest keeps its bytes.

tomllib says what a text means, nothing here does: whoever splices parses the result and compares
it with `same`. That is why the patterns below may be lenient about text which is not TOML.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple, TypeGuard

import tomli_w

from labtui.data.errors import DocumentError

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
_COMMA_AHEAD = re.compile(r"(?:\s++|#[^\n]*\n)*,")
_COMMENT_LINES = re.compile(r"(?:[ \t]*#[^\n]*(?:\n|\Z))*")
_CLOSING_COMMENTS = re.compile(r"(?:[ \t]*#[^\n]*(?:\n|\Z))*(?=[ \t\r]*(?:\n|\Z))")


# --- reading -----------------------------------------------------------------------------------


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


class _Item(NamedTuple):
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
    return _past(text, found[-1].stop if found else 0)


def ends_in_comment(text: str) -> bool:
    """Say whether the last line of `text` is a comment, which would touch a header after it."""
    return comment_lines_above(text, len(text)) < len(text)


def _past(text: str, stop: int) -> int:
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


def _items(table: str) -> list[_Item]:
    """List the items of an inline table."""
    found = []
    position = 1
    while pair := _PAIR.match(table, _end(_BETWEEN_ITEMS, table, position)):
        position = _value_end(table, pair.end())
        found.append(_Item(pair.start(), _key_parts(pair[1]), slice(pair.end(), position)))
    return found


def _elements(array: str) -> list[slice]:
    """List where the elements of an array stand."""
    found = []
    position = 1
    while (start := _end(_BETWEEN_ITEMS, array, position)) < len(array) - 1:
        position = _value_end(array, start)
        found.append(slice(start, position))
    return found


# --- values ------------------------------------------------------------------------------------


def same(one: object, other: object) -> bool:
    """Compare two values as TOML tells them apart: 1, 1.0 and true differ, nan is nan."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return repr(one) == repr(other)
    if isinstance(one, (datetime, time)) and isinstance(other, (datetime, time)):
        return one.isoformat() == other.isoformat()
    return one == other


def plain(value: object) -> Any:
    """Copy a value into the types tomllib gives, tuples as lists.

    Raises DocumentError for what TOML cannot hold.
    """
    if isinstance(value, Mapping):
        return {_plain_text(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if type(value) is str:
        return _plain_text(value)
    if type(value) in (bool, int, float, date, datetime, time):
        return value
    raise DocumentError(
        f"{value!r} ({type(value).__name__}) cannot be written as TOML; "
        "text, whole numbers, true or false, dates, lists and tables can"
    )


def _plain_text(text: object) -> str:
    if not isinstance(text, str):
        raise DocumentError(f"{text!r} ({type(text).__name__}) is no key; keys of tables are text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise DocumentError(f"{text!r} is not text that UTF-8 can hold") from None
    return text


def is_tables(value: object) -> TypeGuard[list[Raw]]:
    """Say whether a value would be written with `[[double brackets]]`."""
    return isinstance(value, list) and value != [] and all(isinstance(v, dict) for v in value)


def written(value: object) -> str:
    """Write a plain value on one line. Raises DocumentError for what cannot be written."""
    if isinstance(value, dict):
        items = [f"{_written_key(key)} = {written(inner)}" for key, inner in value.items()]
        return f"{{ {', '.join(items)} }}" if items else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    try:
        return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")
    except ValueError as error:
        raise DocumentError(f"this value cannot be written as TOML: {error}") from error


def laid_out(table: Raw, names: tuple[str, ...]) -> list[str]:
    """Write the lines below a table's header: its keys, then its tables, then arrays of tables."""
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    arrays = {key: value for key, value in table.items() if is_tables(value)}
    lines = [_line((key,), table[key]) for key in table if key not in tables | arrays]
    for key, inner in tables.items():
        lines += [f"[{_dotted((*names, key))}]", *laid_out(inner, (*names, key))]
    for key, entries in arrays.items():
        for entry in entries:
            lines += [f"[[{_dotted((*names, key))}]]", *laid_out(entry, (*names, key))]
    return lines


def _line(path: Path, value: object) -> str:
    return f"{_dotted(path)} = {written(value)}"


def _dotted(path: Path) -> str:
    """Write a path as a key; a header names an array's entry by the array alone."""
    return ".".join(_written_key(part) for part in path if isinstance(part, str))


def _written_key(key: str) -> str:
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


# --- changing one value as written --------------------------------------------------------------


def _replaced(value: str, new: object, newline: str) -> str:
    """Write `new` where `value` stood, an array in the layout it had."""
    if not value.startswith("[") or not isinstance(new, list) or not new:
        return written(new)
    old = tomllib.loads(f"x = {value}")["x"]
    if old and same(old, new[: len(old)]):
        return _extended(value, new[len(old) :], newline)
    if "\n" not in value or not old:
        return written(new)
    indent = _indent(value, _elements(value)[0].start) or "  "
    lines = [f"{indent}{written(element)},{newline}" for element in new]
    return f"[{newline}{''.join(lines)}{_indent(value, len(value) - 1) or ''}]"


def _extended(array: str, added: list[object], newline: str) -> str:
    """Add elements to the end of an array that has some."""
    elements = _elements(array)
    last = elements[-1].stop
    closing = _indent(array, len(array) - 1)
    if closing is None:
        return f"{array[:last]}, {', '.join(map(written, added))}{array[last:]}"
    comma = "" if _COMMA_AHEAD.match(array, last) else ","
    indent = _indent(array, elements[-1].start) or "  "
    end = len(array) - 1 - len(closing)
    lines = [f"{indent}{written(element)},{newline}" for element in added]
    return f"{array[:last]}{comma}{array[last:end]}{''.join(lines)}{array[end:]}"


def _indent(text: str, position: int) -> str | None:
    """Give what stands before `position` on a line after the first, if that is only blanks."""
    _, newline, indent = text[:position].rpartition("\n")
    return indent if newline and not indent.strip(" \t") else None


def _set_inside(table: str, path: Path, new: object, newline: str) -> str:
    """Set a value within an inline table or, with an empty path, in its place."""
    if not path:
        return _replaced(table, new, newline)
    for item in _items(table):
        if path[: len(item.path)] == item.path:
            inner = _set_inside(table[item.value], path[len(item.path) :], new, newline)
            return table[: item.value.start] + inner + table[item.value.stop :]
    table = _removed_inside(table, path)  # dotted keys may have said it
    items = _items(table)
    if not items:
        return f"{{ {_line(path, new)} }}"
    last = items[-1].value.stop
    return f"{table[:last]}, {_line(path, new)}{table[last:]}"


def _removed_inside(table: str, path: Path) -> str:
    """Remove what an inline table has at `path` or, by dotted keys, below it."""
    items = _items(table)
    for index in reversed(range(len(items))):
        item = items[index]
        if item.path[: len(path)] == path:
            table = _without(table, items, index)
            items = _items(table)
        elif path[: len(item.path)] == item.path:
            inner = _removed_inside(table[item.value], path[len(item.path) :])
            table = table[: item.value.start] + inner + table[item.value.stop :]
    return table


def _without(table: str, items: list[_Item], index: int) -> str:
    """Cut one item, and the one comma it needed, out of an inline table."""
    if index + 1 < len(items):
        return table[: items[index].start] + table[items[index + 1].start :]
    if index:
        return table[: items[index - 1].value.stop] + table[items[index].value.stop :]
    return "{}"


# --- changing a block --------------------------------------------------------------------------


class Splicer:
    """The text of one block while values in it change, everything else keeping its bytes."""

    def __init__(self, text: str, newline: str, root: Path) -> None:
        """Take the text, the newline for lines to add, and the path of the table `change` means."""
        self.text = text
        self._newline = newline
        self._root = root

    def change(self, old: Raw, new: Raw) -> None:
        """Make the table which says `old` say `new`."""
        self._change(self._root, old, new)

    def _change(self, path: Path, old: object, new: object) -> None:
        if same(old, new):
            return
        stays = new or path == self._root or self._has_header(path)
        if isinstance(old, dict) and isinstance(new, dict) and stays:
            # Removing comes last: what is added goes where its neighbours still stand.
            for key, value in new.items():
                self._change((*path, key), old.get(key, MISSING), value)
            for key in old.keys() - new.keys():
                self._remove((*path, key))
        elif self._pair(path):
            self._set(path, new)
        elif is_tables(old) and is_tables(new):
            self._change_entries(path, old, new)
        else:
            self._remove(path)
            self._add(path, new)

    def _change_entries(self, path: Path, old: list[Raw], new: list[Raw]) -> None:
        """Change an array of tables entry by entry; one taken from the middle moves no others."""
        shorter = min(len(old), len(new))
        head = 0
        while head < shorter and same(old[head], new[head]):
            head += 1
        tail = 0
        while (
            len(new) <= len(old) and tail < shorter - head and same(old[-1 - tail], new[-1 - tail])
        ):
            tail += 1
        for index in range(head, shorter - tail):
            self._change((*path, index), old[index], new[index])
        for index in reversed(range(shorter - tail, len(old) - tail)):
            self._remove((*path, index))
        for entry in new[len(old) :]:
            self._append_entry(path, entry)

    def _set(self, path: Path, new: object) -> None:
        """Set what a pair says, or what the inline table says that is its value."""
        pair = self._pair(path)
        assert pair
        assert pair.value
        value = self.text[pair.value]
        self._rewrite(pair, _set_inside(value, path[len(pair.path) :], new, self._newline))

    def _add(self, path: Path, new: object) -> None:
        """Add what is not there: a line, a table or an array of tables."""
        if isinstance(new, dict) and new:
            for key in sorted(
                new, key=lambda key: isinstance(new[key], dict) or is_tables(new[key])
            ):
                self._change((*path, key), MISSING, new[key])
        elif is_tables(new):
            for entry in new:
                self._append_entry(path, entry)
        else:
            self._add_line(path, new)

    def _add_line(self, path: Path, new: object) -> None:
        found = statements(self.text)
        sibling = _dotted_sibling(found, path)
        if sibling:
            self._insert(_past(self.text, sibling.stop), self._like(sibling, path, new))
            return
        table = path[:-1]
        inside = [statement for statement in found if statement.home == table]
        if inside:
            self._insert(_past(self.text, inside[-1].stop), self._like(inside[-1], path, new))
        elif table:
            self._add_table(table, f"[{_dotted(table)}]", [_line(path[-1:], new)])
        else:
            start = comment_lines_above(self.text, found[0].start) if found else len(self.text)
            self._insert(start, [_line(path, new)])

    def _like(self, sibling: Statement, path: Path, new: object) -> list[str]:
        """Write a line for `path`, indented as `sibling` of the same table is."""
        line = self.text[sibling.start : sibling.stop]
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        return [indent + _line(path[len(sibling.home) :], new)]

    def _append_entry(self, path: Path, entry: Raw) -> None:
        names = tuple(part for part in path if isinstance(part, str))
        self._add_table(path, f"[[{_dotted(path)}]]", laid_out(entry, names))

    def _add_table(self, path: Path, header: str, lines: list[str]) -> None:
        """Add a table after the entries that are there, or at the end of what it is part of."""
        found = statements(self.text)
        entry = next(n for n in range(len(path), -1, -1) if not n or isinstance(path[n - 1], int))
        inside = (
            [statement for statement in found if statement.path[: len(path)] == path]
            or [statement for statement in found if statement.path[:entry] == path[:entry]]
            or [Statement(0, 0, (), (), None)]
        )
        subtables = [statement for statement in found[1:] if statement.value is None]
        spaced = not self._root
        if subtables and self._root:
            start = comment_lines_above(self.text, subtables[-1].start)
            spaced = self.text[:start].endswith(("\n\n", "\n\r\n"))
        stop = _past(self.text, inside[-1].stop)
        self._insert(stop, [""] * (spaced and stop > 0) + [header, *lines])

    def _remove(self, path: Path) -> None:
        """Remove what is at `path`, and what is below it."""
        pair = self._pair(path)
        if pair and pair.value and pair.path != path:
            self._rewrite(pair, _removed_inside(self.text[pair.value], path[len(pair.path) :]))
            return
        for statement in reversed(statements(self.text)):
            if statement.path[: len(path)] == path:
                lines = self.text[statement.start : statement.stop]
                kept = "".join(comment + self._newline for comment in comments(lines))
                self.text = self.text[: statement.start] + kept + self.text[statement.stop :]

    def _rewrite(self, pair: Statement, value: str) -> None:
        """Give a pair another value; comments that were within the old one move above it."""
        assert pair.value
        lost = Counter(comments(self.text[pair.value])) - Counter(comments(value))
        above = "".join(comment + self._newline for comment in lost.elements())
        before = self.text[: pair.start] + above + self.text[pair.start : pair.value.start]
        self.text = before + value + self.text[pair.value.stop :]

    def _insert(self, position: int, lines: list[str]) -> None:
        added = self._newline.join(lines)
        if position and self.text[position - 1] != "\n":
            added = self._newline + added
        else:
            added += self._newline
        self.text = self.text[:position] + added + self.text[position:]

    def _pair(self, path: Path) -> Statement | None:
        """Find the pair that says what is at `path`, be it as part of an inline table."""
        pairs = (s for s in statements(self.text) if s.value)
        return next((pair for pair in pairs if path[: len(pair.path)] == pair.path), None)

    def _has_header(self, path: Path) -> bool:
        return any(s.path == path and s.value is None for s in statements(self.text))


def _dotted_sibling(found: list[Statement], path: Path) -> Statement | None:
    """Find the last pair whose dotted key makes a table that `path` is in."""
    for length in range(len(path) - 1, 0, -1):
        for statement in found[::-1]:
            if len(statement.home) < length and statement.path[:length] == path[:length]:
                return statement
    return None
