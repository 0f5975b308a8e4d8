"""Texts that can be read only: why that is, and what can still be seen of them."""

from collections.abc import Iterator
from typing import NamedTuple

from labtui.data.framework.schema import SCHEMA, is_newer, wrong_schema
from labtui.data.inventory.blocks import Block, cut, parse_block
from labtui.data.toml.patterns import pattern
from labtui.data.toml.syntax import headers, possible_headers, statements
from labtui.data.toml.values import Table

MAX_BYTES = 32 * 1024 * 1024
"""The most bytes of an inventory. One of 10,000 systems has some 10 MB."""

MAX_LINE = 1024 * 1024
"""The most bytes of a line."""

_UNDECODED = pattern("[\udc80-\udcff]")
_PLACE = pattern(r"line \d+(, column \d+)?: ")
_ERROR_PLACE = pattern(r" \(at line (\d+), column (\d+)\)$")
_HINTS = {
    "Expected '=' after a key": "a fact is written key = value",
    "Invalid statement": "a line is key = value, a [table] or a # comment",
    "Invalid value": 'text stands in "quotes", a date is 2026-11-21, the rest is a number or true',
    "Unclosed array": "a list is [a, b], its parts separated by commas",
    "Unclosed inline table": "a table in one line is { key = value, key = value }",
    "Cannot overwrite a value": "this was given before; keep one of the two",
    "Cannot declare": "this table was there before; keep one of the two",
    "Cannot mutate": "this was given before as a whole; keep one of the two",
    "Illegal character '\\n'": 'the text before the end of the line needs its closing "',
    "Unescaped": "a backslash in \"quotes\" is written twice; or use 'single quotes'",
    "Expected newline": "one fact a line; text stands in quotes",
}
"""What would be right, by how the message of tomllib starts."""


class ReadOnlyReason(NamedTuple):
    """Why a document can be read only."""

    message: str
    """For people: where, what, and what would be right."""
    line: int | None = None
    column: int | None = None
    convertible: bool = False
    """True for valid TOML in another shape: a document written again from `top` and the systems'
    `raw` loses nothing but comments and layout."""
    readable: bool = False
    """True if all that the file says is shown, as far as labtui understands it."""
    replaceable: bool = True
    """False if nothing may be written over the file, not even a backup of it."""

    @property
    def problem(self) -> str:
        """The message without the line and the column it begins with."""
        return _PLACE.sub("", self.message)


class ReadOnlyView(NamedTuple):
    """What can be seen of a text that cannot be changed."""

    blocks: tuple[Block, ...]
    top: Table
    reason: ReadOnlyReason


def check_size(body: bytes) -> ReadOnlyReason | None:
    """Give a reason if an inventory is too large, or one of its lines."""
    if len(body) > MAX_BYTES:
        return ReadOnlyReason(
            f"the file has {len(body):,} bytes, an inventory at most {MAX_BYTES:,}"
        )
    line = first_long_line(body)
    if line is None:
        return None
    message = f"line {line}: more than {MAX_LINE:,} bytes, the most a line may have"
    return ReadOnlyReason(message, line, 1)


def first_long_line(body: bytes) -> int | None:
    """Give the number, from 1, of the first line with more than MAX_LINE bytes; else None."""
    start = 0
    while len(body) - start > MAX_LINE:
        newline = body.rfind(b"\n", start, start + MAX_LINE + 1)
        if newline < 0:
            return body.count(b"\n", 0, start) + 1
        start = newline + 1
    return None


def check_utf8(body: bytes) -> ReadOnlyReason | None:
    """Give a reason, with line and column, if an inventory is not UTF-8."""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        start = body.rfind(b"\n", 0, error.start) + 1
        line = body.count(b"\n", 0, start) + 1
        column = len(body[start : error.start].decode()) + 1
        message = (
            f"line {line}, column {column}: the byte 0x{body[error.start]:02X} is not UTF-8. "
            "Save the file with the encoding UTF-8"
        )
        return ReadOnlyReason(message, line, column)
    return None


def check_schema(text: str, top: Table) -> ReadOnlyReason | None:
    """Give a reason, with its line, if an inventory that says `top` has another schema."""
    wrong = wrong_schema(top.get("schema", SCHEMA))
    if wrong is None:
        return None
    starts = (s.start for s in statements(text) if s.path[:1] == ("schema",))
    line = text.count("\n", 0, next(starts, 0)) + 1
    return ReadOnlyReason(f"line {line}: {wrong}", line, 1, readable=True, replaceable=False)


def view_read_only(text: str, reason: ReadOnlyReason | None) -> ReadOnlyView:
    """Give what can be seen of a text that cannot be changed.

    The `reason`, if it is not known yet, is that the text is not TOML or has another shape.
    """
    if not reason:
        try:
            import tomllib

            return _view_other_shape(text, tomllib.loads(text))
        except (ValueError, RecursionError) as error:
            reason = _invalid(text, error)
    blocks = tuple(_salvage(text))
    top: Table = {}
    for block in blocks:
        for key, value in block.raw.items() if not block.is_system else ():
            top.setdefault(key, value)
    top.pop("systems", None)
    if is_newer(top.get("schema")):
        message = f"{reason.message}. The file was written by a newer labtui"
        reason = reason._replace(message=message, replaceable=False)
    return ReadOnlyView(blocks, top, reason)


def _view_other_shape(text: str, whole: Table) -> ReadOnlyView:
    """Show valid TOML whose systems are not each one `[[systems]]` in one place."""
    systems = whole.get("systems")
    entries = systems if isinstance(systems, list) else []
    convertible = all(isinstance(entry, dict) for entry in entries) and entries is systems
    line = _first_other_shape_line(text)
    message = (
        f"line {line}: valid TOML, but read-only: systems must be [[systems]] tables, each "
        "with its [systems.…] tables right below it"
    )
    if convertible:
        message += ". labtui doctor --convert converts it"
    reason = check_schema(text, whole) or ReadOnlyReason(
        message, line, 1, convertible=convertible, readable=convertible
    )
    if not convertible:
        return ReadOnlyView((Block.of(text, whole, False),), whole, reason)
    top = {key: value for key, value in whole.items() if key != "systems"}
    pieces = list(cut(text, headers(text)))
    if sum(piece.is_system for piece in pieces) == len(entries):
        rest = iter(entries)
        blocks = [Block.of(p.text, next(rest) if p.is_system else {}, p.is_system) for p in pieces]
    else:
        blocks = [Block.of(text, {}, False), *(Block.of("", entry, True) for entry in entries)]
    return ReadOnlyView(tuple(blocks), top, reason)


def _first_other_shape_line(text: str) -> int:
    """Give the line, from 1, where something is said of systems outside a `[[systems]]` block."""
    offset = 0
    found = []
    for piece, is_system in cut(text, headers(text)):
        if not is_system:
            starts = [s.start for s in statements(piece) if s.path[:1] == ("systems",)]
            found += [offset + start for start in starts[:1]]
        offset += len(piece)
    return text.count("\n", 0, min(found, default=0)) + 1


def _invalid(text: str, error: Exception) -> ReadOnlyReason:
    """Say where a text is not TOML, and what would be right."""
    problem = str(error)
    place = _ERROR_PLACE.search(problem)
    if place:
        line, column = int(place[1]), int(place[2])
        problem = problem[: place.start()]
    else:
        line, column = _first_invalid_statement(text), 1
        problem = problem.removesuffix(" (at end of document)")
    if isinstance(error, RecursionError):
        problem = "tables or lists are nested too deeply"
    hint = next((f"; {hint}" for start, hint in _HINTS.items() if problem.startswith(start)), "")
    if text.split("\n", line)[line - 1].startswith("<<<<<<< "):
        problem, hint = (
            "two versions stand here",
            "; keep one, without <<<<<<<, ======= and >>>>>>>",
        )
    return ReadOnlyReason(f"line {line}, column {column}: {problem}{hint}", line, column)


def _first_invalid_statement(text: str) -> int:
    """Give the line of the first statement that does not parse by itself, as one without end."""
    import tomllib

    line, position = 1, 0
    for statement in statements(text):
        line += text.count("\n", position, statement.start)
        position = statement.start
        try:
            tomllib.loads(text[statement.start : statement.stop])
        except (ValueError, RecursionError):
            break
    return line


def _salvage(text: str) -> Iterator[Block]:
    """Give the blocks of a text that is not TOML; those that do not parse say nothing."""
    for piece, is_system in cut(text, headers(text)):
        block = _parse_or_empty(piece, is_system)
        if block.raw:
            yield block
        else:
            # A string or list without end may have swallowed the systems below it.
            for part, is_part_system in cut(piece, possible_headers(piece)):
                yield _parse_or_empty(part, is_part_system)


def _parse_or_empty(text: str, is_system: bool) -> Block:
    readable = _UNDECODED.sub("\ufffd", text)
    try:
        return parse_block(readable, is_system)._replace(text=text)
    except (ValueError, RecursionError):
        return Block.of(text, {}, False)
