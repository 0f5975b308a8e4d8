"""The backup that tells whether an inventory without systems was lost."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from labtui.data.inventory.document import Document
from labtui.data.storage.store import Store
from labtui.errors import StoreError


class LastCopy(NamedTuple):
    """The newest backup that has systems."""

    number: int
    """Its number in `labtui restore`, from 1."""
    moment: datetime
    """When it was made (UTC)."""
    systems: int
    """How many systems it has."""


def last_copy(store: Store) -> LastCopy | None:
    """Give the newest backup of a file that has systems; None if there is none to be found."""
    with suppress(StoreError):
        for number, backup in enumerate(store.backups(), 1):
            with suppress(StoreError):
                if systems := len(Document.parse(backup.read()).systems):
                    return LastCopy(number, backup.moment, systems)
    return None


def is_blank(data: bytes | None) -> bool:
    """True for a file that is missing, or that says nothing at all, as a truncated one."""
    return not (data or b"").decode("utf-8-sig", "replace").strip()
