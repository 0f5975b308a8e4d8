"""What a search found, shown in the text it was found in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textual.content import Content

MATCH = "underline"
"""The style of what matched; it is seen without colour, and is not bold, which is production."""


def matching_spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where any of the words stands in a text: start and end of each, in their order."""
    if not words:
        return []
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def highlighted(content: Content, words: Sequence[str]) -> Content:
    """The text with what matches underlined."""
    for start, end in matching_spans(content.plain, words):
        content = content.stylize(MATCH, start, end)
    return content
