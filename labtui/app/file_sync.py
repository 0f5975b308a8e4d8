"""Keeps the file and the workspace in sync: saves, watches the file, resolves conflicts.

Everything that waits for the disk runs outside the event loop, one operation at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from typing import Any, NamedTuple, Protocol, TypeVar, cast

from textual.screen import Screen
from textual.worker import Worker

from labtui.app.current_day import CurrentDay
from labtui.data.inventory.conflicts import Choice, ConflictError, Resolution
from labtui.data.inventory.workspace import Workspace
from labtui.errors import (
    LabtuiError,
    NoBackupError,
    OtherSchemaError,
    RemovedError,
    UnusableFileError,
)

NO_COPY = "No safety copy can be kept. Ctrl+S to choose."
"""What is shown while something waits for a decision about safety copies."""

POLL_SECONDS = 1.0
"""Seconds between two checks of the file for changes by other programs."""

Result = TypeVar("Result")


class Edited(NamedTuple):
    """What became of a file that was opened in an editor."""

    editor: str
    """The name of the program."""
    ending: str
    """What its exit status says, as a sentence; empty if all is well."""
    changed: bool
    """True if the file was written meanwhile."""


class SyncHost(Protocol):
    """The interface of the app for file synchronisation."""

    @property
    def is_editing(self) -> bool:
        """True while an editor or a dialog is open; the lab must not change then."""

    def say(self, status: str = "", error: str = "") -> None:
        """Show a status or an error; `FileSync.problem` takes precedence over errors."""

    async def ask(self, dialog: Screen[Result]) -> Result | None:
        """Show a dialog and return its result; call it from a worker."""

    def publish_change(self) -> None:
        """Notify every screen that the lab changed."""

    def run_worker(
        self,
        work: Callable[[], Any],
        *,
        group: str = ...,
        thread: bool = ...,
    ) -> Worker[Any]:
        """Run an async function in the event loop, or with `thread` a function in a thread.

        Not a coroutine: it would be left behind, with a warning, where the app ends just now.
        """

    def call_from_thread(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a function in the event loop from a thread, and wait for it."""


class FileSync:
    """The file of one workspace while the app runs."""

    def __init__(self, workspace: Workspace, host: SyncHost, day: CurrentDay) -> None:
        self._workspace = workspace
        self._host = host
        self._day = day
        self._save_error = ""
        """Why the last save failed; empty after one that succeeded."""
        self._conflict: ConflictError | None = None
        """The conflict the last save failed for, until it is resolved."""
        self._no_backup: NoBackupError | None = None
        """Why what would be replaced cannot be backed up, until that is accepted or over."""
        self.resolutions: list[Resolution] = []
        """How conflicts were resolved so far; empty again after the next save."""
        self._read_error = ""
        """Why the current file cannot be shown; empty if it can."""
        self._is_removed = False
        """True if it cannot, or could not be saved to, because it is not there any more."""
        self._unusable_line: int | None = None
        """The line that keeps the current file from being read; None if it is not known."""
        self._editor = ""
        """The editor in which the file was changed last; empty if by another program."""
        self._ending = ""
        """What the exit status of that editor said; empty if that all is well."""
        self._is_stopped = False
        self._stop = Lock()
        """Free once the file is not watched any more: to wait for an Event is twice the work."""
        self._stop.acquire()

    @property
    def problem(self) -> str:
        """Why the file differs from the workspace; empty if it does not."""
        return self._save_error or self._read_error

    def line_to_edit(self, id: str | None) -> int | None:
        """The line at which to open the file in an editor; None if no line is known.

        That is the line that keeps the file from being read or changed, or else that of a system.
        """
        reason = self._workspace.document.read_only_reason
        line = self._unusable_line or (reason.line if reason is not None else None)
        return self._workspace.line_of(id) if line is None and id is not None else line

    def start(self) -> None:
        """Watch the file."""
        # A plain thread, because tests and dialogs wait for workers to end.
        Thread(target=self._watch, name="watch", daemon=True).start()

    def stop(self) -> None:
        """Stop watching the file."""
        if not self._is_stopped:
            self._is_stopped = True
            self._stop.release()

    # --- saving

    def save(
        self, resolutions: Sequence[Resolution] = (), *, recreate: bool = False
    ) -> Worker[None]:
        """Write the file in a thread; with `recreate`, also if the file was removed.

        The thread starts at once. A worker's thread would start when all that follows from the
        change is drawn: of 10,000 systems that is half of the time of a save.
        """
        saving = asyncio.get_running_loop().run_in_executor(
            None, partial(self._save, resolutions, recreate=recreate)
        )

        async def saved() -> None:
            await asyncio.shield(saving)

        return self._host.run_worker(saved, group="save")

    def _save(self, resolutions: Sequence[Resolution], *, recreate: bool) -> None:
        call = self._host.call_from_thread
        try:
            written = self._workspace.save(resolutions, recreate=recreate)
        except ConflictError as error:
            call(self.report_unsaved, str(error), conflict=error)
        except LabtuiError as error:
            call(self._report_failed_save, error)
        else:
            if self._save_error or self._is_removed:
                copy = ", without a safety copy" if self._workspace.store.backup_error else ""
                call(self._report_saved, f"Saved{copy}." if written else "Nothing left to save.")
            if self._workspace.has_external_change:
                call(self._apply_external)

    def save_again(self) -> None:
        """Save unsaved changes; ask first about conflicts, and what cannot be backed up."""
        if self._conflict is not None:
            self._host.run_worker(partial(self._resolve_and_save, self._conflict))
        elif self._no_backup is not None:
            self._host.run_worker(partial(self._save_without_backup, self._no_backup))
        elif self._workspace.unsaved or self._is_removed:
            self.save(recreate=True)  # an explicit save may create a removed file again
        else:
            self._host.say("All changes are saved.")

    def _report_failed_save(self, error: LabtuiError) -> None:
        self.report_unsaved(self._reason(error))

    def report_refused(self, error: LabtuiError) -> None:
        """Show why a command was refused; Ctrl+S lets it go on without a backup."""
        self._host.say(error=self._reason(error))

    def _reason(self, error: LabtuiError) -> str:
        """Say why something failed, and note it if Ctrl+S decides about that."""
        self._no_backup = error if isinstance(error, NoBackupError) else None
        self._is_removed = isinstance(error, RemovedError)
        return self._in_words(error) if self._no_backup is None else NO_COPY

    async def _save_without_backup(self, error: NoBackupError) -> None:
        if await self.accept_no_backup(error):
            self._host.say("Saving without safety copies from now on.")
            if self._workspace.unsaved:
                self.save(recreate=True)
            else:
                self.check_file()

    async def accept_no_backup(self, error: NoBackupError) -> bool:
        """Ask whether to save all the same, from here on; returns True if so."""
        from labtui.screens.dialogs import AskToSaveWithoutCopy

        reason = str(error).replace("nothing saved, since ", "")
        dialog = AskToSaveWithoutCopy("Save without a safety copy?", reason)
        if await self._host.ask(dialog) is None:
            return False
        self._no_backup = None
        self._workspace.store.without_backups = True
        return True

    def report_unsaved(self, reason: str, *, conflict: ConflictError | None = None) -> None:
        """Show why a save failed, until one succeeds."""
        # The dialog is never opened unasked, or a key being typed would be taken for an answer.
        reason = reason.removesuffix(" Not saved.").replace(": not saved: ", ": ", 1)
        message = f"Not saved: {reason}{' Ctrl+S to choose.' if conflict else ''}"
        before, self._save_error = self._save_error, message
        self._conflict = conflict
        if conflict is None:
            self.resolutions.clear()
        if message != before:
            self._read_error = ""
            self._host.say()

    def _report_saved(self, status: str) -> None:
        self._no_backup = None
        self.resolutions.clear()
        self._forget_errors()
        self._host.say(status)

    def _forget_errors(self) -> None:
        self._save_error, self._conflict, self._read_error = "", None, ""
        self._is_removed = False

    # --- conflicts

    async def _resolve_and_save(self, error: ConflictError) -> None:
        if resolved := await self.resolve(error):
            self.resolutions += resolved
            self.save(self.resolutions)

    async def resolve(self, error: ConflictError) -> list[Resolution]:
        """Ask about each conflict in turn; returns an empty list if the user leaves one."""
        from labtui.screens.dialogs import whose

        resolved = []
        for number, conflict in enumerate(error.conflicts, start=1):
            place = f"{number} of {len(error.conflicts)}"
            choice = await self._host.ask(whose(conflict, place))
            if choice is None:
                return []
            resolved.append(Resolution(conflict, cast("Choice", choice)))
        return resolved

    # --- changes by other programs

    def _watch(self) -> None:
        """Every second, check the file if it changed or a failed operation can be tried again.

        Also notice a new day: the event loop has no timer for it, as a computer may sleep through
        any. Runs in a thread of its own, so that a slow disk blocks nothing.
        """
        pause = POLL_SECONDS
        while not self._stop.acquire(timeout=pause):
            if self._day.is_over:
                self._call(self._day.follow)
            has_problem = bool(self._read_error or (self._save_error and not self._conflict))
            changed = self._workspace.has_external_change or self._workspace.store.changed_on_disk()
            again = has_problem or changed
            pause = min(2 * pause, 5 * POLL_SECONDS) if again else POLL_SECONDS
            if again:
                self._call(self.check_file)

    def _call(self, callback: Callable[[], None]) -> None:
        # An event loop that is closed by now would leave a coroutine that nobody awaits.
        if self._is_stopped:
            return
        with suppress(RuntimeError, CancelledError):  # the app has just ended
            self._host.call_from_thread(callback)

    def check_file(self) -> None:
        """Save unsaved changes, or else read changes by other programs; not while editing."""
        if self._host.is_editing or self._conflict:
            return
        if self._workspace.unsaved:
            self.save()
        else:
            self._host.run_worker(self._read, group="save", thread=True)

    def _read(self) -> None:
        call = self._host.call_from_thread
        try:
            found = self._workspace.check_file()
        except LabtuiError as error:
            call(self._report_failed_read, error)
        else:
            call(self._apply_external if found else self._set_read_error)

    def _report_failed_read(self, error: LabtuiError) -> None:
        tried = self._workspace.what_if_changed or self._host.is_editing
        if isinstance(error, OtherSchemaError) and not tried:
            self._host.run_worker(self.reload)  # nothing is lost by showing it
            return
        self._set_read_error(self._reason(error))

    def _in_words(self, error: LabtuiError) -> str:
        """What is wrong with the file, and the keys that repair it."""
        said = str(error).removesuffix(" Not saved.")
        if isinstance(error, RemovedError) and not self._workspace.read_only:
            return f"{said.rstrip('.')}. Ctrl+S creates it again."
        if self._editor:
            said = said.replace("by another program", f"by you in {self._editor}", 1)
        if isinstance(error, UnusableFileError):
            self._unusable_line = error.line
        if isinstance(error, UnusableFileError) and not self._workspace.read_only:
            said = f"{said.rstrip('.')}. E opens it{' there' if error.line else ''}"
            said += " in $EDITOR, F6 restores a safety copy."
        return said

    def _set_read_error(self, reason: str = "") -> None:
        if not reason:
            self._forget_editor()
            self._is_removed = self._is_removed and bool(self._save_error)
        if reason != self._read_error:
            self._read_error = reason
            self._host.say()

    def _apply_external(self) -> None:
        """Show changes by other programs; does nothing while editing."""
        if self._host.is_editing:
            return
        try:
            applied = self._workspace.apply_external()
        except LabtuiError as error:
            self._set_read_error(str(error))
            return
        if applied:
            self._read_error = ""
            read_only_reason = self._workspace.read_only_reason or ""
            by = f"you changed the file in {self._editor}" if self._editor else ""
            said = f"Updated: {by or 'another program changed the file'}. {self._ending}"
            self._forget_editor()
            self._host.say(said.rstrip(), read_only_reason)
            self._host.publish_change()
            if self._workspace.unsaved:
                self.save()

    def _forget_editor(self) -> None:
        self._unusable_line, self._editor, self._ending = None, "", ""

    async def follow_editor(self, edited: Edited) -> None:
        """Say how an editor ended, and show what was changed in it."""
        if edited.changed:
            self._editor, self._ending = edited.editor, edited.ending
        unchanged = f"No changes in {edited.editor}."
        if edited.ending:
            self._host.say(error=f"{edited.ending} {unchanged}")
        else:
            self._host.say(unchanged)
        if self._workspace.document.read_only_reason is None:
            self.check_file()
        else:
            await self.reload()

    async def reload(self) -> None:
        """Read the file again; ask first if there are unsaved changes or a what-if."""
        try:
            while True:
                shown = self._workspace.shown  # a key may change it before the thread starts
                if not await self._may_reload():
                    return
                again = await asyncio.to_thread(self._workspace.reread, shown)
                if not self._workspace.is_outdated(again):
                    break
                await self.save().wait()  # what a key changed meanwhile
            changed = self._workspace.reload(again)
        except LabtuiError as error:
            self._report_failed_save(error)
            return
        self._forget_errors()
        self._host.publish_change()
        status = "File read again." if changed else "File read again: no changes."
        self._host.say(status, self._workspace.read_only_reason or "")

    async def _may_reload(self) -> bool:
        """Ask whether to replace what is not saved; True if everything is."""
        if not (self._workspace.unsaved or self._workspace.what_if_changed):
            return True
        from labtui.screens.dialogs import AskToReload

        text = "A safety copy of them is kept."
        return await self._host.ask(AskToReload("Discard unsaved changes?", text)) is not None
