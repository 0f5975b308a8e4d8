"""Where a thing was found, so that the next import knows its system again."""

from __future__ import annotations

from labtui.data.framework.sightings import Origin
from labtui.importers.files import STDIN
from labtui.importers.found import Thing


def origin_of(source: str, thing: Thing, on: str | None) -> Origin:
    """Where a thing was found: of what Docker prints, the host and not the file."""
    if thing.root == STDIN or source == "docker":
        return Origin(source, f"@{on or STDIN}", thing.key)
    return Origin(source, str(thing.root / thing.path), thing.key)
