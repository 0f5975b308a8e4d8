"""The blocks of an inventory's text: cut so that each can be parsed and changed by itself.

A block is one `[[systems]]` with its subtables, or what is before, between or after systems. If
each block parses by itself, each cut was between two statements.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, Self

from labtui.data.toml.syntax import (
    Header,
    comments_start,
    headers,
    leading_comments_end,
    possible_headers,
    statements,
)
from labtui.data.toml.values import Table


class Block(NamedTuple):
    """A part of the text that is parsed and changed by itself."""

    text: str
    """Its exact text, with the comments that belong to it."""
    raw: Table
    """What it says; for a system the system's own table. Empty if it could not be parsed."""
    is_system: bool
    newlines: int = 0
    """How many lines it has, for finding those of the blocks after it."""

    @classmethod
    def of(cls, text: str, raw: Table, is_system: bool) -> Self:
        """Make a block of a text and what it says."""
        return cls(text, raw, is_system, text.count("\n"))

    @property
    def header_line(self) -> int:
        """The line of the block, from 1, that comes after the comments at its start."""
        return self.text.count("\n", 0, leading_comments_end(self.text)) + 1

    def line_of(self, key: str) -> int:
        """Give the line of the block, from 1, on which `key` is.

        `key` is dotted; the entries of arrays of tables count from 0: `owners.os`,
        `history.1.note`. For what is not there, the line of the nearest table around it.
        """
        lines = _lines_of_keys(self.text, self.is_system)
        while key and key not in lines:
            key = key.rpartition(".")[0]
        return lines.get(key, self.header_line)


@lru_cache(maxsize=256)
def _lines_of_keys(text: str, is_system: bool) -> dict[str, int]:
    """Give the line of each dotted key in the text of a block.

    Kept, as each problem of a block asks for its line.
    """
    depth = 2 if is_system else 0  # systems, and the index of this one
    lines: dict[str, int] = {}
    line, position = 1, 0
    for statement in statements(text):
        line += text.count("\n", position, statement.start)
        position = statement.start
        name = ""
        path = statement.path[depth:]
        for length, part in enumerate(path, 1):
            # A table is on the line of its first key, unless its own header comes later.
            name = f"{name}.{part}" if name else str(part)
            if name not in lines or (length == len(path) and statement.value is None):
                lines[name] = line
    return lines


class Piece(NamedTuple):
    """The text of a block that is not parsed yet."""

    text: str
    is_system: bool


def cut(text: str, found: Iterable[Header]) -> Iterator[Piece]:
    """Cut a text at the headers of systems, and at those of other tables after a system."""
    start = 0
    is_system = False
    for header in found:
        opens_system = header.array and header.names == ("systems",)
        if opens_system or (is_system and header.names[0] != "systems"):
            stop = comments_start(text, header.start)
            yield Piece(text[start:stop], is_system)
            start = stop
            is_system = opens_system
    yield Piece(text[start:], is_system)


def parse_block(text: str, is_system: bool, strings: dict[str, str] | None = None) -> Block:
    """Parse the text of one block. Raises ValueError, RecursionError.

    Strings that are among `strings` are taken from there, and others added.
    """
    import tomllib  # what was parsed before needs it not

    raw = tomllib.loads(text)
    raw = raw["systems"][0] if is_system else raw
    return Block.of(text, raw if strings is None else _sharing(raw, strings), is_system)


def _sharing(raw: Table, strings: dict[str, str]) -> Table:
    """The same table, made of `strings`: nearly all keys, and most values, are in many tables.

    It takes a twentieth of the time of parsing, and saves a tenth of the memory of a large lab.
    """
    share = strings.setdefault
    return {
        share(key, key): share(value, value)
        if (kind := type(value)) is str
        else _sharing(value, strings)
        if kind is dict
        else value
        for key, value in raw.items()
    }


def parse_blocks(text: str, known: Iterable[Block]) -> tuple[Block, ...]:
    """Cut a text into blocks and parse them. Blocks that are `known` are not parsed again.

    Raises ValueError, RecursionError.
    """
    by_piece = {Piece(block.text, block.is_system): block for block in known}
    # At first any line that looks like a header is taken for one: finding the strings and brackets
    # in a text takes a quarter of the time of parsing it. If all pieces parse, it was right.
    try:
        return _parse_pieces(cut(text, possible_headers(text)), by_piece)
    except ValueError:
        return _parse_pieces(cut(text, headers(text)), by_piece)


def _parse_pieces(pieces: Iterable[Piece], known: Mapping[Piece, Block]) -> tuple[Block, ...]:
    left = dict(known)  # each becomes at most one block of the new document
    strings: dict[str, str] = {}
    return tuple([left.pop(p) if p in left else parse_block(*p, strings) for p in pieces])


def parse_top(blocks: Iterable[Block]) -> Table:
    """Give what is said outside the systems. Raises ValueError if that contradicts itself."""
    others = [block for block in blocks if not block.is_system]
    top = others[0].raw if len(others) == 1 else parse_block(text_outside(others), False).raw
    if "systems" in top:
        raise ValueError("systems are written in another shape than [[systems]]")
    return top


def text_of(blocks: Iterable[Block]) -> str:
    """Give the text of blocks."""
    return "".join(block.text for block in blocks)


def text_outside(blocks: Iterable[Block]) -> str:
    """Give the text outside the systems."""
    return text_of(block for block in blocks if not block.is_system)
