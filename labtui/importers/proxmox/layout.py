"""Which files of a folder are Proxmox's, and which of them belong together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from labtui.errors import SourceError
from labtui.importers import files
from labtui.importers.found import Finding

CONFIGURATION = frozenset(
    {
        "storage.cfg",
        "jobs.cfg",
        "vzdump.cron",
        "user.cfg",
        "corosync.conf",
        ".vmlist",
        ".members",
        "replication.cfg",
    }
)
"""The names of the files that count for the whole of `/etc/pve`, beside `ha/resources.cfg`."""

KINDS = {"qemu-server": "vm", "lxc": "container"}
"""The folders that hold guests, and the kind of these guests."""

VMID = re.compile(r"[1-9][0-9]{2,8}")
"""The number of a guest."""

_GUEST = re.compile(rf"({VMID.pattern})\.conf(\W.*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Given:
    """A file, and the folder that was given and that it lies in."""

    path: Path
    root: Path
    relative: str
    """Its path as findings name it."""


@dataclass(frozen=True, slots=True)
class GuestFile:
    """A file that may be a guest's."""

    file: Given
    vmid: str
    kind: str
    """By the folder it stands in; empty where that says nothing."""
    node: str
    """The node whose folder it stands in; empty where it stands in none."""
    holder: str
    """The name of the folder around the one that says the kind."""
    copy: bool
    """True where the name is that of a backup copy."""


@dataclass(slots=True)
class Copy:
    """An `/etc/pve` or a copy of one: what counts for one cluster or one lone node."""

    base: Path
    guests: list[GuestFile] = field(default_factory=list)
    configuration: dict[str, Given] = field(default_factory=dict)
    nodes: dict[str, Given] = field(default_factory=dict)
    """The folders of nodes, by the nodes' names."""
    local: str = ""
    """The node that the link `local` leads to."""
    others: list[Given] = field(default_factory=list)
    """Files in the guests' folders that are named like no guest's."""


def copies(paths: Sequence[Path], finding: Finding) -> list[Copy]:
    """Find the copies of `/etc/pve` in the given files and folders. Nothing is read.

    What cannot be searched becomes a skip of `finding`. Raises `SourceError` if a path does not
    exist, or is `-`.
    """
    by_base: dict[Path, Copy] = {}
    seen: set[Path] = set()
    loose: list[GuestFile] = []
    for given in paths:
        if given == files.STDIN:
            raise SourceError("Proxmox is read from files: name /etc/pve, or a copy of it")
        root = files.root_of(given)
        top = Path(os.path.realpath(root))
        left_out = files.skipping(finding, root)
        found = [p for p in files.walk(given, left_out) if not is_private(p, root)]
        named = [p for p in found if _GUEST.fullmatch(p.name) or p.name in CONFIGURATION]
        again = set(named).difference(files.once(named, root, left_out))
        for path in found:
            inner = path.relative_to(root)
            absolute = top / inner
            if absolute not in seen and path not in again:
                seen.add(absolute)
                _sort_in(Given(path, root, inner.as_posix()), absolute, by_base, loose)
    for guest in loose:
        _join(guest, by_base)
    for copy in by_base.values():
        link = copy.base / "local"
        if files.is_link(link):
            with suppress(OSError):
                copy.local = link.readlink().name
    return [by_base[base] for base in sorted(by_base)]


def is_private(path: Path, root: Path) -> bool:
    """Return True for a file in `priv`, or a link to one: keys and tokens, never to be opened."""
    if root.name == "priv" or "priv" in path.relative_to(root).parts:
        return True
    if not files.is_link(path):
        return False
    try:
        return "priv" in path.resolve().parts[len(root.resolve().parts) :]
    except (OSError, RuntimeError):
        return True


def _sort_in(file: Given, path: Path, found: dict[Path, Copy], loose: list[GuestFile]) -> None:
    base, node = _base(path)
    if node and base is not None:
        copy = found.setdefault(base, Copy(base))
        if node not in copy.nodes:
            depth = len(path.relative_to(base).parts) - 2
            folder = _above(file.path, depth)
            copy.nodes[node] = Given(folder, file.root, files.relative(folder, file.root))
    guest = _GUEST.fullmatch(path.name)
    typed = path.parent.name in KINDS
    if guest:
        holder = path.parent.parent if typed else path.parent
        one = GuestFile(
            file, guest[1], KINDS.get(path.parent.name, ""), node, holder.name, bool(guest[2])
        )
        if base is not None and node:
            found[base].guests.append(one)
        else:
            loose.append(one)
    elif node and typed and base is not None:
        found[base].others.append(file)
    elif path.name in CONFIGURATION and not node:
        found.setdefault(path.parent, Copy(path.parent)).configuration[path.name] = file
    elif path.parts[-2:] == ("ha", "resources.cfg"):
        base = path.parent.parent
        found.setdefault(base, Copy(base)).configuration["ha/resources.cfg"] = file
    elif path.name == "vzdump.conf" and files.is_folder(path.parent / "pve"):
        base = path.parent / "pve"
        found.setdefault(base, Copy(base)).configuration["vzdump.conf"] = file


def _above(path: Path, steps: int) -> Path:
    for _ in range(steps):
        path = path.parent
    return path


def _base(path: Path) -> tuple[Path | None, str]:
    """Give the folder above `nodes/NAME`, and the name of the node."""
    parts = path.parts
    for index in range(len(parts) - 3, 0, -1):
        inner = parts[index + 2 :]
        if parts[index] == "nodes" and (len(inner) == 1 or inner[0] in KINDS):
            return Path(*parts[:index]), parts[index + 1]
    return None, ""


def _join(guest: GuestFile, found: dict[Path, Copy]) -> None:
    """Put a guest that stands in no node's folder to the nearest configuration above it."""
    file = guest.file
    parent = file.root.resolve() / file.path.parent.relative_to(file.root)
    top = file.root.resolve()
    own = parent.parent if guest.kind else parent
    for folder in _upwards(own, top):
        if folder in found:
            found[folder].guests.append(guest)
            return
    found[own] = Copy(own, [guest])


def _upwards(folder: Path, top: Path) -> Iterator[Path]:
    while True:
        yield folder
        if folder == top or not folder.is_relative_to(top):
            return
        folder = folder.parent
