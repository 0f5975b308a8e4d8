"""Where a new system goes in the text of an inventory, and what goes with a removed one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from labtui.data.inventory.blocks import Block
from labtui.data.toml.patterns import pattern
from labtui.data.toml.removal import is_commented_out, is_marker
from labtui.data.toml.syntax import (
    content_end,
    ends_with_comment,
    leading_comments_end,
    modeline_start,
)

_HEADER = pattern(r"^[ \t]*\[\[[^\]\n]*\]\]", re.MULTILINE)
_BLANK_LINES_BELOW = pattern(r"(?:[ \t]*\r?\n)*")
_BLANK_LINES_ABOVE = pattern(r"(?:(?<=\n)[ \t]*\r?\n|^[ \t]*\r?\n)+\Z")

_MOST_NEIGHBOURS = 8


def nearest_systems(blocks: Sequence[Block], position: int) -> Iterator[str]:
    """Give the texts of some systems around a position, the nearest first."""
    left = _MOST_NEIGHBOURS
    for distance in range(1, len(blocks) + 1):
        for near in (position - distance, position + distance):
            if left and 0 <= near < len(blocks) and blocks[near].is_system:
                left -= 1
                yield blocks[near].text
        if not left or distance > 2 * _MOST_NEIGHBOURS:
            return


def header_like(block: Block) -> str:
    """Give the header of a new system: as that of a system is written."""
    found = _HEADER.search(block.text) if block.is_system else None
    return found[0] if found else "[[systems]]"


def footer_start(block: Block) -> int:
    """Give where in a block what is added after it goes: above a footer or a modeline.

    Comments that a blank line sets apart from the system above them are a footer.
    """
    end = content_end(block.text)
    if block.is_system:
        return end
    start = modeline_start(block.text, end)
    return end if block.raw and start < len(block.text) else len(block.text)


def split_footer(text: str, start: int) -> tuple[str, str]:
    """Split a text where its footer starts; without comments there is no footer."""
    return (text[:start], text[start:]) if "#" in text[start:] else (text, "")


def with_gap(blocks: Sequence[Block], position: int, text: str, newline: str) -> str:
    """Give the text that comes above a new system, ended with as many blank lines as others.

    `position` is that of the last system of `blocks`, 0 if there is none.
    """
    if not text:
        return text
    above = blocks[position - 1] if position > 0 else None
    wanted = 1
    if above is not None and above.is_system:
        wanted = _blank_lines_at_end(above.text)
    text += "" if text.endswith("\n") else newline
    if ends_with_comment(text):
        wanted = max(1, wanted)  # or the new header would take over that comment
    return text + newline * max(0, wanted - _blank_lines_at_end(text))


def _blank_lines_at_end(text: str) -> int:
    found = _BLANK_LINES_ABOVE.search(text)
    return found[0].count("\n") if found else 0


def without_system(blocks: Sequence[Block], position: int) -> tuple[str, str]:
    """Give the text above and the text below a system once that is removed.

    The comments that touch it go too, but the marker of its group stays.
    """
    above, block = blocks[position - 1].text, blocks[position]
    below = blocks[position + 1].text if position + 1 < len(blocks) else ""
    top = _top(block)
    kept = top[: _own_start(blocks, position, top)]
    rest = block.text[content_end(block.text) :]
    if not kept:
        above = _without_own_banner(above, blocks[position - 1].is_system, block)
    if not below:
        if not kept and not rest.strip(" \t").startswith("#"):
            above = _BLANK_LINES_ABOVE.sub("", above)
        return above + kept + (rest if above or kept else rest.lstrip()), ""
    blank = _BLANK_LINES_BELOW.match(rest)
    assert blank
    if kept:
        next_top = below[: leading_comments_end(below)]
        is_in_group = not rest[blank.end() :] and not is_marker(next_top)
        return (above, kept + below) if is_in_group else (above + kept + rest, below)
    gap = _blank_lines_at_end(above)
    gap_below = blank[0].count("\n")
    if gap and (gap < gap_below if blocks[position + 1].is_system else gap_below):
        above = _BLANK_LINES_ABOVE.sub("", above)
    elif gap or not above:
        rest = rest[blank.end() :]
    return above + rest, below


def _own_start(blocks: Sequence[Block], position: int, top: str) -> int:
    """Give from where on the comments above a system are its own, not those of a group."""
    lines = top.splitlines(keepends=True)
    index = len(lines)
    is_own_below = False
    while index and not is_commented_out(lines[index - 1]):
        start = index - 1
        if is_marker(lines[start]):
            start = _unit_start(lines, start)
            banner = "".join(lines[start:index])
            is_own = _is_own(blocks, position, banner)
            if not is_own and (is_own_below or not _all_have_one(blocks, position, banner)):
                break
            is_own_below = True
        index = start
    return len("".join(lines[:index]))


def _unit_start(lines: list[str], last: int) -> int:
    """Give the first line of the banner whose last line is a marker: a line, or a box."""
    if _words(lines[last]):
        return last
    start = last
    while start and not is_marker(lines[start - 1]) and not is_commented_out(lines[start - 1]):
        start -= 1
    is_box = start and not _words(lines[start - 1]) and is_marker(lines[start - 1])
    return start - 1 if is_box else start


def _is_own(blocks: Sequence[Block], position: int, banner: str) -> bool:
    """True if a banner names the system below it, and is not that of a group of such a name."""
    block = blocks[position]
    if _words(banner) in {_words(str(block.raw.get(key, ""))) for key in ("id", "name")}:
        return bool(_words(banner))
    following = next((other for other in blocks[position + 1 :] if other.is_system), None)
    return _names(banner, block) and (following is None or is_marker(_top(following)))


def _top(block: Block) -> str:
    """Give the comments that touch a system from above."""
    return block.text[: leading_comments_end(block.text)]


def _all_have_one(blocks: Sequence[Block], position: int, banner: str) -> bool:
    """True if each system has a banner, and those of the others name theirs or say nothing."""
    others = [block for block in blocks if block.is_system and block is not blocks[position]]
    tops = [_top(block) for block in others]
    if not others or not all(map(is_marker, tops)):
        return False
    named = (_names(top, block) for top, block in zip(tops, others, strict=True))
    return not _words(banner) or all(named)


def _names(banner: str, block: Block) -> bool:
    """True if a comment has the id or the name of a system in it."""
    words = _words(banner)
    names = (_words(str(block.raw.get(key, ""))) for key in ("id", "name"))
    return any(name and f" {name} " in f" {words} " for name in names)


def _words(text: str) -> str:
    """Give the words of a text without case, each with a blank after it."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _without_own_banner(above: str, is_system: bool, block: Block) -> str:
    """Leave out a banner that a blank line sets apart from the system it names."""
    start = content_end(above) if is_system else 0
    blank = _BLANK_LINES_ABOVE.search(above)
    lines = above[start : blank.start() if blank else start].splitlines(keepends=True)
    index = len(lines)
    while index and lines[index - 1].strip():
        index -= 1
    banner = "".join(lines[index:])
    if blank and is_marker(banner) and _names(banner, block):
        return above[: start + len("".join(lines[:index]))]
    return above
