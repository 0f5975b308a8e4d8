"""Which system of the inventory a thing is that an importer found."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from labtui.data.assessment.models import System
from labtui.data.framework.sightings import Origin
from labtui.data.framework.values import as_text
from labtui.data.inventory.edits import id_for
from labtui.importers.files import STDIN
from labtui.importers.found import IN_INVENTORY, THE_HOST, Thing
from labtui.importing.origins import origin_of


class Known:
    """The systems of an inventory, to be recognised in what a kind of source shows."""

    def __init__(
        self,
        source: str,
        on: str | None,
        systems: Mapping[str, System],
        paths: Sequence[Path] = (),
        unread: Collection[Path] = (),
        closed: Collection[Path] = (),
    ) -> None:
        """Look among `systems`; `on` is the id of the host where the source names none.

        `paths` are those that were given, `unread` the files below them that were skipped, and
        `closed` the folders that may not be entered.
        """
        self._source = source
        self._paths = [path for path in paths if path != STDIN]
        self._unread = unread
        self._closed = frozenset(closed)
        self._systems = systems
        self._by_name: dict[str, list[str]] | None = None
        self.on = on
        self.origins: dict[str, Origin] = {}
        """Where each system was found by an earlier import of this kind of source, by id."""
        for system in systems.values():
            origin = Origin.parse(as_text(system.facts.get("source")) or "")
            if origin is not None and origin.source == source:
                self.origins[system.id] = origin

    def matches(self, things: Sequence[Thing]) -> dict[str, str]:
        """Give the id of the system that each thing is, by its ref; new ones are left out.

        A system is known by the id that the source gives it, then by where it was found, then as
        one whose file was moved or whose service was renamed, then by its id, then by its name. No
        system is two things.
        """
        left = {thing.ref: thing for thing in things}
        free = dict.fromkeys(self._systems)
        found: dict[str, str] = {}

        def match(of: Callable[[Thing], Iterable[str]], like: Callable[[Thing, str], bool]) -> None:
            """Match what is like exactly one system that is like no other thing."""
            wanted = {
                ref: [id for id in of(thing) if id in free and like(thing, id)]
                for ref, thing in left.items()
            }
            claims = Counter(id for ids in wanted.values() for id in ids)
            for ref, ids in wanted.items():
                if len(ids) == 1 and claims[ids[0]] == 1:
                    found[ref] = ids[0]
                    del left[ref], free[ids[0]]

        by_origin = _grouped((str(origin), id) for id, origin in self.origins.items())
        by_key = _grouped((origin.key, id) for id, origin in self.origins.items())
        by_file = _grouped((origin.file, id) for id, origin in self.origins.items())
        # Of copies that a person made of a system, the first in the file is the one.
        match(lambda thing: (thing.id,) if thing.id else (), lambda *_: True)
        match(lambda thing: by_origin.get(str(self.origin(thing)), ())[:1], lambda *_: True)
        match(lambda thing: by_key.get(thing.key, ()), self._is_moved)
        match(lambda thing: by_file.get(self.origin(thing).file, ()), self._is_renamed)
        match(lambda thing: (id_for(thing.name, ()),), self._is_the_same)
        match(lambda thing: self._named(thing.name), self._is_the_same)
        return found

    def target(self, ref: str, ids: Mapping[str, str]) -> str | None:
        """Give the id that a reference of a thing means; `ids` are those of the things, by ref."""
        if ref == THE_HOST:
            return self.on if self.on in self._systems else None
        if not ref.startswith(IN_INVENTORY):
            return ids.get(ref)
        word = ref.removeprefix(IN_INVENTORY)
        return word if word in self._systems else next(iter(self._named(word)), None)

    def _named(self, name: str) -> list[str]:
        """Give the ids of the systems of a name, in any case."""
        if self._by_name is None:
            self._by_name = _grouped((s.name.casefold(), s.id) for s in self._systems.values())
        return self._by_name.get(name.casefold(), [])

    def origin(self, thing: Thing) -> Origin:
        """Where a thing was found."""
        return origin_of(self._source, thing, self.on)

    def place(self, thing: Thing) -> str:
        """The file of a thing and its key, as what is never wanted is remembered."""
        return str(self.origin(thing)).partition(" ")[2]

    def _is_moved(self, thing: Thing, id: str) -> bool:
        """True if a thing is a known one from another file.

        What one host runs may run on another host too, so that its old file must be gone, or was
        read and no longer states it; what is named infrastructure, such as a guest, is the same in
        every copy of its files.
        """
        system = self._systems[id]
        if thing.runs_on != THE_HOST:
            return system.name.casefold() == thing.name.casefold()
        services = {part.service for part in thing.parts}
        alike = (
            system.name.casefold() == thing.name.casefold()
            or (len(services) > 1 and services == set(system.texts("parts")))
            or self._is_renamed(thing, id)
        )
        return alike and self._same_host(system) and self._is_gone(id)

    def _is_gone(self, id: str) -> bool:
        """Return True if the file that a system was found in is not there, or was read."""
        return self.was_read(id) or not is_there(self.origins[id].file)

    def was_read(self, id: str) -> bool:
        """Return True if the file that a system was found in was among those that were read."""
        file = Path(self.origins[id].file)
        if file in self._unread or not self._closed.isdisjoint(file.parents):
            return False
        return any(file == path or path in file.parents for path in self._paths)

    def is_elsewhere(self, thing: Thing, id: str) -> bool:
        """Return True if a system has to be looked for in the file of a thing from now on."""
        origin = self.origins.get(id)
        if origin is None or origin == self.origin(thing):
            return False
        return self._is_gone(id)

    def _is_renamed(self, thing: Thing, id: str) -> bool:
        """True if a thing runs the image that the description of a system names."""
        image = _without_tag(thing.parts[0].image) if thing.parts else ""
        description = as_text(self._systems[id].facts.get("description")) or ""
        return bool(image) and image == _without_tag(description.partition(",")[0])

    def _is_the_same(self, thing: Thing, id: str) -> bool:
        """True if a system of the name was not found by an import of this kind of source."""
        system = self._systems.get(id)
        if id in self.origins or system is None:
            return False
        if thing.runs_on != THE_HOST:
            return True
        other = system.id == self.on or system.facts.get("kind") in _NO_CONTAINER
        return not other and self._same_host(system)

    def _same_host(self, system: System) -> bool:
        """True unless a system is stated to run elsewhere."""
        host = system.facts.get("runs_on")
        return host is None or self.on is None or host == self.on


def _without_tag(image: str) -> str:
    """Give `registry:5000/app` for `registry:5000/app:1` and for `registry:5000/app@sha256:…`."""
    image = image.partition("@")[0]
    name, colon, tag = image.rpartition(":")
    return name if colon and "/" not in tag else image


def is_there(file: str) -> bool:
    """Return True if a file exists; `Path.exists` raises where it may not look."""
    return os.path.exists(file)  # noqa: PTH110


_NO_CONTAINER = frozenset({"physical", "cluster", "vps", "network", "platform", "saas"})
"""Kinds of which a system is no container of the same name."""


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
