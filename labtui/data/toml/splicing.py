"""Change values in TOML text while everything else keeps its bytes.

Nothing here decides what a text means: whoever splices parses the result with tomllib and compares
it with what was meant (`values.same`). So `syntax` may be lenient about text that is not TOML.
"""

from __future__ import annotations

from collections import Counter

from labtui.data.toml.inline import remove_from_inline_table, set_in_inline_table
from labtui.data.toml.syntax import (
    KeyPath,
    Statement,
    comments,
    comments_start,
    skip_comments,
    statements,
)
from labtui.data.toml.values import (
    MISSING,
    Table,
    format_key,
    format_pair,
    format_table_body,
    is_array_of_tables,
    same,
)


class Splicer:
    """Changes values in a text; everything else keeps its bytes."""

    def __init__(self, text: str, newline: str, root: KeyPath) -> None:
        """Start with `text`; lines that are added end in `newline`.

        `root` is the path of the table that `change` changes.
        """
        self.text = text
        """The text with the changes made so far."""
        self._newline = newline
        self._root = root

    def change(self, old: Table, new: Table) -> None:
        """Change the root table from `old`, which the text says now, to `new`."""
        self._change(self._root, old, new)

    def _change(self, path: KeyPath, old: object, new: object) -> None:
        """Change what is at `path`; `old` is MISSING if it is not there."""
        if same(old, new):
            return
        stays = new or path == self._root or self._has_header(path)
        if isinstance(old, dict) and isinstance(new, dict) and stays:
            # Removing comes last, so that what is added still finds its neighbours.
            for key, value in new.items():
                self._change((*path, key), old.get(key, MISSING), value)
            for key in old.keys() - new.keys():
                self._remove((*path, key))
        elif self._pair(path):
            self._set(path, new)
        elif is_array_of_tables(old) and is_array_of_tables(new):
            self._change_entries(path, old, new)
        else:
            self._remove(path)
            self._add(path, new)

    def _change_entries(self, path: KeyPath, old: list[Table], new: list[Table]) -> None:
        """Change an array of tables entry by entry; removing one does not rewrite the others."""
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

    def _set(self, path: KeyPath, new: object) -> None:
        """Set the value at `path`, which a `key = value` or the inline table in it has."""
        pair = self._pair(path)
        assert pair
        assert pair.value
        value = self.text[pair.value]
        self._rewrite(pair, set_in_inline_table(value, path[len(pair.path) :], new, self._newline))

    def _add(self, path: KeyPath, new: object) -> None:
        """Add a value that is not there: a line, a table or an array of tables."""
        if isinstance(new, dict) and new:
            for key in sorted(
                new, key=lambda key: isinstance(new[key], dict) or is_array_of_tables(new[key])
            ):
                self._change((*path, key), MISSING, new[key])
        elif is_array_of_tables(new):
            for entry in new:
                self._append_entry(path, entry)
        else:
            self._add_line(path, new)

    def _add_line(self, path: KeyPath, new: object) -> None:
        """Add a `key = value` after others of its table, or with a header of its own."""
        found = statements(self.text)
        sibling = _dotted_sibling(found, path)
        if sibling:
            self._insert(skip_comments(self.text, sibling.stop), self._like(sibling, path, new))
            return
        table = path[:-1]
        inside = [statement for statement in found if statement.table == table]
        if inside:
            self._insert(
                skip_comments(self.text, inside[-1].stop), self._like(inside[-1], path, new)
            )
        elif table:
            self._add_table(table, f"[{format_key(table)}]", [format_pair(path[-1:], new)])
        else:
            start = comments_start(self.text, found[0].start) if found else len(self.text)
            self._insert(start, [format_pair(path, new)])

    def _like(self, sibling: Statement, path: KeyPath, new: object) -> list[str]:
        """Write the line for `path`, indented like `sibling`, a statement of the same table."""
        line = self.text[sibling.start : sibling.stop]
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        return [indent + format_pair(path[len(sibling.table) :], new)]

    def _append_entry(self, path: KeyPath, entry: Table) -> None:
        """Add a table to the array of tables at `path`."""
        names = tuple(part for part in path if isinstance(part, str))
        self._add_table(path, f"[[{format_key(path)}]]", format_table_body(entry, names))

    def _add_table(self, path: KeyPath, header: str, lines: list[str]) -> None:
        """Add a table after its array's last entry, or else at the end of its parent."""
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
            start = comments_start(self.text, subtables[-1].start)
            spaced = self.text[:start].endswith(("\n\n", "\n\r\n"))
        stop = skip_comments(self.text, inside[-1].stop)
        self._insert(stop, [""] * (spaced and stop > 0) + [header, *lines])

    def _remove(self, path: KeyPath) -> None:
        """Remove what is at `path` and below it; its comments stay."""
        pair = self._pair(path)
        if pair and pair.value and pair.path != path:
            self._rewrite(
                pair, remove_from_inline_table(self.text[pair.value], path[len(pair.path) :])
            )
            return
        for statement in reversed(statements(self.text)):
            if statement.path[: len(path)] == path:
                lines = self.text[statement.start : statement.stop]
                kept = "".join(comment + self._newline for comment in comments(lines))
                self.text = self.text[: statement.start] + kept + self.text[statement.stop :]

    def _rewrite(self, pair: Statement, value: str) -> None:
        """Replace the text of a pair's value; comments within the old text move above the pair."""
        assert pair.value
        lost = Counter(comments(self.text[pair.value])) - Counter(comments(value))
        above = "".join(comment + self._newline for comment in lost.elements())
        before = self.text[: pair.start] + above + self.text[pair.start : pair.value.start]
        self.text = before + value + self.text[pair.value.stop :]

    def _insert(self, position: int, lines: list[str]) -> None:
        """Insert whole lines at `position`, the start of a line or the end of the text."""
        added = self._newline.join(lines)
        if position and self.text[position - 1] != "\n":
            added = self._newline + added
        else:
            added += self._newline
        self.text = self.text[:position] + added + self.text[position:]

    def _pair(self, path: KeyPath) -> Statement | None:
        """Find the `key = value` that sets `path`, itself or in its inline table."""
        pairs = (s for s in statements(self.text) if s.value)
        return next((pair for pair in pairs if path[: len(pair.path)] == pair.path), None)

    def _has_header(self, path: KeyPath) -> bool:
        """True if a header names the table at `path`."""
        return any(s.path == path and s.value is None for s in statements(self.text))


def _dotted_sibling(found: list[Statement], path: KeyPath) -> Statement | None:
    """Find the last pair whose dotted key defines a table around `path`."""
    for length in range(len(path) - 1, 0, -1):
        for statement in found[::-1]:
            if len(statement.table) < length and statement.path[:length] == path[:length]:
                return statement
    return None
