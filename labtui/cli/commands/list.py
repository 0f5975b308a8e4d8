"""`labtui list`: a table of systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from labtui.cli.inventory import open_inventory
from labtui.cli.page import DIM, Page, cells, fit, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import JSON, Output, Subcommand, argument
from labtui.cli.systems import EMPTY_LAB, WORST_FIRST
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.roles import ROLES, Role, role_word
from labtui.data.framework.severities import SEVERITY_SIGNS
from labtui.data.framework.systems import STATUSES
from labtui.data.inventory.workspace import Workspace
from labtui.text.wording import join_words


def _run(args: Args) -> Output:
    workspace = open_inventory(args)
    systems = [workspace.lab.systems[id] for id in workspace.ids]
    systems = [system for system in systems if _is_wanted(system, workspace, args)]
    if args.json:
        from labtui.reports.as_json import inventory_json, retired_json, system_json

        known = workspace.lab.assessments
        told = [system_json(known[s.id]) if s.id in known else retired_json(s) for s in systems]
        return Output((), inventory_json(workspace, told), inventory=workspace)
    return Output(list_lines(workspace.lab, systems, stdout_page(args.color)), inventory=workspace)


def _role(role: Role) -> str:
    """A role as it is given here, and as it is shown if that differs."""
    word = role_word(role)
    return role if word.replace(" ", "-") == role else f"{role} ({word})"


def _is_wanted(system: System, workspace: Workspace, args: Args) -> bool:
    a = workspace.lab.assessments.get(system.id)
    if args.status is None and a is None:
        return False
    return (
        args.status in {None, system.status}
        and (args.level is None or (a is not None and a.level == args.level))
        and (args.role is None or (a is not None and a.role == args.role))
    )


COMMANDS = {
    "list": Subcommand(
        _run,
        ("labtui list --level 3a", "labtui list --status retired --json"),
        (
            JSON,
            argument("--level", values=LEVELS, help=f"only those of a level: {join_words(LEVELS)}"),
            argument(
                "--role",
                values=ROLES,
                help=f"only those of a role: {join_words(map(_role, ROLES))}",
            ),
            argument(
                "--status",
                values=STATUSES,
                help="only those active, planned or retired; without it, all but retired ones",
            ),
        ),
    ),
}

_HEADS = {"verdict": "operated by", "assessed": "smell test"}
"""The heads of the columns that are not called as their keys."""

_DROPPED = ("assessed", "learning", "verdict", "role", "findings", "level")
"""Columns that are left out on a narrow terminal, those of least worth first.

Id, name and risk are always shown.
"""
_MIN_NAME = 12
"""The least width of the name column, in cells, where names are that long."""


def list_lines(lab: Lab, systems: Sequence[System], page: Page) -> list[str]:
    """A table of systems; on a narrow terminal with fewer columns."""
    if not lab.systems:
        return list(EMPTY_LAB)
    if not systems:
        return ["No such systems."]
    rows = [_row(system, lab.assessments.get(system.id)) for system in systems]
    widths = {
        key: max(len(_HEADS.get(key, key)), *(cells(row[key]) for row in rows)) for key in rows[0]
    }
    dropped = _fit_columns(widths, page.width) if page.terminal else []
    heads = {key: _HEADS.get(key, key) for key in widths}
    lines = [
        "  ".join(fit(row[key], width) for key, width in widths.items()).rstrip()
        for row in (heads, *rows)
    ]
    lines[0] = page.paint(lines[0], DIM)
    if dropped:
        lines += page.aside(
            f"(no room for {join_words(_HEADS.get(key, key) for key in dropped)})", ""
        )
    return lines


def _fit_columns(widths: dict[str, int], room: int) -> list[str]:
    """Make columns fit into a line; returns those that were dropped.

    Names are cut before a column is dropped, and ids only where nothing else is left to drop.
    """
    least = min(widths["name"], _MIN_NAME)
    dropped = []
    for key in _DROPPED:
        if _total(widths) - widths["name"] + least <= room:
            break
        dropped.append(key)
        del widths[key]
    widths["name"] -= min(max(_total(widths) - room, 0), widths["name"] - least)
    widths["id"] -= max(_total(widths) - room, 0)
    return dropped


def _total(widths: Mapping[str, int]) -> int:
    return sum(width + 2 for width in widths.values()) - 2


def _risk(a: Assessment) -> str:
    """Its risk now, with a `?` while that is not proven."""
    if a.risk is None:
        return "-"
    return a.risk.now if a.risk.now == a.risk.proven else f"{a.risk.now}?"


def _findings(a: Assessment) -> Iterable[str]:
    """How many findings there are, worst first, the unproven ones after the proven: `1× 2×?`."""
    for severity in WORST_FIRST:
        counted = [finding.unproven for finding in a.findings if finding.counts(severity)]
        for unproven, mark in ((False, ""), (True, "?")):
            if count := counted.count(unproven):
                yield f"{count}{SEVERITY_SIGNS[severity]}{mark}"


def _row(system: System, a: Assessment | None) -> dict[str, str]:
    """One system's cells by column."""
    return {
        "id": system.id,
        "name": safe(system.name),
        "level": (a.level or "?") if a else "-",
        "role": (role_word(a.role, "-")) if a and system.active else system.status,
        "risk": _risk(a) if a else "-",
        "learning": a.learning.now_shown if a and a.learning else "-",
        "verdict": operated_by(a.verdict, a.level) if a else "-",
        "findings": (" ".join(_findings(a)) if a else "") or "-",
        "assessed": str(a.assessed[0]) if a and a.assessed else "never" if a else "-",
    }
