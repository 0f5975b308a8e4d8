"""Facts that two sides changed to different values, and what was decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple

from labtui.errors import StoreError

Side = Literal["ours", "theirs"]


Choice = Literal["ours", "theirs", "both"]


Key = tuple[str, ...]
"""Where a fact stands in a table: `("owners", "os")`."""


_NOTES = frozenset({"description", "notes", "teardown"})
"""Texts that can go on in another line."""


class Conflict(NamedTuple):
    """A fact to which both sides gave another value."""

    id: str | None
    """The system; None for what is said outside of systems."""
    key: Key
    """Which fact; empty where one side removed the system that the other changed."""
    base: object
    """What it was before both, as TOML has it; MISSING where it was not there."""
    ours: object
    theirs: object

    @property
    def name(self) -> str:
        """The fact as people write it: `owners.os`."""
        return ".".join(self.key)

    @property
    def where(self) -> str:
        """The fact and whose it is, for a message."""
        of = f" of {self.id}" if self.id is not None else ""
        return f"{self.name}{of}" if self.key else f"{self.id} as a whole"

    @property
    def both(self) -> str | list[Any] | None:
        """Both values in one, where the fact has room for that: lists, and notes; else None."""
        ours, theirs = self.ours, self.theirs
        if isinstance(ours, list) and isinstance(theirs, list):
            return theirs + [part for part in ours if part not in theirs]
        if isinstance(ours, str) and isinstance(theirs, str) and _NOTES & {*self.key}:
            return f"{theirs}\n{ours}"
        return None


class Resolution(NamedTuple):
    """Whose value holds in a conflict."""

    conflict: Conflict
    choice: Choice
    """"both" only where `Conflict.both` has something."""


class ConflictError(StoreError):
    """Others gave facts another value than was given here; the save waits for a decision."""

    def __init__(self, path: Path, conflicts: tuple[Conflict, ...], undone: str) -> None:
        """The inventory, the facts in question, and what was not done for that."""
        facts = ", ".join(dict.fromkeys(conflict.where for conflict in conflicts))
        super().__init__(
            f"{path}: another program changed {facts} too, to something else; {undone}"
        )
        self.conflicts = conflicts
        """What there is to decide."""
