"""The storages of a copy of `/etc/pve`: where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from labtui.importers.proxmox import formats

LOCAL = frozenset({"dir", "lvm", "lvmthin", "zfspool", "btrfs"})
_OWN_CEPH = frozenset({"rbd", "cephfs"})
_ADDRESS_KEYS = ("server", "portal", "monhost", "host", "address")
_TITLES = {
    "pbs": "Proxmox Backup Server",
    "nfs": "NFS server",
    "cifs": "SMB server",
    "glusterfs": "GlusterFS server",
    "rbd": "Ceph monitor",
    "cephfs": "Ceph monitor",
    "iscsi": "iSCSI target",
    "iscsidirect": "iSCSI target",
    "zfs": "ZFS over iSCSI target",
    "esxi": "ESXi host",
}
_USED = frozenset({*_ADDRESS_KEYS, "path", "content", "nodes", "shared", "disable"})


@dataclass(frozen=True, slots=True)
class Storage:
    """A storage, and what it says about where it stands."""

    id: str
    type: str
    server: str
    """The address of the system that holds it; empty where that is the node or cluster itself."""
    local: bool
    """True where each node has its own."""
    clustered: bool
    """True where the nodes hold it together."""
    backups: bool
    """True where backups may be kept in it."""
    nodes: frozenset[str]
    """The nodes that have it; empty for all."""

    @property
    def title(self) -> str:
        """What the system that holds it is, for people."""
        return _TITLES.get(self.type, "Storage")


class Storages:
    """The storages by their ids."""

    def __init__(self, text: str, several_nodes: bool) -> None:
        """Read a `storage.cfg`. A shared folder is no single node's where there are several."""
        self.unused: list[str] = []
        self.by_id: dict[str, Storage] = {}
        self._by_path: dict[str, Storage] = {}
        read = {section.id: section for section in formats.sections(text)}
        for name, section in read.items():
            values = section.values
            self.unused += [key for key in values if key not in _USED]
            if formats.is_true(values.get("disable", "")):
                continue
            server = next((values[key] for key in _ADDRESS_KEYS if values.get(key)), "")
            kept = formats.listed(values.get("content", ""))
            storage = Storage(
                id=name,
                type=section.type,
                server=_host(formats.listed(server)[0]) if formats.listed(server) else "",
                local=section.type in LOCAL
                and not (several_nodes and formats.is_true(values.get("shared", ""))),
                clustered=section.type in _OWN_CEPH,
                backups=section.type == "pbs" or not kept or "backup" in kept,
                nodes=frozenset(formats.listed(values.get("nodes", ""))),
            )
            self.by_id[name] = storage
            if storage.server and section.type not in LOCAL:
                self._by_path[values.get("path") or f"/mnt/pve/{name}"] = storage
        for name, section in read.items():
            if section.type == "dir" and name in self.by_id:
                self._mounted(self.by_id[name], section.values)

    def _mounted(self, storage: Storage, values: Mapping[str, str]) -> None:
        """A folder within a mounted network storage stands where that one stands."""
        if outer := self.at(values.get("path", "")):
            self.by_id[storage.id] = Storage(
                storage.id,
                outer.type,
                outer.server,
                local=False,
                clustered=False,
                backups=storage.backups,
                nodes=storage.nodes,
            )

    def at(self, path: str) -> Storage | None:
        """Give the network storage that is mounted at or above a path; none if there is none."""
        folder = PurePosixPath(path)
        for _ in range(64):
            if found := self._by_path.get(str(folder)):
                return found
            folder = folder.parent
        return None


def _host(address: str) -> str:
    """Give the host of an address that may have a port, in lower case."""
    host, colon, port = address.rpartition(":")
    if address.startswith("["):
        return address[1:].partition("]")[0].lower()
    plain = host if colon and port.isdigit() and ":" not in host else address
    return plain.lower()
