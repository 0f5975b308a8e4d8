"""The cells that a text takes, and the shortest moves of the cursor between cells."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.cells import split_graphemes

UNKNOWN = "\0"
"""In a cell of which it is not known what the terminal shows there."""

REST = ""
"""In the second cell of a wide character."""

_NARROW = (
    " -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf\u2100-\u2319\u2500-\u25fc\u270c-\u2727\u2800-\u28ff"
)
_WIDE = (
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60"
)
_narrow = re.compile(f"[{_NARROW}]*").fullmatch
_agreed = re.compile(f"[{_NARROW}{_WIDE}{UNKNOWN}]*").fullmatch


def is_agreed(text: str) -> bool:
    """True if all terminals give these characters as many cells as Textual does.

    They differ about emoji, joined and combining characters, some scripts, and private ones.
    """
    return text.isascii() or _agreed(text) is not None


def cells(text: str) -> list[str] | None:
    """What the cells show that a text takes; None if it begins with a mark on another cell."""
    if len(text) > 400:
        return _cells(text)
    found = _kept_cells(text)
    return found and list(found)


def _cells(text: str) -> list[str] | None:
    if _narrow(text):
        return [_characters.setdefault(character, character) for character in text]
    found = []
    for start, end, width in split_graphemes(text)[0]:
        if width == 0:
            return None
        found += [text[start:end], *[REST] * (width - 1)]
    return found


@lru_cache(maxsize=256)
def _kept_cells(text: str) -> list[str] | None:
    return _cells(text)


_characters: dict[str, str] = {}
"""One object for each character in use, of some thousand possible ones: cells share it."""


def move(line: int, column: int, to_line: int, to_column: int) -> str:
    """The shortest move of the cursor; a line or a column of -1 is unknown."""
    if line < 0:
        return _place(to_line, to_column)
    found = [_place(to_line, to_column)]
    if line == to_line:
        found += [f"\x1b[{to_column + 1}G", "\r" + _right(to_column)]
        if column >= 0:
            by = to_column - column
            found.append(_right(by) if by >= 0 else "\b" * -by if by > -4 else f"\x1b[{-by}D")
    elif 0 < to_line - line < 3:
        # Most terminals get \r\r\n, where output has not been made raw: three bytes a line.
        found.append("\r\n" * (to_line - line) + _right(to_column))
    if line != to_line and column == to_column:
        by = to_line - line
        found.append(f"\x1b[{abs(by) if abs(by) > 1 else ''}{'B' if by > 0 else 'A'}")
    return min(found, key=lambda sequence: len(sequence) + sequence.count("\n"))


def _place(line: int, column: int) -> str:
    if column:
        return f"\x1b[{line + 1};{column + 1}H"
    return f"\x1b[{line + 1}H" if line else "\x1b[H"


def _right(by: int) -> str:
    return "" if by == 0 else "\x1b[C" if by == 1 else f"\x1b[{by}C"
