"""From the containers of a folder to things: apps with their parts, and what they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from labtui.importers import apps, containers, labels
from labtui.importers.found import Part, Thing
from labtui.importers.quadlet.containers import Container
from labtui.importers.quadlet.folders import Folder
from labtui.importers.reached import mounts
from labtui.text.printable import printable
from labtui.text.redaction import public_image

_OF_SYSTEMD = frozenset(
    {
        "containers", "container", "systemd", "system", "user", "users", "quadlet", "quadlets",
        "units", "config", "etc", "share", "podman", "pods", "src", "files", "services",
    }
)  # fmt: skip
"""Folders that say how units are kept, and not what they are."""


@dataclass(slots=True)
class Group:
    """A pod, or what a `.kube` unit plays: its containers are one app."""

    name: str
    ports: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    """Names of units."""
    names: frozenset[str] = frozenset()
    """What its units and containers call it."""
    networks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Project:
    """The containers of one folder."""

    folder: Folder
    containers: dict[str, Container] = field(default_factory=dict)
    """By the names of their units without the type."""
    groups: list[Group] = field(default_factory=list)
    played: set[Path] = field(default_factory=set)
    """The YAML files that were read, each for the first unit that plays it."""
    calls: dict[str, str] = field(default_factory=dict)
    """The containers by all that units and settings call them, a pod's main one by the pod's."""

    def group_of(self) -> dict[str, Group]:
        """Give the pods by all that is called theirs."""
        return {name: group for group in self.groups for name in group.names}

    def members(self) -> Iterator[tuple[Group, list[Container]]]:
        """Give the pods that have containers, with these."""
        pods = self.group_of()
        found: dict[str, list[Container]] = {}
        for one in self.containers.values():
            if one.pod in pods:
                found.setdefault(pods[one.pod].name, []).append(one)
        for group in self.groups:
            if members := found.pop(group.name, None):
                yield group, members


def name_all(project: Project) -> None:
    """Fill `calls`, and give the ports and needs of pods to their main containers."""
    calls = project.calls
    for one in project.containers.values():
        for name in (f"{one.name}.service", f"{one.name}.container", one.name):
            calls.setdefault(name, one.name)
        if one.service:
            calls.setdefault(f"{one.service.removesuffix('.service')}.service", one.name)
        if one.container:
            calls.setdefault(one.container, one.name)
    for group, members in project.members():
        for one in members:
            one.needs = [unit for unit in one.needs if unit not in group.names]
        services = [_service(project, one, group) for one in members]
        main = project.containers[apps.joined(services, group.name)[0].main]
        main.ports = [*main.ports, *group.ports]
        main.needs = [*main.needs, *group.needs]
        calls.update(dict.fromkeys(group.names, main.name))


def things(project: Project, *, each: bool) -> Iterator[Thing]:
    """Give the apps of a project, after `name_all`; where `each` is true, none are joined."""
    left = dict(project.containers)
    folder = project.folder
    found: list[Thing] = []
    for group, members in project.members():
        place = containers.Place(folder.relative, folder.root, group.name)
        views = [_view(project, one, group) for one in members]
        found += containers.things_of(views, place, each)
        for one in members:
            del left[one.name]
    place = containers.Place(folder.relative, folder.root, _title(folder))
    found += containers.things_of([_view(project, one) for one in left.values()], place, each)
    order = {name: number for number, name in enumerate(project.containers)}
    for thing in sorted(found, key=lambda thing: min(order[p.service] for p in thing.parts)):
        yield replace(thing, name=printable(thing.name))


def _view(project: Project, one: Container, group: Group | None = None) -> containers.Container:
    named = [project.calls[name] for name in (*one.needs, one.network_of) if name in project.calls]
    part = Part(
        service=one.name,
        image=printable(public_image(one.image)),
        path=one.path,
        ports=tuple(printable(public_image(port)) for port in one.ports),
        depends_on=tuple(name for name in dict.fromkeys(named) if name != one.name),
        container="" if "%" in one.container or "$" in one.container else one.container,
        mounts=mounts(one.mounts, project.folder.path),
    )
    url = labels.url(one.labels)
    return containers.Container(part, _service(project, one, group), url, one.has_access)


def _service(project: Project, one: Container, group: Group | None) -> apps.Service:
    uses = [project.calls[unit] for unit in one.needs if unit in project.calls]
    host = project.calls.get(one.network_of, "")
    mentions = {project.calls[word] for word in one.settings if word in project.calls}
    is_reached = one.ports or one.uses_host_network or one.is_activated
    return apps.Service(
        name=one.name,
        image=public_image(one.image),
        path=group.name if group else one.path,
        published=bool(is_reached or (group and (group.ports or "host" in group.networks))),
        shown=labels.is_shown(one.labels),
        uses=tuple(filter(None, [*uses, host])),
        network_of=host,
        volumes=frozenset(one.volumes),
        mentions=frozenset(mentions - {one.name}),
        container=group.name if group else "",
    )


def _title(folder: Folder) -> str:
    """Give the name of the nearest folder that says what its units are."""
    names = (folder.root.resolve().name, *folder.path.relative_to(folder.root).parts)
    said = (name for name in reversed(names) if name.strip(".").lower() not in _OF_SYSTEMD)
    return next(said, "")


def with_needs(things: Sequence[Thing], projects: Sequence[Project]) -> list[Thing]:
    """Give things with what they need of other pods and folders, found by the names of units."""
    near: dict[tuple[object, str], Project] = {}
    far: dict[str, set[str]] = {}
    for project in projects:
        near[project.folder.root, project.folder.relative] = project
        for called, name in project.calls.items():
            far.setdefault(called, set()).add(f"{project.folder.relative}#{name}")

    def needs(part: Part, thing: Thing) -> Iterator[str]:
        yield from part.needs
        project = near[thing.root, thing.path]
        one = project.containers[part.service]
        for unit in (*one.needs, one.network_of):
            if unit in project.calls:
                yield f"{thing.path}#{project.calls[unit]}"
            elif len(far.get(unit, ())) == 1:
                yield from far[unit]

    return containers.linked(
        [
            replace(
                thing,
                parts=tuple(
                    replace(part, needs=tuple(dict.fromkeys(needs(part, thing))))
                    for part in thing.parts
                ),
            )
            for thing in things
        ]
    )
