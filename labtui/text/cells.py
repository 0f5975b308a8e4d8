"""Fit printable text to a terminal's cells."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size


def clip(text: str, width: int) -> str:
    """As much of the printable `text` as fits `width` cells, ending in … where something is cut."""
    if width < 1:
        return ""
    # A letter may carry any number of combining marks; what is far too long need not be measured.
    head = text[: 8 * width]
    if len(head) == len(text) and cell_len(text) <= width:
        return text
    return set_cell_size(head, width - 1) + "…"


def clip_at_word(text: str, width: int) -> str:
    """The same, cut after a word where there is one."""
    cut = clip(text, width)
    if cut == text or " " not in cut:
        return cut
    whole, _, _ = cut[:-1].rpartition(" ")
    return f"{whole} …" if whole else cut


def pad(text: str, width: int) -> str:
    """The printable `text` in exactly `width` cells, clipped or filled up with spaces."""
    text = clip(text, width)
    return text + " " * (width - cell_len(text))
