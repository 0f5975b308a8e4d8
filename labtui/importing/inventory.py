"""What an import has to know of an inventory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from labtui.data.assessment.models import System


class Inventory(NamedTuple):
    """What an import has to know of an inventory."""

    systems: Mapping[str, System]
    unreadable: frozenset[tuple[str, str]] = frozenset()
    """Ids and keys of facts whose values labtui cannot read, and keeps."""
    repeated: frozenset[str] = frozenset()
    """Ids that several systems have, so that none of them can be changed."""

    @property
    def editable(self) -> dict[str, System]:
        """The systems that can be changed."""
        return {id: one for id, one in self.systems.items() if id not in self.repeated}
