"""The app and its file: changes and saves, what others write, and getting back.

Everything that writes runs off the event loop, one after another.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any, cast

from textual import events, work
from textual.screen import ModalScreen
from textual.signal import Signal

from labtui.app.typeahead import TypeAheadApp
from labtui.data.inventory.conflicts import Choice, ConflictError, Resolution
from labtui.data.inventory.workspace import Workspace
from labtui.errors import LabtuiError
from labtui.screens.base import LabScreen

NEWS = 5.0
"""Seconds for which what was said outlives whatever else is done."""

LOOK_EVERY = 1.0
"""Seconds after which it is seen whether others wrote the file."""


class FileSyncApp(TypeAheadApp[str], inherit_bindings=False):
    """An app on one inventory: keeps its file, and what is shown, the same as what is said."""

    def __init__(self, workspace: Workspace, **how: Any) -> None:
        """Work on a workspace; `how` is for Textual."""
        super().__init__(**how)
        self.workspace = workspace
        self._not_saved = ""
        """Why the last save failed; empty once it is made up for."""
        self._undecided: ConflictError | None = None
        """What it failed for that waits for a decision."""
        self._settled: list[Resolution] = []
        """What was decided so far, as long as it is not saved."""
        self._outside = ""
        """What became of the file outside of labtui that cannot be shown; empty where it can."""
        self._is_left = Event()
        self.remark = ""
        """What was last done."""
        self._said_at = monotonic()
        self.trouble = self._short(workspace.read_only_reason or "")
        """What stands in the way."""
        self.lab_changed: Signal[None] = Signal(self, "lab changed")

    def on_mount(self) -> None:
        """Watch the file."""
        # A worker would be waited for by whoever waits for work to be done.
        Thread(target=self._watch_file, name="watch", daemon=True).start()

    def on_unmount(self) -> None:
        """Watch no longer."""
        self._is_left.set()

    def say(self, remark: str = "", trouble: str = "") -> None:
        """Show what was last done, or what stands in the way.

        What could not be saved stands until it is, whatever else there is to say.
        """
        standing = self._not_saved or self._outside
        self.remark, self.trouble = remark, self._short(standing or trouble)
        self._said_at = monotonic()
        if isinstance(self.screen, LabScreen):
            self.screen.say(self.remark, self.trouble)

    def let_go(self) -> None:
        """Say no longer what was last said, once that is no news any more."""
        if (self.remark or self.trouble) and monotonic() - self._said_at >= NEWS:
            self.say()

    async def on_event(self, event: events.Event) -> None:
        """Before a key is dealt with, what was said long ago makes room."""
        if isinstance(event, events.Key):
            self.let_go()
        await super().on_event(event)

    def refused(self) -> bool:
        """Whether nothing can be changed; says why."""
        read_only_reason = self.workspace.read_only_reason
        if read_only_reason is not None:
            self.say(trouble=read_only_reason)
        return read_only_reason is not None

    def _short(self, message: str) -> str:
        """A message with the file by its name: there is little room, and only one file."""
        path = self.workspace.store.path
        return re.sub(rf"(?<!\S){re.escape(str(path))}", lambda _: path.name, message)

    def change(self, do: Callable[[], object], remark: str = "") -> bool:
        """Change the workspace, tell every screen, and save; says whether it was changed.

        What `do` returns, or else `remark`, says what was done. What labtui refuses is said.
        """
        try:
            said = do()
        except LabtuiError as error:
            self.say(trouble=str(error))
            return False
        self.say(str(said or remark))
        self.lab_changed.publish(None)
        self.save()
        return True

    @work(thread=True, group="save")
    def save(self, settled: Sequence[Resolution] = (), *, recreate: bool = False) -> None:
        """Write the file, off the event loop; one save waits for another."""
        try:
            written = self.workspace.save(settled, recreate=recreate)
        except ConflictError as error:
            self.call_from_thread(self._tell_not_saved, str(error), undecided=error)
        except LabtuiError as error:
            self.call_from_thread(self._tell_not_saved, str(error))
        else:
            if self._not_saved:
                said = "saved" if written else "nothing is left to save"
                self.call_from_thread(self._tell_not_saved, "", said)
            if self.workspace.has_external_change:
                self.call_from_thread(self._apply_external)

    # --- what others write

    @property
    def _at_rest(self) -> bool:
        """Whether nothing is being edited or asked, so that what is shown may become another."""
        return not any(
            isinstance(screen, ModalScreen) or (isinstance(screen, LabScreen) and screen.drafts)
            for screen in self.screen_stack
        )

    def _watch_file(self) -> None:
        """See every second whether others wrote the file, or what was in the way of it is gone.

        Runs in a thread of its own, so that a slow disk holds up nobody.
        """
        pause = LOOK_EVERY
        while not self._is_left.wait(pause):
            told = self._outside or (self._not_saved and not self._undecided)
            outside = self.workspace.has_external_change or self.workspace.store.changed_on_disk()
            pause = min(2 * pause, 5 * LOOK_EVERY) if told or outside else LOOK_EVERY
            if told or outside:
                with suppress(RuntimeError, CancelledError):  # the app has just been left
                    self.call_from_thread(self.notice_change)

    def notice_change(self) -> None:
        """Others wrote the file, or something is in the way: save or read, by what there is to do.

        Not while something is being edited.
        """
        if not self._at_rest or self._undecided:
            return
        if self.workspace.unsaved:
            self.save()
        else:
            self._read_theirs()

    @work(thread=True, group="save")
    def _read_theirs(self) -> None:
        try:
            found = self.workspace.check_file()
        except LabtuiError as error:
            self.call_from_thread(self._tell_outside, str(error).removesuffix("; not saved"))
        else:
            self.call_from_thread(self._apply_external if found else self._tell_outside)

    def _tell_outside(self, reason: str = "") -> None:
        if reason != self._outside:
            self._outside = reason
            self.say()

    def _apply_external(self) -> None:
        """Show what others wrote, unless something is being edited."""
        if not self._at_rest:
            return
        try:
            taken = self.workspace.apply_external()
        except LabtuiError as error:
            self._tell_outside(str(error))
            return
        if taken:
            self._outside = ""
            self.say("took in what another program wrote", self.workspace.read_only_reason or "")
            self.lab_changed.publish(None)
            if self.workspace.unsaved:
                self.save()

    @work
    async def _decide(self, error: ConflictError) -> None:
        """Ask about the facts that others changed too, and save."""
        if settled := await self._decided(error):
            self._settled += settled
            self.save(self._settled)

    async def _decided(self, error: ConflictError) -> list[Resolution]:
        """Whose values hold in conflicts; empty where that is left for later."""
        from labtui.screens.dialogs import whose

        settled = []
        for number, conflict in enumerate(error.conflicts, start=1):
            place = f"{number} of {len(error.conflicts)}"
            choice = await self.push_screen_wait(whose(conflict, place))
            if choice is None:
                return []
            settled.append(Resolution(conflict, cast("Choice", choice)))
        return settled

    def _tell_not_saved(
        self, reason: str, remark: str = "", *, undecided: ConflictError | None = None
    ) -> None:
        before, self._undecided = self._not_saved, undecided
        # It never asks by itself: what is typed at that moment would be taken for the answer.
        told = "not saved, Ctrl+S decides" if undecided else "not saved"
        reason = reason.removesuffix("; not saved").replace(": not saved: ", ": ", 1)
        self._not_saved = f"{told}: {reason}" if reason else ""
        if undecided is None:
            self._settled.clear()
        if self._not_saved != before:
            self._outside = ""
            self.say(remark)

    def action_save(self) -> None:
        """Try to save again."""
        if self._undecided is not None:
            self._decide(self._undecided)
        elif self.workspace.unsaved:
            self.save(recreate=True)  # who asks for it means it
        else:
            self.say("everything is saved")

    def action_undo(self) -> None:
        """Take back the last step."""
        self._step(self.workspace.undo, "undone", "nothing to undo")

    def action_redo(self) -> None:
        """Do again what was undone."""
        self._step(self.workspace.redo, "done again", "nothing to do again")

    def _step(self, step: Callable[[], str | None], done: str, nothing: str) -> None:
        try:
            what = step()
        except LabtuiError as error:
            self.say(trouble=str(error))
            return
        if what is None:
            self.say(nothing)
        else:
            self.change(lambda: f"{done}: {what}")

    @work
    async def action_reload(self) -> None:
        """Read the file again; asks first about what is not saved, or only tried."""
        if self.workspace.unsaved or self.workspace.what_if_changed:
            from labtui.screens.dialogs import AskToReload

            text = "What is shown here is not saved. It will be kept among the safety copies."
            if await self.push_screen_wait(AskToReload("Read the file again?", text)) is None:
                return
        try:
            again = await asyncio.to_thread(self.workspace.reread)
            changed = self.workspace.reload(again)
        except LabtuiError as error:
            self._tell_not_saved(str(error))
            return
        self._not_saved, self._undecided, self._outside = "", None, ""
        self.lab_changed.publish(None)
        remark = "read again" if changed else "the file is as shown"
        self.say(remark, self.workspace.read_only_reason or "")

    # --- getting back, and getting on

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Converting is for valid TOML of another shape."""
        if action == "convert":
            read_only_reason = self.workspace.document.read_only_reason
            return read_only_reason is not None and read_only_reason.convertible
        return super().check_action(action, parameters)

    @work
    async def action_restore(self) -> None:
        """Pick a safety copy, and put it in the place of what is shown."""
        from labtui.screens.restoring import pick_copy

        try:
            copy = await pick_copy(self)
            if copy is None:
                return
            data = await asyncio.to_thread(copy.read)
        except LabtuiError as error:
            self.say(trouble=str(error))
            return
        with suppress(LabtuiError):  # the save says why
            again = await asyncio.to_thread(self.workspace.reread)
            if again.document.read_only_reason is not None:  # the copy comes in the place of that
                self.workspace.reload(again)
        when = f"{copy.moment.astimezone():%Y-%m-%d %H:%M}"
        self.change(lambda: self.workspace.restore(data, when), f"as it was on {when}")

    @work
    async def action_convert(self) -> None:
        """Write the file anew in the shape that can be changed, if that is wanted."""
        from labtui.screens.dialogs import AskToConvert

        text = (
            "Each system becomes a [[systems]] table; comments stand together at the top. "
            "The file as it is now is kept among the safety copies."
        )
        if await self.push_screen_wait(AskToConvert("Convert the file?", text)) is not None:
            self.change(self.workspace.convert, "converted; a copy is kept")

    async def _save_elsewhere(self) -> bool:
        """Ask for another file, and save as that; says whether it was done."""
        from labtui.screens.restoring import ask_where

        typed = await ask_where(self)
        if typed is None:
            return False
        try:
            await asyncio.to_thread(self.workspace.save_elsewhere, Path(typed))
        except LabtuiError as error:
            self.say(trouble=str(error))
            return False
        return True
