"""`labtui list`: a table of systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labtui.cli.inventory import open_inventory
from labtui.cli.page import DIM, Page, cells, fit, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import JSON, Output, Subcommand, argument, check_choice
from labtui.cli.systems import EMPTY_LAB, WORST_FIRST
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import operated_by
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.framework.facts import FACTS
from labtui.data.framework.levels import LEVELS
from labtui.data.framework.roles import ROLES
from labtui.data.framework.severities import SEVERITY_SIGNS
from labtui.data.inventory.workspace import Workspace
from labtui.text.wording import join_words


def _run(args: Args) -> Output:
    check_choice("--level", args.level, LEVELS)
    check_choice("--role", args.role, ROLES)
    check_choice("--status", args.status, FACTS["status"].choices or ())
    workspace = open_inventory(args)
    systems = [workspace.lab.systems[id] for id in workspace.ids]
    systems = [system for system in systems if _is_wanted(system, workspace, args)]
    if args.json:
        from labtui.reports.as_json import inventory_json, retired_json, system_json

        known = workspace.lab.assessments
        told = [system_json(known[s.id]) if s.id in known else retired_json(s) for s in systems]
        return Output((), inventory_json(workspace, told), inventory=workspace)
    return Output(list_lines(workspace.lab, systems, stdout_page()), inventory=workspace)


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
        "a table of systems",
        _run,
        (
            JSON,
            argument("--level", help="only those of a level: 0, 1, 2, 3a, 3b"),
            argument("--role", help="only those of a role: lab, home-server, production, …"),
            argument("--status", help="only those active, planned, or retired"),
        ),
    ),
}

_HEADS = {"verdict": "operated by", "assessed": "smell test"}
"""The heads of the columns that are not called as their keys."""

_DROPPED = ("assessed", "learning", "verdict")
"""Columns that are left out on a narrow terminal, in this order."""
_MIN_NAME = 12
"""The least width of the name column, in cells, before a column is left out."""


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
    dropped = []
    if page.terminal:
        for key in ("", *_DROPPED):
            if key:
                dropped.append(key)
                del widths[key]
            others = sum(width + 2 for key, width in widths.items() if key != "name")
            if page.width - others >= min(widths["name"], _MIN_NAME):
                break
        widths["name"] = max(min(widths["name"], page.width - others), 4)
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


def _risk(a: Assessment) -> str:
    """Its risk now, with a `?` while that is not proven."""
    if a.risk is None:
        return "-"
    return a.risk.now if a.risk.now == a.risk.proven else f"{a.risk.now}?"


def _findings(a: Assessment) -> Iterable[str]:
    """How many findings there are, worst first, the unproven ones after the proven: `1✖ 2✖?`."""
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
        "role": (a.role or "-") if a and system.active else system.status,
        "risk": _risk(a) if a else "-",
        "learning": a.learning.now if a and a.learning else "-",
        "verdict": operated_by(a.verdict, a.level) if a else "-",
        "findings": (" ".join(_findings(a)) if a else "") or "-",
        "assessed": str(a.assessed[0]) if a and a.assessed else "never" if a else "-",
    }
