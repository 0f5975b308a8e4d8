"""The list of what an import found, in sections, with what is picked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.moves import TABLE_MOVES
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.values import show_answer
from labtui.importing.plan import Entry, Plan
from labtui.text.cells import pad
from labtui.text.printable import printable
from labtui.text.wording import join_few
from labtui.widgets.columns import GAP, Cell, Column, fit, space
from labtui.widgets.lines.importing import READ, SKIPPED, UNUSED, VANISHED, unused_keys
from labtui.widgets.rows import Heading, RowView

COLUMNS = (
    Column("name", "Name", 24, priority=9),
    Column("kind", "Kind", 9, priority=3),
    Column("note", "Found", 20, flex=True),
)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Something that was found, or is missing, or was skipped."""

    key: str
    name: str
    kind: str
    note: str
    dim: bool = False


class ImportView(RowView[Heading | FoundRow], inherit_bindings=False):
    """What was found; a mark stands before what is picked."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*TABLE_MOVES)
    HEADER_LINES = 0

    def draw_row(self, row: Heading | FoundRow, gutter: list[Cell], width: int) -> Strip:
        """A heading, or the name, the kind and what there is to say."""
        if isinstance(row, Heading):
            return self.draw_heading(row, width)
        cells = (row.name, row.kind, row.note)
        styles = ("table--dim" if row.dim else "", "table--dim", "table--dim")
        pieces: list[Cell] = []
        for i, cell_width in _fit(row, width):
            pieces += [space(len(pieces)), (pad(printable(cells[i]), cell_width), styles[i])]
        return self.assemble([*gutter, *pieces], width)


def _fit(row: FoundRow, width: int) -> list[tuple[int, int]]:
    """The cells of a row and their widths; without a kind, the name has its room too."""
    fitting = [*fit(COLUMNS, width)]
    if row.kind or len(fitting) < len(COLUMNS):
        return fitting
    (name, room), (_, spare), rest = fitting
    return [(name, room + GAP + spare), rest]


def reading_rows(
    found: Sequence[tuple[str, Sequence[str]]],
) -> Iterator[Heading | FoundRow]:
    """Give the rows of what was read so far: files, each with the names that it states."""
    if found:
        yield Heading("Read so far")
    for number, (path, names) in enumerate(found):
        yield FoundRow(f"{READ}{number}", join_few(names), "", path)


def import_rows(
    plan: Plan, systems: Mapping[str, System], starts: Mapping[str, str], words: str = ""
) -> Iterator[Heading | FoundRow]:
    """Give the rows in their sections, only those that have all `words`.

    `starts` says by ref how new systems start.
    """
    wanted = words.casefold().split()
    for section in _sections(plan, systems, starts):
        shown = [row for row in section.rows if _has(row, wanted)]
        if shown:
            of = section.number or len(section.rows)
            number = f"{len(shown)} of {of}" if len(shown) < len(section.rows) else str(of)
            yield Heading(f"{section.title} ({number})", section.remark)
            yield from shown
            yield Heading("")


def _has(row: FoundRow, wanted: Sequence[str]) -> bool:
    return all(
        word in row.name.casefold() or word in row.kind or word in row.note.casefold()
        for word in wanted
    )


class _Section(NamedTuple):
    title: str
    rows: Sequence[FoundRow]
    remark: str = ""
    number: int = 0
    """How many there are, if not as many as rows."""


def _sections(
    plan: Plan, systems: Mapping[str, System], starts: Mapping[str, str]
) -> Iterator[_Section]:
    yield _Section("New", [_new(entry, starts) for entry in plan.new])
    named = {entry.id: systems[entry.id].name for entry in plan.known if entry.id in systems}
    changed = [_known(entry, _differences(entry), named) for entry in plan.changed]
    yield _Section("Changed", changed, "kept, unless you pick them")
    moved = [entry for entry in plan.moved if not entry.differences]
    yield _Section("Moved", [_known(e, f"now {e.thing.path}", named) for e in moved])
    completed = [e for e in plan.completed if not e.differences and not e.moved]
    rows = [_known(entry, f"answers {_keys(entry)}", named) for entry in completed]
    yield _Section("Completed", rows, "what is not answered yet")
    gone = [id for id in plan.vanished if id in systems]
    rows = [FoundRow(VANISHED + id, systems[id].name, "", "kept") for id in gone]
    yield _Section("Not found any more", rows)
    rows = [
        FoundRow(f"{SKIPPED}{number}", skip.path, "", skip.reason, dim=True)
        for number, skip in enumerate(plan.finding.skips)
    ]
    rows += [
        FoundRow(e.thing.ref, e.thing.name, e.thing.kind, "never wanted", dim=True)
        for e in plan.unwanted
    ]
    yield _Section("Skipped", rows)
    if plan.finding.unused:
        row = FoundRow(UNUSED, "keys of the files", "", unused_keys(plan), dim=True)
        yield _Section("Read but not used", [row], number=len(plan.finding.unused))
    yield _Section("Unchanged", [_known(entry, entry.id, named) for entry in plan.unchanged])


def _new(entry: Entry, starts: Mapping[str, str]) -> FoundRow:
    thing = entry.thing
    others = [part.service for part in thing.parts if part.service != thing.main]
    said = [
        starts.get(thing.ref, ""),
        f"with {join_few(others)}" if others else "",
        thing.path,
    ]
    return FoundRow(thing.ref, thing.name, thing.kind, " · ".join(filter(None, said)))


def _known(entry: Entry, note: str, named: Mapping[str, str]) -> FoundRow:
    """Give the row of a known system, by the name that the inventory has for it."""
    return FoundRow(entry.thing.ref, named.get(entry.id, entry.id), entry.thing.kind, note)


def _differences(entry: Entry) -> str:
    return ", ".join(
        f"{FACTS[one.key].label} {show_answer(one.key, one.stated)} → "
        f"{show_answer(one.key, one.found)}"
        for one in entry.differences
    )


def _keys(entry: Entry) -> str:
    return join_few(FACTS[key].label for key in entry.answered)
