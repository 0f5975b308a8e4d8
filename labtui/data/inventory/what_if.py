"""What is saved while changes are only tried."""

from collections.abc import Sequence
from typing import NamedTuple

from labtui.data.assessment.assessments import Assessments
from labtui.data.assessment.lab import Lab
from labtui.data.inventory.conflicts import ConflictError, Resolution
from labtui.data.inventory.document import Document
from labtui.data.inventory.external_change import ExternalChange
from labtui.data.inventory.history import Step
from labtui.data.inventory.synced_file import back_up_losers
from labtui.data.storage.store import Store


class WhatIf(NamedTuple):
    """The saved state while changes are only tried."""

    document: Document
    """What is saved, with what other programs changed since the start."""
    document_at_start: Document
    depth: int
    """The number of steps to undo at the start."""
    undone: tuple[Step, ...]
    """The steps to redo at the start."""
    lab: Lab
    """The lab of `document`; what is tried is tried on a fork of it."""

    @property
    def assessments(self) -> Assessments:
        """The assessments of `document`, by id."""
        return self.lab.assessments

    def with_change(self, change: ExternalChange, document: Document, lab: Lab) -> "WhatIf":
        """Take over what another program changed; `document` and its `lab` are now saved."""
        undone = tuple(step.with_change(change) for step in self.undone)
        return self._replace(document=document, undone=undone, lab=lab)

    def merge_tried(
        self, tried: Document, resolutions: Sequence[Resolution], store: Store
    ) -> Document:
        """Give the document that keeps what was `tried`, with what other programs changed since.

        `document` itself if nothing is left of what was tried. What loses a conflict is backed up.
        Raises ConflictError for conflicts without a resolution, DocumentError and StoreError.
        """
        if self.document_at_start is self.document or tried is self.document:
            return tried
        from labtui.data.inventory.merge import merge

        merged = merge(self.document_at_start, tried, self.document, resolutions=resolutions)
        if merged.conflicts:
            raise ConflictError(store.path, merged.conflicts, "Not kept.")
        back_up_losers(store, tried, self.document, resolutions)
        is_changed = merged.document.data != self.document.data
        return merged.document if is_changed else self.document
