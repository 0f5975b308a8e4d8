"""The open inventory: its text, the lab it describes, its history, and its file.

Screens and commands work on this and on nothing below it. Every change is a step that can be
undone; a draft shows what would follow from changes before they are made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, Event, Problem, System
from labtui.data.framework.events import EventKind
from labtui.data.inventory.document import Document
from labtui.data.inventory.open_document import OpenDocument
from labtui.data.inventory.synced_file import Reread, Shown, SyncedFile
from labtui.data.storage.store import Store
from labtui.errors import DocumentError, StoreError

if TYPE_CHECKING:
    from labtui.data.inventory.conflicts import Resolution
    from labtui.data.inventory.drafts import Draft
    from labtui.data.inventory.history import Step
    from labtui.data.inventory.import_step import ImportStep
    from labtui.data.inventory.parsed_blocks import ParsedBlocks
    from labtui.data.inventory.system_edits import SystemEdits
    from labtui.data.inventory.unfinished import Unfinished
    from labtui.data.inventory.what_if import WhatIf
    from labtui.data.toml.values import Table


class Workspace:
    """An inventory that is open: read, assessed, edited, undone, saved."""

    def __init__(
        self,
        store: Store,
        today: date,
        *,
        read_only: bool = False,
        parsed: ParsedBlocks | None = None,
    ) -> None:
        """Read the store's file and assess it as of `today`. Raises StoreError.

        What was `parsed` at an earlier start is not parsed again.
        """
        self.store = store
        self.today = today
        """The day that all is assessed as of and that is written as today; see `set_today`."""
        data = store.read(recover=not read_only)
        self._parsed = parsed
        parse = parsed.parse if parsed is not None else Document.parse
        document = Document.empty() if data is None else parse(data)
        store.expected_is_readable = document.is_readable
        self._open = OpenDocument(document, today, store)
        self._file = SyncedFile(store, document)
        self.read_only = read_only
        """True with --read-only."""
        if not read_only:
            # A save must not import: a failing disk could refuse the module.
            import tomli_w  # noqa: F401

            import labtui.data.inventory.drafts
            import labtui.data.inventory.merge
            import labtui.data.inventory.placing
            import labtui.data.inventory.raw_tables
            import labtui.data.inventory.system_edits
            import labtui.data.inventory.unfinished
            import labtui.data.inventory.what_if
            import labtui.data.toml.arrays
            import labtui.data.toml.splicing  # noqa: F401
        self.read_only_reason = self._find_read_only_reason()
        """Why nothing can be changed; None if it can."""

    def keep_parsed(self) -> None:
        """Keep what was read for the next start; best called when nobody waits. Never raises."""
        if self._parsed is not None:
            self._parsed.keep()

    # --- reading

    @property
    def document(self) -> Document:
        """What is shown."""
        return self._open.document

    @property
    def lab(self) -> Lab:
        """All systems, assessed. Another lab when the settings change."""
        return self._open.lab

    @property
    def ids(self) -> Iterable[str]:
        """The ids of all systems in file order, retired ones included."""
        return self._open.reading.index.keys()

    @property
    def assessments(self) -> Iterable[Assessment]:
        """All assessments in file order."""
        assessments = self.lab.assessments
        return (assessments[id] for id in self._open.reading.index if id in assessments)

    def system(self, id: str) -> System:
        """Give the system of an id. Raises FactError, which names the nearest id."""
        return self._open.edits.system(id)

    def raw(self, id: str) -> Mapping[str, Any]:
        """Give a system's table as it is in the file."""
        return self.document.systems[self._open.reading.index[id]].raw

    def line_of(self, id: str, key: str = "id") -> int:
        """Give the line of the file, from 1, with a fact of a system; see `Block.line_of`."""
        return self.document.line_of(self._open.reading.index[id], key)

    @property
    def problems(self) -> list[Problem]:
        """The problems in the file, with lines, in file order."""
        return self._open.reading.problems

    @property
    def problem_count(self) -> int:
        """The number of problems in the file; faster than finding their lines."""
        return self._open.reading.problem_count

    def problems_of(self, id: str) -> list[Problem]:
        """Give the problems in a system's table, with lines."""
        return self._open.reading.problems_of(id)

    @property
    def unsaved(self) -> bool:
        """True if the file does not have all changes yet. What is only tried does not count."""
        return self._open.document_to_save is not self._file.saved

    # --- changing

    def set_today(self, today: date) -> None:
        """Take another day for today, and assess everything as of it; that is no step.

        A draft follows with `Draft.refresh`.
        """
        self.today = today
        self._open.set_today(today)

    def edit(
        self,
        changes: Mapping[str, Changes],
        done: str = "edit",
        *,
        events: Mapping[str, Sequence[Event]] | None = None,
        new: Mapping[str, str] | None = None,
        joining: Step | None = None,
    ) -> None:
        """Change facts of systems by id, and add `events` to their histories, as one step.

        `new` are the names of systems that the changes name and that are added too, by id.

        Also sets what labtui sets itself: `changed`, the date of a smell test and its event
        (framework, section 2). `done` says in words what is done. With `joining`, the step is
        undone together with that one, if that is still the last. Raises FactError for an id that
        is unknown or used twice and for a system that names itself, and DocumentError for what
        cannot be written.
        """
        document = self._edits.edit(changes, events or {}, new or {})
        ids = ", ".join(changes) + "".join(f", add {id}" for id in new or {})
        if joining is not None and joining is self.last_step:
            self._open.commit(document, f"{joining.done}, {ids}", join=True)
        else:
            self._open.commit(document, f"{done} {ids}")

    def add(
        self,
        name: str,
        facts: Changes,
        *,
        id: str | None = None,
        template: str | None = None,
        host: str | None = None,
    ) -> str:
        """Add a system, as one step; gives its id.

        `facts` win over those of the template, which win over those of the host. Without an `id`,
        one is made of the name. Raises FactError for an id that is in use or not valid, for a host
        that does not exist, and for a system that names itself.
        """
        document, id = self._edits.add(name, facts, id, template, host)
        self._open.commit(document, f"add {id}")
        return id

    def import_found(self, step: ImportStep) -> None:
        """Add systems that were found, and change others, as one step.

        Raises FactError for an id that is in use, unknown or used twice, and DocumentError for what
        cannot be written.
        """
        self._open.commit(self._edits.import_found(step), step.done)

    def add_as_written(self, systems: Sequence[Table], top: Mapping[str, Any]) -> None:
        """Add systems, and keys outside the systems, just as they are given, as one step.

        Raises DocumentError for what cannot be written.
        """
        self._check_writable()
        document = self.document.edit_top(top)
        for raw in systems:
            document = document.append(raw)
        self._open.commit(document, f"import ({len(systems)} new)")

    def remove(self, ids: Iterable[str]) -> None:
        """Remove systems from the file, as one step. Raises FactError for an unknown id."""
        ids = list(ids)
        self._open.commit(self._edits.remove(ids), f"remove {', '.join(ids)}")

    def log(self, ids: Iterable[str], event: EventKind, note: str | None = None) -> None:
        """Add an event of today to the histories of systems, as one step.

        Raises FactError for an unknown id.
        """
        entry = Event(self.today, event, note)
        named = [*ids]
        self.edit({id: {} for id in named}, f"log {event}", events=dict.fromkeys(named, (entry,)))

    def accept(self, id: str, rule: str, reason: str, until: date) -> None:
        """Accept a finding until a day, as one step. Raises FactError for an unknown id."""
        self._open.commit(self._edits.accept(id, rule, reason, until), f"accept {rule}")

    def withdraw(self, id: str, rule: str) -> None:
        """Withdraw the acceptance of a finding, as one step. Raises FactError for an unknown id."""
        self._open.commit(self._edits.withdraw(id, rule), f"withdraw {rule}")

    def editable(self, id: str) -> System:
        """Give the system of an id, if it can be changed.

        Raises FactError for an id that is unknown or used twice, and DocumentError if the file can
        only be read.
        """
        return self._edits.editable(id)

    def draft(self, id: str, done: str = "edit", *, joining: Step | None = None) -> Draft:
        """Start a draft of a system, to be saved by `edit` with `done` and `joining`.

        Raises FactError for an id that is unknown or used twice, and DocumentError.
        """

        from labtui.data.inventory.drafts import Draft

        def commit(changes: Changes) -> None:
            self.edit({id: changes}, done, joining=joining)

        return Draft(self.lab, self.editable(id), commit)

    def convert(self) -> None:
        """Write valid TOML of another shape again, so that it can be changed; saved by `save`.

        It cannot be undone; the first save backs up the file. Raises DocumentError.
        """
        self._replace_read_only(self.document.converted())

    def restore(self, data: bytes, when: str) -> None:
        """Restore the bytes of a backup, as one step, to be saved by `save`.

        `when` says in words of what time the backup is. No step if that is what is shown. If what
        is shown could only be read, it cannot be undone; the first save backs it up. Raises
        DocumentError if the backup can only be read, or if nothing may replace the file.
        """
        reason = self.document.read_only_reason
        if reason is not None and not reason.replaceable:
            self._check_writable()
        document = Document.parse(data)
        if document.read_only_reason is not None:
            raise DocumentError(f"this copy can only be read: {document.read_only_reason.message}")
        if self.document.read_only_reason is not None:
            self._replace_read_only(document)
        else:
            self._check_writable()
            if data != self.document.data:
                self._open.commit(document, f"restore {when}")

    def _replace_read_only(self, document: Document) -> None:
        """Show a document that can be changed instead of one that can only be read."""
        self.read_only_reason = self._find_file_read_only_reason()
        self._check_writable()
        self._open.show(document)

    # --- undoing

    @property
    def last_step(self) -> Step | None:
        """The step that would be undone, which an edit can join; None if there is none."""
        return self._open.history.last

    def undo(self) -> str | None:
        """Undo the last step; gives in words what was undone, None if there is nothing to undo.

        Facts that other programs changed since keep their values, and are named; what the step
        would go back to is backed up then. Raises StoreError if that fails.

        During a what-if, steps from before its start are not undone.
        """
        return self._open.undo()

    def redo(self) -> str | None:
        """Redo the step that was undone last, as `undo` does."""
        return self._open.redo()

    # --- what if

    @property
    def what_if(self) -> WhatIf | None:
        """The saved state while changes are only tried; None if they are not."""
        return self._open.what_if

    @property
    def what_if_changed(self) -> bool:
        """True if a what-if has changed anything so far."""
        return self._open.document_to_save is not self.document

    def begin_what_if(self) -> None:
        """Start to only try changes: they are shown everywhere, and not saved.

        Raises DocumentError if nothing can be changed.
        """
        self._check_writable()
        self._open.begin_what_if()

    def end_what_if(self, *, keep: bool, resolutions: Sequence[Resolution] = ()) -> None:
        """End trying changes: make one step of them, or without `keep` take them back.

        Raises ConflictError for facts that other programs changed too and that have no resolution,
        DocumentError and StoreError. Then the what-if goes on.
        """
        self._open.end_what_if(keep=keep, resolutions=resolutions)

    # --- what was begun

    def unfinished(self) -> list[Unfinished]:
        """Give the changes that are not saved yet, and those that are only tried."""
        return self._open.unfinished(self._file.saved)

    def bring_back(self, thing: Unfinished) -> None:
        """Make the changes of an earlier session again, as one step, or within a what-if.

        Where other programs changed the same facts since, the changes win. Raises DocumentError.
        """
        self._check_writable()
        self._open.bring_back(thing)

    # --- saving

    def save(self, resolutions: Sequence[Resolution] = (), *, recreate: bool = False) -> bool:
        """Save all changes but what is only tried. False if there was nothing to save.

        What other programs wrote is merged, by system and by fact; `apply_external` shows it.
        What loses a conflict is backed up. With `recreate`, a file that was removed is created.
        Raises ConflictError for facts that both changed and that have no resolution, and
        StoreError for any other failure; then nothing was written.

        May run in a thread: it saves the document as it is at the start, and saves wait for each
        other.
        """
        with self._file.lock:
            document = self._open.document_to_save
            if recreate:
                self._file.recreate_if_missing()
            if document is self._file.saved:
                return False
            self._check_writable()
            self._file.write(document, resolutions)
            return True

    def check_file(self) -> bool:
        """Read what other programs wrote. True if there is anything for `apply_external`.

        Raises StoreError if the file is missing, emptied or not TOML; what is shown stays. May run
        in a thread.
        """
        with self._file.lock:
            self._file.check()
            return self.has_external_change

    @property
    def has_external_change(self) -> bool:
        """True if other programs wrote something that is not shown yet."""
        return self._file.external_change is not None

    def apply_external(self) -> bool:
        """Show what other programs wrote, with the unsaved changes on top. False if not done.

        Steps can still be undone, which does not take back what the others did; what is only tried
        stays tried. Nothing is done while a save is under way, or while unsaved changes conflict
        with it: the save raises ConflictError. There must be no draft.
        """
        if not self._file.lock.acquire(blocking=False):
            return False
        try:
            change = self._file.external_change
            if change is None:
                return False
            if change.before.read_only_reason is None:
                if not self._open.rebase(change):
                    return False
            else:  # it could only be read, so there are no changes to rebase
                self._open.show(change.after)
                self.read_only_reason = self._find_read_only_reason()
            document = self._open.document_to_save
            is_same = document.data == change.after.data
            self._file.set_saved(document if is_same else change.after)
            return True
        finally:
            self._file.lock.release()

    def back_up(self) -> bool:
        """Back up what is shown if the file does not have it. False if it has.

        Also if the file was removed, emptied or is not TOML. Raises StoreError.
        """
        with suppress(StoreError):
            self.check_file()
        if self._file.contains(self.document):
            return False
        self.store.back_up(self.document.data)
        return True

    def save_elsewhere(self, path: Path) -> None:
        """Write what `save` would write as a new file; the inventory's file is not touched.

        Raises StoreError, also if there is a file at `path` already.
        """
        self.store.write_elsewhere(path.expanduser(), self._open.document_to_save.data)

    @property
    def shown(self) -> Shown:
        """What is shown now, for `reread` to replace."""
        return Shown(self.document, self._open.document_to_save)

    def reread(self, shown: Shown) -> Reread:
        """Read the file again, for `reload` to show it instead of `shown`; may run in a thread.

        Backs up what is shown if it has unsaved or tried changes, or if the file has fewer systems
        now. Raises StoreError; if the file is missing, what is shown stays and is saved as new.
        """
        with self._file.lock:
            return self._file.reread(shown, recover=not self.read_only)

    def is_outdated(self, reread: Reread) -> bool:
        """Return True if something else is shown now than the file was read again to replace."""
        shown, now = reread.shown, self.shown
        return shown.document is not now.document or shown.to_save is not now.to_save

    def reload(self, reread: Reread) -> bool:
        """Show the file as it was read again. False if it says what was shown.

        If it says something else, no earlier step can be undone, as that would take back what
        other programs did, and a what-if ends. Raises StoreError, as `reread`.
        """
        if self.is_outdated(reread):
            reread = self.reread(self.shown)  # what was changed meanwhile is backed up too
        with self._file.lock:
            is_other = reread.document is not self._open.document_to_save
            if is_other:
                self._open.start_over(reread.document)
            self._file.accept(reread)
            self.read_only_reason = self._find_read_only_reason()
            return is_other

    # --- within

    def _find_read_only_reason(self) -> str | None:
        if self.document.read_only_reason is not None:
            return self.document.read_only_reason.message
        return self._find_file_read_only_reason()

    def _find_file_read_only_reason(self) -> str | None:
        """Give the reason that does not depend on what the file says."""
        return "opened with --read-only" if self.read_only else self.store.unwritable_reason()

    def _check_writable(self) -> None:
        if self.read_only_reason is not None:
            reason = self.read_only_reason.removeprefix(f"{self.store.path}: ")
            raise DocumentError(f"{self.store.path} can only be read: {reason}")

    @property
    def _edits(self) -> SystemEdits:
        """Changes to the systems that are shown. Raises DocumentError if nothing can be changed."""
        self._check_writable()
        return self._open.edits
