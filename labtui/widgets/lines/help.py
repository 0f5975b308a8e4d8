"""The text of the help: what each key does here, and what each word means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from labtui.text.printable import printable
from labtui.widgets.lines.checklist import ItemLine
from labtui.widgets.lines.layout import HEADING, MUTED, flow, text
from labtui.widgets.lines.matches import highlighted

GAP = 2
"""Columns between the label, the text and the keys of a command."""

LEAST_TEXT = 24
"""The least width of the text beside a label; with less, it stands below."""


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """A command with its keys, or a word without."""

    id: str
    name: str
    text: str
    keys: str = ""


class HelpSection(NamedTuple):
    """Entries below a heading."""

    title: str
    entries: Sequence[HelpEntry]


def found(sections: Sequence[HelpSection], query: str) -> Sequence[HelpSection]:
    """The entries that contain every word of `query`, those that begin with it first."""
    words = query.casefold().split()
    if not words:
        return sections
    start = " ".join(words)

    def rank(entry: HelpEntry) -> bool:
        return not entry.name.casefold().startswith(start)

    def fits(entry: HelpEntry) -> bool:
        said = f"{entry.name}\n{entry.text}\n{entry.keys}".casefold()
        return all(word in said for word in words)

    result = [
        HelpSection(title, sorted(filter(fits, entries), key=rank)) for title, entries in sections
    ]
    # A word that is the query stands before keys that only mention it.
    return sorted(
        (section for section in result if section.entries),
        key=lambda section: rank(section.entries[0]),
    )


def help_lines(sections: Sequence[HelpSection], query: str, width: int) -> list[ItemLine]:
    """Every entry in full: its name, its text wrapped, its keys at the right."""
    words = query.split()
    entries = [entry for section in sections for entry in section.entries if entry.keys]
    label = max((cell_len(printable(entry.name)) for entry in entries), default=0)
    lines: list[ItemLine] = []
    for title, listed in sections:
        lines += [ItemLine(Content(""))] if lines else []
        lines.append(ItemLine(Content.styled(title, HEADING)))
        for entry in listed:
            if entry.keys:
                said = _command(entry, width, label)
            else:
                said = flow(
                    Content.assemble((entry.name, "$text-primary"), f": {entry.text}"),
                    width,
                    rest="  ",
                )
            lines += [
                ItemLine(highlighted(line, words), "" if number else entry.id)
                for number, line in enumerate(said)
            ]
    return lines


def _command(entry: HelpEntry, width: int, label: int) -> list[Content]:
    """Label, text and keys side by side; too narrow for that, the text stands below."""
    name, keys = text(entry.name), text(entry.keys, "$text-primary")
    room = width - label - keys.cell_length - 2 * GAP
    if room >= LEAST_TEXT:
        first, *rest = flow(text(entry.text, MUTED), room)
        head = name + " " * (label - name.cell_length + GAP) + first
        between = " " * (width - head.cell_length - keys.cell_length)
        indent = Content(" " * (label + GAP))
        return [head + between + keys, *(indent + line for line in rest)]
    between = " " * max(GAP, width - name.cell_length - keys.cell_length)
    below = flow(text(entry.text, MUTED), width - GAP)
    return [*flow(name + between + keys, width), *(Content(" " * GAP) + line for line in below)]
