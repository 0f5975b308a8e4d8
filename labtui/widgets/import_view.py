"""The list of what an import found, in sections, with what is picked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.strip import Strip

from labtui.commands.command import bindings
from labtui.commands.moves import TABLE_MOVES
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.sightings import Sighting
from labtui.data.framework.values import show_answer
from labtui.importing.evidence import Observation
from labtui.importing.plan import Entry, Plan
from labtui.importing.telling import change_words
from labtui.text.cells import pad
from labtui.text.printable import printable
from labtui.text.wording import join_few
from labtui.widgets.columns import GAP, RIGHT, Cell, Column, fit, space
from labtui.widgets.lines.importing import (
    ASKED,
    READ,
    SKIPPED,
    UNREAD,
    UNUSED,
    VANISHED,
    change_text,
    observed_text,
    seen_key,
    unused_keys,
    whose_key,
)
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
        for i, cell_width in _fit(row, width - RIGHT):
            pieces.append(space(len(pieces)))
            if i:
                pieces.append((pad(printable(cells[i]), cell_width), styles[i]))
            else:
                pieces += self.name_pieces(row, printable(row.name), styles[i], cell_width)
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
    plan: Plan,
    systems: Mapping[str, System],
    starts: Mapping[str, str],
    words: str = "",
    kept: Collection[str] = (),
) -> Iterator[Heading | FoundRow]:
    """Give the rows in their sections, only those that have all `words`.

    `starts` says by ref how new systems start; `kept` has the keys of rows that stay as they are.
    """
    wanted = words.casefold().split()
    for section in _sections(plan, systems, starts, kept):
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
    plan: Plan,
    systems: Mapping[str, System],
    starts: Mapping[str, str],
    kept: Collection[str],
) -> Iterator[_Section]:
    yield _Section("New", [_new(entry, starts) for entry in plan.new])
    named = {id: system.name for id, system in systems.items()}
    changed = [_known(entry, _differences(entry), named) for entry in plan.changed]
    changed += [_seen(one, named) for one in plan.evidence.of("differs")]
    yield _Section("Changed", _with_kept(changed, kept), "kept unless chosen")
    lost = [_seen(one, named) for one in plan.evidence.of("lost")]
    remark = "no check or job; kept unless chosen"
    yield _Section("Not seen any more", _with_kept(lost, kept), remark)
    moved = [entry for entry in plan.moved if not entry.differences]
    yield _Section("Moved", [_known(e, f"now {e.file}", named) for e in moved])
    completed = [e for e in plan.completed if not e.differences and not e.moved]
    rows = [_known(entry, _answered(entry), named) for entry in completed]
    rows += _with_kept([_seen(one, named) for one in plan.evidence.of("answers")], kept)
    yield _Section("Completed", rows, "what is not answered yet")
    gone = [id for id in plan.vanished if id in systems]
    rows = [FoundRow(VANISHED + id, systems[id].name, "", "kept") for id in gone]
    yield _Section("Not found any more", rows)
    unmatched = {whose_key(one): one for one in plan.evidence.unmatched}
    rows = [
        FoundRow(key, one.label, "", Sighting((one.origin,)).told) for key, one in unmatched.items()
    ]
    yield _Section("No system known", rows, "b says which one it is")
    yield _Section("To answer", _asked(plan, named), "later, in the review queue")
    yield _Section("Skipped", _skipped(plan))
    if plan.finding.unused:
        row = FoundRow(UNUSED, "keys of the files", "", unused_keys(plan), dim=True)
        yield _Section("Read but not used", [row], number=len(plan.finding.unused))
    rows = [_known(entry, entry.id, named) for entry in plan.unchanged]
    rows += [_seen(one, named) for one in plan.evidence.of("agrees") if one.id in systems]
    yield _Section("Unchanged", rows)


def _asked(plan: Plan, named: Mapping[str, str]) -> list[FoundRow]:
    return [
        FoundRow(f"{ASKED}{number}", named.get(one.id, one.id), "", one.text)
        for number, one in enumerate(plan.evidence.questions)
    ]


def _skipped(plan: Plan) -> list[FoundRow]:
    rows = [
        FoundRow(f"{UNREAD}{number}", "could not be read", "", skip.reason)
        for number, skip in enumerate(plan.unread)
    ]
    rows += [
        FoundRow(f"{SKIPPED}{number}", skip.path, "", skip.reason, dim=True)
        for number, skip in enumerate(plan.finding.skips)
    ]
    rows += [
        FoundRow(e.thing.ref, e.thing.name, e.thing.kind, "never wanted", dim=True)
        for e in plan.unwanted
    ]
    unwanted = {whose_key(one): one for one in plan.evidence.unwanted}
    return rows + [
        FoundRow(key, one.label, "", "never asked about", dim=True) for key, one in unwanted.items()
    ]


def _seen(one: Observation, named: Mapping[str, str]) -> FoundRow:
    """Give the row of a fact that checks or jobs show."""
    said = f"{observed_text(one)} · {Sighting(one.origins).told}"
    return FoundRow(seen_key(one), named.get(one.id, one.id), "", said)


def _with_kept(rows: Iterable[FoundRow], kept: Collection[str]) -> list[FoundRow]:
    """Give rows, those that stay as they are dimmed."""
    return [
        replace(row, note=f"stays as it is · {row.note}", dim=True) if row.key in kept else row
        for row in rows
    ]


def _new(entry: Entry, starts: Mapping[str, str]) -> FoundRow:
    thing = entry.thing
    others = [part.service for part in thing.parts if part.service != thing.main]
    said = [
        starts.get(thing.ref, ""),
        f"with {join_few(others)}" if others else "",
        entry.file,
    ]
    return FoundRow(thing.ref, thing.name, thing.kind, " · ".join(filter(None, said)))


def _known(entry: Entry, note: str, named: Mapping[str, str]) -> FoundRow:
    """Give the row of a known system, by the name that the inventory has for it."""
    return FoundRow(entry.thing.ref, named.get(entry.id, entry.id), entry.thing.kind, note)


def _differences(entry: Entry) -> str:
    """Say what changed; of parts, of which there may be many, only those that differ."""
    return ", ".join(
        (one.key == "parts" and change_words("parts", one.stated, one.found, {}))
        or change_text(one.key, one.stated, one.found)
        for one in entry.differences
    )


def _answered(entry: Entry) -> str:
    """Give the fact that the source answers with its value, or which ones these are."""
    match entry.answered:
        case [key]:
            return f"{FACTS[key].label} {show_answer(key, entry.facts[key])}"
        case keys:
            return f"answers {join_few(FACTS[key].label for key in keys)}"
