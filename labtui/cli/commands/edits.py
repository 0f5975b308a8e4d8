"""`labtui add`, `set`, `remove` and `log`: the commands that change facts.

Each prints what it did and what that changed in the lab.
"""

from __future__ import annotations

from collections.abc import Iterable

from labtui.cli.assignments import Changes, fact_syntax, parse_assignments, split_ids
from labtui.cli.inventory import open_inventory, open_inventory_to_add
from labtui.cli.parser import Args, Section, UsageError
from labtui.cli.saving import fact_change, save_changes
from labtui.cli.subcommand import ID, WITHOUT_COPY, Output, Subcommand, argument
from labtui.cli.systems import find_id, level_and_role
from labtui.data.framework.events import EVENTS
from labtui.data.framework.templates import TEMPLATES
from labtui.data.inventory.edits import id_for
from labtui.data.inventory.workspace import Workspace
from labtui.errors import FactError
from labtui.text.wording import join_words


def _run_add(args: Args) -> Output:
    if not args.name.strip():
        raise UsageError("A system needs a name. Example: labtui add Nextcloud")
    workspace = open_inventory_to_add(args, new_file=args.new_file)
    before = dict(workspace.lab.assessments)
    if args.id is None:
        _check_new(args.name, workspace)
    facts = parse_assignments(args.facts, workspace, None)
    answers = {key: facts.pop(key) for key in list(facts) if key.startswith("smell_test.")}
    host = find_id(workspace, args.on) if args.on is not None else None
    id = workspace.add(args.name, facts, id=args.id, template=args.template, host=host)
    if answers:
        workspace.edit({id: answers})  # unlike adding, it dates the smell test
    added = workspace.lab.assessments.get(id)
    told = f", {level_and_role(added)}" if added else ""
    return save_changes(args, workspace, before, [f"{id}: added{told}"])


def _check_new(name: str, workspace: Workspace) -> None:
    """Raise `FactError` where a system of this name exists, or one whose id it would get."""
    id, called = id_for(name, ()), name.strip().casefold()
    for system in workspace.lab.systems.values():
        if system.id == id or system.name.casefold() == called:
            free = id_for(name, set(workspace.ids))
            raise FactError(
                f'System {system.id} ("{system.name}") exists already. '
                f"To add another one: --id {free}"
            )


def _run_set(args: Args) -> Output:
    typed, words = split_ids(args.words)
    if not typed or not words:
        missing = "a fact" if typed else "the id of a system"
        raise UsageError(f"Missing: {missing}. Example: labtui set owl purpose=reliability")
    workspace = open_inventory(args, write=True, systems_needed=True)
    before = dict(workspace.lab.assessments)
    ids = [find_id(workspace, word) for word in typed]
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
    return save_changes(args, workspace, before, lines)


def _run_remove(args: Args) -> Output:
    workspace = open_inventory(args, write=True, systems_needed=True)
    before = dict(workspace.lab.assessments)
    ids = list(dict.fromkeys(find_id(workspace, word) for word in args.ids))
    workspace.remove(ids)
    lines = []
    for id in ids:
        by = sorted(workspace.lab.references.to(id))
        named_by = f"; still named by {join_words(by, len(by))}" if by else ""
        lines.append(f"{id}: removed{named_by}")
    return save_changes(args, workspace, before, lines)


def _run_log(args: Args) -> Output:
    workspace = open_inventory(args, write=True, systems_needed=True)
    before = dict(workspace.lab.assessments)
    id = find_id(workspace, args.id)
    workspace.log([id], args.event, args.note)
    return save_changes(args, workspace, before, [f"{id}: {args.event} on {workspace.today}"])


def _facts_help() -> Iterable[Section]:
    yield (
        "how to write facts",
        [
            ("KEY=VALUE", "such as purpose=learning or owners.os=you"),
            ("KEY=A,B", "a list, such as depends_on=dns,router"),
            ("KEY+=A,B", "adds to a list, or to the one it inherits"),
            ("KEY-=A,B", "removes from a list"),
            ("KEY=[]", "the empty list, as an answer: depends_on=[] says it needs nothing"),
            ("KEY=", "clears the answer, also that of a list"),
            (
                "DAY",
                '2026-11-28, "Sep 2026", today, yesterday, -3d or "3 days ago", -2w, -2m',
            ),
        ],
    )
    yield "facts, in upper or lower case", list(fact_syntax())


COMMANDS = {
    "add": Subcommand(
        _run_add,
        (
            "labtui add Nextcloud --on owl purpose=convenience depends_on=dns",
            'labtui add "Photo archive" --id photos --template home-server',
        ),
        (
            argument("name", metavar="NAME", text=True, help="what people call it"),
            argument("--id", metavar="ID", help="its id, instead of one made of the name"),
            argument(
                "--template",
                metavar="T",
                values=TEMPLATES,
                help=f"start as {join_words(TEMPLATES, word='or')}",
            ),
            argument("--on", metavar="HOST", help="the system it runs on, by id or name"),
            argument(
                "--new-file",
                action="store_true",
                help="start a new file, although there are safety copies of a lost one",
            ),
            argument(
                "facts",
                metavar="KEY=VALUE",
                nargs="*",
                default=(),
                facts=True,
                help="facts of it, as below",
            ),
            WITHOUT_COPY,
        ),
        more=_facts_help,
    ),
    "set": Subcommand(
        _run_set,
        (
            "labtui set owl dns evidence.patched=today evidence.restore_tested=-3d",
            "labtui set owl tags+=arm depends_on= used_by=[]",
        ),
        (
            argument(
                "words",
                metavar="ID… KEY=VALUE…",
                nargs="+",
                facts=True,
                help="systems by id or name, then facts as below, set for all of them",
            ),
            WITHOUT_COPY,
        ),
        "labtui set ID… KEY=VALUE…",
        more=_facts_help,
    ),
    "remove": Subcommand(
        _run_remove,
        ("labtui remove hamster", "labtui remove hamster badger"),
        (argument("ids", metavar="ID", nargs="+", help="systems, by id or name"), WITHOUT_COPY),
        description="Removes systems from the file. Only for mistakes: what really existed is "
        "retired, and its record stays.",
    ),
    "log": Subcommand(
        _run_log,
        ('labtui log owl incident "A disk failed"', "labtui log owl rebuilt"),
        (
            ID,
            argument("event", metavar="EVENT", values=EVENTS, help=join_words(EVENTS, word="or")),
            argument(
                "note",
                metavar="NOTE",
                nargs="?",
                text=True,
                help="what happened, in your words; in quotes, and after -- if it begins with -",
            ),
            WITHOUT_COPY,
        ),
    ),
}
