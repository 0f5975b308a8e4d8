"""What an import or a refresh found, in lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from labtui.cli.page import Page, safe
from labtui.cli.saving import fact_change
from labtui.data.framework.facts import FACTS
from labtui.data.framework.sightings import Sighting
from labtui.data.framework.values import show_answer
from labtui.importers.found import Skip
from labtui.importing.evidence import Observation
from labtui.importing.own_file import OwnFile
from labtui.importing.plan import Entry, Plan
from labtui.importing.sources import importer
from labtui.text.wording import join_words


def import_lines(found: Plan, page: Page) -> Iterator[str]:
    """What an import found, in sections; those that are empty are left out."""
    source = found.sources[0]
    places = join_words([safe(one.place) for one in found.sources], 3)
    yield f"{importer(source.source).title} in {places}"
    yield from _section(page, f"New ({len(found.new)})", _rows(found.new))
    yield from _known_lines(found, page, "kept", "labtui set changes them", found.vanished)
    yield from _skipped(found, found.finding.skips, page)
    yield from _unmatched(found, page)
    yield from _questions(found, page, found.entries)
    unused = [f"{safe(key)} {count}" for key, count in found.finding.unused.most_common()]
    if unused:
        yield ""
        yield from page.comma_separated(unused, "", "  ", head="Read but not used: ")
    unchanged = len(found.unchanged)
    if unchanged:
        yield ""
        yield f"Unchanged ({unchanged})"


def own_lines(own: OwnFile, page: Page) -> list[str]:
    """What a file of labtui's own adds, and what it says of systems that are there."""
    lines = []
    new = [str(table.get("id") or table.get("name")) for table in own.new]
    for title, ids in (
        ("New", new),
        ("Different, kept as they are", own.different),
        ("Unchanged", own.unchanged),
    ):
        if ids:
            lines += page.wrap(f"{title} ({len(ids)}): {join_words(map(safe, ids))}", "", "  ")
    return lines


def refresh_lines(found: Plan, page: Page, *, add: bool, update: bool, keep: bool) -> Iterator[str]:
    """What differs at the sources; `add` and `update` say what is taken, `keep` what is kept."""
    how = "" if add else ": --add adds them"
    yield from _section(page, f"New ({len(found.new)}){how}", _rows(found.new))
    done = "taken" if update else "kept"
    hint = "" if update or keep else "--update takes it, --keep keeps yours"
    yield from _known_lines(found, page, done, hint, found.gone)
    how = "remove the [[sources]] of those that no longer exist"
    heading = f"Could not be read ({len(found.unread)}): {how}"
    yield from _section(page, heading, map(_skip_row, found.unread))
    if found.differs:
        yield from _unmatched(found, page)
        yield from _questions(found, page, [*found.new, *found.changed])


def _known_lines(
    found: Plan, page: Page, done: str, hint: str, gone: Sequence[str]
) -> Iterator[str]:
    """What is different of systems that are in the inventory.

    `done` says what is done about it, and `hint` what can be.
    """
    how = f"{done}; {hint}" if hint else done
    changed = [
        f"{entry.id}: {fact_change(FACTS[one.key].label, one.stated, one.found)}"
        for entry in found.changed
        for one in entry.differences
    ]
    differing = found.evidence.of("differs")
    changed += [
        f"{one.id}: {fact_change(FACTS[one.key].label, one.stated, one.found)} ({_where(one)})"
        for one in differing
    ]
    yield from _section(page, f"Changed ({len(found.changed) + len(differing)}): {how}", changed)
    moved = [
        f"{entry.id}: now {entry.file}#{entry.thing.key}"
        for entry in found.moved
        if not any(one.key == "runs_on" for one in entry.differences)
    ]
    yield from _section(page, f"Moved ({len(moved)})", map(safe, moved))
    completed = [
        f"{entry.id}: {join_words([FACTS[key].label for key in entry.answered])}"
        for entry in found.completed
    ]
    yield from _section(page, f"Completed ({len(completed)})", completed)
    answers = [
        f"{one.id}: {FACTS[one.key].label} {safe(show_answer(one.key, one.found))} ({_where(one)})"
        for one in found.evidence.of("answers")
    ]
    yield from _section(page, f"Answered by checks and jobs ({len(answers)})", answers)
    lost = [
        f"{one.id}: {fact_change(FACTS[one.key].label, one.stated, one.found)} (was {_where(one)})"
        for one in found.evidence.of("lost")
    ]
    yield from _section(page, f"Not seen any more ({len(lost)}): {how}", lost)
    heading = f"Not found any more ({len(gone)}): kept; labtui retire ID reviews one"
    yield from _section(page, heading, gone)


def _skipped(found: Plan, skips: Iterable[Skip], page: Page) -> Iterator[str]:
    skipped = [_skip_row(skip) for skip in skips]
    skipped += [f"{safe(entry.thing.ref)}: never wanted" for entry in found.unwanted]
    yield from _section(page, f"Skipped ({len(skipped)})", skipped)


def _skip_row(skip: Skip) -> str:
    return f"{safe(skip.path)}: {safe(skip.reason)}" if skip.path else safe(skip.reason)


def _unmatched(found: Plan, page: Page) -> Iterator[str]:
    rows = dict.fromkeys(
        f"{safe(one.label)} ({safe(Sighting((one.origin,)).told)})"
        + (f": perhaps {join_words(one.candidates, 3, word='or')}" if one.candidates else "")
        for one in found.evidence.unmatched
    )
    heading = f'No system known ({len(rows)}): labtui refresh --whose "WHAT=ID" says whose it is'
    yield from _section(page, heading, rows)


def _questions(found: Plan, page: Page, entries: Iterable[Entry]) -> Iterator[str]:
    asked = [
        f"{entry.id}: {safe(one)}"
        for entry in entries
        for one in entry.thing.questions
        if entry.state != "never"
    ]
    asked += [f"{one.id}: {safe(one.text)}" for one in found.evidence.questions]
    yield from _section(page, f"To answer ({len(asked)})", asked)


def _where(one: Observation) -> str:
    return safe(Sighting(one.origins).told)


def _section(page: Page, heading: str, rows: Iterable[str]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield ""
        yield page.heading(heading)
        for row in rows:
            yield from page.wrap(row, "  ", "    ")


def _rows(entries: Sequence[Entry]) -> Iterator[str]:
    """A row for each new system: its id, its kind, and what it is made of."""
    wide = min(max((len(entry.id) for entry in entries), default=0), 30)
    for entry in entries:
        thing = entry.thing
        others = [part.service for part in thing.parts if part.service != thing.main]
        made = f" with {join_words(others, 6)}" if others else ""
        where = f" ({entry.file})" if entry.file else ""
        said = f"{thing.kind}{safe(made)}{safe(where)}".lstrip()
        yield f"{entry.id.ljust(wide)}  {said}"
