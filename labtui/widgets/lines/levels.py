"""The remarks on a system on its level, as cells."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from labtui.data.assessment.assessment import Assessment
from labtui.text.cells import clip
from labtui.widgets.columns import GAP, Cell, space

_ASKED = {"os": "the OS", "hardware": "the hardware", "application": "the app"}


def remarks(a: Assessment, width: int) -> list[Cell]:
    """The remarks on a system on its level: a missing owner, misplacement, reliance."""
    said: list[Cell] = []
    if a.level is None:
        said.append((f"who answers for {_ASKED[a.missing or 'os']}?", "table--warning"))
    elif a.misplaced:
        said.append((f"▲ meant to be {a.system.intended_level}", "table--warning"))
    if a.production:
        room = width - sum(cell_len(text) + GAP for text, _ in said)
        reliance = _reliance(a, room)
        if not said or cell_len(reliance) <= room:
            said += [space(1)] if said else []
            said.append((reliance, ""))
    return [(clip(text, width), style) for text, style in said]


def _reliance(a: Assessment, width: int) -> str:
    """What makes a system production, in as many words as fit."""
    if a.system.relied_on_for:
        whole = f"relied on for {', '.join(a.system.relied_on_for)}"
        return whole if cell_len(whole) <= width else _some("for", a.system.relied_on_for, width)
    if a.system.purpose == "reliability":
        return "it has to work"
    return _some("through", a.through, width)


def _some(before: str, names: Sequence[str], width: int) -> str:
    """The names after a word; as many as fit, and the number of the rest."""
    for shown in range(len(names), 0, -1):
        more = len(names) - shown
        text = f"{before} {', '.join(names[:shown])}{f' and {more} more' if more else ''}"
        if cell_len(text) <= width:
            return text
    return f"{before} {names[0]}" + (f" +{len(names) - 1}" if len(names) > 1 else "")
