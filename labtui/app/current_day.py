"""The day that a session goes by, which is over at midnight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Protocol

from textual.screen import Screen

from labtui.data.inventory.workspace import Workspace
from labtui.screens.lab_screen import LabScreen


class DayHost(Protocol):
    """The members of the app that a new day needs."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The open screens, the top one last."""

    def publish_change(self) -> None:
        """Notify every screen that the lab changed."""


class CurrentDay:
    """Keeps a workspace, and the screens that show it, on the day it is."""

    def __init__(
        self, workspace: Workspace, host: DayHost, current_day: Callable[[], date] | None
    ) -> None:
        """`current_day` returns the day it is; without it, the workspace keeps its day."""
        self._workspace = workspace
        self._host = host
        self._current_day = current_day or (lambda: workspace.today)

    @property
    def is_over(self) -> bool:
        """True if the workspace is still on an earlier day, or a later one."""
        return self._current_day() != self._workspace.today

    def follow(self) -> None:
        """Assess and show everything as of the day it is; a draft stays as far as it has come."""
        self._workspace.set_today(self._current_day())
        for screen in self._host.screen_stack:
            if isinstance(screen, LabScreen):
                screen.follow_day()
        self._host.publish_change()
