"""Proxmox VE: `/etc/pve`, a copy of it, or files of guests as people keep them in git."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from labtui.importers import files
from labtui.importers.found import Finding, Importer, Options, Skip
from labtui.importers.proxmox import formats, layout
from labtui.importers.proxmox.guests import kind_of
from labtui.importers.proxmox.lab import read_copy
from labtui.importers.proxmox.storages import LOCAL
from labtui.text.printable import printable

_MOST_LOOKED_AT = 5_000


class ProxmoxImporter:
    """Reads what the configuration of Proxmox VE states."""

    name = "proxmox"
    title = "Proxmox VE (/etc/pve or a copy of it)"

    def recognise(self, path: Path) -> bool:
        """Return True if a file is of Proxmox VE, or a folder holds such files. Raises nothing."""
        try:
            root = files.root_of(path)
            found = islice(files.walk(path), _MOST_LOOKED_AT)
            return any(not layout.is_private(one, root) and _is_proxmox(one) for one in found)
        except files.NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read files and folders; see `Importer`."""
        finding = Finding()
        for copy in layout.copies(paths, finding):
            found = read_copy(copy, options)
            finding.things += found.things
            finding.skips += found.skips
            finding.unused.update(found.unused)
        taken = {thing.path for thing in finding.things} | {skip.path for skip in finding.skips}
        for path in paths:
            if path.name not in taken and files.is_file(path) and not finding.things:
                finding.skips.append(Skip(printable(path.name), "not a file of Proxmox VE"))
        return finding


def _is_proxmox(path: Path) -> bool:
    if path.suffix == ".conf" and layout.VMID.fullmatch(path.stem):
        values, _ = formats.guest_values(_text(path))
        return bool(kind_of(values))
    if path.name == "storage.cfg":
        return any(section.type in LOCAL for section in formats.sections(_text(path)))
    return path.name == ".vmlist" and "ids" in formats.json_object(_text(path))


def _text(path: Path) -> str:
    try:
        return files.read_text(path, path.parent)
    except files.UnreadableError:
        return ""


IMPORTER: Importer = ProxmoxImporter()
