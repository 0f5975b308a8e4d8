"""`labtui matrix`: the responsibility matrix with the systems in it."""

from __future__ import annotations

from collections.abc import Sequence

from labtui.cli.inventory import open_inventory
from labtui.cli.page import BOLD, Page, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import JSON, Output, Subcommand
from labtui.data.analysis.matrix import by_level
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.framework.layers import LAYERS
from labtui.data.framework.levels import LEARNING, LEVELS
from labtui.text.wording import join_words, plural


def _run(args: Args) -> Output:
    workspace = open_inventory(args)
    found = list(workspace.assessments)
    if args.json:
        levels = [
            {"level": level, "systems": [a.id for a in found if a.level == level]}
            for level in LEVELS
        ]
        undetermined = [a.id for a in found if a.level is None]
        return Output((), {"levels": levels, "undetermined": undetermined}, inventory=workspace)
    lines = matrix_lines(workspace.lab, [a.id for a in found], stdout_page(args.color))
    return Output(lines, inventory=workspace)


COMMANDS = {
    "matrix": Subcommand(
        _run,
        ("labtui matrix", "labtui matrix --json"),
        (JSON,),
    ),
}


def matrix_lines(lab: Lab, ids: Sequence[str], page: Page) -> list[str]:
    """Each level with its systems; says which are relied on, and which were meant for another."""
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
        lines += page.wrap(
            f"base risk {row.risk_word} · learning {LEARNING[row.learning - 1]}", "    "
        )
        for group in here:
            title = f"{group.title}: " if group.title else ""
            systems = ", ".join(map(_id_with_remarks, group.systems)) or "none"
            lines += page.wrap(title + systems, "    → ", "      ")
        lines.append("")
    missing = [a for group in groups if group.level is None for a in group.systems]
    if missing:
        total = plural(len(missing), "system")
        lines.append(page.spread("?   Undetermined", total, BOLD))
        told = (f"{a.id} (who runs its {LAYERS[a.missing or 'os'].lower()}?)" for a in missing)
        lines += [*page.comma_separated(told, "    → "), ""]
    return lines[:-1]


def _id_with_remarks(a: Assessment) -> str:
    """A system's id, and in brackets its intended level if it differs and what relies on it."""
    remarks = [f"meant to be {a.system.intended_level}"] if a.misplaced else []
    if a.system.relied_on_for:
        remarks.append(f"relied on for {join_words(a.system.relied_on_for)}")
    elif a.production:
        remarks.append(
            f"relied on through {join_words(a.through, 3)}" if a.through else "it has to work"
        )
    return f"{a.id} ({'; '.join(remarks)})" if remarks else a.id
