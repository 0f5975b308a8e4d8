"""The app: its screens, its actions and its parts."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from threading import Timer
from time import monotonic
from typing import ClassVar

from rich.console import RenderableType
from textual import events, work
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen
from textual.signal import Signal

from labtui.app import navigation, recovery
from labtui.app.ascii_signs import wants_ascii
from labtui.app.carrying_on import CarryingOn
from labtui.app.current_day import CurrentDay
from labtui.app.driver import TerminalDriver
from labtui.app.external_editor import EditorError, edit
from labtui.app.file_sync import FileSync
from labtui.app.journaling import Journaling
from labtui.app.leaving import Leaving
from labtui.app.navigation import StartAt
from labtui.app.slices import Slices
from labtui.app.source_news import tell_news
from labtui.app.terminal_app import TerminalApp
from labtui.app.themes import THEMES, pick_theme, theme_for
from labtui.app.what_if import WhatIfMode
from labtui.commands.anywhere import INTERRUPT, REDRAW, SUSPEND, ListName
from labtui.commands.command import bindings, shown_key
from labtui.commands.registry import DISABLED_READ_ONLY
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import Preferences
from labtui.data.preferences.ui_state import UiState
from labtui.data.storage.session_journals import SessionJournal
from labtui.errors import LabtuiError
from labtui.screens.host import Result, ScreenName
from labtui.screens.lab_screen import VERY_WIDE, WIDE, LabScreen
from labtui.screens.system_list import SystemListScreen
from labtui.screens.system_screen import SystemScreen

EXAMPLE = "example"
"""The app's return value when the example lab is to be opened next."""

EXIT_TIMEOUT = 2.0
"""Seconds after which a signal ends the process when the app has not ended by itself."""

MESSAGE_SECONDS = 5.0
"""Seconds after which a key removes the message in the title."""


class LabtuiApp(TerminalApp, inherit_bindings=False):
    """One open inventory and its screens, which use the app as a `Host`."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "labtui"
    DEFAULT_MODE = "inventory"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (VERY_WIDE, "-very-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(INTERRUPT, SUSPEND),
        replace(REDRAW.binding(), priority=True),  # in dialogs too
    ]

    def __init__(
        self,
        workspace: Workspace,
        *,
        start: StartAt | None = None,
        ui_state: UiState | None = None,
        preferences: Preferences | None = None,
        current_day: Callable[[], date] | None = None,
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        """Show a workspace, at `start` or else the inventory.

        The keymap of `preferences` is one that `keymap.checked` returned. `current_day` returns
        the day that the workspace has to follow; without it, the workspace keeps its day. `clock`
        returns the time, for how long something takes.
        """
        # Textual mounts this mode; to switch to another one afterwards would paint twice.
        self.DEFAULT_MODE = start.mode if start is not None else "inventory"  # type: ignore[misc]
        preferences = preferences or Preferences()
        super().__init__(in_ascii=wants_ascii(preferences.signs, os.environ))
        self.workspace = workspace
        self.ui_state = ui_state or UiState()
        self.list_query = self.ui_state.list_query
        """The filter, order, marks and cursor of all lists of systems."""
        if start is not None and start.id is not None:
            self.ui_state.show_all()  # a remembered filter could hide it
        self.status = ""
        self._preferences = preferences
        self.error = self.short(workspace.read_only_reason or "") or self._preferences.notice
        self._said_at = monotonic()
        self.lab_changed: Signal[None] = Signal(self, "lab changed")
        self.day = CurrentDay(workspace, self, current_day)
        self._clock = clock
        self.sync = FileSync(workspace, self, self.day)
        self.what_if_mode = WhatIfMode(workspace, self, self.sync)
        self.journaling = Journaling(workspace, self)
        self.leaving = Leaving(self, self.sync, self.what_if_mode, self.journaling)
        self._slices = Slices(self)
        self.crash: BaseException | None = None
        """The exception in labtui that ended the app."""
        self.is_ending = False
        """True once a signal ended the app."""
        self.must_end = False
        """True as soon as a signal asked for the end, while the event loop may still be busy."""
        self._start = start
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = theme_for(self._preferences.theme or self.ui_state.theme, os.environ).name
        self.set_keymap(self._preferences.keys)
        chosen = (keys.split(",") for keys in self._preferences.keys.values())
        self.own_keys = frozenset(chain.from_iterable(chosen))
        for name, create in navigation.lists(workspace, self.ui_state).items():
            self.add_mode(name, create)

    def on_mount(self) -> None:
        """Watch the file; offer what was not finished, or open the screen that was asked for."""
        self.sync.start()
        if self.workspace.lab.assessments.pending:
            self._catch_up()
        if left := self.journaling.left():
            self._offer(left)
        else:
            self.open_start_screen()
        self.call_after_refresh(tell_news, self.workspace, self)
        self.call_after_refresh(self.workspace.store.load_drills_soon)

    @work
    async def _offer(self, left: list[SessionJournal]) -> None:
        if not await CarryingOn(self.workspace, self, self.journaling).offer(left):
            self.open_start_screen()

    def open_start_screen(self) -> None:
        """Open the screen the app was told to start at, above the inventory."""
        start = self._start
        if start is not None and start.id is not None and isinstance(self.screen, SystemListScreen):
            try:
                navigation.open_at(self.screen, start, start.id)
            except LabtuiError as error:
                self.say(error=str(error))

    def on_unmount(self) -> None:
        """Stop watching the file; a journal that was not ended by now is left as it is."""
        self.sync.stop()
        self.journaling.abandon()

    async def on_event(self, event: events.Event) -> None:
        """Deliver keys one at a time; a key removes an old message, and finds the day it is."""
        if isinstance(event, events.InputEvent | events.Paste):
            if not self.is_running:
                return
            self.journaling.note()
            if self.day.is_over:
                self.day.follow()
        is_old = monotonic() - self._said_at >= MESSAGE_SECONDS
        if isinstance(event, events.Key) and (self.status or self.error) and is_old:
            self.say()
        await self.type_ahead.on_event(event, self.deliver)

    # --- what screens ask of the app: the members of `Host`

    @property
    def what_if_summary(self) -> str:
        """How many systems the open what-if changes; empty without one."""
        return self.what_if_mode.summary

    @property
    def disabled_commands(self) -> frozenset[str]:
        """The ids of the disabled commands: while read-only, those that change the file."""
        return DISABLED_READ_ONLY if self.workspace.read_only_reason is not None else frozenset()

    def now(self) -> datetime:
        """What time it is."""
        return self._clock()

    def say(self, status: str = "", error: str = "") -> None:
        """Show what was done, or an error.

        While there is a problem with the file, that is shown instead.
        """
        self.status, self.error = status, self.short(self.sync.problem or error)
        self._said_at = monotonic()
        self.journaling.note()
        if isinstance(screen := self.in_front, LabScreen):
            screen.say(self.status, self.error)

    def short(self, message: str) -> str:
        """A message with the name of the file instead of its path."""
        path = self.workspace.store.path
        return re.sub(rf"(?<!\S){re.escape(str(path))}", lambda _: path.name, message)

    def change(self, do: Callable[[], object], status: str = "") -> bool:
        """Change the workspace by `do`, update every screen, and save; True if it was changed.

        Shows the text `do` returns, or else `status`. Shows a `LabtuiError` and returns False.
        """
        try:
            done = do()
        except LabtuiError as error:
            self.say(error=str(error))
            return False
        self.say(str(done or status))
        self.publish_change()
        self.sync.save()
        return True

    def publish_change(self) -> None:
        """Notify every screen that the lab changed; what is far away is assessed after that."""
        is_behind = self.workspace.lab.assessments.is_behind
        self.lab_changed.publish(None)
        if is_behind:
            self._catch_up()

    def _catch_up(self) -> None:
        """Assess what is pending in slices, and notify the screens once more."""
        steps = self.workspace.lab.assessments.steps()
        self.in_slices("assess", steps, lambda: self.lab_changed.publish(None))

    def in_slices(self, name: str, steps: Iterator[object], done: Callable[[], None]) -> None:
        """Take steps while no key waits, then call `done`."""
        self._slices.start(name, steps, done)

    def refuse_read_only(self) -> bool:
        """True if the file is read-only; shows the read-only reason."""
        read_only_reason = self.workspace.read_only_reason
        if read_only_reason is not None:
            self.say(error=read_only_reason)
        return read_only_reason is not None

    def open(self, name: ScreenName, *ids: str, lab: Lab | None = None) -> None:
        """Open a screen about these systems in `lab`, by default the workspace's; shows errors."""
        try:
            self.push_screen(navigation.screen(self.workspace, name, ids, lab))
        except LabtuiError as error:
            self.say(error=str(error))

    async def ask(self, dialog: Screen[Result]) -> Result | None:
        """Show a dialog and return its result; call it from a worker."""
        return await self.push_screen_wait(dialog)

    def note_typing(self) -> None:
        """Journal soon what is not finished."""
        self.journaling.note()

    def open_example(self) -> None:
        """Leave this inventory for the example lab."""
        self.action_leave(EXAMPLE)

    @property
    def is_editing(self) -> bool:
        """True while an editor or a dialog is open; the lab must not change then."""
        return any(
            isinstance(screen, ModalScreen) or (isinstance(screen, LabScreen) and screen.drafts)
            for screen in self.screen_stack
        )

    # --- changes and the file

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable converting only for valid TOML of another shape."""
        if action == "convert":
            read_only_reason = self.workspace.document.read_only_reason
            return read_only_reason is not None and read_only_reason.convertible
        return super().check_action(action, parameters)

    def action_undo(self) -> None:
        """Undo the last step."""
        self._step(self.workspace.undo, "Undone", "Nothing to undo.")

    def action_redo(self) -> None:
        """Redo the step that was undone last."""
        self._step(self.workspace.redo, "Redone", "Nothing to redo.")

    def _step(self, step: Callable[[], str | None], done: str, nothing: str) -> None:
        try:
            what = step()
        except LabtuiError as error:
            self.sync.report_refused(error)
            return
        if what is None:
            self.say(nothing)
        else:
            self.change(lambda: f"{done}: {what}.")

    def action_save(self) -> None:
        """Save again; ask first about conflicts."""
        self.sync.save_again()

    @work
    async def action_reload(self) -> None:
        """Read the file again; ask first if there are unsaved changes or a what-if."""
        await self.sync.reload()

    @work
    async def action_restore(self) -> None:
        """Restore a safety copy."""
        await recovery.restore(self, self.workspace)

    @work
    async def action_convert(self) -> None:
        """Write the file again in the shape that can be changed."""
        await recovery.convert(self, self.workspace)

    @work
    async def action_what_if(self) -> None:
        """Begin a what-if, or end the open one."""
        await self.what_if_mode.toggle()

    @work
    async def action_edit_file(self) -> None:
        """Open the file in $EDITOR at the current system, and read the file again afterwards."""
        if self.workspace.read_only:
            self.refuse_read_only()
            return
        if self.workspace.unsaved:
            await self.sync.save().wait()
        try:
            line = self.sync.line_to_edit(self._current_system)
            await self.sync.follow_editor(edit(self, self.workspace.store.path, line))
        except EditorError as error:
            self.say(error=str(error))

    def action_problems(self) -> None:
        """Show what is wrong in the file."""
        from labtui.screens.problems import ProblemsScreen

        if self.workspace.problem_count:
            self.push_screen(ProblemsScreen(self.workspace))
        else:
            self.say("No problems in the file.")

    # --- navigation

    @property
    def _current_system(self) -> str | None:
        """The id of the current system of the active screen; None if it has none."""
        return self.screen.current if isinstance(self.screen, SystemScreen) else None

    async def action_switch_list(self, name: ListName) -> None:
        """Go to another list of systems, with the cursor on the current system.

        What was done last is said no longer, but an error still is.
        """
        self.say(error=self.error)
        in_list = isinstance(self.screen, SystemListScreen)
        # Where the cursor was not moved yet, the review queue begins with its first question.
        is_kept = in_list and (name == "review" or self.list_query.current is not None)
        if isinstance(self.screen, SystemScreen) and not is_kept:
            self.list_query.current = self.screen.current
        while isinstance(self.screen, SystemScreen) and len(self.screen_stack) > 1:
            self.pop_screen()
        if name == self.current_mode:
            self.screen.post_message(events.ScreenResume())
        await self.switch_mode(name)

    @work
    async def action_palette(self) -> None:
        """Open the palette: find a command of this screen by name, and run it."""
        from labtui.app.command_list import open_palette

        await open_palette(self, self._current_system)

    @work
    async def action_key_help(self) -> None:
        """Explain the keys and the words of this screen; Enter runs the command of a key."""
        from labtui.app.command_list import open_help

        await open_help(self, self._current_system)

    def note_key(self, key: str) -> None:
        """Say that a key does nothing here; without one, take back what was said."""
        if isinstance(screen := self.in_front, LabScreen):
            screen.note_key(shown_key(key) if key else "", typing=self.is_typing)

    def get_key_display(self, binding: Binding) -> str:
        """The displayed name of a command's first key, with the keymap of settings.toml."""
        keys = self._preferences.keys.get(binding.id or "", binding.key)
        return shown_key(keys.split(",")[0])

    @work
    async def action_theme(self) -> None:
        """Choose a theme and remember it; a theme in settings.toml takes precedence over it."""
        picked = await pick_theme(self, self.theme)
        if picked is not None:
            self.theme = self.ui_state.theme = picked

    # --- leaving

    @work
    async def action_leave(self, result: str = "") -> None:
        """Save and quit with a result; ask first about drafts, a what-if and failed saves."""
        if await self.leaving.may_leave(self.screen_stack):
            self.exit(result)

    def end(self, number: int) -> None:
        """Save and exit without asking after signal `number`; by force if that hangs.

        What is not finished is left to the next session.
        """
        if self.is_ending:
            return
        self.is_ending = self.must_end = True
        status = 128 + number
        driver = self._driver
        if isinstance(driver, TerminalDriver):
            timer = Timer(EXIT_TIMEOUT, driver.abandon, (status,))
            timer.daemon = True
            timer.start()
        self.leaving.save_without_asking()
        self.exit(return_code=status)

    def on_terminal_gone(self) -> None:
        """End the app without asking, since the terminal is gone."""
        self.end(signal.SIGHUP)

    def _fatal_error(self) -> None:
        """Save and end after an exception in labtui; `run` raises it once the screen is restored.

        Textual's method prints a traceback with all values; a test notices if it changes.
        """
        if self.crash is None:
            self.crash = sys.exc_info()[1] or self._exception or RuntimeError("unknown")
            self.leaving.save_without_asking()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002
        """As `_fatal_error`, for errors that Textual renders itself."""
        self._fatal_error()
