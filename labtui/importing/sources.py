"""The kinds of sources, and those that an inventory remembers under `[[sources]]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Self

from labtui.data.framework.values import as_text
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
    "kubernetes": "kubernetes",
    "proxies": "proxies",
    "gatus": "gatus",
    "prometheus": "prometheus",
    "kuma": "kuma",
    "borgmatic": "borgmatic",
    "restic": "restic",
    "zfs": "zfs",
    "pbs": "pbs",
}
"""The module of `labtui.importers` of each kind of source, in the order in which they are tried."""


ON_A_HOST = frozenset(
    {
        "compose", "docker", "quadlet", "kubernetes", "borgmatic", "restic", "zfs", "pbs",
        "proxies",
    }
)  # fmt: skip
"""The kinds of sources that do not say on which host they are."""


def importer(source: str) -> Importer:
    """The importer of a kind of source in `MODULES`; only its own module is imported."""
    found: Importer = import_module(f"labtui.importers.{MODULES[source]}").IMPORTER
    return found


def recognised(path: Path) -> list[str]:
    """The kinds of sources that a file or folder looks like."""
    return [source for source in MODULES if importer(source).recognise(path)]


def place_of(path: str) -> str:
    """Give an absolute path as people write it: the home directory as `~`."""
    with suppress(RuntimeError, ValueError):  # no home directory, or not in it
        return str("~" / Path(path).relative_to(Path.home()))
    return path


class Source(NamedTuple):
    """What was imported from, as an entry of `[[sources]]` says it (framework, section 2)."""

    source: str
    path: str
    on: str | None = None
    """The id of the system that things run on where the source names none."""
    each: bool = False
    """True if each container is a system of its own."""
    never: frozenset[str] = frozenset()
    """What is not wanted: the files and keys of things, as `Known.place` gives them.

    And the labels of what checks and jobs are about, as `label_of` gives them.
    """
    whose: frozenset[tuple[str, str]] = frozenset()
    """Labels of what checks and jobs are about, with the ids that a person gave them."""
    columns: frozenset[tuple[str, str]] = frozenset()
    """Columns of a table, with the keys of the facts that they state."""

    @property
    def reading(self) -> tuple[object, ...]:
        """How it is read; sources are read together where this is equal."""
        return self.source, self.on or "", self.each, sorted(self.columns)

    @property
    def place(self) -> str:
        """The path as people write it: the home directory as `~`."""
        return "standard input" if self.path == str(STDIN) else place_of(self.path)

    @classmethod
    def all_of(cls, top: Mapping[str, Any]) -> list[Self]:
        """Read the entries at the top of an inventory; what is no source is left out."""
        entries = top.get("sources", [])
        found = []
        for entry in entries if isinstance(entries, list) else ():
            if not isinstance(entry, dict):
                continue
            source, path = as_text(entry.get("source")), as_text(entry.get("path"))
            if source is not None and path is not None:
                found.append(
                    cls(
                        source,
                        path,
                        as_text(entry.get("on")),
                        entry.get("each") is True,
                        frozenset(_texts(entry, "never")),
                        frozenset(_pairs(_texts(entry, "whose"))),
                        frozenset(_pairs(_texts(entry, "map"))),
                    )
                )
        return found


def remember(top: Mapping[str, Any], sources: Sequence[Source]) -> list[dict[str, Any]] | None:
    """Give the entries of `[[sources]]` with these; None where they say so already.

    An entry of the same place is changed and keeps what else it says, and one without a host gets
    that. What is not wanted any more in these is not in the others of their kind either. Standard
    input cannot be read again: it is only remembered for what is never wanted.
    """
    entries = top.get("sources", [])
    entries = [*entries] if isinstance(entries, list) else []
    before = [*entries]
    never = frozenset().union(*(source.never for source in sources))
    for number, entry in enumerate(entries):
        if isinstance(entry, dict) and entry.get("source") == sources[0].source:
            entries[number] = _with(
                entry, "never", [one for one in _texts(entry, "never") if one in never]
            )
    known = frozenset(
        one for entry in entries if isinstance(entry, dict) for one in _texts(entry, "never")
    )
    for wanted in sources:
        if wanted.path == str(STDIN) and not wanted.never:
            continue
        at = _entry_of(wanted, entries)
        old = entries[at] if at is not None else {}
        said: dict[str, Any] = {"source": wanted.source, "path": wanted.path}
        if wanted.on is not None:
            said["on"] = wanted.on
        new = _with({**old, **said}, "each", wanted.each)
        new = _with(new, "never", [*_texts(old, "never"), *sorted(wanted.never - known)])
        new = _with(new, "whose", _with_pairs(_texts(old, "whose"), wanted.whose))
        new = _with(new, "map", _with_pairs(_texts(old, "map"), wanted.columns))
        known |= wanted.never
        if at is None:
            entries.append(new)
        else:
            entries[at] = new
    return entries if entries != before else None


def _entry_of(wanted: Source, entries: Sequence[Any]) -> int | None:
    """Give the number of the entry of a place, else of one that says no host yet."""
    for hosts in ((wanted.on,), (None,)):
        for number, entry in enumerate(entries):
            if (
                isinstance(entry, dict)
                and (entry.get("source"), entry.get("path")) == (wanted.source, wanted.path)
                and entry.get("on") in hosts
            ):
                return number
    return None


def _texts(entry: Mapping[str, Any], key: str) -> list[str]:
    """Give the texts in a list of an entry."""
    said = entry.get(key, [])
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []


def _pairs(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read texts such as `https://photos.example.org = immich`."""
    for text in texts:
        left, sign, right = text.rpartition(" = ")
        if sign:
            yield left, right


def _with_pairs(before: Sequence[str], said: Iterable[tuple[str, str]]) -> list[str]:
    """Give such texts with what is said now; what is right of the sign is replaced."""
    old = {next(_pairs([text]), (text, ""))[0]: text for text in before}
    return [*{**old, **{left: f"{left} = {right}" for left, right in sorted(said)}}.values()]


def _with(entry: Mapping[str, Any], key: str, value: object) -> dict[str, Any]:
    """Give an entry with a value; without the key if there is none.

    An entry that says so already is kept, with what labtui cannot read in it.
    """
    stated = _texts(entry, key) if isinstance(value, list) else entry.get(key) is True
    if stated == value:
        return dict(entry)
    rest = {name: said for name, said in entry.items() if name != key}
    return {**rest, key: value} if value else rest
