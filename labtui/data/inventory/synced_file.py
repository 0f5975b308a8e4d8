"""The file of an inventory that others write too: what of it is ours, what theirs, saving both."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from labtui.data.inventory.conflicts import ConflictError
from labtui.data.inventory.document import Document
from labtui.data.inventory.read_only import MAX_BYTES
from labtui.data.storage.snapshots import Snapshot
from labtui.data.storage.store import Store
from labtui.errors import ChangedOnDiskError, StoreError

if TYPE_CHECKING:
    from labtui.data.inventory.conflicts import Conflict, Resolution

_TRIES = 100
"""How often a save merges anew when others write between its reading and its writing."""


class ExternalChange(NamedTuple):
    """What others did to the file."""

    before: Document
    after: Document
    resolved_for_ours: tuple[Conflict, ...] = ()
    """What they did, but it was decided for ours."""


class SyncedFile:
    """What is known of the file, between what is shown here and what others write to it.

    Whoever calls one of its methods holds the `lock`, for as long as what it goes by must hold;
    the properties are good at any time.
    """

    def __init__(self, store: Store, document: Document) -> None:
        """The store's file as it was just read."""
        self.lock = Lock()
        self._store = store
        self._known: tuple[Document | None, Document] = document, document
        """Replaced as one: both are of the same moment."""
        self._resolved_for_ours: tuple[Conflict, ...] = ()
        """Of what others wrote that is not taken in yet, what had to give way to ours."""
        self._astray = False
        """Whether the file was last seen gone, empty or no TOML, though it held more before."""

    @property
    def ours(self) -> Document | None:
        """What of ours the file holds; None where the file is gone."""
        return self._known[0]

    @property
    def whole(self) -> Document:
        """All that it holds. Another than `ours` where others wrote what is not taken in yet."""
        return self._known[1]

    @property
    def theirs(self) -> ExternalChange | None:
        """What others wrote that is not taken in yet; None for nothing."""
        ours, whole = self._known
        return (
            None
            if ours is None or ours is whole
            else ExternalChange(ours, whole, self._resolved_for_ours)
        )

    def holds(self, document: Document) -> bool:
        """Whether a document, or that with what others wrote, is what the file holds."""
        return document in self._known and not self._astray

    def hold(self, document: Document) -> None:
        """Take note that the file holds this and no more."""
        self._known, self._astray = (document, document), False
        self._resolved_for_ours = ()

    def lose(self, found: Snapshot) -> None:
        """Take note that the file was `found` gone, so that the next write makes it anew."""
        self._store.expect(found, back_up=True)
        self._known = None, self.whole

    def give_up(self) -> None:
        """Lose the file where it is gone. Raises `StoreError` where that cannot be seen."""
        found = self._store.read_snapshot()
        if found.data is None:
            self.lose(found)

    def look(self) -> None:
        """Read what others wrote, if they did.

        Raises `StoreError` where that is gone, empty or no TOML.
        """
        self._astray = self._store.changed_on_disk()
        if self._astray:
            gone = ChangedOnDiskError(f"{self._store.path}: removed by another program")
            self._find(gone, copy=True)

    def write(self, ours: Document, resolutions: Sequence[Resolution]) -> None:
        """Write a document, with what others wrote that is not taken in yet.

        Raises `ConflictError` for facts that both changed and `resolutions` does not decide,
        `StoreError` for whatever else is in the way; then nothing was written. What loses a
        conflict is kept among the safety copies.
        """
        for _ in range(_TRIES):
            document, resolved_for_ours = self._with_theirs(ours, resolutions)
            data = document.data
            if len(data) > MAX_BYTES:
                raise StoreError(
                    f"{self._store.path}: not saved: it would have {len(data):,} bytes, and an "
                    f"inventory at most {MAX_BYTES:,}"
                )
            try:
                self._store.write(data)
            except ChangedOnDiskError as error:
                self._find(error, copy=False)  # all of it goes into what is written
            else:
                self._known, self._astray = (ours, document), False
                self._resolved_for_ours += resolved_for_ours
                return
        raise ChangedOnDiskError(f"{self._store.path}: others write it all the time; not saved")

    def _with_theirs(
        self, ours: Document, resolutions: Sequence[Resolution]
    ) -> tuple[Document, tuple[Conflict, ...]]:
        """A document with what others wrote, and what of that gave way to it."""
        saved, file = self._known
        if saved is file:
            return ours, ()
        from labtui.data.inventory.merge import merge

        merged = merge(saved or Document.parse(b""), ours, file, resolutions=resolutions)
        if merged.conflicts:
            raise ConflictError(self._store.path, merged.conflicts, "not saved")
        keep_what_lost(self._store, ours, file, resolutions)
        return merged.document, merged.resolved_for_ours

    def _find(self, gone: ChangedOnDiskError, *, copy: bool) -> None:
        """Take note of what the file holds by now; `gone` is raised where there is no file.

        With `copy`, it is copied before the next save. What had more systems is copied now.
        """
        path = self._store.path
        found = self._store.read_snapshot()
        if found.data is None:
            raise gone
        file = Document.parse(found.data, () if self.whole.read_only_reason else self.whole.blocks)
        if not found.data.strip() and self.whole.systems:
            raise ChangedOnDiskError(f"{path}: emptied by another program; not saved")
        if file.read_only_reason is not None:
            raise ChangedOnDiskError(
                f"{path}: changed by another program, and {file.read_only_reason.message}; "
                "not saved until that is mended"
            )
        if len(file.systems) < len(self.whole.systems):
            self._store.back_up(self.whole.data)
        self._store.expect(found, back_up=copy)
        self._known, self._astray = (self.ours, file), False


def keep_what_lost(
    store: Store, ours: Document, theirs: Document, resolutions: Sequence[Resolution]
) -> None:
    """Keep among the safety copies what lost a conflict. Raises `StoreError`."""
    for lost, choice in ((theirs, "ours"), (ours, "theirs")):
        if any(decided.choice == choice for decided in resolutions):
            store.back_up(lost.data)
