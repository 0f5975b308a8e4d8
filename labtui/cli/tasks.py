"""What each command does: reads or changes the inventory, and returns what there is to say.

The core is imported by the command that needs it, and Textual by the app alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from labtui.cli.output import as_json, one_line
from labtui.cli.parser import Args, UsageError
from labtui.errors import DocumentError, FactError, StoreError

if TYPE_CHECKING:
    from labtui.cli.page import Page
    from labtui.cli.typed import Changed
    from labtui.data.assessment.assessment import Assessment
    from labtui.data.assessment.models import System
    from labtui.data.inventory.conflicts import Conflict
    from labtui.data.inventory.workspace import Workspace
    from labtui.data.storage.store import Store
    from labtui.reports.as_json import Json


@dataclass(frozen=True, slots=True)
class Output:
    """What a command has to say."""

    lines: Iterable[str] = ()
    json: Json | None = None
    """Said as JSON instead of lines."""
    status: int = 0
    read: Workspace | None = None
    """The inventory it went by, whose problems are warned of."""


# --- the inventory


def _today(args: Args) -> date:
    if args.as_of is None:
        return date.today()
    from labtui.data.framework.values import parse_date

    day = parse_date(args.as_of, date.today())
    if day is None:
        raise UsageError(f"--as-of {args.as_of}: expected a day like 2026-11-21")
    return day


def _good(data: bytes) -> bool:
    """Whether bytes are an inventory that can be read, which its safety copies go by."""
    from labtui.data.inventory.document import Document

    read_only_reason = Document.parse(data).read_only_reason
    return read_only_reason is None or read_only_reason.convertible


def _store(args: Args, *, create: bool, write: bool = True) -> Store:
    """The inventory's file; one at the default place need not be there."""
    from labtui.data.storage import paths
    from labtui.data.storage.store import Store

    path, named = paths.inventory(args.file, os.environ)
    # What only reads makes no copies; looking up where to takes a library.
    backups = paths.backups_dir() if write else None
    return Store(path, backups, create=create or not named, is_readable=_good)


def _workspace(args: Args, *, create: bool = False, write: bool = False) -> Workspace:
    """The inventory, read and assessed. Raises `LabtuiError` where it cannot be read whole."""
    from labtui.data.inventory.workspace import Workspace

    store = _store(args, create=create, write=write)
    workspace = Workspace(store, _today(args), read_only=not write)
    read_only_reason = workspace.document.read_only_reason
    if read_only_reason is None or read_only_reason.convertible:
        return workspace
    if not write:
        # A save that was cut short may be why; a store that can write finishes it.
        return _workspace(args, create=create, write=True)
    raise DocumentError(
        f"{store.path}: {read_only_reason.message}; labtui restore lists older copies"
    )


def _page() -> Page:
    """What standard output is to write on."""
    from labtui.cli.page import Page, columns

    terminal = sys.stdout is not None and sys.stdout.isatty()
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Page(columns(), terminal and not plain, terminal)


def one_of(what: str, value: str | None, right: Iterable[str]) -> None:
    """Raises `FactError` with the nearest right one where a value is given and none of them."""
    right = list(right)
    if value is not None and value not in right:
        from labtui.text.wording import hint

        near = hint(value, right)
        raise FactError(f"{what} {value}: expected one of {', '.join(right)}{near}")


def warnings(workspace: Workspace) -> Iterator[str]:
    """What is wrong in the file, a line each as compilers do: FILE:LINE: what."""
    path = workspace.store.path
    read_only_reason = workspace.document.read_only_reason
    if read_only_reason is not None:
        why = read_only_reason.message
        yield f"{path}: warning: {why}; until then it can be read, but not changed"
    for problem in workspace.problems:
        yield f"{path}:{problem.line}: warning: {replace(problem, line=None)}"


# --- the app


@contextmanager
def _store_for_app(args: Args) -> Iterator[Store]:
    if not args.demo:
        yield _store(args, create=True)
        return
    if args.file is not None:
        raise UsageError("--demo opens the example lab, --file another; give one of the two")
    from tempfile import TemporaryDirectory

    from labtui.data.inventory.example import example
    from labtui.data.storage.store import Store

    with TemporaryDirectory(prefix="labtui-demo-") as place:
        path = Path(place, "example.toml")
        path.write_bytes(example(_today(args)))
        yield Store(path, Path(place, "backups"), create=False, is_readable=_good)


def run_app(args: Args, *, assess: bool = False, retire: bool = False) -> Output:
    import gc

    from labtui.data.inventory.workspace import Workspace
    from labtui.data.storage import paths

    id: str | None = getattr(args, "id", None)
    with _store_for_app(args) as store:
        workspace = Workspace(store, _today(args), read_only=args.read_only)
        if id is not None and workspace.document.read_only_reason is None:
            workspace.system(id)
        elif id not in set(workspace.ids):
            id = None  # of a file that cannot be read, what there is shows, and why no more
        if args.slow:
            os.environ |= {**THIN_LINK, **os.environ}  # before Textual is imported, which reads it
        from labtui.data.preferences.settings import read_preferences
        from labtui.data.preferences.ui_state import UiState

        preferences = read_preferences(paths.settings(), _checked_keys)
        from labtui.app.app import Start, run

        ui_state = UiState() if args.demo else UiState.recalled(paths.ui_state())
        start = Start(id, assess, retire) if id is not None or assess else None
        gc.enable()
        status, example = run(
            workspace,
            start=start,
            mouse=not args.no_mouse,
            ui_state=ui_state,
            preferences=preferences,
        )
    if example:
        return run_app(Args(**{**vars(args), "demo": True, "file": None}))
    return Output(status=status)


THIN_LINK = {"TEXTUAL_FPS": "10", "TEXTUAL_COLOR_SYSTEM": "256"}
"""What writes less: fewer pictures while a key is held down, and shorter names of colours."""


def _checked_keys(keys: Mapping[str, str]) -> Mapping[str, str]:
    from labtui.app.keymap import checked

    return checked(keys)


def run_assess(args: Args) -> Output:
    return run_app(args, assess=True)


def run_retire(args: Args) -> Output:
    return run_app(args, retire=True)


# --- commands that read


def run_check(args: Args) -> Output:
    from labtui.data.framework.severities import SEVERITIES

    one_of("--fail-on", args.fail_on, SEVERITIES)
    workspace = _workspace(args)
    wanted = {workspace.system(id).id for id in args.ids}
    found = [a for a in workspace.assessments if a.id in wanted or not wanted]
    # Ranks of findings start at 1, notice; 0 is nothing found.
    worst = max((a.worst for a in found), default=0)
    failed = args.fail_on is not None and worst > SEVERITIES.index(args.fail_on)
    if args.json:
        from labtui.reports.as_json import checked_json

        systems = [checked_json(workspace.lab, a) for a in found]
        return Output((), _listing(workspace, systems), int(failed), workspace)
    from labtui.cli.checked import check_lines, summary

    lines = [summary(found)] if args.brief else check_lines(workspace.lab, found, _page())
    return Output(lines, None, int(failed), workspace)


def _listing(workspace: Workspace, systems: list[Json]) -> Json:
    from labtui.reports.as_json import problem_json

    return {
        "schema": 1,
        "as_of": str(workspace.today),
        "systems": systems,
        "problems": [problem_json(problem) for problem in workspace.problems],
    }


def run_list(args: Args) -> Output:
    from labtui.data.framework.facts import FACTS
    from labtui.data.framework.levels import LEVELS
    from labtui.data.framework.roles import ROLES

    one_of("--level", args.level, LEVELS)
    one_of("--role", args.role, ROLES)
    one_of("--status", args.status, FACTS["status"].choices or ())
    workspace = _workspace(args)
    found = [workspace.lab.systems[id] for id in workspace.ids]
    found = [system for system in found if _is_wanted(system, workspace, args)]
    if args.json:
        from labtui.reports.as_json import retired_json, system_json

        known = workspace.lab.assessments
        systems = [system_json(known[s.id]) if s.id in known else retired_json(s) for s in found]
        return Output((), _listing(workspace, systems), read=workspace)
    from labtui.cli.printed import list_lines

    return Output(list_lines(workspace.lab, found, _page()), read=workspace)


def _is_wanted(system: System, workspace: Workspace, args: Args) -> bool:
    a = workspace.lab.assessments.get(system.id)
    if args.status is None and a is None:
        return False
    return (
        args.status in {None, system.status}
        and (args.level is None or (a is not None and a.level == args.level))
        and (args.role is None or (a is not None and a.role == args.role))
    )


def run_show(args: Args) -> Output:
    workspace = _workspace(args)
    system = workspace.system(args.id)
    if args.json:
        from labtui.reports.as_json import checked_json, plain, retired_json

        a = workspace.lab.assessments.get(system.id)
        told = checked_json(workspace.lab, a) if a else {**retired_json(system), "findings": []}
        return Output((), {**told, "facts": plain(workspace.raw(system.id))}, read=workspace)
    from labtui.cli.shown import show_lines

    return Output(show_lines(workspace.lab, system, _page()), read=workspace)


def run_matrix(args: Args) -> Output:
    from labtui.data.framework.levels import LEVELS

    workspace = _workspace(args)
    found = list(workspace.assessments)
    if args.json:
        levels = [
            {"level": level, "systems": [a.id for a in found if a.level == level]}
            for level in LEVELS
        ]
        undetermined = [a.id for a in found if a.level is None]
        return Output((), {"levels": levels, "undetermined": undetermined}, read=workspace)
    from labtui.cli.printed import matrix_lines

    return Output(matrix_lines(workspace.lab, [a.id for a in found], _page()), read=workspace)


def run_impact(args: Args) -> Output:
    from labtui.data.analysis.impact import impact_of

    workspace = _workspace(args)
    impact = impact_of(workspace.lab, workspace.system(args.id).id)
    if args.json:
        from dataclasses import asdict

        return Output((), asdict(impact), read=workspace)
    from labtui.cli.printed import impact_lines

    return Output(impact_lines(workspace.lab, impact, _page()), read=workspace)


def run_export(args: Args) -> Output:
    from labtui.reports.as_json import plain

    one_of("export", args.format, ["json"])
    workspace = _workspace(args)
    document = workspace.document
    whole = {**document.top, "systems": [block.raw for block in document.systems]}
    if args.output is None:
        return Output((), plain(whole), read=workspace)
    _write(Path(args.output), as_json(plain(whole)), workspace.store.path)
    return Output(read=workspace)


def _write(path: Path, text: str, inventory: Path) -> None:
    """Write an export; when this returns, it has reached the disk."""
    try:
        if path.exists() and path.samefile(inventory):
            raise StoreError(f"{path}: this is the inventory itself; export to another file")
        with path.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if path.is_file():
                os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"{path}: not written: {(error.strerror or str(error)).lower()}"
        ) from error


def run_restore(args: Args) -> Output:
    from labtui.cli import keeping

    if args.copy is None and args.diff:
        raise UsageError("restore --diff: say which copy; labtui restore lists them")
    if args.copy is not None and args.json:
        raise UsageError("restore --json: this is for the list; leave out the copy")
    store = _store(args, create=True)
    copies = store.backups()
    if args.copy is None:
        told = keeping.copies_json(copies) if args.json else None
        return Output(keeping.copies_lines(copies, store.path, _page()), told)
    copy = keeping.copy_named(args.copy, copies)
    data, now = copy.read(), store.read()
    if args.diff:
        return Output(keeping.diff_lines(now or b"", data, store.path, copy, _page()))
    if not _good(data) and not args.unreadable:
        raise DocumentError(
            f"{copy.path}: this copy cannot be read as an inventory; "
            "--unreadable restores it all the same"
        )
    if now == data:
        return Output(["the file is just like this copy"])
    store.write(data)
    kept = "; what was there is kept as a copy" if now else ""
    return Output([f"{one_line(str(store.path))}: as it was on {keeping.moment(copy)}{kept}"])


def run_doctor(args: Args) -> Output:
    from labtui.cli import keeping

    store = _store(args, create=True)
    if args.convert:
        from labtui.data.inventory.workspace import Workspace

        workspace = Workspace(store, _today(args))
        workspace.convert()
        workspace.save()
        said = "each system is a [[systems]] of its own now; what was there is kept as a copy"
        return Output([f"{one_line(str(store.path))}: {said}"], read=workspace)
    facts, well = keeping.examined(store, _today(args), os.environ)
    return Output(keeping.doctor_lines(facts, _page()), status=0 if well else 2)


def run_paths(args: Args) -> Output:
    from labtui.data.storage import paths

    places = paths.described(paths.inventory(args.file, os.environ)[0])
    width = max(len(label) for label, _ in places)
    return Output([f"{label:<{width}}  {one_line(str(path))}" for label, path in places])


# --- commands that write


def run_add(args: Args) -> Output:
    from labtui.cli.printed import standing
    from labtui.cli.typed import changes
    from labtui.data.framework.templates import TEMPLATES

    one_of("--template", args.template, TEMPLATES)
    if not args.name.strip():
        raise UsageError("NAME: a system has a name; say which")
    workspace = _workspace(args, create=True, write=True)
    before = dict(workspace.lab.assessments)
    facts = changes(args.facts, workspace, None)
    answers = {key: facts.pop(key) for key in list(facts) if key.startswith("smell_test.")}
    id = workspace.add(args.name, facts, id=args.id, template=args.template, host=args.on)
    if answers:
        workspace.edit({id: answers})  # which dates the test, as adding does not
    added = workspace.lab.assessments.get(id)
    return _saved(workspace, before, [f"{id}: added{', ' + standing(added) if added else ''}"])


def run_set(args: Args) -> Output:
    from labtui.cli.printed import fact_change
    from labtui.cli.typed import changes, split

    ids, words = split(args.words)
    if not ids or not words:
        raise UsageError("set: expected ID… KEY=VALUE…, as in set nas purpose=reliability")
    workspace = _workspace(args, write=True)
    before = dict(workspace.lab.assessments)
    systems = {id: workspace.system(id) for id in ids}
    wanted: dict[str, Changed] = {id: changes(words, workspace, id) for id in systems}
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
    return _saved(workspace, before, lines)


def run_remove(args: Args) -> Output:
    from labtui.text.wording import join_words

    workspace = _workspace(args, write=True)
    before = dict(workspace.lab.assessments)
    ids = list(dict.fromkeys(args.ids))
    workspace.remove(ids)
    lines = []
    for id in ids:
        by = sorted(workspace.lab.references.to(id))
        lines.append(
            f"{id}: removed" + (f"; still named by {join_words(by, len(by))}" if by else "")
        )
    return _saved(workspace, before, lines)


def run_log(args: Args) -> Output:
    from labtui.data.framework.events import EVENTS

    one_of("EVENT", args.event, EVENTS)
    workspace = _workspace(args, write=True)
    before = dict(workspace.lab.assessments)
    workspace.log([args.id], args.event, args.note)
    return _saved(workspace, before, [f"{args.id}: {args.event} on {workspace.today}"])


def run_merge(args: Args) -> Output:
    from labtui.data.inventory.document import Document
    from labtui.data.inventory.merge import merge, with_markers
    from labtui.data.storage.atomic_write import atomic_write
    from labtui.data.storage.os_errors import translate_os_errors
    from labtui.data.storage.snapshots import read_snapshot
    from labtui.data.storage.store import Store

    stores = [Store(Path(path), None, create=False) for path in (args.base, args.ours, args.theirs)]
    three = [Document.parse(store.read() or b"") for store in stores]
    if three[0].read_only_reason is not None:
        # Of a criss-cross git makes the base itself, maybe with conflicts; without it, both stay.
        three[0] = Document.parse(b"")
    for store, document in zip(stores, three, strict=True):
        if document.read_only_reason is not None:
            raise DocumentError(
                f"{store.path}: {document.read_only_reason.message}; nothing was merged"
            )
        if three[0].systems and not document.data.strip():
            raise DocumentError(f"{store.path}: emptied, which nobody means; nothing was merged")
    merged = merge(*three, prefer="ours")
    data = merged.document.data
    if merged.conflicts:
        data = with_markers(merged.document, merge(*three, prefer="theirs").document)
    # A file of git's own, of which no copies are to be kept.
    target = Path(os.path.realpath(args.ours))
    with translate_os_errors(target, "not written"):
        atomic_write(target, data, read_snapshot(target))
    told = [_disagreed(conflict) for conflict in merged.conflicts]
    if told:
        told.append("both values stand there, between <<<<<<< and >>>>>>>; keep one of them")
    return Output(told, status=int(bool(told)))


def _disagreed(conflict: Conflict) -> str:
    if conflict.key:
        return f"both changed {conflict.where}"
    return f"{conflict.id}: one side removed it, and the other changed it"


def _saved(workspace: Workspace, before: dict[str, Assessment], lines: list[str]) -> Output:
    """Save; say what was done and what else that changed."""
    from labtui.cli.printed import effect_lines

    if not workspace.unsaved:
        return Output(["nothing to change"], read=workspace)
    workspace.save()
    workspace.apply_external()
    return Output([*lines, *effect_lines(before, workspace.assessments, _page())], read=workspace)
