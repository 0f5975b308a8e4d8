"""Change arrays and inline tables within their own text."""

from __future__ import annotations

import tomllib

from labtui.data.toml.syntax import (
    COMMA_AHEAD,
    InlineItem,
    KeyPath,
    array_element_spans,
    inline_table_items,
)
from labtui.data.toml.values import format_pair, format_value, same


def replace_value(value: str, new: object, newline: str) -> str:
    """Give the text of `new`, to stand where the text `value` stands.

    An array keeps the layout of the old one: one element a line, or all on one. `newline` ends the
    lines that are added.
    """
    if not value.startswith("[") or not isinstance(new, list) or not new:
        return format_value(new)
    old = tomllib.loads(f"x = {value}")["x"]
    if old and same(old, new[: len(old)]):
        return _extend_array(value, new[len(old) :], newline)
    if "\n" not in value or not old:
        return format_value(new)
    indent = _indent(value, array_element_spans(value)[0].start) or "  "
    lines = [f"{indent}{format_value(element)},{newline}" for element in new]
    return f"[{newline}{''.join(lines)}{_indent(value, len(value) - 1) or ''}]"


def _extend_array(array: str, added: list[object], newline: str) -> str:
    """Add elements to the end of an array that is not empty; gives the new text."""
    elements = array_element_spans(array)
    last = elements[-1].stop
    closing = _indent(array, len(array) - 1)
    if closing is None:
        return f"{array[:last]}, {', '.join(map(format_value, added))}{array[last:]}"
    comma = "" if COMMA_AHEAD.match(array, last) else ","
    indent = _indent(array, elements[-1].start) or "  "
    end = len(array) - 1 - len(closing)
    lines = [f"{indent}{format_value(element)},{newline}" for element in added]
    return f"{array[:last]}{comma}{array[last:end]}{''.join(lines)}{array[end:]}"


def _indent(text: str, position: int) -> str | None:
    """Give the indentation of the line at `position`.

    None if that is the first line of `text`, or if there is more than blanks before `position`.
    """
    _, newline, indent = text[:position].rpartition("\n")
    return indent if newline and not indent.strip(" \t") else None


def set_in_inline_table(table: str, path: KeyPath, new: object, newline: str) -> str:
    """Set the value at `path` within the text of an inline table; gives the new text.

    An empty path replaces the whole table.
    """
    if not path:
        return replace_value(table, new, newline)
    for item in inline_table_items(table):
        if path[: len(item.path)] == item.path:
            inner = set_in_inline_table(table[item.value], path[len(item.path) :], new, newline)
            return table[: item.value.start] + inner + table[item.value.stop :]
    table = remove_from_inline_table(table, path)  # dotted keys may have set parts of it
    items = inline_table_items(table)
    if not items:
        return f"{{ {format_pair(path, new)} }}"
    last = items[-1].value.stop
    return f"{table[:last]}, {format_pair(path, new)}{table[last:]}"


def remove_from_inline_table(table: str, path: KeyPath) -> str:
    """Remove what is at `path`, or below it by dotted keys, from the text of an inline table."""
    items = inline_table_items(table)
    for index in reversed(range(len(items))):
        item = items[index]
        if item.path[: len(path)] == path:
            table = _cut_item(table, items, index)
            items = inline_table_items(table)
        elif path[: len(item.path)] == item.path:
            inner = remove_from_inline_table(table[item.value], path[len(item.path) :])
            table = table[: item.value.start] + inner + table[item.value.stop :]
    return table


def _cut_item(table: str, items: list[InlineItem], index: int) -> str:
    """Cut one item and its comma out of the text of an inline table."""
    if index + 1 < len(items):
        return table[: items[index].start] + table[items[index + 1].start :]
    if index:
        return table[: items[index - 1].value.stop] + table[items[index].value.stop :]
    return "{}"
