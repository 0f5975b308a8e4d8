"""Facts that two sides changed to different values, and how that is resolved."""

from pathlib import Path
from typing import Literal, NamedTuple

from labtui.errors import StoreError

Side = Literal["ours", "theirs"]


Choice = Literal["ours", "theirs", "both"]


Key = tuple[str, ...]
"""The key of a fact in a table: `("owners", "os")`."""


_NOTES = frozenset({"description", "notes", "teardown"})
"""Texts to which a line can be added."""


class Conflict(NamedTuple):
    """A fact that both sides changed, to different values."""

    id: str | None
    """The system; None for what is said outside the systems."""
    key: Key
    """The fact; empty if one side removed the system and the other changed it."""
    base: object
    """The value before both changes, in tomllib's types; MISSING if there was none."""
    ours: object
    """Our value; MISSING if we removed it."""
    theirs: object
    """Their value; MISSING if they removed it."""

    @property
    def name(self) -> str:
        """The dotted key of the fact: `owners.os`."""
        return ".".join(self.key)

    @property
    def where(self) -> str:
        """The fact and its system, for a message."""
        of = f" of {self.id}" if self.id is not None else ""
        return f"{self.name}{of}" if self.key else f"{self.id} as a whole"

    @property
    def both(self) -> str | list[object] | None:
        """Both values in one, for lists and for notes; None for other facts."""
        ours, theirs = self.ours, self.theirs
        if isinstance(ours, list) and isinstance(theirs, list):
            return theirs + [part for part in ours if part not in theirs]
        if isinstance(ours, str) and isinstance(theirs, str) and _NOTES & {*self.key}:
            return f"{theirs}\n{ours}"
        return None


class Resolution(NamedTuple):
    """The decision in a conflict: whose value is kept."""

    conflict: Conflict
    choice: Choice
    """"both" only if `Conflict.both` is not None."""


class ConflictError(StoreError):
    """Both sides changed facts to different values, which needs a decision; nothing was done."""

    def __init__(self, path: Path, conflicts: tuple[Conflict, ...], undone: str) -> None:
        """Name the inventory, the conflicts, and in a sentence what was not done: `Not saved.`."""
        facts = ", ".join(dict.fromkeys(conflict.where for conflict in conflicts))
        super().__init__(f"{path}: {facts} also changed elsewhere. {undone}")
        self.conflicts = conflicts
        """The conflicts to resolve."""
