"""Text that people wrote, made safe to show."""

from __future__ import annotations

import unicodedata


class _VisibleSigns(dict[int, str]):
    """A table for `str.translate`: unprintable characters → visible ones; fills itself on use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        match unicodedata.category(character):
            case "Cc" if code < 0x20:
                sign = chr(0x2400 + code)
            case "Cf":  # bidi overrides and isolates, joiners, zero-width spaces, tags
                sign = "·"
            case "Cc" | "Cs" | "Co" | "Cn" | "Zl" | "Zp":
                sign = "\N{REPLACEMENT CHARACTER}"
            case "Zs":
                sign = " "
            case _:
                sign = character
        self[code] = sign
        return sign


_VISIBLE_SIGNS = _VisibleSigns()
_VISIBLE_SIGNS[0x7F] = "\N{SYMBOL FOR DELETE}"
# Letters and marks by category, yet blank: fillers and joiners that could hide in a name.
_VISIBLE_SIGNS.update(
    dict.fromkeys((0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0), "·")
)
# Variation selectors only choose a glyph; terminals disagree about the width of the result.
_VISIBLE_SIGNS.update(dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)), ""))


def printable(text: str) -> str:
    """`text` on one line, with everything unprintable in it replaced by a visible sign."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_VISIBLE_SIGNS)
