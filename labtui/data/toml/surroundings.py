"""What new text looks like: like what is nearest to it, in the text itself or in its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from labtui.data.toml.formatting import PLAIN, Style, shown_by_value
from labtui.data.toml.layout import Form, HeaderStyle, PairStyle, Text, pair_style
from labtui.data.toml.syntax import KeyPath, Statement


class Surroundings:
    """A text that is changed, and its neighbours: texts with a table at the same path."""

    def __init__(self, text: Text, neighbours: Iterable[str]) -> None:
        """Look at `neighbours`, the nearest first, where the text has nothing like what is new."""
        self.text = text
        """The text as it is now."""
        self._unread = iter(neighbours)
        self._read: list[Text] = []

    @property
    def _neighbours(self) -> Iterator[Text]:
        """The neighbours, each taken when it is looked at first."""
        index = 0
        while True:
            if index == len(self._read):
                unread = next(self._unread, None)
                if unread is None:
                    return
                self._read.append(Text(unread, self.text.root))
            yield self._read[index]
            index += 1

    @property
    def _texts(self) -> Iterator[Text]:
        """The text, then its neighbours."""
        yield self.text
        yield from self._neighbours

    def form(self, path: KeyPath) -> Form:
        """Find how a new table is written: as those beside it, or as those of the neighbours."""
        parent = path[:-1]
        forms = list(self.text.forms(parent).values())
        if forms:
            return max(reversed(forms), key=forms.count)
        if parent != self.text.root:
            return "dotted" if self.text.forms(parent[:-1]).get(parent) == "dotted" else "header"
        for text in self._neighbours:
            if str(path[-1]) in text.text and path in (known := text.forms(parent)):
                return known[path]
        for text in self._neighbours:
            if forms := list(text.forms(parent).values()):
                return max(reversed(forms), key=forms.count)
        return "header"

    def is_inline_array(self, path: KeyPath) -> bool:
        """True if neighbours write an array of tables between brackets."""
        for text in self._neighbours:
            for statement in text.statements if str(path[-1]) in text.text else ():
                if statement.path[: len(path)] == path:
                    return statement.value is not None and statement.path == path
        return False

    def style(self, value: object, in_place_of: str = "") -> Style:
        """Find how a value is written: as what it replaces, as those here, as the neighbours'."""
        needed = set(_fields(value))
        shown = shown_by_value(in_place_of)
        if in_place_of.startswith("["):
            # Only an array on lines shows whether commas come first, and it alone asks for it.
            needed -= {"brackets", "comma"} if "\n" in in_place_of else {"comma_first"}
        if not needed <= shown.keys():
            for text in self._texts:
                if not any(text.may_show(field) for field in needed - shown.keys()):
                    continue
                shown = {field: text.shown[field] for field in needed & text.shown.keys()} | shown
                if needed <= shown.keys():
                    break
        return PLAIN._replace(**shown)

    def arrays(self, path: KeyPath | None = None) -> Iterator[str]:
        """Give the texts of the neighbours' arrays that are not empty, all or those at a path."""
        for text in self._neighbours:
            is_possible = path is None or str(path[-1]) in text.text
            for statement in text.statements if is_possible else ():
                if statement.value and path in {None, statement.path}:
                    array = text.text[statement.value]
                    if array.startswith("[") and array[1:-1].strip():
                        yield array

    def long_text(self) -> str | None:
        """Give the text of a string on several lines; None if there is none nearby."""
        for text in self._texts:
            for statement in text.statements if '"""' in text.text or "'''" in text.text else ():
                value = text.text[statement.value] if statement.value else ""
                if value.startswith(('"""', "'''")) and "\n" in value:
                    return value
        return None

    def style_of_pairs(self, table: KeyPath, pairs: list[Statement]) -> PairStyle:
        """Find how new pairs of a table begin, given those it has above them."""
        if pairs:
            return pair_style(self.text, pairs, self._neighbours)
        header = next((s for s in self.text.statements if s.path == table and not s.value), None)
        if not header:
            return PairStyle()
        indent = self.text.header_style(header).indent
        return self._style_below(table, indent)

    def _style_below(self, table: KeyPath, indent: str) -> PairStyle:
        """Find how pairs begin below a header without any: like those of the nearest table."""
        for text in self._texts:
            headers = [s for s in text.statements if s.value is None]
            alike = [s for s in headers if _names(s.path) == _names(table)]
            deep = [s for s in headers if len(s.path) > len(self.text.root)]
            for header in (*alike[::-1], *deep[::-1], *headers[::-1]):
                if pairs := text.pairs(header.path):
                    style = pair_style(text, pairs, self._neighbours)
                    above = text.header_style(header).indent
                    step = style.indent.removeprefix(above)
                    column = style.column - len(style.indent) + len(indent + step)
                    return style._replace(
                        indent=indent + step, column=column if style.column else 0
                    )
        return PairStyle(indent)

    def style_of_table(self, name: KeyPath) -> tuple[HeaderStyle, PairStyle]:
        """Find where a new header of a table is placed, and how the pairs below it begin."""
        for text in self._texts:
            if headers := text.headers():
                alike = [s for s in headers if _names(s.path) == _names(name)]
                header = text.header_style((alike or headers)[-1])
                break
        else:
            pairs = self.text.pairs(self.text.root) if self.text.root else []
            root = next((s for s in self.text.statements if s.path == self.text.root), None)
            header = self.text.header_style(root) if root and self.text.root else HeaderStyle()
            indent = self.text.pair_start(pairs[-1]).indent if pairs else header.indent
            header = header._replace(indent=indent, gap=None)
        if header.gap is None:
            header = header._replace(gap=0 if self.text.root else 1)
        return header, self._style_below(name, header.indent)


def _fields(value: object) -> Iterator[str]:
    """Give the fields of a style that count for a value."""
    if isinstance(value, dict):
        yield from ("braces", "equals", "item_comma")
        value = list(value.values())
    elif isinstance(value, list):
        yield from ("brackets", "comma", "comma_first")
    elif isinstance(value, str):
        yield "quote"
    for inner in value if isinstance(value, list) else ():
        yield from _fields(inner)


def _names(path: KeyPath) -> list[str]:
    """Give a path without the indexes of arrays."""
    return [part for part in path if isinstance(part, str)]
