"""Writes what is not finished to the session's journal while it is typed.

Half a second after a key the event loop collects plain data from the screens; a thread writes it if
it differs. Nothing is written while nothing is unfinished.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock, Thread
from typing import Any, Protocol

from textual.screen import Screen
from textual.timer import Timer

from labtui.data.inventory.unfinished import Unfinished, to_bytes
from labtui.data.inventory.workspace import Workspace
from labtui.data.storage.session_journals import SessionJournal
from labtui.screens.lab_screen import LabScreen

PAUSE = 0.5
"""Seconds between a key and the moment when what it typed is collected."""


class JournalHost(Protocol):
    """The members of the app that the journal needs."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The open screens, the top one last."""

    @property
    def is_typed_ahead(self) -> bool:
        """True while a key has not had its effect yet."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call a function once after some seconds."""


class Journaling:
    """The journal of this session."""

    def __init__(self, workspace: Workspace, host: JournalHost) -> None:
        """Journal what is unfinished with a workspace, if its store has journals."""
        self._workspace = workspace
        self._host = host
        journals = workspace.store.journals
        self._journal = journals.new() if journals is not None else None
        self._timer: Timer | None = None
        self._collected: list[Unfinished] | None = []
        """What was collected last; None if the journal may hold something else."""
        self._wanted: list[Unfinished] | None = None
        """What is to be written next; None if nothing."""
        self._is_writing = False
        """True while a thread writes what is wanted."""
        self._handover = Lock()
        """Held while one of these two is read and set."""
        self._lock = Lock()
        """Held while the journal is written, maybe by a slow disk."""

    def left(self) -> list[SessionJournal]:
        """Give the journals that earlier sessions left, newest first, until released.

        Empty if nothing can be changed, and so nothing carried on with.
        """
        journals = self._workspace.store.journals
        if journals is None or self._workspace.read_only_reason is not None:
            return []
        return journals.left()

    def adopt(self, journal: SessionJournal) -> None:
        """Write this journal from now on: what it holds is what this session carries on with."""
        with self._lock:
            self._journal = journal
        self._collected = None
        self.note()

    # --- writing

    def note(self) -> None:
        """Collect and write soon what is unfinished."""
        if self._journal is not None and self._timer is None:
            self._timer = self._host.set_timer(PAUSE, self._collect)

    def _collect(self) -> None:
        self._timer = None
        if self._host.is_typed_ahead:
            self.note()
            return
        unfinished = self.unfinished()
        if unfinished != self._collected:
            self._collected = unfinished
            with self._handover:
                self._wanted = unfinished
                begins, self._is_writing = not self._is_writing, True
            if begins:
                # A daemon, because a disk that hangs must not keep the app from ending.
                Thread(target=self._write_wanted, name="journal", daemon=True).start()
        # It may be being saved just now. What was collected counts: the save can end meanwhile.
        if any(thing.kind == "unsaved" for thing in unfinished):
            self.note()

    def unfinished(self) -> list[Unfinished]:
        """Give what is unfinished now, bottom first; empty if nothing has content."""
        screens = (s.unfinished() for s in self._host.screen_stack if isinstance(s, LabScreen))
        found = [*self._workspace.unfinished(), *(thing for thing in screens if thing is not None)]
        return found if any(thing.has_content for thing in found) else []

    def _write_wanted(self) -> None:
        while True:
            with self._handover:
                wanted, self._wanted = self._wanted, None
                if wanted is None:
                    self._is_writing = False
                    return
            with self._lock:
                self._write(wanted)

    def _write(self, unfinished: list[Unfinished]) -> bool:
        """Write what is unfinished; False if that failed, which is tried again with the next."""
        if self._journal is None:
            return not unfinished
        try:
            if unfinished:
                self._journal.write(to_bytes(unfinished))
            else:
                self._journal.remove()
        except OSError:
            return False
        return True

    # --- leaving

    def finish(self) -> None:
        """Leave nothing: the person saved or discarded all, and no dialog is open."""
        self._end([])

    def leave(self) -> bool:
        """Leave what is unfinished to the next session; True if there is any, and it is kept."""
        try:
            unfinished = self.unfinished()
        except Exception:  # an error in labtui ends the session, and the screens may have it
            unfinished = self._collected or []
        return self._end(unfinished) and bool(unfinished)

    def abandon(self) -> None:
        """Write nothing any more, and leave the journal as it is."""
        with self._lock:
            if self._journal is not None:
                self._journal.release()
            self._journal = None

    def _end(self, unfinished: list[Unfinished]) -> bool:
        with self._lock:
            kept = self._write(unfinished)
        self.abandon()
        return kept
