"""`labtui` without a command, `open`, `assess` and `retire`: the commands that open the app.

So does `drill`, which has a module of its own.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from labtui.cli.inventory import is_readable_copy, no_systems, open_store, parsed_blocks, today_of
from labtui.cli.outcome import outcome
from labtui.cli.output import one_line
from labtui.cli.parser import Args, UsageError
from labtui.cli.streams import write_stderr
from labtui.cli.subcommand import APP_OPTIONS, ID, Output, Subcommand, argument
from labtui.cli.systems import find_id
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import read_preferences
from labtui.data.preferences.ui_state import UiState
from labtui.data.storage import paths
from labtui.data.storage.store import Store
from labtui.errors import DocumentError

if TYPE_CHECKING:
    from labtui.app.navigation import StartScreen
    from labtui.data.analysis.drill.exercise import Case

THIN_LINK = {"TEXTUAL_FPS": "10", "TEXTUAL_COLOR_SYSTEM": "256", "LABTUI_SLOW": "1"}
"""What --slow sets: fewer frames while a key is held down, shorter colour sequences, and no paint
until the terminal has shown the one before."""


def run_app(args: Args, *, screen: StartScreen = "page", case: Case | None = None) -> Output:
    """Open the app, at a screen about one system where the arguments have an id.

    `case` is what happens to it in a drill; None for whatever was begun, or else its loss.
    """
    assess = screen == "smell_test"
    id: str | None = getattr(args, "id", None)
    with _opened_store(args) as store:
        parsed = None if args.demo else parsed_blocks(store)
        workspace = Workspace(store, today_of(args), read_only=args.read_only, parsed=parsed)
        if id is not None and workspace.document.read_only_reason is None:
            if not workspace.lab.systems:
                raise DocumentError(no_systems(store))
            id = find_id(workspace, id)
        elif id not in set(workspace.ids):
            id = None  # the file cannot be read; the app opens with what can, and says why
        if args.color == "never":
            os.environ["NO_COLOR"] = "1"
        if args.slow:
            os.environ |= {**THIN_LINK, **os.environ}  # Textual reads it when it is imported
        if screen == "drill":
            store.drills.load()
        preferences = read_preferences(paths.settings(), _check_keys)
        ui_state = UiState() if args.demo else UiState.load(paths.ui_state(), store.path.absolute())
        from labtui.app.navigation import StartAt, usual_start
        from labtui.app.run import run

        start = usual_start(workspace)
        if id is not None:
            start = StartAt(screen, id, case)
        elif assess:
            start = StartAt("review")
        systems = dict(workspace.lab.systems) if assess else {}
        asked = workspace.lab.assessments.get(id) if assess and id is not None else None
        gc.freeze()  # what is read stays: to look through it would stop a key for 0.1 s
        gc.enable()
        try:
            status, example = run(
                workspace,
                start=start,
                mouse=not args.no_mouse,
                ui_state=ui_state,
                preferences=preferences,
                current_day=None if args.as_of else date.today,
            )
        finally:
            # The app shows the first of them only.
            write_stderr(f"labtui: {one_line(str(problem))}" for problem in preferences.problems)
            workspace.keep_parsed()
    if example:
        return run_app(Args(**{**vars(args), "demo": True, "file": None}))
    return Output(outcome(workspace, systems, asked) if assess else (), status=status)


@contextmanager
def _opened_store(args: Args) -> Iterator[Store]:
    """The store of the inventory, or with --demo of a temporary copy of the example lab."""
    if not args.demo:
        store = open_store(args, create=True)
        if not args.read_only:
            store.journals_dir = paths.journals_dir()
            store.drills_dir = paths.drills_dir()
        yield store
        return
    if args.file is not None:
        raise UsageError("--demo opens the example lab, --file another. Give one of the two.")
    from tempfile import TemporaryDirectory

    from labtui.data.inventory.example import example

    with TemporaryDirectory(prefix="labtui-demo-") as directory:
        path = Path(directory, "example.toml")
        path.write_bytes(example(today_of(args)))
        yield Store(path, Path(directory, "backups"), create=False, is_readable=is_readable_copy)


def _check_keys(keys: Mapping[str, str]) -> Mapping[str, str]:
    from labtui.app.keymap import checked

    return checked(keys)


def _run_assess(args: Args) -> Output:
    return run_app(args, screen="smell_test")


def _run_retire(args: Args) -> Output:
    return run_app(args, screen="retire")


COMMANDS = {
    "open": Subcommand(
        run_app,
        ("labtui open owl", "labtui open owl --read-only"),
        (ID, *APP_OPTIONS),
        opens_app=True,
    ),
    "assess": Subcommand(
        _run_assess,
        ("labtui assess owl", "labtui assess"),
        (argument("id", metavar="ID", nargs="?", help="a system's id, or its name"), *APP_OPTIONS),
        opens_app=True,
    ),
    "retire": Subcommand(
        _run_retire,
        ("labtui retire films", "labtui retire films --read-only"),
        (ID, *APP_OPTIONS),
        opens_app=True,
    ),
}
