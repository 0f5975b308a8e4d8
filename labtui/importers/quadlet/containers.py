"""What a unit says of its container, whether a quadlet or a service that runs `podman`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from labtui.importers.quadlet.commands import Command, container_command, options_of
from labtui.importers.quadlet.units import Unit, words

NEEDS = ("Requires", "BindsTo", "Requisite")
"""Keys that name what a unit cannot do without; `After` is an order, `Wants` a wish."""

_SOCKET = re.compile(
    r"(?:docker|podman|containerd|crio)\.sock$|^/(?:var/)?run/?$|^(?:/run|/var/run|%t)/.*podman/?$"
)
_PATH = re.compile(r"[/.~%$]")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_NO = frozenset({"false", "no", "0", "off"})


@dataclass(slots=True)
class Container:
    """A container, as its unit states it."""

    name: str
    """The name of its unit, without the type."""
    path: str
    """The file that states it, as findings name it."""
    image: str = ""
    container: str = ""
    """The name of the container, where it is given."""
    ports: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    """Names of units."""
    service: str = ""
    """The name of the service that runs it, where that is not the usual one."""
    pod: str = ""
    """The unit or the name of the pod it is in."""
    networks: list[str] = field(default_factory=list)
    volumes: set[str] = field(default_factory=set)
    """Named volumes."""
    mounts: list[tuple[str, str]] = field(default_factory=list)
    """What it is given, and where, as the unit states both."""
    labels: dict[str, str] = field(default_factory=dict)
    settings: set[str] = field(default_factory=set)
    """Words in the values of its variables: compared with names, never shown."""
    has_access: bool = False
    """True if it is privileged, or holds the socket of the container engine."""
    is_activated: bool = False
    """True if a socket unit takes its connections."""

    @property
    def uses_host_network(self) -> bool:
        """True if its ports are those of the host."""
        return "host" in self.networks

    @property
    def network_of(self) -> str:
        """The unit or container whose network it takes; empty where it has its own."""
        for network in self.networks:
            kind, sign, name = network.partition(":")
            if kind == "container" and sign:
                return name
            if kind.endswith(".container"):
                return kind
        return ""

    def mount(self, source: str, target: str = "") -> None:
        """Note a volume, a folder or a socket that it is given at `target`."""
        self.mounts.append((source, target))
        if _SOCKET.search(source):
            self.has_access = True
        elif source.endswith(".volume"):
            self.volumes.add(f"systemd-{source.removesuffix('.volume')}")
        elif source and not _PATH.match(source):
            self.volumes.add(source)

    def label(self, assignments: Iterable[str]) -> None:
        """Note labels, given as `key=value`."""
        for assignment in assignments:
            key, _, value = assignment.partition("=")
            self.labels[key] = value

    def variable(self, assignment: str) -> None:
        """Note the words in the value of a variable, given as `NAME=value`."""
        self.settings.update(_WORD.findall(assignment.partition("=")[2][:2000].lower()))


def unit_needs(unit: Unit) -> list[str]:
    """Give the names of the units that a unit needs."""
    named = (name for key in NEEDS for value in unit.all("Unit", key) for name in value.split())
    return list(dict.fromkeys(named))


def from_quadlet(unit: Unit, images: Mapping[str, str]) -> Container:
    """Read a `.container` unit. `images` has the images that `.image` and `.build` units name."""

    def every(key: str) -> list[str]:
        return unit.all("Container", key)

    image = unit.last("Container", "Image")
    found = Container(
        name=unit.stem,
        path=unit.path,
        image=images.get(image, image),
        container=unit.last("Container", "ContainerName"),
        ports=list(every("PublishPort")),
        needs=unit_needs(unit),
        service=unit.last("Container", "ServiceName"),
        pod=unit.last("Container", "Pod"),
        networks=list(every("Network")),
        is_activated=bool(unit.all("Service", "Sockets")),
    )
    for value in every("Volume"):
        _mount_volume(found, value)
    for value in every("Mount"):
        _mount_option(found, value)
    for value in every("Label"):
        found.label(words(value))
    for value in every("Environment"):
        for assignment in words(value):
            found.variable(assignment)
    arguments = [word for value in every("PodmanArgs") for word in words(value)]
    _take_options(found, options_of(arguments, Command("run")))
    return found


def from_service(unit: Unit) -> Container | None:
    """Read a `.service` unit; None if it runs no container."""
    made: Command | None = None
    for key in ("ExecStartPre", "ExecStart"):
        for value in unit.all("Service", key):
            command = container_command(value)
            if command is not None and command.verb != "pod create":
                made = command if made is None or made.verb == "start" else made
                runs = key == "ExecStart" or made.verb != "run"
                made = made if runs else None
    if made is None:
        return None
    name = next(iter(made.options.get("name", [])), "")
    if made.verb == "start":
        name = next(iter(made.arguments), "")
    found = Container(
        name=unit.stem,
        path=unit.path,
        image=made.image,
        container=name,
        needs=unit_needs(unit),
        is_activated=bool(unit.all("Service", "Sockets")),
    )
    _take_options(found, made)
    return found


def _take_options(found: Container, command: Command) -> None:
    options = command.options
    found.ports += options.get("publish", [])
    found.networks += [*options.get("network", []), *options.get("net", [])]
    for value in options.get("volume", []):
        _mount_volume(found, value)
    for value in options.get("mount", []):
        _mount_option(found, value)
    found.label(options.get("label", []))
    for value in options.get("env", []):
        found.variable(value)
    for file in options.get("pod-id-file", []):
        found.pod = f"{file.split('/')[-1].removesuffix('.pod-id')}.service"
    for pod in options.get("pod", []):
        found.pod = pod.removeprefix("new:")
    privileged = options.get("privileged", ["no"])[-1].lower()
    found.has_access = found.has_access or privileged not in _NO


def _mount_volume(found: Container, value: str) -> None:
    """Note `/x:/y:ro`; what has no source is a volume of its own."""
    source, colon, rest = value.partition(":")
    if colon:
        found.mount(source, rest.partition(":")[0])


def _mount_option(found: Container, value: str) -> None:
    """Note `type=bind,source=/x,target=/y`."""
    stated = dict(part.partition("=")[::2] for part in value.split(","))
    source = stated.get("source") or stated.get("src", "")
    targets = (stated.get(key, "") for key in ("target", "destination", "dst"))
    if source:
        found.mount(source, next(filter(None, targets), ""))


def unused_keys(unit: Unit, used: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Give the keys of a unit that are not used, by the names of its sections."""
    for section, key in unit.values:
        if key not in used.get(section, frozenset()):
            yield key
