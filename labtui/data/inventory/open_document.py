"""The document that is shown, without its file: what it says, its lab, history and what-if."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import EvaluationContext, System
from labtui.data.inventory.document import Document
from labtui.data.inventory.document_reading import DocumentReading
from labtui.data.inventory.history import History
from labtui.data.storage.store import Store

if TYPE_CHECKING:
    from labtui.data.inventory.conflicts import Resolution
    from labtui.data.inventory.external_change import ExternalChange
    from labtui.data.inventory.system_edits import SystemEdits
    from labtui.data.inventory.unfinished import Unfinished
    from labtui.data.inventory.what_if import WhatIf


class OpenDocument:
    """A document that is assessed, changed, undone and tried."""

    def __init__(self, document: Document, today: date, store: Store) -> None:
        """Assess a document as of `today`; `store` backs up what undo or a what-if discards."""
        self._today = today
        self._store = store
        self.document = document
        """What is shown."""
        self.reading = DocumentReading(document, today)
        """What it says."""
        context = EvaluationContext(today, self.reading.settings)
        self.lab = Lab(self.reading.systems.values(), context)
        """All systems, assessed. Another lab when the settings change, and within a what-if."""
        self.history = History()
        self.what_if: WhatIf | None = None
        """The saved state while changes are only tried; None if they are not."""

    @property
    def document_to_save(self) -> Document:
        """What is shown, without what is only tried."""
        return self.document if self.what_if is None else self.what_if.document

    @property
    def edits(self) -> SystemEdits:
        """Changes to the systems that are shown, for `commit`."""
        from labtui.data.inventory.system_edits import SystemEdits

        return SystemEdits(self.document, self.reading, self.lab)

    def show(self, document: Document) -> None:
        """Update the lab to what a document says; only what differs is read and assessed again."""
        self.document = document
        self.reading = reading = DocumentReading(document, self._today, self.reading)
        if reading.settings != self.lab.evaluation.settings:
            self.lab = Lab((), EvaluationContext(self._today, reading.settings))
        known = self.lab.systems
        changed: dict[str, System | None] = {
            id: system for id, system in reading.systems.items() if known.get(id) is not system
        }
        changed.update(dict.fromkeys(known.keys() - reading.systems.keys()))
        self.lab.change(changed)

    def set_today(self, today: date) -> None:
        """Assess what is shown, and during a what-if what is saved, as of another day."""
        self._today = today
        self.reading = DocumentReading(self.document, today, self.reading)
        self.lab.set_today(today)
        if self.what_if is not None:
            self.what_if.lab.set_today(today)

    def commit(self, document: Document, done: str, *, join: bool = False) -> None:
        """Show a changed document, as a step that can be undone; see `History.record`."""
        if document is not self.document:
            self.history.record(self.document, done, join=join)
            self.show(document)

    def start_over(self, document: Document) -> None:
        """Show another document, without history or what-if."""
        self.what_if = None
        self.history.clear()
        self.show(document)

    def undo(self) -> str | None:
        """Undo the last step, but none from before a what-if; see `Workspace.undo`."""
        if self.what_if is not None and self.history.depth == self.what_if.depth:
            return None
        return self._show_step(self.history.undo(self.document, self._store.back_up_replaced))

    def redo(self) -> str | None:
        """Redo the step that was undone last, as `undo` does."""
        return self._show_step(self.history.redo(self.document, self._store.back_up_replaced))

    def _show_step(self, moved: tuple[Document, str] | None) -> str | None:
        if moved is None:
            return None
        document, words = moved
        self.show(document)
        return words

    def begin_what_if(self) -> None:
        """Start to only try changes: they are made to a fork of the lab."""
        from labtui.data.inventory.what_if import WhatIf

        history = self.history
        self.what_if = WhatIf(self.document, self.document, history.depth, history.undone, self.lab)
        self.lab = self.lab.fork()
        history.clear_undone()

    def end_what_if(self, *, keep: bool, resolutions: Sequence[Resolution]) -> None:
        """Make one step of what was tried, or take it back; see `Workspace.end_what_if`."""
        what_if = self.what_if
        if what_if is None:
            return
        document = what_if.document
        if keep:
            document = what_if.merge_tried(self.document, resolutions, self._store)
        if document is what_if.document:
            self.history.rewind(what_if.depth, what_if.undone)
            self.lab = what_if.lab
        else:
            self.history.squash(what_if.depth, what_if.document)
        self.show(document)
        self.what_if = None  # last: a save in another thread must not write what is only tried

    def unfinished(self, saved: Document | None) -> list[Unfinished]:
        """Give what has to be saved and is not what is `saved`, and what is only tried."""
        from labtui.data.inventory.unfinished import Unfinished

        to_save = self.document_to_save
        found: list[Unfinished] = []
        if to_save is not saved:
            before = Document.empty() if saved is None else saved
            found.append(Unfinished("unsaved", documents=(before, to_save)))
        if self.document is not to_save:
            found.append(Unfinished("what_if", documents=(to_save, self.document)))
        return found

    def bring_back(self, thing: Unfinished) -> None:
        """Make the changes of an unfinished thing again; see `Workspace.bring_back`."""
        document, _ = thing.merged_into(self.document)
        if thing.kind == "what_if" and self.what_if is None:
            self.begin_what_if()
        self.commit(document, "carry on")

    def rebase(self, change: ExternalChange) -> bool:
        """Show what another program wrote, with the changes made here merged into it.

        False, and nothing is done, if the changes to save conflict with it.
        """
        from labtui.data.inventory.merge import merge

        before, after = change.before, change.after
        merged = merge(before, self.document_to_save, after)
        if merged.conflicts:
            return False
        what_if = self.what_if
        shown = merge(before, self.document, after, prefer="ours") if what_if else merged
        self.history.apply_external(change)
        if what_if is not None:
            tried, self.lab = self.lab, what_if.lab
            self.show(merged.document)
            self.what_if = what_if.with_change(change, merged.document, self.lab)
            self.lab = tried
        self.show(shown.document)
        return True
