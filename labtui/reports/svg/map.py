"""The map of risk and learning as a drawing: its zones, and the systems in their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate, pairwise

from labtui.data.analysis.risk_map import COLUMNS, ROWS, ZONES, Place, moved, place_of
from labtui.data.framework.colours import RISK_COLOURS
from labtui.reports.naming import by_name
from labtui.reports.report import Subject
from labtui.reports.svg.drawing import LINE, MARGIN, WIDTH, Name, box, flow, text
from labtui.reports.svg.names import named

AXIS = 120
"""The room for the titles of the rows."""

_LEAST_COLUMN, _LEAST_ROW = 116, 44
"""The least width of a column, and the least height of a row."""

_KINDS = ("zone-risky", "zone-unbound", "zone-home", "zone-lab", "zone-production")
"""The grounds of the zones, in the order of `ZONES`."""

_RISKS = {str(risk): colour for risk, colour in RISK_COLOURS.items()}
_SIGN_KINDS = {"↑": "risk-critical", "↓": "risk-low"}

LEGEND = "more ↑ or less ↓ risk than usual for its level, less learning ←, ? not proven"


def drawn_map(subject: Subject, top: float) -> tuple[list[str], float]:
    """The map from `top` down; also gives where it ends."""
    places: dict[Place | None, list[Name]] = defaultdict(list)
    for id in by_name(subject.lab, subject.ids):
        if a := subject.lab.assessments.get(id):
            sign = moved(a)
            places[place_of(a)].append(named(a, sign, _SIGN_KINDS.get(sign[:1], "quiet")))
    parts = [text(MARGIN, top + 16, "Risk and learning", "title")]
    parts.append(text(WIDTH - MARGIN, top + 16, LEGEND, "quiet", end=True))
    y = top + 54
    lefts = _columns((place, len(there)) for place, there in places.items())
    parts.append(text(MARGIN, y - 8, "Learning →", "quiet"))
    parts += [
        text(left + 8, y - 8, name, "quiet") for left, name in zip(lefts, COLUMNS, strict=False)
    ]
    titled = {zone.places[0].row for zone in ZONES}
    names: list[str] = []
    tops = [y]
    for row, risk in enumerate(ROWS):
        head = tops[row] + (LINE if row in titled else 4)
        bottom = tops[row] + _LEAST_ROW
        for column, (left, right) in enumerate(pairwise(lefts)):
            there = places[Place(row, column)]
            drawn, height = flow(there, left, head, right - left, tinted=False)
            names += drawn
            bottom = max(bottom, head + height + 6)
        tops.append(bottom)
        names.append(text(MARGIN, tops[row] + 18, risk, f"b {_RISKS[risk]}"))
    parts += _zones(tops, lefts)
    parts += names
    y = tops[-1]
    if unknown := places[None]:
        parts.append(text(MARGIN, y + 32, "Not on the map: level not known", "quiet"))
        drawn, height = flow(unknown, MARGIN, y + 42, WIDTH - 2 * MARGIN, tinted=True)
        parts += drawn
        y += 42 + height
    return parts, y + 8


def _columns(counts: Iterable[tuple[Place | None, int]]) -> list[float]:
    """Where the columns begin, and where the last one ends: wider where more systems are."""
    there = [1] * len(COLUMNS)
    for place, count in counts:
        if place is not None:
            there[place.column] += count
    spare = WIDTH - 2 * MARGIN - AXIS - len(COLUMNS) * _LEAST_COLUMN
    widths = (_LEAST_COLUMN + spare * count / sum(there) for count in there)
    return [round(left) for left in accumulate(widths, initial=MARGIN + AXIS)]


def _zones(tops: list[float], lefts: list[float]) -> list[str]:
    """The grounds of the zones with their titles, given where rows and columns begin and end."""
    parts = []
    for zone, kind in zip(ZONES, _KINDS, strict=True):
        first, last = zone.places[0], zone.places[-1]
        x, y = lefts[first.column], tops[first.row]
        width = lefts[last.column + 1] - x - 2
        parts.append(box(x, y, width, tops[last.row + 1] - y - 2, kind, corner=4))
        parts.append(text(x + 8, y + 15, zone.title, "quiet"))
    return parts
