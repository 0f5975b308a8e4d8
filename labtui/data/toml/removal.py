"""Remove statements from a text, with the comments that are only about them."""

from __future__ import annotations

from labtui.data.toml.patterns import pattern
from labtui.data.toml.syntax import (
    KEYS_PATTERN,
    KeyPath,
    Statement,
    comments_start,
    skip_comments,
)

_MARKER = pattern(r"[-=#*~_+─═━]{3,}")
"""What rules off a part of a file in a comment: `# --- services ---`."""

_COMMENTED_OUT = pattern(rf"[ \t]*#+[ \t]*(?:{KEYS_PATTERN}[ \t]*=|\[)")
"""A comment that is TOML itself: it is about what it says, not about what is below it."""

_BLANK_LINES = pattern(r"(?:[ \t]*\r?\n)*")
_BLANK_LINES_ABOVE = pattern(r"(?:(?<=\n)[ \t]*\r?\n|^[ \t]*\r?\n)+\Z")


def without_statements(text: str, found: list[Statement], path: KeyPath) -> str:
    """Give a text without what is at `path` and below it.

    The comments on its lines go, and those that touch it from above, unless they are about more
    than this. `found` are the statements of the text.
    """
    stop = len(found)
    while stop:
        if found[stop - 1].path[: len(path)] != path:
            stop -= 1
            continue
        start = stop - 1
        while start and found[start - 1].path[: len(path)] == path:
            start -= 1
        text = _cut(text, _start(text, found, start, stop), _stop(text, found, start, stop))
        stop = start
    return text


def is_marker(comment: str) -> bool:
    """True if a comment line rules off a part of the file."""
    return _MARKER.search(comment) is not None


def is_commented_out(comment: str) -> bool:
    """True if a comment line is TOML that somebody commented out."""
    return _COMMENTED_OUT.match(comment) is not None


def _start(text: str, found: list[Statement], start: int, stop: int) -> int:
    """Give where to cut: the start of the statements, or of the comments only about them."""
    first = found[start]
    top = comments_start(text, first.start)
    if top == first.start or _is_about_more(text, found, start, stop, top):
        return first.start
    lines = text[top : first.start].splitlines(keepends=True)
    position = first.start
    for line in reversed(lines):
        if is_marker(line) or is_commented_out(line):
            break
        position -= len(line)
    return position


def _is_about_more(text: str, found: list[Statement], start: int, stop: int, top: int) -> bool:
    """True if the comment that starts at `top` is the heading of more than these statements."""
    first = found[start]
    before = found[start - 1] if start else None
    after = found[stop] if stop < len(found) else None
    if first.value is None:
        # The first entry of an array: is this the only one with a comment above?
        array = first.path[:-1]
        entries = [s for s in found if s.value is None and s.path[:-1] == array and s.path != array]
        if not isinstance(first.path[-1], int) or len(entries) < 2 or first != entries[0]:
            return False
        return all(comments_start(text, entry.start) == entry.start for entry in entries[1:])
    if after is None or after.value is None or after.start != found[stop - 1].stop:
        return False
    if before is None or before.value is None or before.stop != top:
        return True
    table = first.path[:-1]  # of dotted keys, such as owners.os and owners.hardware
    return len(table) > len(first.table) and after.path[: len(table)] == table


def _stop(text: str, found: list[Statement], start: int, stop: int) -> int:
    """Give where to cut: the end of the statements, and of the comments at the end of a table."""
    end = found[stop - 1].stop
    return skip_comments(text, end) if found[start].value is None else end


def _cut(text: str, start: int, stop: int) -> str:
    """Cut a part out of a text; of the blank lines around it, only those on one side stay."""
    above, below = text[:start], text[stop:]
    gap = _BLANK_LINES_ABOVE.search(above)
    if not below.strip():
        return (above[: gap.start()] if gap else above) + below
    blank = _BLANK_LINES.match(below)
    assert blank
    return above + below[blank.end() if gap else 0 :]
