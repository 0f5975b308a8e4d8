"""Change the elements of an array within its own text: layout and comments stay.

A comment on the line of an element goes with it. A comment on a line of its own stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable

from labtui.data.toml.formatting import Style
from labtui.data.toml.patterns import pattern
from labtui.data.toml.syntax import array_element_spans
from labtui.data.toml.values import identity

_LINE_END = pattern(r"\r?\n")
_COMMA = pattern(r"^([^#,]*),", re.MULTILINE)
"""The first comma that is in no comment, in text between two elements."""

Format = Callable[[object], str]
"""Writes a value that is new."""

Change = Callable[[str, object, object], str | None]
"""Changes an element's text from one value to another; None if it is another element then."""


class _Element:
    """An element, and the text around it."""

    # No dataclass: to import dataclasses takes a tenth of the time of `labtui set`.
    def __init__(
        self, text: str, above: str = "", lead: str = "", tail: str = "", newline: str = ""
    ) -> None:
        self.text = text
        self.above = above
        """The lines between the one before and its own: comments and blank ones."""
        self.lead = lead
        """What is before it on its line. The comma is here if commas come first."""
        self.tail = tail
        """What is after it on its line: blanks, comma, comment."""
        self.newline = newline
        """The end of its line; empty if something follows on the line."""

    @property
    def has_comma_first(self) -> bool:
        return "," in self.lead

    @property
    def has_comma(self) -> bool:
        return "," in self.tail.partition("#")[0]

    @property
    def comment(self) -> str:
        """The comment after it, with the blanks before that."""
        code, sign, comment = self.tail.partition("#")
        return code[len(code.rstrip()) :] + sign + comment if sign else ""

    def set_comma(self, comma: str, wanted: bool) -> None:
        """Add or remove the comma after it; `comma` has the blanks before it too."""
        if wanted and not self.has_comma:
            self.tail = comma + self.tail
        elif not wanted and self.has_comma:
            self.tail = self.tail.replace(",", "", 1) if self.comment else ""


class ArrayText:
    """The text of an array, taken apart at its elements."""

    def __init__(self, text: str, newline: str, style: Style) -> None:
        """Take the text of an array apart; lines that are added end in `newline`.

        `style` is that of commas that no other comma shows.
        """
        self._newline = newline
        self._style = style
        self._opening = ""
        """The rest of the line of the opening bracket, if the first element is below it."""
        self._elements: list[_Element] = []
        self._closing = ""
        """What is before the closing bracket: lines, and the blanks on its own line."""
        self._split(text)
        self._comma_first = any(element.has_comma_first for element in self._elements)
        if len(self._elements) == 1 and not self._elements[0].has_comma and self._spans_lines:
            self._comma_first = bool(style.comma_first)
        tails = [element.tail for element in self._elements if element.has_comma]
        self._comma = (tails[0] if tails else style.comma).partition(",")[0] + ","
        last = self._elements[-1] if self._elements else None
        self._ends_with_comma = bool(self._opening) if last is None else last.has_comma

    def _split(self, text: str) -> None:
        spans = array_element_spans(text)
        stop = 1
        for span in spans:
            element = _Element(text[span])
            gap = text[stop : span.start]
            if self._elements:
                before = self._elements[-1]
                before.tail, before.newline, gap = _split_tail(gap)
            elif line_end := _LINE_END.search(gap):
                self._opening, gap = gap[: line_end.end()], gap[line_end.end() :]
            element.above, element.lead = _split_lines(gap)
            self._elements.append(element)
            stop = span.stop
        gap = text[stop:-1]
        if self._elements:
            last = self._elements[-1]
            last.tail, last.newline, self._closing = _split_tail(gap)
        elif line_end := _LINE_END.search(gap):
            self._opening, self._closing = gap[: line_end.end()], gap[line_end.end() :]
        else:
            self._closing = gap

    @property
    def text(self) -> str:
        """The text as it is now."""
        parts = ["[", self._opening]
        for element in self._elements:
            parts += (element.above, element.lead, element.text, element.tail, element.newline)
        parts.append(self._closing)
        if not self._elements and not any("#" in part for part in parts):
            return "[]"
        return "".join(parts) + "]"

    def drop_comments(self) -> None:
        """Remove all comments and blank lines, for an array that is only like this one."""
        self._opening = _LINE_END.sub(self._newline, _without_comment(self._opening))
        self._closing = self._closing.rpartition("\n")[2]
        for element in self._elements:
            element.above = ""
            element.tail = _without_comment(element.tail)

    def change(self, old: list[object], new: list[object], write: Format, change: Change) -> None:
        """Change the elements from `old` to `new`; see `Format` and `Change`.

        The array must not be empty and on one line.
        """
        keys, wanted = [identity(value) for value in old], [identity(value) for value in new]
        opcodes = _opcodes(keys, wanted)
        gone: defaultdict[Hashable, list[tuple[str, str]]] = defaultdict(list)
        for tag, start, stop, _, _ in opcodes:
            for index in range(start, stop) if tag != "equal" else ():
                element = self._elements[index]
                comment = "" if self._shares_line(index) else element.comment
                gone[keys[index]].append((element.text, comment))

        def known(index: int) -> tuple[str, str]:
            """Give the text and the comment of a new element: those that it had elsewhere."""
            moved = gone[wanted[index]]
            return moved.pop() if moved else (write(new[index]), "")

        for tag, start, stop, new_start, new_stop in reversed(opcodes):
            if tag == "equal":
                continue
            both = min(stop - start, new_stop - new_start)
            for offset in range(both):
                index, other = start + offset, new_start + offset
                text = self._elements[index].text
                if (changed := change(text, old[index], new[other])) is not None:
                    self._elements[index].text = changed
                    continue
                self._replace(index, *known(other))
            for index in reversed(range(start + both, stop)):
                self._remove(index)
            for index in reversed(range(new_start + both, new_stop)):
                self._insert(start + both, *known(index))
        self._set_commas()

    def _shares_line(self, index: int) -> bool:
        """True if another element is on the line of this one, so that a comment is of both."""
        starts_line = not index or self._elements[index - 1].newline
        ends_line = index + 1 == len(self._elements) or self._elements[index].newline
        return not (starts_line and ends_line)

    def _replace(self, index: int, text: str, comment: str) -> None:
        """Put another element in the place of one, whose comment goes with it."""
        element = self._elements[index]
        element.text = text
        if not self._shares_line(index) and "#" in element.tail + comment:
            comma = self._comma * element.has_comma
            element.tail = comma + comment
            if comment and not element.newline:
                self._end_line(element)

    def _end_line(self, element: _Element) -> None:
        """End the line of the last element, so that a comment can be on it."""
        element.newline = self._newline
        self._closing = self._closing.lstrip(" \t")

    def _remove(self, index: int) -> None:
        """Remove an element with its line, or from a line with others."""
        element = self._elements.pop(index)
        before = self._elements[index - 1] if index else None
        after = self._elements[index] if index < len(self._elements) else None
        starts_line = bool(before.newline if before else self._opening)
        if starts_line and element.newline:
            self._add_above(after, element.above)
        elif element.newline and before:
            before.tail = self._comma * before.has_comma + element.comment
            before.newline = element.newline
        elif element.newline:
            if "#" in (after.above if after else self._closing):
                self._opening = element.newline
        elif after:
            self._add_above(after, element.above)
        elif starts_line:
            self._join_closing(before, element.above)
        is_first_on_bracket_line = not before and not self._opening
        takes_place = is_first_on_bracket_line or (starts_line and not element.newline)
        if after and (takes_place or (not before and after.has_comma_first)):
            after.lead = element.lead

    def _add_above(self, after: _Element | None, lines: str) -> None:
        """Keep the lines above a removed element."""
        if after:
            after.above = lines + after.above
        else:
            self._closing = lines + self._closing

    def _join_closing(self, before: _Element | None, above: str) -> None:
        """Put the closing bracket, whose line has no other element now, on the line above."""
        if above or "#" in (before.tail if before else self._opening):
            self._closing = above
        elif before:
            before.newline = ""
        else:
            self._opening = ""

    def _insert(self, index: int, text: str, comment: str) -> None:
        """Insert an element, laid out like the one before it, or else like the one after it."""
        element = _Element(text, tail=comment)
        if not self._elements:
            self._insert_first(element)
        elif index:
            self._insert_after(self._elements[index - 1], index, element)
        else:
            after = self._elements[0]
            element.lead = after.lead
            if self._opening or after.newline:
                element.newline = self._newline
                after.lead = self._lead(after) if self._comma_first else self._indent(after)
            else:
                after.lead = self._gap()
                element.tail = ""
        self._elements.insert(index, element)

    def _insert_first(self, element: _Element) -> None:
        """Lay out the only element, on a line below what the array holds already."""
        element.above, closing = _split_lines(self._closing)
        last = element.above.rstrip("\r\n").rpartition("\n")[2]
        blanks = last[: len(last) - len(last.lstrip())]
        element.lead = blanks if last.strip() else closing + "  "
        element.newline = self._newline
        self._closing = closing

    def _insert_after(self, before: _Element, index: int, element: _Element) -> None:
        """Lay out an element after another one."""
        at_end = index == len(self._elements)
        if before.newline and not self._is_flowing(index - 1):
            element.lead = self._lead(before)
            element.newline = before.newline
        elif before.newline:
            element.lead, element.tail = self._gap(), before.comment
            element.newline, before.newline = before.newline, ""
            before.tail = self._comma * before.has_comma
        elif at_end and self._spans_lines and not self._is_flowing(index - 1):
            element.lead = self._lead(before)
            before.newline = self._newline
            if element.comment:
                self._end_line(element)
        else:
            element.lead = self._gap()
            if element.comment and at_end:
                self._end_line(element)
            elif element.comment:
                element.newline = self._newline

    @property
    def _spans_lines(self) -> bool:
        """True if there is more than one line between the brackets."""
        return bool(self._opening) or any(element.newline for element in self._elements)

    def _is_flowing(self, index: int) -> bool:
        """True if the line of an element has others, so that one more can go there."""
        element = self._elements[index]
        starts_line = self._elements[index - 1].newline if index else True
        return not starts_line or (not element.newline and index + 1 < len(self._elements))

    def _gap(self) -> str:
        """Give what is between a comma and the next element of the same line."""
        gaps = [
            after.lead
            for before, after in zip(self._elements, self._elements[1:], strict=False)
            if not before.newline
        ]
        return gaps[0] if gaps else self._style.comma.rpartition(",")[2]

    def _lead(self, like: _Element) -> str:
        """Give what is before an element that begins a line after another element."""
        if not self._comma_first:
            return self._indent(like)
        shown = next((e.lead for e in self._elements if e.has_comma_first), None)
        if shown is None and like.lead.endswith("  "):
            return like.lead[:-2] + ", "
        return shown or like.lead

    def _indent(self, like: _Element) -> str:
        """Give the indentation of a line of elements, like that of an element that ends its line.

        The first one may be on the line of the bracket: then it is that of the second.
        """
        if like is not self._elements[0] or self._opening:
            return like.lead
        return self._elements[1].lead if self._elements[1:] else " " + like.lead

    def _set_commas(self) -> None:
        """Set a comma between all elements, and after the last as it was."""
        for before, after in zip(self._elements, self._elements[1:], strict=False):
            if self._comma_first and before.newline and not after.has_comma_first:
                after.lead += "" if before.has_comma else ", "
            before.set_comma(self._comma, not after.has_comma_first)
        if not self._elements:
            self._closing = _COMMA.sub(r"\1", self._closing, 1)
        elif not _COMMA.search(self._closing):
            self._elements[-1].set_comma(self._comma, self._ends_with_comma)


_MOST_TO_COMPARE = 100_000
"""How many pairs of elements difflib compares at most, which takes a second or so."""


def _opcodes(old: list[Hashable], new: list[Hashable]) -> list[tuple[str, int, int, int, int]]:
    """Give the steps from one list to another, as difflib does."""
    both = {*old} & {*new}
    kept = [index for index, key in enumerate(old) if key in both]
    found = [index for index, key in enumerate(new) if key in both]
    if [old[index] for index in kept] != [new[index] for index in found]:
        if len(old) * len(new) > _MOST_TO_COMPARE:
            return [("replace", 0, len(old), 0, len(new))]
        from difflib import SequenceMatcher  # slow to import

        return [*SequenceMatcher(None, old, new, autojunk=False).get_opcodes()]
    steps = []
    start = new_start = 0
    for stop, new_stop in [*zip(kept, found, strict=True), (len(old), len(new))]:
        if start < stop or new_start < new_stop:
            steps.append(("replace", start, stop, new_start, new_stop))
        start, new_start = stop + 1, new_stop + 1
    return steps


def _without_comment(line: str) -> str:
    code, sign, comment = line.partition("#")
    return code.rstrip() + "\n" * comment.endswith("\n") if sign else line


def _split_tail(gap: str) -> tuple[str, str, str]:
    """Split what is after an element: the rest of its line, the line's end, and what follows."""
    if line_end := _LINE_END.search(gap):
        return gap[: line_end.start()], line_end[0], gap[line_end.end() :]
    comma = gap.find(",") + 1
    return gap[:comma], "", gap[comma:]


def _split_lines(gap: str) -> tuple[str, str]:
    """Split what is before an element: whole lines, and what is on its own line.

    A comma on a line above it is taken to be on its own line.
    """
    start = gap.rfind("\n") + 1
    if comma := _COMMA.search(gap):
        start = min(start, comma.start())
    return gap[:start], gap[start:]
