"""The systems that hold storages: nodes, guests, and servers outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path

from labtui.importers.found import Thing
from labtui.importers.proxmox.guests import Guest
from labtui.importers.proxmox.layout import Given
from labtui.importers.proxmox.nodes import Nodes
from labtui.importers.proxmox.storages import Storage, Storages
from labtui.importers.reached import addresses
from labtui.text.printable import printable

_ITSELF = frozenset({"localhost", "127.0.0.1", "::1"})


class Servers:
    """Finds the system that holds a storage, and makes a thing of it where there is none yet."""

    def __init__(self, nodes: Nodes, guests: Sequence[Guest], file: Given | None) -> None:
        """Look among nodes and guests; `file` is the one that states the storages."""
        self.things: list[Thing] = []
        self._nodes = nodes
        self._file = file
        self._by_address: dict[str, str] = {**_guests_by_address(guests), **nodes.by_address}
        self._by_storage: dict[tuple[str, str], str] = {}
        self._names = "\n".join(guest.name for guest in guests)

    def holding(self, storage: Storage, node: str) -> str:
        """Give the reference to the system that holds a storage, seen from a guest on `node`."""
        where = (storage.id, node if self.is_by_node(storage) else "")
        if where not in self._by_storage:
            self._by_storage[where] = self._find(storage, node)
        return self._by_storage[where]

    def is_by_node(self, storage: Storage) -> bool:
        """Return True if each node may have another system that holds a storage."""
        return not storage.server or storage.server in _ITSELF

    def needed_by(self, guest: Guest, storages: Storages) -> Iterator[str]:
        """Give the references to the servers that hold disks of a guest."""
        for disk in guest.disks:
            storage = storages.by_id.get(disk.storage)
            if storage is not None and storage.server:
                server = self.holding(storage, guest.node)
                if server not in (guest.ref, self._nodes.ref(guest.node)):
                    yield server

    def _find(self, storage: Storage, node: str) -> str:
        host = storage.server
        if storage.local or host in _ITSELF:
            return self._nodes.ref(node)
        if storage.clustered and not host:
            return self._nodes.cluster or self._nodes.ref(node)
        short = "" if _is_number(host) else host.partition(".")[0]
        known = self._by_address.get(host) or self._by_address.get(short)
        if known is None:
            known = self._new(storage, short)
            self._by_address[host or f"storage/{storage.id}"] = known
        return known

    def _new(self, storage: Storage, short: str) -> str:
        host = storage.server
        file = self._file
        at = f" at {host}" if host else ""
        thing = Thing(
            key=f"server/{host}" if host else f"storage/{storage.id}",
            name=printable(short or storage.id),
            kind="storage",
            path=file.relative if file else "",
            facts={"description": printable(f"{storage.title}{at}")},
            root=file.root if file else Path(),
            questions=tuple(self._likely(storage)),
            addresses=addresses([host]),
        )
        self.things.append(thing)
        return thing.ref

    def _likely(self, storage: Storage) -> Iterator[str]:
        """Ask about a guest that has the storage's name in its own."""
        start = self._names.lower().find(storage.id.lower())
        if _is_number(storage.server) and start >= 0:
            name = self._names[:start].rpartition("\n")[2] + self._names[start:].partition("\n")[0]
            yield f"Is it the guest {name}?"


def _guests_by_address(guests: Sequence[Guest]) -> Mapping[str, str]:
    """Give references to guests by their fixed addresses and names, where these are one guest's."""
    claims = Counter(
        called for guest in guests for called in {guest.name.lower(), *guest.addresses}
    )
    return {
        called: guest.ref
        for guest in guests
        for called in {guest.name.lower(), *guest.addresses}
        if claims[called] == 1
    }


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
