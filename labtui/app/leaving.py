"""Saving before the user, a signal or a crash ends the app."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from textual.screen import Screen

from labtui.app.file_sync import FileSync
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


class Leaving:
    """Saves before the app ends, and keeps a notice of what could not be saved."""

    def __init__(
        self,
        workspace: Workspace,
        host: Host,
        sync: FileSync,
        what_if: WhatIfMode,
        short: Callable[[str], str],
    ) -> None:
        """Save a workspace on leaving; `short` shortens an error for a dialog."""
        self._workspace = workspace
        self._host = host
        self._sync = sync
        self._what_if = what_if
        self._short = short
        self.unsaved_notice = ""
        """What was not saved and where it was backed up, to be printed at the end."""

    async def may_leave(self, screens: Iterable[Screen[Any]]) -> bool:
        """Save; ask first about drafts, a what-if and failed saves. True if the app may end."""
        for screen in screens:
            if isinstance(screen, LabScreen) and not await screen.may_leave():
                return False
        what_if = self._workspace.what_if
        if what_if is not None and not await self._what_if.end(what_if):
            return False
        return await self._save_or_give_up()

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
                answer = await self._host.ask(AskToQuit("Not saved", self._short(str(error))))
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
                self.unsaved_notice = f"{gone}, which is among the safety copies: {where}"
        except LabtuiError as error:
            self.unsaved_notice = f"{gone}, and {error}"

    def save_without_asking(self, screens: Iterable[Screen[Any]]) -> None:
        """Save for a forced exit; a what-if and drafts are backed up instead."""
        store = self._workspace.store
        store.without_backups = True  # nobody can be asked, and the changes count for more
        try:
            if self._workspace.save() and store.backup_error:
                self.unsaved_notice = f"saved without a safety copy: {store.backup_error}; "
        except LabtuiError as error:
            self.unsaved_notice = f"not saved: {str(error).removesuffix('; not saved')}; "
        with suppress(LabtuiError):
            for screen in screens:
                if isinstance(screen, LabScreen):
                    screen.rescue()
            if self._workspace.back_up():
                where = restore_command(self._workspace.store.path)
                self.unsaved_notice += f"what was not saved is among the safety copies: {where}"
        self.unsaved_notice = self.unsaved_notice.removesuffix("; ")
