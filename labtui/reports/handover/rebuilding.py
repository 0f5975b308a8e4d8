"""For whoever rebuilds it: the order, and what each system needs for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from labtui.data.analysis.rebuild import OBSTACLES, Rebuild
from labtui.data.assessment.coverage import relevant
from labtui.data.assessment.lab import Lab
from labtui.data.framework.practices import PracticeAnswer
from labtui.reports.handover.plain import name
from labtui.reports.handover.sheet import Block, Item, Section, Table
from labtui.text.printable import printable
from labtui.text.wording import join_words

WRITTEN: dict[PracticeAnswer | None, str] = {
    "yes": "yes",
    "partly": "partly",
    "no": "no",
    "n/a": "–",
}


def steps(lab: Lab, rebuild: Rebuild, chosen: Set[str]) -> Section:
    """The chosen systems step by step."""
    rows = tuple(row for row in _rows(lab, rebuild) if row[2] in chosen)
    if not rows:
        return Section("The order", ("No system is in service.",))
    head = ("Step", "System", "Id", "Runs on", "Needs", "Backups on", "Restored", "Notes")
    intro = (
        "What has the same step can be brought back at the same time. Services only have to be "
        "there. Notes: whether it is written down how to rebuild it."
    )
    return Section("The order", (intro, Table(head, rows)))


def _rows(lab: Lab, rebuild: Rebuild) -> Iterator[tuple[str, ...]]:
    number = 0
    for step in rebuild.steps:
        number += not step.services
        for id in step.systems:
            a = lab.assessments[id]
            asked = relevant(a)
            tested = a.value("evidence.restore_tested") or "?"
            restored = tested if "evidence.restore_tested" in asked else "–"
            written = WRITTEN.get(a.practice("documentation"), "?")
            notes = written if "practices.documentation" in asked else "–"
            needed = list(dict.fromkeys((*a.system.depends_on, *a.system.recovers_with)))
            yield (
                "there" if step.services else str(number),
                name(lab, id),
                id,
                a.system.runs_on or "–",
                join_words(needed) or "–",
                _backups(lab, rebuild, id),
                str(restored),
                notes,
            )


def _backups(lab: Lab, rebuild: Rebuild, id: str) -> str:
    """Where its backups are, if any of them are left."""
    kept_on = join_words(lab.destinations.of(id))
    if kept_on and id in rebuild.unrecoverable:
        return f"lost with {kept_on}"
    return kept_on or "–"


def in_the_way(rebuild: Rebuild, chosen: Set[str]) -> Section | None:
    """What is missing for the chosen systems, kind by kind; loops with the way out."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    remedies: dict[str, None] = {}
    for step in rebuild.steps:
        for obstacle in step.blocked_by:
            if obstacle.id not in chosen:
                continue
            found[obstacle.why].setdefault(obstacle.id, obstacle.unproven)
            if obstacle.remedy:
                remedies.setdefault(obstacle.remedy)
    items = [
        Item(title, f"{', '.join(_asked(found[why]))}.")
        for why, title in OBSTACLES.items()
        if found[why]
    ]
    blocks: list[Block] = [tuple(items)] if items else []
    if remedies:
        blocks.append(tuple(Item("", remedy) for remedy in remedies))
    return Section("In the way", tuple(blocks)) if blocks else None


def _asked(ids: dict[str, bool]) -> Iterator[str]:
    """Ids, with `?` where it is only not known."""
    return (f"{id}?" if unproven else id for id, unproven in ids.items())


def more(lab: Lab, ids: Sequence[str]) -> Section | None:
    """Links, notes and what is not in service."""
    items: list[Item] = []
    for id in ids:
        system = lab.systems[id]
        url = printable(system.text("url") or "").strip()
        notes = printable(system.text("notes") or "").strip()
        if system.active and (url or notes):
            items.append(Item(id, notes, url))
    for status, title in (("planned", "Only planned"), ("retired", "Retired")):
        named = [id for id in ids if lab.systems[id].status == status]
        if named:
            items.append(Item(title, f"{', '.join(named)}."))
    return Section("Links and notes", (tuple(items),)) if items else None
