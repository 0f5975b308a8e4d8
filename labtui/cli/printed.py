"""What commands print for people: lists, the matrix, what a change or a farewell would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from labtui.cli.page import BOLD, DIM, Page, cells, fit, safe
from labtui.data.analysis.matrix import by_level
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.assessment.rules import RULES
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.severities import SEVERITIES
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import show_value
from labtui.text.wording import join_words, plural

if TYPE_CHECKING:
    from labtui.data.analysis.impact import Impact

WORST_FIRST = SEVERITIES[::-1]

EMPTY = (
    "No systems yet. Add the first with: labtui add NAME",
    "Or look around in an example lab: labtui --demo",
)


def standing(a: Assessment) -> str:
    """A system's level and role."""
    return " ".join(filter(None, (a.level or "level not known", a.role)))


def named(system: System) -> str:
    """A system's id, and its name where that says more."""
    name = safe(system.name)
    return system.id if name.casefold() == system.id else f"{system.id}  {name}"


# --- list

_DROPPED = ("assessed", "learning", "verdict")
"""Columns a narrow terminal does without, first to go first."""
_NAME = 12
"""The cells a name needs at least to be of use."""


def list_lines(lab: Lab, systems: Sequence[System], page: Page) -> list[str]:
    """A table of systems."""
    if not lab.systems:
        return list(EMPTY)
    if not systems:
        return ["No such systems."]
    rows = [_row(system, lab.assessments.get(system.id)) for system in systems]
    widths = {key: max(len(key), *(cells(row[key]) for row in rows)) for key in rows[0]}
    dropped = []
    if page.terminal:
        for key in ("", *_DROPPED):
            if key:
                dropped.append(key)
                del widths[key]
            others = sum(width + 2 for key, width in widths.items() if key != "name")
            if page.width - others >= min(widths["name"], _NAME):
                break
        widths["name"] = max(min(widths["name"], page.width - others), 4)
    heads = {key: key for key in widths}
    lines = [
        "  ".join(fit(row[key], width) for key, width in widths.items()).rstrip()
        for row in (heads, *rows)
    ]
    lines[0] = page.paint(lines[0], DIM)
    if dropped:
        lines += page.aside(f"(no room for {join_words(dropped)})", "")
    return lines


def _row(system: System, a: Assessment | None) -> dict[str, str]:
    """One system's cells by column."""
    found = [f"{a.count(s)}{Page().sign(s)}" for s in WORST_FIRST if a.count(s)] if a else ()
    return {
        "id": system.id,
        "name": safe(system.name),
        "level": (a.level or "?") if a else "-",
        "role": (a.role or "-") if a and system.active else system.status,
        "risk": a.risk.now if a and a.risk else "-",
        "learning": a.learning.now if a and a.learning else "-",
        "verdict": a.verdict if a else "-",
        "findings": " ".join(found) or "-",
        "assessed": str(a.assessed[0]) if a and a.assessed else "never" if a else "-",
    }


# --- matrix


def matrix_lines(lab: Lab, ids: Sequence[str], page: Page) -> list[str]:
    """The responsibility matrix with the systems in it: what is relied on, what is misplaced."""
    lines: list[str] = []
    groups = by_level(lab, ids)
    for level, row in LEVELS.items():
        here = [group for group in groups if group.level == level]
        count = sum(len(group.systems) for group in here)
        lines.append(page.spread(f"{level:<2}  {row.environment}", plural(count, "system"), BOLD))
        lines += page.wrap(
            f"hardware: {row.hardware} · OS & services: {row.services} · "
            f"backups: {row.backups} · for {row.purpose}",
            "    ",
        )
        lines += page.wrap(f"base risk {row.risk_word} · learning {row.learning_word}", "    ")
        for group in here:
            title = f"{group.title}: " if group.title else ""
            systems = ", ".join(map(_on_its_level, group.systems)) or "none"
            lines += page.wrap(title + systems, "    → ", "      ")
        lines.append("")
    missing = [a for group in groups if group.level is None for a in group.systems]
    if missing:
        total = plural(len(missing), "system")
        lines.append(page.spread("?   Undetermined", total, BOLD))
        told = (
            f"{a.id} (who answers for its {LAYERS[a.missing or 'os'].lower()}?)" for a in missing
        )
        lines += [*page.comma_separated(told, "    → "), ""]
    return lines[:-1]


def _on_its_level(a: Assessment) -> str:
    """A system's id, and in brackets what it is relied on for and where it was meant to be."""
    said = [f"meant to be {a.system.intended_level}"] if a.misplaced else []
    if a.system.relied_on_for:
        said.append(f"relied on for {join_words(a.system.relied_on_for)}")
    elif a.production:
        said.append(
            f"relied on through {join_words(a.through, 3)}" if a.through else "it has to work"
        )
    return f"{a.id} ({'; '.join(said)})" if said else a.id


# --- impact

_DECISIONS = {
    "blocked": "Don't retire {} yet: what people rely on would break or lose its backups.",
    "careful": "Retire {} with care.",
    "clear": "{} can be retired: nothing stands in the way.",
}
_EFFECTS = (
    ("breaks", "would stop working"),
    ("weakened", "would lose a member, and go on"),
    ("unprotected", "would have no backup left"),
    ("orphans", "would not be needed by anything any more"),
)


def impact_lines(lab: Lab, impact: Impact, page: Page) -> list[str]:
    """What retiring a system would do."""
    words = _DECISIONS[impact.decision].format(impact.id)
    lines = page.wrap(words, f"{impact.decision.upper()}  ", "  ")
    effects = [(told, getattr(impact, name)) for name, told in _EFFECTS]
    if impact.decision == "careful" and not any(ids for _, ids in effects[:3]):
        lines += page.wrap(_why_careful(lab.assessments[impact.id]), "  ")
    for told, ids in effects:
        if ids:
            lines += ["", page.heading(f"{plural(len(ids), 'system')} {told}")]
            for id in ids:
                a = lab.assessments[id]
                lines.append(page.spread(f"  {named(a.system)}", standing(a)))
    return lines


def _why_careful(a: Assessment) -> str:
    if a.production:
        return "People rely on it."
    if a.self_hosted:
        return "No restore of it was tested lately: what is only there could be lost."
    return "How to get the data out is not known."


# --- what a change did


def effect_lines(
    before: Mapping[str, Assessment], after: Iterable[Assessment], page: Page
) -> list[str]:
    """What a change made of the lab: levels, roles, risks, and what became critical."""
    lines = []
    for now in after:
        old = before.get(now.id, now)
        told = [] if old is now else _moved(old, now)
        if told:
            lines += page.comma_separated(told, f"{now.id}: ", "  ")
    return lines


def _moved(old: Assessment, now: Assessment) -> list[str]:
    told = []
    if old.level != now.level:
        told.append(f"{old.level or 'undetermined'} → {now.level or 'undetermined'}")
    if old.role != now.role:
        told.append(f"{old.role or 'no role'} → {now.role or 'no role'}")
    if old.risk and now.risk and old.risk.now != now.risk.now:
        told.append(f"risk {old.risk.now} → {now.risk.now}")
    was = {finding.rule for finding in old.findings if finding.counts("critical")}
    told += [
        f"{Page().sign('critical')} {RULES[finding.rule].title.lower()}"
        for finding in now.findings
        if finding.counts("critical") and finding.rule not in was
    ]
    return told


def fact_change(key: str, old: Value | None, new: Value | None) -> str:
    """How one fact changed: `runs_on synology → pve-cluster`."""
    was = "not answered" if old is None else safe(show_value(old))
    return f"{key} {was} → {'not answered' if new is None else safe(show_value(new))}"
