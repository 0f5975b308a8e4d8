"""Which systems an address means: a URL, a host and port, a container, a guest, a path, a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from labtui.data.assessment.models import System
from labtui.data.framework.values import as_text
from labtui.importers.found import Target, Thing
from labtui.importing.mounts import Mount, Mounts

_MACHINE_PORTS = frozenset({0, 22, 8006, 8007, 9100, 9182})
"""Ports at which a machine itself is asked: none, SSH, Proxmox, exporters of a machine."""

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1", "host.docker.internal"})
"""What a machine is called by what runs on it."""

_LOCAL = frozenset(
    {"arpa", "box", "home", "internal", "intranet", "lab", "lan", "local", "localdomain"}
)
"""The ends of domains that nobody else has."""

_WEB_PORTS = frozenset({80, 443})

_DEFAULT_PORTS = {"http": 80, "https": 443, "ssh": 22, "ws": 80, "wss": 443}

_PUBLISHED = re.compile(r"(?:.*:)?(?P<first>\d+)(?:-(?P<last>\d+))?:\d+(?:-\d+)?(?:/\w+)?$")
_GUEST = re.compile(r"(?:^|/)(?:subvol|vm|base)-(?P<guest>\d+)-(?:disk|state)")
_WORD = re.compile(r"[^\W_]+")
_MOST_PORTS = 100
"""The most ports of a range that are looked at."""


class Located(NamedTuple):
    """A thing that was found, the system that it is, and the id of what that runs on."""

    thing: Thing
    id: str
    on: str | None


def label_of(target: Target, on: str | None = None) -> str:
    """Give what a target is called for people, and remembered by where it is told whose it is.

    `on` is the id of the host of the file that names it; what only that host has is called by it.
    """
    place = f"{target.host}:{target.path}" if target.host and target.path else target.path
    at = f"{target.host}:{target.port}" if target.host and target.port else target.host
    guest = f"guest {target.guest}" if target.guest else ""
    label = target.url or place or at or target.container or guest or target.name
    is_of_host = label in {target.path, target.container} and label
    return f"{on}:{label}" if on is not None and is_of_host else label


class _Route(NamedTuple):
    """Where a name leads to."""

    port: int
    upstream: Target
    of: str | None
    """The id of the host of the proxy."""


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
        self.mounts = Mounts()
        for system in systems.values():
            if not system.retired:
                self._add_names(system)
        for one in located:
            self._add(one)
        self._routes: dict[str, dict[str, list[_Route]]] = {}
        """By the name and the path that they lead from."""
        for public, upstream, of in routes:
            if not public.host:
                continue  # any name, or one by a pattern
            by_path = self._routes.setdefault(public.host.lower(), {})
            route = _Route(public.port, upstream, of)
            by_path.setdefault(_path_of(public.url), []).append(route)
        hosts = {*self._machines, *self._routes, *(host for host, _ in self._urls)}
        hosts |= {place[0] for label in whose if (place := _place_of(label))}
        self._domains = {domain for host in hosts if "." in (domain := host.partition(".")[2])}

    # --- collecting

    def _add_names(self, system: System) -> None:
        for word in (system.id, system.name):
            self._names.setdefault(_plain(word), set()).add(system.id)
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
                self.mounts.add(Mount(one.id, one.on, folder, PurePosixPath(inside), names))

    # --- asking

    def is_located(self, id: str) -> bool:
        """Return True if a source shows a system."""
        return id in self._hosts

    def ids_of(self, target: Target, on: str | None = None) -> set[str]:
        """Give the ids of the systems that a target means: one, none, or several in doubt.

        `on` is the id of the host of the file that names it.
        """
        told = self._whose.get(label_of(target, on))
        if told is not None:
            return {told} & self._systems.keys()
        best: set[str] = set()
        for found in self._looked_for(target, on):
            best = best & found or best or found
            if len(best) == 1:
                break
        return best

    def _looked_for(self, target: Target, on: str | None) -> Iterator[set[str]]:
        """Give what each way to look for a target finds, the surest way first."""
        guest = target.guest or ((found := _GUEST.search(target.path)) and found["guest"]) or ""
        yield self._guests.get(guest, set())
        container, host = target.container.lower(), target.host.lower()
        containers = self._containers.get(container, set())
        if is_inside := bool(container and host and container != host):
            at = {None, *self.machines(host, on)}
            containers = {id for id in containers if not at.isdisjoint(self._hosts.get(id, ()))}
        yield self._on(on, containers)
        place, path = _place_of(target.url), _path_of(target.url)
        if place is not None:
            yield self._urls.get(place, set())
            yield self._at(*place, on, path)
            yield self._at_either(*place, on)
        if host and not is_inside:
            yield self._urls.get((host, target.port), set())
            yield self._at(host, target.port, on, path)
        if not self._is_foreign(place[0] if place is not None else host):
            yield self.guesses(target)

    def guesses(self, target: Target) -> set[str]:
        """Give the ids of the systems that are called like a target, wherever it is."""
        return self._names.get(_plain(target.name), set()) if target.name else set()

    def _is_foreign(self, host: str) -> bool:
        """Return True for a name on the internet of which it is not known that it is the lab's."""
        is_name = "." in host and not host.replace(".", "").isdigit() and ":" not in host
        return is_name and not self._is_own(host.partition(".")[2])

    def _on(self, on: str | None, ids: set[str]) -> set[str]:
        """Give those of several that run on a host."""
        here = {id for id in ids if on is not None and on in self._hosts.get(id, ())}
        return here if len(ids) > 1 and here else ids

    def _at_either(self, host: str, port: int, on: str | None) -> set[str]:
        """Give what a URL of a name means with TLS or without: a proxy answers at both.

        On a machine these may be two programs.
        """
        ports = _WEB_PORTS if port in _WEB_PORTS else ()
        found = {id for each in ports for id in self._urls.get((host, each), ())}
        return found if self.machines(host, on) <= found else set()

    def _at(self, host: str, port: int, on: str | None, path: str = "") -> set[str]:
        """Give what answers at a host and port, directly or through a proxy."""
        container = ""
        passed = {host}
        while (route := self._route(host, port, path)) and route[0].host.lower() not in passed:
            upstream, on = route
            host, port = upstream.host.lower(), upstream.port
            container = (upstream.container or ("" if host else upstream.name)).lower()
            passed.add(host)
        machines = self.machines(host, on)
        published = {id for one in machines for id in self._ports.get((one, port), ())}
        itself = machines if port in _MACHINE_PORTS else set()
        return published or self._called(host, on) or itself or self._called(container, on)

    def _called(self, name: str, on: str | None) -> set[str]:
        """Give the containers of a name; one without a domain means nothing on another host."""
        found = self._containers.get(name, set())
        if on is None or "." in name or ":" in name:
            return found
        return {id for id in found if not {None, on}.isdisjoint(self._hosts[id])}

    def _route(self, host: str, port: int, path: str) -> tuple[Target, str | None] | None:
        """Give what answers behind a proxy, and its host; a machine itself is behind none.

        Of several routes of a name, those with the longest path count; None if they lead to
        several places.
        """
        by_path = self._routes.get(host, {})
        if not by_path or (not port and self.machines(host)):
            return None
        parts = path.split("/")
        for length in range(len(parts), 0, -1):
            found = by_path.get("/".join(parts[:length]), ())
            leads = {(one.upstream, one.of) for one in found if port in {0, *_WEB_PORTS, one.port}}
            if leads:
                return leads.pop() if len(leads) == 1 else None
        return None

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
            found = self._machines.get(first) if self._is_own(domain) else None
        return found or set()

    def _is_own(self, domain: str) -> bool:
        """Return True for a domain of the lab; the first word of others means none of it."""
        is_local = domain.rpartition(".")[2] in _LOCAL and domain.count(".") < 2
        return is_local or domain in self._domains

    def called(self, target: Target, on: str | None) -> set[str]:
        """Give what the container is called that a target means, if it means one."""
        names = {target.container.lower(), target.host.lower()} - {""}
        for machine in self.machines(target.host, on) if names else ():
            names |= self._listening.get((machine, target.port), frozenset())
        return names

    def rest_of(self, id: str, target: Target, on: str | None) -> str:
        """Say what of a system a target leaves out: a folder is not all that a host has.

        Nor is what answers at a port, where no source shows what else there is. Else empty.
        """
        if label_of(target, on) in self._whose or target.guest or _GUEST.search(target.path):
            return ""
        if target.host and target.path not in ("", "/"):
            return f"what is outside {target.path}"
        return "what else it keeps" if target.port and not self.is_located(id) else ""


def _plain(name: str) -> str:
    """Give a name without signs and accents: `Wiki (Café)` → `wiki cafe`."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(plain)) or name


def _place_of(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _published(ports: Iterable[str]) -> Iterator[int]:
    """Give the ports of the host in what Compose and Docker call ports: `8080-8081:80/tcp`."""
    for word in ports:
        if found := _PUBLISHED.match(word):
            first = int(found["first"])
            yield from range(first, min(int(found["last"] or first), first + _MOST_PORTS) + 1)
