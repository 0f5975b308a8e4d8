"""Systems as lines of text: identity, and what each needs and is needed by."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.widgets.lines.layout import (
    MUTED,
    TWO_COLUMNS,
    Lines,
    flow,
    heading,
    labelled,
    text,
)

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


def title_lines(lab: Lab, system: System, width: int) -> Lines:
    """The name and the identity; on one line if the panel is wide, which has few lines."""
    name = text(system.name, "bold")
    if width >= TWO_COLUMNS:
        return flow(Content.assemble(name, "  ", identity(lab, system)), width)
    return [*flow(name, width), *flow(identity(lab, system), width), Content("")]


def relation_lines(lab: Lab, a: Assessment, width: int) -> Lines:
    """What it runs on, what it needs, and who needs it."""
    needs = sorted(lab.reliance.needs(a.id) - {a.system.runs_on})
    needed_by = sorted(lab.reliance.needed_by(a.id))
    lines = heading("Relations", width)
    lines += labelled(
        "Runs on", named_systems(lab, [a.system.runs_on] if a.system.runs_on else []), width
    )
    lines += labelled("Needs", named_systems(lab, needs), width)
    lines += labelled("Needed by", named_systems(lab, needed_by), width)
    return lines


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
