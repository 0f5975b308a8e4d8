"""Save what a command changed, and say what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labtui.cli.page import Page, safe, stdout_page
from labtui.cli.parser import Args
from labtui.cli.subcommand import Output
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.rules import RULES
from labtui.data.framework.roles import role_word
from labtui.data.framework.severities import severity_sign
from labtui.data.framework.shapes import Value
from labtui.data.framework.values import show_answer
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError, WrittenError


def save_changes(
    args: Args, workspace: Workspace, before: Mapping[str, Assessment], lines: list[str]
) -> Output:
    """Save the change; the output is `lines` and what else changed since `before`."""
    if not workspace.unsaved:
        return Output(["No changes."], inventory=workspace)
    workspace.save()
    try:
        workspace.apply_external()
    except LabtuiError as error:
        raise WrittenError(f"Saved, but what others wrote cannot be shown: {error}") from error
    lines += effect_lines(before, workspace.assessments, stdout_page(args.color))
    return Output(lines, inventory=workspace, written=True)


def effect_lines(
    before: Mapping[str, Assessment], after: Iterable[Assessment], page: Page
) -> list[str]:
    """What a change did to other levels, roles and risks, and what became critical."""
    lines = []
    for now in after:
        old = before.get(now.id, now)
        told = [] if old is now else _differences(old, now)
        if told:
            lines += page.comma_separated(told, f"{now.id}: ", "  ")
    return lines


def _differences(old: Assessment, now: Assessment) -> list[str]:
    told = []
    if old.level != now.level:
        told.append(f"{old.level or 'level not known'} → {now.level or 'level not known'}")
    if old.role != now.role:
        told.append(" → ".join(role_word(each.role, "role not known") for each in (old, now)))
    if old.risk and now.risk and old.risk.now != now.risk.now:
        told.append(f"risk {old.risk.now} → {now.risk.now}")
    was = {finding.rule for finding in old.findings if finding.counts("critical")}
    told += [
        f"{severity_sign('critical', unproven=finding.unproven)} "
        f"{RULES[finding.rule].title_for(now, finding).lower()}"
        for finding in now.findings
        if finding.counts("critical") and finding.rule not in was
    ]
    return told


def fact_change(key: str, old: Value | None, new: Value | None) -> str:
    """The old and new value of a fact: `runs_on synology → pve-cluster`."""
    return f"{key} {safe(show_answer(key, old))} → {safe(show_answer(key, new))}"
