"""Write TOML values as text, in the style of what is around them."""

import tomllib
from typing import NamedTuple

from labtui.data.toml.patterns import pattern
from labtui.data.toml.syntax import KeyPath, array_element_spans, inline_table_items
from labtui.data.toml.values import Table, TomlValueError, is_array_of_tables

_NOT_LITERAL = pattern(r"['\x00-\x08\x0a-\x1f\x7f]")
"""What a 'literal string' cannot hold."""

_BARE = pattern(r"[A-Za-z0-9_-]+")


class Style(NamedTuple):
    """How values are written."""

    quote: str = '"'
    """The quotes of texts, where they can hold the text."""
    brackets: str = ""
    """The blanks within the brackets of an array on one line."""
    comma: str = ", "
    """What is between two elements of an array on one line."""
    braces: str = " "
    """The blanks within the braces of an inline table."""
    equals: str = " = "
    """What is between key and value in an inline table."""
    item_comma: str = ""
    """What is between two items of an inline table; empty if nothing shows it."""
    comma_first: str = ""
    """Not empty if commas come first on the lines of an array."""

    @property
    def item_gap(self) -> str:
        """What is between two items of an inline table, which without blanks shows them none."""
        return self.item_comma or ("," if (self.braces, self.equals) == ("", "=") else ", ")

    def with_braces_of(self, table: str) -> "Style":
        """Give this style with the blanks of an inline table, where that shows any."""
        return self._replace(**shown_by_table(table))


def shown_by_value(value: str) -> dict[str, str]:
    """Give the fields of a `Style` that a value shows."""
    if value.startswith("{"):
        return shown_by_table(value)
    if value.startswith("["):
        return shown_by_array(value)
    quote = string_quote(value)
    return {"quote": quote} if quote else {}


def shown_by_table(table: str) -> dict[str, str]:
    """Give the fields of a `Style` that an inline table shows."""
    items = inline_table_items(table)
    if not items or "\n" in table[: items[0].start]:
        return {}
    first = items[0]
    key = table[first.start : first.value.start].rstrip(" \t=")
    braces = table[1 : first.start]
    equals = table[first.start + len(key) : first.value.start]
    shown = {"braces": braces, "equals": equals}
    if len(items) > 1:
        shown["item_comma"] = table[first.value.stop : items[1].start]
    return shown


def shown_by_array(array: str) -> dict[str, str]:
    """Give the fields of a `Style` that an array shows."""
    spans = array_element_spans(array)
    shown: dict[str, str] = {}
    for span in spans:
        if quote := string_quote(array[span]):
            shown["quote"] = quote
            break
    if spans and "\n" not in array:
        shown["brackets"] = array[1 : spans[0].start]
        if spans[1:]:
            shown["comma"] = array[spans[0].stop : spans[1].start]
    elif spans[1:]:
        line = array[: spans[1].start].rpartition("\n")[2]
        shown["comma_first"] = "," if line.lstrip().startswith(",") else ""
    return shown


PLAIN = Style()
"""The style where nothing around shows another."""


def _dumps(table: Table) -> str:
    import tomli_w  # only what writes needs it

    return tomli_w.dumps(table)


def format_value(value: object, style: Style = PLAIN) -> str:
    """Write a value of tomllib's types on one line. Raises TomlValueError."""
    if isinstance(value, dict):
        items = [
            f"{format_key_part(key)}{style.equals}{format_value(inner, style)}"
            for key, inner in value.items()
        ]
        return f"{{{style.braces}{style.item_gap.join(items)}{style.braces}}}" if items else "{}"
    if isinstance(value, list):
        elements = style.comma.join(format_value(inner, style) for inner in value)
        return f"[{style.brackets}{elements}{style.brackets}]" if elements else "[]"
    if isinstance(value, str) and style.quote == "'" and not _NOT_LITERAL.search(value):
        return f"'{value}'"
    try:
        return _dumps({"x": value}).removeprefix("x = ").rstrip("\n")
    except ValueError as error:
        raise TomlValueError(f"this value cannot be written as TOML: {error}") from error


def format_text_like(old: str, new: str, newline: str, style: Style) -> str:
    """Write a text as `old`, the text of a string, is written, if it can be written so."""
    for quotes in ('"""', "'''"):
        if old.startswith(quotes) and "\n" in new:
            first = newline if old[3:5] == "\r\n" or old[3:4] == "\n" else ""
            # A newline at the very start of such a string is left out when it is read.
            lines = (first or newline * new.startswith("\n")) + new.replace("\n", newline)
            written = f"{quotes}{lines}{quotes}"
            if _reads_as(written, new):
                return written
    quote = string_quote(old)
    return format_value(new, style._replace(quote=quote) if quote else style)


def _reads_as(written: str, text: str) -> bool:
    try:
        return bool(tomllib.loads(f"x = {written}\n") == {"x": text})
    except ValueError:
        return False


def string_quote(string: str) -> str | None:
    """Give the quotes of a string; None if it shows no choice, as the other cannot hold it."""
    quote = string[:1]
    if quote not in {'"', "'"} or string.startswith(quote * 3):
        return None
    if quote == "'":
        return None if '"' in string or "\\" in string else quote
    return None if "'" in string or "\\" in string else quote


def format_table_body(table: Table, names: tuple[str, ...]) -> list[str]:
    """Write the lines below a table's header: its pairs, its tables, then its arrays of tables.

    `names` is the key in its header.
    """
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    arrays = {key: value for key, value in table.items() if is_array_of_tables(value)}
    plain = [key for key in table if key not in tables | arrays]
    lines = [f"{format_key_part(key)} = {format_value(table[key])}" for key in plain]
    for key, inner in tables.items():
        lines += [f"[{format_key((*names, key))}]", *format_table_body(inner, (*names, key))]
    for key, entries in arrays.items():
        for entry in entries:
            lines += [f"[[{format_key((*names, key))}]]", *format_table_body(entry, (*names, key))]
    return lines


def format_key(path: KeyPath) -> str:
    """Write a path as a dotted key, without the indexes of arrays, which TOML does not write."""
    return ".".join(format_key_part(part) for part in path if isinstance(part, str))


def format_key_part(key: str) -> str:
    """Write one part of a key, in quotes only if it needs them."""
    return key if _BARE.fullmatch(key) else _dumps({key: 0}).removesuffix(" = 0\n")
