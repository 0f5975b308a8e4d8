"""What reports call systems, and in which order they stand whatever the order of the file."""

from __future__ import annotations

from collections.abc import Iterable

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.text.printable import printable


def called(system: System) -> str:
    """The name of a system on one line; its id where it has none that can be seen."""
    return printable(system.name).strip() or system.id


def by_name(lab: Lab, ids: Iterable[str]) -> list[str]:
    """Systems in the order of their names."""
    return sorted(ids, key=lambda id: (called(lab.systems[id]).casefold(), id))
