"""Screens that are removed before they have any widgets."""

from __future__ import annotations

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
