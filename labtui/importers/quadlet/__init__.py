"""Podman's quadlets, and systemd units that run containers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from labtui.errors import SourceError
from labtui.importers import files
from labtui.importers.found import Finding, Importer, Options, Skip, Thing
from labtui.importers.quadlet import kube
from labtui.importers.quadlet.commands import container_command
from labtui.importers.quadlet.containers import (
    NEEDS,
    Container,
    from_quadlet,
    from_service,
    unit_needs,
    unused_keys,
)
from labtui.importers.quadlet.folders import QUADLETS, Folder, read_folders
from labtui.importers.quadlet.joining import Group, Project, name_all, things, with_needs
from labtui.importers.quadlet.units import Unit, lines
from labtui.text.printable import printable

_MOST_LOOKED_AT = 5_000

_UNIT_KEYS = frozenset(NEEDS)
_SERVICE_KEYS = frozenset({"Sockets"})
_USED = {
    "Unit": _UNIT_KEYS,
    "Service": _SERVICE_KEYS | {"ExecStart", "ExecStartPre"},
    "Install": frozenset({"DefaultInstance"}),
    "Container": frozenset(
        {
            "Image", "ContainerName", "PublishPort", "Pod", "Network", "Volume", "Mount", "Label",
            "PodmanArgs", "ServiceName",
        }
    ),
    "Pod": frozenset({"PodName", "PublishPort", "Network", "ServiceName"}),
    "Kube": frozenset({"Yaml", "PublishPort", "Network", "ServiceName"}),
}  # fmt: skip


class QuadletImporter:
    """Reads containers that systemd runs."""

    name = "quadlet"
    title = "Podman quadlets and systemd units that run containers"

    def recognise(self, path: Path) -> bool:
        """Return True if a file is a quadlet or runs a container, or a folder holds one."""
        try:
            return any(map(_is_unit, islice(files.walk(path), _MOST_LOOKED_AT)))
        except files.NOT_READABLE:
            return False

    def read(self, paths: Sequence[Path], options: Options) -> Finding:
        """Read files and folders; see `Importer`."""
        if files.STDIN in paths:
            raise SourceError("Quadlets are read from files: name a file or a folder of units")
        finding = Finding()
        projects = [
            _project(folder, finding, options) for folder in read_folders(paths, finding, options)
        ]
        found: list[Thing] = []
        for project in projects:
            name_all(project)
            found += things(project, each=options.each)
        finding.things += with_needs(found, projects)
        return finding


def _is_unit(path: Path) -> bool:
    kind = path.suffix[1:]
    if kind not in QUADLETS and kind != "service":
        return False
    try:
        text = files.read_text(path, path.parent)
    except files.UnreadableError:
        return False
    section = kind.capitalize()
    return any(
        (kind in QUADLETS and found == section)
        or (key == "ExecStart" and container_command(value) is not None)
        for found, key, value in lines(text)
    )


def _project(folder: Folder, finding: Finding, options: Options) -> Project:
    """Read the containers and the pods of a folder."""
    project = Project(folder)
    images = {unit.name: _image(unit) for unit in folder.of_types("image", "build")}
    for unit in folder.of_types("container"):
        project.containers[unit.stem] = from_quadlet(unit, images)
        finding.unused.update(unused_keys(unit, _USED))
    pods = {one.pod for one in project.containers.values()}
    for unit in folder.of_types("pod"):
        group = _pod(unit)
        project.groups.append(group)
        if pods.isdisjoint(group.names):
            finding.skips.append(Skip(printable(unit.path), "a pod without containers"))
        finding.unused.update(unused_keys(unit, _USED))
    for unit in folder.of_types("kube"):
        project.groups.append(_kube(unit, project, finding, options))
        finding.unused.update(unused_keys(unit, _USED))
    for unit in folder.of_types("service"):
        container = from_service(unit)
        if container is not None:
            project.containers.setdefault(container.name, container)
            finding.unused.update(unused_keys(unit, _USED))
    for group in _pods_of_services(folder, project):
        project.groups.append(group)
    return project


def _image(unit: Unit) -> str:
    """Give the image that an `.image` or `.build` unit makes."""
    named = unit.last("Image", "Image") or unit.last("Build", "ImageTag")
    return named or f"localhost/{unit.stem}"


def _pod(unit: Unit) -> Group:
    name = unit.last("Pod", "PodName") or f"systemd-{unit.stem}"
    service = unit.last("Pod", "ServiceName") or f"{unit.stem}-pod"
    return Group(
        name=unit.stem,
        ports=unit.all("Pod", "PublishPort"),
        needs=unit_needs(unit),
        names=frozenset({unit.name, name, f"{service.removesuffix('.service')}.service"}),
        networks=unit.all("Pod", "Network"),
    )


def _kube(unit: Unit, project: Project, finding: Finding, options: Options) -> Group:
    """Read a `.kube` unit and the YAML that it plays."""
    service = unit.last("Kube", "ServiceName") or unit.stem
    group = Group(
        name=unit.stem,
        ports=unit.all("Kube", "PublishPort"),
        needs=unit_needs(unit),
        names=frozenset({unit.name, f"{service.removesuffix('.service')}.service"}),
        networks=unit.all("Kube", "Network"),
    )
    folder = project.folder
    found: list[Container] = []
    for value in unit.all("Kube", "Yaml"):
        path = Path(os.path.normpath(folder.path / value))
        if path in project.played:
            continue
        project.played.add(path)
        shown = files.relative(path, folder.root)
        options.progress(shown)
        try:
            if not path.resolve().is_relative_to(folder.root.resolve()):
                raise files.UnreadableError("it is outside the folder")
            text = files.read_text(path, folder.root)
            found += kube.containers(text, unit.name, shown)
        except (files.UnreadableError, OSError, ValueError, RuntimeError) as error:
            finding.skips.append(Skip(printable(unit.path), printable(f"{value}: {error}")))
    if not found:
        found = [Container(unit.stem, unit.path, pod=unit.name)]
    for container in found:
        name = container.name
        if name in project.containers:
            container.name = f"{unit.stem}-{name}"
        project.containers[container.name] = container
    return group


def _pods_of_services(folder: Folder, project: Project) -> Iterator[Group]:
    """Give the pods that commands make, and those that commands only name."""
    for unit in folder.of_types("service"):
        for value in unit.all("Service", "ExecStartPre"):
            command = container_command(value)
            if command is not None and command.verb == "pod create":
                name = next(iter(command.options.get("name", [])), unit.stem)
                ports = command.options.get("publish", [])
                names = frozenset({name, unit.name})
                networks = command.options.get("network", [])
                yield Group(name, ports, unit_needs(unit), names, networks)
    known = {name for group in project.groups for name in group.names}
    named = {one.pod for one in project.containers.values() if one.pod and one.pod not in known}
    for pod in sorted(named):
        yield Group(pod.removesuffix(".pod"), names=frozenset({pod}))


IMPORTER: Importer = QuadletImporter()
