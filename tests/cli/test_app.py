"""The commands that open the app."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from labtui.app.navigation import StartAt
from labtui.data.framework.questions import QUESTIONS
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import Preferences
from labtui.data.preferences.ui_state import UiState
from labtui.data.storage import paths
from tests.cli.helpers import (
    DAY,
    Labtui,
)


@dataclass
class App:
    """Stands in for the app; remembers how it was run."""

    workspace: Workspace | None = None
    start: StartAt | None = None
    mouse: bool = True
    data: bytes | None = None
    current_day: Callable[[], date] | None = None
    does: Callable[[Workspace], None] = lambda _: None

    def run(
        self,
        workspace: Workspace,
        *,
        start: StartAt | None,
        mouse: bool,
        ui_state: UiState,
        preferences: Preferences,
        current_day: Callable[[], date] | None,
    ) -> tuple[int, bool]:
        assert preferences == Preferences()
        self.workspace, self.start, self.mouse = workspace, start, mouse
        self.current_day = current_day
        self.does(workspace)
        self.data = workspace.store.path.read_bytes() if workspace.store.path.exists() else None
        return 7, False


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> App:
    stand_in = App()
    module = ModuleType("labtui.app.run")
    module.run = stand_in.run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "labtui.app.run", module)
    return stand_in


@pytest.mark.parametrize("command", ["open", "assess", "retire"])
def test_what_cannot_be_read_is_opened_all_the_same(
    app: App, labtui: Labtui, tmp_path: Path, command: str
) -> None:
    lab = tmp_path / "lab.toml"
    lab.write_text('[[systems]]\nid = "a"\n<<<<<<< ours\nname = "A"\n')
    assert labtui(command, "a", "--file", str(lab)).status == 7
    assert app.workspace is not None
    assert app.workspace.read_only_reason is not None
    assert app.start is None or app.start.id is None


def test_alone_it_opens_the_app(app: App, on: Labtui) -> None:
    assert on().status == 7
    assert app.workspace is not None
    start = StartAt("overview")
    assert (app.start, app.mouse, app.workspace.read_only_reason) == (start, True, None)
    assert str(app.workspace.today) == DAY
    assert app.current_day is None  # the day given by --as-of


@pytest.mark.parametrize(("systems", "room"), [(0, None), (4, None), (5, "overview"), (1001, None)])
def test_where_it_starts_hangs_on_how_much_there_is_to_see(
    app: App, labtui: Labtui, tmp_path: Path, systems: int, room: Any
) -> None:
    lab = tmp_path / "lab.toml"
    lab.write_text("schema = 1\n" + "".join(f"[[systems]]\nid = 's{n}'\n" for n in range(systems)))
    assert labtui("--file", str(lab)).status == 7
    assert app.start == (StartAt(room) if room else None)


def test_the_app_follows_the_day(app: App, labtui: Labtui) -> None:
    assert labtui("--demo").status == 7
    assert app.current_day == date.today


def test_the_apps_options(app: App, on: Labtui) -> None:
    on("--no-mouse", "--read-only")
    assert app.workspace is not None
    assert not app.mouse
    assert app.workspace.read_only_reason


def test_open_opens_a_systems_page(app: App, on: Labtui) -> None:
    assert on("open", "pbs", "--no-mouse").status == 7
    assert (app.start, app.mouse) == (StartAt("page", "pbs"), False)
    on("--no-mouse", "open", "pbs")
    assert not app.mouse
    app.start = None
    assert on("open", "psb").status == 2
    assert app.start is None
    assert on("open").status == 2


def test_assess_opens_a_smell_test_or_the_review_queue(app: App, on: Labtui) -> None:
    left = on("assess", "pbs")
    assert (left.status, left.lines) == (7, ["Proxmox Backup Server: no smell test was saved."])
    assert app.start == StartAt("smell_test", "pbs")
    assert on("assess", "--no-mouse").status == 7
    assert (app.start, app.mouse) == (StartAt("review"), False)
    app.start = None
    assert on("assess", "psb").status == 2
    assert app.start is None


def test_what_came_of_the_smell_tests_is_said_once_the_app_has_ended(app: App, on: Labtui) -> None:
    answers = dict.fromkeys((f"smell_test.{question}" for question in QUESTIONS), "yes")

    def take_two(workspace: Workspace) -> None:
        workspace.edit(dict.fromkeys(("zoltan", "pbs"), answers), "assess")

    app.does = take_two
    lines = on("assess", "pbs").lines
    assert [line for line in lines if "smell test saved" in line] == [
        "Proxmox Backup Server: smell test saved. Level 3a Full-stack homelab, risk High,",
        "Zoltan!: smell test saved. Level 3a Full-stack homelab, risk Controlled High,",
    ]
    assert "operated by you" in lines[1]
    app.does = lambda _: None
    assert on("assess").lines == []


def test_retire_opens_a_retirement_review(app: App, on: Labtui) -> None:
    assert on("retire", "pbs", "--no-mouse").status == 7
    assert (app.start, app.mouse) == (StartAt("retire", "pbs"), False)
    app.start = None
    said = on("retire", "psb")
    assert said.status == 2
    assert "No system psb. Did you mean pbs?" in said.err
    assert on("retire").status == 2
    assert app.start is None


def test_drill_opens_the_drill_of_a_system(app: App, on: Labtui) -> None:
    assert on("drill", "pbs", "--no-mouse").status == 7
    assert (app.start, app.mouse) == (StartAt("drill", "pbs"), False)
    on("drill", "pbs", "--compromised")
    assert app.start == StartAt("drill", "pbs", "compromised")
    assert app.workspace is not None
    assert app.workspace.store.drills_dir == paths.drills_dir()
    assert on("drill", "psb").status == 2


def test_the_app_makes_a_file_that_is_not_there(app: App, labtui: Labtui) -> None:
    assert labtui("--file", "new.toml").status == 7


def test_the_demo_is_a_throw_away_copy(app: App, labtui: Labtui) -> None:
    assert labtui("--demo").status == 7
    assert app.data
    assert app.workspace is not None
    assert app.workspace.read_only_reason is None
    assert not app.workspace.store.path.parent.exists()
    said = labtui("--demo", "--file", "x.toml")
    assert "--demo opens the example lab, --file another" in said.err
