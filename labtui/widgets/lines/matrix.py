"""The panel below each view of the matrix: the system at the cursor, in words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from labtui.data.analysis.risk_map import place_of, strays, zone_at
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name, missing_layer
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import Layer
from labtui.data.framework.levels import LEVELS
from labtui.text.wording import RESPONSIBLE
from labtui.widgets.lines.colours import OWNER_SIGNS, RISK_TOKENS
from labtui.widgets.lines.layout import MUTED, Lines, at_most, flow, packed, text
from labtui.widgets.lines.levels import remarks
from labtui.widgets.lines.standing import standing_words

LEGEND = [f"{sign} {owner or 'not answered'}" for owner, sign in OWNER_SIGNS.items()]
LEGEND += ["dim: inherited"]

TELLING = 100
"""From this width on, the rows of the levels have room for all remarks on a system."""

ALL = 10_000
"""Room for all remarks."""

_STYLES = {"": "", "table--warning": "$text-warning"}

LEAST_NAME = 8
"""The least width of a name before the text about its layer."""


def level_lines(a: Assessment, width: int, room: int) -> Lines:
    """What a system's level asks of its owner, and the usual mistake there if `room` allows it.

    If the rows are narrow, all remarks on the system come first.
    """
    said = remarks(a, ALL) if width < TELLING else []
    parts = [text(words, _STYLES[style]) for words, style in said if words.strip()]
    lines = packed(parts, width, rest="")
    if a.level is None:
        layer = missing_layer(a)
        asks = text(f"Level not known yet: who runs its {layer} is not answered.", MUTED)
        return [*lines, *flow(asks, width)]
    level = LEVELS[a.level]
    asks = Content.assemble((f"{level_name(a.level)}  ", "bold"), text(level.asks))
    lines += flow(asks, width)
    mistake = flow(text(f"Usual mistake: {level.mistake}", MUTED), width)
    return [*lines, *mistake] if len(lines) + len(mistake) <= room else lines


def layer_lines(lab: Lab, a: Assessment, layer: Layer | None, entered: bool, width: int) -> Lines:
    """Who answers for a layer of a system, the system that states it, and the system's standing."""
    said = Content("") if layer is None else _layer_said(lab, a, layer, entered)
    room = max(LEAST_NAME, width - said.cell_length - 2)
    name = text(a.system.name, "bold").truncate(room, ellipsis=True)
    return [
        Content.assemble(name, "  ", said).truncate(width, ellipsis=True),
        *packed(_standing(a), width, rest="")[:1],
        *packed((Content.styled(sign, MUTED) for sign in LEGEND), width, rest="")[:1],
    ]


def _layer_said(lab: Lab, a: Assessment, layer: Layer, entered: bool) -> Content:
    fact = FACTS[f"owners.{layer}"]
    stated, owner = a.fact(fact.key), a.owner(layer)
    if entered:
        now = f"now: {RESPONSIBLE[owner]}" if owner else "not answered"
        asked = (f"{fact.label}: who is responsible? ", "bold $text-primary")
        return Content.assemble(asked, (now, MUTED))
    above = lab.inherited(a.id).get(fact.key)
    parts: list[Content | tuple[str, str]] = [(f"{fact.label}: ", MUTED)]
    if stated is None or owner is None:
        parts.append(("not answered", "$text-warning"))
    else:
        _, origin = stated
        parts.append((RESPONSIBLE[owner], "$text-error" if owner == "nobody" else ""))
        if origin != a.id:
            parts.append(_comes_from(lab, origin))
        elif above is not None and above[0] != owner:
            host = lab.systems[above[1]].name
            parts.append(text(f" ({host} says: {above[0]})", MUTED))
    return Content.assemble(*parts)


def _comes_from(lab: Lab, origin: str) -> Content:
    return text(f" ↑ {lab.systems[origin].name}", MUTED)


def _standing(a: Assessment) -> list[Content]:
    """Level, role, risk and learning, each with its label."""
    level, role, risk, learning, _ = standing_words(a)
    return [
        Content(level if a.level else f"level {level}"),
        Content.assemble(("role ", MUTED), role),
        Content.assemble(("risk ", MUTED), (risk, RISK_TOKENS.get(risk, ""))),
        Content.assemble(("learning ", MUTED), learning),
    ]


def map_lines(a: Assessment | None, unknown: Sequence[str], width: int, room: int) -> Lines:
    """The place of a system on the map and its meaning, and the systems not on the map.

    Takes `room` lines: one or two for the place, the last for the systems not on the map.
    """
    room -= bool(unknown)
    lines: Lines = []
    place = place_of(a) if a is not None else None
    if a is not None and place is not None:
        stray, zone = strays(a), zone_at(*place)
        sign = Content.styled(f"▲ {stray}", "$text-warning") if stray else Content("")
        name = text(a.system.name, "bold")
        meaning = flow(text(zone.meaning if zone else ""), width)
        lines += packed([name, *([sign] if stray else []), *_standing(a)[:2]], width, rest="")
        lines = lines[: max(1, room - len(meaning))]
        lines += at_most(room - len(lines), meaning, width)
    if unknown:
        listed = text(f"Not on the map, no level yet: {', '.join(unknown)}", MUTED)
        lines += at_most(1, flow(listed, width), width)
    return lines
