"""For whoever rebuilds it: the order, and what each system needs for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from labtui.data.analysis.rebuild import OBSTACLES, Obstacle, Rebuild
from labtui.data.assessment.assessment import Assessment
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

_NOT_KNOWN = "Not known what to restore from"
_LOST = "Backups lost with what they are on"
_PERHAPS_LOST = "Backups perhaps lost with what they are on"

_TITLES = (
    OBSTACLES["loop"],
    OBSTACLES["no-backup"],
    _NOT_KNOWN,
    _LOST,
    _PERHAPS_LOST,
    *(OBSTACLES[why] for why in OBSTACLES if why not in {"loop", "no-backup"}),
)
"""What stands in the way, in the order in which it is told."""


def steps(lab: Lab, rebuild: Rebuild, chosen: Set[str]) -> Section:
    """The chosen systems step by step."""
    rows = tuple(row for row in _rows(lab, rebuild) if row[2] in chosen)
    if not rows:
        return Section("The order", ("No system is in service.",))
    head = ("Step", "System", "Id", "Runs on", "Needs", "Backups on", "Restored", "Notes")
    intro = (
        "What has the same step can be brought back at the same time; a service only has to be "
        "there. ? is not known, – is none or not asked. Backups on a system with ? behind it may "
        "be lost with it. Notes: whether it is written down how to rebuild it."
    )
    return Section("The order", (intro, Table(head, rows)))


def _rows(lab: Lab, rebuild: Rebuild) -> Iterator[tuple[str, ...]]:
    number = 0
    in_doubt = {
        obstacle.id
        for step in rebuild.steps
        for obstacle in step.blocked_by
        if obstacle.why == "no-backup" and obstacle.unproven
    }
    for step in rebuild.steps:
        number += not step.services
        for id in step.systems:
            a = lab.assessments[id]
            asked = relevant(a)
            tested = a.value("evidence.restore_tested") or "?"
            restored = tested if "evidence.restore_tested" in asked else "–"
            notes = _notes(a) if "practices.documentation" in asked else "–"
            needed = list(dict.fromkeys((*a.system.depends_on, *a.system.recovers_with)))
            yield (
                "there" if step.services else str(number),
                name(lab, id),
                id,
                a.system.runs_on or "–",
                join_words(needed) or "–",
                _backups(lab, rebuild, id, in_doubt),
                str(restored),
                notes,
            )


def _notes(a: Assessment) -> str:
    """Whether it is written down how to rebuild it, and whether anybody said where."""
    written = WRITTEN.get(a.practice("documentation"), "?")
    nowhere = written in {"yes", "partly"} and not printable(a.system.text("notes") or "").strip()
    return f"{written}, where?" if nowhere else written


def _backups(lab: Lab, rebuild: Rebuild, id: str, in_doubt: Set[str]) -> str:
    """Where its backups are, and whether any of them are left."""
    kept_on = join_words(lab.destinations.of(id))
    if not kept_on:
        a = lab.assessments[id]
        if "backs_up_to" not in relevant(a):
            return "–"
        return "?" if a.value("backs_up_to") is None else "nowhere"
    if id in rebuild.unrecoverable:
        return f"lost with {kept_on}"
    return f"{kept_on}?" if id in in_doubt else kept_on


def _title(lab: Lab, obstacle: Obstacle) -> str:
    """What stands in the way; of backups, whether there are none, or with what they are lost."""
    if obstacle.why != "no-backup":
        return OBSTACLES[obstacle.why]
    if any(other != obstacle.id for other in lab.destinations.of(obstacle.id)):
        return _PERHAPS_LOST if obstacle.unproven else _LOST
    return _NOT_KNOWN if obstacle.unproven else OBSTACLES["no-backup"]


def in_the_way(lab: Lab, rebuild: Rebuild, chosen: Set[str]) -> Section | None:
    """What is missing for the chosen systems, kind by kind; loops with the way out."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    remedies: dict[str, None] = {}
    for step in rebuild.steps:
        for obstacle in step.blocked_by:
            if obstacle.id not in chosen:
                continue
            asked = obstacle.unproven and obstacle.why != "no-backup"
            found[_title(lab, obstacle)].setdefault(obstacle.id, asked)
            if obstacle.remedy:
                remedies.setdefault(obstacle.remedy)
    items = [
        Item(title, f"{', '.join(_asked(found[title]))}.") for title in _TITLES if found[title]
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
