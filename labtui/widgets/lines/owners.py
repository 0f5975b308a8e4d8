"""Who is responsible for a layer, as a block of cells; and what the blocks mean."""

from __future__ import annotations

from textual.content import Content

from labtui.data.analysis.matrix import OWNER_KEYS, failing
from labtui.data.assessment.assessment import Assessment
from labtui.data.framework.layers import LAYERS, Layer, LayerAnswer
from labtui.data.framework.severities import SEVERITY_SIGNS
from labtui.data.framework.shapes import NOT_APPLICABLE
from labtui.widgets.columns import Cell
from labtui.widgets.lines.layout import MUTED

OWNER_STYLES: dict[LayerAnswer | None, str] = {
    "you": "$owner-you",
    "shared": "$owner-shared",
    "provider": "$owner-provider",
    "nobody": "bold reverse $risk-critical",
    None: "reverse $risk-raised",
    NOT_APPLICABLE: "$rule",
}
"""The colours of the owners of a layer. Only nobody and not answered are loud."""

SAME: Cell = ("·", "$rule")
"""Stands for a layer that is as on the host."""

FAILS: Cell = (SEVERITY_SIGNS["critical"], "bold $risk-critical")
"""Stands on a layer that is not done, whoever is responsible for it."""

_SIGNS: dict[LayerAnswer | None, str] = {"nobody": "×", None: "?", NOT_APPLICABLE: "–"}


def owner_block(owner: LayerAnswer | None, width: int) -> Cell:
    """An owner as a block so many cells wide; `?` where nobody said who."""
    shared = "▄" * (width - width // 2) + "░" * (width // 2)
    blocks = {"you": "▄" * width, "shared": shared, "provider": "░" * width}
    block = blocks.get(owner or "") or f"{_SIGNS[owner]:^{width}}"
    return block, OWNER_STYLES[owner]


def owner_cells(owner: LayerAnswer | None, width: int) -> list[Cell]:
    """The same in its styles; a question is lighter than a failure, without colour too."""
    block, style = owner_block(owner, width)
    if owner is not None:
        return [(block, style)]
    before, sign, after = block.partition(_SIGNS[None])
    return [cell for cell in ((before, ""), (sign, style), (after, "")) if cell[0]]


def is_own(a: Assessment, layer: Layer, *, hosted: bool) -> bool:
    """Whether a layer has an owner of its own here, or is shown without the host it comes from."""
    stated = a.context.stated.get(OWNER_KEYS[layer])
    return not hosted or (stated is not None and stated[1] == a.id)


def layer_blocks(a: Assessment, width: int, *, hosted: bool) -> dict[Layer, list[Cell]]:
    """The blocks of a system's layers; with its host above it, those of the host are dots."""
    fails = failing(a)
    return {layer: _block(a, layer, width, hosted, layer in fails) for layer in LAYERS}


def _block(a: Assessment, layer: Layer, width: int, hosted: bool, fails: bool) -> list[Cell]:
    if not is_own(a, layer, hosted=hosted):
        sign, style = FAILS if fails else SAME
        return [(f"{sign:^{width}}", style)]
    owner = a.owner(layer)
    if not fails or owner in _SIGNS:
        return owner_cells(owner, width)
    block, style = owner_block(owner, width)
    middle = (width - 1) // 2
    cells = [(block[:middle], style), FAILS, (block[middle + 1 :], style)]
    return [cell for cell in cells if cell[0]]


def gaps_cell(a: Assessment, *, hosted: bool) -> Cell:
    """How many layers are nobody's or not done, and how many are not answered: `2× 1?`."""
    fails = failing(a)
    owners = {layer: a.owner(layer) for layer in LAYERS if is_own(a, layer, hosted=hosted)}
    wrong = sum(owner == "nobody" for owner in owners.values())
    wrong += sum(owners.get(layer, "") not in _SIGNS for layer in fails)
    unanswered = [*owners.values()].count(None)
    parts = [f"{wrong}×"] * bool(wrong) + [f"{unanswered}?"] * bool(unanswered)
    if not parts:
        return "none", "table--dim"
    return " ".join(parts), "$risk-critical" if wrong else "$risk-raised"


WORDS: dict[LayerAnswer | None, str] = {
    "you": "you",
    "shared": "shared",
    "provider": "provider",
    "nobody": "nobody",
    None: "not answered",
    NOT_APPLICABLE: "n/a",
}
"""What each block means."""


def legend(width: int) -> list[Content]:
    """Each block, at most so many cells wide, with what it means; the rarest last."""
    signs = width if width > len("▄░") else 1
    meant = [
        (owner_cells(owner, signs if owner in _SIGNS else width), words)
        for owner, words in WORDS.items()
    ]
    meant += [
        ([(f"{sign:^{signs}}", style)], words)
        for (sign, style), words in ((SAME, "as its host"), (FAILS, "not done"))
    ]
    return [Content.assemble(*cells, (f" {words}", MUTED)) for cells, words in meant]
