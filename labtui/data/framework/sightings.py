"""Where facts come from: the fact `source`, and `[systems.seen]` (framework, section 2).

Both are text for people that labtui reads again.
"""

from contextlib import suppress
from datetime import date
from pathlib import PurePath
from typing import NamedTuple, Self

NOT_FOUND = "not found"
"""What is said of the fact `source` of a system that its source does not show any more."""

IN_PART = "in part"
"""Stands in the place of a value where jobs back up a system in part."""

_SIGNS = {"%": "%25", ";": "%3B", "=": "%3D"}
"""Signs that have a meaning here, and how they are written within an origin."""


class Origin(NamedTuple):
    """Where something was found, written as `compose /opt/stacks/immich/compose.yml#immich`."""

    source: str
    """The kind of source."""
    file: str
    """The file, as an absolute path; `@` and the host for what was printed on one."""
    key: str
    """What the source knows it by."""

    def __str__(self) -> str:
        """As the fact `source` says it."""
        return f"{self.source} {self.file}#{self.key.replace('#', '%23')}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read what the fact says; None where no import wrote it."""
        source, space, place = text.partition(" ")
        file, sign, key = place.rpartition("#")
        return cls(source, file, key.replace("%23", "#")) if space and sign else None


class Sighting(NamedTuple):
    """Where a fact was seen: `gatus /etc/gatus.yml#endpoint photos, 2026-11-29`."""

    origins: tuple[Origin, ...]
    """The checks, jobs or things that showed it; empty for `NOT_FOUND`."""
    day: date | None = None
    value: str = ""
    """What they said, where the person kept another value, or `IN_PART`; empty otherwise."""

    def __str__(self) -> str:
        """As the table says it."""
        where = "; ".join(map(_escaped, self.origins)) or NOT_FOUND
        said = f" = {self.value}" if self.value else ""
        return f"{where}{said}, {self.day}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what the table says; what is none of labtui's words gives no origins."""
        rest, _, last = text.rpartition(", ")
        day = None
        with suppress(ValueError):
            day = date.fromisoformat(last)
        where, _, value = (rest if day else text).partition(" = ")
        origins = [Origin.parse(_plain(word)) for word in where.split("; ")]
        return cls(tuple(origin for origin in origins if origin), day, value)

    @property
    def refused(self) -> str:
        """What they said, where the person kept another value; empty otherwise."""
        return "" if self.value == IN_PART else self.value

    @property
    def told(self) -> str:
        """The origins for people: `gatus/config.yaml, endpoint photos`."""
        return "; ".join(f"{short_path(one.file)}, {one.key}" for one in self.origins)


def short_path(file: str) -> str:
    """Give the name of a file with its folder: `gatus/config.yaml`."""
    return "/".join(PurePath(file).parts[-2:]).removeprefix("//")


def _escaped(origin: Origin) -> str:
    text = str(origin)
    for sign, written in _SIGNS.items():
        text = text.replace(sign, written)
    return text


def _plain(text: str) -> str:
    for sign, written in reversed(_SIGNS.items()):
        text = text.replace(written, sign)
    return text
