"""Saving before the user, a signal or a crash ends the app."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Protocol

from textual.screen import Screen

from labtui.app.file_sync import FileSync
from labtui.app.journaling import Journaling
from labtui.app.recovery import save_elsewhere
from labtui.app.what_if import WhatIfMode
from labtui.data.inventory.conflicts import ConflictError
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.paths import restore_command
from labtui.errors import LabtuiError, NoBackupError
from labtui.screens.host import Host
from labtui.screens.lab_screen import LabScreen

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""The signals that end the app, besides SIGINT."""


class LeavingHost(Host, Protocol):
    """The members of the app that leaving needs."""

    workspace: Workspace
    """The open inventory."""

    def short(self, message: str) -> str:
        """A message with the name of the file instead of its path."""


class Leaving:
    """Saves before the app ends, and keeps a notice of what could not be saved."""

    def __init__(
        self,
        host: LeavingHost,
        sync: FileSync,
        what_if: WhatIfMode,
        journaling: Journaling,
    ) -> None:
        """Save the app's workspace on leaving."""
        self._workspace = host.workspace
        self._host = host
        self._sync = sync
        self._what_if = what_if
        self._journaling = journaling
        self.unsaved_notice = ""
        """What was not saved and where it was backed up, to be printed at the end."""

    async def may_leave(self, screens: Iterable[Screen[Any]]) -> bool:
        """Save; ask first about drafts, a what-if and failed saves. True if the app may end.

        Nothing is unfinished then.
        """
        for screen in screens:
            if isinstance(screen, LabScreen) and not await screen.may_leave():
                return False
        what_if = self._workspace.what_if
        if what_if is not None and not await self._what_if.end(what_if):
            return False
        if not await self._save_or_give_up():
            return False
        await asyncio.to_thread(self._journaling.finish)
        return True

    async def _save_or_give_up(self) -> bool:
        """Save; ask what to do if that fails. False if the user stays."""
        from labtui.screens.dialogs import AskToQuit

        recreate = False
        while self._workspace.unsaved:
            try:
                await asyncio.to_thread(
                    self._workspace.save, self._sync.resolutions, recreate=recreate
                )
            except LabtuiError as error:
                if isinstance(error, ConflictError):
                    self._sync.report_unsaved(str(error), conflict=error)
                    if resolved := await self._sync.resolve(error):
                        self._sync.resolutions += resolved
                        continue
                if isinstance(error, NoBackupError) and await self._sync.accept_no_backup(error):
                    continue
                answer = await self._host.ask(AskToQuit("Not saved", self._host.short(str(error))))
                if answer is None:
                    return False
                if answer == "lose":
                    return True
                if answer == "elsewhere" and await save_elsewhere(self._host, self._workspace):
                    return True
                recreate = True
        await asyncio.to_thread(self._back_up_what_was_shown)
        return True

    def _back_up_what_was_shown(self) -> None:
        """Back up the shown inventory if another program removed, emptied or broke the file."""
        path = self._workspace.store.path
        gone = f"{path} no longer holds what was shown"
        try:
            if self._workspace.back_up():
                where = restore_command(path)
                self.unsaved_notice = f"{gone}. It is among the safety copies: {where}"
        except LabtuiError as error:
            self.unsaved_notice = f"{gone}. {error}"

    def save_without_asking(self) -> None:
        """Save for a forced exit; what is not finished is left to the next session."""
        store, notices = self._workspace.store, []
        store.without_backups = True  # nobody can be asked, and the changes count for more
        try:
            if self._workspace.save() and store.backup_error:
                notices.append(f"Saved without a safety copy: {store.backup_error}")
        except LabtuiError as error:
            notices.append(f"Not saved: {str(error).removesuffix(' Not saved.')}")
        if self._journaling.leave():
            notices.append("The next start offers to continue what was not finished.")
        else:
            with suppress(LabtuiError):
                if self._workspace.back_up():
                    where = restore_command(store.path)
                    notices.append(f"What was not saved is among the safety copies: {where}")
        self.unsaved_notice = " ".join(notices)
