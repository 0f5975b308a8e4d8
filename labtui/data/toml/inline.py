"""Change values within their own text: arrays, inline tables, strings."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from labtui.data.toml.formatting import (
    PLAIN,
    Style,
    format_key,
    format_text_like,
    format_value,
    string_quote,
)
from labtui.data.toml.syntax import InlineItem, KeyPath, array_element_spans, inline_table_items
from labtui.data.toml.values import same

if TYPE_CHECKING:
    from labtui.data.toml.arrays import ArrayText


def replace_value(value: str, new: object, newline: str, style: Style = PLAIN) -> str:
    """Give the text of `new`, to stand where the text `value` stands, in the layout of that.

    An array and an inline table keep the text of what stays. `newline` ends lines that are added;
    `style` is that of what shows none itself.
    """
    if value.startswith(("[", "{")) and isinstance(new, (list, dict)):
        return _replace(value, tomllib.loads(f"x = {value}\n")["x"], new, newline, style)
    if isinstance(new, str):
        return format_text_like(value, new, newline, style)
    return format_value(new, style)


def _replace(value: str, old: object, new: object, newline: str, style: Style) -> str:
    """Do as `replace_value`, given what the text says now."""
    if isinstance(old, list) and isinstance(new, list):
        array = _array_text(value, newline, style)
        return _change_array(array, value, old, new, newline, style)
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        for key in old.keys() - new.keys():
            value = remove_from_inline_table(value, (key,))
        for key in new:
            if key not in old or not same(old[key], new[key]):
                value = set_in_inline_table(value, (key,), new[key], newline, style)
        return value
    return format_value(new, style)


def array_like(example: str, new: list[object], newline: str, style: Style = PLAIN) -> str:
    """Write a list in the layout of another array, which is not empty, without its comments."""
    array = _array_text(example, newline, style)
    array.drop_comments()
    old = tomllib.loads(f"x = {example}\n")["x"]
    return _change_array(array, example, old, new, newline, style)


def _array_text(text: str, newline: str, style: Style) -> ArrayText:
    from labtui.data.toml.arrays import ArrayText  # a command that changes nothing does without

    return ArrayText(text, newline, style)


def _change_array(
    array: ArrayText, text: str, old: list[object], new: list[object], newline: str, style: Style
) -> str:
    if not old and "\n" not in text:
        within = style._replace(brackets=text[1:-1] or style.brackets)
        return format_value(new, within)
    for span in array_element_spans(text)[:1]:
        style = style.with_braces_of(text[span]) if text[span.start] == "{" else style
        style = style._replace(quote=string_quote(text[span]) or style.quote)

    def change(element: str, before: object, after: object) -> str | None:
        if isinstance(before, dict) and isinstance(after, dict):
            is_same_entry = any(key in after and same(before[key], after[key]) for key in before)
            return _replace(element, before, after, newline, style) if is_same_entry else None
        if isinstance(before, list) and isinstance(after, list):
            return _replace(element, before, after, newline, style)
        return None

    array.change(old, new, lambda value: format_value(value, style), change)
    return array.text


def set_in_inline_table(
    table: str, path: KeyPath, new: object, newline: str, style: Style = PLAIN
) -> str:
    """Set the value at `path` within the text of an inline table; gives the new text.

    An empty path replaces the whole table.
    """
    if not path:
        return replace_value(table, new, newline, style)
    style = style.with_braces_of(table)
    for item in inline_table_items(table):
        if path[: len(item.path)] == item.path:
            inner = set_in_inline_table(
                table[item.value], path[len(item.path) :], new, newline, style
            )
            return table[: item.value.start] + inner + table[item.value.stop :]
    table = remove_from_inline_table(table, path)  # dotted keys may have set parts of it
    items = inline_table_items(table)
    pair = f"{format_key(path)}{style.equals}{format_value(new, style)}"
    if not items:
        return f"{{{style.braces}{pair}{style.braces}}}"
    last = items[-1].value.stop
    return f"{table[:last]}{style.item_gap}{pair}{table[last:]}"


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
