"""The parts of a drawing: texts whose width is known, chips, and how they flow into lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from labtui.data.framework.colours import DARK, LIGHT, MEANINGS, RISK_COLOURS
from labtui.data.framework.levels import LEVELS
from labtui.reports.markup import escaped

WIDTH, MARGIN = 960, 24
"""The width of a drawing, and the room at its edges."""

CELL, LINE = 7.3, 22
"""The width of a character of twelve pixels in a font of equal widths, and the height of a line."""

GAP = 8
"""The room between two names."""

_FONT = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace"

_FILLS = {
    **{f"l{level}": f"level-{level}" for level in LEVELS},
    **{f"t{level}": f"level-{level}-tint" for level in LEVELS},
    **{colour: colour for colour in RISK_COLOURS.values()},
    **{name: name for name in MEANINGS if name.startswith("zone-")},
    "rule": "rule",
}
"""The classes that fill with a colour of meaning."""


def cells(text: str) -> int:
    """How many cells a text takes: two for each wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def clipped(text: str, most: int) -> str:
    """As much of a text as fits so many cells, ending in … where something is cut."""
    if cells(text) <= most:
        return text
    kept = ""
    for sign in text:
        if cells(kept + sign) > most - 1:
            break
        kept += sign
    return f"{kept}…"


def text(x: float, y: float, words: str, kind: str = "", *, end: bool = False) -> str:
    """A text whose base line is at `y`; with `end`, it ends at `x`."""
    named = f' class="{kind}"' if kind else ""
    anchor = ' text-anchor="end"' if end else ""
    return f'<text x="{x:g}" y="{y:g}"{named}{anchor}>{escaped(words)}</text>'


def box(x: float, y: float, width: float, height: float, kind: str, *, corner: int = 0) -> str:
    """A filled rectangle."""
    corners = f' rx="{corner}"' if corner else ""
    size = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    return f'<rect {size}{corners} class="{kind}"/>'


class Name(NamedTuple):
    """A system as it is drawn."""

    words: str
    sign: str
    """What follows the name, in another colour."""
    sign_kind: str
    level: str | None
    kind: str
    """Further classes: production is bold, what is only planned is in italics."""
    told: str
    """What is shown where the mouse is on it."""

    @property
    def width(self) -> float:
        """How wide it is, with the room around it."""
        length = cells(self.words) + (cells(self.sign) + 1 if self.sign else 0)
        return round(length * CELL + 2 * GAP, 1)

    def drawn(self, x: float, y: float, *, tinted: bool) -> str:
        """The name with its upper left corner at a place."""
        level = self.level or "none"
        ground = box(x, y, self.width, LINE - 4, f"t{level}", corner=4) if tinted else ""
        base = y + 13
        sign = ""
        if self.sign:
            at = x + GAP + (cells(self.words) + 1) * CELL
            sign = text(at, base, self.sign, self.sign_kind)
        name = text(x + GAP, base, self.words, f"l{level} {self.kind}".strip())
        return f"<g><title>{escaped(self.told)}</title>{ground}{name}{sign}</g>"


def flow(
    names: Iterable[Name], x: float, y: float, width: float, *, tinted: bool
) -> tuple[list[str], float]:
    """Names side by side within a width, line below line; also gives how high they are."""
    drawn: list[str] = []
    left, top = x, y
    for name in names:
        if left > x and left + name.width > x + width:
            left, top = x, top + LINE
        drawn.append(name.drawn(left, top, tinted=tinted))
        left += name.width + (GAP if tinted else 0)
    return drawn, (top - y + LINE) if drawn else 0


def page(title: str, parts: Iterable[str], height: float) -> str:
    """A whole drawing, with a title for those who do not see it."""
    size = f'width="{WIDTH}" height="{height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" {size} '
        'role="img" aria-labelledby="title">',
        f'<title id="title">{title}</title>',
        f"<style>{_style()}</style>",
        f'<rect {size} class="ground"/>',
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _style() -> str:
    """The colours and fonts: light, and dark where the reader's screen is dark."""
    light = {kind: MEANINGS[colour].light for kind, colour in _FILLS.items()}
    dark = {kind: MEANINGS[colour].dark for kind, colour in _FILLS.items()}
    grounds = {
        "ground": (LIGHT.background, DARK.background),
        "quiet": (LIGHT.quiet, DARK.quiet),
        "tnone": (LIGHT.panel, DARK.panel),
        "lnone": (LIGHT.text, DARK.text),
    }
    light |= {kind: colours[0] for kind, colours in grounds.items()}
    dark |= {kind: colours[1] for kind, colours in grounds.items()}
    return (
        f"text{{font:12px {_FONT};fill:{LIGHT.text}}}"
        ".title{font-size:16px;font-weight:bold}.b{font-weight:bold}.i{font-style:italic}"
        f"{_rules(light)}"
        f"@media (prefers-color-scheme:dark){{text{{fill:{DARK.text}}}{_rules(dark)}}}"
    )


def _rules(fills: dict[str, str]) -> str:
    return "".join(f".{kind}{{fill:{colour}}}" for kind, colour in fills.items())
