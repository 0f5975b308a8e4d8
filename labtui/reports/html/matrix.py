"""Who is responsible: what the levels are, and layer by layer for each system."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from labtui.data.analysis.matrix import by_level
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.framework.layers import LAYERS, Layer, LayerAnswer
from labtui.data.framework.levels import LEARNING, LEVELS
from labtui.reports.html.pieces import all_linked, level_chip, linked
from labtui.reports.markup import table

SIGNS: dict[LayerAnswer | None, tuple[str, str]] = {
    "you": ("Y", "oy"),
    "shared": ("S", "os"),
    "provider": ("P", "op"),
    "nobody": ("×", "on"),
    "n/a": ("–", "oa"),
    None: ("?", "ou"),
}
"""The sign of each owner, and how it is drawn."""


def matrix(lab: Lab, ids: Sequence[str]) -> str:
    """The section: levels first, then layers."""
    return (
        '<section id="responsible">\n<h2>Who is responsible</h2>\n'
        f"{_levels(lab, ids)}{_layers(lab, ids)}</section>\n"
    )


def _levels(lab: Lab, ids: Sequence[str]) -> str:
    systems: dict[str | None, list[str]] = {}
    for group in by_level(lab, ids):
        systems.setdefault(group.level, []).extend(a.id for a in group.systems)
    rows = []
    for level, here in systems.items():
        row = LEVELS[level] if level else None  # type: ignore[index]
        rows.append(
            [
                f"{level_chip(level)} {escape(row.environment if row else 'not known')}",
                *(
                    (
                        *(row.hardware, row.services, row.backups, row.risk_word),
                        LEARNING[row.learning - 1],
                    )
                    if row
                    else ("?",) * 5
                ),
                all_linked(lab, here) or "–",
            ]
        )
    head = [
        "Level", "Hardware", "OS and services", "Backups and recovery", "Usual risk",
        "Usual learning", "Systems",
    ]  # fmt: skip
    return table(head, rows, kind="stack")


def _layers(lab: Lab, ids: Sequence[str]) -> str:
    """A row a system and a column a layer."""
    head = "".join(f'<th scope="col"><span>{label}</span></th>' for label in LAYERS.values())
    rows = "".join(
        f'<tr><th scope="row">{level_chip(a.level)} {linked(lab, a.id)}</th>'
        f"{''.join(_cell(a, layer) for layer in LAYERS)}</tr>\n"
        for id in ids
        if (a := lab.assessments.get(id))
    )
    if not rows:
        return ""
    legend = (
        "<b>Y</b> you, <b>S</b> shared, <b>P</b> the provider, <b>×</b> nobody, <b>?</b> not "
        "answered, <b>–</b> does not apply. Small: as its host or group."
    )
    return (
        f"<h3>Layer by layer</h3>\n<p>{legend}</p>\n"
        '<table class="layers"><thead><tr><th scope="col">System</th>'
        f"{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
    )


def _cell(a: Assessment, layer: Layer) -> str:
    stated = a.context.stated.get(f"owners.{layer}")
    sign, kind = SIGNS[a.owner(layer)]
    inherited = " i" if stated and stated[1] != a.id else ""
    return f'<td class="{kind}{inherited}">{sign}</td>'
