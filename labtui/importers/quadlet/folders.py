"""Finding and reading the units below a folder, each with its drop-ins."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labtui.importers import files
from labtui.importers.found import Finding, Options, Skip
from labtui.importers.quadlet.commands import container_command
from labtui.importers.quadlet.containers import NEEDS
from labtui.importers.quadlet.units import Line, Unit, dropin_folders, lines, parsed_name
from labtui.text.printable import printable

QUADLETS = frozenset({"container", "pod", "kube"})
"""The types of quadlets that run something."""

_SOURCES = frozenset({"image", "build"})
"""The types of quadlets that name an image."""

TYPES = QUADLETS | _SOURCES | {"service", "network", "volume"}
"""The types of units that are read."""

_MOST_INSTANCES = 100
"""Of one template; more than anybody runs."""

_LINK_FOLDERS = (".wants", ".requires", ".upholds")


@dataclass(slots=True)
class Folder:
    """The units of one folder."""

    path: Path
    root: Path
    """The given folder that it lies in."""
    units: dict[str, Unit] = field(default_factory=dict)
    """By the name of the file."""

    @property
    def relative(self) -> str:
        """Its path as findings name it."""
        return files.relative(self.path, self.root)

    def of_types(self, *types: str) -> Iterator[Unit]:
        """Give its units of some types, in their order."""
        yield from (unit for unit in self.units.values() if unit.type in types)


def read_folders(paths: Sequence[Path], finding: Finding, options: Options) -> list[Folder]:
    """Read the units in files and folders; what is not read becomes a skip of `finding`.

    Raises `SourceError` if a path does not exist.
    """
    read = _Reader(finding, options)
    for given in paths:
        root = files.root_of(given)
        left_out = files.skipping(finding, root)
        found = list(files.walk(given, left_out))
        quadlets = [path for path in found if _is_quadlet(path)]
        again = set(quadlets).difference(files.once(quadlets, root, left_out))
        for path in found:
            if path not in again:
                read.note(path, root)
    return read.folders()


def _is_quadlet(path: Path) -> bool:
    """True for a quadlet, also where it is a link; one of another name is another instance."""
    if path.suffix[1:] not in QUADLETS or path.parent.name.endswith(_LINK_FOLDERS):
        return False
    return not files.is_link(path) or Path(os.path.realpath(path)).name == path.name


class _Reader:
    def __init__(self, finding: Finding, options: Options) -> None:
        self._finding = finding
        self._options = options
        self._found: dict[Path, tuple[Path, dict[str, list[Line]]]] = {}
        """The root and the units of each folder."""
        self._dropins: dict[Path, dict[str, list[Path]]] = {}
        """By the folder of the units, then by the name of the folder of the drop-ins."""
        self._read_dropins: dict[Path, list[Line]] = {}
        self._instances: dict[str, None] = {}
        """Names of instances that something starts."""
        self._seen: set[Path] = set()

    def note(self, path: Path, root: Path) -> None:
        """Read a file if it is a unit; keep it in mind if it is a drop-in."""
        parent = path.parent
        if path in self._seen:
            return
        self._seen.add(path)
        if parent.name.endswith(_LINK_FOLDERS):
            self._instances[path.name] = None
        elif parent.name.endswith(".d") and path.suffix == ".conf":
            kind = parsed_name(parent.name.removesuffix(".d"))[2] or parent.name[:-2]
            if kind in TYPES:
                folders = self._dropins.setdefault(parent.parent, {})
                folders.setdefault(parent.name, []).append(path)
        elif path.suffix[1:] in TYPES:
            # A service that is a link is another name of one, or the system's own.
            if path.suffix != ".service" or not files.is_link(path):
                self._read(path, root)
        elif any(f".{kind}." in path.name or path.name.endswith(f".{kind}~") for kind in QUADLETS):
            reason = files.why_not_in_use(path, root)
            reason = reason or "not in use: its name does not end like that of a quadlet"
            self._skip(path, root, reason)

    def _skip(self, path: Path, root: Path, reason: str) -> None:
        at = printable(files.relative(path, root))
        self._finding.skips.append(Skip(at, reason))

    def _read(self, path: Path, root: Path) -> None:
        is_quadlet = path.suffix[1:] in QUADLETS
        reason = files.why_not_in_use(path, root)
        if reason and not self._options.everything:
            if is_quadlet:
                self._skip(path, root, reason)
            return
        self._options.progress(files.relative(path, root))
        try:
            assignments = list(lines(files.read_text(path, root)))
        except files.UnreadableError as error:
            self._skip(path, root, str(error))
            return
        if is_quadlet and not assignments:
            self._skip(path, root, "not a unit: it sets nothing")
            return
        if path.suffix == ".container":
            self._options.found(files.relative(path, root), [path.stem])
        self._found.setdefault(path.parent, (root, {}))[1][path.name] = assignments

    def folders(self) -> list[Folder]:
        """Give what was read, drop-ins included and templates as their instances."""
        for _, found in self._found.values():
            for assignments in found.values():
                for section, key, value in assignments:
                    if section == "Unit" and key in (*NEEDS, "Wants", "After"):
                        self._instances.update(dict.fromkeys(value.split()))
        result = []
        for path, (root, found) in self._found.items():
            folder = Folder(path, root)
            for name, assignments in found.items():
                for instance in self._names(folder, name, assignments, found):
                    unit = Unit(instance, files.relative(path / name, root))
                    unit.add(assignments)
                    unit.add(self._from_dropins(folder, instance))
                    folder.units[instance] = unit
            result.append(folder)
        return result

    def _names(
        self, folder: Folder, name: str, stated: list[Line], found: dict[str, list[Line]]
    ) -> list[str]:
        """Give the name of a unit, or of a template's instances: they are what runs."""
        stem, instance, kind = parsed_name(name)
        if instance != "":
            return [name]
        default = next((v for s, k, v in stated if (s, k) == ("Install", "DefaultInstance")), "")
        names = {f"{stem}@{default}.{kind}": None} if default else {}
        for other in self._instances:
            of, which, of_type = parsed_name(other)
            if of == stem and which and of_type in (kind, "service"):
                names[f"{stem}@{which}.{kind}"] = None
        runs = kind in QUADLETS or any(
            key == "ExecStart" and container_command(value) is not None for _, key, value in stated
        )
        if not names and runs:
            path = folder.path / name
            self._skip(path, folder.root, "a template without a named instance")
        return [one for one in names if one not in found][:_MOST_INSTANCES]

    def _from_dropins(self, folder: Folder, name: str) -> Iterator[Line]:
        """Give the assignments of a unit's drop-ins, sorted by their names.

        Of drop-ins of one name, that of the most special folder counts.
        """
        kind = parsed_name(name)[2]
        names = dropin_folders(name)
        if kind in QUADLETS and kind != "pod":
            names += dropin_folders(f"{name.removesuffix(f'.{kind}')}.service")
        here = self._dropins.get(folder.path)
        if not here:
            return
        chosen = {path.name: path for one in names for path in here.get(one, ())}
        for _, path in sorted(chosen.items()):
            if path not in self._read_dropins:
                self._read_dropins[path] = self._dropin(path, folder.root)
            yield from self._read_dropins[path]

    def _dropin(self, path: Path, root: Path) -> list[Line]:
        self._options.progress(files.relative(path, root))
        try:
            return list(lines(files.read_text(path, root)))
        except files.UnreadableError as error:
            self._skip(path, root, str(error))
            return []
