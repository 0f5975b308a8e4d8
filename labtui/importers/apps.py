"""Joining the services of a project into apps: which helpers belong to what people reach.

A service has a face where people can reach it: it publishes a port, a proxy or dashboard shows it,
and it is no known helper. A faceless service belongs to the one app that uses it, or that it uses;
where nothing links it, to the only app of its file, if it is a helper or of the same product. Used
by several apps it stands for itself. Where the files prove nothing, services stay apart: a wrong
join hides a system, a missed one is corrected with a key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from labtui.importers import images
from labtui.importers.main_service import main_service
from labtui.importers.service_names import beginnings, namesake, squashed, stem


@dataclass(frozen=True, slots=True)
class Service:
    """What the joining needs to know of a service; names are those of the project's services."""

    name: str
    image: str = ""
    path: str = ""
    """The file that states it."""
    published: bool = False
    """True if it publishes a port, or uses the host's network."""
    shown: bool = False
    """True if a label shows it in a proxy or on a dashboard."""
    uses: tuple[str, ...] = ()
    """What it depends on or links to, and whose network or volumes it takes."""
    network_of: str = ""
    """The service whose network it takes."""
    volumes: frozenset[str] = frozenset()
    """Named volumes that are not external."""
    binds: frozenset[str] = frozenset()
    """Folders of the host that are its own or its neighbours'."""
    mentions: frozenset[str] = frozenset()
    """Services that its settings name as hosts."""
    container: str = ""
    """The name of its container, where it is given: two services of one name never run at once."""


@dataclass(frozen=True, slots=True)
class App:
    """Services that are one system."""

    services: tuple[str, ...]
    """Their names, the main one first."""
    uses: Mapping[str, tuple[str, ...]]
    """By each of them the services of the project that it uses."""

    @property
    def main(self) -> str:
        """The service that people reach, or that the others use."""
        return self.services[0]


def joined(services: Sequence[Service], folder: str = "") -> list[App]:
    """Join the services of a project into apps, each in exactly one, in the services' order.

    What is called like `folder` is the main one of its app.
    """
    return _Joining(services, folder).apps()


def separate(services: Sequence[Service]) -> list[App]:
    """Make an app of each service."""
    names = {service.name for service in services}
    return [
        App((s.name,), {s.name: tuple(u for u in s.uses if u in names and u != s.name)})
        for s in services
    ]


_MANY = "\0many"
_VOLUME = "\0volume:"
"""No names of services, which hold no control characters."""


class _Joining:
    """Groups of services, as a forest of parents that the rules join in their order."""

    def __init__(self, services: Sequence[Service], folder: str) -> None:
        self._folder = squashed(folder)
        self._services = {service.name: service for service in services}
        self._parent = {name: name for name in self._services}
        self._uses = {
            s.name: dict.fromkeys(u for u in s.uses if u in self._services and u != s.name)
            for s in services
        }
        used = {other for names in self._uses.values() for other in names}
        self._helpers = {
            s.name
            for s in services
            if images.is_helper(s.image, s.name) or (s.name in used and images.is_gate(s.image))
        }
        self._faces = dict.fromkeys(self._with_faces())
        self._add_mentioned(used)
        self._add_namesakes(used)
        self._users: dict[str, list[str]] = {name: [] for name in self._services}
        for name, names in self._uses.items():
            for other in names:
                self._users[other].append(name)
        self._by_volume: dict[str, list[str]] = {}
        for service in services:
            for volume in service.volumes:
                self._by_volume.setdefault(volume, []).append(service.name)
        self._apps = dict(self._faces)
        """What is an app, or one of its faces; first what has a face, then what has none."""
        self._alone: set[str] = set()
        """What several apps use."""

    def apps(self) -> list[App]:
        self._join_same_containers()
        self._join_faces()
        self._join_used(self._faces, self._services.keys() - self._faces.keys())
        self._join_workers()
        self._join_faceless()
        self._join_unlinked()
        groups: dict[str, list[str]] = {}
        for name in self._services:
            groups.setdefault(self._root(name), []).append(name)
        found = [self._main_first(members) for members in groups.values()]
        return [
            App(members, {name: tuple(self._uses[name]) for name in members}) for members in found
        ]

    def _with_faces(self) -> Iterator[str]:
        """Give the services that people reach; what takes a VPN's network has its face."""
        for name, service in self._services.items():
            gate = self._services.get(service.network_of)
            behind = gate is not None and images.is_gate(gate.image) and _is_reached(gate)
            known = behind or images.is_known_app(service.image)
            if name not in self._helpers and (known or _is_reached(service)):
                yield name

    def _add_mentioned(self, used: set[str]) -> None:
        """Add that settings name what has no face."""
        for name, service in self._services.items():
            for other in sorted(service.mentions - {name}):
                if other in self._faces or name in self._uses.get(other, (name,)):
                    continue
                if other in self._helpers or self._services[other].path == service.path:
                    self._uses[name][other] = None
                    used.add(other)

    def _add_namesakes(self, used: set[str]) -> None:
        """Add that `x-db` stands beside `x`."""
        by_stem: dict[str, list[str]] = {}
        for name in self._services:
            if name not in self._helpers:
                by_stem.setdefault(stem(name), []).append(name)
        for name in self._services:
            helps = name in self._helpers
            if name in used or name in self._faces:
                continue
            if not helps and not self._uses[name].keys() <= self._helpers:
                continue
            owner = namesake(name, by_stem)
            if owner and (helps or self._is_of_product(name, owner)):
                self._uses[owner][name] = None

    def _is_of_product(self, one: str, other: str) -> bool:
        return images.related(self._services[one].image, self._services[other].image)

    def _root(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def _join(self, *names: str) -> None:
        root, *others = dict.fromkeys(map(self._root, names))
        for other in others:
            self._parent[other] = root

    def _roots(self, names: Iterable[str]) -> dict[str, None]:
        return dict.fromkeys(map(self._root, names))

    def _join_same_containers(self) -> None:
        """Services of one container name are one that runs in several ways, such as profiles."""
        firsts: dict[str, str] = {}
        for name, service in self._services.items():
            if service.container:
                self._join(firsts.setdefault(service.container, name), name)

    def _join_faces(self) -> None:
        """Join faces of one product that are linked, and a plain web server with what it shows."""
        by_helper: dict[str, list[str]] = {}
        kind = {name: images.repository(self._image(name)) for name in self._faces}
        by_stem = {stem(name): name for name in reversed(self._faces)}
        for name in self._faces:
            linked = [other for other in self._uses[name] if other in self._faces]
            for other in linked:
                if self._is_of_product(name, other):
                    self._join(other, name)
            begins = next((by_stem[b] for b in beginnings(name) if b in by_stem), name)
            near = [begins]
            for helper in self._uses[name]:
                if helper in self._helpers:
                    near += by_helper.setdefault(helper, [])[:1]
                    by_helper[helper].append(name)
            for other in near:
                if self._is_of_product(name, other) and kind[name] != kind[other]:
                    self._join(other, name)
        for name in self._faces:
            shown = self._roots(other for other in self._uses[name] if other in self._faces)
            if len(shown) == 1 and not self._users[name] and images.is_front(self._image(name)):
                self._join(*shown, name)

    def _image(self, name: str) -> str:
        return self._services[name].image

    def _join_used(self, owners: Iterable[str], open_: Collection[str]) -> None:
        """Join with each owner what only it uses of `open_`; the others stand alone.

        Each has one owner that reaches it or else `_MANY`, so that it is passed at most twice.
        What a helper uses is looked at after: a backup of everything makes nothing common.
        """
        reach: dict[str, str] = {}
        queue = [(name, self._root(name)) for name in owners]
        while queue:
            at, owner = queue.pop()
            for other in self._near(at, owner):
                known = reach.get(other)
                if (other in open_ or other.startswith(_VOLUME)) and known not in (owner, _MANY):
                    reach[other] = owner if known is None else _MANY
                    queue.append((other, reach[other]))
        reached = [name for name in reach if name in open_]
        for name in reached:
            if reach[name] != _MANY:
                self._join(reach[name], name)
        self._alone.update(name for name in reached if reach[name] == _MANY)
        for name in reached:
            if name in self._alone and self._alone.issuperset(self._users[name]):
                self._join_to_only_user(name)
        self._join_below(reached, open_)

    def _near(self, at: str, owner: str) -> Iterable[str]:
        if at.startswith(_VOLUME):
            return self._by_volume[at[len(_VOLUME) :]]
        if at in self._helpers:
            return ()
        if owner == _MANY:
            return self._uses[at]
        # What three mount is a library rather than the inside of an app.
        volumes = (v for v in self._services[at].volumes if len(self._by_volume[v]) == 2)
        return (*self._uses[at], *(_VOLUME + volume for volume in volumes))

    def _join_below(self, settled: list[str], open_: Collection[str]) -> None:
        """Join what only helpers of one app use."""
        known = set(settled)
        waiting = {name: len(self._users[name]) for name in open_ if name not in known}
        for name in settled:  # grows
            for other in self._uses[name] if name in self._helpers else ():
                if other in waiting:
                    waiting[other] -= 1
                    if not waiting[other] and self._join_to_only_user(other):
                        settled.append(other)

    def _join_to_only_user(self, name: str) -> bool:
        users = self._roots(self._users[name])
        if len(users) == 1:
            self._join(*users, name)
        return len(users) == 1

    def _left(self, helpers: bool) -> dict[str, None]:
        """Give the helpers, or the others, that belong to no app yet and stand not alone."""
        owned = self._roots(self._apps)
        return {
            name: None
            for name in self._services
            if (name in self._helpers) == helpers
            and name not in self._alone
            and self._root(name) not in owned
        }

    def _join_workers(self) -> None:
        """Join what uses the services of one app only with that app."""
        workers = self._left(helpers=False)
        firsts: dict[tuple[str, ...], str] = {}
        for name in workers:
            self._join(name, *(other for other in self._uses[name] if other in workers))
            for volume in self._services[name].volumes:
                kind = (volume, *images.repository(self._image(name)))
                self._join(firsts.setdefault(kind, name), name)
        self._join_by_target(workers)

    def _join_faceless(self) -> None:
        """Make apps of what has no face, and give them their helpers."""
        faceless = self._left(helpers=False)
        self._join_used(faceless, self._left(helpers=True))
        self._apps.update(faceless)
        helpers = self._left(helpers=True)
        for name in helpers:
            self._join(name, *(other for other in self._uses[name] if other in helpers))
        self._join_by_target(helpers)

    def _join_by_target(self, names: Mapping[str, None]) -> None:
        """Join groups of `names` that use the services of exactly one app with it.

        Who only uses an app's database may be another app, unless it is of the same product.
        """
        targets: dict[str, list[tuple[str, str]]] = {}
        for name in names:
            targets.setdefault(self._root(name), []).extend(
                (name, other)
                for other in self._uses[name]
                if other not in names and other not in self._alone
            )
        owned = self._roots(self._apps)
        apps = {(self._services[face].path, self._root(face)) for face in self._faces}
        in_file = Counter(path for path, _ in apps)
        for root, uses in targets.items():
            found = [owner for owner in self._roots(o for _, o in uses) if owner in owned]
            if len(found) == 1 and any(
                other not in self._helpers
                or images.is_gate(self._image(other))
                or name in self._helpers
                or self._is_of_product(name, found[0])
                or in_file[self._services[name].path] == 1
                for name, other in uses
            ):
                self._join(found[0], root)

    def _join_unlinked(self) -> None:
        """Join what nothing links with the only app of its file, where it is of its kind."""
        by_file: dict[str, dict[str, list[str]]] = {}
        for name, service in self._services.items():
            by_file.setdefault(service.path, {}).setdefault(self._root(name), []).append(name)
        faced = self._roots(self._faces)
        owned = self._roots(self._apps)
        for groups in by_file.values():
            hosts = [root for root in groups if root in faced]
            hosts = hosts or [root for root in groups if root in owned]
            if len(hosts) != 1:
                continue
            host = groups[hosts[0]]
            for root, members in groups.items():
                if root != hosts[0] and self._is_unlinked(members) and self._fits(members, host):
                    self._join(hosts[0], root)

    def _is_unlinked(self, members: Iterable[str]) -> bool:
        inside = set(members)
        return not inside & self._alone and not any(
            other not in inside
            for name in members
            for other in (*self._uses[name], *self._users[name])
        )

    def _fits(self, members: Iterable[str], host: Sequence[str]) -> bool:
        """True for helpers of one file with an app, and for what is of its product or folders."""
        binds = {
            bind for name in host for bind in self._services[name].binds if self._is_own(bind, name)
        }
        for name in members:
            service = self._services[name]
            if name in self._helpers:
                # A broker that the network reaches serves devices and other apps too.
                if service.published and images.is_broker(service.image):
                    return False
            elif name in self._faces or not (
                service.binds & binds or any(self._is_of_product(name, other) for other in host)
            ):
                return False
        return True

    def _is_own(self, bind: str, name: str) -> bool:
        """True for a folder called like an app or its project; `/mnt/media` is anybody's."""
        if bind.startswith("./"):
            return True
        path = squashed(bind)
        return any(len(n) > 3 and n in path for n in (self._folder, squashed(stem(name))))

    def _main_first(self, members: list[str]) -> tuple[str, ...]:
        faces = [name for name in members if name in self._faces]
        candidates = faces or [n for n in members if n not in self._helpers] or members
        used = {n: len(set(candidates).intersection(self._users[n])) for n in candidates}
        # In front is what shows the others; without a face, the main one is what the others use.
        counts = used if faces else {name: -count for name, count in used.items()}
        image_of = {name: self._image(name) for name in candidates}
        main = main_service(candidates, members, image_of, self._folder, counts)
        return (main, *(name for name in members if name != main))


def _is_reached(service: Service) -> bool:
    return service.published or service.shown
