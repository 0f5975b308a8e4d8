"""Which systems an address means: a URL, a host and port, a container, a guest, a path, a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from labtui.data.assessment.models import System
from labtui.data.framework.values import as_text
from labtui.data.inventory.edits import id_for
from labtui.importers.found import Target, Thing

_MACHINE_PORTS = frozenset({0, 22, 8006, 8007, 9100, 9182})
"""Ports at which a machine itself is asked: none, SSH, Proxmox, exporters of a machine."""

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1", "host.docker.internal"})
"""What a machine is called by what runs on it."""

_WEB_PORTS = frozenset({80, 443})

_DEFAULT_PORTS = {"http": 80, "https": 443, "ssh": 22, "ws": 80, "wss": 443}

_OF_THE_MACHINE = tuple(
    map(PurePosixPath, ("/dev", "/etc", "/lib/modules", "/proc", "/run", "/sys", "/var/run"))
)
"""Folders of a machine that containers see, and that hold none of their data."""

_VOLUMES = PurePosixPath("/var/lib/docker/volumes")
"""Where Docker keeps volumes."""

_PUBLISHED = re.compile(r"(?:.*:)?(?P<first>\d+)(?:-(?P<last>\d+))?:\d+(?:-\d+)?(?:/\w+)?$")
_GUEST = re.compile(r"(?:^|/)(?:subvol|vm|base)-(?P<guest>\d+)-(?:disk|state)")
_MOST_PORTS = 100
"""The most ports of a range that are looked at."""


class Located(NamedTuple):
    """A thing that was found, the system that it is, and the id of what that runs on."""

    thing: Thing
    id: str
    on: str | None


class Mount(NamedTuple):
    """A folder of a host, or a volume, that a container of a system sees."""

    id: str
    on: str | None
    host: PurePosixPath | None
    """None for a volume, which the container engine keeps, and where the folder is not known."""
    inside: PurePosixPath
    names: frozenset[str]
    """What the container is called."""

    @property
    def place(self) -> str:
        """What is mounted, for people."""
        return f"what it keeps at {self.inside}" if self.host is None else str(self.host)


def label_of(target: Target) -> str:
    """Give what a target is called for people, and remembered by where it is told whose it is."""
    place = f"{target.host}:{target.path}" if target.host and target.path else target.path
    at = f"{target.host}:{target.port}" if target.host and target.port else target.host
    guest = f"guest {target.guest}" if target.guest else ""
    return target.url or place or at or target.container or guest or target.name


class Addresses:
    """The systems of an inventory by what a check or a job may call them."""

    def __init__(
        self,
        systems: Mapping[str, System],
        located: Iterable[Located],
        whose: Mapping[str, str],
        routes: Iterable[tuple[Target, Target, str | None]] = (),
    ) -> None:
        """Take the `systems`, what sources say of them, and what a person said.

        `whose` gives ids by `label_of`. `routes` are public addresses, what answers there, and
        the id of the host of the proxy.
        """
        self._systems = systems
        self._whose = whose
        self._urls: dict[tuple[str, int], set[str]] = {}
        self._machines: dict[str, set[str]] = {}
        self._ports: dict[tuple[str | None, int], set[str]] = {}
        self._listening: dict[tuple[str | None, int], frozenset[str]] = {}
        """What the container at a port of a host is called."""
        self._containers: dict[str, set[str]] = {}
        self._hosts: dict[str, set[str | None]] = {}
        self._guests: dict[str, set[str]] = {}
        self._names: dict[str, set[str]] = {}
        self.mounts: list[Mount] = []
        self._own: dict[str, list[Mount]] = {}
        """By file, the mounts of the container that it is a file of; none where it is of none."""
        for system in systems.values():
            if not system.retired:
                self._add_names(system)
        for one in located:
            self._add(one)
        self._routes = {
            public.host.lower(): (public.port, upstream, of) for public, upstream, of in routes
        }

    # --- collecting

    def _add_names(self, system: System) -> None:
        for word in (system.id, system.name):
            self._names.setdefault(id_for(word, ()), set()).add(system.id)
        for word in {system.id.lower(), system.name.lower()}:
            self._machines.setdefault(word, set()).add(system.id)
        self._add_url(as_text(system.facts.get("url")) or "", system.id)

    def _add_url(self, url: str, id: str) -> None:
        if place := _place_of(url):
            self._urls.setdefault(place, set()).add(id)

    def _add(self, one: Located) -> None:
        thing = one.thing
        self._hosts.setdefault(one.id, set()).add(one.on)
        # An app of a cluster has addresses of its own, and answers there at any port.
        by_address = self._containers if thing.parts else self._machines
        for address in thing.addresses:
            by_address.setdefault(address.lower(), set()).add(one.id)
        self._add_url(as_text(thing.facts.get("url")) or "", one.id)
        if thing.kind in {"vm", "container"} and thing.key.isdigit():
            self._guests.setdefault(thing.key, set()).add(one.id)
        for part in thing.parts:
            self._add_url(part.url, one.id)
            names = frozenset(name.lower() for name in (part.container, part.service) if name)
            for name in names:
                self._containers.setdefault(name, set()).add(one.id)
            for port in _published(part.ports):
                self._ports.setdefault((one.on, port), set()).add(one.id)
                self._listening[one.on, port] = names
            for host, inside in part.mounts:
                folder = PurePosixPath(host) if host else None
                mount = Mount(one.id, one.on, folder, PurePosixPath(inside), names)
                self.mounts.append(mount)

    # --- asking

    def ids_of(self, target: Target, on: str | None = None) -> set[str]:
        """Give the ids of the systems that a target means: one, none, or several in doubt.

        `on` is the id of the host of the file that names it.
        """
        told = self._whose.get(label_of(target))
        if told is not None:
            return {told} & self._systems.keys()
        best: set[str] = set()
        for found in self._looked_for(target, on):
            if len(found) == 1:
                return found
            best = best or found
        return best

    def _looked_for(self, target: Target, on: str | None) -> Iterator[set[str]]:
        """Give what each way to look for a target finds, the surest way first."""
        guest = target.guest or ((found := _GUEST.search(target.path)) and found["guest"]) or ""
        yield self._guests.get(guest, set())
        yield self._on(on, self._containers.get(target.container.lower(), set()))
        place = _place_of(target.url)
        if place is not None:
            yield self._urls.get(place, set())
            yield self._at(*place, on)
        if target.host:
            yield self._urls.get((target.host.lower(), target.port), set())
            yield self._at(target.host.lower(), target.port, on)
        yield self._names.get(id_for(target.name, ()), set()) if target.name else set()

    def _on(self, on: str | None, ids: set[str]) -> set[str]:
        """Give those of several that run on a host."""
        here = {id for id in ids if on is not None and on in self._hosts.get(id, ())}
        return here if len(ids) > 1 and here else ids

    def _at(self, host: str, port: int, on: str | None) -> set[str]:
        """Give what answers at a host and port, directly or through a proxy."""
        container = ""
        passed = {host}
        while (route := self._route(host, port)) and route[0].host.lower() not in passed:
            upstream, on = route
            host, port = upstream.host.lower(), upstream.port
            container = upstream.container.lower()
            passed.add(host)
        machines = self.machines(host, on)
        published = {id for one in machines for id in self._ports.get((one, port), ())}
        itself = machines if port in _MACHINE_PORTS else set()
        behind = self._containers.get(container, set())
        return published or self._containers.get(host, set()) or itself or behind

    def _route(self, host: str, port: int) -> tuple[Target, str | None] | None:
        """Give what answers behind a proxy, and its host; a machine itself is behind none."""
        if host not in self._routes:
            return None
        public, upstream, of = self._routes[host]
        is_routed = port in {*_WEB_PORTS, public} if port else not self.machines(host)
        return (upstream, of) if is_routed else None

    def machines(self, host: str, on: str | None = None) -> set[str]:
        """Give the systems of a host name or an IP address: `nas`, `nas.lan`, `10.0.0.5`.

        `on` is the id of what calls itself `localhost`.
        """
        host = host.lower().rstrip(".")
        if host in _THIS_MACHINE:
            return {on} if on is not None else set()
        found = self._machines.get(host)
        if found is None and not host.replace(".", "").isdigit():
            first, _, domain = host.partition(".")
            found = self._machines.get(first) if domain.count(".") < 2 else None
        return found or set()

    def called(self, target: Target, on: str | None) -> set[str]:
        """Give what the container is called that a target means, if it means one."""
        names = {target.container.lower(), target.host.lower()} - {""}
        for machine in self.machines(target.host, on) if names else ():
            names |= self._listening.get((machine, target.port), frozenset())
        return names

    def outside(self, path: str, file: str) -> str:
        """Give a path as the host has it, where the file that names it is a container's own."""
        if file not in self._own:
            here = PurePosixPath(file)
            own = next((m for m in self.mounts if m.host and _is_in(here, m.host)), None)
            self._own[file] = [
                one for one in self.mounts if own and (one.id, one.names) == (own.id, own.names)
            ]
        named = PurePosixPath(path)
        for mount in self._own[file]:
            if mount.host is not None and _is_in(named, mount.inside):
                return str(mount.host / named.relative_to(mount.inside))
        return path

    def covered(
        self,
        paths: Iterable[str],
        dumped: Mapping[str, set[str]],
        on: str | None,
        left_out: Sequence[str] = (),
    ) -> tuple[dict[str, list[str]], list[str]]:
        """Give by id what of each system's data paths on a host leave out, and idle paths.

        `dumped` are names of containers, by id, of which the content is covered otherwise. A
        system of which nothing is covered is left out; where nothing is left out, it is covered
        whole. Idle is a path that covers no system. What `left_out` matches is not covered.
        """
        wanted = dict.fromkeys(PurePosixPath(path) for path in paths)
        below: dict[PurePosixPath, list[PurePosixPath]] = {}
        for path in wanted:
            for folder in (path, *path.parents):
                below.setdefault(folder, []).append(path)
        missing: dict[str, list[str]] = {}
        used: set[PurePosixPath] = set()
        touched = set(dumped)
        for mount in self.mounts:
            if (mount.on != on and None not in (mount.on, on)) or not _holds_data(mount.host):
                continue
            folder = _VOLUMES if mount.host is None else mount.host
            around = [path for path in (folder, *folder.parents) if path in wanted]
            used.update(around, within := below.get(folder, []))
            if around and _is_left_out(folder, left_out):
                around = []
            if around or (within and mount.host is not None):
                touched.add(mount.id)
            if not around and mount.names.isdisjoint(dumped.get(mount.id, ())):
                missing.setdefault(mount.id, []).append(mount.place)
        whole = {id: missing.get(id, []) for id in sorted(touched)}
        return whole, [str(path) for path in wanted if path not in used]


def _place_of(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None


def _published(ports: Iterable[str]) -> Iterator[int]:
    """Give the ports of the host in what Compose and Docker call ports: `8080-8081:80/tcp`."""
    for word in ports:
        if found := _PUBLISHED.match(word):
            first = int(found["first"])
            yield from range(first, min(int(found["last"] or first), first + _MOST_PORTS) + 1)


def _is_in(path: PurePosixPath, folder: PurePosixPath) -> bool:
    return path == folder or folder in path.parents


def _is_left_out(folder: PurePosixPath, patterns: Sequence[str]) -> bool:
    """Return True for a folder that a pattern matches, or one around it."""
    for each in (folder, *folder.parents[:-1]):
        for pattern in patterns:
            path = str(each) if "/" in pattern else each.name
            if fnmatchcase(path, pattern):
                return True
    return False


def _holds_data(path: PurePosixPath | None) -> bool:
    """Return True for a folder that may hold data of an app, and is no part of the machine."""
    if path is None:
        return True
    of_machine = path == PurePosixPath("/") or any(_is_in(path, one) for one in _OF_THE_MACHINE)
    return not of_machine and path.suffix != ".sock"
