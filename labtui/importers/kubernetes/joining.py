"""From what manifests say to things: helpers joined with their apps, routes and needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from labtui.importers import apps, containers, images
from labtui.importers.found import THE_HOST, Part, Thing
from labtui.importers.kubernetes.contents import Found, Service, host_of
from labtui.importers.kubernetes.manifests import DEPLOYERS, Manifest
from labtui.importers.reached import addresses
from labtui.importers.service_names import beginnings
from labtui.text.printable import printable

_ENDINGS = (".svc.cluster.local", ".svc", "")
"""How the name of a service may go on after its namespace."""

_IMAGE_OF_APP = "{0}/{0}-app"
"""Stands for the image of a release, which is an app, also where its image is called `loki`."""

_INNER = frozenset({"app", "base", "deploy", "manifests", "resources", "helm", "k8s"})
"""Folders that hold an app, and are not called like it."""


@dataclass(slots=True)
class Cluster:
    """All that the manifests of one given folder say."""

    found: list[Found] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    routes: list[tuple[str, str, str, Manifest]] = field(default_factory=list)
    """Namespace, host and service of each, and where it stands."""

    def things(self, *, each: bool) -> list[Thing]:
        """Give the apps; where `each` is true, no helper is joined with its app."""
        self._lead_to()
        by_namespace: dict[str, list[Found]] = {}
        for one in self.found:
            by_namespace.setdefault(one.namespace, []).append(one)
        joined = [_Joined(name, found, each) for name, found in by_namespace.items()]
        homes = {(one.namespace, name): ref for one in joined for name, ref in one.homes.items()}
        things = [thing for one in joined for thing in one.things(homes)]
        return containers.linked(things)

    def _lead_to(self) -> None:
        """Find what services lead to, and put their ports, addresses and hosts there."""
        by_name: dict[tuple[str, str], Found] = {}
        by_label: dict[tuple[str, str, str], list[Found]] = {}
        for one in self.found:
            by_name.setdefault((one.namespace, one.name), one)
            for key, value in one.pod_labels.items():
                by_label.setdefault((one.namespace, key, value), []).append(one)
        leads: dict[tuple[str, str], Found] = {}
        for service in self.services:
            target = _selected(service, by_label) or by_name.get((service.namespace, service.name))
            if target is not None:
                leads[service.namespace, service.name] = target
                target.services.add(service.name)
                target.ports += [port for port in service.ports if port not in target.ports]
                target.addresses += service.addresses
        for namespace, host, name, _ in self.routes:
            found = leads.get((namespace, name)) or by_name.get((namespace, name))
            found = found or _begun(namespace, name, by_name)
            if found is not None and not found.url and (plain := host_of(host)):
                found.url = f"https://{plain}"


def _selected(
    service: Service, by_label: Mapping[tuple[str, str, str], Sequence[Found]]
) -> Found | None:
    if not service.selector:
        return None
    sets = [by_label.get((service.namespace, *pair), ()) for pair in service.selector.items()]
    smallest = min(sets, key=len)
    for one in smallest:
        if service.selector.items() <= one.pod_labels.items():
            return one
    return None


def _begun(namespace: str, name: str, by_name: Mapping[tuple[str, str], Found]) -> Found | None:
    """Give the release that a service of its chart is called after: `photos-server`."""
    while "-" in name:
        name = name.rpartition("-")[0]
        found = by_name.get((namespace, name))
        if found is not None:
            return found if found.kind in DEPLOYERS else None
    return None


class _Joined:
    """The apps of one namespace."""

    def __init__(self, namespace: str, found: Sequence[Found], each: bool) -> None:
        self.namespace = namespace
        self._units: dict[str, tuple[Found, int]] = {}
        self._called: dict[str, str] = {}
        """The units by the names of services and apps that lead to them."""
        self._first: dict[int, str] = {}
        self._scopes = Counter(map(_scope, found))
        for one in found:
            self._name(one)
        views = [self._view(name, one, at) for name, (one, at) in self._units.items()]
        self._apps = apps.separate(views) if each else apps.joined(views)
        self._paths = self._make_paths()
        self.homes = {name: self._ref(unit) for name, unit in self._called.items()}

    def _name(self, one: Found) -> None:
        for at, unit in enumerate(one.units):
            name, number = unit.name, 2
            if name in self._units:
                name = f"{unit.name}-{one.kind.lower()}"
            while name in self._units:
                name, number = f"{unit.name}-{one.kind.lower()}-{number}", number + 1
            self._units[name] = one, at
            if not at:
                self._first[id(one)] = name
                for called in (one.name, *sorted(one.services)):
                    self._called.setdefault(called, name)

    def _view(self, name: str, one: Found, at: int) -> apps.Service:
        image = one.units[at].image or one.name
        helps = self._helps(one)
        if one.backs_up:
            image = "backup"
        elif one.kind in DEPLOYERS and not at and not helps:
            image = _IMAGE_OF_APP.format(one.name)
        return apps.Service(
            name=name,
            image=image,
            path=_scope(one),
            published=not at and not helps and one.kind != "CronJob",
            mentions=frozenset() if at else frozenset(self._mentioned(one) - {name}),
            container=self._container(one),
        )

    def _container(self, one: Found) -> str:
        """Give what all units of one app have in common."""
        if one.group in self._called and one.group != one.name:
            one = self._units[self._called[one.group]][0]
        return one.group or self._first[id(one)]

    def _helps(self, one: Found) -> bool:
        """True for what is no app by itself: a database, a cache, a job that backs up.

        A release is only one beside an app, by its name or its folder.
        """
        if one.kind not in DEPLOYERS:
            return one.backs_up or images.is_helper(one.image, one.name)
        names = [one.image] if one.image else [one.name, one.chart.partition(" ")[0]]
        if not any(images.is_helper(name, "") for name in names):
            return False
        is_near = any(begin in self._called for begin in beginnings(one.name))
        return is_near or self._scopes[_scope(one)] > 1

    def _mentioned(self, one: Found) -> set[str]:
        """Give the units of this namespace that settings name."""
        found = set()
        for word in one.mentions:
            name, _, rest = word.partition(".")
            if name in self._called and rest in _own(self.namespace):
                found.add(self._called[name])
        return found

    def _make_paths(self) -> dict[str, str]:
        """Give the reference of each unit's app without its name, by the unit."""
        return {
            name: self._units[app.main][0].manifest.path
            for app in self._apps
            for name in app.services
        }

    def _ref(self, unit: str) -> str:
        return f"{self._paths[unit]}#{unit}"

    def things(self, homes: Mapping[tuple[str, str], str]) -> Iterator[Thing]:
        """Give the apps as things; `homes` are references by namespace and name."""
        for app in self._apps:
            main = self._units[app.main][0]
            parts = [self._part(name, app, homes) for name in app.services]
            name = main.name if self._units[app.main][1] == 0 else app.main
            if containers.is_generic(name) and self.namespace not in ("", "default", name):
                name = f"{self.namespace}-{name}"
            facts = {"tags": (printable(self.namespace),)} if self.namespace else {}
            members = {id(self._units[s][0]): self._units[s][0] for s in app.services}
            base = Thing(
                app.main,
                printable(name),
                "app",
                main.manifest.path,
                main.manifest.root,
                facts,
                runs_on=THE_HOST,
                addresses=addresses(_addresses(members.values())),
            )
            thing = containers.app_of(parts, base)
            if main.chart and "description" not in thing.facts:
                described = {**thing.facts, "description": f"Helm chart {printable(main.chart)}"}
                thing = replace(thing, facts=described)
            yield replace(thing, kind="app")

    def _part(self, name: str, app: apps.App, homes: Mapping[tuple[str, str], str]) -> Part:
        one, at = self._units[name]
        if at:
            return Part(name, printable(one.units[at].image), one.manifest.path)
        needs = [self._ref(other) for other in app.uses[name]]
        needs += [self._ref(other) for other in sorted(self._mentioned(one))]
        for word in sorted(one.mentions):
            host, _, rest = word.partition(".")
            namespace = rest.partition(".")[0]
            if rest and (namespace, host) in homes and rest in _own(namespace):
                needs.append(homes[namespace, host])
        own = self._ref(name)
        return Part(
            name,
            printable(one.units[0].image),
            one.manifest.path,
            tuple(map(printable, one.ports)),
            needs=tuple(need for need in dict.fromkeys(needs) if need != own),
            url=one.url,
        )


def _own(namespace: str) -> tuple[str, ...]:
    """Give what may follow the name of a service of a namespace."""
    return ("", namespace, f"{namespace}.svc", f"{namespace}.svc.cluster.local")


def _scope(one: Found) -> str:
    """Give the folder that holds an app: helpers in it are probably its own."""
    folder = one.manifest.folder
    return str(folder.parent if folder.name in _INNER else folder)


def _addresses(members: Iterable[Found]) -> Iterator[str]:
    for one in members:
        yield from one.addresses
    for one in members:
        names = one.services | ({one.name} if one.kind in DEPLOYERS else set())
        for name in sorted(names):
            if one.namespace:
                yield from (f"{name}.{one.namespace}{rest}" for rest in _ENDINGS)
