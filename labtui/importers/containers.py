"""Containers of a project as things: joined into apps, named, described."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from labtui.importers import images
from labtui.importers.apps import Service, joined, separate
from labtui.importers.found import THE_HOST, Part, Thing
from labtui.importers.service_names import squashed, stem
from labtui.text.redaction import without_secrets


@dataclass(frozen=True, slots=True)
class Container:
    """A service of a project, as a part and as the joining sees it."""

    part: Part
    service: Service
    url: str = ""
    """Where labels show it."""
    has_access: bool = False
    """True if it holds the host in its hands: privileged, or with the container socket."""
    title: str = ""
    """What people call it, where that is not the service's name in the project."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the containers of a project were found."""

    path: str
    """The file of the project, relative to `root`."""
    root: Path
    folder: str
    """What the project is called: its folder, mostly."""


_NO_NAME = frozenset(
    {
        "app", "application", "web", "webapp", "server", "main", "core", "frontend", "front-end",
        "backend", "api", "ui", "service", "website", "site", "webserver", "web-server", "client",
        "container", "docker", "run", "http", "stack",
    }
)  # fmt: skip
_HARDLY_A_NAME = frozenset(
    {
        "nginx", "caddy", "httpd", "apache", "proxy", "gateway", "php", "node", "python", "db",
        "database", "redis", "postgres", "postgresql", "mysql", "mariadb", "mongo", "mongodb",
        "valkey", "memcached", "broker", "cache", "queue", "worker", "scheduler", "cron",
    }
)  # fmt: skip
"""These name an app that is the only one of its project after the folder as well."""


def is_generic(service: str) -> bool:
    """Return True for a name that services of many projects have: `db`, `server`."""
    return service.lower() in _NO_NAME | _HARDLY_A_NAME


def things_of(containers: Sequence[Container], place: Place, each: bool = False) -> list[Thing]:
    """Give the apps of a project as things; with `each`, every container by itself.

    `place.path` and the main service make their references.
    """
    by_name = {container.part.service: container for container in containers}
    views = [container.service for container in containers]
    found = separate(views) if each else joined(views, place.folder)
    only = len(found) == 1
    things = []
    for app in found:
        main = by_name[app.main]
        parts = tuple(_part(by_name[name], app.uses[name], place) for name in app.services)
        name = _name(main, place.folder, only, each)
        base = Thing(app.main, name, "", place.path, place.root, runs_on=THE_HOST)
        things.append(app_of(parts, base))
    return linked(things)


def _part(container: Container, uses: Sequence[str], place: Place) -> Part:
    return replace(
        container.part,
        needs=tuple(f"{place.path}#{name}" for name in uses),
        access_to=(THE_HOST,) if container.has_access else (),
        url=container.url,
    )


def app_of(parts: Sequence[Part], base: Thing) -> Thing:
    """Give a thing made of these parts, the main one first; the rest of it is that of `base`.

    What it needs is left to `linked`.
    """
    main = parts[0]
    facts = {key: value for key, value in base.facts.items() if key not in _OF_PARTS}
    url = next((part.url for part in parts if part.url), "")
    if url and not images.is_gate(main.image):  # what a VPN shows are others' pages
        facts["url"] = url
    if description := without_secrets(main.description):
        facts["description"] = description
    if len(parts) > 1:
        facts["parts"] = tuple(part.service for part in parts)
    return replace(
        base,
        key=main.service,
        kind="app" if len(parts) > 1 else "container",
        facts=facts,
        main=main.service,
        parts=tuple(parts),
    )


_OF_PARTS = frozenset({"url", "description", "parts"})
"""Facts that follow from the parts."""


def linked(things: Sequence[Thing]) -> list[Thing]:
    """Give things with what their parts need and have access to, by the apps that these are in."""
    home: dict[object, str] = {}
    for thing in things:
        for part in thing.parts:
            ref = f"{thing.path}#{part.service}"
            home.setdefault(ref, thing.ref)
            home[thing.root, ref] = thing.ref

    def needs(thing: Thing) -> Iterator[str]:
        for ref in dict.fromkeys(ref for part in thing.parts for ref in part.needs):
            app = home.get((thing.root, ref)) or home.get(ref, ref)
            if app != thing.ref:
                yield app

    return [
        replace(
            thing,
            depends_on=tuple(dict.fromkeys(needs(thing))),
            access_to=tuple(dict.fromkeys(ref for part in thing.parts for ref in part.access_to)),
        )
        if thing.parts
        else thing
        for thing in things
    ]


def _name(container: Container, folder: str, only: bool, each: bool) -> str:
    """Give the name of an app: its main service's, or its folder's where that says nothing."""
    main = container.title or container.part.service
    name = main.lower()
    if stem(name) != name and squashed(stem(name)) == squashed(folder):
        return folder  # immich-server in the folder immich
    says_something = name not in _NO_NAME and not ((only or each) and name in _HARDLY_A_NAME)
    if says_something or squashed(name) == squashed(folder):
        return main
    if not folder or re.fullmatch(r"\d+|[0-9a-f]{12,}", folder):  # Portainer numbers its stacks
        of_image = "" if name in _HARDLY_A_NAME else images.repository(container.part.image)[1]
        return of_image or main
    return folder if only else f"{folder}-{main}"
