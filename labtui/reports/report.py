"""What a report is about, and how an output format is declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from labtui.data.assessment.lab import Lab
from labtui.data.assessment.models import System
from labtui.data.inventory.document import Document

Report = str | Mapping[str, str]
"""One text; or the texts of several files by their paths, relative to a folder, with `/`."""


@dataclass(frozen=True)
class Subject:
    """What a report is about."""

    lab: Lab
    """The whole lab. What looks like a secret is masked in every text of it."""
    ids: tuple[str, ...]
    """The systems to report, in the order of the file, retired ones included."""
    order: tuple[str, ...]
    """All systems in the order of the file."""
    document: Document
    """The file as it is written, with whatever secrets it holds."""

    @property
    def today(self) -> date:
        """The day everything is assessed by."""
        return self.lab.evaluation.today

    @property
    def systems(self) -> list[System]:
        """The systems to report."""
        return [self.lab.systems[id] for id in self.ids]

    @cached_property
    def reported(self) -> frozenset[str]:
        """The ids of the systems to report, to look one up."""
        return frozenset(self.ids)

    @property
    def is_whole(self) -> bool:
        """True if all systems are to be reported."""
        return len(self.ids) == len(self.order)


class Format(NamedTuple):
    """One output format.

    Its module has a function `report`, which takes a `Subject` and gives a `Report`.
    """

    module: str
    """Its module in `labtui.reports`."""
    summary: str
    """What it is, as a clause without a full stop."""
    suffix: str = ""
    """How the name of its file ends; empty where it makes a folder of several files."""
    as_written: bool = False
    """True if it gives the file as it is written: secrets are told of, but not masked."""
    leaves_out: bool = False
    """True if it can be imported again, and a function `left_out` says what is lost then."""

    @property
    def makes_folder(self) -> bool:
        """True if it makes several files."""
        return not self.suffix
