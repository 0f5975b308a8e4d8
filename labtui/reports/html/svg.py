"""Text in drawings: cut to a number of cells of a font whose signs are all as wide."""

from __future__ import annotations

from html import escape
from unicodedata import combining, east_asian_width

from labtui.data.assessment.lab import Lab
from labtui.reports.html.pieces import LEVEL_CLASSES, anchor, bold

CELL = 7.25
"""The width of a cell, at 12 pixels."""

LINE = 22
"""The height of a line."""


def fitted(text: str, cells: int) -> str:
    """As much of a text as fits, ending in … where something is cut."""
    room = cells
    for at, sign in enumerate(text):
        room -= _cells(sign)
        if room < 0:
            kept = text[:at]
            while kept and sum(map(_cells, kept)) > cells - 1:
                kept = kept[:-1]
            return f"{kept}…"
    return text


def _cells(sign: str) -> int:
    if combining(sign):
        return 0
    return 2 if east_asian_width(sign) in {"W", "F"} else 1


def text(x: float, y: float, words: str, kind: str = "") -> str:
    """A line of text at a place."""
    drawn = f' class="{kind}"' if kind else ""
    return f'<text x="{number(x)}" y="{number(y)}"{drawn}>{escape(words)}</text>'


def chip(x: float, y: float, level: str | None) -> str:
    """A level in its colour on its tint; `y` is where its text stands."""
    kind = LEVEL_CLASSES[level]
    return (
        f'<rect class="{kind}" x="{number(x)}" y="{number(y - 12)}" width="24" height="16" rx="2"/>'
        f"{text(x + 12, y, level or '?', f'{kind} mid')}"
    )


def link(lab: Lab, id: str, title: str, drawn: str) -> str:
    """What leads to the section of a system; its whole name is shown by what shows titles."""
    return f'<a{bold(lab, id)} href="#{anchor(id)}"><title>{escape(title)}</title>{drawn}</a>'


def drawing(
    width: float, height: float, label: str, body: str, kind: str, *, top: float = 0
) -> str:
    """A drawing that is as wide as it has to be and at most as wide as the page."""
    return (
        f'<svg class="{kind}" role="group" aria-label="{escape(label)}" '
        f'viewBox="0 {number(top)} {number(width)} {number(height)}" '
        f'width="{number(width)}" height="{number(height)}">\n{body}</svg>\n'
    )


def number(value: float) -> str:
    """A coordinate, no more exact than can be seen."""
    return f"{round(value, 1):g}"
