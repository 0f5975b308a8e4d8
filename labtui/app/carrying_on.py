"""Offers what earlier sessions did not finish, and carries on with it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

from textual.screen import Screen
from textual.widget import AwaitMount

from labtui.app import navigation
from labtui.app.journaling import Journaling
from labtui.commands.anywhere import LISTS
from labtui.data.analysis.carrying_on import details, obstacle, open_things, what_was_begun
from labtui.data.inventory.unfinished import Unfinished, from_bytes
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.session_journals import SessionJournal
from labtui.errors import LabtuiError
from labtui.screens.host import Host
from labtui.screens.lab_screen import LabScreen


class CarryingOnHost(Host, Protocol):
    """The members of the app that carrying on needs."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen in front."""

    def push_screen(self, screen: Screen[Any]) -> AwaitMount:
        """Open a screen above the others."""

    def switch_mode(self, mode: str) -> AwaitMount:
        """Go to another list of systems."""


class CarryingOn:
    """What earlier sessions did not finish."""

    def __init__(self, workspace: Workspace, host: CarryingOnHost, journaling: Journaling) -> None:
        self._workspace = workspace
        self._host = host
        self._journaling = journaling

    async def offer(self, journals: list[SessionJournal]) -> bool:
        """Ask about each journal until one is carried on with; True if one is."""
        try:
            while journals:
                journal = journals.pop(0)
                things = open_things(self._workspace, from_bytes(journal.read()))
                answer = await self._ask(things) if things else None
                if answer == "carry on" and await self._carry_on(things):
                    self._journaling.adopt(journal)
                    return True
                if answer == "throw away":
                    with suppress(OSError):
                        journal.remove()
                journal.release()
        finally:
            for journal in journals:
                journal.release()
        return False

    async def _ask(self, things: Sequence[Unfinished]) -> str | None:
        from labtui.screens.dialogs import AskAboutGone, AskToCarryOn

        why_not = obstacle(self._workspace, things)
        lines = [f"You were in the middle of {what_was_begun(self._workspace, things)}."]
        lines += [*details(self._workspace, things), *([why_not] if why_not else [])]
        dialog = AskAboutGone if why_not else AskToCarryOn
        return await self._host.ask(dialog("Continue where you stopped?", "\n".join(lines)))

    async def _carry_on(self, things: Sequence[Unfinished]) -> bool:
        """Make the changes again and open the screens; shows an error and returns False."""
        for thing in things:
            try:
                if thing.documents and not self._bring_back(thing):
                    return False
                if not thing.documents:
                    await self._open(thing)
            except LabtuiError as error:
                self._host.say(error=str(error))
                return False
        return True

    def _bring_back(self, thing: Unfinished) -> bool:
        said = (
            "What-if continued. W saves or discards it."
            if thing.kind == "what_if"
            else "Changes made again."
        )
        return self._host.change(lambda: self._workspace.bring_back(thing), said)

    async def _open(self, thing: Unfinished) -> None:
        """Open a screen as it was, and go on asking what it asked. Raises `LabtuiError`."""
        if thing.kind in LISTS:
            await self._host.switch_mode(thing.kind)
        else:
            name, typed = navigation.as_screen(thing.kind), thing.typed
            screen = navigation.screen(self._workspace, name, thing.ids, typed=typed)
            await self._host.push_screen(screen)
        flow = thing.typed.get("flow")
        if flow is not None and isinstance(self._host.screen, LabScreen):
            self._host.screen.resume_flow(flow)
