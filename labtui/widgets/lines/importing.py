"""What an import found, as rows of the preview and as lines about one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.values import show_answer
from labtui.importing.plan import Entry, Plan
from labtui.text.wording import join_few, join_words, plural
from labtui.widgets.lines.layout import MUTED, Lines, flow, heading, labelled, text

_LABEL = 16
"""Width of the column of facts."""

_SHOWN_ELSEWHERE = frozenset({"parts", "source"})
"""Facts that the row says, or the list of containers."""

SKIPPED, VANISHED, UNUSED = "\0skipped ", "\0vanished ", "\0unused"
"""The beginnings of the keys of rows that are no entries; no ref begins so."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading between the rows, and what follows from being in it."""

    title: str
    remark: str = ""
    key: None = None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Something that was found, or is missing, or was skipped."""

    key: str
    name: str
    kind: str
    note: str
    dim: bool = False


def import_rows(
    plan: Plan, systems: Mapping[str, System], starts: Mapping[str, str]
) -> Iterator[Section | FoundRow]:
    """Give the rows in their sections; `starts` says by ref how new systems start."""
    yield from _section(f"New ({len(plan.new)})", [_new(e, starts) for e in plan.new])
    named = {entry.id: systems[entry.id].name for entry in plan.known if entry.id in systems}
    changed = [_known(entry, _differences(entry), named) for entry in plan.changed]
    yield from _section(f"Changed ({len(changed)})", changed, "kept, unless you pick them")
    rows = [
        _known(entry, f"now {entry.thing.path}", named)
        for entry in plan.moved
        if not entry.differences
    ]
    yield from _section(f"Moved ({len(rows)})", rows)
    rows = [
        _known(entry, f"answers {_keys(entry)}", named)
        for entry in plan.completed
        if not entry.differences and not entry.moved
    ]
    yield from _section(f"Completed ({len(rows)})", rows, "what is not answered yet")
    gone = [
        FoundRow(VANISHED + id, systems[id].name, "", "kept")
        for id in plan.vanished
        if id in systems
    ]
    yield from _section(f"Not found any more ({len(gone)})", gone)
    skips = plan.finding.skips
    rows = [
        FoundRow(f"{SKIPPED}{number}", skip.path, "", skip.reason, dim=True)
        for number, skip in enumerate(skips)
    ]
    rows += [
        FoundRow(e.thing.ref, e.thing.name, e.thing.kind, "never wanted", dim=True)
        for e in plan.unwanted
    ]
    yield from _section(f"Skipped ({len(rows)})", rows)
    if plan.finding.unused:
        row = FoundRow(UNUSED, "keys of the files", "", _unused(plan), dim=True)
        yield from _section(f"Read but not used ({len(plan.finding.unused)})", [row])
    rows = [_known(entry, entry.id, named) for entry in plan.unchanged]
    yield from _section(f"Unchanged ({len(rows)})", rows)


def _unused(plan: Plan) -> str:
    return ", ".join(f"{key} {count}" for key, count in plan.finding.unused.most_common())


def _section(title: str, rows: list[FoundRow], remark: str = "") -> Iterator[Section | FoundRow]:
    if rows:
        yield Section(title, remark)
        yield from rows
        yield Section("")


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


def entry_lines(plan: Plan, key: str | None, width: int) -> Lines:
    """Give what there is to know about a row: what would be stated, and its parts."""
    if key is None:
        return []
    if key.startswith(SKIPPED):
        skip = plan.finding.skips[int(key.removeprefix(SKIPPED))]
        return [*flow(text(skip.path, "bold"), width), *flow(text(skip.reason), width)]
    if key == UNUSED:
        said = f"Keys that were read and not used, and how often: {_unused(plan)}"
        return flow(text(said), width)
    if key.startswith(VANISHED):
        said = "The source does not show it any more. It is kept; retire it if it is gone."
        return [*flow(text(key.removeprefix(VANISHED), "bold"), width), *flow(text(said), width)]
    entry = next((one for one in plan.entries if one.thing.ref == key), None)
    return [] if entry is None else _entry_lines(entry, width)


def _entry_lines(entry: Entry, width: int) -> Lines:
    thing = entry.thing
    name = thing.name if thing.name == entry.id else f"{thing.name}  {entry.id}"
    lines = flow(text(name, "bold"), width)
    if entry.state == "never":
        return [*lines, *flow(text("Never imported; n offers it again."), width)]
    for one in entry.differences:
        old, new = (show_answer(one.key, value) for value in (one.stated, one.found))
        shown = text(f"{old} → {new}", "$text-warning")
        lines += labelled(FACTS[one.key].label, shown, width, _LABEL)
    differing = {one.key for one in entry.differences}
    for key, value in entry.found.items():
        if key not in _SHOWN_ELSEWHERE | differing:
            shown = text(show_answer(key, value), "" if key in entry.facts else MUTED)
            lines += labelled(FACTS[key].label, shown, width, _LABEL)
    for question in thing.questions:
        lines += flow(text(f"? {question}", "$text-primary"), width, rest="  ")
    if len(thing.parts) > 1:
        lines += heading(plural(len(thing.parts), "container"), width)
        for part in thing.parts:
            said = [part.image, *part.ports]
            needs = f"needs {join_words(part.depends_on)}" if part.depends_on else ""
            about = ", ".join(filter(None, [*said, needs]))
            lines += labelled(part.service, text(about, MUTED), width, _LABEL)
    return lines
