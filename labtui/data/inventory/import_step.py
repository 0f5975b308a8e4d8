"""What an import does to an inventory, as one step."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from labtui.data.assessment.models import Changes, Event


class ImportStep(NamedTuple):
    """Systems that are added, and what becomes of those that are there."""

    new: Mapping[str, Changes] = {}
    """The facts of new systems by id, their names among them."""
    changes: Mapping[str, Changes] = {}
    """Changes to known systems, by id."""
    sources: Sequence[Mapping[str, Any]] | None = None
    """The entries of `[[sources]]` from now on; None leaves them."""
    seen: Mapping[str, Mapping[str, str | None]] = {}
    """By id and dotted fact key, what `[systems.seen]` says from now on; None removes it."""
    events: Mapping[str, Event] = {}
    """What is added to the histories of known systems, by id."""

    @property
    def done(self) -> str:
        """What the step does, in words: `import (2 new, 1 changed)`."""
        told = [f"{len(self.new)} new"] if self.new else []
        told += [f"{len(self.changes)} changed"] if self.changes else []
        return f"import ({', '.join(told) or 'nothing new'})"
