"""What the hand-over sheet is made of: parts, sections, and in them sentences, lists and tables.

All texts are as they are read; whoever writes a format escapes them.
"""

from typing import NamedTuple


class Item(NamedTuple):
    """An entry of a list: what it is about, and what is said of it."""

    about: str
    """Empty where the sentence says it."""
    said: str
    url: str = ""
    """Where more about it stands."""


class Table(NamedTuple):
    """Rows below a heading for each column; the first cell of a row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    by_hand: bool = False
    """Whether its empty cells are filled in by hand."""


class Blank(NamedTuple):
    """A line to be filled in by hand."""

    asked: str


Block = str | tuple[Item, ...] | Table | tuple[Blank, ...]
"""A paragraph, a list, a table or lines to fill in."""


class Section(NamedTuple):
    """A heading and what stands below it."""

    title: str
    blocks: tuple[Block, ...]
    parts: tuple["Section", ...] = ()
    """Sections below it."""


class Sheet(NamedTuple):
    """The whole: a part in plain words, and one for whoever rebuilds it."""

    title: str
    intro: str
    plain: tuple[Section, ...]
    rebuilding_title: str
    rebuilding: tuple[Section, ...]
