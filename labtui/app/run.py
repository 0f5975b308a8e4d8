"""Running the app in the terminal until it ends, and its exit status."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from types import FrameType

from labtui.app.app import EXAMPLE, LabtuiApp
from labtui.app.leaving import ENDING_SIGNALS
from labtui.app.navigation import StartAt
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import Preferences
from labtui.data.preferences.ui_state import UiState
from labtui.errors import UNDRAWABLE, EndedError, TerminalError

SWITCH_INTERVAL = 0.0005
"""Seconds that a thread which waits for Python lets another go on. Usual are ten times as many.

A save waits so after each of its 30 calls of the system, and the thread that reads keys after each.
"""


def run(
    workspace: Workspace,
    *,
    start: StartAt | None = None,
    mouse: bool = True,
    ui_state: UiState | None = None,
    preferences: Preferences | None = None,
    current_day: Callable[[], date] | None = None,
) -> tuple[int, bool]:
    """Run the app until it ends; returns its exit status, and True to open the example next.

    `ui_state` is saved for the next run; `current_day` returns the day to follow, None to keep
    that of the workspace. Raises `TerminalError` if there is no terminal to draw on or to read
    keys from, `EndedError` if the file does not hold what was shown, and the exception in labtui
    that ended the app.
    """
    drawable = os.environ.get("TERM", "") not in UNDRAWABLE
    if not (drawable and sys.stdin.isatty() and sys.stdout.isatty()):
        raise TerminalError("The app needs a terminal. Without one: labtui list, or labtui check.")
    app = LabtuiApp(
        workspace,
        start=start,
        ui_state=ui_state,
        preferences=preferences,
        current_day=current_day,
    )
    sys.setswitchinterval(SWITCH_INTERVAL)
    asyncio.run(_run(app, mouse))
    app.ui_state.save()
    notice = app.leaving.unsaved_notice
    if app.crash is not None:
        app.crash.add_note(notice or "All changes are saved.")
        raise app.crash
    if notice:
        raise EndedError(notice, app.return_code or 2)
    return app.return_code or 0, app.return_value == EXAMPLE


async def _run(app: LabtuiApp, mouse: bool) -> None:
    """Run the app; signals that would end the process end the app, which saves."""
    loop = asyncio.get_running_loop()

    def end(number: int, _: FrameType | None) -> None:
        app.must_end = True  # known before the event loop comes to it
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(app.end, number)

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        loop.add_signal_handler(signal.SIGINT, app.end, signal.SIGINT)
    ending = [n for n in ENDING_SIGNALS if signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in ending}
    try:
        await app.run_async(mouse=mouse)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
