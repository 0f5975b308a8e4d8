"""The app: what all screens share, and how changes reach them and the file."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread, Timer
from typing import ClassVar, cast

from rich.console import RenderableType
from textual import events, on, work
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.driver import Driver
from textual.screen import ModalScreen
from textual.signal import Signal

from labtui.clipboard import copy_sequence
from labtui.commands import shown_key
from labtui.data.errors import ConflictError, EndedError, LabtuiError, TerminalError
from labtui.data.memory import Memory
from labtui.data.merge import Choice, Settled
from labtui.data.rules import series
from labtui.data.settings import Preferences
from labtui.data.workspace import WhatIf, Workspace
from labtui.driver import TerminalDriver
from labtui.screens.base import VERY_WIDE, WIDE, LabScreen
from labtui.screens.inventory import InventoryScreen
from labtui.screens.room import EXAMPLE, RoomScreen
from labtui.screens.system_actions import SystemActions
from labtui.themes import THEMES, theme_for
from labtui.typeahead import TypeAheadApp

EDITORS_WITH_LINES = frozenset({"vi", "vim", "nvim", "nano", "emacs", "micro", "kak", "joe"})
"""Editors that take `+LINE` before the file."""

LAST_SECONDS = 2.0
"""How long a signal waits for the app to end by itself."""

LOOK_EVERY = 1.0
"""Seconds after which it is seen whether others wrote the file."""


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


class LabtuiApp(TypeAheadApp[str], inherit_bindings=False):
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
        memory: Memory | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        """Show a workspace; `start` says where, `memory` what was remembered.

        `preferences` are those of settings.toml, their keys checked.
        """
        # Without colours it takes the theme that can go without; see `theme_for`.
        super().__init__(
            driver_class=TerminalDriver, ansi_color=bool(os.environ.get("NO_COLOR")) or None
        )
        self.workspace = workspace
        self.memory = memory or Memory()
        self.listing = self.memory.listing
        if start is not None and start.id is not None:
            self.listing.words = ""  # or a remembered filter could hide it
        """What all rooms list."""
        self._preferences = preferences or Preferences()
        self._not_saved = ""
        """Why the last save failed; empty once it is made up for."""
        self._undecided: ConflictError | None = None
        """What it failed for that waits for a decision."""
        self._outside = ""
        """What became of the file outside of labtui that cannot be shown; empty where it can."""
        self._is_left = Event()
        self.remark = ""
        """What was last done."""
        self.trouble = self._short(workspace.refusal or "")
        """What stands in the way."""
        self.lab_changed: Signal[None] = Signal(self, "lab changed")
        self.mistake: BaseException | None = None
        """The mistake of ours that ended the app."""
        self.lost = ""
        """Why what was not saved could not be saved when the app was ended."""
        self._start = start
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = theme_for(self._preferences.theme or self.memory.theme, os.environ).name
        self.set_keymap(self._preferences.keys)
        self.add_mode(self.DEFAULT_MODE, lambda: InventoryScreen(workspace, self.listing))
        self.add_mode("matrix", self._matrix)
        self.add_mode("review", self._review)

    def _matrix(self) -> LabScreen[None]:
        from labtui.screens.matrix import MatrixScreen

        return MatrixScreen(self.workspace, self.listing, self.memory)

    def _review(self) -> LabScreen[None]:
        from labtui.screens.review import ReviewScreen

        return ReviewScreen(self.workspace, self.listing)

    def on_unmount(self) -> None:
        """Watch no longer."""
        self._is_left.set()

    def on_mount(self) -> None:
        """Go where the command line asked to."""
        # A worker would be waited for by whoever waits for work to be done.
        Thread(target=self._watch_file, name="watch", daemon=True).start()
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

    # --- changes

    def say(self, remark: str = "", trouble: str = "") -> None:
        """Show what was last done, or what stands in the way.

        What could not be saved stands until it is, whatever else there is to say.
        """
        standing = self._not_saved or self._outside
        self.remark, self.trouble = remark, self._short(standing or trouble)
        if isinstance(self.screen, LabScreen):
            self.screen.say(self.remark, self.trouble)

    def _short(self, message: str) -> str:
        """A message with the file by its name: there is little room, and only one file."""
        path = self.workspace.store.path
        return message.replace(str(path), path.name)

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
    def save(self, settled: Sequence[Settled] = ()) -> None:
        """Write the file, off the event loop; one save waits for another."""
        try:
            written = self.workspace.save(settled)
        except ConflictError as error:
            self.call_from_thread(self._tell_not_saved, str(error), undecided=error)
        except LabtuiError as error:
            self.call_from_thread(self._tell_not_saved, str(error))
        else:
            if self._not_saved:
                said = "saved" if written else "nothing is left to save"
                self.call_from_thread(self._tell_not_saved, "", said)
            if self.workspace.pending:
                self.call_from_thread(self._take_in)

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
            outside = self.workspace.pending or self.workspace.store.changed_on_disk()
            pause = min(2 * pause, 5 * LOOK_EVERY) if told or outside else LOOK_EVERY
            if told or outside:
                with suppress(RuntimeError):  # the app has just been left
                    self.call_from_thread(self._notice_change)

    def _notice_change(self) -> None:
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
            found = self.workspace.look()
        except LabtuiError as error:
            self.call_from_thread(self._tell_outside, str(error).removesuffix("; not saved"))
        else:
            self.call_from_thread(self._take_in if found else self._tell_outside)

    def _tell_outside(self, reason: str = "") -> None:
        if reason != self._outside:
            self._outside = reason
            self.say()

    def _take_in(self) -> None:
        """Show what others wrote, unless something is being edited."""
        if not self._at_rest:
            return
        try:
            taken = self.workspace.take_in()
        except LabtuiError as error:
            self._tell_outside(str(error))
            return
        if taken:
            self._outside = ""
            self.say("took in what another program wrote", self.workspace.refusal or "")
            self.lab_changed.publish(None)
            if self.workspace.unsaved:
                self.save()

    @work
    async def _decide(self, error: ConflictError) -> None:
        """Ask about the facts that others changed too, and save."""
        if settled := await self._decided(error):
            self.save(settled)

    async def _decided(self, error: ConflictError) -> list[Settled]:
        """Whose values hold in conflicts; empty where that is left for later."""
        from labtui.screens.dialogs import whose

        settled = []
        for number, conflict in enumerate(error.conflicts, start=1):
            place = f"{number} of {len(error.conflicts)}"
            choice = await self.push_screen_wait(whose(conflict, place))
            if choice is None:
                return []
            settled.append(Settled(conflict, cast("Choice", choice)))
        return settled

    def _tell_not_saved(
        self, reason: str, remark: str = "", *, undecided: ConflictError | None = None
    ) -> None:
        before, self._undecided = self._not_saved, undecided
        # It never asks by itself: what is typed at that moment would be taken for the answer.
        told = "not saved, Ctrl+S decides" if undecided else "not saved"
        self._not_saved = f"{told}: {reason.removesuffix('; not saved')}" if reason else ""
        if self._not_saved != before:
            self._outside = ""
            self.say(remark)

    def action_save(self) -> None:
        """Try to save again."""
        if self._undecided is not None:
            self._decide(self._undecided)
        elif self.workspace.unsaved:
            self.save()
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
        """Read the file again; asks first about what is not saved."""
        if self.workspace.unsaved:
            from labtui.screens.dialogs import AskToReload

            text = "What is shown here is not saved. It will be kept among the safety copies."
            if await self.push_screen_wait(AskToReload("Read the file again?", text)) is None:
                return
        try:
            changed = self.workspace.reload()
        except LabtuiError as error:
            self._tell_not_saved(str(error))
            return
        self._not_saved, self._undecided, self._outside = "", None, ""
        self.lab_changed.publish(None)
        remark = "read again" if changed else "the file is as shown"
        self.say(remark, self.workspace.refusal or "")

    def action_edit_file(self) -> None:
        """Open the file in $EDITOR at the current system, and read it again afterwards."""
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
        try:
            with self.suspend():
                subprocess.run([*editor, path], check=False)
        except SuspendNotSupported:
            self.say(trouble=f"no editor can be opened in this terminal; {path} is the file")
            return
        self.action_reload()

    # --- getting back, and getting on

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Converting is for valid TOML of another shape."""
        if action == "convert":
            refusal = self.workspace.document.refusal
            return refusal is not None and refusal.convertible
        return super().check_action(action, parameters)

    @work
    async def action_restore(self) -> None:
        """Pick a safety copy, and put it in the place of what is shown."""
        from labtui.screens.keeping import pick_copy

        try:
            copy = await pick_copy(self)
        except LabtuiError as error:
            self.say(trouble=str(error))
            return
        if copy is not None:
            when = f"{copy.moment.astimezone():%Y-%m-%d %H:%M}"
            self.change(lambda: self.workspace.restore(copy.read(), when), f"as it was on {when}")

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
        if what_if is not None and self.workspace.document is not what_if.document:
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
            text += f" Level: {series(moved, MOVED)}."
        answer = await self.push_screen_wait(AskAboutWhatIf("Keep what was tried?", text))
        if answer is None:
            return False
        self.workspace.end_what_if(keep=answer == "keep")
        self.change(lambda: "kept what was tried" if answer == "keep" else "as it was")
        return True

    # --- finding one's way

    async def action_room(self, name: str) -> None:
        """Go to another room, with the cursor on the system one is on here."""
        in_room = isinstance(self.screen, RoomScreen) and self.listing.current is not None
        if isinstance(self.screen, SystemActions) and not in_room:
            self.listing.current = self.screen.current
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
            if binding.tooltip:
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
            self.theme = self.memory.theme = picked[0]

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
    async def action_leave(self, result: str = "") -> None:
        """Quit with a result; asks first about what is unfinished, or could not be saved."""
        from labtui.screens.dialogs import AskToQuit

        for screen in self.screen_stack:
            if isinstance(screen, LabScreen) and not await screen.may_leave():
                return
        what_if = self.workspace.what_if
        if what_if is not None and not await self._end_what_if(what_if):
            return
        settled: list[Settled] = []
        while self.workspace.unsaved:
            try:
                await asyncio.to_thread(self.workspace.save, settled)
            except ConflictError as error:
                settled = await self._decided(error)
                if not settled:
                    self._tell_not_saved(str(error), undecided=error)
                    return
            except LabtuiError as error:
                answer = await self.push_screen_wait(
                    AskToQuit("Not saved", self._short(str(error)))
                )
                if answer is None:
                    return
                if answer == "lose" or (answer == "elsewhere" and await self._save_elsewhere()):
                    break
        self.exit(result)

    async def _save_elsewhere(self) -> bool:
        """Ask for another file, and save as that; says whether it was done."""
        from labtui.screens.keeping import ask_where

        typed = await ask_where(self)
        if typed is None:
            return False
        try:
            await asyncio.to_thread(self.workspace.save_elsewhere, Path(typed))
        except LabtuiError as error:
            self.say(trouble=str(error))
            return False
        return True

    def end(self, number: int) -> None:
        """Save and leave without asking, as signal `number` wants; by force where that hangs.

        What is only tried or drafted is not saved.
        """
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
            self.lost = f"not saved: {str(error).removesuffix('; not saved')}"

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
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, app.end, number)
    await app.run_async(mouse=mouse)


def run(
    workspace: Workspace,
    *,
    start: Start | None = None,
    mouse: bool = True,
    memory: Memory | None = None,
    preferences: Preferences | None = None,
) -> tuple[int, bool]:
    """Run the app until it is left; returns its exit status, and whether the example is wanted.

    `memory` is kept for the next time. Raises `TerminalError` where there is no terminal to draw
    on or to read keys from, `EndedError` where it could not save when it was ended, and whatever
    mistake of ours ended it.
    """
    drawable = os.environ.get("TERM", "dumb") not in {"", "dumb", "unknown"}
    if not (drawable and sys.stdin.isatty() and sys.stdout.isatty()):
        raise TerminalError("the app needs a terminal; `labtui list` and `labtui check` do not")
    app = LabtuiApp(workspace, start=start, memory=memory, preferences=preferences)
    asyncio.run(_run(app, mouse))
    app.memory.keep()
    if app.mistake is not None:
        app.mistake.add_note(app.lost or "everything that was done is saved")
        raise app.mistake
    if app.lost:
        raise EndedError(app.lost, app.return_code or 1)
    return app.return_code or 0, app.return_value == EXAMPLE
