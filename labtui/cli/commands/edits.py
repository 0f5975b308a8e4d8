"""`labtui add`, `set`, `remove` and `log`: the commands that change facts.

Each prints what it did and what that changed in the lab.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from labtui.cli.assignments import Changes, parse_assignments, split_ids
from labtui.cli.inventory import open_inventory, open_inventory_to_add
from labtui.cli.page import Page, safe, stdout_page
from labtui.cli.parser import Args, UsageError
from labtui.cli.subcommand import ID, Output, Subcommand, argument, check_choice
from labtui.cli.systems import level_and_role
from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.rules import RULES
from labtui.data.framework.events import EVENTS
from labtui.data.framework.shapes import Value
from labtui.data.framework.templates import TEMPLATES
from labtui.data.framework.values import show_answer
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError, WrittenError
from labtui.text.wording import join_words


def _run_add(args: Args) -> Output:
    check_choice("--template", args.template, TEMPLATES)
    if not args.name.strip():
        raise UsageError("NAME: a system has a name; say which")
    workspace = open_inventory_to_add(args, new_file=args.new_file)
    before = dict(workspace.lab.assessments)
    facts = parse_assignments(args.facts, workspace, None)
    answers = {key: facts.pop(key) for key in list(facts) if key.startswith("smell_test.")}
    id = workspace.add(args.name, facts, id=args.id, template=args.template, host=args.on)
    if answers:
        workspace.edit({id: answers})  # unlike adding, it dates the smell test
    added = workspace.lab.assessments.get(id)
    told = f", {level_and_role(added)}" if added else ""
    return _save(workspace, before, [f"{id}: added{told}"])


def _run_set(args: Args) -> Output:
    ids, words = split_ids(args.words)
    if not ids or not words:
        raise UsageError("set: expected ID… KEY=VALUE…, as in set nas purpose=reliability")
    workspace = open_inventory(args, write=True, systems_needed=True)
    before = dict(workspace.lab.assessments)
    systems = {id: workspace.system(id) for id in ids}
    wanted: dict[str, Changes] = {id: parse_assignments(words, workspace, id) for id in systems}
    workspace.edit(wanted, "set")
    lines = []
    for id, old in systems.items():
        facts = workspace.system(id).facts
        told = [
            fact_change(key, old.facts.get(key), facts.get(key))
            for key in wanted[id]
            if old.facts.get(key) != facts.get(key)
        ]
        lines += [f"{id}: {', '.join(told)}"] if told else []
    return _save(workspace, before, lines)


def _run_remove(args: Args) -> Output:
    workspace = open_inventory(args, write=True, systems_needed=True)
    before = dict(workspace.lab.assessments)
    ids = list(dict.fromkeys(args.ids))
    workspace.remove(ids)
    lines = []
    for id in ids:
        by = sorted(workspace.lab.references.to(id))
        named_by = f"; still named by {join_words(by, len(by))}" if by else ""
        lines.append(f"{id}: removed{named_by}")
    return _save(workspace, before, lines)


def _run_log(args: Args) -> Output:
    check_choice("EVENT", args.event, EVENTS)
    workspace = open_inventory(args, write=True, systems_needed=True)
    before = dict(workspace.lab.assessments)
    workspace.log([args.id], args.event, args.note)
    return _save(workspace, before, [f"{args.id}: {args.event} on {workspace.today}"])


def _save(workspace: Workspace, before: dict[str, Assessment], lines: list[str]) -> Output:
    """Save the change; the output is `lines` and what else changed since `before`."""
    if not workspace.unsaved:
        return Output(["nothing to change"], inventory=workspace)
    workspace.save()
    try:
        workspace.apply_external()
    except LabtuiError as error:
        raise WrittenError(f"saved, but what others wrote cannot be shown: {error}") from error
    lines += effect_lines(before, workspace.assessments, stdout_page())
    return Output(lines, inventory=workspace, written=True)


_FACTS = "facts such as purpose=learning owners.os=you tags+=arm evidence.patched=today"

COMMANDS = {
    "add": Subcommand(
        "add a system",
        _run_add,
        (
            argument("name", metavar="NAME", help="what people call it"),
            argument("--id", help="its id, instead of one made of the name"),
            argument(
                "--template",
                metavar="T",
                help=f"start as {join_words(TEMPLATES, word='or')}",
            ),
            argument("--on", metavar="HOST", help="the id of the system it runs on"),
            argument(
                "--new-file",
                action="store_true",
                help="start a new file, although there are safety copies of a lost one",
            ),
            argument("facts", metavar="KEY=VALUE", nargs="*", default=(), help=_FACTS),
        ),
    ),
    "set": Subcommand(
        "change facts of systems",
        _run_set,
        (
            argument(
                "words",
                metavar="ID… KEY=VALUE",
                nargs="+",
                help=f"systems' ids, then {_FACTS}; an empty value removes a fact",
            ),
        ),
        "labtui set [OPTION…] ID… KEY=VALUE…",
    ),
    "remove": Subcommand(
        "take systems out of the file; for mistakes, what really ran is retired",
        _run_remove,
        (argument("ids", metavar="ID", nargs="+", help="systems' ids"),),
    ),
    "log": Subcommand(
        "note in a system's history what happened today",
        _run_log,
        (
            ID,
            argument("event", metavar="EVENT", help="experiment, rebuilt, incident, changed, …"),
            argument("note", metavar="NOTE", nargs="?", help="what happened, in your words"),
        ),
    ),
}


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
        told.append(f"{old.role or 'role not known'} → {now.role or 'role not known'}")
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
    """The old and new value of a fact: `runs_on synology → pve-cluster`."""
    return f"{key} {safe(show_answer(key, old))} → {safe(show_answer(key, new))}"
