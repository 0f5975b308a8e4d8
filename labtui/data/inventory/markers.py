"""Conflict markers, as git writes them, in the text of two merges."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from difflib import SequenceMatcher

from labtui.data.inventory.document import Document


def with_markers(ours: Document, theirs: Document) -> bytes:
    """Join two merges of the same documents, one preferring ours and the other theirs.

    Where they differ, the bytes have both texts, between the markers that git uses.
    """
    lines: list[str] = []
    for is_equal, our_texts, their_texts in _compare(_block_texts(ours), _block_texts(theirs)):
        if is_equal:
            lines += our_texts
            continue
        our_lines, their_lines = (
            "".join(texts).splitlines(keepends=True) for texts in (our_texts, their_texts)
        )
        for is_equal_part, mine, yours in _compare(our_lines, their_lines):
            if is_equal_part:
                lines += mine
            else:
                parts = (["<<<<<<< ours"], mine, ["======="], yours, [">>>>>>> theirs"])
                lines += [_with_newline(line, ours.newline) for part in parts for line in part]
    return codecs.BOM_UTF8 * ours.bom + "".join(lines).encode()


def _compare(one: list[str], other: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """Split two lists into parts; each part is equal in both (True) or differs (False)."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, start, stop, other_start, other_stop in matcher.get_opcodes():
        yield tag == "equal", one[start:stop], other[other_start:other_stop]


def _block_texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def _with_newline(line: str, newline: str) -> str:
    return line if line.endswith("\n") else line + newline
