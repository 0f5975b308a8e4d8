"""`handover`: the hand-over sheet as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from labtui.reports.handover.build import handover_sheet
from labtui.reports.handover.sheet import Blank, Block, Item, Section, Sheet, Table
from labtui.reports.markup import is_address
from labtui.reports.report import Subject

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
"""What Markdown takes for more than text, wherever it stands."""

_ROOM = "…" * 16


def report(subject: Subject) -> str:
    """The sheet for the systems of a subject."""
    return markdown(handover_sheet(subject))


def markdown(sheet: Sheet) -> str:
    """The sheet, to be read as it is and in whatever shows Markdown."""
    lines = [f"# {_text(sheet.title)}", "", _text(sheet.intro), ""]
    for section in sheet.plain:
        lines += _section(section, 2)
    lines += [f"## {_text(sheet.rebuilding_title)}", ""]
    for section in sheet.rebuilding:
        lines += _section(section, 3)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(section: Section, depth: int) -> Iterator[str]:
    yield f"{'#' * depth} {_text(section.title)}"
    yield ""
    for block in section.blocks:
        yield from _block(block)
        yield ""
    for part in section.parts:
        yield from _section(part, depth + 1)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, str):
        yield _text(block)
    elif isinstance(block, Table):
        yield _row(map(_text, block.head))
        yield _row("---" for _ in block.head)
        for row in block.rows:
            yield _row(map(_text, row))
    else:
        yield from map(_entry, block)


def _entry(entry: Item | Blank) -> str:
    if isinstance(entry, Blank):
        return f"- {_text(entry.asked)}: {_ROOM}"
    said = [f"**{_text(entry.about)}**:"] if entry.about else []
    said += [_text(entry.said)] if entry.said else []
    if entry.url:
        said.append(f"<{entry.url}>" if is_address(entry.url) else _text(entry.url))
    return f"- {' '.join(said)}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text)
