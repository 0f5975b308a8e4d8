"""A command that changes the file says so: `changes` is compared with what each command tries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.screen import ModalScreen

from labtui.app.app import LabtuiApp
from labtui.app.command_list import ActiveCommand, active_commands
from labtui.commands import moves
from labtui.commands.registry import COMMANDS, declared
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.ui_state import MATRIX_VIEWS, UiState
from labtui.screens.dialogs import Ask, Prompt
from labtui.screens.host import ScreenName
from labtui.screens.matrix import MatrixScreen
from labtui.screens.picker import Picker
from labtui.screens.system_list import SystemListScreen
from tests.data.labs import owners
from tests.screens.conftest import Open, Session
from tests.screens.test_page import lab_with, system
from tests.screens.test_restoring import INLINE, copy_of

LAB = lab_with(
    system("pve", purpose="learning", intended_level="3a"),
    system("mail", runs_on="pve", relied_on_for=["communication"], owners=owners()),
    system("toy", runs_on="pve"),
    system("next", status="planned"),
    system("old", status="retired"),
    system("dated", relied_on_for=["communication"], evidence={"monitored": True}),
    system("lone", relied_on_for=["communication"], owners={"access": "you"}),
    system("slack", relied_on_for=["communication"], practices={}),
)

NOT_RUN = {
    "app.palette",
    "app.help",
    "app.quit",
    "app.interrupt",
    "app.suspend",
    *(command.id for command in declared(moves)),
}
"""They run another command, end or suspend the app, or only move a cursor."""

ALSO_OPENS = {"review.open"}
"""It asks a question, but opens a system where there is none, so it is always offered."""

MOST_DIALOGS = 5

SCREENS: tuple[tuple[ScreenName, str], ...] = (
    ("page", "pve"),
    ("page", "next"),
    ("retire", "mail"),
    ("retire", "old"),
    ("why", "mail"),
)

Place = tuple[str, ScreenName | None, str]
"""A mode, and a screen above it about a system."""


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every attempt to change a workspace that cannot be changed, by the function that noticed."""
    found: list[str] = []

    def watch(cls: type, name: str) -> None:
        original = getattr(cls, name)

        def watched(self: Any, *args: Any) -> Any:
            found.append(name)
            return original(self, *args)

        monkeypatch.setattr(cls, name, watched)

    watch(LabtuiApp, "refuse_read_only")
    for name in ("_check_writable", "restore", "convert", "undo", "redo"):
        watch(Workspace, name)
    return found


async def go(s: Session, place: Place) -> None:
    """Open a place anew."""
    mode, screen, id = place
    s.app.workers.cancel_all()
    s.app.list_query.marked = frozenset()
    while len(s.app.screen_stack) > 1:
        s.app.pop_screen()
    if s.app.current_mode != mode:
        await s.app.switch_mode(mode)
    if isinstance(s.app.screen, SystemListScreen):
        s.app.screen.action_clear_filter()
    if isinstance(s.app.screen, MatrixScreen):
        for _ in MATRIX_VIEWS:
            if s.app.ui_state.matrix_view != "layers":
                s.app.screen.action_next_view()
        assert s.app.ui_state.matrix_view == "layers"
    if screen is not None:
        s.app.open(screen, id)
    await at_rest(s)


async def at_rest(s: Session) -> None:
    """Wait until all work is done, or a dialog is open."""
    await s.settle()
    await s.until(
        lambda: isinstance(s.app.screen, ModalScreen) or all(w.is_finished for w in s.app.workers)
    )


async def answer_dialogs(s: Session) -> None:
    """Answer whatever is asked, so that the command goes on."""
    for _ in range(MOST_DIALOGS):
        await at_rest(s)
        match s.app.screen:
            case Ask() as dialog:
                actions = [active.binding.action for active in dialog.active_bindings.values()]
                await dialog.run_action(next(a for a in actions if a.startswith("answer('")))
            case Prompt():
                await s.type("x")
                await s.press("enter")
            case Picker():
                await s.press("enter")
            case _:
                return


class Trial:
    """Runs commands, each until it tried to change the workspace; the others once."""

    def __init__(self, s: Session, attempts: list[str], ran: dict[str, bool]) -> None:
        self._s = s
        self._attempts = attempts
        self._ran = ran
        """The commands that were run, and whether they tried to change the workspace."""

    async def run(self, place: Place, *keys: str) -> None:
        """Run the commands of a place, each after these keys."""
        await go(self._s, place)
        await self._s.press(*keys)
        for id in self._active():
            command = COMMANDS.get(id)
            tried = self._ran.get(id)
            if (
                command is None
                or id in NOT_RUN
                or tried
                or (tried is False and not command.changes)
            ):
                continue
            await go(self._s, place)
            await self._s.press(*keys)
            self._attempts.clear()
            active = self._active()[id]
            await self._s.app.run_action(active.action, active.node)
            await answer_dialogs(self._s)
            self._ran[id] = bool(self._attempts)

    def _active(self) -> dict[str, ActiveCommand]:
        return active_commands(self._s.app.screen, ())


async def test_the_commands_that_change_the_file_are_those_that_say_so(
    open_app: Open, attempts: list[str], tmp_path: Path
) -> None:
    copy_of(tmp_path, LAB)
    ran: dict[str, bool] = {}
    async with open_app(LAB, read_only=True, ui_state=UiState(matrix_view="layers")) as s:
        trial = Trial(s, attempts, ran)
        await trial.run(("inventory", None, ""))
        for screen, id in SCREENS:
            await trial.run(("inventory", screen, id))
        await trial.run(("inventory", "drill_steps", "mail"), *"yyyyyyyyy")
        await trial.run(("matrix", None, ""), "l")
        for id in ("dated", "lone", "slack"):
            await trial.run(("review", None, ""), "slash", *id, "enter", "g", "j")
        assert s.file == LAB
    async with open_app(INLINE, read_only=True) as s:
        await Trial(s, attempts, ran).run(("inventory", None, ""))
        assert s.file == INLINE
    assert {id for id, tried in ran.items() if tried} - ALSO_OPENS == {
        id for id, command in COMMANDS.items() if command.changes
    }
