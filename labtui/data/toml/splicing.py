"""TOML as text: where its statements stand, and how one changes while the rest keeps its bytes.

tomllib says what a text means, nothing here does: whoever splices parses the result and compares
it with `same`. That is why the patterns below may be lenient about text which is not TOML.
"""

from __future__ import annotations

import tomllib
from collections import Counter

from labtui.data.toml.syntax import (
    COMMA_AHEAD,
    MISSING,
    InlineItem,
    Path,
    Raw,
    Statement,
    array_elements,
    comment_lines_above,
    comments,
    inline_items,
    past_comments,
    statements,
)
from labtui.data.toml.values import dotted_key, is_tables, laid_out, same, written, written_line


def _replaced(value: str, new: object, newline: str) -> str:
    """Write `new` where `value` stood, an array in the layout it had."""
    if not value.startswith("[") or not isinstance(new, list) or not new:
        return written(new)
    old = tomllib.loads(f"x = {value}")["x"]
    if old and same(old, new[: len(old)]):
        return _extended(value, new[len(old) :], newline)
    if "\n" not in value or not old:
        return written(new)
    indent = _indent(value, array_elements(value)[0].start) or "  "
    lines = [f"{indent}{written(element)},{newline}" for element in new]
    return f"[{newline}{''.join(lines)}{_indent(value, len(value) - 1) or ''}]"


def _extended(array: str, added: list[object], newline: str) -> str:
    """Add elements to the end of an array that has some."""
    elements = array_elements(array)
    last = elements[-1].stop
    closing = _indent(array, len(array) - 1)
    if closing is None:
        return f"{array[:last]}, {', '.join(map(written, added))}{array[last:]}"
    comma = "" if COMMA_AHEAD.match(array, last) else ","
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
    for item in inline_items(table):
        if path[: len(item.path)] == item.path:
            inner = _set_inside(table[item.value], path[len(item.path) :], new, newline)
            return table[: item.value.start] + inner + table[item.value.stop :]
    table = _removed_inside(table, path)  # dotted keys may have said it
    items = inline_items(table)
    if not items:
        return f"{{ {written_line(path, new)} }}"
    last = items[-1].value.stop
    return f"{table[:last]}, {written_line(path, new)}{table[last:]}"


def _removed_inside(table: str, path: Path) -> str:
    """Remove what an inline table has at `path` or, by dotted keys, below it."""
    items = inline_items(table)
    for index in reversed(range(len(items))):
        item = items[index]
        if item.path[: len(path)] == path:
            table = _without(table, items, index)
            items = inline_items(table)
        elif path[: len(item.path)] == item.path:
            inner = _removed_inside(table[item.value], path[len(item.path) :])
            table = table[: item.value.start] + inner + table[item.value.stop :]
    return table


def _without(table: str, items: list[InlineItem], index: int) -> str:
    """Cut one item, and the one comma it needed, out of an inline table."""
    if index + 1 < len(items):
        return table[: items[index].start] + table[items[index + 1].start :]
    if index:
        return table[: items[index - 1].value.stop] + table[items[index].value.stop :]
    return "{}"


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
            self._insert(past_comments(self.text, sibling.stop), self._like(sibling, path, new))
            return
        table = path[:-1]
        inside = [statement for statement in found if statement.home == table]
        if inside:
            self._insert(
                past_comments(self.text, inside[-1].stop), self._like(inside[-1], path, new)
            )
        elif table:
            self._add_table(table, f"[{dotted_key(table)}]", [written_line(path[-1:], new)])
        else:
            start = comment_lines_above(self.text, found[0].start) if found else len(self.text)
            self._insert(start, [written_line(path, new)])

    def _like(self, sibling: Statement, path: Path, new: object) -> list[str]:
        """Write a line for `path`, indented as `sibling` of the same table is."""
        line = self.text[sibling.start : sibling.stop]
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        return [indent + written_line(path[len(sibling.home) :], new)]

    def _append_entry(self, path: Path, entry: Raw) -> None:
        names = tuple(part for part in path if isinstance(part, str))
        self._add_table(path, f"[[{dotted_key(path)}]]", laid_out(entry, names))

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
        stop = past_comments(self.text, inside[-1].stop)
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
