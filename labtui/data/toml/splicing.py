"""Change values in TOML text while everything else keeps its bytes.

What is added looks like what is around it (`layout`). Nothing here decides what a text means:
whoever splices parses the result with tomllib and compares it with what was meant (`values.same`).
So `syntax` may be lenient about text that is not TOML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from labtui.data.toml.formatting import format_key, format_text_like, format_value
from labtui.data.toml.inline import (
    array_like,
    remove_from_inline_table,
    replace_value,
    set_in_inline_table,
)
from labtui.data.toml.layout import PairStyle, Text
from labtui.data.toml.removal import without_statements
from labtui.data.toml.surroundings import Surroundings
from labtui.data.toml.syntax import (
    KeyPath,
    Statement,
    array_element_spans,
    comments,
    comments_start,
    skip_comments,
)
from labtui.data.toml.values import Table, is_array_of_tables, same


class Splicer:
    """Changes values in a text; everything else keeps its bytes."""

    def __init__(
        self, text: str, newline: str, root: KeyPath, neighbours: Iterable[str] = ()
    ) -> None:
        """Start with `text`; lines that are added end in `newline`.

        `root` is the path of the table that `change` changes. `neighbours` are texts with a table
        at that path too, the nearest first: what is added looks like theirs where the text itself
        has nothing like it.
        """
        self._around = Surroundings(Text(text, root), neighbours)
        self._newline = newline
        self._root = root

    @property
    def text(self) -> str:
        """The text with the changes made so far."""
        return self._around.text.text

    @text.setter
    def text(self, text: str) -> None:
        self._around.text = Text(text, self._root)

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
            for key in new:
                if key in old:
                    self._change((*path, key), old[key], new[key])
            self._add_all(path, {key: new[key] for key in new if key not in old})
            for key in old:
                if key not in new:
                    self._remove((*path, key))
        elif self._pair(path):
            self._set(path, new)
        elif is_array_of_tables(old) and is_array_of_tables(new):
            self._change_entries(path, old, new)
        else:
            kept = self._remove(path, keep_comments=new != [])
            self._add_all(path[:-1], {path[-1]: new}, kept)

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
            self._add_entry(path, entry)

    def _set(self, path: KeyPath, new: object) -> None:
        """Set the value at `path`, which a `key = value` or the inline table in it has."""
        pair = self._pair(path)
        assert pair
        assert pair.value
        value = self.text[pair.value]
        inner = path[len(pair.path) :]
        if not inner and isinstance(new, list) and new and not same([], new):
            written = self._list_like(path, value, new)
        else:
            style = self._around.style({"": new} if inner else new, value)
            written = set_in_inline_table(value, inner, new, self._newline, style)
        # An array keeps its comments; those in another value would be lost.
        self._rewrite(pair, written, keep_comments=not isinstance(new, list))

    # --- adding

    def _add_all(self, table: KeyPath, added: Mapping[str | int, object], above: str = "") -> None:
        """Add values that are not there to a table: lines, then tables, then arrays of tables.

        `above` are lines that come above the first.
        """
        lines: dict[KeyPath, object] = {}
        tables: dict[str | int, Table] = {}
        arrays: dict[str | int, list[Table]] = {}
        pair = self._pair(table) if table else None
        for key, value in added.items():
            path = (*table, key)
            if pair:
                self._set(path, value)
            elif is_array_of_tables(value) and not self._around.is_inline_array(path):
                arrays[key] = value
            elif not (isinstance(value, dict) and value):
                lines[(key,)] = value
            elif (form := self._around.form(path)) == "header":
                tables[key] = value
            else:
                lines |= dict(_leaves((key,), value)) if form == "dotted" else {(key,): value}
        if lines:
            self._add_pairs(table, lines, above)
            above = ""
        for key, inner in tables.items():
            self._add_table((*table, key), inner, above)
            above = ""
        for key, entries in arrays.items():
            for entry in entries:
                self._add_entry((*table, key), entry, above)
                above = ""

    def _add_pairs(self, table: KeyPath, added: dict[KeyPath, object], above: str = "") -> None:
        """Add `key = value` lines after others of their table, or with a header of its own.

        The keys of `added` are relative to the table.
        """
        found = self._around.text.statements
        sibling = _dotted_sibling(found, (*table, *next(iter(added))))
        owner = sibling.table if sibling else table
        inside = [statement for statement in found if statement.table == owner]
        if sibling:
            inside = inside[: inside.index(sibling) + 1]
        if inside:
            start = skip_comments(self.text, inside[-1].stop)
        elif table:
            self._add_table(table, {str(key): value for (key,), value in added.items()}, above)
            return
        else:
            start = comments_start(self.text, found[0].start) if found else len(self.text)
        pairs = [statement for statement in inside if statement.value]
        prefix = table[len(owner) :]
        keys = {(*prefix, *key): value for key, value in added.items()}
        style = self._around.style_of_pairs(owner, pairs)
        lines = self._lines(owner, keys, style, existing=bool(pairs))
        self._insert(start, [*_indented(above, style.indent), *lines])

    def _lines(
        self, table: KeyPath, added: Mapping[KeyPath, object], style: PairStyle, existing: bool
    ) -> list[str]:
        """Write `key = value` lines of a table."""
        starts = style.starts([format_key(key) for key in added], existing)
        values = [self._format((*table, *key), value) for key, value in added.items()]
        return [start + value for start, value in zip(starts, values, strict=True)]

    def _add_entry(self, path: KeyPath, entry: Table, above: str = "") -> None:
        """Add a table to the array of tables at `path`."""
        entries = [
            s for s in self._around.text.statements if s.path[:-1] == path and s.value is None
        ]
        number = sum(isinstance(statement.path[-1], int) for statement in entries)
        self._add_table((*path, number), entry, above)

    def _add_table(self, path: KeyPath, table: Table, above: str = "") -> None:
        """Add a table with a header after its array's last entry, or else at its parent's end."""
        is_entry = isinstance(path[-1], int)
        name = path[:-1] if is_entry else path
        found = self._around.text.statements
        # After the table itself, or else after what is nearest around it.
        depths = range(len(name), -1, -1)
        around = ([s for s in found if s.path[:depth] == name[:depth]] for depth in depths)
        inside = next((statements for statements in around if statements), None)
        header, pairs = self._around.style_of_table(name)
        key = header.padding + format_key(name) + header.padding
        lines = _indented(above, header.indent)
        lines.append(f"{header.indent}[[{key}]]" if is_entry else f"{header.indent}[{key}]")
        plain: dict[KeyPath, object] = {
            (key,): value
            for key, value in table.items()
            if not (isinstance(value, dict) and value) and not is_array_of_tables(value)
        }
        if plain:
            lines += self._lines(path, plain, pairs, existing=False)
        start = skip_comments(self.text, inside[-1].stop if inside else 0)
        self._insert(start, [""] * ((header.gap or 0) if start else 0) + lines)
        self._add_all(path, {key: table[key] for key in table if (key,) not in plain})

    def _format(self, path: KeyPath, value: object) -> str:
        """Write a value that is new."""
        if isinstance(value, list) and value:
            return self._list_like(path, "[]", value)
        style = self._around.style(value)
        example = self._around.long_text() if isinstance(value, str) and "\n" in value else None
        if isinstance(value, str) and example:
            return format_text_like(example, value, self._newline, style)
        return format_value(value, style)

    def _list_like(self, path: KeyPath, value: str, new: list[object]) -> str:
        """Write a list where `value` stands; one that is new, as neighbours lay out this fact."""
        is_empty = value.startswith("[") and not value[1:-1].strip(" \t")
        example = next(self._around.arrays(path), "") if is_empty else ""
        if "\n" not in example:
            style = self._around.style(new, value)
            return replace_value(value, new, self._newline, style)
        if not len(array_element_spans(example)) > 1:  # which does not show where commas go
            shown = (array for array in self._around.arrays() if "\n" in array)
            example = next((a for a in shown if len(array_element_spans(a)) > 1), example)
        return array_like(example, new, self._newline, self._around.style(new, example))

    # --- removing

    def _remove(self, path: KeyPath, keep_comments: bool = False) -> str:
        """Remove what is at `path` and below it, with the comments that are only about it.

        With `keep_comments`, gives those comments, each on a line.
        """
        pair = self._pair(path)
        if pair and pair.value and pair.path != path:
            value = remove_from_inline_table(self.text[pair.value], path[len(pair.path) :])
            self._rewrite(pair, value, keep_comments=False)
            return ""
        before = Counter(comments(self.text)) if keep_comments else Counter[str]()
        self.text = without_statements(self.text, self._around.text.statements, path)
        lost = before - Counter(comments(self.text)) if keep_comments else before
        return "".join(comment + self._newline for comment in lost.elements())

    def _rewrite(self, pair: Statement, value: str, keep_comments: bool) -> None:
        """Replace the text of a pair's value; comments within the old text can move above it."""
        assert pair.value
        lost = Counter(comments(self.text[pair.value])) - Counter(comments(value))
        indent = self._around.text.pair_start(pair).indent
        above = "".join(f"{indent}{comment}{self._newline}" for comment in lost.elements())
        before = self.text[: pair.start] + above * keep_comments
        before += self.text[pair.start : pair.value.start]
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
        pairs = (s for s in self._around.text.statements if s.value)
        return next((pair for pair in pairs if path[: len(pair.path)] == pair.path), None)

    def _has_header(self, path: KeyPath) -> bool:
        """True if a header names the table at `path`."""
        return any(s.path == path and s.value is None for s in self._around.text.statements)


def _dotted_sibling(found: list[Statement], path: KeyPath) -> Statement | None:
    """Find the last pair whose dotted key defines a table around `path`."""
    for length in range(len(path) - 1, 0, -1):
        for statement in found[::-1]:
            if len(statement.table) < length and statement.path[:length] == path[:length]:
                return statement
    return None


def _leaves(path: KeyPath, table: Table) -> Iterator[tuple[KeyPath, object]]:
    """Give all values in a table and in its tables, with their keys."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _leaves((*path, key), value)
        else:
            yield (*path, key), value


def _indented(lines: str, indent: str) -> list[str]:
    return [indent + line for line in lines.splitlines()]
