"""The cluster and the nodes of a copy of `/etc/pve`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labtui.importers.found import THE_HOST, Thing
from labtui.importers.proxmox import formats
from labtui.importers.proxmox.guests import Guest
from labtui.importers.proxmox.layout import Copy, Given
from labtui.importers.reached import addresses
from labtui.text.printable import printable


@dataclass(frozen=True, slots=True)
class Stated:
    """The nodes that exist, as far as a copy says."""

    cluster: str = ""
    """The cluster's name; empty where there is none."""
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each node that exists; empty where the copy does not say which do."""
    file: Given | None = None
    """The file that says so; none where it is a link."""


def stated_nodes(copy: Copy, texts: Mapping[str, str]) -> Stated:
    """Find out which nodes exist: from corosync, else from the node that the copy is of."""
    corosync = formats.corosync(texts.get("corosync.conf", ""))
    if corosync.nodes:
        return Stated(printable(corosync.name), corosync.nodes, copy.configuration["corosync.conf"])
    members = formats.json_object(texts.get(".members", ""))
    file = copy.configuration.get(".members")
    addresses = {
        name: (str(node["ip"]),) if node.get("ip") else ()
        for name, node in formats.objects(members.get("nodelist"))
    }
    if addresses:
        cluster = members.get("cluster")
        name = str(cluster.get("name") or "") if isinstance(cluster, dict) else ""
        return Stated(printable(name), addresses, file)
    alone = members.get("nodename") or copy.local
    if isinstance(alone, str) and alone and (alone in copy.nodes or not copy.nodes):
        return Stated("", {alone: ()}, file)
    return Stated()


class Nodes:
    """The things that the cluster and its nodes are."""

    def __init__(self, copy: Copy, stated: Stated, guests: Sequence[Guest]) -> None:
        """Make things of the nodes that exist, and of those that have guests."""
        names = dict.fromkeys([*stated.addresses, *(guest.node for guest in guests if guest.node)])
        if not stated.addresses:
            names = dict.fromkeys([*copy.nodes, *names])
        self.things: list[Thing] = []
        self.cluster = ""
        """The reference to the cluster; empty where there is none."""
        self._refs: dict[str, str] = {}
        if len(names) > 1 and stated.cluster and stated.file is not None:
            cluster = Thing(
                key=f"cluster/{stated.cluster}",
                name=stated.cluster,
                kind="cluster",
                path=stated.file.relative,
                root=stated.file.root,
                facts={"description": f"Proxmox VE cluster of {len(names)} nodes"},
            )
            self.cluster = cluster.ref
            self.things.append(cluster)
        corosync = copy.configuration.get("corosync.conf")
        first = {guest.node: guest.file for guest in reversed(guests)}
        for name in names:
            # A folder that holds no file is not seen: corosync's file is always there.
            file = corosync if name in stated.addresses else None
            file = file or copy.nodes.get(name) or stated.file or first.get(name)
            if file is None:
                continue
            thing = Thing(
                key=f"node/{name}",
                name=printable(name),
                kind="physical",
                path=file.relative,
                root=file.root,
                facts={"description": "Proxmox VE node"},
                member_of=self.cluster if name in stated.addresses else "",
                addresses=addresses(stated.addresses.get(name, ())),
            )
            self._refs[name] = thing.ref
            self.things.append(thing)
        self.by_address = {
            address.lower(): self._refs[name]
            for name, addresses in stated.addresses.items()
            for address in (name, *addresses)
            if name in self._refs
        }
        """References to the nodes, by their names and addresses."""

    def ref(self, name: str) -> str:
        """Give the reference to a node; the host that the person names where it is not known."""
        return self._refs.get(name, THE_HOST)
