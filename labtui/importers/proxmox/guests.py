"""The guests of a copy of `/etc/pve`: one of each number, with what their files prove."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labtui.importers import files
from labtui.importers.found import Finding, Options, Skip
from labtui.importers.proxmox import formats, notes
from labtui.importers.proxmox.layout import Copy, Given, GuestFile
from labtui.text.printable import printable

_DISK = re.compile(r"(?:(?:scsi|ide|sata|virtio|mp)\d+|rootfs|efidisk\d|tpmstate\d)")
_SMALL = ("efidisk", "tpmstate")
_ADDRESS = re.compile(r"(?:net|ipconfig)\d+")
_OF_CONTAINERS = frozenset({"rootfs", "unprivileged", "hostname"})
_OF_MACHINES = frozenset(
    {"scsihw", "smbios1", "vmgenid", "sockets", "boot", "bios", "ostype", "cores", "memory"}
)
_USED = frozenset({"name", "hostname", "tags", "template"})


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk or mount point of a guest."""

    key: str
    storage: str
    """The storage it lies on; empty for a folder or device of the node."""
    mounted_at: str
    backed_up: bool
    """True where jobs include it."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A virtual machine or container."""

    vmid: str
    kind: str
    name: str
    file: Given
    """The file that states it."""
    node: str = ""
    """The node it is on; empty where nothing says which."""
    description: str = ""
    tags: tuple[str, ...] = ()
    disks: tuple[Disk, ...] = ()
    addresses: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """What other things refer to it by."""
        return f"{self.file.relative}#{self.vmid}"


@dataclass(slots=True)
class Guests:
    """The guests of one copy, and the numbers of those that were left out."""

    taken: list[Guest] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)


def read_guests(
    copy: Copy,
    listed: Mapping[str, tuple[str, str]],
    current: Collection[str],
    finding: Finding,
    options: Options,
) -> Guests:
    """Read the guests of a copy; what is no guest in use becomes a skip of `finding`.

    `listed` has the node and the kind of guests by number, as `.vmlist` knows them. `current` has
    the nodes that exist; where it is empty, which these are is not known.
    """
    guests = Guests()
    by_number: dict[str, list[GuestFile]] = defaultdict(list)
    of_folders: dict[Path, str] = {}
    for file in copy.guests:
        reason = _why_not(file, current, of_folders)
        if reason and not options.everything:
            finding.skips.append(Skip(file.file.relative, reason))
        else:
            by_number[file.vmid].append(file)
    for other in copy.others:
        reason = "not a guest: its file would be named by its number"
        finding.skips.append(Skip(other.relative, reason))
    known = current or copy.nodes
    only = next(iter(known)) if len(known) == 1 else ""
    unused: Counter[str] = Counter()
    again: Counter[str] = Counter()
    for vmid, found in by_number.items():
        on, kind = listed.get(vmid, ("", ""))
        found.sort(key=lambda one: _rank(one, on, current))
        chosen = found[0]
        nodes = sorted({one.node for one in found if one.node})
        question = ""
        if len(nodes) > 1 and chosen.node != on:
            question = f"It stands under {' and '.join(nodes)}: on which of them is it?"
        node = chosen.node or on or (chosen.holder if chosen.holder in known else only)
        _read(chosen, (kind, node, question), guests, (finding, options, unused))
        for other_file in found[1:]:
            if chosen.node and not other_file.node:
                again[other_file.file.relative.rpartition("/")[0]] += 1
            else:
                taken = f"guest {vmid} is taken from {chosen.file.relative}"
                finding.skips.append(Skip(other_file.file.relative, taken))
    for folder, count in again.items():
        reason = f"it repeats {count} of the guests under nodes"
        finding.skips.append(Skip(folder or ".", reason))
    finding.unused.update(unused)
    return guests


def _why_not(file: GuestFile, current: Collection[str], of_folders: dict[Path, str]) -> str:
    """Say why a file is not in use; `of_folders` keeps what is known of folders."""
    if file.copy:
        return "not in use: a backup copy"
    if file.node and current and file.node not in current:
        return f"not in use: left over from {file.node}, which is no longer a node"
    folder = file.file.path.parent
    if folder not in of_folders:
        path = file.file.path
        if file.node and len(path.parents) > 3:
            # A node may be called "old".
            path = path.parents[3] / path.name
        of_folders[folder] = files.why_not_in_use(path, file.file.root)
    return of_folders[folder]


def _rank(file: GuestFile, node: str, current: Collection[str]) -> tuple[object, ...]:
    """Sort the files of one guest by how sure it is that they are the current one."""
    leftover = bool(current) and file.node not in current
    return (
        file.copy,
        file.node != node if node else False,
        not file.node,
        leftover,
        not file.kind,
        file.file.relative,
    )


def _read(
    one: GuestFile,
    known: tuple[str, str, str],
    guests: Guests,
    report: tuple[Finding, Options, Counter[str]],
) -> None:
    finding, options, unused = report
    listed_kind, node, question = known
    path = one.file.relative
    options.progress(path)
    try:
        text = files.read_text(one.file.path, one.file.root)
    except files.UnreadableError as error:
        finding.skips.append(Skip(path, str(error)))
        guests.skipped.add(one.vmid)
        return
    values, noted = formats.guest_values(text)
    kind = one.kind or listed_kind or kind_of(values)
    if not values or not kind:
        # A file with a number for a name is only a guest's if it stands among guests.
        if one.kind:
            finding.skips.append(Skip(path, "not a guest: nothing in it is from Proxmox"))
            guests.skipped.add(one.vmid)
        return
    unused.update(formats.without_index(key) for key in values if not _is_used(key))
    if formats.is_true(values.get("template", "")):
        finding.skips.append(Skip(path, "a template"))
        guests.skipped.add(one.vmid)
        return
    name = printable(values.get("name") or values.get("hostname") or nameless(kind, one.vmid))
    options.found(path, [name])
    guests.taken.append(
        Guest(
            vmid=one.vmid,
            kind=kind,
            name=name,
            file=one.file,
            node=node,
            description=notes.readable(noted),
            tags=tuple(dict.fromkeys(map(printable, formats.listed(values.get("tags", ""))))),
            disks=tuple(_disks(values, kind)),
            addresses=tuple(_addresses(values)),
            questions=(question,) if question else (),
        )
    )


def kind_of(values: Mapping[str, str]) -> str:
    """Say by its keys what kind of guest a file describes; empty where it describes none."""
    if not _OF_CONTAINERS.isdisjoint(values):
        return "container"
    return "" if _OF_MACHINES.isdisjoint(values) else "vm"


def nameless(kind: str, vmid: str) -> str:
    """Give the name of a guest that has none, as Proxmox shows it."""
    return f"{'VM' if kind == 'vm' else 'CT'} {vmid}"


def _is_used(key: str) -> bool:
    return key in _USED or bool(_DISK.fullmatch(key) or _ADDRESS.fullmatch(key))


def _disks(values: Mapping[str, str], kind: str) -> list[Disk]:
    disks = []
    for key, value in values.items():
        if not _DISK.fullmatch(key):
            continue
        parts = formats.options(value)
        volume = parts.get("") or parts.get("file") or parts.get("volume", "")
        storage, colon, _ = volume.partition(":")
        if parts.get("media") == "cdrom" or volume == "none" or key.startswith(_SMALL):
            continue
        if not colon or volume.startswith("/"):
            storage = ""
        if kind == "container" and key != "rootfs":
            backed_up = bool(storage) and formats.is_true(parts.get("backup", "0"))
        else:
            backed_up = kind == "container" or formats.is_true(parts.get("backup", "1"))
        disks.append(Disk(key, storage, parts.get("mp", ""), backed_up))
    return disks


def _addresses(values: Mapping[str, str]) -> list[str]:
    found = []
    for key, value in values.items():
        if _ADDRESS.fullmatch(key):
            parts = formats.options(value)
            stated = (parts.get("ip", ""), parts.get("ip6", ""))
            found += [address.partition("/")[0].lower() for address in stated if "/" in address]
    return found
