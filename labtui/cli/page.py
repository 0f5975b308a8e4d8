"""Lines of text for people: safe to print, wrapped to a width, coloured where that is possible."""

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from labtui.data.framework.severities import SEVERITY_SIGNS, Severity

BOLD, DIM = "1", "2"
_STYLES: dict[Severity | None, str] = {"critical": "1;31", "warning": "33", "notice": ""}

PLAIN_SIGNS = {
    ord("×"): "x",
    ord("▲"): "!",
    ord("·"): "-",
    ord("→"): "->",
    ord("–"): "-",
    ord("—"): "-",
    ord("…"): "...",
}
"""Replacements for our own signs where the encoding of the output lacks them."""
_GLUE = "\x1f"
"""Stands for a space that no line may be broken at; printable text does not contain it."""
_ONE_CELL = dict.fromkeys(PLAIN_SIGNS, "x")


class Page(NamedTuple):
    """The output that lines are made for."""

    width: int = 80
    """In cells."""
    colour: bool = False
    """True if it shows ANSI colours."""
    terminal: bool = False
    """True if tables are cut to the width; elsewhere nothing is cut."""

    def paint(self, text: str, style: str) -> str:
        """`text` in an ANSI style, if the page shows colours."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and style and text else text

    def sign(self, severity: Severity) -> str:
        """The sign of a severity, coloured."""
        return self.paint(SEVERITY_SIGNS[severity], _STYLES[severity])

    def heading(self, text: str, severity: Severity | None = None) -> str:
        """A heading; coloured as a severity, or bold."""
        return self.paint(text, _STYLES.get(severity) or BOLD)

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        """`text` wrapped at the width, after `first` on the first line and `rest` on the others."""
        return wrap(text, self.width, first, " " * cells(first) if rest is None else rest)

    def comma_separated(
        self, parts: Iterable[str], first: str = "", rest: str | None = None, head: str = ""
    ) -> list[str]:
        """Parts joined by commas and wrapped, after a `head`; no part that fits is broken."""
        room = self.width - cells(first if rest is None else rest) - 1  # for the comma
        whole = (part.replace(" ", _GLUE) if cells(part) <= room else part for part in parts)
        text = head + ", ".join(whole)
        return [line.replace(_GLUE, " ") for line in self.wrap(text, first, rest)]

    def aside(self, text: str, indent: str) -> list[str]:
        """`text` wrapped and dimmed."""
        return [self.paint(line, DIM) for line in self.wrap(text, indent)]

    def spread(self, left: str, right: str, style: str = "") -> str:
        """`left`, and `right` at the right edge; `left` is cut if both do not fit."""
        room = max(self.width - cells(right) - 2, 8)
        return f"{self.paint(fit(left, room), style)}  {right}".rstrip()


def columns() -> int:
    """The width of standard output in cells: $COLUMNS, or the terminal's, or else 80."""
    width = os.environ.get("COLUMNS", "")
    if width.isdecimal() and len(width) < 6 and int(width):
        return max(int(width), _NARROWEST)
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns or 80, _NARROWEST)
    except (AttributeError, OSError, ValueError):
        return 80


_NARROWEST = 40


def stdout_page(color: str = "auto") -> Page:
    """The page of standard output: its width, and colour as --color and the environment say."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return Page(columns(), has_colour(color, os.environ, terminal), terminal)


def has_colour(color: str, environ: Mapping[str, str], terminal: bool) -> bool:
    """Whether output has colours: what decides first counts.

    That is --color `always` or `never`; NO_COLOR; CLICOLOR_FORCE or FORCE_COLOR; CLICOLOR=0 or
    TERM=dumb; whether it is a terminal. A variable that is empty decides nothing, nor does a 0
    that would force.
    """
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in {"", "0"} for name in ("CLICOLOR_FORCE", "FORCE_COLOR")):
        return True
    plain = environ.get("CLICOLOR") == "0" or environ.get("TERM") == "dumb"
    return terminal and not plain


def local_time(moment: datetime) -> str:
    """A moment to the second, in the time zone of the machine."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def safe(text: str) -> str:
    """User text on one line, with everything unprintable made visible."""
    if text.isascii() and text.isprintable():
        return text
    from labtui.text.printable import printable

    return printable(text)


def cells(text: str) -> int:
    """The width of a safe text in cells of a terminal."""
    if text.isascii() or text.translate(_ONE_CELL).isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def fit(text: str, width: int) -> str:
    """A safe text in exactly `width` cells, cut or padded."""
    if cells(text) == len(text) <= width:
        return text.ljust(width)
    from labtui.text.cells import pad

    return pad(text, width)


def wrap(text: str, width: int, first: str, rest: str) -> list[str]:
    """A safe text in lines of at most `width` cells; words longer than a line are broken."""
    line, used = first, cells(first)
    if used + cells(text) <= width:
        return [line + text]
    lines: list[str] = []
    indent = used
    for word in text.split(" "):
        size = cells(word)
        if used > indent and used + 1 + size > width:
            lines.append(line)
            line, used = rest, cells(rest)
            indent = used
        while indent + size > width and size == len(word) and width > indent:
            lines.append(line + word[: width - indent])
            word = word[width - indent :]  # noqa: PLW2901
            line, indent, size = rest, cells(rest), len(word)
            used = indent
        gap = " " if used > indent else ""
        line, used = line + gap + word, used + len(gap) + size
    return [*lines, line]
