"""The app: its modes, what is tried in it, finding one's way, and leaving."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import ClassVar

from rich.console import RenderableType
from textual import events, on, work
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver

from labtui.app.clipboard import copy_sequence
from labtui.app.driver import TerminalDriver
from labtui.app.file_sync import FileSyncApp
from labtui.app.themes import THEMES, theme_for
from labtui.commands import CHANGING, shown_key
from labtui.data.inventory.conflicts import ConflictError, Resolution
from labtui.data.inventory.what_if import WhatIf
from labtui.data.inventory.workspace import Workspace
from labtui.data.preferences.settings import Preferences
from labtui.data.preferences.ui_state import UiState
from labtui.data.storage.paths import restore_command
from labtui.errors import UNDRAWABLE, EndedError, LabtuiError, TerminalError
from labtui.screens.base import VERY_WIDE, WIDE, LabScreen
from labtui.screens.inventory import InventoryScreen
from labtui.screens.room import EXAMPLE, RoomScreen
from labtui.screens.system_actions import SystemActions
from labtui.text.wording import join_words

EDITORS_WITH_LINES = frozenset({"vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "joe"})
"""Editors that take `+LINE` before the file."""

ENDING = (signal.SIGTERM, signal.SIGHUP)
"""The signals that end the app, besides an interruption."""

LAST_SECONDS = 2.0
"""How long a signal waits for the app to end by itself."""

MOVED = 8
"""So many systems whose level a what-if changes are named on ending it."""

ABOUT_SYSTEM = frozenset({"finding", "page", "retire", "system"})
"""What the ids of the commands begin with that are about the current system."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the app starts, when it is not the inventory."""

    id: str | None = None
    """At a system; without one, at the review queue."""
    assess: bool = False
    """At its smell test, not at its page."""
    retire: bool = False
    """At its retirement review."""


class LabtuiApp(FileSyncApp, inherit_bindings=False):
    """One open inventory and the screens on it."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "labtui"
    DEFAULT_MODE = "inventory"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide"), (VERY_WIDE, "-very-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,ctrl+c", "leave", "Quit", show=False, tooltip="Quit", id="app.interrupt"),
        Binding(
            "ctrl+z",
            "suspend_process",
            "Suspend",
            show=False,
            tooltip="Suspend, until `fg` in the shell",
            id="app.suspend",
        ),
    ]

    def __init__(
        self,
        workspace: Workspace,
        *,
        start: Start | None = None,
        ui_state: UiState | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        """Show a workspace; `start` says where, `memory` what was remembered.

        `preferences` are those of settings.toml, their keys checked.
        """
        # Without colours it takes the theme that can go without; see `theme_for`.
        super().__init__(
            workspace,
            driver_class=TerminalDriver,
            ansi_color=bool(os.environ.get("NO_COLOR")) or None,
        )
        self.ui_state = ui_state or UiState()
        self.list_query = self.ui_state.list_query
        """What all rooms list."""
        if start is not None and start.id is not None:
            self.ui_state.show_all()  # or a remembered filter could hide it
        self._preferences = preferences or Preferences()
        self.mistake: BaseException | None = None
        """The mistake of ours that ended the app."""
        self.lost = ""
        """What was not saved when the app was ended: why, and where it is."""
        self._ended = False
        self._start = start
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = theme_for(self._preferences.theme or self.ui_state.theme, os.environ).name
        self.set_keymap(self._preferences.keys)
        self.add_mode(self.DEFAULT_MODE, lambda: InventoryScreen(workspace, self.list_query))
        self.add_mode("matrix", self._matrix)
        self.add_mode("review", self._review)

    def _matrix(self) -> LabScreen[None]:
        from labtui.screens.matrix import MatrixScreen

        return MatrixScreen(self.workspace, self.list_query, self.ui_state)

    def _review(self) -> LabScreen[None]:
        from labtui.screens.review import ReviewScreen

        return ReviewScreen(self.workspace, self.list_query)

    def on_mount(self) -> None:
        """Go where the command line asked to."""
        if self._start is None or not isinstance(self.screen, InventoryScreen):
            return
        if self._start.id is None:
            self.switch_mode("review")
        else:
            self.screen.go_to(self._start.id)
            if self._start.assess:
                self.screen.action_assess()
            elif self._start.retire:
                self.screen.action_retire()
            else:
                self.screen.open(self._start.id)

    @property
    def idle(self) -> frozenset[str]:
        """The ids of commands that do nothing, as long as nothing can be changed."""
        return CHANGING if self.workspace.read_only_reason is not None else frozenset()

    # --- what if

    @property
    def trying(self) -> str:
        """What a what-if changes so far; empty while none is open."""
        what_if = self.workspace.what_if
        return f"WHAT IF · {self._changed(what_if) or 'none'} changed" if what_if else ""

    def _changed(self, what_if: WhatIf) -> int:
        """How many systems are assessed otherwise than as saved."""
        before, now = what_if.assessments, self.workspace.lab.assessments
        changed = sum(now.get(id) != a for id, a in before.items() if now.get(id) is not a)
        return changed + len(now.keys() - before.keys())

    def _moved(self, what_if: WhatIf) -> Iterator[str]:
        """Which systems of the whole lab are on another level than as saved, before → after."""
        now = self.workspace.lab.assessments
        for id, was in sorted(what_if.assessments.items(), key=lambda each: each[0]):
            if id in now and now[id].level != was.level:
                yield f"{id} {was.level or '?'} → {now[id].level or '?'}"

    @work
    async def action_what_if(self) -> None:
        """Only try changes from here on; where that is so already, keep or drop them."""
        what_if = self.workspace.what_if
        if what_if is not None and self.workspace.what_if_changed:
            await self._end_what_if(what_if)
        elif what_if is not None:
            self.workspace.end_what_if(keep=False)
            self.change(lambda: "nothing was tried")
        else:
            self.change(self.workspace.begin_what_if, "not saved until W")

    async def _end_what_if(self, what_if: WhatIf) -> bool:
        """Ask what to do with what was tried; says whether the what-if is over."""
        from labtui.screens.dialogs import AskAboutWhatIf

        text = f"Systems assessed otherwise than as saved: {self._changed(what_if) or 'none'}."
        if moved := [*self._moved(what_if)]:
            text += f" Level: {join_words(moved, MOVED)}."
        answer = await self.push_screen_wait(AskAboutWhatIf("Keep what was tried?", text))
        if answer is None:
            return False
        settled: list[Resolution] = []
        while True:
            try:
                self.workspace.end_what_if(keep=answer == "keep", resolutions=settled)
            except ConflictError as error:
                if not (decided := await self._decided(error)):
                    self.say("still only tried")
                    return False
                settled += decided
            except LabtuiError as error:
                self.say(trouble=str(error))
                return False
            else:
                break
        self.change(lambda: "kept what was tried" if answer == "keep" else "as it was")
        return True

    # --- finding one's way

    async def action_room(self, name: str) -> None:
        """Go to another room, with the cursor on the system one is on here."""
        in_room = isinstance(self.screen, RoomScreen) and self.list_query.current is not None
        if isinstance(self.screen, SystemActions) and not in_room:
            self.list_query.current = self.screen.current
        while isinstance(self.screen, SystemActions) and len(self.screen_stack) > 1:
            self.pop_screen()
        if name == self.current_mode:
            self.screen.post_message(events.ScreenResume())
        await self.switch_mode(name)

    @work
    async def action_palette(self) -> None:
        """Find a command of this screen by its name, and do it."""
        current = self.screen.current if isinstance(self.screen, SystemActions) else None
        await self._pick_command(f"Commands · {current}" if current else "Commands")

    @work
    async def action_key_help(self) -> None:
        """The keys of this screen, searchable; Enter does what a key would."""
        await self._pick_command("Keys of this screen")

    async def _pick_command(self, title: str) -> None:
        from labtui.screens.picker import Item, Picker

        found: dict[tuple[DOMNode, str], tuple[Binding, list[str]]] = {}
        for active in self.screen.active_bindings.values():
            node, binding = active.node, active.binding
            if binding.tooltip and binding.id not in self.idle:
                known = found.setdefault((node, binding.action), (binding, []))
                known[1].append(shown_key(binding.key))
        # What can be done with the current system comes first, moving about last.
        in_order = sorted(found.items(), key=lambda entry: _place_in_list(entry[1][0]))
        commands = {
            binding.id or action: (node, action) for (node, action), (binding, _) in in_order
        }
        items = [
            Item(binding.id or action, binding.description, binding.tooltip, keys=" ".join(keys))
            for (_, action), (binding, keys) in in_order
        ]
        picked = await self.push_screen_wait(Picker(title, items, explained=True))
        if picked:
            # An action without a prefix is that of the widget which declares the key.
            node, action = commands[picked[0]]
            await self.run_action(action, node)

    def get_key_display(self, binding: Binding) -> str:
        """The first key of a command as people read it, as settings.toml has it."""
        keys = self._preferences.keys.get(binding.id or "", binding.key)
        return shown_key(keys.split(",")[0])

    @work
    async def action_theme(self) -> None:
        """Choose how labtui looks, for now and, unless settings.toml says, the next time."""
        from labtui.screens.picker import Item, Picker

        items = [Item(name, name) for name in THEMES]
        picked = await self.push_screen_wait(Picker("Theme", items, chosen={self.theme}))
        if picked:
            self.theme = self.ui_state.theme = picked[0]

    def copy_to_clipboard(self, text: str) -> None:
        """Copy over OSC 52, as Textual does, but through tmux and screen too.

        Textual has no public way to write to the terminal; a test notices when this one changes.
        """
        sequence = copy_sequence(text, os.environ)
        if self._driver is not None and sequence is not None:
            self._clipboard = text
            self._driver.write(sequence)

    # --- leaving

    @work
    async def action_edit_file(self) -> None:
        """Open the file in $EDITOR at the current system, and take in what was written there."""
        if self.workspace.read_only:
            self.say(trouble=self.workspace.read_only_reason or "")
            return
        path = str(self.workspace.store.path)
        words = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        try:
            editor = shlex.split(words)
        except ValueError:  # a quote that is not closed
            editor = []
        if not editor or shutil.which(editor[0]) is None:
            self.say(trouble=f"no editor {words}; say in $EDITOR which to use")
            return
        current = self.screen.current if isinstance(self.screen, SystemActions) else None
        if current and Path(editor[0]).name in EDITORS_WITH_LINES:
            editor.append(f"+{self.workspace.line_of(current)}")
        if self.workspace.unsaved:
            await self.save().wait()
        try:
            failed = self._run([*editor, path])
        except SuspendNotSupported:
            self.say(trouble=f"no editor can be opened in this terminal; {path} is the file")
            return
        if failed is not None:
            self.say(trouble=f"editor not started ({failed.strerror}): {words}")
            return
        self.say("the file is as shown")
        if self.workspace.document.read_only_reason is None:
            self.notice_change()
        else:
            self.action_reload()

    def _run(self, command: list[str]) -> OSError | None:
        """Run a program that has the terminal for that time; what ends the app ends both.

        Returns why it could not be started. Raises `SuspendNotSupported`.
        """
        program: subprocess.Popen[bytes] | None = None

        def end(number: int, _: object) -> None:
            if program is not None:
                program.send_signal(number)
            self.end(number)

        ending = [n for n in ENDING if signal.getsignal(n) is not signal.SIG_IGN]
        before = {number: signal.signal(number, end) for number in ending}
        # Who interrupts the program does not mean us: the loop hears of no signal until we are
        # back. Ignoring this one instead would hand that down to the program.
        waker = signal.set_wakeup_fd(-1)
        try:
            with self.suspend():
                try:
                    program = subprocess.Popen(command)
                except OSError as error:
                    return error
                if self._ended:
                    program.terminate()
                program.wait()
        finally:
            signal.set_wakeup_fd(waker)
            for number, handler in before.items():
                signal.signal(number, handler)
        return None

    @work
    async def action_leave(self, result: str = "") -> None:
        """Quit with a result; asks first about what is unfinished, or could not be saved."""
        for screen in self.screen_stack:
            if isinstance(screen, LabScreen) and not await screen.may_leave():
                return
        what_if = self.workspace.what_if
        if what_if is not None and not await self._end_what_if(what_if):
            return
        if await self._saved_or_given_up():
            self.exit(result)

    async def _saved_or_given_up(self) -> bool:
        """Save what is not; asks about what stands in the way. Says whether one may leave."""
        from labtui.screens.dialogs import AskToQuit

        recreate = False
        while self.workspace.unsaved:
            try:
                await asyncio.to_thread(self.workspace.save, self._settled, recreate=recreate)
            except LabtuiError as error:
                if isinstance(error, ConflictError):
                    self._tell_not_saved(str(error), undecided=error)
                    if decided := await self._decided(error):
                        self._settled += decided
                        continue
                answer = await self.push_screen_wait(
                    AskToQuit("Not saved", self._short(str(error)))
                )
                if answer is None:
                    return False
                if answer == "lose" or (answer == "elsewhere" and await self._save_elsewhere()):
                    return True
                recreate = True
        await asyncio.to_thread(self._keep_what_was_shown)
        return True

    def _keep_what_was_shown(self) -> None:
        """Where others removed, emptied or broke the file, keep a copy, and say so at the end."""
        with suppress(LabtuiError):
            if self.workspace.back_up():
                self.lost = (
                    f"{self.workspace.store.path} no longer holds what was shown, which is among "
                    f"the safety copies: {restore_command(self.workspace.store.path)}"
                )

    def end(self, number: int) -> None:
        """Save and leave without asking, as signal `number` wants; by force where that hangs.

        What is only tried or drafted is not saved, but kept among the safety copies.
        """
        if self._ended:
            return
        self._ended = True
        status = 128 + number
        driver = self._driver
        if isinstance(driver, TerminalDriver):
            timer = Timer(LAST_SECONDS, driver.abandon, (status,))
            timer.daemon = True
            timer.start()
        self._save_last()
        self.exit(return_code=status)

    def on_terminal_gone(self) -> None:
        """Nobody can be asked anything any more."""
        self.end(signal.SIGHUP)

    @on(Driver.SignalResume)
    def _on_resumed(self) -> None:
        self.refresh(layout=True)

    def _save_last(self) -> None:
        try:
            self.workspace.save()
        except LabtuiError as error:
            self.lost = f"not saved: {str(error).removesuffix('; not saved')}; "
        with suppress(LabtuiError):
            for screen in self.screen_stack:
                if isinstance(screen, LabScreen):
                    screen.rescue()
            if self.workspace.back_up():
                where = restore_command(self.workspace.store.path)
                self.lost += f"what was not saved is among the safety copies: {where}"
        self.lost = self.lost.removesuffix("; ")

    def _fatal_error(self) -> None:
        """Save and end over a mistake of ours; `run` raises it once the screen is restored.

        Textual's own prints a traceback with all values in it; a test notices when it changes.
        """
        if self.mistake is None:
            self.mistake = sys.exc_info()[1] or self._exception or RuntimeError("unknown")
            self._save_last()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:  # noqa: ARG002
        """As `_fatal_error`, for errors that have a rendering of their own."""
        self._fatal_error()


def _place_in_list(binding: Binding) -> int:
    """Where a command stands in the palette: about the system, named in the footer, the rest."""
    return 0 if (binding.id or "").split(".")[0] in ABOUT_SYSTEM else 1 if binding.show else 2


async def _run(app: LabtuiApp, mouse: bool) -> None:
    """Run the app; signals that would end the process end the app, which saves."""
    loop = asyncio.get_running_loop()
    for number in (*ENDING, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, app.end, number)
    await app.run_async(mouse=mouse)


def run(
    workspace: Workspace,
    *,
    start: Start | None = None,
    mouse: bool = True,
    ui_state: UiState | None = None,
    preferences: Preferences | None = None,
) -> tuple[int, bool]:
    """Run the app until it is left; returns its exit status, and whether the example is wanted.

    `memory` is kept for the next time. Raises `TerminalError` where there is no terminal to draw
    on or to read keys from, `EndedError` where the file does not hold what was shown, and whatever
    mistake of ours ended it.
    """
    drawable = os.environ.get("TERM", "") not in UNDRAWABLE
    if not (drawable and sys.stdin.isatty() and sys.stdout.isatty()):
        raise TerminalError("the app needs a terminal; `labtui list` and `labtui check` do not")
    app = LabtuiApp(workspace, start=start, ui_state=ui_state, preferences=preferences)
    asyncio.run(_run(app, mouse))
    app.ui_state.save()
    if app.mistake is not None:
        app.mistake.add_note(app.lost or "everything that was done is saved")
        raise app.mistake
    if app.lost:
        raise EndedError(app.lost, app.return_code or 2)
    return app.return_code or 0, app.return_value == EXAMPLE
