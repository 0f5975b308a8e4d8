"""Markdown that says what was written: text that people wrote is never read as marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from labtui.reports.markup import is_address

_MARKS = re.compile(r"[\\`*_{\[\]<#|~$^]|==|%%|&(?=#?\w+;)")
"""What means something anywhere in a line, to CommonMark, GitHub or Obsidian."""

_BEGINS = re.compile(r"^(?:[-+>=]|\d+[.)])")
"""What means something where a line begins."""

_URL = re.compile(r"https?://[^\s<>\"'`\\|]+[^\s<>\"'`\\|.,;:!?)]")


def inline(text: str) -> str:
    """A text within a line, its addresses as links."""
    line = " ".join(text.split())
    parts: list[str] = []
    at = 0
    for found in _URL.finditer(line):
        if is_address(found[0]):
            parts += [_escaped(line[at : found.start()]), f"<{found[0]}>"]
            at = found.end()
    return "".join([*parts, _escaped(line[at:])])


def _escaped(text: str) -> str:
    return _MARKS.sub(lambda mark: "".join(f"\\{sign}" for sign in mark[0]), text)


def line(text: str) -> str:
    """A text as a line of its own."""
    return _BEGINS.sub(lambda mark: f"{mark[0][:-1]}\\{mark[0][-1]}", inline(text))


def paragraphs(text: str) -> list[str]:
    """A text of several lines, which stay lines; an empty one begins a paragraph."""
    lines = [line(each) for each in text.splitlines()]
    found: list[str] = []
    for each, below in zip(lines, [*lines[1:], ""], strict=False):
        if each:
            found.append(f"{each}\\" if below else each)
        elif found and found[-1]:
            found.append("")
    return found


def link(text: str, path: str) -> str:
    """A link to another file, or to a place in one."""
    return f"[{inline(text)}]({path})"


def heading(depth: int, text: str) -> list[str]:
    """A heading, and the empty lines around it."""
    return ["", f"{'#' * depth} {inline(text)}", ""]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; the cells are Markdown already."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield "".join(f"| {cell} " if cell else "| " for cell in row) + "|"


def page(lines: Iterable[str]) -> str:
    """Lines as the text of a file: no two empty ones below each other, none at the ends."""
    kept: list[str] = []
    for each in map(str.rstrip, lines):
        if each or (kept and kept[-1]):
            kept.append(each)
    return "\n".join(kept).strip("\n") + "\n"
