"""A change that another program made to the inventory's file."""

from typing import NamedTuple

from labtui.data.inventory.conflicts import Conflict
from labtui.data.inventory.document import Document


class ExternalChange(NamedTuple):
    """A change that another program made to the file, which is not shown yet."""

    before: Document
    after: Document
    resolved_for_ours: tuple[Conflict, ...] = ()
    """Facts that the other program changed too, and whose conflict was resolved for ours."""
