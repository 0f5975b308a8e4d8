"""Systems as lines of text: identity, and what each needs and is needed by."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.text.printable import printable
from labtui.text.wording import plural
from labtui.widgets.lines.colours import level_chip
from labtui.widgets.lines.layout import MUTED, Lines, at_most, labelled, text
from labtui.widgets.lines.standing import meant

FEW = 6
"""The most systems that are named beside a label; the more are counted."""

MOST_NAMED = 100
"""The most systems that are named in a line; the more are counted."""


def identity(lab: Lab, system: System) -> Content:
    """A system's id, kind, status and host, in a line."""
    host = system.runs_on
    on = f"on {lab.systems[host].name}" if host in lab.systems else ""
    status = "" if system.active else system.status
    kind = system.text("kind")
    parts = [part for part in (system.id, kind, status, on) if part]
    return text(" · ".join(parts), MUTED)


def kind_words(lab: Lab, system: System) -> str:
    """What a system is and where, in a few words: `container on Zoltan`."""
    host = lab.systems.get(system.runs_on or "")
    on = f"on {printable(host.name)}" if host else ""
    status = "" if system.active else system.status
    return " ".join(part for part in (status, printable(system.text("kind") or ""), on) if part)


def relation_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """What it runs on, where its backups go, what else it needs, and who needs it."""
    system = a.system
    hosts = [system.runs_on] if system.runs_on else []
    backups = [id for id in a.texts("backs_up_to") if id in lab.systems]
    needs = sorted(lab.reliance.needs(a.id) - {*hosts, *backups})
    rows = (
        ("Runs on", hosts),
        ("Backs up to", backups),
        ("Needs", needs),
        ("Needed by", [by for by in lab.reliance.needed_by(a.id) if by in lab.assessments]),
    )
    lines: Lines = []
    for label, ids in rows:
        if ids:
            named = linked_systems(lab, ids, " directly" if label == "Needed by" else "")
            lines += at_most(2, labelled(label, named, width), width)
    return lines


def linked_systems(lab: Lab, ids: Sequence[str], how: str = "") -> Content:
    """Systems by name: one with its level, several counted, the first of many named."""
    if len(ids) == 1 and ids[0] in lab.systems:
        return _with_level(lab, ids[0])
    parts: list[Content | tuple[str, str] | str] = [f"{plural(len(ids), 'system')}{how}: "]
    for number, id in enumerate(ids[:FEW]):
        name = lab.systems[id].name if id in lab.systems else id
        parts += [", " if number else "", text(name, "bold" if _is_production(lab, id) else "")]
    if len(ids) > FEW:
        parts.append((f" and {len(ids) - FEW} more", MUTED))
    return Content.assemble(*parts)


def _with_level(lab: Lab, id: str) -> Content:
    """A system with its level, and the level it was meant to have where that is another."""
    name = text(lab.systems[id].name, "bold" if _is_production(lab, id) else "")
    a = lab.assessments.get(id)
    if a is None:
        return Content.assemble(name, (f"  {lab.systems[id].status}", MUTED))
    return Content.assemble(name, " ", level_chip(a.level), meant(a))


def named_systems(lab: Lab, ids: Sequence[str]) -> Content:
    """Systems by id, production ones marked with a word; of many, the first."""
    if not ids:
        return Content.styled("nothing", MUTED)
    parts: list[Content | str] = []
    for id in ids[:MOST_NAMED]:
        production = _is_production(lab, id)
        parts += [", " if parts else "", text(id, "bold" if production else "")]
        if production:
            parts.append(Content.styled(" (production)", MUTED))
    if len(ids) > MOST_NAMED:
        parts.append(Content.styled(f" … and {len(ids) - MOST_NAMED} more", MUTED))
    return Content.assemble(*parts)


def _is_production(lab: Lab, id: str) -> bool:
    """Whether a system is production; known without assessing it, as 5,000 may be named."""
    return id in lab.assessments and lab.reliance.production(id)


def _named(lab: Lab, id: str) -> Content:
    """A system by name and id, production marked with a word."""
    production = _is_production(lab, id)
    return Content.assemble(
        text(lab.systems[id].name, "bold" if production else ""),
        (f"  {id}", MUTED),
        ("  production", "$text-error") if production else "",
    )


def _there(lab: Lab, id: str) -> Content:
    """The id of a system, with a remark if it is retired or does not exist."""
    if id not in lab.systems:
        return Content.assemble(text(id), (" (does not exist)", "$text-warning"))
    gone = (" (retired)", "$text-warning") if lab.systems[id].retired else ("", "")
    return Content.assemble(text(id), gone)
