"""Who answers for the twelve layers of a system, as one strip of cells."""

from __future__ import annotations

from collections import Counter

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.framework.layers import LAYERS, YOURS, Layer
from labtui.text.printable import printable
from labtui.text.wording import join_words
from labtui.widgets.columns import Cell
from labtui.widgets.lines.layers import TITLES
from labtui.widgets.lines.layout import MUTED, Lines, flow, labelled
from labtui.widgets.lines.owners import is_own, owner_cells

FROM_HOST = "▁"
"""What a block of yours is made of where the host says so."""

STRIP = 4 * len(LAYERS) - 1
"""The cells of a strip with titles."""


def strip(a: Assessment, width: int) -> Content:
    """A block for each layer, `width` cells wide; wide ones have a blank between them."""
    gap = " " if width > 1 else ""
    pieces: list[tuple[str, str] | str] = []
    for layer in LAYERS:
        pieces += [gap if pieces else "", *_block(a, layer, width)]
    return Content.assemble(*pieces)


def _block(a: Assessment, layer: Layer, width: int) -> list[Cell]:
    owner = a.owner(layer)
    cells = owner_cells(owner, width)
    if owner in {"you", "shared"} and not is_own(a, layer, hosted=True):
        return [(FROM_HOST * width, style) for _, style in cells]
    return cells


def strip_titles() -> Content:
    """The short names of the layers above blocks of three cells."""
    return Content.styled(" ".join(f"{title:<3}" for title in TITLES.values()), MUTED)


def strip_words(lab: Lab, a: Assessment) -> Content:
    """Whose the layers are: the gaps first, then how many are yours, and from which host."""
    owners = {layer: a.owner(layer) for layer in LAYERS}
    parts: list[Content] = []
    if nobody := [LAYERS[layer].lower() for layer, owner in owners.items() if owner == "nobody"]:
        parts.append(Content.styled(f"nobody: {join_words(nobody)}", "bold $risk-critical"))
    if missing := sum(owner is None for owner in owners.values()):
        parts.append(Content.styled(f"{missing} not answered", "$risk-raised"))
    yours = sum(owner in YOURS - {"nobody"} for owner in owners.values())
    parts.append(Content(f"{yours} yours" if yours < len(LAYERS) else "all yours"))
    hosts = Counter(
        stated[1]
        for layer in LAYERS
        if (stated := a.context.stated.get(f"owners.{layer}")) and stated[1] != a.id
    )
    parts += [
        Content.assemble((f"{number} from ", MUTED), printable(lab.systems[host].name))
        for host, number in hosts.items()
        if host in lab.systems
    ]
    return Content(", ").join(parts)


def owner_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """The twelve layers as blocks with their titles, and whose they are."""
    if width >= STRIP:
        blocks = [strip_titles(), strip(a, 3)]
        return [*blocks, *flow(strip_words(lab, a), width)]
    first, *others = labelled("Owners", strip(a, 1) + "  " + strip_words(lab, a), width)
    return [first, *others]
