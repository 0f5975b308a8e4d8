"""The kinds of sources, and those that an inventory remembers under `[[sources]]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

from labtui.data.framework.values import as_text, as_texts
from labtui.importers.files import STDIN
from labtui.importers.found import Importer

MODULES = {
    "compose": "compose",
    "docker": "docker",
    "quadlet": "quadlet",
    "proxmox": "proxmox",
    "ansible": "ansible",
    "ssh": "ssh",
    "homepage": "homepage",
    "csv": "tables",
    "rackpeek": "rackpeek",
}
"""The module of `labtui.importers` of each kind of source, in the order in which they are tried."""


def importer(source: str) -> Importer:
    """The importer of a kind of source in `MODULES`; only its own module is imported."""
    found: Importer = import_module(f"labtui.importers.{MODULES[source]}").IMPORTER
    return found


def recognised(path: Path) -> list[str]:
    """The kinds of sources that a file or folder looks like."""
    return [source for source in MODULES if importer(source).recognise(path)]


class Source(NamedTuple):
    """What was imported from, as an entry of `[[sources]]` says it (framework, section 2)."""

    source: str
    path: str
    on: str | None = None
    """The id of the system that things run on where the source names none."""
    each: bool = False
    """True if each container is a system of its own."""
    never: frozenset[str] = frozenset()
    """The refs of things that are not wanted."""

    @property
    def place(self) -> str:
        """The path as people write it: the home directory as `~`."""
        path = Path(self.path)
        with suppress(RuntimeError, ValueError):  # no home directory, or not in it
            return str("~" / path.relative_to(Path.home()))
        return self.path

    @classmethod
    def all_of(cls, top: Mapping[str, Any]) -> list[Self]:
        """Read the entries at the top of an inventory; what is no source is left out."""
        entries = top.get("sources", [])
        found = []
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, dict):
                continue
            source, path = as_text(entry.get("source")), as_text(entry.get("path"))
            never = entry.get("never", [])
            if source is not None and path is not None:
                found.append(
                    cls(
                        source,
                        path,
                        as_text(entry.get("on")),
                        entry.get("each") is True,
                        frozenset(as_texts(tuple(never) if isinstance(never, list) else ())),
                    )
                )
        return found


def remember(top: Mapping[str, Any], sources: Sequence[Source]) -> list[dict[str, Any]] | None:
    """Give the entries of `[[sources]]` with these; None where they say so already.

    An entry of the same place is changed and keeps what else it says. Standard input cannot be
    read again and is left out.
    """
    entries = list(top.get("sources", []))
    before = [*entries]
    for wanted in sources:
        if wanted.path == str(STDIN):
            continue
        said = {"source": wanted.source, "path": wanted.path}
        if wanted.on is not None:
            said["on"] = wanted.on
        at = next(
            (
                number
                for number, entry in enumerate(entries)
                if isinstance(entry, dict)
                and all(entry.get(key) == said.get(key) for key in ("source", "path", "on"))
            ),
            None,
        )
        old = entries[at] if at is not None else {}
        new: dict[str, Any] = {**old, **said}
        for key, value in (("each", wanted.each), ("never", sorted(wanted.never))):
            if value:
                new[key] = value
            else:
                new.pop(key, None)
        if at is None:
            entries.append(new)
        else:
            entries[at] = new
    return entries if entries != before else None
