"""The things that a copy of `/etc/pve` proves: cluster, nodes, guests, and where backups are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from labtui.data.framework.shapes import Value
from labtui.importers import files
from labtui.importers.found import Finding, Options, Skip, Thing
from labtui.importers.proxmox import formats
from labtui.importers.proxmox.backups import coverage, jobs_in
from labtui.importers.proxmox.guests import Guest, nameless, read_guests
from labtui.importers.proxmox.layout import VMID, Copy
from labtui.importers.proxmox.nodes import Nodes, stated_nodes
from labtui.importers.proxmox.servers import Servers
from labtui.importers.proxmox.storages import Storages
from labtui.importers.reached import addresses
from labtui.text.printable import printable

_HA = "ha"


def read_copy(copy: Copy, options: Options) -> Finding:
    """Read a copy of `/etc/pve`. The finding is empty if it is none after all."""
    finding = Finding()
    texts = {name: _text(copy, name, finding, options) for name in sorted(copy.configuration)}
    stated = stated_nodes(copy, texts)
    listed = _listed(texts.get(".vmlist", ""))
    read = read_guests(copy, listed, stated.addresses, finding, options)
    guests = read.taken
    described = {file.vmid for file in copy.guests if not file.copy} | {g.vmid for g in guests}
    for vmid, (node, kind) in listed.items():
        if vmid not in described and (not stated.addresses or node in stated.addresses):
            file = copy.configuration[".vmlist"]
            guests.append(Guest(vmid, kind, nameless(kind, vmid), file, node=node))
    several = len(stated.addresses or copy.nodes) > 1
    storages = Storages(texts.get("storage.cfg", ""), several)
    if not guests and not read.skipped and not storages.by_id:
        return Finding(skips=finding.skips)
    guests.sort(key=lambda guest: int(guest.vmid))
    finding.unused.update(storages.unused)
    nodes = Nodes(copy, stated, guests)
    servers = Servers(nodes, guests, copy.configuration.get("storage.cfg"))
    kept = _backups(copy, texts, guests, (storages, servers), finding)
    ha = _HighAvailability(texts, storages)
    pools = _pools_of_guests(texts.get("user.cfg", ""))
    things = [
        _thing(guest, kept.get(guest.vmid, ()), (nodes, servers, storages, ha), pools)
        for guest in guests
    ]
    finding.things = _told_apart([*nodes.things, *servers.things, *things])
    return finding


def _text(copy: Copy, name: str, finding: Finding, options: Options) -> str:
    """Give the text of a file of the configuration; what cannot be read is skipped."""
    file = copy.configuration[name]
    reason = files.why_not_in_use(file.path, file.root)
    if reason and not options.everything:
        finding.skips.append(Skip(file.relative, reason))
        return ""
    options.progress(file.relative)
    try:
        return files.read_text(file.path, file.root)
    except files.UnreadableError as error:
        finding.skips.append(Skip(file.relative, str(error)))
        return ""


def _listed(text: str) -> dict[str, tuple[str, str]]:
    """Give the node and the kind of each guest that a `.vmlist` names, by its number."""
    kinds = {"qemu": "vm", "lxc": "container"}
    return {
        vmid: (str(guest.get("node") or ""), kinds[kind])
        for vmid, guest in formats.objects(formats.json_object(text).get("ids"))
        if VMID.fullmatch(vmid) and (kind := str(guest.get("type"))) in kinds
    }


def _backups(
    copy: Copy,
    texts: Mapping[str, str],
    guests: Sequence[Guest],
    around: tuple[Storages, Servers],
    finding: Finding,
) -> dict[str, list[str]]:
    """Give references to the systems that hold the backups of each guest, by its number."""
    jobs = [
        job
        for name in ("jobs.cfg", "vzdump.cron")
        if name in texts
        for job in jobs_in(name, texts[name], copy.configuration[name].relative)
    ]
    pools = formats.pools(texts.get("user.cfg", ""))
    defaults, _ = formats.guest_values(texts.get("vzdump.conf", ""))
    storages, servers = around
    covered = coverage(jobs, guests, pools, storages, defaults)
    finding.skips += covered.skips
    finding.unused.update(covered.unused)
    held: dict[str, set[str]] = {}
    for storage, vmids in covered.guests.items():
        by_node = {"": vmids}
        if servers.is_by_node(storage):
            by_node = {node: vmids & on_node for node, on_node in covered.on_node.items()}
        for node, here in by_node.items():
            if here:
                held.setdefault(servers.holding(storage, node), set()).update(here)
    holders: dict[str, list[str]] = {}
    for server, vmids in held.items():
        for vmid in vmids:
            holders.setdefault(vmid, []).append(server)
    return holders


class _HighAvailability:
    """Which guests are moved to another node when theirs fails."""

    def __init__(self, texts: Mapping[str, str], storages: Storages) -> None:
        resources = formats.sections(texts.get("ha/resources.cfg", ""))
        self._storages = storages
        self._replicated = {
            section.id.partition("-")[0]
            for section in formats.sections(texts.get("replication.cfg", ""))
        }
        self.guests = {
            resource.id for resource in resources if resource.values.get("state") != "ignored"
        }

    def can_move(self, guest: Guest) -> bool:
        """Return True for a guest under HA, unless a disk of it is only on its node."""
        if guest.vmid not in self.guests:
            return False
        on = (self._storages.by_id.get(disk.storage) for disk in guest.disks if disk.storage)
        is_bound = any(storage is not None and storage.local for storage in on)
        return guest.vmid in self._replicated or not is_bound


def _pools_of_guests(text: str) -> dict[str, list[str]]:
    """Give the pools that each guest is in, by the guest's number."""
    found: dict[str, list[str]] = {}
    for pool, vmids in formats.pools(text).items():
        name = printable(pool)
        for vmid in vmids:
            found.setdefault(vmid, []).append(name)
    return found


def _thing(
    guest: Guest,
    kept: Sequence[str],
    around: tuple[Nodes, Servers, Storages, _HighAvailability],
    pools: Mapping[str, Sequence[str]],
) -> Thing:
    nodes, servers, storages, ha = around
    tags = [*guest.tags, *pools.get(guest.vmid, ()), *([_HA] if guest.vmid in ha.guests else [])]
    number = f"Proxmox {'VM' if guest.kind == 'vm' else 'container'} {guest.vmid}"
    facts: dict[str, Value] = {"description": guest.description or number}
    if tags:
        facts["tags"] = tuple(dict.fromkeys(tags))
    moves = bool(nodes.cluster) and ha.can_move(guest)
    return Thing(
        key=guest.vmid,
        name=guest.name,
        kind=guest.kind,
        path=guest.file.relative,
        root=guest.file.root,
        facts=facts,
        runs_on=nodes.cluster if moves else nodes.ref(guest.node),
        depends_on=tuple(dict.fromkeys(servers.needed_by(guest, storages))),
        backs_up_to=tuple(kept),
        questions=(*guest.questions, *(_left_out(guest) if kept else ())),
        addresses=addresses(guest.addresses),
    )


def _left_out(guest: Guest) -> Iterator[str]:
    """Ask about the disks that no backup job includes."""
    names = [
        printable(f"{disk.key} ({disk.mounted_at})" if disk.mounted_at else disk.key)
        for disk in guest.disks
        if not disk.backed_up
    ]
    if names:
        verb = "is" if len(names) == 1 else "are"
        yield f"{', '.join(names)} {verb} left out of its backups: kept elsewhere, or not needed?"


def _told_apart(things: Sequence[Thing]) -> list[Thing]:
    """Give the things with what tells them apart in names that several have."""
    often = Counter(thing.name.casefold() for thing in things)
    return [
        replace(thing, name=f"{thing.name} ({_distinction(thing)})")
        if often[thing.name.casefold()] > 1 and thing.kind != "physical"
        else thing
        for thing in things
    ]


def _distinction(thing: Thing) -> str:
    return thing.kind if thing.kind in ("cluster", "storage") else thing.key
