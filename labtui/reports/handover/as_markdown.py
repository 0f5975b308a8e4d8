"""`handover`: the hand-over sheet as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from labtui.reports.handover.build import handover_sheet
from labtui.reports.handover.sheet import Blank, Block, Item, Section, Sheet, Table
from labtui.reports.markdown.writing import heading, inline, line, page, table
from labtui.reports.report import Subject

_ROOM = "…" * 16


def report(subject: Subject) -> str:
    """The sheet for the systems of a subject."""
    return markdown(handover_sheet(subject))


def markdown(sheet: Sheet) -> str:
    """The sheet, to be read as it is and in whatever shows Markdown."""
    lines = [*heading(1, sheet.title), line(sheet.intro)]
    for section in sheet.plain:
        lines += _section(section, 2)
    lines += heading(2, sheet.rebuilding_title)
    for section in sheet.rebuilding:
        lines += _section(section, 3)
    return page(lines)


def _section(section: Section, depth: int) -> Iterator[str]:
    yield from heading(depth, section.title)
    for block in section.blocks:
        yield from _block(block)
        yield ""
    for part in section.parts:
        yield from _section(part, depth + 1)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, str):
        yield line(block)
    elif isinstance(block, Table):
        yield from table(block.head, ([*map(inline, row)] for row in block.rows))
    else:
        yield from map(_entry, block)


def _entry(entry: Item | Blank) -> str:
    if isinstance(entry, Blank):
        return f"- {inline(entry.asked)}: {_ROOM}"
    about = f"**{inline(entry.about)}**:" if entry.about else ""
    return f"- {' '.join(filter(None, (about, inline(entry.said), inline(entry.url))))}"
