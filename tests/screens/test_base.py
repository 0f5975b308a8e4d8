"""Screens that are removed before they have any widgets."""

from __future__ import annotations

import asyncio

from labtui.screens.dialogs import Prompt
from labtui.screens.page import PageScreen
from tests.screens.conftest import Open


async def test_what_is_removed_before_it_is_composed_does_nothing(open_app: Open) -> None:
    async with open_app() as s:
        for screen in (PageScreen(s.app.workspace, "pbs"), Prompt("Name")):
            s.app.push_screen(screen)
            s.app.pop_screen()
            await s.settle()
        await s.sees("12 systems")
        s.app.switch_mode("matrix")
        await s.app._shutdown()
    assert s.app.crash is None


async def test_tasks_wait_for_their_turn_whatever_textual_set(open_app: Open) -> None:
    """With eager tasks, which Textual sets from Python 3.12, the first screen would fail."""
    loop = asyncio.get_running_loop()
    loop.set_task_factory(lambda loop, work, **named: asyncio.Task(work, loop=loop, **named))
    async with open_app() as s:
        assert loop.get_task_factory() is None
        await s.sees("12 systems")


async def test_a_screen_is_drawn_once_more_after_its_system_was_removed(open_app: Open) -> None:
    async with open_app(opened="pbs", size=(80, 24)) as s:
        for key in ("x", "escape"):
            await s.press(key)
            screen = s.app.screen
            s.app.workspace.remove(["pbs"])
            await s.resize(120, 40)  # it is drawn before it hears of the removal
            await s.resize(80, 24)
            assert s.app.screen is screen
            s.app.workspace.undo()
        s.app.workspace.remove(["pbs"])
        s.app.publish_change()
        await s.sees("11 systems")
    assert s.app.crash is None
