"""The panel below each view of the matrix: the system at the cursor, in words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from labtui.data.analysis.matrix import failing_at
from labtui.data.analysis.risk_map import place_of, strays, zone_at
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name, missing_layer
from labtui.data.assessment.explain import why_finding
from labtui.data.assessment.lab import Lab
from labtui.data.framework.facts import FACTS
from labtui.data.framework.layers import LAYERS, Layer
from labtui.data.framework.levels import LEVELS
from labtui.text.cells import clip
from labtui.text.printable import printable
from labtui.text.wording import RESPONSIBLE, join_words, plural
from labtui.widgets.lines.colours import RISK_TOKENS, level_chip
from labtui.widgets.lines.layout import (
    MUTED,
    Lines,
    at_most,
    filled,
    finding_title,
    flow,
    packed,
    text,
)
from labtui.widgets.lines.levels import remarks
from labtui.widgets.lines.owners import legend
from labtui.widgets.lines.panels import INDENT, Panel, PanelRow, arranged
from labtui.widgets.lines.standing import standing_words

LEGEND_WIDTH = 42
"""The width of what the blocks mean, where it stands beside the rest."""

NAMED = 40
"""The most names of systems that are as their host."""

ROOM = 4
"""The lines of a panel below its title (screens/matrix.tcss)."""

BLOCK = 5
"""The width of a block where what they mean stands beside the rest."""

MAP_TITLE = 32
"""The room for a name beside what the signs on the map mean."""

TELLING = 100
"""From this width on, the rows of the levels have room for all remarks on a system."""

ALL = 10_000
"""Room for all remarks."""

_STYLES = {"": "", "table--warning": "$text-warning"}


def framed(
    title: str, lines: Sequence[Content], width: int, remark: str = "", beside: Panel | None = None
) -> Lines:
    """Lines below a rule with a title, and another panel at the right of them."""
    rows = [PanelRow(Content(" " * INDENT) + line) for line in lines]
    title = clip(printable(title), width - len(remark) - 10)
    if beside is None:
        return arranged([[(Panel(title, rows, remark), width)]], width)[0]
    left = width - LEGEND_WIDTH - 1
    return arranged([[(Panel(title, rows, remark), left), (beside, LEGEND_WIDTH)]], width)[0]


def inner_width(width: int, *, beside: bool = False) -> int:
    """The width of a line in a panel."""
    return max(8, width - 2 * INDENT - (LEGEND_WIDTH + 1) * beside)


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


def layer_panel(
    lab: Lab, a: Assessment, layer: Layer | None, entered: bool, width: int, *, wide: bool
) -> Lines:
    """Who is responsible for a layer of a system, what fails there, and what the blocks mean."""
    inner = inner_width(width, beside=wide)
    lines = layer_lines(lab, a, layer, entered, inner)
    title = f"{a.system.name} · {LAYERS[layer]}" if layer else a.system.name
    return _with_legend(title, lines, width, wide)


def run_panel(host: str, names: Sequence[str], width: int, *, wide: bool) -> Lines:
    """The systems that are as their host in every layer, and what the blocks mean."""
    inner = inner_width(width, beside=wide)
    said = text(f"In every layer as {host}: {join_words(names, NAMED)}.")
    lines = at_most(2, flow(said, inner), inner)
    title = f"{plural(len(names), 'system')} as their host"
    return _with_legend(
        title, [*lines, Content.styled("z shows a line for each.", MUTED)], width, wide
    )


def _with_legend(title: str, lines: Lines, width: int, wide: bool) -> Lines:
    """A panel with what the blocks mean at the right of it, or in its last line."""
    if wide:
        signs = [filled(sign, LEGEND_WIDTH // 2 - 2) for sign in legend(BLOCK)]
        rows = [PanelRow(Content("  ").join(signs[at : at + 2])) for at in range(0, len(signs), 2)]
        shown = [PanelRow(Content(" ") + row.line) for row in rows]
        return framed(title, lines, width, beside=Panel("What the blocks mean", shown))
    signs = packed(legend(2), inner_width(width), rest="")
    return framed(title, [*lines, *signs][:ROOM], width)


def layer_lines(lab: Lab, a: Assessment, layer: Layer | None, entered: bool, width: int) -> Lines:
    """Who is responsible for a layer of a system and who says so, its standing, what fails."""
    said = [] if layer is None else [_layer_said(lab, a, layer, entered)]
    lines = [line.truncate(width, ellipsis=True) for line in said]
    lines += packed(_standing(a), width, rest="")[:1]
    fails = [f for f in a.findings if layer is not None and layer in failing_at(f)]
    for finding in fails[:1]:
        why = why_finding(lab, a, finding)
        title = finding_title(finding.severity, why.subject, unproven=False)
        fact = text(f"  {why.rule}", MUTED)
        lines.append((title + fact).truncate(width, ellipsis=True))
    return lines


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
        parts.append(("not answered", "$risk-raised"))
    else:
        _, origin = stated
        parts.append((RESPONSIBLE[owner], "$risk-critical" if owner == "nobody" else ""))
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
    level = level.removeprefix(f"{a.level} ")
    return [
        Content.assemble(level_chip(a.level), " ", level)
        if a.level
        else Content("level not known"),
        Content.assemble(("role ", MUTED), role),
        Content.assemble(("risk ", MUTED), (risk, RISK_TOKENS.get(risk, ""))),
        Content.assemble(("learning ", MUTED), learning),
    ]


def map_remark(a: Assessment) -> str:
    """What is said of a system on the map where there is room: its intent, or who relies on it."""
    if a.misplaced:
        return f"meant to be {a.system.intended_level}"
    if a.system.relied_on_for:
        return join_words(a.system.relied_on_for, 2)
    return f"through {join_words(a.through, 1)}" if a.through else ""


def map_legend(width: int) -> str:
    """What the signs on the map mean, as much as fits."""
    whole = "↑ worse than usual for its level  ↓ better  ← learns less  ? unproven"
    short = "↑ worse than usual  ↓ better  ← learns less"
    return next((said for said in (whole, short) if width >= len(said) + MAP_TITLE), "")


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
        meaning = flow(text(zone.meaning if zone else ""), width)
        lines += packed([*_standing(a), *([sign] if stray else [])], width, rest="")
        lines = lines[: max(1, room - len(meaning))]
        lines += at_most(room - len(lines), meaning, width)
    if unknown:
        # No more than a line is shown, however many there are.
        listed = text(f"Not on the map, no level yet: {', '.join(unknown[:width])}", MUTED)
        lines += at_most(1, flow(listed, width), width)
    return lines
