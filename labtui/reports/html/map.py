"""The map of risk and learning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape

from labtui.data.analysis.risk_map import (
    COLUMNS,
    ROWS,
    ZONES,
    Place,
    moved,
    place_of,
    strays,
    zone_at,
)
from labtui.data.assessment.lab import Lab
from labtui.reports.html.pieces import all_linked, level_chip, linked

MOST = 24
"""The most names at one place."""

_CLASSES = ("zr", "zu", "zh", "zl", "zp")
"""How each of `ZONES` is drawn."""


def risk_map(lab: Lab, ids: Sequence[str]) -> str:
    """The section: the map as a table, and below it what strays."""
    at: dict[Place, list[str]] = defaultdict(list)
    astray: dict[str, list[str]] = defaultdict(list)
    unknown = []
    for id in ids:
        a = lab.assessments.get(id)
        if a is None:
            continue
        place = place_of(a)
        if place is None:
            unknown.append(id)
            continue
        at[place].append(id)
        if why := strays(a):
            astray[why].append(id)
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    rows = "".join(
        f'<tr><th scope="row">{risk}</th>{_cells(lab, at, row)}</tr>\n'
        for row, risk in enumerate(ROWS)
    )
    zones = "".join(
        f'<li><span class="zone {kind}">{escape(zone.title)}</span> {escape(zone.meaning)}</li>\n'
        for zone, kind in zip(ZONES, _CLASSES, strict=True)
    )
    lost = f"<p>Level, and so risk, not known: {_names(lab, unknown)}</p>\n" if unknown else ""
    items = "".join(
        f"<li>{escape(why[0].upper() + why[1:])}: {all_linked(lab, strayed)}</li>\n"
        for why, strayed in sorted(astray.items())
    )
    strayed = f"<h3>Not where they should be</h3>\n<ul>\n{items}</ul>\n" if items else ""
    return (
        '<section id="map">\n<h2>Risk and learning</h2>\n'
        "<p>Risk now, from high to low; learning now, from little to much. ↑ ↓ more or less risk "
        "than is usual at its level, ← it teaches less, ? not proven.</p>\n"
        '<table class="map"><thead><tr><th scope="col">Risk</th>'
        f"{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
        f"<ul>\n{zones}</ul>\n{lost}{strayed}</section>\n"
    )


def _cells(lab: Lab, at: dict[Place, list[str]], row: int) -> str:
    return "".join(_cell(lab, at, Place(row, column)) for column in range(len(COLUMNS)))


def _cell(lab: Lab, at: dict[Place, list[str]], place: Place) -> str:
    zone = zone_at(*place)
    kind = _CLASSES[ZONES.index(zone)] if zone else ""
    return f'<td class="{kind}">{_names(lab, at.get(place, []))}</td>'


def _names(lab: Lab, ids: Sequence[str]) -> str:
    names = [
        f"{level_chip(a.level)} {linked(lab, id)}{moved(a) and f'&nbsp;{moved(a)}'}"
        for id in ids[:MOST]
        if (a := lab.assessments[id])
    ]
    more = [f"and {len(ids) - MOST} more"] if len(ids) > MOST else []
    return "<br>".join([*names, *more])
