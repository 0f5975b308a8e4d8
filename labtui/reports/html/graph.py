"""What needs what, drawn in layers: above stands what has to be there first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from labtui.data.assessment.lab import Lab
from labtui.reports.html.layering import KEPT, Layer, Placed, layers_of, placed
from labtui.reports.html.svg import CELL, chip, drawing, fitted, link, number, text
from labtui.reports.naming import called

WIDTH, HEIGHT = 146, 26
"""Of a box."""

GAP = 14
ROW = 44
"""From one row to the next of the same layer."""

BETWEEN = 26
"""More, from one layer to the next."""

WIDE, NARROW = 6, 2
"""How many boxes stand beside each other on a screen and on a telephone."""

KINDS = (
    ("runs_on", "run", "runs on"),
    ("depends_on", "dep", "depends on"),
    ("member", "mem", "has as a member"),
    ("backup", "bak", "has its backups on"),
    ("recovers_with", "rec", "recovers with"),
)
"""Why one needs another, how the line is drawn, and what it is called."""


def graph_section(lab: Lab, ids: Sequence[str], order: Sequence[str]) -> str:
    """The section: one drawing for wide screens and paper, one for narrow ones."""
    layers = layers_of(lab, ids, order)
    if not any(box.needs for layer in layers for box in layer.boxes):
        return ""
    legend = "".join(
        f'<li><svg width="34" height="10" aria-hidden="true"><path class="{kind}" d="M0 5H34"/>'
        f"</svg> {words}</li>\n"
        for _, kind, words in KINDS
    )
    many = any(len(box.ids) > 1 for layer in layers for box in layer.boxes)
    same = (
        f" The {KEPT} systems that most others need have a box of their own; the others are one "
        "box below each host, with lines to what all of them need."
    )
    return (
        '<section id="needs">\n<h2>What needs what</h2>\n'
        "<p>Above stands what has to be there first; each line goes up to what is needed."
        f'{same if many else ""}</p>\n<ul class="legend">\n{legend}</ul>\n<figure>\n'
        f"{_drawn(lab, layers, WIDE, 'wide')}{_drawn(lab, layers, NARROW, 'narrow')}"
        "</figure>\n</section>\n"
    )


def _drawn(lab: Lab, layers: Sequence[Layer], columns: int, kind: str) -> str:
    """The lines, and above them the boxes."""
    most = max(len(layer.boxes) for layer in layers)
    columns = min(columns, most)
    boxes = placed(layers, columns)
    at = {id: box for box in boxes for id in box.box.ids}
    lines = "".join(line for box in boxes for line in _lines(lab, box, at))
    drawn = "".join(_box(lab, box) for box in boxes)
    last = boxes[-1]
    label = f"{len(at)} systems and what they need"
    width = columns * (WIDTH + GAP) - GAP
    return drawing(width + 2, _top(last) + HEIGHT + 2, label, lines + drawn, kind)


def _left(box: Placed) -> float:
    return 1 + box.column * (WIDTH + GAP)


def _top(box: Placed) -> float:
    return 1 + box.row * ROW + box.layer * BETWEEN


def _box(lab: Lab, box: Placed) -> str:
    x, y = _left(box), _top(box)
    first, *others = box.box.ids
    a = lab.assessments[first]
    room = int((WIDTH - 34) / CELL)
    names = [called(lab.systems[id]) for id in box.box.ids]
    words = names[0]
    if others:
        host = box.box.host
        words = f"{len(names)} on {called(lab.systems[host])}" if host else f"{len(names)} others"
    kind = "box" if a.system.active else "box planned"
    return (
        link(
            lab,
            first,
            ", ".join(names),
            f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" width="{WIDTH}" '
            f'height="{HEIGHT}" rx="3"/>{"" if others else chip(x + 4, y + 17, a.level)}'
            f"{text(x + 32, y + 17, fitted(words, room))}",
        )
        + "\n"
    )


def _lines(lab: Lab, box: Placed, at: dict[str, Placed]) -> Iterator[str]:
    """A line up to each box that one needs."""
    drawn: dict[tuple[float, float], str] = {}
    for id in sorted(box.box.needs):
        other = at[id]
        drawn.setdefault((_left(other), _top(other)), _line(box, other, _kind(lab, box, id)))
    yield from drawn.values()


def _line(box: Placed, other: Placed, kind: str) -> str:
    x, y = _left(box) + WIDTH / 2, _top(box)
    to_x, to_y = _left(other) + WIDTH / 2, _top(other) + HEIGHT
    if to_y < y:
        half = (y + to_y) / 2
        bend = f"{number(x)} {number(half)} {number(to_x)} {number(half)}"
    else:
        # What it needs comes later, or at the same time: they need each other.
        to_y -= HEIGHT
        over = max(min(y, to_y) - ROW / 2, 2)
        bend = f"{number(x)} {number(over)} {number(to_x)} {number(over)}"
    end = f"{number(to_x)} {number(to_y)}"
    return f'<path class="{kind}" d="M{number(x)} {number(y)}C{bend} {end}"/>\n'


def _kind(lab: Lab, box: Placed, id: str) -> str:
    """How the line to what a box needs is drawn."""
    first = box.box.ids[0]
    system = lab.systems[first]
    if id in {box.box.host, system.runs_on}:
        return "run"
    if id in system.depends_on:
        return "dep"
    if lab.systems[id].member_of == first:
        return "mem"
    return "bak" if id in lab.destinations.of(first) else "rec"
