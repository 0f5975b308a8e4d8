"""A terminal to look at in tests: pyte's, with what it gets wrong put right.

pyte drops text after a joiner, leaves halves of wide characters, and knows neither links nor all
attributes. This one lays text in cells as Textual does, and blanks the other half of a wide
character, as xterm, VTE and tmux do.
"""

from __future__ import annotations

import re
from functools import cache

import pyte
from pyte.modes import DECAWM
from pyte.screens import Char
from rich.cells import split_graphemes

_LINK = re.compile(r"(\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\))")
_UNKNOWN_TO_PYTE = re.compile(
    r"\x1b\[[<>=][\d;]*[A-Za-z]|\x1b\[\?[\d;]*\$p|\x1b\[\d* q|\x1bP(?s:.)*?\x1b\\"
)
_UNFINISHED = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*|[ -/]*|\][^\x07\x1b]*\x1b?|P(?:(?!\x1b\\)(?s:.))*)\Z"
)
_OFF = {"22": "1 2", "23": "3", "24": "4 21", "25": "5 6", "27": "7", "28": "8", "29": "9"}
_OFF |= {"55": "53", "39": "f", "49": "b"}
_ON_BLANKS = {"4", "21", "5", "6", "7", "9", "53"}


class CellTerminal(pyte.Screen):
    """A screen whose cells hold their whole style in the field for the foreground."""

    def __init__(self, columns: int, lines: int) -> None:
        self.link = self._rest = ""
        super().__init__(columns, lines)
        self._stream = pyte.Stream(self)

    def write(self, data: str) -> None:
        """Show what a program writes."""
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        self._rest = data[cut.start() :] if cut else ""
        data = data[: cut.start()] if cut else data
        for part in _LINK.split(_UNKNOWN_TO_PYTE.sub("", data)):
            if part.startswith("\x1b]8;"):
                self.link = part[4:].rstrip("\x07\x1b\\").rstrip(";")
            else:
                self._stream.feed(part)

    def select_graphic_rendition(self, *codes: int, private: bool = False) -> None:
        """Keep the style as words: `1`, `f=38;5;1`, `b=44`."""
        words = set(self.cursor.attrs.fg.split()) - {"default"}
        left = [str(code) for code in codes or (0,)]
        while left:
            code = left.pop(0)
            kind = "f" if code[:-1] in {"3", "9"} else "b" if code[:-1] in {"4", "10"} else ""
            if code == "0":
                words.clear()
            elif code in _OFF:
                words = {word for word in words if word.split("=")[0] not in _OFF[code].split()}
            elif kind:
                count = {"5": 2, "2": 4}[left[0]] if code in {"38", "48"} else 0
                words = {word for word in words if word[0] != kind or "=" not in word}
                words.add(f"{kind}={';'.join([code, *left[:count]])}")
                del left[:count]
            else:
                words -= {"4", "21"} if code in {"4", "21"} else set()
                words.add(code)
        self.cursor.attrs = Char(" ", fg=" ".join(sorted(words)) or "default")

    def draw(self, data: str) -> None:
        """Lay a text in the cells from the cursor on."""
        cursor, line = self.cursor, self.buffer[self.cursor.y]
        end = cursor.x + len(data)
        wide = any(line[column].data == "" for column in (cursor.x, end) if column < self.columns)
        if data.isascii() and end <= self.columns and not wide:  # as below, and quicker
            style = self.cursor.attrs._replace(bg=self.link or "default")
            kept = {character: style._replace(data=character) for character in {*data}}
            line.update(zip(range(cursor.x, end), map(kept.__getitem__, data), strict=True))
            cursor.x = end
            return
        for start, end, width in split_graphemes(data)[0]:
            self._draw(data[start:end], width)

    def _draw(self, text: str, width: int) -> None:
        cursor, line = self.cursor, self.buffer[self.cursor.y]
        if width == 0:
            column = max(cursor.x - 1, 0)
            column -= line[column].data == "" and column > 0
            line[column] = line[column]._replace(data=line[column].data + text)
            return
        if cursor.x + width > self.columns:
            if DECAWM in self.mode:
                self.carriage_return()
                self.linefeed()
                line = self.buffer[cursor.y]
            else:
                cursor.x = self.columns - width
        for column, other in ((cursor.x, cursor.x - 1), (cursor.x + width, cursor.x + width)):
            if other >= 0 and column < self.columns and line[column].data == "":
                line[other] = line[other]._replace(data=" ")
        style = self.cursor.attrs._replace(bg=self.link or "default")
        line[cursor.x] = style._replace(data=text)
        for column in range(cursor.x + 1, cursor.x + width):
            line[column] = style._replace(data="")
        cursor.x += width

    def seen(self) -> list[list[tuple[str, str, str]]]:
        """Each cell's text and what is seen of its style, line by line."""
        return [
            [_seen(self.buffer[line][column]) for column in range(self.columns)]
            for line in range(self.lines)
        ]


@cache
def _seen(cell: Char) -> tuple[str, str, str]:
    words = cell.fg.split()
    if cell.data[:1] == " " and not _ON_BLANKS & {*words}:
        words = [word for word in words if word.startswith("b=")]
    return cell.data, " ".join(words) or "default", cell.bg
