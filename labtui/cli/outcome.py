"""What came of the smell tests of a session, for the terminal in which the app has ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from labtui.cli.page import safe, stdout_page
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.clauses import level_name, operator_words, severity_counts
from labtui.data.assessment.models import System
from labtui.data.inventory.workspace import Workspace


def outcome(
    workspace: Workspace,
    systems: Mapping[str, System],
    asked: Assessment | None,
) -> Iterator[str]:
    """Say of each system whose smell test was saved what it is now, a line each.

    `systems` are those of the start. `asked` is the assessment until then of the system that was
    asked about; of that one it is said too if nothing was saved.
    """
    now = workspace.lab
    for id, system in now.systems.items():
        before = systems.get(id)
        a = now.assessments.get(id)
        if before is None or a is None or system.smell_test == before.smell_test:
            continue
        was = asked if asked is not None and asked.id == id else None
        if was is not None:
            asked = None
        yield from stdout_page().wrap(f"{safe(system.name)}: {_is_now(a, was)}", rest="  ")
    if asked is not None:
        yield f"{safe(asked.system.name)}: no smell test was saved."


def _is_now(a: Assessment, before: Assessment | None) -> str:
    """`smell test saved. Level 3b …, risk High → Critical, operated by you, 2 critical.`"""
    now = a.risk.now if a.risk else "not known"
    was = before.risk.now if before is not None and before.risk else now
    risk = now if was == now else f"{was} → {now}"
    level = f"Level {level_name(a.level)}"
    found = ", ".join(severity_counts(a)) or "no findings"
    return f"smell test saved. {level}, risk {risk}, {operator_words(a.verdict, a.level)}, {found}."
