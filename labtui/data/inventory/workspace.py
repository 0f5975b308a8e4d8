"""The open inventory: its text, the lab it describes, what was done to it, and its file.

Screens and commands work on this and on nothing beneath it. Everything that was saved can be
undone; a draft shows what would follow from facts that are not saved yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from labtui.data.assessment.assessment import Assessment
from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import Changes, EvaluationContext, Event, Problem, System
from labtui.data.assessment.reading import Reading, read_settings, read_system
from labtui.data.assessment.rules import RULE_IDS
from labtui.data.framework.events import EventKind
from labtui.data.framework.shapes import ID_PATTERN, Value
from labtui.data.inventory.blocks import Block
from labtui.data.inventory.conflicts import ConflictError
from labtui.data.inventory.document import REMOVED, Document
from labtui.data.inventory.drafts import Draft
from labtui.data.inventory.edits import (
    assessed_event,
    completed,
    completes_test,
    id_for,
    started_from,
)
from labtui.data.inventory.synced_file import ExternalChange, SyncedFile, keep_what_lost
from labtui.data.storage.snapshots import Snapshot
from labtui.data.storage.store import Store
from labtui.errors import DocumentError, FactError, StoreError
from labtui.text.wording import hint

if TYPE_CHECKING:
    from labtui.data.inventory.conflicts import Resolution


class Step(NamedTuple):
    """One state of the document in the line of undo."""

    document: Document
    done: str
    """What led from here to the next state, in words: `edit vaultwarden`."""
    since: tuple[ExternalChange, ...] = ()
    """What others did to the file since, to be kept when coming back here."""


class WhatIf(NamedTuple):
    """What is saved while changes are only tried."""

    document: Document
    began: Document
    """What was saved when it began, without what others wrote since."""
    steps: int
    """How many steps there were to undo when it began."""
    undone: tuple[Step, ...]
    """What could be done again."""
    assessments: Mapping[str, Assessment]


class ReadAgain(NamedTuple):
    """The file as it was read again, and what was shown at that moment."""

    found: Snapshot
    document: Document
    kept: Document
    shown: Document


class Workspace:
    """An inventory that is open: read, assessed, edited, undone, saved."""

    def __init__(self, store: Store, today: date, *, read_only: bool = False) -> None:
        """Read the store's file and assess it as of `today`. Raises `StoreError`."""
        self.store = store
        self.today = today
        data = store.read(recover=not read_only)
        self.document = Document.empty() if data is None else Document.parse(data)
        self.read_only = read_only
        """Whether it was asked for that nothing is written."""
        self.read_only_reason = self._why_refused()
        """Why nothing can be changed; None where it can."""
        self._file = SyncedFile(store, self.document)
        self._what_if: WhatIf | None = None
        self._past: list[Step] = []
        self._future: list[Step] = []
        self._readings: dict[int, tuple[Block, Reading]] = {}
        self._index: dict[str, int] = {}
        self._duplicates: dict[str, list[int]] = {}
        self._top_problems: tuple[Problem, ...] = ()
        self.lab = Lab((), EvaluationContext(today))
        """All systems, assessed. Another one once the settings change."""
        self._show(self.document)

    # --- reading

    @property
    def ids(self) -> Iterable[str]:
        """The ids of all systems in file order, retired ones among them."""
        return self._index.keys()

    @property
    def assessments(self) -> Iterable[Assessment]:
        """All assessments in file order."""
        found = self.lab.assessments
        return (found[id] for id in self._index if id in found)

    def system(self, id: str) -> System:
        """The system of an id. Raises `FactError` with the nearest right id."""
        if id not in self._index:
            raise FactError(f"{id}: no such system{hint(id, self._index)}")
        return self.lab.systems[id]

    def raw(self, id: str) -> Mapping[str, Any]:
        """A system's table as the file states it."""
        return self.document.systems[self._index[id]].raw

    def line_of(self, id: str, key: str = "id") -> int:
        """The line of the file where a system states a fact, or the nearest thing to it."""
        return self.document.line_of(self._index[id], key)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the file, with lines, in the order of the file."""
        document = self.document
        problems = [p._replace(line=document.top_line_of(p.key)) for p in self._top_problems]
        for index in range(len(document.systems)):
            problems += self._located(index)
        for name, indexes in self._duplicates.items():
            first = document.line_of(self._index[name], "id")
            message = f"id: a second {name}; the first is on line {first}, this is not assessed"
            lines = (document.line_of(index, "id") for index in indexes)
            problems.extend(Problem("id", message, name, line=line) for line in lines)
        return sorted(problems, key=lambda problem: problem.line or 0)

    @property
    def problem_count(self) -> int:
        """How many problems there are in the file; cheaper than finding their lines."""
        doubled = sum(len(indexes) for indexes in self._duplicates.values())
        within = sum(len(reading.problems) for _, reading in self._readings.values())
        return len(self._top_problems) + within + doubled

    def problems_of(self, id: str) -> list[Problem]:
        """What is wrong in a system's table, with lines."""
        return list(self._located(self._index[id]))

    def _located(self, index: int) -> Iterator[Problem]:
        document = self.document
        for problem in self._readings[id(document.systems[index])][1].problems:
            line = document.line_of(index, problem.key.replace("[", ".").replace("]", ""))
            yield problem._replace(line=line)

    @property
    def unsaved(self) -> bool:
        """Whether the file does not hold yet what is shown."""
        return self._kept is not self._file.ours

    @property
    def _kept(self) -> Document:
        """What is to be saved: without what is only tried."""
        what_if = self._what_if
        return self.document if what_if is None else what_if.document

    # --- changing

    def edit(
        self,
        changes: Mapping[str, Changes],
        done: str = "edit",
        *,
        event: Event | None = None,
        joining: Step | None = None,
    ) -> None:
        """Change facts of systems by id, and note an `event` in their histories, as one step.

        Adds what labtui keeps itself: `changed`, the date of a smell test and its event. With
        `joining`, it is undone together with that step, as long as that is still the last one.
        Raises `FactError` for an unknown or doubled id, `DocumentError` for what cannot be written.
        """
        document = self.document
        revised: dict[str, System] = {}
        tested: list[str] = []
        for id, wanted in changes.items():
            system = self.editable(id)
            full = completed(self.lab.assessments.get(id), system, wanted, self.today)
            document = document.edit(self._index[id], _raw(full))
            revised[id] = system.revised(full)
            if completes_test(revised[id], wanted) and not revised[id].retired:
                tested.append(id)
        events = [(id, event) for id in changes] if event is not None else []
        for id, entry in (*events, *self._assessed(revised, tested).items()):
            document = document.add_event(self._index[id], "history", _entry(entry))
        ids = ", ".join(changes)
        if joining is not None and joining is self.last_step:
            self._take(document, f"{joining.done}, {ids}", joining)
        else:
            self._take(document, f"{done} {ids}")

    def add(
        self,
        name: str,
        facts: Changes,
        *,
        id: str | None = None,
        template: str | None = None,
        host: str | None = None,
    ) -> str:
        """Add a system; returns its id.

        `facts` go before what a template and a host bring. Raises `FactError` for an id that
        is taken or wrong, or a host that does not exist.
        """
        self._check_writable()
        if host is not None:
            self.system(host)
        if id is None:
            id = id_for(name, self._taken())
        elif not ID_PATTERN.match(id):
            raise FactError(
                f"{id} is not an id: a-z, 0-9 and -, not - first, at most 63 characters"
            )
        elif id in self._taken():
            raise FactError(f"{id}: there is a system of this id already")
        started: dict[str, Value] = {} if host is None else {"runs_on": host}
        if template is not None:
            started = started_from(template, self.lab, host)
        stated = {key: value for key, value in {**started, **facts}.items() if value is not None}
        document = self.document.append(_nested({"id": id, "name": name, **stated}))
        self._take(document, f"add {id}")
        return id

    def remove(self, ids: Iterable[str]) -> None:
        """Take systems out of the file, as one step. Raises `FactError` for an unknown id."""
        ids = list(ids)
        indexes = []
        for id in ids:
            self.editable(id)
            indexes.append(self._index[id])
        document = self.document
        for index in sorted(indexes, reverse=True):
            document = document.remove(index)
        self._take(document, f"remove {', '.join(ids)}")

    def log(self, ids: Iterable[str], event: EventKind, note: str | None = None) -> None:
        """Add an event of today to the histories of systems, as one step.

        Raises `FactError` for an unknown id.
        """
        self.edit({id: {} for id in ids}, f"log {event}", event=Event(self.today, event, note))

    def accept(self, id: str, rule: str, reason: str, until: date) -> None:
        """Accept a finding knowingly, for a time. Raises `FactError` for an unknown id."""
        self.editable(id)
        entry = {"rule": rule, "reason": reason, "until": until}
        self._take(self.document.add_event(self._index[id], "accepted", entry), f"accept {rule}")

    def withdraw(self, id: str, rule: str) -> None:
        """Accept a finding no longer. Raises `FactError` for an unknown id."""
        self.editable(id)
        stated = self.raw(id).get("accepted", [])
        about = [isinstance(entry, dict) and entry.get("rule") == rule for entry in stated]
        others = [entry for entry, its in zip(stated, about, strict=True) if not its]
        changes = {"accepted": others or REMOVED}
        document = self.document.edit(self._index[id], changes)
        self._take(document, f"withdraw {rule}")

    def draft(self, id: str, done: str = "edit", *, joining: Step | None = None) -> Draft:
        """Start a draft of a system, to be saved as `edit` does with `done` and `joining`.

        Raises as `edit`, for an id.
        """

        def commit(changes: Changes) -> None:
            self.edit({id: changes}, done, joining=joining)

        return Draft(self.lab, self.editable(id), commit)

    def convert(self) -> None:
        """Bring valid TOML of another shape into the one that can be changed, to be saved.

        It cannot be undone; the first save keeps a copy. Raises `DocumentError`.
        """
        self._begin_anew(self.document.converted())

    def restore(self, data: bytes, when: str) -> None:
        """Bring back what a safety copy of some time holds, to be saved.

        One step, or none where that is what is shown anyway; but where what it replaces could only
        be read, there is no way back to that but the copy the first save makes. Raises
        `DocumentError`.
        """
        document = Document.parse(data)
        if document.read_only_reason is not None:
            raise DocumentError(f"this copy can only be read: {document.read_only_reason.message}")
        if self.document.read_only_reason is not None:
            self._begin_anew(document)
        else:
            self._check_writable()
            if data != self.document.data:
                self._take(document, f"restore {when}")

    def _begin_anew(self, document: Document) -> None:
        """Show a document that can be changed in the place of one that could only be read."""
        self.read_only_reason = self._why_never_written()
        self._check_writable()
        self._show(document)

    # --- undoing

    @property
    def last_step(self) -> Step | None:
        """The step that would be undone, which an edit may join."""
        return self._past[-1] if self._past else None

    def undo(self) -> str | None:
        """Go back before the last step, byte for byte; says what was undone, None for nothing.

        What others changed since of the same facts stays as they left it, and is named; what it
        would have been goes among the safety copies. Raises `StoreError` where it cannot.

        Within a what-if it goes back to where that began, and no further.
        """
        if self._what_if is not None and len(self._past) == self._what_if.steps:
            return None
        return self._step(self._past, self._future)

    def redo(self) -> str | None:
        """Do again what was undone last, as `undo`; says what, None for nothing."""
        return self._step(self._future, self._past)

    def _step(self, source: list[Step], other: list[Step]) -> str | None:
        if not source:
            return None
        step = source[-1]
        document, left = step.document, dict[str, None]()
        if step.since:
            from labtui.data.inventory.merge import merge, restore_theirs

            for theirs in step.since:
                merged = merge(theirs.before, document, theirs.after)
                document, given = restore_theirs(merged.document, theirs.resolved_for_ours)
                left |= dict.fromkeys(c.where for c in (*merged.conflicts, *given))
        if left:
            self.store.back_up(step.document.data)
        source.pop()
        other.append(Step(self.document, step.done))
        self._show(document)
        return f"{step.done}, but for {', '.join(left)}: others did" if left else step.done

    # --- what if

    @property
    def what_if(self) -> WhatIf | None:
        """The lab as it is saved while changes are only tried; None where they are not."""
        return self._what_if

    @property
    def tried(self) -> bool:
        """Whether a what-if changed anything so far."""
        return self._kept is not self.document

    def begin_what_if(self) -> None:
        """From now on only try changes: they show everywhere, and are not saved.

        Raises `DocumentError` where nothing can be changed.
        """
        self._check_writable()
        self._what_if = WhatIf(
            self.document,
            self.document,
            len(self._past),
            tuple(self._future),
            dict(self.lab.assessments),
        )
        self._future.clear()

    def end_what_if(self, *, keep: bool, resolutions: Sequence[Resolution] = ()) -> None:
        """Make what was tried one step, or take all of it back.

        Raises `ConflictError` for what is to be kept of facts that others changed meanwhile and
        `resolutions` does not decide; `DocumentError`, `StoreError` for what stands in the way of that.
        Then it goes on.
        """
        what_if = self._what_if
        if what_if is None:
            return
        document = self._against_theirs(what_if, resolutions) if keep else what_if.document
        tried = self._past[what_if.steps :]
        del self._past[what_if.steps :]
        if document is not what_if.document:
            self._future.clear()
            done = "; ".join(step.done for step in tried)
            self._past.append(Step(what_if.document, f"what-if: {done}"))
        else:
            self._future[:] = what_if.undone
        if document is not self.document:
            self._show(document)
        self._what_if = None  # last: until then a save in its thread writes what is kept

    def _against_theirs(self, what_if: WhatIf, resolutions: Sequence[Resolution]) -> Document:
        """What was tried, with the values that hold where others changed the same since."""
        if what_if.began is what_if.document or not self.tried:
            return self.document
        from labtui.data.inventory.merge import merge

        merged = merge(what_if.began, self.document, what_if.document, resolutions=resolutions)
        if merged.conflicts:
            raise ConflictError(self.store.path, merged.conflicts, "not kept")
        keep_what_lost(self.store, self.document, what_if.document, resolutions)
        left = merged.document.data != what_if.document.data
        return merged.document if left else what_if.document

    # --- saving

    def save(self, resolutions: Sequence[Resolution] = (), *, anew: bool = False) -> bool:
        """Write the file as it is shown now; of a what-if, as it was when that began.

        What others wrote meanwhile is merged, system by system and fact by fact, and shown once
        `take_in` is called. Says whether there was anything to write. Raises `ConflictError` for
        facts that both changed and `resolutions` does not decide, `StoreError` for whatever else is in
        the way; then nothing was written. What loses a conflict is kept among the safety copies.
        A file that others removed is in the way too, unless it is to be made `anew`.

        May run in a thread of its own: it takes the document as it finds it, and one save waits
        for another.
        """
        with self._file.lock:
            ours = self._kept
            if anew:
                with suppress(StoreError):  # the write says why
                    self._file.give_up()
            if ours is self._file.ours:
                return False
            self._check_writable()
            self._file.write(ours, resolutions)
            return True

    def look(self) -> bool:
        """Read what others wrote, if they did; says whether there is anything to take in.

        Raises `StoreError` where that is gone, empty or no TOML: then what is shown stays. May
        run in a thread of its own.
        """
        with self._file.lock:
            self._file.look()
            return self.pending

    @property
    def pending(self) -> bool:
        """Whether others wrote something that is not shown yet."""
        return self._file.theirs is not None

    def apply_external(self) -> bool:
        """Show what others wrote, with what is not saved yet on top; says whether there was any.

        What was done here can still be undone, which leaves what they did alone; what is only tried
        stays tried. Nothing is taken in while what is not saved stands against it: the save asks
        whose values hold. Nothing may be drafted at that time. Where a save is under way it has to
        be called again after that.
        """
        if not self._file.lock.acquire(blocking=False):
            return False
        try:
            theirs = self._file.theirs
            if theirs is None:
                return False
            if theirs.before.read_only_reason is None:
                if not self._rebase(theirs):
                    return False
            else:  # it could only be read, so there is nothing to put on top
                self._show(theirs.after)
                self.read_only_reason = self._why_refused()
            same = self._kept.data == theirs.after.data
            self._file.hold(self._kept if same else theirs.after)
            return True
        finally:
            self._file.lock.release()

    def _rebase(self, theirs: ExternalChange) -> bool:
        """Show what others wrote, with all that was changed here since.

        Says whether that could be done without giving up what is to be saved.
        """
        from labtui.data.inventory.merge import merge

        base, file = theirs.before, theirs.after
        kept = merge(base, self._kept, file)
        if kept.conflicts:
            return False
        what_if = self._what_if
        shown = merge(base, self.document, file, prefer="ours") if what_if else kept
        for steps in (self._past, self._future):
            steps[:] = [step._replace(since=(*step.since, theirs)) for step in steps]
        if what_if is not None:
            undone = tuple(s._replace(since=(*s.since, theirs)) for s in what_if.undone)
            self._show(kept.document)
            assessments = dict(self.lab.assessments)
            self._what_if = what_if._replace(
                document=kept.document, undone=undone, assessments=assessments
            )
        self._show(shown.document)
        return True

    def back_up(self) -> bool:
        """Keep what is shown among the safety copies, where the file does not hold it.

        That is so too where somebody removed, emptied or broke the file. Says whether it was so.
        Raises `StoreError`.
        """
        with suppress(StoreError):
            self.look()
        if self._file.holds(self.document):
            return False
        self.store.back_up(self.document.data)
        return True

    def save_elsewhere(self, path: Path) -> None:
        """Write what is to be saved as a new file; the inventory's own stays as it is.

        Raises `StoreError`, also where there is such a file already.
        """
        self.store.write_elsewhere(path.expanduser(), self._kept.data)

    def read_again(self) -> ReadAgain:
        """Read the file again, for `reload` to show it; may run in a thread of its own.

        What is shown and not saved, or tried, is kept among the safety copies, and so is what is
        shown where there are fewer systems now.
        Raises `StoreError`; where the file is gone, what is shown stays, to be saved anew.
        """
        with self._file.lock:
            kept, shown = self._kept, self.document
            found = self.store.read_snapshot(recover=not self.read_only)
            if found.data is None and shown.systems:
                self._file.lose(found)
                raise StoreError(
                    f"{self.store.path} is gone; what is shown here is kept, and saved anew with "
                    "the next change or on quitting"
                )
            if found.data is None or found.data == kept.data:
                return ReadAgain(found, kept, kept, shown)
            document = Document.parse(found.data)
            if self.unsaved or len(document.systems) < len(kept.systems):
                self.store.back_up(kept.data)
            if self.tried:
                self.store.back_up(shown.data)
            return ReadAgain(found, document, kept, shown)

    def reload(self, again: ReadAgain) -> bool:
        """Show the file as it was read again; says whether it is another than what was shown.

        Nothing before this can be undone: undoing must never take back what somebody else did to
        the file. A what-if ends where the file is another, since what was tried was tried on the
        old one. Raises `StoreError`, as `read_again`.
        """
        if again.kept is not self._kept or again.shown is not self.document:
            again = self.read_again()  # something was done meanwhile that is to be kept too
        with self._file.lock:
            another = again.document is not self._kept
            if another:
                self._what_if = None
                self._past.clear()
                self._future.clear()
                self._show(again.document)
            self.store.expect(again.found, back_up=again.found.data != self.store.expected.data)
            if again.found.data is not None:
                self._file.hold(self._kept)
            self.read_only_reason = self._why_refused()
            return another

    # --- within

    def _why_refused(self) -> str | None:
        if self.document.read_only_reason is not None:
            return self.document.read_only_reason.message
        return self._why_never_written()

    def _why_never_written(self) -> str | None:
        """What stands against writing whatever the file says."""
        return "opened with --read-only" if self.read_only else self.store.unwritable_reason()

    def _check_writable(self) -> None:
        if self.read_only_reason is not None:
            raise DocumentError(f"{self.store.path} can only be read: {self.read_only_reason}")

    def _taken(self) -> set[str]:
        return {str(block.raw.get("id")) for block in self.document.systems}

    def editable(self, id: str) -> System:
        """The system of an id, where it can be changed.

        Raises `FactError` for an unknown or doubled id, `DocumentError` where the file is
        read-only.
        """
        self._check_writable()
        system = self.system(id)
        if id in self._duplicates:
            lines = [self.document.line_of(i, "id") for i in self._duplicates[id]]
            where = ", ".join(str(line) for line in [self.line_of(id), *lines])
            raise FactError(f"{id} stands more than once, on lines {where}; give each its own id")
        return system

    def _take(self, document: Document, done: str, joined: Step | None = None) -> None:
        """Make a changed document the current one, as a step that can be undone.

        A step that is `joined`, which must be the last one, becomes part of it.
        """
        if document is self.document:
            return
        if joined is not None:
            self._past.pop()
        self._past.append(Step(joined.document if joined else self.document, done))
        self._future.clear()
        self._show(document)

    def _assessed(self, revised: Mapping[str, System], tested: Sequence[str]) -> dict[str, Event]:
        """The events that record the smell tests of `tested`, by id, given the revised systems."""
        if not tested:
            return {}
        lab = self.lab.supposing(revised)
        return {id: assessed_event(lab, revised[id], self.today) for id in tested}

    def _show(self, document: Document) -> None:
        """Bring the lab to what a document says; only what differs is read and assessed anew."""
        self.document = document
        settings, self._top_problems = read_settings(document.top)
        if settings != self.lab.evaluation.settings:
            self.lab = Lab((), EvaluationContext(self.today, settings))
        old = self._readings
        self._readings = {
            id(block): old.get(id(block)) or (block, read_system(block.raw, RULE_IDS, self.today))
            for block in document.systems
        }
        systems: dict[str, System] = {}
        self._index.clear()
        self._duplicates.clear()
        for index, block in enumerate(document.systems):
            system = self._readings[id(block)][1].system
            if system is None:
                continue
            if system.id in systems:
                self._duplicates.setdefault(system.id, []).append(index)
            else:
                systems[system.id] = system
                self._index[system.id] = index
        known = self.lab.systems
        changed: dict[str, System | None] = {
            id: system for id, system in systems.items() if known.get(id) is not system
        }
        changed.update(dict.fromkeys(known.keys() - systems.keys()))
        self.lab.update(changed)


def _raw(changes: Changes) -> dict[str, object]:
    """Facts as the document takes them."""
    return {
        key: REMOVED if value is None else list(value) if isinstance(value, tuple) else value
        for key, value in changes.items()
    }


def _nested(facts: Mapping[str, Value]) -> dict[str, Any]:
    """Facts by dotted key as a system's table."""
    table: dict[str, Any] = {}
    for key, value in _raw(facts).items():
        *path, name = key.split(".")
        inner = table
        for part in path:
            inner = inner.setdefault(part, {})
        inner[name] = value
    return table


def _entry(event: Event) -> dict[str, Any]:
    return {key: value for key, value in event._asdict().items() if value is not None}
