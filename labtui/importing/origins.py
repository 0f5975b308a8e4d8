"""The fact `source`: where an import found a system, so that the next import knows it again."""

from __future__ import annotations

from typing import NamedTuple, Self

from labtui.importers.files import STDIN
from labtui.importers.found import Thing


class Origin(NamedTuple):
    """Where a system was found, written as `compose /opt/stacks/immich/compose.yml#immich`."""

    source: str
    """The kind of source."""
    file: str
    """The file, as an absolute path; `@` and the host for what was printed on one."""
    key: str
    """What the source knows it by."""

    def __str__(self) -> str:
        """As the fact says it."""
        return f"{self.source} {self.file}#{self.key.replace('#', '%23')}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what the fact says; None where no import wrote it."""
        source, space, place = text.partition(" ")
        file, sign, key = place.rpartition("#")
        return cls(source, file, key.replace("%23", "#")) if space and sign else None

    @classmethod
    def of(cls, source: str, thing: Thing, on: str | None) -> Self:
        """Where a thing was found: of what Docker prints, the host and not the file."""
        if thing.root == STDIN or source == "docker":
            return cls(source, f"@{on or STDIN}", thing.key)
        return cls(source, str(thing.root / thing.path), thing.key)
