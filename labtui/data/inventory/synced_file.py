"""The inventory's file, which other programs write too: what is saved, and what they changed."""

from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import NamedTuple

from labtui.data.inventory.conflicts import Conflict, ConflictError, Resolution
from labtui.data.inventory.document import Document
from labtui.data.inventory.external_change import ExternalChange
from labtui.data.inventory.read_only import MAX_BYTES
from labtui.data.storage.snapshots import Snapshot
from labtui.data.storage.store import Store
from labtui.errors import (
    ChangedOnDiskError,
    OtherSchemaError,
    RemovedError,
    StoreError,
    UnusableFileError,
)

_TRIES = 100
"""How often a save merges again because others wrote between its reading and its writing."""


class Shown(NamedTuple):
    """What is shown at a moment."""

    document: Document
    to_save: Document
    """The same without what is only tried."""


class Reread(NamedTuple):
    """The file as it was read again, to show that instead."""

    snapshot: Snapshot
    document: Document
    """What the file says; `shown.to_save` itself if that is the same."""
    shown: Shown


class SyncedFile:
    """What is known of the file: what was saved to it, and what other programs changed since.

    Whoever calls a method holds the `lock`; the properties need none.
    """

    def __init__(self, store: Store, document: Document) -> None:
        """Start with the `document` that was just read from the store's file."""
        self.lock = Lock()
        self._store = store
        self._saved_and_on_disk: tuple[Document | None, Document] = document, document
        """Replaced together, so that readers without the lock see both of the same moment."""
        self._resolved_for_ours: tuple[Conflict, ...] = ()
        """Conflicts with the external change that were resolved for ours when it was saved over."""
        self._unusable = False
        """True if the file was last found missing, emptied or not TOML."""
        self._recreates = False
        """True while the next write is to create a file that is missing: nothing is to merge."""

    @property
    def saved(self) -> Document | None:
        """The document that was saved or read last; None if the file is missing."""
        return self._saved_and_on_disk[0]

    @property
    def on_disk(self) -> Document:
        """All that the file says. Not `saved` if others wrote what is not shown yet."""
        return self._saved_and_on_disk[1]

    @property
    def external_change(self) -> ExternalChange | None:
        """What others wrote that is not shown yet; None if nothing."""
        saved, on_disk = self._saved_and_on_disk
        if saved is None or saved is on_disk:
            return None
        return ExternalChange(saved, on_disk, self._resolved_for_ours)

    def contains(self, document: Document) -> bool:
        """True if the file has all that `document` says, as far as is known."""
        return document in self._saved_and_on_disk and not self._unusable

    def set_saved(self, document: Document) -> None:
        """Note that the file says what `document` says, and nothing else."""
        self._saved_and_on_disk, self._unusable = (document, document), False
        self._recreates = False
        self._resolved_for_ours = ()

    def recreate_if_missing(self) -> None:
        """If the file is missing, let the next write create it."""
        with suppress(StoreError):  # the write says why
            snapshot = self._store.read_snapshot()
            if snapshot.data is None:
                self._recreate(snapshot)

    def _recreate(self, missing: Snapshot) -> None:
        self._store.expect(missing, back_up=True)
        self._saved_and_on_disk, self._recreates = (None, self.on_disk), True

    def check(self) -> None:
        """Read what others wrote, if they did.

        Raises StoreError if the file is missing, emptied or not TOML.
        """
        self._unusable = self._store.changed_on_disk()
        if self._unusable:
            missing = RemovedError(f"{self._store.path}: removed by another program")
            self._read_external(missing, back_up=True)

    def write(self, document: Document, resolutions: Sequence[Resolution]) -> None:
        """Save a document, merged with what others wrote that is not shown yet.

        What loses a conflict is backed up. Raises ConflictError for conflicts without a
        resolution, and StoreError for any other failure; then nothing was written.
        """
        for _ in range(_TRIES):
            merged, resolved_for_ours = self._merge_external(document, resolutions)
            data = merged.data
            if len(data) > MAX_BYTES:
                raise StoreError(
                    f"{self._store.path}: not saved: it would have {len(data):,} bytes, and an "
                    f"inventory at most {MAX_BYTES:,}."
                )
            try:
                self._store.write(data)
            except ChangedOnDiskError as error:
                # No backup: all of what they wrote is merged into what is written.
                self._read_external(error, back_up=False)
            else:
                self._saved_and_on_disk, self._unusable = (document, merged), False
                self._recreates = False
                self._resolved_for_ours += resolved_for_ours
                return
        raise ChangedOnDiskError(f"{self._store.path}: other programs keep writing it. Not saved.")

    def _merge_external(
        self, document: Document, resolutions: Sequence[Resolution]
    ) -> tuple[Document, tuple[Conflict, ...]]:
        """Merge a document with what others wrote; give also the conflicts resolved for ours."""
        saved, on_disk = self._saved_and_on_disk
        if saved is on_disk or self._recreates:
            return document, ()
        from labtui.data.inventory.merge import merge

        base = saved or Document.parse(b"")
        merged = merge(base, document, on_disk, resolutions=resolutions)
        if merged.conflicts:
            raise ConflictError(self._store.path, merged.conflicts, "Not saved.")
        back_up_losers(self._store, document, on_disk, resolutions)
        return merged.document, merged.resolved_for_ours

    def _read_external(self, missing: ChangedOnDiskError, *, back_up: bool) -> None:
        """Read what others wrote; raise `missing` if there is no file.

        With `back_up`, the file is backed up before the next save. If it has fewer systems now,
        what it said before is backed up at once.
        """
        path = self._store.path
        snapshot = self._store.read_snapshot()
        if snapshot.data is None:
            raise missing
        before = self.on_disk
        document = Document.parse(snapshot.data, () if before.read_only_reason else before.blocks)
        if not snapshot.data.strip() and before.systems:
            raise UnusableFileError(f"{path}: emptied by another program. Not saved.")
        reason = document.read_only_reason
        if reason is not None:
            changed = f"{path}: changed by another program, and {reason.message}. Not saved."
            if not reason.replaceable:
                raise OtherSchemaError(changed)
            raise UnusableFileError(changed, reason.line)
        if len(document.systems) < len(before.systems):
            self._store.back_up_replaced(before.data)
        self._store.expect(snapshot, back_up=back_up, is_readable=True)
        self._saved_and_on_disk, self._unusable = (self.saved, document), False
        self._recreates = False

    def reread(self, shown: Shown, *, recover: bool) -> Reread:
        """Read the file again, to show that instead of `shown`; `accept` makes it the saved one.

        Backs up what is to be saved if the file does not have it or has fewer systems, and what is
        shown if it has changes that are only tried. `recover` as in `Store.read_snapshot`. Raises
        StoreError; if the file is missing, the next write creates it.
        """
        to_save = shown.to_save
        snapshot = self._store.read_snapshot(recover=recover)
        if snapshot.data is None and shown.document.systems:
            self._recreate(snapshot)
            raise StoreError(
                f"{self._store.path} was removed. The next change, or quitting, creates it again."
            )
        if snapshot.data is None or snapshot.data == to_save.data:
            return Reread(snapshot, to_save, shown)
        document = Document.parse(snapshot.data)
        if to_save is not self.saved:
            self._store.back_up(to_save.data)
        elif len(document.systems) < len(to_save.systems):
            self._store.back_up_replaced(to_save.data)
        if shown.document is not to_save:
            self._store.back_up(shown.document.data)
        return Reread(snapshot, document, shown)

    def accept(self, reread: Reread) -> None:
        """Take the file as it was read again for the saved one."""
        snapshot = reread.snapshot
        is_other = snapshot.data != self._store.expected.data
        is_readable = reread.document.is_readable
        self._store.expect(snapshot, back_up=is_other, is_readable=is_readable)
        if snapshot.data is not None:
            self.set_saved(reread.document)


def back_up_losers(
    store: Store, ours: Document, theirs: Document, resolutions: Sequence[Resolution]
) -> None:
    """Back up the documents that lost a conflict. Raises StoreError."""
    for loser, choice in ((theirs, "ours"), (ours, "theirs")):
        if any(resolution.choice == choice for resolution in resolutions):
            store.back_up_replaced(loser.data)
